package org.dlrm.headless.docs;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

/** Pictures of the documentation: pages that a run of the main workflow has written, as Chromium shows them. */
final class Pictures {

    /**
     * A part of a page.
     *
     * @param name of the picture
     * @param folder how the name of the node's output folder ends
     * @param page file in that folder
     * @param top pixels left out above
     */
    private record Shot(String name, String folder, String page, int top, int height) {
    }

    private static final List<Shot> SHOTS = List.of(new Shot("series", "dicom-reader", "view.html", 0, 785),
        new Shot("regions", "roi-masker", "view.html", 0, 615),
        new Shot("model", "dlrm-fusion", "view.html", 0, 910), new Shot("evidence", "model-validator", "view.html", 0, 790),
        new Shot("survival", "survival-stratifier-apply", "view.html", 0, 1240));

    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private static final int WIDTH = 1000;

    private static final int COLOURS = 256;

    private static final int LIMIT_S = 120;

    private Pictures() {
    }

    /**
     * @param run output folder of a run of dlrm-gastric
     * @param target folder for the pictures
     * @return the files
     * @throws IOException if there is no browser, or a page is missing
     */
    static List<Path> write(final Path run, final Path target) throws IOException {
        Files.createDirectories(target);
        final List<Path> written = new ArrayList<>();
        for (final Shot shot : SHOTS) {
            final Path page = folder(run, shot.folder()).resolve(shot.page());
            if (!Files.exists(page)) {
                throw new IOException(page + " is missing: run 'dlrm run dlrm-gastric' first and give its output folder");
            }
            final Path picture = target.resolve(shot.name() + ".png");
            final BufferedImage image = screenshot(page, shot.top() + shot.height());
            ImageIO.write(fewColours(image.getSubimage(0, shot.top(), image.getWidth(), shot.height())), "png",
                picture.toFile());
            written.add(picture);
        }
        return written;
    }

    private static Path folder(final Path run, final String end) throws IOException {
        try (Stream<Path> folders = Files.list(run)) {
            return folders.filter(f -> f.getFileName().toString().endsWith(end)).findFirst()
                .orElseThrow(() -> new IOException(run + " has no folder of the node " + end));
        }
    }

    private static BufferedImage screenshot(final Path page, final int height) throws IOException {
        final Path work = Files.createTempDirectory("dlrm-pictures");
        final Path file = work.resolve("page.png");
        final Process process = new ProcessBuilder(browser().toString(), "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--hide-scrollbars",
            "--force-device-scale-factor=1", "--virtual-time-budget=5000", "--window-size=" + WIDTH + "," + height,
            "--user-data-dir=" + work.resolve("profile"), "--screenshot=" + file, page.toAbsolutePath().toUri().toString())
                .redirectErrorStream(true).redirectOutput(work.resolve("browser.log").toFile()).start();
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS) || !Files.exists(file)) {
                throw new IOException("The browser made no picture of " + page + ": " + Files.readString(work.resolve(
                    "browser.log")).lines().reduce((a, b) -> b).orElse("it did not finish"));
            }
            return ImageIO.read(file.toFile());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            delete(work);
        }
    }

    private static void delete(final Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    private static Path browser() throws IOException {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
            .flatMap(folder -> BROWSERS.stream().map(Path.of(folder)::resolve)).filter(Files::isExecutable).findFirst()
            .orElseThrow(() -> new IOException("No browser on the PATH: one of " + BROWSERS + " makes the pictures"));
    }

    /** The most frequent colours stay, every other becomes the nearest of them: drawings stay sharp and small. */
    static BufferedImage fewColours(final BufferedImage image) {
        final Map<Integer, Integer> counts = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                counts.merge(image.getRGB(x, y) & 0xFFFFFF, 1, Integer::sum);
            }
        }
        final int[] palette = counts.entrySet().stream()
            .sorted(Map.Entry.<Integer, Integer> comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
            .limit(COLOURS).mapToInt(Map.Entry::getKey).toArray();
        final IndexColorModel model = new IndexColorModel(8, palette.length, palette, 0, false, -1,
            DataBuffer.TYPE_BYTE);
        final BufferedImage result =
            new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
        final Map<Integer, Integer> nearest = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                result.getRaster().setSample(x, y, 0,
                    nearest.computeIfAbsent(image.getRGB(x, y) & 0xFFFFFF, c -> nearest(c, palette)));
            }
        }
        return result;
    }

    private static int nearest(final int colour, final int[] palette) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < palette.length; i++) {
            int distance = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                final int d = (colour >> shift & 0xFF) - (palette[i] >> shift & 0xFF);
                distance += d * d;
            }
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }
}
