package org.dlrm.radiomics;

/** Eigenvalues of a small dense symmetric matrix: Householder tridiagonalisation, then implicit QL (Wilkinson). */
final class SymmetricEigen {

    private SymmetricEigen() {
    }

    /** @param a the matrix; destroyed */
    static double[] values(final double[][] a) {
        final int n = a.length;
        final double[] d = new double[n];
        final double[] e = new double[n];
        for (int k = 0; k < n - 2; k++) {
            // eliminate column k below the subdiagonal
            d[k] = a[k][k];
            double norm = 0;
            for (int i = k + 1; i < n; i++) {
                norm += a[i][k] * a[i][k];
            }
            norm = Math.sqrt(norm);
            final double alpha = a[k + 1][k] > 0 ? -norm : norm;
            e[k] = alpha;
            final double beta = norm * norm - a[k + 1][k] * alpha;
            if (beta == 0) {
                continue;
            }
            final double[] v = new double[n];
            for (int i = k + 1; i < n; i++) {
                v[i] = a[i][k];
            }
            v[k + 1] -= alpha;
            final double[] w = new double[n];
            double vw = 0;
            for (int i = k + 1; i < n; i++) {
                final double[] row = a[i];
                double s = 0;
                for (int j = k + 1; j < n; j++) {
                    s += row[j] * v[j];
                }
                w[i] = s / beta;
                vw += w[i] * v[i];
            }
            final double half = vw / (2 * beta);
            for (int i = k + 1; i < n; i++) {
                w[i] -= half * v[i];
            }
            for (int i = k + 1; i < n; i++) {
                final double[] row = a[i];
                final double vi = v[i];
                final double wi = w[i];
                for (int j = k + 1; j < n; j++) {
                    row[j] -= vi * w[j] + wi * v[j];
                }
            }
        }
        if (n > 1) {
            d[n - 2] = a[n - 2][n - 2];
            e[n - 2] = a[n - 1][n - 2];
        }
        d[n - 1] = a[n - 1][n - 1];
        ql(d, e);
        return d;
    }

    /** Implicit QL without vectors; d diagonal, e[i] couples i and i + 1. */
    private static void ql(final double[] d, final double[] e) {
        final int n = d.length;
        for (int l = 0; l < n; l++) {
            for (int sweep = 0;; sweep++) {
                int m = l;
                while (m < n - 1) {
                    final double size = Math.abs(d[m]) + Math.abs(d[m + 1]);
                    if (Math.abs(e[m]) <= Math.ulp(1.0) * size) {
                        break;
                    }
                    m++;
                }
                if (m == l) {
                    break;
                }
                if (sweep == 100) {
                    throw new ArithmeticException("The eigenvalue iteration does not converge");
                }
                double g = (d[l + 1] - d[l]) / (2 * e[l]);
                double r = Math.hypot(g, 1);
                g = d[m] - d[l] + e[l] / (g + Math.copySign(r, g));
                double s = 1;
                double c = 1;
                double p = 0;
                int i = m - 1;
                for (; i >= l; i--) {
                    final double f = s * e[i];
                    final double b = c * e[i];
                    r = Math.hypot(f, g);
                    e[i + 1] = r;
                    if (r == 0) {
                        d[i + 1] -= p;
                        e[m] = 0;
                        break;
                    }
                    s = f / r;
                    c = g / r;
                    g = d[i + 1] - p;
                    r = (d[i] - g) * s + 2 * c * b;
                    p = s * r;
                    d[i + 1] = g + p;
                    g = c * r - b;
                }
                if (r == 0 && i >= l) {
                    continue;
                }
                d[l] -= p;
                e[l] = g;
                e[m] = 0;
            }
        }
    }
}
