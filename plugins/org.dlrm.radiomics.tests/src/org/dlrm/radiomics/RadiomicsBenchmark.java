package org.dlrm.radiomics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.image.interpolate.Resampler;
import org.dlrm.image.io.Nifti;
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;

/**
 * CPU milliseconds of each class of features on one thread, median of several runs, and the ratio to PyRadiomics' C
 * extension measured on a machine of the same kind (its seconds are constants here; where PyRadiomics is at hand,
 * measure both in the same hour). Run the main method; an argument is the number of repetitions.
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
        System.out.printf(Locale.ROOT, "  %-22s %8.1f ms   (%d features)%n", "12 images", time(c, s, repetitions),
            FeatureLayout.of(s).columns().size());
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

    private static void print(final Case c, final int repetitions) {
        System.out.printf(Locale.ROOT, "%s: %d voxels in the region%n", c.name(), c.mask().count());
        final double all = time(c, c.settings(), repetitions);
        System.out.printf(Locale.ROOT, "  %-22s %8.1f ms   PyRadiomics %6.0f ms   ratio %5.1f%n", "all 107 features", all,
            1000 * c.pyRadiomics(), 1000 * c.pyRadiomics() / all);
        for (final Family f : RadiomicsSettings.pyRadiomicsDefault().families()) {
            final double t = time(c, c.settings().toBuilder().families(EnumSet.of(f)).build(), repetitions);
            final double other = 1000 * c.byClass().getOrDefault(f, 0.);
            System.out.printf(Locale.ROOT, "  %-22s %8.1f ms%s%n", f, t,
                other == 0 ? "" : String.format(Locale.ROOT, "   PyRadiomics %6.0f ms   ratio %5.1f", other, other / t));
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
