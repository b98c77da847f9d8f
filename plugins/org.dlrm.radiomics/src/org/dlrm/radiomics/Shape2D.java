package org.dlrm.radiomics;

import java.util.Arrays;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;

/** PyRadiomics' shape of a region that lies in one slice: area, outline (marching squares), diameter, axes. */
final class Shape2D {

    /** For the four corners of a square in a circle, bit c set if corner c is inside: edges from and to, in pairs. */
    private static final int[][] LINES = lines();

    /** Corners of a square in a circle (x, y) and the middles of its edges, edge e from corner e to corner e + 1. */
    private static final int[][] CORNER = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};

    private Shape2D() {
    }

    private static int[][] lines() {
        final int[][] all = new int[16][];
        for (int pattern = 0; pattern < 16; pattern++) {
            int[] out = {};
            // each run of corners inside is cut off; opposite corners are two runs
            for (int c = 0; c < 4; c++) {
                final boolean starts = (pattern >> c & 1) != 0 && (pattern >> (c + 3) % 4 & 1) == 0;
                if (starts) {
                    int end = c;
                    while ((pattern >> (end + 1) % 4 & 1) != 0) {
                        end++;
                    }
                    out = Arrays.copyOf(out, out.length + 2);
                    out[out.length - 2] = end % 4;
                    out[out.length - 1] = (c + 3) % 4;
                }
            }
            all[pattern] = out;
        }
        return all;
    }

    /** @return the values of {@link FeatureDictionary#of} SHAPE_2D */
    static FamilyValues of(final Region r) {
        final Grid g = r.grid();
        final Box b = new Mask(g, r.morphological()).boundingBox().orElseThrow();
        if (b.nz() != 1) {
            return FamilyValues.missing("two-dimensional shape needs a region of one slice; this one has " + b.nz());
        }
        final byte[] mask = r.morphological();
        double surface = 0;
        double perimeter = 0;
        for (int j = -1; j < g.ny(); j++) {
            for (int i = -1; i < g.nx(); i++) {
                int pattern = 0;
                for (int c = 0; c < 4; c++) {
                    final int x = i + CORNER[c][0];
                    final int y = j + CORNER[c][1];
                    final boolean inside =
                        x >= 0 && y >= 0 && x < g.nx() && y < g.ny() && mask[g.index(x, y, b.z())] != 0;
                    pattern |= inside ? 1 << c : 0;
                }
                final int[] lines = LINES[pattern];
                for (int l = 0; l < lines.length; l += 2) {
                    final double[] p = middle(lines[l], i, j, g);
                    final double[] q = middle(lines[l + 1], i, j, g);
                    surface += (p[0] * q[1] - p[1] * q[0]) / 2;
                    perimeter += Math.hypot(p[0] - q[0], p[1] - q[1]);
                }
            }
        }
        surface = Math.abs(surface);
        final double[] lambda = variances(g, mask, b.z());
        final double major = 4 * Math.sqrt(lambda[1]);
        final double minor = 4 * Math.sqrt(lambda[0]);
        return new FamilyValues(new double[]{surface, Region.count(mask) * g.sx() * g.sy(), perimeter,
            perimeter / surface, 2 * Math.sqrt(Math.PI * surface) / perimeter, Extent.planeDiameters(g, mask)[0],
            major, minor, minor / major}, "undefined for a region of one pixel");
    }

    private static double[] middle(final int edge, final int i, final int j, final Grid g) {
        final int[] a = CORNER[edge];
        final int[] b = CORNER[(edge + 1) % 4];
        return new double[]{(i + (a[0] + b[0]) / 2.) * g.sx(), (j + (a[1] + b[1]) / 2.) * g.sy()};
    }

    private static double[] variances(final Grid g, final byte[] mask, final int k) {
        double n = 0;
        double x = 0;
        double y = 0;
        for (int j = 0; j < g.ny(); j++) {
            for (int i = 0; i < g.nx(); i++) {
                if (mask[g.index(i, j, k)] != 0) {
                    n++;
                    x += i * g.sx();
                    y += j * g.sy();
                }
            }
        }
        final double[][] c = new double[2][2];
        for (int j = 0; j < g.ny(); j++) {
            for (int i = 0; i < g.nx(); i++) {
                if (mask[g.index(i, j, k)] != 0) {
                    final double dx = i * g.sx() - x / n;
                    final double dy = j * g.sy() - y / n;
                    c[0][0] += dx * dx / n;
                    c[0][1] += dx * dy / n;
                    c[1][1] += dy * dy / n;
                }
            }
        }
        c[1][0] = c[0][1];
        final double[] lambda = SymmetricEigen.values(c);
        Arrays.sort(lambda);
        lambda[0] = Math.max(0, lambda[0]);
        return lambda;
    }
}
