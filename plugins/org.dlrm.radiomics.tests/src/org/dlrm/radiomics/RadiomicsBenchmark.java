package org.dlrm.radiomics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.image.interpolate.Resampler;
import org.dlrm.image.io.Nifti;
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.testing.Shared;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;

/**
 * The numbers that the project promises of radiomics, with case sizes: CPU milliseconds on one thread (median of several
 * runs), ratios to PyRadiomics' C extension, peak memory, scaling with threads. PyRadiomics' recorded seconds, of a machine
 * of the same kind, are constants here; where {@code python3} (or the system property {@code python}) can import it, it is
 * measured in the same run and its values are compared. Run the main method; an argument is the number of repetitions.
 */
public final class RadiomicsBenchmark {

    /** A case and PyRadiomics' seconds for it: all 107 features, and by class where known (0: not known). */
    private record Case(String name, Volume image, Mask mask, RadiomicsSettings settings, double pyRadiomics,
        Map<Family, Double> byClass) {
    }

    private RadiomicsBenchmark() {
    }

    /** @param args number of repetitions, default 9 */
    public static void main(final String[] args) throws IOException {
        final int repetitions = args.length > 0 ? Integer.parseInt(args[0]) : 9;
        final List<Case> cases = new ArrayList<>();
        final Optional<Path> ibsi = Shared.find("ibsi");
        if (ibsi.isPresent()) {
            final Path nifti = ibsi.get().resolve("ibsi1_ct_phantom/nifti");
            final Volume image = Nifti.readVolume(nifti.resolve("image/phantom.nii.gz"));
            final Mask mask = Nifti.readMask(nifti.resolve("mask/mask.nii.gz"));
            cases.add(new Case("CT phantom native", image, mask, RadiomicsSettings.pyRadiomicsDefault(), 1.136,
                Map.of()));
            final Grid fine = Resampler.alignedByCentre(image.grid(), 1, 1, 1);
            cases.add(new Case("CT phantom 1 mm", Resampler.resample(image, fine, Interpolator.LINEAR, Progress.NONE),
                Resampler.resample(mask, fine, Interpolator.LINEAR, 0.5, Progress.NONE),
                RadiomicsSettings.pyRadiomicsDefault(), 3.04,
                byClass(1.86, .10, .096, .15, .20, .066, .06)));
        }
        cases.add(synthetic());
        cases.add(small());
        for (final Case c : cases) {
            print(c, repetitions);
            if (c.name().startsWith("CT phantom 1 mm")) {
                printImages(c, Math.min(3, repetitions));
                printThreads(c);
            }
        }
        printMap(small());
        printMap(small());
    }

    /** PyRadiomics: 10.8 s for the original, three LoG and eight wavelet images of the CT phantom at 1 mm. */
    private static void printImages(final Case c, final int repetitions) {
        final RadiomicsSettings s = c.settings().toBuilder()
            .filters(List.of(new FilterSpec("pyradiomics:LoG", Map.of("sigma", List.of(1., 3., 5.))),
                new FilterSpec("pyradiomics:Wavelet", Map.of())))
            .build();
        final double ms = time(c, s, repetitions);
        System.out.printf(Locale.ROOT, "  %-22s %8.1f ms   (%d features; goal 1000 ms)   PyRadiomics recorded 10800 ms,"
            + " ratio %.1f%n", "12 images", ms, FeatureLayout.of(s).columns().size(), 10800 / ms);
        System.out.printf(Locale.ROOT, "  %-22s %8.1f bytes per voxel of the region's box%n", "peak, 12 images",
            peak(c, s, 3));
    }

    /** Wall time of a cohort of eight with one and two threads: means something on a machine that does nothing else. */
    private static void printThreads(final Case c) {
        final double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
        for (int round = 0; round < 3; round++) {
            for (int t = 0; t < 2; t++) {
                final long start = System.nanoTime();
                new OrderedParallel(t + 1).map(Collections.nCopies(8, c).iterator(),
                    (i, p) -> RadiomicsExtractor.extract(p.image(), p.mask(), p.settings(), Progress.NONE), (i, r) -> {
                    }, Progress.NONE);
                best[t] = Math.min(best[t], (System.nanoTime() - start) / 1e6);
            }
        }
        System.out.printf(Locale.ROOT, "  %-22s %8.2f x   (goal 1.8; load of the machine %.1f on %d processors)%n",
            "two threads", best[0] / best[1], ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
            Runtime.getRuntime().availableProcessors());
    }

    /**
     * @return largest number of bytes that live on the heap during extraction, beyond those before, per voxel of the
     *         region's bounding box: another thread collects garbage and looks, at random times of several extractions
     */
    private static double peak(final Case c, final RadiomicsSettings s, final int rounds) {
        RadiomicsExtractor.extract(c.image(), c.mask(), s, Progress.NONE);
        final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        System.gc();
        final long before = memory.getHeapMemoryUsage().getUsed();
        final AtomicBoolean done = new AtomicBoolean();
        final AtomicLong most = new AtomicLong();
        final Thread watcher = new Thread(() -> {
            final SplittableRandom random = new SplittableRandom(5);
            while (!done.get()) {
                System.gc();
                most.accumulateAndGet(memory.getHeapMemoryUsage().getUsed() - before, Math::max);
                LockSupport.parkNanos(random.nextInt(3_000_000));
            }
        });
        watcher.start();
        for (int i = 0; i < rounds; i++) {
            RadiomicsExtractor.extract(c.image(), c.mask(), s, Progress.NONE);
        }
        done.set(true);
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return most.get() / (double)c.mask().boundingBox().orElseThrow().voxels();
    }

    /**
     * What PyRadiomics takes and gives.
     *
     * @param all seconds for its 107 features, texture for all but shape
     */
    private record Other(double all, double texture, double shape, Map<String, Double> values) {
    }

    private static final String PYTHON = """
        import logging, sys, time
        import numpy as np
        import SimpleITK as sitk
        from radiomics import featureextractor
        logging.disable(logging.CRITICAL)
        folder, nx, ny, nz = sys.argv[1], *map(int, sys.argv[2:5])
        def read(name, kind):
            image = sitk.GetImageFromArray(np.fromfile(folder + name, dtype=kind).reshape(nz, ny, nx))
            image.SetSpacing([float(v) for v in sys.argv[5:8]])
            return image
        image, mask = read('/image', '>f4'), read('/mask', 'u1')
        texture = ['firstorder', 'glcm', 'glrlm', 'glszm', 'gldm', 'ngtdm']
        def run(classes):
            extractor = featureextractor.RadiomicsFeatureExtractor(binWidth=25, additionalInfo=False)
            extractor.enabledFeatures = {name: [] for name in classes}
            best = 1e9
            for repeat in range(2):
                start = time.process_time()
                values = extractor.execute(image, mask)
                best = min(best, time.process_time() - start)
            return best, values
        seconds, values = run(texture + ['shape'])
        print('all', seconds)
        print('texture', run(texture)[0])
        print('shape', run(['shape'])[0])
        for name, value in values.items():
            if name.startswith('original'):
                print(name, float(value))
        """;

    /** Measures PyRadiomics on a case; says so where it is not installed. */
    private static Optional<Other> measure(final Case c) throws IOException {
        final Path folder = Files.createTempDirectory("radiomics-benchmark");
        try {
            final ByteBuffer image = ByteBuffer.allocate(4 * c.image().values().length);
            image.asFloatBuffer().put(c.image().values());
            Files.write(folder.resolve("image"), image.array());
            Files.write(folder.resolve("mask"), c.mask().inside());
            final Grid g = c.image().grid();
            final ProcessBuilder b = new ProcessBuilder(System.getProperty("python", "python3"), "-c", PYTHON,
                folder.toString(), String.valueOf(g.nx()), String.valueOf(g.ny()), String.valueOf(g.nz()),
                String.valueOf(g.sx()), String.valueOf(g.sy()), String.valueOf(g.sz()));
            b.environment().put("OMP_NUM_THREADS", "1");
            b.environment().put("OPENBLAS_NUM_THREADS", "1");
            b.redirectError(ProcessBuilder.Redirect.DISCARD);
            final Map<String, Double> values = new LinkedHashMap<>();
            final Process p = b.start();
            for (final String line : p.inputReader().lines().toList()) {
                final String[] words = line.split(" ");
                values.put(words[0], Double.valueOf(words[1]));
            }
            if (p.waitFor() == 0) {
                return Optional.of(
                    new Other(values.remove("all"), values.remove("texture"), values.remove("shape"), values));
            }
        } catch (IOException e) {
            // no Python at all
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Files.deleteIfExists(folder.resolve("image"));
            Files.deleteIfExists(folder.resolve("mask"));
            Files.deleteIfExists(folder);
        }
        System.out.println("  PyRadiomics is not measured: python3 cannot import radiomics and SimpleITK");
        return Optional.empty();
    }

    private static void printOther(final Case c, final Other o, final double all, final double texture,
        final double shape) {
        printRatio("all 107 features", all, 1000 * o.all());
        printRatio("texture, first order", texture, 1000 * o.texture());
        printRatio("shape", shape, 1000 * o.shape());
        final RadiomicsResult r = RadiomicsExtractor.extract(c.image(), c.mask(), c.settings(), Progress.NONE);
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

    private static void printRatio(final String what, final double ms, final double other) {
        System.out.printf(Locale.ROOT, "  %-22s %8.1f ms   PyRadiomics in this run %7.0f ms   ratio %5.1f%n", what, ms,
            other, other / ms);
    }

    /** Voxel-based GLCM of radius 1, microseconds per voxel; PyRadiomics takes 5700. */
    private static void printMap(final Case c) {
        final long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        FeatureMap.of(c.image(), c.mask(), c.settings(), "cm_joint_entr", 1, Progress.NONE);
        System.out.printf(Locale.ROOT, "  %-22s %8.1f us per voxel%n", "GLCM map, radius 1",
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e3 / c.mask().count());
    }

    private static Map<Family, Double> byClass(final double... seconds) {
        final Family[] order = {Family.MORPHOLOGY, Family.INTENSITY_STATISTICS, Family.GLCM, Family.GLRLM,
            Family.GLSZM, Family.NGTDM, Family.NGLDM};
        final Map<Family, Double> map = new LinkedHashMap<>();
        for (int i = 0; i < order.length; i++) {
            map.put(order[i], seconds[i]);
        }
        return map;
    }

    private static void print(final Case c, final int repetitions) throws IOException {
        System.out.printf(Locale.ROOT, "%s: %d voxels in the region, %d in its box%n", c.name(), c.mask().count(),
            c.mask().boundingBox().orElseThrow().voxels());
        final double all = time(c, c.settings(), repetitions);
        final Optional<Other> other = measure(c);
        System.out.printf(Locale.ROOT, "  %-22s %8.1f ms   PyRadiomics recorded %6.0f ms   ratio %5.1f%n",
            "all 107 features", all,
            1000 * c.pyRadiomics(), 1000 * c.pyRadiomics() / all);
        final Set<Family> texture = EnumSet.copyOf(c.settings().families());
        texture.remove(Family.MORPHOLOGY);
        final double withoutShape = time(c, c.settings().toBuilder().families(texture).build(), repetitions);
        System.out.printf(Locale.ROOT, "  %-22s %8.1f ms%n", "texture, first order", withoutShape);
        final double shape = time(c, c.settings().toBuilder().families(EnumSet.of(Family.MORPHOLOGY)).build(), repetitions);
        if (other.isPresent()) {
            printOther(c, other.get(), all, withoutShape, shape);
        }
        System.out.printf(Locale.ROOT, "  %-22s %8.1f bytes per voxel of the region's box (goal 12)%n", "peak",
            peak(c, c.settings(), 20));
        for (final Family f : RadiomicsSettings.pyRadiomicsDefault().families()) {
            final double t = time(c, c.settings().toBuilder().families(EnumSet.of(f)).build(), repetitions);
            final double recorded = 1000 * c.byClass().getOrDefault(f, 0.);
            System.out.printf(Locale.ROOT, "  %-22s %8.1f ms%s%n", f, t, recorded == 0 ? ""
                : String.format(Locale.ROOT, "   PyRadiomics recorded %6.0f ms   ratio %5.1f", recorded, recorded / t));
        }
    }

    /** CPU time of this thread, ms, median. */
    private static double time(final Case c, final RadiomicsSettings s, final int repetitions) {
        final double[] ms = new double[repetitions];
        for (int i = -Math.max(3, repetitions / 2); i < repetitions; i++) {
            final long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            RadiomicsExtractor.extract(c.image(), c.mask(), s, Progress.NONE);
            if (i >= 0) {
                ms[i] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e6;
            }
        }
        Arrays.sort(ms);
        return ms[repetitions / 2];
    }

    /** An ellipsoid of 1.5 million voxels in 256 x 256 x 128, smooth and white noise, about 31 grey levels. */
    private static Case synthetic() {
        return ellipsoid("synthetic 256 x 256 x 128", Grid.of(256, 256, 128, 1, 1, 1), 0.7027, 13.3,
            byClass(10.2, .60, .30, .76, .68, .35, .40));
    }

    /** As many voxels as PyRadiomics' brain1 at 1 mm: fixed costs show. */
    private static Case small() {
        return ellipsoid("synthetic 40 x 40 x 30", Grid.of(40, 40, 30, 1, 1, 1), 0.87, 0.272, Map.of());
    }

    private static Case ellipsoid(final String name, final Grid g, final double radius, final double pyRadiomics,
        final Map<Family, Double> byClass) {
        final SplittableRandom random = new SplittableRandom(7);
        final float[] v = new float[g.voxels()];
        final byte[] m = new byte[v.length];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    final double x = (2. * i - g.nx() + 1) / g.nx();
                    final double y = (2. * j - g.ny() + 1) / g.ny();
                    final double z = (2. * k - g.nz() + 1) / g.nz();
                    final int p = g.index(i, j, k);
                    final double wave = Math.sin(i / 7.) + Math.sin(j / 11. + i / 17.) + Math.sin(k / 5. + j / 23.);
                    v[p] = (float)Math.rint(60 * wave + 60 * random.nextGaussian());
                    m[p] = (byte)(x * x + y * y + z * z <= radius * radius ? 1 : 0);
                }
            }
        }
        return new Case(name, new Volume(g, v), new Mask(g, m), RadiomicsSettings.pyRadiomicsDefault(), pyRadiomics,
            byClass);
    }
}
