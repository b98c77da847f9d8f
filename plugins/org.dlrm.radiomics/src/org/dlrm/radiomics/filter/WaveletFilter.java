package org.dlrm.radiomics.filter;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * One sub-band of an undecimated separable wavelet transform by the a trous algorithm (IBSI 2 25BO, decomposition
 * UNQ1): levels below the last are low-pass filtered along all axes, turned as the last one is.
 *
 * @param name column prefix
 * @param subband "L" or "H" along x, y and, in 3D, z: e.g. "LHL"
 * @param level 1, 2, ...
 * @param rotations whether all right-angled turns are pooled
 */
record WaveletFilter(String name, OrthogonalWavelet wavelet, String subband, int level, boolean rotations,
    Pooling pooling, Boundary boundary) implements ImageFilter {

    /** Kernels double in length with each level: at 8 they are longer than any image. */
    static final int MAX_LEVEL = 8;

    @Override
    public Box seen(final Grid g, final Box window) {
        int r = 0;
        for (int l = 1; l <= level; l++) {
            r += Math.max(atLevel(wavelet.low(), l).reach(), atLevel(wavelet.high(), l).reach());
        }
        return boundary.seen(g, window, r, r, subband.length() == 3 ? r : 0);
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        if (level > 1 && rotations) {
            return turned(image, progress);
        }
        return Separable.filter(approximation(image, 0, progress), Separable.orientations(kernels(), rotations), pooling,
            boundary, progress);
    }

    /** Each way of mirroring the low-pass kernels has its own approximation, shared by the turns that mirror alike. */
    private Volume turned(final Volume image, final Progress progress) {
        final int n = subband.length();
        final double[] pooled = new double[image.grid().voxels()];
        for (int mirrored = 0; mirrored < 1 << n; mirrored++) {
            final int m = mirrored;
            final List<Separable.Orientation> own =
                Separable.turns(n).stream().filter(t -> t.mirrored() == m).map(t -> t.of(kernels())).toList();
            final float[] r =
                Separable.filter(approximation(image, m, progress), own, pooling, boundary, progress).values();
            final double[] response = new double[r.length];
            for (int i = 0; i < r.length; i++) {
                response[i] = r[i];
            }
            pooling.add(pooled, response, m == 0);
        }
        final float[] out = new float[pooled.length];
        final double scale = pooling.scale(1 << n);
        for (int i = 0; i < out.length; i++) {
            out[i] = (float)(scale * pooled[i]);
        }
        return new Volume(image.grid(), out);
    }

    /** @return the image low-pass filtered below the last level, with kernels mirrored along some axes */
    private Volume approximation(final Volume image, final int mirrored, final Progress progress) {
        Volume v = image;
        for (int l = 1; l < level; l++) {
            final Kernel low = atLevel(wavelet.low(), l);
            final List<Kernel> kernels = new ArrayList<>();
            for (int axis = 0; axis < subband.length(); axis++) {
                kernels.add((mirrored >> axis & 1) == 0 ? low : low.flipped());
            }
            v = Separable.filter(v, List.of(Separable.Orientation.of(kernels)), pooling, boundary, progress);
        }
        return v;
    }

    private List<Kernel> kernels() {
        final Kernel low = atLevel(wavelet.low(), level);
        final Kernel high = atLevel(wavelet.high(), level);
        return subband.chars().mapToObj(c -> c == 'L' ? low : high).toList();
    }

    private static Kernel atLevel(final double[] weight, final int level) {
        Kernel k = Kernel.centred(weight);
        for (int l = 1; l < level; l++) {
            k = k.dilated();
        }
        return k;
    }
}
