package org.dlrm.knime.browser;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium on this machine, run without a window and without the network. */
final class Browser {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private static final int LIMIT_S = 120;

    private final Path m_program;

    private Browser(final Path program) {
        m_program = program;
    }

    /** @return the browser of the system property {@code dlrm.browser}, or the first one on the PATH */
    static Optional<Browser> find() {
        final String set = System.getProperty("dlrm.browser");
        final Stream<Path> candidates = set != null ? Stream.of(Path.of(set))
            : Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty()).flatMap(folder -> NAMES.stream().map(Path.of(folder)::resolve));
        return candidates.filter(Files::isExecutable).findFirst().map(Browser::new);
    }

    /**
     * @param page an HTML file
     * @param work an empty folder for the browser's profile and messages
     * @return the page's elements as text, after it has loaded
     */
    String dump(final Path page, final Path work) throws IOException, InterruptedException {
        final Path out = work.resolve("dump.html");
        final Path err = work.resolve("browser.log");
        final List<String> command = new ArrayList<>(List.of(m_program.toString(), "--headless", "--no-sandbox",
            "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--window-size=1000,800", "--user-data-dir=" + work.resolve("profile"), "--dump-dom",
            page.toUri().toString()));
        final Process process =
            new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                throw new IOException("the browser did not finish within " + LIMIT_S + " s");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        final String dump = Files.readString(out);
        if (dump.isBlank()) {
            throw new IOException("the browser said nothing: " + Files.readString(err, StandardCharsets.ISO_8859_1));
        }
        return dump;
    }
}
