package org.dlrm.stats.glmnet;

/**
 * Coefficients of a penalised regression for a falling sequence of lambdas, on the original scale of the columns.
 *
 * @param family the regression
 * @param columns number of columns of the data
 * @param lambda falling
 * @param a0 intercept at every lambda; 0 for Cox
 * @param index for every lambda the columns whose coefficient is not 0, rising
 * @param value for every lambda their coefficients
 * @param devRatio part of the null deviance explained at every lambda
 * @param nulldev null deviance (glmnet's definition)
 * @param passes passes of the coordinate descent over the data
 */
public record GlmnetPath(Family family, int columns, double[] lambda, double[] a0, int[][] index, double[][] value,
    double[] devRatio, double nulldev, int passes) {

    /** @return number of lambdas */
    public int size() {
        return lambda.length;
    }

    /** @return number of non-zero coefficients at lambda {@code k} */
    public int df(final int k) {
        return index[k].length;
    }

    /** @return coefficients of all columns at lambda {@code k} */
    public double[] beta(final int k) {
        final double[] beta = new double[columns];
        addBeta(k, 1, beta);
        return beta;
    }

    /**
     * Coefficients at any lambda by linear interpolation between the neighbours, as R's {@code coef(exact = FALSE)};
     * beyond the ends of the path the end's.
     *
     * @return index 0 the intercept, then the columns
     */
    public double[] coef(final double s) {
        final double[] beta = new double[columns];
        int right = 0;
        while (right < size() - 1 && lambda[right] > s) {
            right++;
        }
        final int left = Math.max(0, right - 1);
        double fraction = 0;
        if (left < right && lambda[left] - lambda[right] > 0) {
            fraction = Math.min(1, Math.max(0, (s - lambda[right]) / (lambda[left] - lambda[right])));
        }
        addBeta(left, fraction, beta);
        addBeta(right, 1 - fraction, beta);
        final double[] coef = new double[columns + 1];
        System.arraycopy(beta, 0, coef, 1, columns);
        coef[0] = fraction * a0[left] + (1 - fraction) * a0[right];
        return coef;
    }

    private void addBeta(final int k, final double factor, final double[] beta) {
        if (factor != 0) {
            for (int l = 0; l < index[k].length; l++) {
                beta[index[k][l]] += factor * value[k][l];
            }
        }
    }

    /**
     * Linear predictors of new rows.
     *
     * @param x {@code x[j][i]} is column {@code j} of row {@code i}
     * @param s lambda, see {@link #coef}
     */
    public double[] linearPredictor(final double[][] x, final double s) {
        if (x.length != columns) {
            throw new IllegalArgumentException("The model has " + columns + " columns, the data " + x.length);
        }
        final double[] coef = coef(s);
        final double[] eta = new double[x[0].length];
        for (int i = 0; i < eta.length; i++) {
            eta[i] = coef[0];
        }
        for (int j = 0; j < columns; j++) {
            if (coef[j + 1] != 0) {
                Vectors.addScaled(eta, coef[j + 1], x[j]);
            }
        }
        return eta;
    }
}
