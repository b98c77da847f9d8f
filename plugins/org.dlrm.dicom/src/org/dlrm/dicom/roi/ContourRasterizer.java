package org.dlrm.dicom.roi;

import java.util.List;

/**
 * Fills closed polygons on a pixel raster by the even-odd rule. A pixel is inside if its centre is. Edges are
 * half-open: a centre exactly on a left or top edge is inside, on a right or bottom edge outside, so that two regions
 * that share an edge share no pixel and leave no gap.
 *
 * <p>Vertices are rounded to 1e-5 pixel. From there on all is done in whole numbers, so that no result hangs on the
 * rounding of a division.
 */
final class ContourRasterizer {

    /** Steps per pixel. */
    private static final double STEPS = 1e5;

    private static final long UNIT = 100_000;

    /** Below this the products of the exact arithmetic fit into a long (and that is 10737 pixels from the corner). */
    private static final double EXACT = 1 << 30;

    private final int m_nx;

    private final int m_ny;

    /** @param nx pixels per row (Columns), ny rows */
    ContourRasterizer(final int nx, final int ny) {
        m_nx = nx;
        m_ny = ny;
    }

    /**
     * Adds the region of some polygons to a slice: inside is what an odd number of them encloses.
     *
     * @param polygons vertices x0, y0, x1, y1, ... in pixels, (0, 0) being the centre of the first pixel; closed by
     *            themselves
     * @param slice one byte per pixel, rows of {@code nx}; bytes inside become 1, others stay
     * @param offset where the slice begins in that array
     */
    void fill(final List<double[]> polygons, final byte[] slice, final int offset) {
        final byte[] toggles = new byte[m_nx * m_ny];
        int first = m_ny;
        int last = -1;
        for (final double[] polygon : polygons) {
            final double[] v = rounded(polygon);
            final int n = v.length / 2;
            for (int a = 0; a < n; a++) {
                final int b = a + 1 == n ? 0 : a + 1;
                final boolean down = v[2 * a + 1] <= v[2 * b + 1];
                final int p = down ? a : b;
                final int q = down ? b : a;
                final int from = ceil(v[2 * p + 1] / STEPS, 0, m_ny);
                final int to = ceil(v[2 * q + 1] / STEPS, 0, m_ny);
                if (from < to) {
                    toggle(v[2 * p], v[2 * p + 1], v[2 * q], v[2 * q + 1], from, to, toggles);
                    first = Math.min(first, from);
                    last = Math.max(last, to - 1);
                }
            }
        }
        for (int j = first; j <= last; j++) {
            byte parity = 0;
            for (int i = 0; i < m_nx; i++) {
                parity ^= toggles[j * m_nx + i];
                slice[offset + j * m_nx + i] |= parity;
            }
        }
    }

    private static double[] rounded(final double[] polygon) {
        final double[] v = new double[polygon.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = Math.rint(polygon[i] * STEPS);
        }
        return v;
    }

    /** Flips everything right of an edge in the rows that it crosses, in steps of 1e-5 pixel, y1 below y2. */
    private void toggle(final double x1, final double y1, final double x2, final double y2, final int from,
        final int to, final byte[] toggles) {
        final boolean exact = Math.abs(x1) < EXACT && Math.abs(y1) < EXACT && Math.abs(x2) < EXACT
            && Math.abs(y2) < EXACT;
        final double slope = (x2 - x1) / (y2 - y1);
        final long dx = (long)(x2 - x1);
        final long dy = (long)(y2 - y1);
        for (int j = from; j < to; j++) {
            final int i;
            if (exact) {
                // smallest i with i >= x1 + (j - y1) dx / dy
                final long numerator = (long)x1 * dy + (j * UNIT - (long)y1) * dx;
                final long c = -Math.floorDiv(-numerator, dy * UNIT);
                i = (int)Math.max(0, Math.min(m_nx, c));
            } else {
                i = ceil((x1 + (j * STEPS - y1) * slope) / STEPS, 0, m_nx);
            }
            if (i < m_nx) {
                toggles[j * m_nx + i] ^= 1;
            }
        }
    }

    private static int ceil(final double v, final int least, final int most) {
        return (int)Math.max(least, Math.min(most, Math.ceil(v)));
    }
}
