package org.dlrm.radiomics.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Laws kernels (IBSI 2 JTXT), normalised to unit length.
 *
 * @param name column prefix
 * @param kernels along x, y and, in 3D, z
 * @param rotations whether all right-angled turns are pooled
 * @param delta Chebyshev radius of the energy image, the mean of absolute responses (PQSD); negative for the response
 *            itself
 */
record LawsFilter(String name, List<Kernel> kernels, boolean rotations, Pooling pooling, int delta,
    Boundary boundary) implements ImageFilter {

    private static final Map<String, double[]> KERNELS = Map.of("L5", new double[]{1, 4, 6, 4, 1}, "E5",
        new double[]{-1, -2, 0, 2, 1}, "S5", new double[]{-1, 0, 2, 0, -1}, "W5", new double[]{-1, 2, 0, -2, 1}, "R5",
        new double[]{1, -4, 6, -4, 1}, "L3", new double[]{1, 2, 1}, "E3", new double[]{-1, 0, 1}, "S3",
        new double[]{-1, 2, -1});

    /**
     * @param text two (2D) or three (3D) names, e.g. "L5E5E5"
     * @return the normalised kernels; empty if the text is no such names
     */
    static List<Kernel> kernels(final String text) {
        final List<Kernel> out = new ArrayList<>();
        for (int i = 0; i < text.length(); i += 2) {
            final double[] w =
                KERNELS.get(text.substring(i, Math.min(i + 2, text.length())).toUpperCase(Locale.ROOT));
            if (w == null) {
                return List.of();
            }
            double squares = 0;
            for (final double v : w) {
                squares += v * v;
            }
            final double[] unit = new double[w.length];
            for (int k = 0; k < w.length; k++) {
                unit[k] = w[k] / Math.sqrt(squares);
            }
            out.add(Kernel.centred(unit));
        }
        return out.size() == 2 || out.size() == 3 ? out : List.of();
    }

    @Override
    public Box seen(final Grid g, final Box window) {
        // turned, every kernel comes to lie along every axis
        final int r = kernels.stream().mapToInt(Kernel::reach).max().orElseThrow() + Math.max(0, delta);
        return boundary.seen(g, window, r, r, kernels.size() == 3 ? r : 0);
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final boolean space = kernels.size() == 3;
        final Volume response = Separable.filter(image, Separable.orientations(kernels, rotations), pooling, boundary,
            progress);
        if (delta < 0) {
            return response;
        }
        final float[] v = response.values();
        for (int i = 0; i < v.length; i++) {
            v[i] = Math.abs(v[i]);
        }
        return Separable.mean(response, 2 * delta + 1, space, boundary, progress);
    }
}
