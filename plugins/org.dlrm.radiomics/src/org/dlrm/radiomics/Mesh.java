package org.dlrm.radiomics;

import org.dlrm.image.Grid;

/**
 * Volume and surface area of the marching cubes mesh of a mask (IBSI RNU0, C0JK), from a count of the patterns: a
 * pattern's area does not depend on where it occurs, and its signed volume seen from the origin is linear in its
 * position, so counts and sums of positions give both exactly.
 *
 * @param volume mm^3
 * @param area mm^2
 */
record Mesh(double volume, double area) {

    /**
     * @param mask 1 inside; outside the array is outside the mask
     * @param closed whether the surface is closed everywhere; if not, it is PyRadiomics' surface
     */
    static Mesh of(final Grid g, final byte[] mask, final boolean closed) {
        final long[][] sums = new long[256][4];
        final BitRows rows = new BitRows(g, mask);
        for (int k = -1; k < g.nz(); k++) {
            for (int j = -1; j < g.ny(); j++) {
                count(rows, j, k, sums);
            }
        }
        double volume = 0;
        double area = 0;
        for (int pair = 1; pair < 255; pair++) {
            final long[] s = sums[pair];
            if (s[0] == 0) {
                continue;
            }
            final int pattern = pattern(pair);
            final int[] edges = closed ? MarchingCubes.closed(pattern) : MarchingCubes.published(pattern);
            for (int t = 0; t < edges.length; t += 3) {
                final double[] a = point(edges[t], g);
                final double[] b = point(edges[t + 1], g);
                final double[] c = point(edges[t + 2], g);
                final double[] normal = cross(minus(b, a), minus(c, a));
                area += s[0] * Math.sqrt(dot(normal, normal)) / 2;
                // (p + a) . n summed over the positions p of this pattern
                volume += (s[0] * dot(a, normal) + s[1] * g.sx() * normal[0] + s[2] * g.sy() * normal[1]
                    + s[3] * g.sz() * normal[2]) / 6;
            }
        }
        return new Mesh(volume, area);
    }

    /**
     * Counts the patterns of a row of cubes, but for the empty and the full one. A pattern holds the four corners at x in
     * its lower and those at x + 1 in its upper bits, in the order (y, z), (y+1, z), (y, z+1), (y+1, z+1).
     */
    private static void count(final BitRows rows, final int j, final int k, final long[][] sums) {
        final long[] a = rows.array(j, k);
        final long[] b = rows.array(j + 1, k);
        final long[] c = rows.array(j, k + 1);
        final long[] d = rows.array(j + 1, k + 1);
        final int atA = rows.start(j, k);
        final int atB = rows.start(j + 1, k);
        final int atC = rows.start(j, k + 1);
        final int atD = rows.start(j + 1, k + 1);
        long lastA = 0;
        long lastB = 0;
        long lastC = 0;
        long lastD = 0;
        for (int w = 0; w < rows.words(); w++) {
            final long a1 = a[atA + w];
            final long b1 = b[atB + w];
            final long c1 = c[atC + w];
            final long d1 = d[atD + w];
            // cube i lies between the voxels i - 1 and i
            final long a0 = a1 << 1 | lastA;
            final long b0 = b1 << 1 | lastB;
            final long c0 = c1 << 1 | lastC;
            final long d0 = d1 << 1 | lastD;
            lastA = a1 >>> Long.SIZE - 1;
            lastB = b1 >>> Long.SIZE - 1;
            lastC = c1 >>> Long.SIZE - 1;
            lastD = d1 >>> Long.SIZE - 1;
            long mixed = (a0 | b0 | c0 | d0 | a1 | b1 | c1 | d1) & ~(a0 & b0 & c0 & d0 & a1 & b1 & c1 & d1);
            for (; mixed != 0; mixed &= mixed - 1) {
                final int i = Long.numberOfTrailingZeros(mixed);
                final int pair = bit(a0, i) | bit(b0, i) << 1 | bit(c0, i) << 2 | bit(d0, i) << 3 | bit(a1, i) << 4
                    | bit(b1, i) << 5 | bit(c1, i) << 6 | bit(d1, i) << 7;
                final long[] s = sums[pair];
                s[0]++;
                // positions count from PyRadiomics' origin, one voxel before the box: it matters for holes
                s[1] += w * Long.SIZE + i;
                s[2] += j + 1;
                s[3] += k + 1;
            }
        }
    }

    private static int bit(final long row, final int i) {
        return (int)(row >>> i) & 1;
    }

    /** @return the pattern in {@link MarchingCubes}' numbering of the corners */
    private static int pattern(final int pair) {
        int pattern = 0;
        for (int c = 0; c < 8; c++) {
            final int[] o = MarchingCubes.CORNER[c];
            pattern |= (pair >> (o[0] * 4 + o[2] * 2 + o[1]) & 1) << c;
        }
        return pattern;
    }

    private static double[] point(final int edge, final Grid g) {
        final double[] m = MarchingCubes.middle(edge);
        return new double[]{m[0] * g.sx(), m[1] * g.sy(), m[2] * g.sz()};
    }

    private static double[] minus(final double[] a, final double[] b) {
        return new double[]{a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    private static double[] cross(final double[] a, final double[] b) {
        return new double[]{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private static double dot(final double[] a, final double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
