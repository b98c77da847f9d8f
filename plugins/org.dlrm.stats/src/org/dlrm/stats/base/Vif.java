package org.dlrm.stats.base;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/** Variance inflation factors. */
public final class Vif {

    private Vif() {
    }

    /**
     * Variance inflation from the covariance matrix of a model's coefficients (Davis et al. 1986; R's rms::vif): works
     * for every regression, not only for the linear one.
     *
     * @param vcov covariance of the coefficients
     * @param skip how many coefficients at the front to leave out (the intercept)
     */
    public static double[] ofCovariance(final double[][] vcov, final int skip) {
        final int p = vcov.length - skip;
        if (p == 0) {
            return new double[0];
        }
        final double[][] correlation = new double[p][p];
        for (int i = 0; i < p; i++) {
            for (int j = 0; j < p; j++) {
                correlation[i][j] = vcov[i + skip][j + skip]
                    / Math.sqrt(vcov[i + skip][i + skip] * vcov[j + skip][j + skip]);
            }
        }
        final RealMatrix inverse = new LUDecomposition(new Array2DRowRealMatrix(correlation, false)).getSolver()
            .getInverse();
        final double[] vif = new double[p];
        for (int i = 0; i < p; i++) {
            vif[i] = inverse.getEntry(i, i);
        }
        return vif;
    }
}
