package org.dlrm.image.io;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.dlrm.work.Progress;

/**
 * The NIfTI and NRRD files below a folder. The files themselves say neither whose they are nor whether they are images
 * or label maps; their paths do, by a {@link Rule}.
 */
public final class ImageFolder {

    /** What label maps are mostly called: folders as well as files count. */
    public static final String MASK_NAMES =
        "mask|(^|[^a-z])(seg|label|roi|[gcp]tv|contour|lesion|tumou?r|annotation)";

    private static final int MAX_DEPTH = 64;

    /**
     * How paths are read. Patterns are looked for anywhere in the path below the folder, with {@code /} between names
     * and without regard to letter case.
     *
     * @param images which files can be images; empty: all that are no label maps
     * @param masks which files are label maps; empty: none
     * @param patient its first group is the patient; empty: a folder of the path, or the file name without its ending,
     *            is the patient
     */
    public record Rule(Optional<Pattern> images, Optional<Pattern> masks, Optional<Pattern> patient) {

        /** All images but those of {@link #MASK_NAMES}. */
        public static final Rule DEFAULT =
            new Rule(Optional.empty(), Optional.of(pattern(MASK_NAMES).orElseThrow()), Optional.empty());

        /** @return a pattern from a setting; empty for an empty text */
        public static Optional<Pattern> pattern(final String text) {
            return text.isBlank() ? Optional.empty()
                : Optional.of(Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
        }

        /** @throws IllegalArgumentException if the patient's pattern has no group */
        public Rule {
            if (patient.isPresent() && patient.get().matcher("").groupCount() < 1) {
                throw new IllegalArgumentException(
                    "The pattern of the patient needs a group in parentheses, for example ([^/]+)_ct");
            }
        }
    }

    /**
     * One file.
     *
     * @param file where it is
     * @param name its path below the folder, with {@code /} between names
     * @param mask whether it is a label map by its name; otherwise an image
     */
    public record Entry(Path file, String name, boolean mask) {

        /** @return the file name without its ending, also without {@code .nii} of {@code .nii.gz} */
        public String stem() {
            return name.substring(name.lastIndexOf('/') + 1)
                .replaceFirst("(?i)(\\.seg)?\\.(nii|nii\\.gz|hdr|nrrd|nhdr)$", "");
        }

        /** @return whether another file is called like this one, or like this one and something more */
        private boolean begins(final Entry other) {
            final String stem = stem();
            final String name = other.stem();
            return name.equals(stem)
                || name.startsWith(stem) && !Character.isLetterOrDigit(name.charAt(stem.length()));
        }
    }

    private final List<Entry> m_entries;

    private final Rule m_rule;

    private ImageFolder(final List<Entry> entries, final Rule rule) {
        m_entries = List.copyOf(entries);
        m_rule = rule;
    }

    /** Looks through a folder tree; no file is opened, unreadable folders are passed over. */
    public static ImageFolder find(final Path root, final Rule rule, final Progress progress) throws IOException {
        final List<Entry> entries = new ArrayList<>();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) {
                progress.check();
                if (attributes.isRegularFile() && isHeader(file)) {
                    entry(root, file, rule).ifPresent(entries::add);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(final Path file, final IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        entries.sort(Comparator.comparing(Entry::name));
        return new ImageFolder(entries, rule);
    }

    private static Optional<Entry> entry(final Path root, final Path file, final Rule rule) {
        final String name = root.relativize(file).toString().replace('\\', '/');
        final boolean mask = rule.masks.isPresent() && rule.masks.get().matcher(name).find();
        return !mask && rule.images.isPresent() && !rule.images.get().matcher(name).find() ? Optional.empty()
            : Optional.of(new Entry(file, name, mask));
    }

    /** @return whether the file is one to open; of an Analyze pair the header, and only where its values are there */
    private static boolean isHeader(final Path file) {
        final String name = file.getFileName().toString();
        final String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".hdr")) {
            final String stem = name.substring(0, name.length() - 4);
            return Files.exists(file.resolveSibling(stem + ".img"))
                || Files.exists(file.resolveSibling(stem + ".img.gz"));
        }
        return isAlone(file);
    }

    /** @return whether the name can only be that of a NIfTI or NRRD file ({@code .nii}, {@code .nii.gz}, {@code .nrrd},
     *         {@code .nhdr}), never of a DICOM file */
    public static boolean isAlone(final Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).matches(".*\\.(nii|nii\\.gz|nrrd|nhdr)");
    }

    /** @return all files, by path */
    public List<Entry> entries() {
        return m_entries;
    }

    /** @return the images, by path */
    public List<Entry> images() {
        return m_entries.stream().filter(e -> !e.mask).toList();
    }

    /** @return the label maps, by path */
    public List<Entry> masks() {
        return m_entries.stream().filter(Entry::mask).toList();
    }

    /** @return what belongs to a patient */
    public ImageFolder of(final String patient) {
        return new ImageFolder(m_entries.stream().filter(e -> keys(e).contains(patient)).toList(), m_rule);
    }

    /** @return what an entry's path may name as its patient; by a pattern one or none */
    public List<String> keys(final Entry e) {
        if (m_rule.patient.isPresent()) {
            final Matcher m = m_rule.patient.get().matcher(e.name);
            return m.find() && m.group(1) != null ? List.of(m.group(1)) : List.of();
        }
        final List<String> keys = new ArrayList<>(List.of(e.name.split("/")));
        keys.set(keys.size() - 1, e.stem());
        return keys;
    }

    /**
     * Finds the label maps of a patient: those whose path names the patient or whose name begins like that of the image,
     * in the image's own folder first.
     *
     * @param image the patient's image; empty if it is no NIfTI or NRRD file
     * @param alone whether nothing of another patient can be below the folder: then any label map will do if none is named
     *            so
     */
    public List<Entry> masksOf(final Optional<Entry> image, final String patient, final boolean alone) {
        final List<Entry> named = masks().stream()
            .filter(e -> keys(e).contains(patient) || image.isPresent() && image.get().begins(e)).toList();
        final Optional<Path> folder = image.map(e -> e.file.getParent());
        return (named.isEmpty() && alone ? masks() : named).stream()
            .sorted(Comparator.comparing((final Entry e) -> !Optional.of(e.file.getParent()).equals(folder))
                .thenComparing(Entry::name))
            .toList();
    }
}
