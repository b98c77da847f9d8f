package org.dlrm.radiomics;

import java.util.Arrays;

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
        final int nx = g.nx();
        // per row of cubes: the four corners of each column x, bits in the order (y, z), (y+1, z), (y, z+1), (y+1, z+1)
        final byte[] column = new byte[nx + 2];
        for (int k = -1; k < g.nz(); k++) {
            for (int j = -1; j < g.ny(); j++) {
                if (!columns(g, mask, j, k, column)) {
                    continue;
                }
                for (int i = 0; i <= nx; i++) {
                    final int pair = column[i] | column[i + 1] << 4;
                    if (pair != 0 && pair != 255) {
                        final long[] s = sums[pair];
                        s[0]++;
                        // positions count from PyRadiomics' origin, one voxel before the box: it matters for holes
                        s[1] += i;
                        s[2] += j + 1;
                        s[3] += k + 1;
                    }
                }
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

    /** @return false if all are 0 */
    private static boolean columns(final Grid g, final byte[] mask, final int j, final int k, final byte[] column) {
        final int nx = g.nx();
        Arrays.fill(column, (byte)0);
        boolean any = false;
        for (int bit = 0; bit < 4; bit++) {
            final int y = j + (bit & 1);
            final int z = k + (bit >> 1);
            if (y < 0 || z < 0 || y >= g.ny() || z >= g.nz()) {
                continue;
            }
            final int start = g.index(0, y, z);
            int or = 0;
            for (int i = 0; i < nx; i++) {
                column[i + 1] |= (byte)(mask[start + i] << bit);
                or |= mask[start + i];
            }
            any |= or != 0;
        }
        return any;
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
