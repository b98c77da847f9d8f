package org.dlrm.stats.univariable;

import java.util.Arrays;

import org.dlrm.stats.base.Tail;

/** The Mann-Whitney test, also called Wilcoxon's rank sum test (R's wilcox.test). */
public final class MannWhitney {

    /** How the p value is computed. */
    public enum Method {
        /** R's default: exact for fewer than 50 per group without ties, else normal with continuity correction. */
        AUTOMATIC,
        /** Normal approximation with continuity correction. */
        NORMAL_CORRECTED,
        /** Normal approximation. */
        NORMAL,
        /** From the permutation distribution; there must be no ties. */
        EXACT
    }

    private static final int EXACT_BELOW = 50;

    private final int m_nx;
    private final int m_ny;
    private final double m_w;
    /** Sum of t^3 - t over the groups of ties. */
    private final double m_ties;

    private MannWhitney(final int nx, final int ny, final double w, final double ties) {
        m_nx = nx;
        m_ny = ny;
        m_w = w;
        m_ties = ties;
    }

    /** Compares two groups, both without missing values. */
    public static MannWhitney of(final double[] x, final double[] y) {
        final double[] a = x.clone();
        final double[] b = y.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        double w = 0;
        double ties = 0;
        for (int i = 0, j = 0; i < a.length || j < b.length;) { // one distinct value after the other
            final double value = j == b.length || i < a.length && a[i] < b[j] ? a[i] : b[j];
            final int fromI = i;
            final int fromJ = j;
            while (i < a.length && a[i] == value) {
                i++;
            }
            while (j < b.length && b[j] == value) {
                j++;
            }
            if (i == fromI && j == fromJ) {
                throw new IllegalArgumentException("Missing values must be left out before ranking");
            }
            w += (i - fromI) * (fromJ + (j - fromJ) / 2.0);
            final double t = i - fromI + j - fromJ;
            ties += t * t * t - t;
        }
        return new MannWhitney(x.length, y.length, w, ties);
    }

    /** @return R's W: the number of pairs in which x is larger, ties count half */
    public double w() {
        return m_w;
    }

    /** @return two-sided p value; NaN if all values are equal or a group is empty */
    public double pValue(final Method method) {
        if (m_nx == 0 || m_ny == 0) {
            return Double.NaN;
        }
        return switch (method) {
            case AUTOMATIC -> m_nx < EXACT_BELOW && m_ny < EXACT_BELOW && m_ties == 0 ? exact() : normal(true);
            case NORMAL_CORRECTED -> normal(true);
            case NORMAL -> normal(false);
            case EXACT -> exact();
        };
    }

    private double normal(final boolean corrected) {
        final double n = m_nx + m_ny;
        final double sigma = Math.sqrt((double)m_nx * m_ny / 12 * (n + 1 - m_ties / (n * (n - 1))));
        if (!(sigma > 0)) {
            return Double.NaN;
        }
        final double d = m_w - (double)m_nx * m_ny / 2;
        final double z = (d - (corrected ? Math.signum(d) * 0.5 : 0)) / sigma;
        return Math.min(1, 2 * Math.min(Tail.normal(z), Tail.normal(-z)));
    }

    /** Share of the arrangements of ranks at least as far from the middle; counted by adding one rank at a time. */
    private double exact() {
        if (m_ties != 0) {
            throw new IllegalArgumentException("There are ties: the exact Mann-Whitney test needs distinct values");
        }
        final int max = m_nx * m_ny;
        // ways[k][u]: choices of k of the first ranks with statistic u, as shares to stay within doubles
        final double[][] ways = new double[m_nx + 1][max + 1];
        ways[0][0] = 1;
        for (int rank = 1; rank <= m_nx + m_ny; rank++) {
            for (int k = Math.min(rank, m_nx); k >= 1; k--) {
                final int gain = rank - k; // this many y values lie below the k-th x value
                if (gain > m_ny) {
                    continue;
                }
                for (int u = max; u >= gain; u--) {
                    ways[k][u] += ways[k - 1][u - gain];
                }
            }
        }
        final double total = Arrays.stream(ways[m_nx]).sum();
        final int w = (int)Math.round(m_w);
        double tail = 0;
        for (int u = 0; u <= Math.min(w, max - w); u++) {
            tail += ways[m_nx][u];
        }
        return Math.min(1, 2 * tail / total);
    }
}
