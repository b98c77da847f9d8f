package org.dlrm.stats.survival;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/**
 * Probability that of two patients the one with the higher risk score has the event first, with the standard error of
 * the infinitesimal jackknife; as R's {@code concordance(..., reverse = TRUE)}. Pairs with equal scores count one half.
 *
 * @param c concordance; NaN where no two patients are comparable
 * @param stdErr standard error
 * @param counts per stratum: concordant, discordant, tied score, tied event time, tied both
 */
public record Concordance(double c, double stdErr, double[][] counts) {

    /** Weight of the pairs of an event time. */
    public enum Weighting {
        /** All alike: Harrell's C. */
        HARRELL,
        /** Inverse squared probability of being uncensored: Uno's C (Uno et al. 2011, doi:10.1002/sim.4154). */
        UNO
    }

    /** @return sum of the counts over the strata */
    public double[] totals() {
        final double[] totals = new double[5];
        for (final double[] stratum : counts) {
            for (int k = 0; k < 5; k++) {
                totals[k] += stratum[k];
            }
        }
        return totals;
    }

    /** @return normal interval, cut to 0 and 1 */
    public Interval interval(final double level) {
        final double z = Tail.zForLevel(level);
        return new Interval(Math.max(0, c - z * stdErr), Math.min(1, c + z * stdErr));
    }

    /**
     * Harrell's or Uno's C of all patients.
     *
     * @param risk higher = earlier event expected
     * @param tau pairs whose first event is later do not count; infinite = all
     */
    public static Concordance of(final SurvivalData data, final double[] risk, final Weighting weighting,
        final double tau) {
        return of(data, risk, new int[data.size()], weighting, tau);
    }

    /** Only pairs of patients of the same stratum count. */
    public static Concordance of(final SurvivalData data, final double[] risk, final int[] stratum,
        final Weighting weighting, final double tau) {
        Check.sameLength("The risk score", risk.length, "the follow-up", data.size());
        Check.finite("risk score", risk);
        final int strata = Arrays.stream(stratum).max().orElse(0) + 1;
        final double[][] influence = new double[3][data.size()];
        final double[][] counts = new double[strata][];
        for (int s = 0; s < strata; s++) {
            final int stratumNumber = s;
            counts[s] = count(data, risk,
                Arrays.stream(data.order()).filter(i -> stratum[i] == stratumNumber).toArray(), weighting, tau,
                influence);
        }
        final double[] totals = new Concordance(0, 0, counts).totals();
        final double pairs = totals[0] + totals[1] + totals[2];
        final double somers = (totals[0] - totals[1]) / pairs;
        double variance = 0;
        for (int i = 0; i < risk.length; i++) {
            final double all = influence[0][i] + influence[1][i] + influence[2][i];
            final double change = (influence[0][i] - influence[1][i] - somers * all) / pairs;
            variance += change * change;
        }
        return new Concordance((somers + 1) / 2, Math.sqrt(variance) / 2, counts);
    }

    /**
     * Counts the pairs of one stratum twice: once from the patient with the event, once from the other one.
     *
     * @param rows of the stratum by rising time
     * @param influence out: weight of the concordant, discordant, tied pairs of every patient
     */
    private static double[] count(final SurvivalData data, final double[] risk, final int[] rows,
        final Weighting weighting, final double tau, final double[][] influence) {
        final double[] counts = new double[5];
        if (rows.length == 0) {
            return counts;
        }
        final double[] sorted = IntStream.of(rows).mapToDouble(i -> risk[i]).sorted().distinct().toArray();
        final int[] rank = new int[risk.length];
        for (final int row : rows) {
            rank[row] = Descriptive.lowerBound(sorted, risk[row]);
        }
        final double[] weight = weights(data, rows, weighting, tau);
        final Fenwick later = new Fenwick(sorted.length);
        for (int end = rows.length; end > 0;) {
            int i = end;
            while (i > 0 && data.time(rows[i - 1]) == data.time(rows[end - 1])) {
                i--;
                if (!data.event(rows[i])) {
                    later.add(rank[rows[i]], 1);
                }
            }
            final double w = weight[i];
            double deaths = 0;
            double tiedBoth = 0;
            final int[] tiedRanks = IntStream.range(i, end).filter(k -> data.event(rows[k])).map(k -> rank[rows[k]])
                .sorted().toArray();
            int run = 0;
            for (int k = 0; k < tiedRanks.length; k++) {
                run = k > 0 && tiedRanks[k] == tiedRanks[k - 1] ? run + 1 : 0;
                tiedBoth += run;
                deaths++;
            }
            counts[3] += w * (deaths * (deaths - 1) / 2 - tiedBoth);
            counts[4] += w * tiedBoth;
            for (int k = i; k < end; k++) {
                if (data.event(rows[k])) {
                    addPairs(later, rank[rows[k]], w, influence, rows[k], 1, counts);
                }
            }
            for (int k = i; k < end; k++) {
                if (data.event(rows[k])) {
                    later.add(rank[rows[k]], 1);
                }
            }
            end = i;
        }
        final Fenwick earlier = new Fenwick(sorted.length);
        for (int i = 0; i < rows.length;) {
            int end = i;
            for (; end < rows.length && data.time(rows[end]) == data.time(rows[i]); end++) {
                if (data.event(rows[end])) {
                    addPairs(earlier, rank[rows[end]], 1, influence, rows[end], -1, new double[5]);
                }
            }
            for (int k = i; k < end; k++) {
                if (data.event(rows[k])) {
                    earlier.add(rank[rows[k]], weight[i]);
                }
            }
            for (int k = i; k < end; k++) {
                if (!data.event(rows[k])) {
                    addPairs(earlier, rank[rows[k]], 1, influence, rows[k], -1, new double[5]);
                }
            }
            i = end;
        }
        return counts;
    }

    /** @param role 1: this patient has the event first; -1: the others have */
    private static void addPairs(final Fenwick others, final int rank, final double w, final double[][] influence,
        final int row, final int role, final double[] counts) {
        final double below = w * others.below(rank);
        final double tied = w * others.at(rank);
        final double above = w * others.total() - below - tied;
        final double concordant = role == 1 ? below : above;
        final double discordant = role == 1 ? above : below;
        influence[0][row] += concordant;
        influence[1][row] += discordant;
        influence[2][row] += tied;
        counts[0] += concordant;
        counts[1] += discordant;
        counts[2] += tied;
    }

    /** @return per sorted position the weight of pairs whose first event is at its time */
    private static double[] weights(final SurvivalData data, final int[] rows, final Weighting weighting,
        final double tau) {
        final double[] weight = new double[rows.length];
        final CensoringSurvival censoring = weighting == Weighting.UNO ? CensoringSurvival.fit(data.rows(rows)) : null;
        for (int i = 0; i < rows.length; i++) {
            final double time = data.time(rows[i]);
            final double g = censoring == null ? 1 : censoring.before(time);
            weight[i] = time > tau ? 0 : 1 / (g * g);
        }
        return weight;
    }

    /** Sums over ranks below, in logarithmic time. */
    private static final class Fenwick {

        private final double[] m_tree;

        private final double[] m_at;

        private double m_total;

        Fenwick(final int size) {
            m_tree = new double[size + 1];
            m_at = new double[size];
        }

        void add(final int rank, final double weight) {
            m_at[rank] += weight;
            m_total += weight;
            for (int i = rank + 1; i < m_tree.length; i += i & -i) {
                m_tree[i] += weight;
            }
        }

        double below(final int rank) {
            double sum = 0;
            for (int i = rank; i > 0; i -= i & -i) {
                sum += m_tree[i];
            }
            return sum;
        }

        double at(final int rank) {
            return m_at[rank];
        }

        double total() {
            return m_total;
        }
    }
}
