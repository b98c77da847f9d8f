package org.dlrm.radiomics.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * PyRadiomics' wavelet images: PyWavelets' stationary transform of one level, periodic, axes of odd size continued by
 * their first layer. Further levels filter the approximation again with the same kernels (not dilated, other than in
 * IBSI 2).
 *
 * @param name column prefix
 * @param subband "L" or "H" along x, y and, unless the setting force2D keeps the transform in the slice, z
 * @param before how many times the image is replaced by its approximation first
 */
record PyRadiomicsWavelet(String name, OrthogonalWavelet wavelet, String subband, int before)
    implements ImageFilter {

    @Override
    public Box seen(final Grid g, final Box window) {
        final int r = kernels().stream().mapToInt(Kernel::reach).max().orElseThrow();
        return Boundary.PERIODIC.seen(g, window, r, r, subband.length() == 3 ? r : 0);
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final Grid g = image.grid();
        final Volume out = Separable.filter(even(image), Separable.orientations(kernels(), false), Pooling.MEAN,
            Boundary.PERIODIC, progress);
        return out.grid().voxels() == g.voxels() ? out : new Volume(g, out.crop(g.box()).values());
    }

    private List<Kernel> kernels() {
        final Kernel low = Kernel.centred(wavelet.low());
        final Kernel high = Kernel.centred(wavelet.high());
        final List<Kernel> kernels = new ArrayList<>();
        for (final char band : subband.toCharArray()) {
            // a periodic image may be filtered once with all levels' kernels in one
            Kernel k = band == 'L' ? low : high;
            for (int i = 0; i < before; i++) {
                k = low.then(k);
            }
            kernels.add(k);
        }
        return kernels;
    }

    private static Volume even(final Volume image) {
        final Grid g = image.grid();
        final int nx = g.nx() + g.nx() % 2;
        final int ny = g.ny() + g.ny() % 2;
        final int nz = g.nz() + g.nz() % 2;
        if (nx == g.nx() && ny == g.ny() && nz == g.nz()) {
            return image;
        }
        final Grid larger =
            new Grid(nx, ny, nz, g.sx(), g.sy(), g.sz(), g.origin(), g.xAxis(), g.yAxis(), g.zAxis());
        final float[] out = new float[larger.voxels()];
        for (int k = 0; k < nz; k++) {
            for (int j = 0; j < ny; j++) {
                final int from = g.index(0, j % g.ny(), k % g.nz());
                final int to = larger.index(0, j, k);
                System.arraycopy(image.values(), from, out, to, g.nx());
                Arrays.fill(out, to + g.nx(), to + nx, image.values()[from]);
            }
        }
        return new Volume(larger, out);
    }
}
