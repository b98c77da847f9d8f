package org.dlrm.stats.glmnet;

/**
 * Centred and, if asked for, standardised copy of some rows of the data (standard deviation with 1/n as glmnet).
 *
 * @param x {@code x[j][i]}: column j, row i
 * @param mean of every column before centring
 * @param sd divisor of every column; 1 where not standardised
 * @param constant whether the column has one value only and so takes no part
 */
record Design(double[][] x, double[] mean, double[] sd, boolean[] constant) {

    static Design of(final double[][] columns, final int[] rows, final boolean standardize) {
        final int p = columns.length;
        final int n = rows.length;
        final Design design = new Design(new double[p][], new double[p], new double[p], new boolean[p]);
        for (int j = 0; j < p; j++) {
            final double[] from = columns[j];
            final double[] to = new double[n];
            boolean constant = true;
            for (int i = 0; i < n; i++) {
                to[i] = from[rows[i]];
                constant &= to[i] == to[0];
            }
            final double mean = Vectors.sum(to) / n;
            if (!Double.isFinite(mean)) {
                throw new IllegalArgumentException("Column " + (j + 1) + " has missing or infinite values;"
                    + " impute them or remove the rows first");
            }
            for (int i = 0; i < n; i++) {
                to[i] -= mean;
            }
            double sd = 1;
            if (standardize && !constant) {
                sd = Math.sqrt(Vectors.dot(to, to) / n);
                for (int i = 0; i < n; i++) {
                    to[i] /= sd;
                }
            }
            design.x[j] = to;
            design.mean[j] = mean;
            design.sd[j] = sd;
            design.constant[j] = constant;
        }
        return design;
    }

    int columns() {
        return x.length;
    }
}
