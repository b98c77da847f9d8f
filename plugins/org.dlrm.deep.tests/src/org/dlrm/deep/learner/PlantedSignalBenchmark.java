package org.dlrm.deep.learner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.backbone.Backbone;
import org.dlrm.deep.patch.PatchExtractor;
import org.dlrm.deep.patch.Patches;
import org.dlrm.dicom.phantom.PhantomCohort;
import org.dlrm.dicom.roi.RoiMerge;
import org.dlrm.dicom.roi.RoiOptions;
import org.dlrm.dicom.roi.RoiSelection;
import org.dlrm.dicom.roi.RoiSources;
import org.dlrm.dicom.roi.RoiTarget;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * What the learners find in the phantom cohort, whose textures carry a planted signal: area under the ROC curve of the
 * training rows' out-of-fold scores and of patients of three validation cohorts, which the learner never saw, with the
 * node's default settings. Then the same with outcomes exchanged at random. Exits with 1 where a bound of issue 5 is
 * missed. Takes an hour of one core with both; not a test, run by hand.
 *
 * <p>Arguments: {@code FOLDER [train=120] [seeds=3] [permuted=5] [learner=network|head] [phantom=1]}. The cohort of the
 * phantom's seed is written into the folder as DICOM files unless one is there.
 */
public final class PlantedSignalBenchmark {

    private static final double PLANTED_AUC = 0.8;

    private static final List<String> CLASSES = List.of("no", "yes");

    /** One patient. */
    private record Patient(String cohort, TrainingCase data) {
    }

    private PlantedSignalBenchmark() {
    }

    private static String argument(final String[] arguments, final String key, final String otherwise) {
        return Arrays.stream(arguments).filter(a -> a.startsWith(key + "=")).map(a -> a.substring(key.length() + 1))
            .findFirst().orElse(otherwise);
    }

    public static void main(final String[] arguments) throws IOException {
        final Path folder = Path.of(arguments[0]);
        final int train = Integer.parseInt(argument(arguments, "train", "120"));
        final boolean network = argument(arguments, "learner", "network").equals("network");
        final List<Patient> patients = patients(folder, Long.parseLong(argument(arguments, "phantom", "1")));
        final List<TrainingCase> training =
            patients.stream().filter(p -> p.cohort().equals("train")).map(Patient::data).limit(train).toList();
        boolean passed = true;
        final LearnerSettings settings = LearnerSettings.defaults(Backbone.PATCHES, LearnerSettings.Loss.CROSS_ENTROPY);
        double mean = 0;
        final int seeds = Integer.parseInt(argument(arguments, "seeds", "3"));
        for (int seed = 1; seed <= seeds; seed++) {
            mean += validated("true outcomes", training, patients, settings.withSeed(seed), network) / seeds;
        }
        if (seeds > 0) {
            passed &= report("validation AUC, mean over seeds", mean, PLANTED_AUC, 1);
        }
        final int permutations = Integer.parseInt(argument(arguments, "permuted", "5"));
        double chance = 0;
        for (int seed = 1; seed <= permutations; seed++) {
            final List<TrainingCase> permuted = permuted(training, seed);
            final double auc = SyntheticCases.auc(permuted, SyntheticCases.scores(
                train(permuted, settings.withSeed(seed), network)));
            System.out.printf(Locale.ROOT, "permuted outcomes, seed %d: out-of-fold AUC %.3f%n", seed, auc);
            chance += auc / permutations;
        }
        if (permutations > 0) {
            passed &= report("out-of-fold AUC of permuted outcomes, mean over seeds", chance, 0.4, 0.6);
        }
        if (!passed) {
            System.exit(1);
        }
    }

    private static boolean report(final String what, final double value, final double from, final double to) {
        final boolean passed = value >= from && value <= to;
        System.out.printf(Locale.ROOT, "%s %s: %.3f (wanted: %.2f to %.2f)%n", passed ? "PASS" : "FAIL", what, value,
            from, to);
        return passed;
    }

    private static LearnerResult train(final List<TrainingCase> training, final LearnerSettings settings,
        final boolean network) {
        if (network) {
            return new DeepLearner(settings).train(training, CLASSES, row -> {
            }, Progress.NONE);
        }
        try (DeepModel backbone = DeepModel.builtIn()) {
            return new HeadLearner(settings, backbone).train(training, CLASSES, row -> {
            }, Progress.NONE);
        }
    }

    /** @return AUC in all validation cohorts together */
    private static double validated(final String name, final List<TrainingCase> training,
        final List<Patient> patients, final LearnerSettings settings, final boolean network) {
        final long begin = System.nanoTime();
        final LearnerResult result = train(training, settings, network);
        final StringBuilder line = new StringBuilder(String.format(Locale.ROOT,
            "%s, %d training patients, seed %d: out-of-fold AUC %.3f", name, training.size(), settings.seed(),
            SyntheticCases.auc(training, SyntheticCases.scores(result))));
        try (DeepModel model = DeepModel.fromBytes(result.model())) {
            for (final String cohort : List.of("internal", "external1", "external2", "")) {
                final List<TrainingCase> cases = patients.stream().filter(p -> cohort.isEmpty()
                    ? !p.cohort().equals("train") : p.cohort().equals(cohort)).map(Patient::data).toList();
                final double auc = SyntheticCases.auc(cases, cases.stream().mapToDouble(
                    c -> model.extract(c.patches(), Progress.NONE).scores().get(model.scoreNames().get(1))).toArray());
                line.append(String.format(Locale.ROOT, ", %s %.3f", cohort.isEmpty() ? "all validation" : cohort, auc));
                if (cohort.isEmpty()) {
                    System.out.printf(Locale.ROOT, "%s (%.0f s)%n", line, (System.nanoTime() - begin) / 1e9);
                    return auc;
                }
            }
        }
        throw new IllegalStateException();
    }

    private static List<TrainingCase> permuted(final List<TrainingCase> cases, final int seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] from = IntStream.range(0, cases.size()).toArray();
        for (int i = from.length - 1; i > 0; i--) {
            final int j = random.nextInt(i + 1);
            final int swapped = from[i];
            from[i] = from[j];
            from[j] = swapped;
        }
        return IntStream.range(0, from.length).mapToObj(i -> new TrainingCase(cases.get(i).id(), cases.get(i).group(),
            cases.get(i).patches(), cases.get(from[i]).outcome())).toList();
    }

    /** The cohort's patches, as the nodes DICOM Reader and ROI Masker would give them. */
    private static List<Patient> patients(final Path folder, final long seed) throws IOException {
        if (!Files.exists(folder.resolve(PhantomCohort.TABLE))) {
            final PhantomCohort.Settings s = PhantomCohort.Settings.PAPER;
            PhantomCohort.write(folder, new PhantomCohort.Settings(seed, s.train(), s.internal(), s.external1(),
                s.external2(), s.size(), s.signal()), Progress.NONE, 1);
        }
        final List<String> lines = Files.readAllLines(folder.resolve(PhantomCohort.TABLE));
        final List<String> header = List.of(lines.get(0).split(","));
        final PatchExtractor extractor = new PatchExtractor(Backbone.PATCHES);
        final List<Patient> patients = new ArrayList<>();
        for (final String line : lines.subList(1, lines.size())) {
            final String[] cells = line.split(",");
            final String id = cells[0];
            final SeriesInfo series =
                new SeriesScanner().scan(folder.resolve(id).resolve("CT"), Progress.NONE, 1).series().get(0);
            final Volume volume = new VolumeReader().read(series, Progress.NONE);
            final Mask mask = RoiSources.masks(RoiSources.open(folder.resolve(id).resolve("RS.dcm")),
                RoiSelection.of(List.of()), RoiMerge.UNION, RoiTarget.of(series, VolumeReader.grid(series)),
                RoiOptions.DEFAULT).get(0).mask();
            final Patches patches = extractor.extract(volume, mask, Progress.NONE);
            patients.add(new Patient(cells[header.indexOf("cohort")], new TrainingCase(id, id, patches,
                Outcome.ofClass(Integer.parseInt(cells[header.indexOf("response")])))));
        }
        return patients;
    }
}
