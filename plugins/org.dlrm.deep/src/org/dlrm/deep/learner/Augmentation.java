package org.dlrm.deep.learner;

import java.util.SplittableRandom;

import org.dlrm.deep.patch.Normalisation;
import org.dlrm.deep.patch.Patches;

/**
 * Random changes of a training patch that do not change what it shows.
 *
 * @param flips mirror images along every axis
 * @param turns multiples of 90 degrees in the plane of columns and rows
 * @param scale largest relative change of size, e.g. 0.1
 * @param shiftHu largest change of all values in HU; under the ROI's z-score only the ROI's mean can show it
 * @param noiseHu standard deviation of added noise in HU
 */
public record Augmentation(boolean flips, boolean turns, double scale, double shiftHu, double noiseHu) {

    public Augmentation {
        if (!(scale >= 0 && scale < 0.9 && shiftHu >= 0 && noiseHu >= 0)) {
            throw new IllegalArgumentException("Augmentation: scale " + scale + " (allowed 0 to 0.9), shift " + shiftHu
                + " HU and noise " + noiseHu + " HU (at least 0)");
        }
    }

    public static Augmentation standard() {
        return new Augmentation(true, true, 0.1, 5, 5);
    }

    public static Augmentation none() {
        return new Augmentation(false, false, 0, 0, 0);
    }

    /**
     * Writes a changed copy of one patch.
     *
     * @param patch index within {@code patches}
     * @param out receives the patch from {@code offset}
     * @return the change of the ROI's mean in HU
     */
    public double apply(final Patches patches, final int patch, final Normalisation normalisation,
        final SplittableRandom random, final float[] out, final int offset) {
        final long[] shape = patches.shape();
        final boolean cube = shape.length == 4;
        final int n = (int)shape[shape.length - 1];
        final int slices = (int)(cube ? shape[1] : shape[0]);
        final int flipX = flips && random.nextBoolean() ? -1 : 1;
        final int flipY = flips && random.nextBoolean() ? -1 : 1;
        final int flipZ = flips && random.nextBoolean() ? -1 : 1;
        final int turn = turns ? random.nextInt(4) : 0;
        final double zoom = scale > 0 ? 1 + random.nextDouble(-scale, scale) : 1;
        final double shift = shiftHu > 0 ? random.nextDouble(-shiftHu, shiftHu) : 0;
        final double unit = huUnit(patches, normalisation);
        final float imageShift =
            normalisation.scale() == Normalisation.Scale.ROI_ZSCORE ? 0 : (float)(shift * unit);
        final float noise = (float)(noiseHu * unit);
        final int source = patch * patches.patchLength();
        final double middle = (n - 1) / 2.0;
        final int cos = turn == 0 ? 1 : turn == 2 ? -1 : 0;
        final int sin = turn == 1 ? 1 : turn == 3 ? -1 : 0;
        int p = offset;
        for (int s = 0; s < slices; s++) {
            // neighbouring slices of a plane are mirrored as a whole; in a cube the zoom acts along z as well
            final double z = (s - (slices - 1) / 2.0) * flipZ / (cube ? zoom : 1) + (slices - 1) / 2.0;
            for (int r = 0; r < n; r++) {
                final double v = (r - middle) * flipY / zoom;
                for (int c = 0; c < n; c++) {
                    final double u = (c - middle) * flipX / zoom;
                    float value = trilinear(patches.data(), source, n, slices, u * cos - v * sin + middle,
                        u * sin + v * cos + middle, z);
                    if (noise > 0) {
                        value += noise * roughGaussian(random);
                    }
                    out[p++] = value + imageShift;
                }
            }
        }
        return shift;
    }

    /** @return input units per HU */
    private static double huUnit(final Patches patches, final Normalisation normalisation) {
        return switch (normalisation.scale()) {
            case ROI_ZSCORE -> 1 / Math.max(patches.roiSd(), 1);
            case UNIT -> 1 / (normalisation.windowHigh() - normalisation.windowLow());
            case MEAN_SD -> 1 / (normalisation.windowHigh() - normalisation.windowLow()) / normalisation.sd().get(0);
        };
    }

    /** Sum of four uniforms: standard deviation 1 and close enough to normal for noise, at a tenth of the price. */
    private static float roughGaussian(final SplittableRandom random) {
        final long bits = random.nextLong();
        final int sum = (int)(bits & 0xFFFF) + (int)(bits >>> 16 & 0xFFFF) + (int)(bits >>> 32 & 0xFFFF)
            + (int)(bits >>> 48);
        return (sum / 65536f - 2) * 1.7320508f;
    }

    private static float trilinear(final float[] data, final int offset, final int n, final int slices,
        final double x, final double y, final double z) {
        final double cx = Math.min(Math.max(x, 0), n - 1);
        final double cy = Math.min(Math.max(y, 0), n - 1);
        final double cz = Math.min(Math.max(z, 0), slices - 1);
        final int i = (int)cx;
        final int j = (int)cy;
        final int k = (int)cz;
        final float tx = (float)(cx - i);
        final float ty = (float)(cy - j);
        final float tz = (float)(cz - k);
        final int p = offset + (k * n + j) * n + i;
        if (tx == 0 && ty == 0 && tz == 0) {
            return data[p];
        }
        final int dx = tx > 0 ? 1 : 0;
        final int dy = ty > 0 ? n : 0;
        final float front = mix(mix(data[p], data[p + dx], tx), mix(data[p + dy], data[p + dy + dx], tx), ty);
        if (tz == 0) {
            return front;
        }
        final int q = p + n * n;
        return mix(front, mix(mix(data[q], data[q + dx], tx), mix(data[q + dy], data[q + dy + dx], tx), ty), tz);
    }

    private static float mix(final float a, final float b, final float t) {
        return a + (b - a) * t;
    }
}
