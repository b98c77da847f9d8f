package org.dlrm.radiomics.filter;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Length of the gradient from central differences, border values repeated (ITK's GradientMagnitudeImageFilter, as used
 * by PyRadiomics); not part of IBSI.
 *
 * @param perMillimetre whether differences are per mm, else per voxel
 */
record GradientMagnitude(boolean perMillimetre) implements ImageFilter {

    @Override
    public String name() {
        return "gradient";
    }

    @Override
    public Box seen(final Grid g, final Box window) {
        return Boundary.NEAREST.seen(g, window, 1, 1, 1);
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final Grid g = image.grid();
        final double hx = perMillimetre ? 0.5 / g.sx() : 0.5;
        final double hy = perMillimetre ? 0.5 / g.sy() : 0.5;
        final double hz = perMillimetre ? 0.5 / g.sz() : 0.5;
        final float[] v = image.values();
        final float[] out = new float[v.length];
        for (int k = 0; k < g.nz(); k++) {
            progress.check();
            final int below = g.index(0, 0, Math.max(0, k - 1));
            final int above = g.index(0, 0, Math.min(g.nz() - 1, k + 1));
            for (int j = 0; j < g.ny(); j++) {
                final int row = g.index(0, j, k);
                final int front = g.index(0, Math.max(0, j - 1), k);
                final int back = g.index(0, Math.min(g.ny() - 1, j + 1), k);
                final int inSlice = j * g.nx();
                for (int i = 0; i < g.nx(); i++) {
                    final double x = hx * ((double)v[row + Math.min(g.nx() - 1, i + 1)] - v[row + Math.max(0, i - 1)]);
                    final double y = hy * ((double)v[back + i] - v[front + i]);
                    final double z = hz * ((double)v[above + inSlice + i] - v[below + inSlice + i]);
                    out[row + i] = (float)Math.sqrt(x * x + y * y + z * z);
                }
            }
        }
        return new Volume(g, out);
    }
}
