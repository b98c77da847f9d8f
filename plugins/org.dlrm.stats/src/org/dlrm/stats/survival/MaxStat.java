package org.dlrm.stats.survival;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Tail;
import org.dlrm.work.Progress;

/**
 * Maximally selected log-rank statistic (Lausen and Schumacher 1992, doi:10.2307/2532740; Hothorn and Lausen 2003,
 * doi:10.1016/S0167-9473(02)00225-6): the cut of a score with the largest standardised log-rank statistic, and p values
 * that account for the search. Values as R's {@code maxstat.test(smethod = "LogRank")}. One sort, then one pass over the
 * candidate cuts.
 */
public final class MaxStat {

    /** How the p value accounts for the search. */
    public enum PMethod {
        /** Asymptotic, Miller and Siegmund 1982, Lausen and Schumacher 1992. */
        LAU92("Lau92"),
        /** Improved Bonferroni inequality over the actual cuts, Lausen, Sauerbrei and Schumacher 1994. */
        LAU94("Lau94"),
        /** Bound on the exact permutation distribution, Hothorn and Lausen 2003; small samples only. */
        HL("HL"),
        /** Permutations drawn at random. */
        PERMUTATION("condMC");

        private final String m_label;

        PMethod(final String label) {
            m_label = label;
        }

        /** @return R's name */
        public String label() {
            return m_label;
        }
    }

    /** Patients times total of the integer scores, above which the exact distribution is not computed. */
    private static final long HL_LIMIT = 20_000_000;

    private final double m_minProp;

    private final double m_maxProp;

    /** Log-rank scores in the order of the rows. */
    private final double[] m_scores;

    /** Log-rank scores by rising score, the value that is cut. */
    private final double[] m_sortedScores;

    /** Size of the lower group of every candidate cut. */
    private final int[] m_lower;

    private final double[] m_cuts;

    private final double[] m_statistics;

    private final int m_best;

    private MaxStat(final double[] scores, final double[] sortedScores, final int[] lower, final double[] cuts,
        final double minProp, final double maxProp) {
        m_scores = scores;
        m_sortedScores = sortedScores;
        m_lower = lower;
        m_cuts = cuts;
        m_minProp = minProp;
        m_maxProp = maxProp;
        m_statistics = statistics(sortedScores);
        int best = 0;
        for (int k = 1; k < cuts.length; k++) {
            best = m_statistics[k] > m_statistics[best] ? k : best;
        }
        m_best = best;
    }

    /**
     * @param data follow-up
     * @param score the value to cut, one per patient
     * @param minProp smallest part of the patients in the lower group, e.g. 0.1
     * @param maxProp largest part of the patients in the lower group, e.g. 0.9
     * @throws DegenerateDataException where there is no event or no candidate cut
     */
    public static MaxStat search(final SurvivalData data, final double[] score, final double minProp,
        final double maxProp) {
        Check.sameLength("The score", score.length, "the follow-up", data.size());
        Check.finite("score", score);
        if (!(minProp >= 0 && minProp < maxProp && maxProp <= 1)) {
            throw new IllegalArgumentException("The smallest and largest proportion of the lower group must satisfy"
                + " 0 <= min < max <= 1, not " + minProp + " and " + maxProp);
        }
        if (data.eventCount() == 0) {
            throw new DegenerateDataException("No event among the " + data.size()
                + " patients: all are censored, no cut-off can be searched");
        }
        final int n = data.size();
        final int[] order = Descriptive.order(score);
        final int[] lower = new int[n];
        int count = 0;
        final int from = Math.max(1, (int)Math.floor(n * minProp));
        final int to = (int)Math.floor(n * maxProp);
        for (int m = from; m <= Math.min(to, n - 1); m++) {
            if (score[order[m]] != score[order[m - 1]]) {
                lower[count++] = m;
            }
        }
        if (minProp == 0 && maxProp == 1 && count > 0) {
            count--; // as R: the last cut, which would leave one value above, is left out
        }
        if (count == 0) {
            throw new DegenerateDataException(String.format(Locale.ROOT, "The score has no cut that leaves between"
                + " %.0f %% and %.0f %% of the %d patients in the lower group (%s)", 100 * minProp, 100 * maxProp, n,
                score[order[0]] == score[order[n - 1]] ? "it has one value only" : "too many equal values"));
        }
        final int[] m = Arrays.copyOf(lower, count);
        final double[] scores = logRankScores(data);
        return new MaxStat(scores, Descriptive.pick(scores, order), m,
            Arrays.stream(m).mapToDouble(k -> score[order[k - 1]]).toArray(), minProp, maxProp);
    }

    /** Event minus Nelson-Aalen-type sum with the number at risk just after each tied time, as exactRankTests. */
    private static double[] logRankScores(final SurvivalData data) {
        final int n = data.size();
        final int[] order = data.order();
        final double[] scores = new double[n];
        double sum = 0;
        for (int i = 0; i < n;) {
            int end = i;
            int deaths = 0;
            for (; end < n && data.time(order[end]) == data.time(order[i]); end++) {
                deaths += data.event(order[end]) ? 1 : 0;
            }
            sum += (double)deaths / (n - end + 1);
            for (; i < end; i++) {
                scores[order[i]] = (data.event(order[i]) ? 1 : 0) - sum;
            }
        }
        return scores;
    }

    /** @return absolute standardised statistics of these scores at the candidate cuts */
    private double[] statistics(final double[] sorted) {
        final Moments moments = new Moments(sorted);
        final double[] statistics = new double[m_lower.length];
        double sum = 0;
        int i = 0;
        for (int k = 0; k < statistics.length; k++) {
            for (; i < m_lower[k]; i++) {
                sum += sorted[i];
            }
            statistics[k] = Math.abs((sum - moments.mean(m_lower[k])) / Math.sqrt(moments.variance(m_lower[k])));
        }
        return statistics;
    }

    /** Mean and variance of the sum of m scores drawn without replacement. */
    private static final class Moments {

        private final int m_n;

        private final double m_sum;

        private final double m_squares;

        Moments(final double[] scores) {
            m_n = scores.length;
            double sum = 0;
            double squares = 0;
            for (final double s : scores) {
                sum += s;
                squares += s * s;
            }
            m_sum = sum;
            m_squares = squares;
        }

        double mean(final int m) {
            return (double)m / m_n * m_sum;
        }

        double variance(final int m) {
            return (double)m * (m_n - m) / ((double)m_n * m_n * (m_n - 1)) * (m_n * m_squares - m_sum * m_sum);
        }
    }

    /** @return the cut: patients with a score up to and including it are the lower group */
    public double cutpoint() {
        return m_cuts[m_best];
    }

    /** @return the largest standardised statistic, M */
    public double statistic() {
        return m_statistics[m_best];
    }

    /** @return all candidate cuts, rising */
    public double[] cuts() {
        return m_cuts.clone();
    }

    /** @return standardised statistics of the candidate cuts */
    public double[] statistics() {
        return m_statistics.clone();
    }

    /** @return log-rank scores of the patients */
    public double[] scores() {
        return m_scores.clone();
    }

    /** @return number of patients in the lower group at the best cut */
    public int lowerCount() {
        return m_lower[m_best];
    }

    /** @return whether the best cut is the first or last candidate: the true one may lie outside the range searched */
    public boolean isAtEdge() {
        return m_cuts.length > 1 && (m_best == 0 || m_best == m_cuts.length - 1);
    }

    /**
     * The p value that accounts for the search.
     *
     * @param method how
     * @param permutations for {@link PMethod#PERMUTATION}, e.g. 9999
     * @param seed for {@link PMethod#PERMUTATION}
     * @param progress asked for cancellation
     * @return empty where the sample is too large for {@link PMethod#HL}
     */
    public OptionalDouble p(final PMethod method, final int permutations, final long seed, final Progress progress) {
        return switch (method) {
            case LAU92 -> OptionalDouble.of(pLau92());
            case LAU94 -> OptionalDouble.of(pLau94());
            case HL -> pHl(progress);
            case PERMUTATION -> OptionalDouble.of(pPermutation(permutations, seed, progress));
        };
    }

    /** @return asymptotic p value, Lausen and Schumacher 1992 */
    public double pLau92() {
        final double b = statistic();
        if (b < 1) {
            return 1;
        }
        final double density = density(b);
        final double p = 4 * density / b + density * (b - 1 / b)
            * Math.log(m_maxProp * (1 - m_minProp) / ((1 - m_maxProp) * m_minProp));
        return Math.min(1, Math.max(p, 0));
    }

    /** @return p value by the improved Bonferroni inequality, Lausen et al. 1994 */
    public double pLau94() {
        final double b = statistic();
        final double n = m_scores.length;
        double sum = 0;
        for (int k = 1; k < m_lower.length; k++) {
            final double m1 = m_lower[k - 1];
            final double m2 = m_lower[k];
            final double t = Math.sqrt(1 - m1 * (n - m2) / ((n - m1) * m2));
            sum += Math.exp(-b * b / 2) / Math.PI * (t - (b * b / 4 - 1) * t * t * t / 6);
        }
        // R's own order of evaluation: it loses digits below about 1e-9, where the reference values have lost them too
        final double twoSided = 1 - (1 - Tail.normal(b) - Tail.normal(b));
        return Math.min(1, Math.max(0, twoSided + sum));
    }

    private static double density(final double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /**
     * P value from permutations: the part of them, the observed one included, whose largest statistic is at least the
     * observed.
     */
    public double pPermutation(final int permutations, final long seed, final Progress progress) {
        if (permutations < 1) {
            throw new IllegalArgumentException("The number of permutations must be above 0, not " + permutations);
        }
        final Moments moments = new Moments(m_sortedScores);
        final int count = m_lower.length;
        // |sum - mean(m)| >= M sd(m) within rounding
        final double[] low = new double[count];
        final double[] high = new double[count];
        for (int k = 0; k < count; k++) {
            final double width = statistic() * (1 - 1e-12) * Math.sqrt(moments.variance(m_lower[k]));
            low[k] = moments.mean(m_lower[k]) - width;
            high[k] = moments.mean(m_lower[k]) + width;
        }
        final SplittableRandom random = new SplittableRandom(seed);
        final double[] scores = m_sortedScores.clone();
        int extreme = 1;
        for (int b = 0; b < permutations; b++) {
            if (b % 64 == 0) {
                progress.check();
            }
            for (int i = scores.length - 1; i > 0; i--) {
                final int j = random.nextInt(i + 1);
                final double swap = scores[i];
                scores[i] = scores[j];
                scores[j] = swap;
            }
            double sum = 0;
            int i = 0;
            for (int k = 0; k < count; k++) {
                for (; i < m_lower[k]; i++) {
                    sum += scores[i];
                }
                if (sum <= low[k] || sum >= high[k]) {
                    extreme++;
                    break;
                }
            }
        }
        return (double)extreme / (permutations + 1);
    }

    /**
     * Upper bound of the exact permutation p value, Hothorn and Lausen 2003, on scores rounded to integers from 0 to n.
     *
     * @return empty where the distribution would take too long
     */
    public OptionalDouble pHl(final Progress progress) {
        final int n = m_scores.length;
        final double smallest = Arrays.stream(m_sortedScores).min().orElseThrow();
        final double range = Arrays.stream(m_sortedScores).max().orElseThrow() - smallest;
        final double[] rounded = new double[n];
        final int[] scores = new int[n];
        long total = 0;
        for (int i = 0; i < n; i++) {
            scores[i] = (int)Math.rint((m_sortedScores[i] - smallest) * n / range);
            rounded[i] = scores[i];
            total += scores[i];
        }
        if (n * total > HL_LIMIT) {
            return OptionalDouble.empty();
        }
        final double b = Arrays.stream(statistics(rounded)).max().orElseThrow();
        return OptionalDouble.of(new HothornLausen(scores, (int)total, m_lower, b).p(progress));
    }
}
