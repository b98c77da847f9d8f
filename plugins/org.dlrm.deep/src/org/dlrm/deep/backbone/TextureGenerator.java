package org.dlrm.deep.backbone;

import java.util.SplittableRandom;

import org.dlrm.deep.net.Parameter;
import org.dlrm.deep.patch.Normalisation;
import org.dlrm.deep.patch.PatchSettings;

/**
 * Draws synthetic CT patches: an ellipsoidal lesion filled with a texture, in a background of another density, seen
 * through a scanner's blur and noise, then normalised as real patches are. Contrast, size, density, blur and noise are
 * drawn alike for every family, so that they tell nothing about it.
 */
final class TextureGenerator {

    private static final PatchSettings PATCHES = Backbone.PATCHES;

    private static final int SIZE = PATCHES.size();

    private static final int SLICES = PATCHES.channels();

    /** How many {@link Sample#targets()} there are. */
    static final int TARGETS = 3;

    /** Strength of the scanner's noise relative to the texture's deviation: lowest and highest. */
    private static final double[] NOISE = {0.3, 1.5};

    /**
     * One patch.
     *
     * @param patch [3][64][64]
     * @param family the texture's number
     * @param targets log size of structures, shape parameter, log noise: each about -1 to 1
     */
    record Sample(float[] patch, int family, float[] targets) {
    }

    private TextureGenerator() {
    }

    static Sample draw(final Texture texture, final SplittableRandom random) {
        final Noise n = new Noise(random.nextInt());
        final Noise m = new Noise(random.nextInt());
        final double shape = random.nextDouble();
        final double logSize = random.nextDouble(-1, 1);
        final double size = 8 * Math.pow(2, logSize); // mm: 4 to 16
        final double logNoise = random.nextDouble(-1, 1);
        final double noise =
            Math.sqrt(NOISE[0] * NOISE[1]) * Math.pow(NOISE[1] / NOISE[0], logNoise / 2);
        final double[][] axes = rotation(random);
        final double[] shift = {random.nextDouble(-50, 50), random.nextDouble(-50, 50), random.nextDouble(-50, 50)};
        if (texture == Texture.RINGS) {
            for (int d = 0; d < 3; d++) {
                shift[d] /= 10; // its centre shall lie near the lesion
            }
        }
        final double[] radius = {random.nextDouble(14, 30), random.nextDouble(14, 30), random.nextDouble(10, 30)};
        final float[] values = new float[SLICES * SIZE * SIZE];
        final boolean[] inside = new boolean[values.length];
        double sum = 0;
        double squares = 0;
        int count = 0;
        int p = 0;
        for (int s = 0; s < SLICES; s++) {
            final double z = (s - SLICES / 2) * PATCHES.sliceStepMm();
            for (int r = 0; r < SIZE; r++) {
                final double y = (r - (SIZE - 1) / 2.0) * PATCHES.spacingMm();
                for (int c = 0; c < SIZE; c++, p++) {
                    final double x = (c - (SIZE - 1) / 2.0) * PATCHES.spacingMm();
                    final double q = square(x / radius[0]) + square(y / radius[1]) + square(z / radius[2]);
                    inside[p] = q < 1;
                    if (q < 1.5) {
                        values[p] = (float)texture.at(n, m, shape,
                            (axes[0][0] * x + axes[0][1] * y + axes[0][2] * z) / size + shift[0],
                            (axes[1][0] * x + axes[1][1] * y + axes[1][2] * z) / size + shift[1],
                            (axes[2][0] * x + axes[2][1] * y + axes[2][2] * z) / size + shift[2]);
                    }
                    if (inside[p]) {
                        sum += values[p];
                        squares += values[p] * values[p];
                        count++;
                    }
                }
            }
        }
        final double mean = sum / count;
        final double sd = Math.sqrt(Math.max(1e-12, squares / count - mean * mean));
        final double density = random.nextDouble(20, 120);
        final double contrast = random.nextDouble(8, 30);
        final double outside = random.nextDouble(-120, 160);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float)(inside[i] ? density + contrast * (values[i] - mean) / sd : outside);
        }
        blurAndNoise(values, random.nextDouble(0, 1), contrast * noise, random);
        return new Sample(normalise(values, inside), texture.ordinal(),
            new float[]{(float)logSize, (float)(2 * shape - 1), (float)logNoise});
    }

    private static double square(final double v) {
        return v * v;
    }

    /** A uniformly random rotation from a random unit quaternion. */
    private static double[][] rotation(final SplittableRandom random) {
        final double[] q = new double[4];
        double length = 0;
        for (int i = 0; i < 4; i++) {
            q[i] = Parameter.gaussian(random);
            length += q[i] * q[i];
        }
        for (int i = 0; i < 4; i++) {
            q[i] /= Math.sqrt(length);
        }
        final double w = q[0];
        final double x = q[1];
        final double y = q[2];
        final double z = q[3];
        return new double[][]{{1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
            {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
            {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}};
    }

    /** In-plane blur by the kernel (b/4, 1 - b/2, b/4); noise is correlated by the same kernel, as in CT. */
    private static void blurAndNoise(final float[] values, final double blur, final double noiseSd,
        final SplittableRandom random) {
        final double kernelPower = square(square(1 - blur / 2) + square(blur / 4) * 2);
        final double gain = noiseSd / Math.sqrt(kernelPower);
        for (int s = 0; s < SLICES; s++) {
            final float[] slice = new float[SIZE * SIZE];
            for (int i = 0; i < slice.length; i++) {
                slice[i] = values[s * SIZE * SIZE + i] + (float)(gain * Parameter.gaussian(random));
            }
            final float[] rows = new float[slice.length];
            for (int i = 0; i < slice.length; i++) {
                final int c = i % SIZE;
                rows[i] = (float)(slice[i] * (1 - blur / 2)
                    + (slice[c > 0 ? i - 1 : i] + slice[c < SIZE - 1 ? i + 1 : i]) * blur / 4);
            }
            for (int i = 0; i < slice.length; i++) {
                values[s * SIZE * SIZE + i] = (float)(rows[i] * (1 - blur / 2)
                    + (rows[i >= SIZE ? i - SIZE : i] + rows[i < SIZE * (SIZE - 1) ? i + SIZE : i]) * blur / 4);
            }
        }
    }

    private static float[] normalise(final float[] values, final boolean[] inside) {
        final Normalisation normalisation = PATCHES.normalisation();
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (inside[i]) {
                final double w = normalisation.window(values[i]);
                sum += w;
                squares += w * w;
                count++;
            }
        }
        final double mean = sum / count;
        final double sd = Math.sqrt(Math.max(0, squares / count - mean * mean));
        final float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = normalisation.apply(normalisation.window(values[i]), 0, mean, sd);
        }
        return out;
    }
}
