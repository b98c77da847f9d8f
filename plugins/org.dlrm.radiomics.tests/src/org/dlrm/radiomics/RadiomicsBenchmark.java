package org.dlrm.radiomics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.dlrm.image.Grid;
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.testing.Shared;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;

/**
 * The numbers that the project promises of radiomics, with case sizes: CPU milliseconds on one thread (median and best of
 * several runs), ratios to PyRadiomics' C extension, peak memory, scaling with threads. PyRadiomics' recorded seconds, of
 * a machine of the same kind, are constants of the cases; where Python can import PyRadiomics or Pictologics, they are
 * measured in the same run. Ratios are those of the medians. Everything is run for a while before the first measurement,
 * so that the order of the cases does not matter. Run the main method; an argument is the number of repetitions.
 */
public final class RadiomicsBenchmark {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final int PATIENTS = 40;

    private static final int LOOKS = 150;

    private RadiomicsBenchmark() {
    }

    /** Milliseconds. */
    private record Time(double median, double best) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%8.1f ms (best %.1f)", median, best);
        }
    }

    /** @param args number of repetitions, default 9 */
    public static void main(final String[] args) throws IOException {
        final int repetitions = args.length > 0 ? Integer.parseInt(args[0]) : 9;
        final Optional<Path> ibsi = Shared.find("ibsi");
        final List<BenchmarkCase> cases = new ArrayList<>();
        if (ibsi.isPresent()) {
            cases.addAll(BenchmarkCase.phantom(ibsi.get()));
        }
        cases.add(BenchmarkCase.large());
        cases.add(BenchmarkCase.small());
        final List<BenchmarkCase> cohort = BenchmarkCase.cohort(PATIENTS);
        warmUp(cases, cohort);
        for (final BenchmarkCase c : cases) {
            print(c, repetitions);
            if (c.name().equals("CT phantom 1 mm")) {
                printImages(c, Math.max(3, repetitions / 2));
            }
        }
        printMap(BenchmarkCase.small(), 3);
        printThreads(cohort, Math.max(3, repetitions / 2));
        printMemory(cases);
    }

    private static RadiomicsSettings all() {
        return RadiomicsSettings.pyRadiomicsDefault();
    }

    private static RadiomicsSettings families(final Set<Family> families) {
        return all().toBuilder().families(families).build();
    }

    private static RadiomicsSettings twelveImages() {
        return all().toBuilder()
            .filters(List.of(new FilterSpec("pyradiomics:LoG", Map.of("sigma", List.of(1., 3., 5.))),
                new FilterSpec("pyradiomics:Wavelet", Map.of())))
            .build();
    }

    /** Until the compiler has done its work on every path, in all cases. */
    private static void warmUp(final List<BenchmarkCase> cases, final List<BenchmarkCase> cohort) {
        for (int round = 0; round < 3; round++) {
            cohort.forEach(c -> c.extract(all()));
            cases.forEach(c -> c.extract(all()));
            cases.get(0).extract(twelveImages());
            for (final Family f : all().families()) {
                cases.forEach(c -> c.extract(families(EnumSet.of(f))));
            }
        }
        map(cases.get(cases.size() - 1));
    }

    private static void print(final BenchmarkCase c, final int repetitions) throws IOException {
        System.out.printf(Locale.ROOT, "%s: %d voxels in the region, %d in its box%n", c.name(), c.mask().count(),
            c.box());
        final Set<Family> textures = EnumSet.copyOf(all().families());
        textures.remove(Family.MORPHOLOGY);
        final Time all = time(c, all(), repetitions);
        final Time texture = time(c, families(textures), repetitions);
        final Time shape = time(c, families(EnumSet.of(Family.MORPHOLOGY)), repetitions);
        printRatio("all 107 features", all, "PyRadiomics recorded", c.all());
        final Optional<OtherTool> pyRadiomics = OtherTool.pyRadiomics(c);
        printOther("PyRadiomics", pyRadiomics, all, texture, shape);
        pyRadiomics.ifPresent(o -> printValues(c, o));
        printOther("Pictologics", OtherTool.pictologics(c), all, texture, shape);
        for (final Family f : all().families()) {
            printRatio(f.toString(), time(c, families(EnumSet.of(f)), repetitions), "PyRadiomics recorded",
                c.byClass().getOrDefault(f, 0.));
        }
    }

    private static void printOther(final String tool, final Optional<OtherTool> other, final Time all,
        final Time texture, final Time shape) {
        final String who = tool + " in this run";
        if (other.isEmpty()) {
            System.out.printf("  %s is not measured: python3 cannot import it%n", tool);
        }
        final Map<String, Double> seconds = other.map(OtherTool::seconds).orElse(Map.of());
        if (other.isPresent() || tool.equals("PyRadiomics")) {
            printRatio("all 107 features", all, who, seconds.getOrDefault("all", 0.));
            printRatio("texture, first order", texture, who, seconds.getOrDefault("texture", 0.));
            printRatio("shape", shape, who, seconds.getOrDefault("shape", 0.));
        }
    }

    private static void printValues(final BenchmarkCase c, final OtherTool o) {
        final RadiomicsResult r = c.extract(all());
        int equal = 0;
        final List<String> different = new ArrayList<>();
        for (final Map.Entry<String, Double> e : o.values().entrySet()) {
            final double d = Math.abs(r.value(e.getKey()) - e.getValue());
            if (d <= 1e-6 * Math.abs(e.getValue()) || d <= 1e-9) {
                equal++;
            } else {
                different.add(e.getKey() + " " + r.value(e.getKey()) + " against " + e.getValue());
            }
        }
        System.out.printf("  PyRadiomics' values: %d of %d within 1e-6 %s%n", equal, o.values().size(), different);
    }

    /** @param seconds of the other; 0 if not known */
    private static void printRatio(final String what, final Time t, final String who, final double seconds) {
        System.out.printf(Locale.ROOT, "  %-22s %s%s%n", what, t, seconds == 0 ? ""
            : String.format(Locale.ROOT, "   %s %7.0f ms   ratio %5.1f", who, 1000 * seconds,
                1000 * seconds / t.median()));
    }

    /** PyRadiomics: 10.8 s for the original, three LoG and eight wavelet images of the CT phantom at 1 mm. */
    private static void printImages(final BenchmarkCase c, final int repetitions) {
        printRatio("12 images", time(c, twelveImages(), repetitions), FeatureLayout.of(twelveImages()).columns().size()
            + " features, goal 1000 ms; PyRadiomics recorded", 10.8);
    }

    /** Voxel-based GLCM of radius 1; PyRadiomics takes 5700 microseconds per voxel. */
    private static void printMap(final BenchmarkCase c, final int repetitions) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < repetitions; i++) {
            best = Math.min(best, map(c));
        }
        System.out.printf(Locale.ROOT, "GLCM map, radius 1        %8.1f us per voxel (goal 15), best of %d%n", best,
            repetitions);
    }

    private static double map(final BenchmarkCase c) {
        final long start = THREADS.getCurrentThreadCpuTime();
        FeatureMap.of(c.image(), c.mask(), all(), "cm_joint_entr", 1, Progress.NONE);
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / c.mask().count();
    }

    /**
     * A cohort with one and two threads, in turn, through the class that the node uses. By the clock it means something
     * on a machine that does nothing else; processor time of the workers tells how much they hinder each other.
     */
    private static void printThreads(final List<BenchmarkCase> cohort, final int rounds) {
        final double[] clock = {Double.MAX_VALUE, Double.MAX_VALUE};
        final double[] cpu = {Double.MAX_VALUE, Double.MAX_VALUE};
        for (int round = 0; round < rounds; round++) {
            for (int t = 0; t < 2; t++) {
                final double[] sum = {0};
                final long start = System.nanoTime();
                new OrderedParallel(t + 1, OrderedParallel.SMALL_RESULTS).map(cohort.iterator(), (i, c) -> {
                    final long before = THREADS.getCurrentThreadCpuTime();
                    c.extract(all());
                    return (THREADS.getCurrentThreadCpuTime() - before) / 1e6;
                }, (i, ms) -> sum[0] += ms, Progress.NONE);
                clock[t] = Math.min(clock[t], (System.nanoTime() - start) / 1e6);
                cpu[t] = Math.min(cpu[t], sum[0]);
            }
        }
        System.out.printf(Locale.ROOT,
            "two threads, %d patients of %d to %d voxels: %.0f ms to %.0f ms, %.2f x by the clock (goal 1.8), %.2f x by"
                + " processor time; load of the machine %.1f on %d processors%n",
            cohort.size(), cohort.stream().mapToInt(c -> c.mask().count()).min().orElse(0),
            cohort.stream().mapToInt(c -> c.mask().count()).max().orElse(0), clock[0], clock[1], clock[0] / clock[1],
            2 * cpu[0] / cpu[1], ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
            Runtime.getRuntime().availableProcessors());
    }

    /** Peak memory of the cases, and over ellipsoids of growing size the line bytes = a + b voxels (least squares). */
    private static void printMemory(final List<BenchmarkCase> cases) {
        System.out.println("peak memory beyond image and mask, bytes alive per voxel of the region's box (goal 12)");
        for (final BenchmarkCase c : cases) {
            printPeak(c.name(), c, all(), LOOKS);
            if (c.name().equals("CT phantom 1 mm")) {
                printPeak("the same, 12 images", c, twelveImages(), LOOKS);
            }
        }
        final int[] sides = {24, 40, 64, 96, 128};
        final double[] x = new double[sides.length];
        final double[] y = new double[sides.length];
        for (int i = 0; i < sides.length; i++) {
            final BenchmarkCase c = BenchmarkCase.ellipsoid("box of side " + sides[i],
                Grid.of(sides[i], sides[i], sides[i], 1, 1, 1), 1, 7, 0, Map.of());
            x[i] = c.box();
            y[i] = printPeak(c.name(), c, all(), LOOKS);
        }
        final double meanX = Arrays.stream(x).average().orElseThrow();
        final double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
        }
        System.out.printf(Locale.ROOT, "  bytes = %.2f MB + %.2f per voxel of the box%n", (meanY - xy / xx * meanX) / 1e6,
            xy / xx);
    }

    private static long printPeak(final String name, final BenchmarkCase c, final RadiomicsSettings s,
        final int looks) {
        final PeakMemory.Result r = new PeakMemory().of(() -> c.extract(s), looks);
        System.out.printf(Locale.ROOT, "  %-26s %6.1f   (%.2f MB of %d voxels; idle %.2f MB, looked %d times)%n", name,
            r.bytes() / (double)c.box(), r.bytes() / 1e6, c.box(), r.idle() / 1e6, r.looks());
        return r.bytes();
    }

    /** CPU time of this thread. */
    private static Time time(final BenchmarkCase c, final RadiomicsSettings s, final int repetitions) {
        final double[] ms = new double[repetitions];
        for (int i = -3; i < repetitions; i++) {
            final long start = THREADS.getCurrentThreadCpuTime();
            c.extract(s);
            if (i >= 0) {
                ms[i] = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
            }
        }
        Arrays.sort(ms);
        return new Time(ms[repetitions / 2], ms[0]);
    }
}
