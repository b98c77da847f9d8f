package org.dlrm.radiomics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.image.interpolate.Resampler;
import org.dlrm.image.io.Nifti;
import org.dlrm.work.Progress;

/**
 * A case of {@link RadiomicsBenchmark} and PyRadiomics' seconds for it as once recorded on a machine of the same kind.
 *
 * @param all seconds for all 107 features
 * @param byClass seconds by class, where known
 */
record BenchmarkCase(String name, Volume image, Mask mask, double all, Map<Family, Double> byClass) {

    /** The CT phantom of IBSI 1 as it is and at 1 mm. */
    static List<BenchmarkCase> phantom(final Path ibsi) throws IOException {
        final Path nifti = ibsi.resolve("ibsi1_ct_phantom/nifti");
        final Volume image = Nifti.readVolume(nifti.resolve("image/phantom.nii.gz"));
        final Mask mask = Nifti.readMask(nifti.resolve("mask/mask.nii.gz"));
        final Grid fine = Resampler.alignedByCentre(image.grid(), 1, 1, 1);
        return List.of(new BenchmarkCase("CT phantom native", image, mask, 1.136, Map.of()),
            new BenchmarkCase("CT phantom 1 mm", Resampler.resample(image, fine, Interpolator.LINEAR, Progress.NONE),
                Resampler.resample(mask, fine, Interpolator.LINEAR, 0.5, Progress.NONE), 3.04,
                byClass(1.86, .10, .096, .15, .20, .066, .06)));
    }

    /** An ellipsoid of 1.5 million voxels in 256 x 256 x 128, about 31 grey levels. */
    static BenchmarkCase large() {
        return ellipsoid("synthetic 256 x 256 x 128", Grid.of(256, 256, 128, 1, 1, 1), 0.7027, 7, 13.3,
            byClass(10.2, .60, .30, .76, .68, .35, .40));
    }

    /** As many voxels as PyRadiomics' brain1 at 1 mm: fixed costs show. */
    static BenchmarkCase small() {
        return ellipsoid("synthetic 40 x 40 x 30", Grid.of(40, 40, 30, 1, 1, 1), 0.87, 7, 0.272, Map.of());
    }

    /** Tumours of a study: volumes are spread like a lognormal variable, from some 5,000 to some 500,000 voxels. */
    static List<BenchmarkCase> cohort(final int patients) {
        final SplittableRandom random = new SplittableRandom(11);
        final List<BenchmarkCase> out = new ArrayList<>();
        for (int i = 0; i < patients; i++) {
            final double side = Math.max(20, Math.min(110, 55 * Math.exp(0.35 * random.nextGaussian())));
            final Grid g = Grid.of((int)(side * (1 + 0.3 * random.nextDouble())), (int)side,
                (int)(side * (0.6 + 0.3 * random.nextDouble())), 1, 1, 1);
            out.add(ellipsoid("patient " + (i + 1), g, 0.95, 100 + i, 0, Map.of()));
        }
        return out;
    }

    /** Smooth and white noise in an ellipsoid, as large a part of the grid's half axes as {@code radius} says. */
    static BenchmarkCase ellipsoid(final String name, final Grid g, final double radius, final int seed,
        final double seconds, final Map<Family, Double> byClass) {
        final SplittableRandom random = new SplittableRandom(seed);
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
        return new BenchmarkCase(name, new Volume(g, v), new Mask(g, m), seconds, byClass);
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

    /** @return voxels of the region's bounding box */
    long box() {
        return mask.boundingBox().orElseThrow().voxels();
    }

    RadiomicsResult extract(final RadiomicsSettings settings) {
        return RadiomicsExtractor.extract(image, mask, settings, Progress.NONE);
    }
}
