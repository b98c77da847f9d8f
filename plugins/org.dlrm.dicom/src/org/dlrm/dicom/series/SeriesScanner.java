package org.dlrm.dicom.series;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.dlrm.dicom.DicomDir;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomToolkit;
import org.dlrm.dicom.OwnToolkit;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.image.Vec3;
import org.dlrm.image.io.ImageFolder;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;

/**
 * Finds the series in folders, files or a DICOMDIR. NIfTI and NRRD files are not its business, see
 * {@link ImageFolder}. Reads headers only (and the pixels of duplicates, to tell copies
 * from conflicts). One bad file never stops the scan.
 */
public final class SeriesScanner {

    /** Planes are the same, or nearly so, if the cosine between their normals is greater (20 degrees). */
    private static final double SAME_PLANE = 0.94;

    private static final int MAX_ORIENTATIONS = 3;

    /** Files whose headers are read in one go. */
    private static final int BATCH = 32;

    private static final List<String> AVERAGED = List.of("XRayTubeCurrent", "Exposure", "ExposureTime");

    private final DicomToolkit m_toolkit;

    private final boolean m_identifying;

    /** Scans with the reader of this bundle, without names and birth dates. */
    public SeriesScanner() {
        this(new OwnToolkit(), false);
    }

    /** @param identifying whether PatientName and PatientBirthDate become attributes */
    public SeriesScanner(final DicomToolkit toolkit, final boolean identifying) {
        m_toolkit = toolkit;
        m_identifying = identifying;
    }

    /** Scans a folder tree, one file, or the files of a DICOMDIR. */
    public ScanResult scan(final Path root, final Progress progress, final int threads) throws IOException {
        final List<Problem> problems = new ArrayList<>();
        return scan(files(root, problems, progress), problems, progress, threads);
    }

    /** Scans files and folders. */
    public ScanResult scan(final List<Path> roots, final Progress progress, final int threads) throws IOException {
        final List<Problem> problems = new ArrayList<>();
        final List<Path> files = new ArrayList<>();
        for (final Path root : roots) {
            files.addAll(files(root, problems, progress));
        }
        return scan(files.stream().distinct().toList(), problems, progress, threads);
    }

    // ------------------------------------------------------------------------------------------------- files

    private List<Path> files(final Path root, final List<Problem> problems, final Progress progress)
        throws IOException {
        if (root.getFileName() != null && root.getFileName().toString().equalsIgnoreCase("DICOMDIR")
            && Files.isRegularFile(root)) {
            final DicomDir dir = DicomDir.read(root);
            problems.addAll(dir.problems());
            return dir.files();
        }
        if (!Files.exists(root)) {
            throw new DicomException(ProblemClass.UNREADABLE, "There is no such file or folder", "", root.toString(),
                "Check the path");
        }
        final List<Path> out = new ArrayList<>();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 64, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) {
                progress.check();
                if (attributes.isRegularFile() && !ImageFolder.isAlone(file)) {
                    out.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(final Path file, final IOException e) {
                problems.add(Problem.error(ProblemClass.UNREADABLE, "The file or folder cannot be read", "",
                    e.getClass().getSimpleName(), "Check that you may read it").in("", file.toString()));
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(out);
        return out;
    }

    private ScanResult scan(final List<Path> files, final List<Problem> problems, final Progress progress,
        final int threads) {
        final Map<ImageHeader.Series, Group> groups = new LinkedHashMap<>();
        final List<DicomObject> objects = new ArrayList<>();
        final Warnings warnings = new Warnings();
        // a header takes tens of microseconds, as much as handing it from thread to thread: so several at once
        final List<Integer> batches =
            IntStream.range(0, (files.size() + BATCH - 1) / BATCH).mapToObj(b -> b * BATCH).toList();
        new OrderedParallel(threads).map(batches.iterator(),
            (b, from) -> files.subList(from, Math.min(files.size(), from + BATCH)).stream().map(this::header).toList(),
            (b, results) -> {
                progress.report(0.9 * b / batches.size(),
                    "Reading headers: file " + (b * BATCH + 1) + " of " + files.size());
                for (int i = 0; i < results.size(); i++) {
                    add(files.get(b * BATCH + i), results.get(i), groups, objects, problems, warnings);
                }
            }, progress);
        warnings.flush(problems);
        final TreeMap<String, SeriesInfo> series = new TreeMap<>();
        int done = 0;
        for (final Map.Entry<ImageHeader.Series, Group> g : groups.entrySet()) {
            progress.check();
            progress.report(0.9 + 0.1 * done++ / groups.size(), "Ordering slices");
            final boolean stacks = groups.keySet().stream().anyMatch(k -> k.series().equals(g.getKey().series())
                && k.patientId().equals(g.getKey().patientId()) && !k.stack().equals(g.getKey().stack()));
            final String stack = stacks ? "StackID " + g.getKey().stack() : "";
            for (final SeriesInfo s : split(g.getKey(), stack, g.getValue())) {
                series.put(String.join("\n", s.patientId(), s.studyInstanceUid(), s.seriesInstanceUid(), s.part()), s);
                problems.addAll(s.problems());
            }
        }
        // what holds for all parts of a series is told once
        return new ScanResult(new ArrayList<>(series.values()), objects, problems.stream().distinct().toList());
    }

    private static void add(final Path path, final FileResult result, final Map<ImageHeader.Series, Group> groups,
        final List<DicomObject> objects, final List<Problem> problems, final Warnings warnings) {
        if (result.problem.isPresent()) {
            problems.add(result.problem.get().in("", path.toString()));
            return;
        }
        final ImageHeader h = result.header.orElseThrow();
        h.object().ifPresent(objects::add);
        for (final Problem p : h.problems()) {
            final String series = h.slices().isEmpty() ? path.toString() : h.slices().get(0).getKey().series();
            warnings.add(series, p.in(h.patientId(), path.toString()));
        }
        for (final Map.Entry<ImageHeader.Series, Instance> slice : h.slices()) {
            groups.computeIfAbsent(slice.getKey(), k -> new Group()).add(slice.getValue(), h);
        }
    }

    private record FileResult(Optional<ImageHeader> header, Optional<Problem> problem) {
    }

    private FileResult header(final Path path) {
        try {
            return new FileResult(Optional.of(ImageHeader.of(m_toolkit.read(path, ReadOptions.HEADER),
                m_identifying)), Optional.empty());
        } catch (DicomException e) {
            final Problem p = e.problem();
            return new FileResult(Optional.empty(), Optional.of(p.type() == ProblemClass.NOT_DICOM
                ? new Problem("", "", Problem.Severity.INFO, p.type(), p.what(), p.expected(), p.found(), p.remedy())
                : p));
        } catch (IOException e) {
            return new FileResult(Optional.empty(), Optional.of(Problem.error(ProblemClass.UNREADABLE,
                "The file cannot be read", "", e.getClass().getSimpleName(), "Check that you may read it")));
        }
    }

    /** The same warning for every file of a series is told once, with the first file and the number of files. */
    private static final class Warnings {

        private final Map<String, List<Problem>> m_byKey = new LinkedHashMap<>();

        void add(final String series, final Problem p) {
            m_byKey.computeIfAbsent(p.severity() == Problem.Severity.WARNING
                ? series + p.type() + p.what() : String.valueOf(m_byKey.size()) + p.file(), k -> new ArrayList<>(1))
                .add(p);
        }

        void flush(final List<Problem> target) {
            for (final List<Problem> same : m_byKey.values()) {
                final Problem p = same.get(0);
                target.add(same.size() == 1 ? p : new Problem(p.patientId(), p.file(), p.severity(), p.type(),
                    p.what() + " (" + same.size() + " files)", p.expected(), p.found(), p.remedy()));
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ series

    /** The slices of one series and what their headers say about the acquisition. */
    private static final class Group {

        private final List<Instance> m_slices = new ArrayList<>();

        private final Map<String, String> m_attributes = new LinkedHashMap<>();

        private final Map<String, double[]> m_sums = new LinkedHashMap<>();

        private final Set<String> m_studies = new LinkedHashSet<>();

        private final Set<String> m_framesOfReference = new LinkedHashSet<>();

        void add(final Instance slice, final ImageHeader header) {
            m_slices.add(slice);
            m_studies.add(header.study());
            m_framesOfReference.add(header.frameOfReference());
            final Map<String, String> attributes = header.attributes();
            attributes.forEach(m_attributes::putIfAbsent);
            for (final String keyword : AVERAGED) {
                try {
                    final double v = Double.parseDouble(attributes.getOrDefault(keyword, ""));
                    final double[] sum = m_sums.computeIfAbsent(keyword, k -> new double[2]);
                    sum[0] += v;
                    sum[1]++;
                } catch (NumberFormatException e) {
                    continue; // absent or no number: not averaged
                }
            }
        }

        Map<String, String> attributes() {
            final Map<String, String> out = new LinkedHashMap<>(m_attributes);
            m_sums.forEach((keyword, sum) -> {
                final double mean = sum[0] / sum[1];
                out.put(keyword, mean == Math.rint(mean) ? String.valueOf((long)mean)
                    : String.format(Locale.ROOT, "%.4g", mean));
            });
            return out;
        }
    }

    /** @param stack which stack of a multi-frame series this is, empty if there is one */
    private List<SeriesInfo> split(final ImageHeader.Series key, final String stack, final Group group) {
        final List<Problem> problems = new ArrayList<>();
        if (group.m_studies.size() > 1) {
            problems.add(Problem.warning(ProblemClass.NONCONFORMANT, "Slices of one series are in different studies",
                "one StudyInstanceUID", String.valueOf(group.m_studies.size()), ""));
        }
        if (group.m_framesOfReference.size() > 1) {
            problems.add(Problem.warning(ProblemClass.NONCONFORMANT,
                "Slices of one series have different frames of reference; their positions are taken as comparable",
                "one FrameOfReferenceUID", String.valueOf(group.m_framesOfReference.size()),
                "Check that the slices belong together"));
        }
        final Map<String, List<Instance>> stacks = orientations(group.m_slices);
        if (stacks.size() > 1) {
            problems.add(Problem.warning(ProblemClass.MIXED_ORIENTATION,
                "The series holds stacks of different orientation; split", "one orientation",
                stacks.entrySet().stream().map(s -> s.getKey() + ": " + s.getValue().size())
                    .collect(Collectors.joining(", ")),
                "Check that the right one is used"));
        }
        final List<SeriesInfo> out = new ArrayList<>();
        stacks.forEach((name, slices) -> out.addAll(acquisitions(key,
            stacks.size() > 1 ? (stack + " " + name).trim() : stack, group, SeriesGeometry.sorted(slices),
            new ArrayList<>(problems))));
        return out;
    }

    /**
     * Groups slices by orientation if they lie in clearly different planes, as scouts and reformats do. Smaller differences
     * are an error of the series: all slices are then one group.
     *
     * @return the slices by the name of their orientation
     */
    private static Map<String, List<Instance>> orientations(final List<Instance> slices) {
        final List<List<Instance>> groups = new ArrayList<>();
        for (final Instance s : slices) {
            groups.stream().filter(g -> SeriesGeometry.sameOrientation(g.get(0), s)).findFirst().orElseGet(() -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
            }).add(s);
            if (groups.size() > MAX_ORIENTATIONS) {
                return Map.of("", slices);
            }
        }
        final Map<String, List<Instance>> out = new TreeMap<>();
        for (final List<Instance> g : groups) {
            final Vec3 n = g.get(0).normal();
            if (groups.stream().anyMatch(o -> o != g && Math.abs(o.get(0).normal().dot(n)) > SAME_PLANE)) {
                return Map.of("", slices);
            }
            final double x = Math.abs(n.x());
            final double y = Math.abs(n.y());
            final double z = Math.abs(n.z());
            final String name = z >= x && z >= y ? "axial" : y >= x ? "coronal" : "sagittal";
            if (out.put(name, g) != null) {
                return Map.of("", slices);
            }
        }
        return out;
    }

    private List<SeriesInfo> acquisitions(final ImageHeader.Series key, final String stack, final Group group,
        final List<Instance> slices, final List<Problem> problems) {
        final boolean duplicates = hasDuplicates(slices);
        if (duplicates || isIrregular(slices)) {
            final Map<String, Function<Instance, String>> keys = new LinkedHashMap<>();
            keys.put("TemporalPosition", s -> s.acquisition().temporalPosition());
            keys.put("AcquisitionNumber", s -> s.acquisition().number());
            keys.put("ContrastBolusAgent", s -> s.acquisition().contrast());
            keys.put("ImageType", s -> s.acquisition().imageType());
            keys.put("AcquisitionTime", s -> s.acquisition().time());
            for (final Map.Entry<String, Function<Instance, String>> k : keys.entrySet()) {
                final TreeMap<String, List<Instance>> parts = new TreeMap<>();
                slices.forEach(s -> parts.computeIfAbsent(k.getValue().apply(s), x -> new ArrayList<>()).add(s));
                if (parts.size() > 1 && parts.values().stream().allMatch(p -> p.size() > 1 && !hasDuplicates(p))
                    && (duplicates || areInterleavedVolumes(parts.values()))) {
                    final List<SeriesInfo> out = new ArrayList<>();
                    final Problem warning = Problem.warning(ProblemClass.SEVERAL_ACQUISITIONS,
                        "The series holds several acquisitions; split by " + k.getKey(), "one acquisition",
                        parts.size() + ": " + String.join(", ", parts.keySet()),
                        "Say which one is meant, by description or phase");
                    problems.add(warning);
                    parts.forEach((value, part) -> out.add(info(key,
                        (stack + " " + k.getKey() + " " + value).trim(), group, part, problems)));
                    return out;
                }
            }
        }
        return List.of(info(key, stack, group, dropCopies(slices, problems), problems));
    }

    private static boolean isIrregular(final List<Instance> slices) {
        return SeriesGeometry.of(slices).problems().stream().anyMatch(
            p -> p.type() == ProblemClass.NON_UNIFORM_SPACING || p.type() == ProblemClass.MISSING_SLICE);
    }

    /** Whether each part makes a volume and they overlap, unlike two halves of a body with a gap between them. */
    private static boolean areInterleavedVolumes(final Collection<List<Instance>> parts) {
        double last = Double.NEGATIVE_INFINITY;
        final Vec3 n = parts.iterator().next().get(0).normal();
        final List<List<Instance>> ordered = new ArrayList<>(parts);
        ordered.sort(Comparator.comparingDouble(p -> p.get(0).position().dot(n)));
        boolean first = true;
        for (final List<Instance> p : ordered) {
            if (p.size() < 3 || SeriesGeometry.of(p).grid().isEmpty() || !first && p.get(0).position().dot(n) >= last) {
                return false;
            }
            last = Math.max(last, p.get(p.size() - 1).position().dot(n));
            first = false;
        }
        return true;
    }

    private static boolean hasDuplicates(final List<Instance> sorted) {
        for (int k = 1; k < sorted.size(); k++) {
            if (samePosition(sorted.get(k - 1), sorted.get(k))) {
                return true;
            }
        }
        return false;
    }

    private static boolean samePosition(final Instance a, final Instance b) {
        return a.position().minus(b.position()).length() < SeriesGeometry.SAME_POSITION;
    }

    /** Removes slices that are there twice with identical pixels; stops at the first that differs. */
    private List<Instance> dropCopies(final List<Instance> slices, final List<Problem> problems) {
        final List<Instance> out = new ArrayList<>();
        int copies = 0;
        String example = "";
        boolean conflict = false;
        for (final Instance s : slices) {
            final Instance last = out.isEmpty() ? null : out.get(out.size() - 1);
            if (last != null && !conflict && samePosition(last, s)) {
                if (sameImage(last, s)) {
                    if (copies++ == 0) {
                        example = s.path().getFileName() + " and " + last.path().getFileName();
                    }
                    continue;
                }
                conflict = true;
            }
            out.add(s);
        }
        if (copies > 0) {
            problems.add(Problem.warning(ProblemClass.DUPLICATE_SLICE,
                copies + (copies == 1 ? " slice is" : " slices are") + " there twice with identical pixels; used once",
                "every slice once", example, "Nothing needs to be done"));
        }
        return out;
    }

    private boolean sameImage(final Instance a, final Instance b) {
        if (a.rows() != b.rows() || a.columns() != b.columns() || a.slope() != b.slope()
            || a.intercept() != b.intercept()) {
            return false;
        }
        try (DicomToolkit.Image x = m_toolkit.open(a.path()); DicomToolkit.Image y = m_toolkit.open(b.path())) {
            final byte[] p = new byte[x.format().frameBytes()];
            final byte[] q = new byte[y.format().frameBytes()];
            x.read(a.frame(), p);
            y.read(b.frame(), q);
            return Arrays.equals(p, q);
        } catch (IOException e) {
            return false; // told when the pixels are read
        }
    }

    private static SeriesInfo info(final ImageHeader.Series key, final String part, final Group group,
        final List<Instance> slices, final List<Problem> before) {
        final SeriesGeometry g = SeriesGeometry.of(slices);
        final List<Problem> problems = new ArrayList<>(before);
        problems.addAll(g.problems());
        if (key.localizer()) {
            problems.clear();
            problems.add(new Problem("", "", Problem.Severity.INFO, ProblemClass.LOCALIZER,
                "A localizer (scout view) is not used as a volume", "", slices.size() + " image(s)",
                "Nothing needs to be done"));
        }
        final String folder = String.valueOf(slices.get(0).path().toAbsolutePath().getParent());
        final Map<String, String> attributes = group.attributes();
        return new SeriesInfo(key.patientId(), group.m_studies.iterator().next(), key.series(),
            group.m_framesOfReference.iterator().next(), part, key.modality(),
            attributes.getOrDefault("SeriesDescription", ""), key.localizer(), attributes, g.slices(), g.grid(),
            g.tilt(), g.shearedGrid(), problems.stream().map(p -> p.in(key.patientId(), folder)).toList(),
            digest(g.slices()));
    }

    private static String digest(final List<Instance> slices) {
        try {
            final MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (final Instance s : slices) {
                sha.update((s.sopInstanceUid() + ' ' + s.frame() + ' ' + s.rows() + ' ' + s.columns() + ' '
                    + s.position() + ' ' + s.pixelBytes() + '\n').getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has SHA-256
        }
    }

    /** @return patient IDs of a scan, sorted */
    public static List<String> patients(final ScanResult result) {
        final Set<String> ids = new HashSet<>();
        result.series().forEach(s -> ids.add(s.patientId()));
        return ids.stream().sorted().toList();
    }
}
