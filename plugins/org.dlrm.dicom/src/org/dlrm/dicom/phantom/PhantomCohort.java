package org.dlrm.dicom.phantom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;

/**
 * Writes a made-up gastric cancer cohort as a hospital would export it: per patient a folder with a CT series and an
 * RTSTRUCT with the ROI {@value #ROI}, and one clinical CSV. Four centres scan differently. A latent benefit decides
 * response and progression-free survival; the lesion's size, density and texture and some clinical factors carry it as
 * far as {@link Settings#signal()} says, so a workflow can be checked against a known truth.
 *
 * <p>The bytes depend on the settings only, not on threads or machine.
 */
public final class PhantomCohort {

    /** Name of the region of interest. */
    public static final String ROI = "GTV";

    /** Name of the clinical table in the folder. */
    public static final String TABLE = "cohort.csv";

    static final String HEADER = "patient_id,centre,cohort,age,sex,cT,cN,CEA,location,response,pfs_months,pfs_event,"
        + "ct_path,rtstruct_path,roi_name";

    /**
     * What to make.
     *
     * @param seed of everything random
     * @param train patients of the training cohort (centres A and B), likewise internal
     * @param internal patients of the internal validation cohort (centres A and B)
     * @param external1 patients of centre C
     * @param external2 patients of centre D
     * @param size rows and columns of a slice, 48 to 512
     * @param signal how much of the latent benefit images and clinical factors carry, 0 (none) to 1
     */
    public record Settings(long seed, int train, int internal, int external1, int external2, int size,
        double signal) {

        /** A small cohort for learning and tests. */
        public static final Settings SMALL = new Settings(1, 24, 12, 16, 16, 96, 1);

        /** Cohort sizes of the published study. */
        public static final Settings PAPER = new Settings(1, 243, 103, 207, 166, 96, 1);

        public Settings {
            if (train < 0 || internal < 0 || external1 < 0 || external2 < 0 || patients(train, internal, external1,
                external2) < 1 || patients(train, internal, external1, external2) > 100_000) {
                throw new IllegalArgumentException("The cohorts need 1 to 100000 patients together, none negative");
            }
            if (size < 48 || size > 512) {
                throw new IllegalArgumentException("Image size must be 48 to 512, not " + size);
            }
            if (!(signal >= 0 && signal <= 1)) {
                throw new IllegalArgumentException("Signal must be 0 to 1, not " + signal);
            }
        }

        private static long patients(final int... cohorts) {
            return IntStream.of(cohorts).asLongStream().sum();
        }

        public int patients() {
            return train + internal + external1 + external2;
        }
    }

    /** A centre's scanner. Lengths in mm, noise and offset in HU. */
    record Centre(String name, String manufacturer, String model, String kernel, double pixel, double slice,
        double depth, double noise, double blur, double offset) {

        int slices() {
            return (int)Math.round(depth / slice);
        }
    }

    static final List<Centre> CENTRES = List.of(
        new Centre("A", "SIEMENS", "SOMATOM Definition AS", "B30f", 0.78, 3, 66, 9, 0.55, 0),
        new Centre("B", "GE MEDICAL SYSTEMS", "LightSpeed VCT", "STANDARD", 0.82, 2.5, 65, 12, 0.45, 3),
        new Centre("C", "Philips", "Brilliance 64", "B", 0.74, 3, 66, 11, 0.7, -4),
        new Centre("D", "TOSHIBA", "Aquilion ONE", "FC08", 0.88, 5, 70, 8, 0.6, 5));

    private PhantomCohort() {
    }

    /**
     * Writes the cohort. Existing files of the same names are replaced.
     *
     * @param folder made if missing
     * @param threads number of worker threads
     * @return the clinical table, {@value #TABLE} in the folder; its paths are relative to the folder
     */
    public static Path write(final Path folder, final Settings settings, final Progress progress, final int threads)
        throws IOException {
        Files.createDirectories(folder);
        final List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        final int n = settings.patients();
        try {
            new OrderedParallel(threads).map(IntStream.range(0, n).iterator(), (i, index) -> {
                progress.check();
                return patient(folder, settings, index);
            }, (i, line) -> {
                lines.add(line);
                progress.report((i + 1.0) / n, "Patient " + (i + 1) + " of " + n);
            }, progress);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        final Path table = folder.resolve(TABLE);
        Files.writeString(table, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
        return table;
    }

    private static String patient(final Path folder, final Settings s, final int index) {
        // the golden ratio spreads the seeds; every patient's stream is its own
        final SplittableRandom random = new SplittableRandom(s.seed() * 0x9E3779B97F4A7C15L + index);
        final String id = String.format(Locale.ROOT, "GC-%04d", index + 1);
        final String cohort = index < s.train() ? "train" : index < s.train() + s.internal() ? "internal"
            : index < s.train() + s.internal() + s.external1() ? "external1" : "external2";
        final int own = index < s.train() + s.internal() ? index % 2 : cohort.equals("external1") ? 2 : 3;
        final Centre centre = CENTRES.get(own);
        final PhantomPatient patient = PhantomPatient.draw(random.split(), s.signal());
        try {
            PhantomWriter.write(folder.resolve(id), id, centre, patient, s.size(), random.split());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.join(",", id, centre.name(), cohort, patient.csv(), id + "/CT", id + "/RS.dcm", ROI);
    }

    /** Command line: {@code PhantomCohort FOLDER [small|paper] [seed] [signal]}. */
    public static void main(final String[] args) throws IOException {
        final Settings base = args.length > 1 && args[1].equals("paper") ? Settings.PAPER : Settings.SMALL;
        final Settings s = new Settings(args.length > 2 ? Long.parseLong(args[2]) : base.seed(), base.train(),
            base.internal(), base.external1(), base.external2(), base.size(),
            args.length > 3 ? Double.parseDouble(args[3]) : base.signal());
        System.out.println(write(Path.of(args[0]), s, Progress.NONE, Runtime.getRuntime().availableProcessors()));
    }
}
