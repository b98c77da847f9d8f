package org.dlrm.radiomics.reference;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;

/**
 * IBSI's published images and values in a folder, found by the names that they have in the repositories
 * github.com/theibsi/data_sets and github.com/theibsi/ibsi_2_reference_data, wherever in the folder they were unpacked.
 */
final class IbsiFolder {

    private static final int DEEPEST = 12;

    private static final int MOST_FILES = 200_000;

    private static final long LARGEST_TABLE = 1 << 20;

    /** An image with its mask. */
    record Phantom(Path image, Path mask) {

        Volume volume() throws IOException {
            return Nifti.readVolume(image);
        }

        Mask region() throws IOException {
            return Nifti.readMask(mask);
        }
    }

    private final Map<String, Path> m_maps = new HashMap<>();

    private final Map<String, Phantom> m_phantoms = new HashMap<>();

    private Optional<Path> m_values = Optional.empty();

    private IbsiFolder() {
    }

    /** @throws IOException if the folder cannot be read or is not the one that was meant */
    static IbsiFolder of(final Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException("IBSI folder: there is no folder " + root);
        }
        final IbsiFolder found = new IbsiFolder();
        for (final Path file : files(root)) {
            found.add(file);
        }
        if (found.m_maps.isEmpty() && found.m_phantoms.isEmpty() && found.m_values.isEmpty()) {
            throw new IOException("IBSI folder: " + root + " holds neither IBSI's phantoms (image/phantom.nii.gz with "
                + "mask/mask.nii.gz, from github.com/theibsi/data_sets) nor its IBSI 2 references (...-ValidCRM.nii, from "
                + "github.com/theibsi/ibsi_2_reference_data)");
        }
        return found;
    }

    /** @return NIfTI files and tables, sorted: what is found does not depend on the file system */
    private static List<Path> files(final Path root) throws IOException {
        final TreeSet<Path> files = new TreeSet<>();
        final int[] seen = new int[1];
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                throws IOException {
                if (++seen[0] > MOST_FILES) {
                    throw new IOException("IBSI folder: " + root + " holds more than " + MOST_FILES
                        + " files; give the folder of IBSI's data sets itself");
                }
                final String name = name(file);
                if (name.endsWith(".nii") || name.endsWith(".nii.gz")
                    || name.endsWith(".csv") && attributes.size() < LARGEST_TABLE) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(final Path file, final IOException e) {
                return FileVisitResult.CONTINUE; // not readable for this user: not looked at
            }
        });
        return new ArrayList<>(files);
    }

    private static String name(final Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    private void add(final Path file) throws IOException {
        final String stem = name(file).replaceFirst("\\.nii(\\.gz)?$", "");
        if (name(file).endsWith(".csv")) {
            try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                final String header = in.readLine();
                if (m_values.isEmpty() && header != null && header.matches(".*filter_id[;,].*")) {
                    m_values = Optional.of(file);
                }
            }
        } else if (stem.endsWith("-validcrm")) {
            m_maps.putIfAbsent(stem.substring(0, stem.length() - "-validcrm".length()), file);
        } else if (file.getParent() != null && name(file.getParent()).equals("image")) {
            final Path masks = file.getParent().resolveSibling("mask");
            for (final String mask : List.of("mask.nii.gz", "mask.nii")) {
                if (Files.isRegularFile(masks.resolve(mask)) && !isDigitalPhantom(file, stem)) {
                    m_phantoms.putIfAbsent(stem, new Phantom(file, masks.resolve(mask)));
                }
            }
        }
    }

    /** The IBSI 1 digital phantom is built in; its file is called as the CT phantom's. */
    private static boolean isDigitalPhantom(final Path file, final String stem) {
        return stem.equals("phantom") && file.toString().toLowerCase(Locale.ROOT).contains("digital_phantom");
    }

    /** @return the CT phantom of IBSI 1 and of phase 2 of IBSI 2 */
    Optional<Phantom> ct() {
        return phantom("phantom");
    }

    /** @return a digital phantom of IBSI 2, e.g. "checkerboard" */
    Optional<Phantom> phantom(final String name) {
        return Optional.ofNullable(m_phantoms.get(name));
    }

    /** @return the response map of phase 1, e.g. "1_a_1" */
    Optional<Path> map(final String id) {
        return Optional.ofNullable(m_maps.get(id));
    }

    /** @return the table of phase 2 */
    Optional<Path> values() {
        return m_values;
    }
}
