package org.dlrm.stats.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.NonSymmetricMatrixException;
import org.apache.commons.math3.linear.RealVector;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Tail;

/** The log-rank family: weighted comparison of observed and expected events (Mantel 1966; R's {@code survdiff}). */
public final class LogRank {

    private LogRank() {
    }

    /** What an event time counts. */
    public enum Weight {
        /** 1: the log-rank test. */
        LOG_RANK("log-rank"),
        /** Kaplan-Meier estimate of all groups just before (rho = 1). */
        PETO_PETO("Peto-Peto"),
        /** Number at risk. */
        GEHAN("Gehan-Breslow"),
        /** Square root of the number at risk. */
        TARONE_WARE("Tarone-Ware");

        private final String m_label;

        Weight(final String label) {
            m_label = label;
        }

        /** @return name of the test */
        public String label() {
            return m_label;
        }

        private double of(final double survivalBefore, final int atRisk) {
            return switch (this) {
                case LOG_RANK -> 1;
                case PETO_PETO -> survivalBefore;
                case GEHAN -> atRisk;
                case TARONE_WARE -> Math.sqrt(atRisk);
            };
        }
    }

    /**
     * Result for k groups, in the order of their numbers.
     *
     * @param n patients
     * @param observed weighted observed events
     * @param expected weighted expected events
     * @param variance covariance of observed minus expected
     * @param chisq test statistic
     * @param df its degrees of freedom: groups with expected events, minus 1
     * @param p p value
     */
    public record Result(int[] n, double[] observed, double[] expected, double[][] variance, double chisq, int df,
        double p) {

        /** @return two groups: signed square root of the statistic, positive if the second has more events */
        public double z() {
            return (observed[1] - expected[1]) / Math.sqrt(variance[1][1]);
        }
    }

    /**
     * @param data follow-up
     * @param group group of every patient, 0 to groups - 1
     * @param groups number of groups, at least 2
     * @param weight which test
     * @throws DegenerateDataException where the test does not exist, saying why
     */
    public static Result test(final SurvivalData data, final int[] group, final int groups, final Weight weight) {
        return test(data, group, groups, new int[data.size()], weight);
    }

    /**
     * Stratified: observed and expected events are counted within the strata and summed.
     *
     * @param stratum stratum of every patient, from 0
     */
    public static Result test(final SurvivalData data, final int[] group, final int groups, final int[] stratum,
        final Weight weight) {
        if (group.length != data.size() || stratum.length != data.size()) {
            throw new IllegalArgumentException(data.size() + " patients but " + group.length + " groups and "
                + stratum.length + " strata");
        }
        final int[] n = new int[groups];
        for (final int g : group) {
            n[g]++;
        }
        if (IntStream.of(n).filter(count -> count > 0).count() < 2) {
            throw new DegenerateDataException("All " + data.size()
                + " patients are in one group: there is nothing to compare");
        }
        final Sums sums = new Sums(groups);
        final int strata = Arrays.stream(stratum).max().orElse(0) + 1;
        final int[][] rows = new int[strata][];
        final int[] filled = new int[strata];
        for (final int s : stratum) {
            filled[s]++;
        }
        for (int s = 0; s < strata; s++) {
            rows[s] = new int[filled[s]];
            filled[s] = 0;
        }
        for (final int row : data.order()) {
            rows[stratum[row]][filled[stratum[row]]++] = row;
        }
        for (int s = 0; s < strata; s++) {
            sums.add(data, rows[s], group, weight);
        }
        return sums.result(n, data.eventCount());
    }

    private static final class Sums {

        private final int m_groups;

        private final double[] m_observed;

        private final double[] m_expected;

        private final double[][] m_variance;

        Sums(final int groups) {
            m_groups = groups;
            m_observed = new double[groups];
            m_expected = new double[groups];
            m_variance = new double[groups][groups];
        }

        /** Adds the patients of a stratum, by rising time. */
        void add(final SurvivalData data, final int[] rows, final int[] group, final Weight weight) {
            final int[] atRisk = new int[m_groups];
            for (final int row : rows) {
                atRisk[group[row]]++;
            }
            final int[] deaths = new int[m_groups];
            final int[] leaving = new int[m_groups];
            int total = rows.length;
            double survival = 1;
            for (int i = 0; i < rows.length;) {
                Arrays.fill(deaths, 0);
                Arrays.fill(leaving, 0);
                int d = 0;
                int end = i;
                for (; end < rows.length && data.time(rows[end]) == data.time(rows[i]); end++) {
                    leaving[group[rows[end]]]++;
                    if (data.event(rows[end])) {
                        deaths[group[rows[end]]]++;
                        d++;
                    }
                }
                if (d > 0) {
                    final double w = weight.of(survival, total);
                    final double spread = total == 1 ? 0
                        : w * w * d * (total - d) / (total - 1.0) / total / total;
                    for (int a = 0; a < m_groups; a++) {
                        m_observed[a] += w * deaths[a];
                        m_expected[a] += w * d * atRisk[a] / total;
                        m_variance[a][a] += spread * atRisk[a] * total;
                        for (int b = 0; b < m_groups; b++) {
                            m_variance[a][b] -= spread * atRisk[a] * atRisk[b];
                        }
                    }
                    survival *= (double)(total - d) / total;
                }
                for (int a = 0; a < m_groups; a++) {
                    atRisk[a] -= leaving[a];
                }
                total -= end - i;
                i = end;
            }
        }

        Result result(final int[] n, final int events) {
            if (events == 0) {
                throw new DegenerateDataException("No event among the " + Arrays.stream(n).sum()
                    + " patients: all are censored, the groups cannot be compared");
            }
            final int[] used = IntStream.range(0, m_groups).filter(g -> m_expected[g] > 0).toArray();
            final int df = used.length - 1;
            if (df < 1) {
                throw new DegenerateDataException("When events happened, only patients of one group were at risk:"
                    + " the groups cannot be compared");
            }
            final double[] difference = new double[df];
            final double[][] v = new double[df][df];
            for (int a = 0; a < df; a++) {
                difference[a] = m_observed[used[a + 1]] - m_expected[used[a + 1]];
                for (int b = 0; b < df; b++) {
                    v[a][b] = m_variance[used[a + 1]][used[b + 1]];
                }
            }
            final double chisq = quadraticForm(v, difference);
            return new Result(n, m_observed, m_expected, m_variance, chisq, df, Tail.chisq(chisq, df));
        }
    }

    private static double quadraticForm(final double[][] v, final double[] difference) {
        try {
            final RealVector d = new ArrayRealVector(difference, false);
            return new CholeskyDecomposition(new Array2DRowRealMatrix(v, false), 1e-12, 1e-300).getSolver().solve(d)
                .dotProduct(d);
        } catch (NonPositiveDefiniteMatrixException | NonSymmetricMatrixException e) {
            throw new DegenerateDataException("The numbers of events have no variance (for example because all events"
                + " happened at one time when everybody at risk had it): the groups cannot be compared");
        }
    }

    /**
     * Test for trend over ordered groups (Tarone 1975).
     *
     * @param result of any of the tests
     * @param scores one number per group, e.g. 1, 2, 3
     * @return statistic with one degree of freedom; z is positive if events become more frequent with the score
     */
    public static Trend trend(final Result result, final double... scores) {
        final RealVector s = new ArrayRealVector(scores);
        final RealVector difference = new ArrayRealVector(result.observed)
            .subtract(new ArrayRealVector(result.expected));
        final double variance = MatrixUtils.createRealMatrix(result.variance).operate(s).dotProduct(s);
        if (!(variance > 0)) {
            throw new DegenerateDataException("All groups at risk have the same score: there is no trend to test");
        }
        final double z = s.dotProduct(difference) / Math.sqrt(variance);
        return new Trend(z, z * z, Tail.normalTwoSided(z));
    }

    /** Result of the test for trend. */
    public record Trend(double z, double chisq, double p) {
    }

    /** One comparison of two groups; statistic and p value are NaN where the test does not exist. */
    public record Pair(int a, int b, double chisq, double p) {
    }

    /** @return the test of every pair of groups, on the patients of these two only; p values are not adjusted */
    public static List<Pair> pairwise(final SurvivalData data, final int[] group, final int groups,
        final Weight weight) {
        final List<Pair> pairs = new ArrayList<>();
        for (int a = 0; a < groups; a++) {
            for (int b = a + 1; b < groups; b++) {
                final int first = a;
                final int second = b;
                final int[] rows = IntStream.range(0, data.size())
                    .filter(i -> group[i] == first || group[i] == second).toArray();
                try {
                    final Result result = test(data.rows(rows),
                        IntStream.of(rows).map(i -> group[i] == second ? 1 : 0).toArray(), 2, weight);
                    pairs.add(new Pair(a, b, result.chisq, result.p));
                } catch (DegenerateDataException e) {
                    pairs.add(new Pair(a, b, Double.NaN, Double.NaN));
                }
            }
        }
        return pairs;
    }
}
