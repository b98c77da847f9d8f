package org.dlrm.stats.univariable;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealVector;
import org.dlrm.stats.base.Descriptive;

/**
 * Standardized mean difference of two groups, without sign: how far they are apart in units of their common spread,
 * whatever their size. Numbers and two values: Austin, Stat Med 2009;28:3083; more values: Yang and Dalton, SAS Global
 * Forum 2012, paper 335 (Mahalanobis distance of the shares). What R's tableone and stddiff give.
 */
public final class StandardizedDifference {

    private static final double SINGULAR = 1e-10;

    private StandardizedDifference() {
    }

    /** @return |mean a - mean b| / sqrt((var a + var b) / 2); NaN for fewer than two values in a group, or without spread */
    public static double of(final double[] a, final double[] b) {
        if (a.length < 2 || b.length < 2) {
            return Double.NaN;
        }
        return ratio(Math.abs(Descriptive.mean(a) - Descriptive.mean(b)),
            Math.sqrt((Descriptive.variance(a) + Descriptive.variance(b)) / 2));
    }

    private static double ratio(final double difference, final double spread) {
        return difference == 0 ? 0 : spread > 0 ? difference / spread : Double.NaN;
    }

    /**
     * @param a patients of the first group per category, likewise b
     * @return sqrt((p - q)' S^-1 (p - q)), p and q the shares of all categories but one, S the mean of their multinomial
     *         covariances; for two categories |p - q| / sqrt((p (1 - p) + q (1 - q)) / 2). NaN for an empty group, and
     *         where the groups have too little in common
     */
    public static double ofCounts(final int[] a, final int[] b) {
        final double na = Arrays.stream(a).sum();
        final double nb = Arrays.stream(b).sum();
        if (na == 0 || nb == 0) {
            return Double.NaN;
        }
        final int[] used = IntStream.range(0, a.length).filter(l -> a[l] + b[l] > 0).skip(1).toArray();
        final double[] p = Arrays.stream(used).mapToDouble(l -> a[l] / na).toArray();
        final double[] q = Arrays.stream(used).mapToDouble(l -> b[l] / nb).toArray();
        if (Arrays.equals(p, q)) {
            return 0;
        }
        final double[][] s = new double[used.length][used.length];
        for (int i = 0; i < used.length; i++) {
            for (int j = 0; j < used.length; j++) {
                s[i][j] = ((i == j ? p[i] + q[i] : 0) - p[i] * p[j] - q[i] * q[j]) / 2;
            }
        }
        final LUDecomposition lu = new LUDecomposition(new Array2DRowRealMatrix(s, false), SINGULAR);
        if (!lu.getSolver().isNonSingular()) {
            return Double.NaN;
        }
        final RealVector d = new ArrayRealVector(p).subtract(new ArrayRealVector(q));
        return Math.sqrt(d.dotProduct(lu.getSolver().solve(d)));
    }
}
