package org.dlrm.radiomics;

import java.util.Arrays;

/** Ellipsoids around a region. */
final class Ellipsoids {

    private Ellipsoids() {
    }

    /** @return volume of an ellipsoid with these semi-axes */
    static double volume(final double a, final double b, final double c) {
        return 4 * Math.PI / 3 * a * b * c;
    }

    /**
     * @param a largest semi-axis, b middle, c least
     * @return surface area by the manual's series of Legendre polynomials up to degree 20 (IBSI RDD2), which the
     *         reference values presuppose. It is not the true area of a body that is not a sphere, which the same series
     *         gives with the eccentricities of the least axis relative to the other two (Tee, Surface area and
     *         capacity of ellipsoids, 2005). MIRP takes the true area if two axes are equal, and jumps there.
     */
    static double area(final double a, final double b, final double c) {
        final double alpha = Math.sqrt(1 - b * b / (a * a));
        final double beta = Math.sqrt(1 - c * c / (a * a));
        // (alpha beta)^v P_v((alpha^2 + beta^2) / (2 alpha beta)) by P_v's recurrence, which stays defined where alpha or
        // beta vanish: two or three equal axes
        final double product = alpha * beta;
        final double half = (alpha * alpha + beta * beta) / 2;
        double sum = 0;
        double before = 0;
        double term = 1;
        for (int v = 0; v <= 20; v++) {
            sum += term / (1 - 4. * v * v);
            final double next = ((2 * v + 1) * half * term - v * product * product * before) / (v + 1);
            before = term;
            term = next;
        }
        return 4 * Math.PI * a * b * sum;
    }

    /**
     * The ellipsoid of smallest volume around points (Khachiyan's algorithm, to a relative accuracy of 1e-4 in volume
     * or better).
     *
     * @param p {x, y, z} each, not all in one plane
     * @return its semi-axes, largest first
     */
    static double[] minimumVolume(final double[][] p) {
        final int n = p.length;
        final int dim = 3;
        final double[] u = new double[n];
        Arrays.fill(u, 1. / n);
        final double tolerance = 1e-5;
        final double[][] q = new double[n][];
        for (int i = 0; i < n; i++) {
            q[i] = new double[]{p[i][0], p[i][1], p[i][2], 1};
        }
        for (int step = 0; step < 20_000; step++) {
            final double[][] x = new double[4][4];
            for (int i = 0; i < n; i++) {
                if (u[i] > 0) {
                    for (int a = 0; a < 4; a++) {
                        for (int b = 0; b < 4; b++) {
                            x[a][b] += u[i] * q[i][a] * q[i][b];
                        }
                    }
                }
            }
            final double[][] inverse = inverse(x);
            int far = -1;
            int near = -1;
            double most = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                double m = 0;
                for (int a = 0; a < 4; a++) {
                    for (int b = 0; b < 4; b++) {
                        m += q[i][a] * inverse[a][b] * q[i][b];
                    }
                }
                if (m > most) {
                    most = m;
                    far = i;
                }
                if (u[i] > 0 && m < least) {
                    least = m;
                    near = i;
                }
            }
            final double up = most / (dim + 1) - 1;
            final double down = 1 - least / (dim + 1);
            if (Math.max(up, down) <= tolerance) {
                break;
            }
            // towards the farthest point, or away from the one that is least needed (Todd and Yildirim)
            if (up >= down) {
                final double s = (most - dim - 1) / ((dim + 1) * (most - 1));
                scale(u, 1 - s);
                u[far] += s;
            } else {
                final double best = (dim + 1 - least) / ((dim + 1) * (least - 1));
                final double limit = u[near] / (1 - u[near]);
                final double s = least <= 1 ? limit : Math.min(best, limit);
                scale(u, 1 + s);
                u[near] = s == limit ? 0 : u[near] - s;
            }
        }
        final double[] c = new double[3];
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < 3; a++) {
                c[a] += u[i] * p[i][a];
            }
        }
        final double[][] s = new double[3][3];
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    s[a][b] += u[i] * (p[i][a] - c[a]) * (p[i][b] - c[b]);
                }
            }
        }
        final double[] lambda = SymmetricEigen.values(s);
        Arrays.sort(lambda);
        return new double[]{Math.sqrt(dim * lambda[2]), Math.sqrt(dim * lambda[1]), Math.sqrt(dim * lambda[0])};
    }

    private static void scale(final double[] u, final double f) {
        for (int i = 0; i < u.length; i++) {
            u[i] *= f;
        }
    }

    private static double[][] inverse(final double[][] m) {
        final int n = m.length;
        final double[][] a = new double[n][];
        final double[][] out = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i] = m[i].clone();
            out[i][i] = 1;
        }
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
            }
            final double[] swap = a[c];
            a[c] = a[pivot];
            a[pivot] = swap;
            final double[] swapOut = out[c];
            out[c] = out[pivot];
            out[pivot] = swapOut;
            final double f = 1 / a[c][c];
            for (int k = 0; k < n; k++) {
                a[c][k] *= f;
                out[c][k] *= f;
            }
            for (int r = 0; r < n; r++) {
                if (r != c && a[r][c] != 0) {
                    final double g = a[r][c];
                    for (int k = 0; k < n; k++) {
                        a[r][k] -= g * a[c][k];
                        out[r][k] -= g * out[c][k];
                    }
                }
            }
        }
        return out;
    }
}
