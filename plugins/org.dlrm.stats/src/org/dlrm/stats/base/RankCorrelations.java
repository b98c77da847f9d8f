package org.dlrm.stats.base;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Spearman's rank correlations of many columns with each other. Rows that lack one of the two values are left out of
 * that pair only.
 */
public final class RankCorrelations {

    private static final int FEWEST_ROWS = 3;

    private final double[][] m_columns;

    /** Ranks as a vector of length 1 around 0; empty where the column has missing values or is constant. */
    private final double[][] m_unit;

    private final boolean[] m_complete;

    /** @param columns {@code [column][row]}, NaN is missing */
    public RankCorrelations(final double[]... columns) {
        m_columns = columns.clone();
        m_unit = new double[columns.length][];
        m_complete = new boolean[columns.length];
        for (int j = 0; j < columns.length; j++) {
            m_complete[j] = Arrays.stream(columns[j]).allMatch(Double::isFinite);
            m_unit[j] = m_complete[j] ? unit(Descriptive.ranks(columns[j])) : new double[0];
        }
    }

    private static double[] unit(final double[] ranks) {
        final double mean = Descriptive.mean(ranks);
        double squares = 0;
        for (final double r : ranks) {
            squares += (r - mean) * (r - mean);
        }
        final double length = Math.sqrt(squares);
        return length == 0 ? new double[0] : Arrays.stream(ranks).map(r -> (r - mean) / length).toArray();
    }

    /** @return correlation of two columns; NaN with fewer than three rows that have both, or a constant column */
    public double get(final int a, final int b) {
        if (m_complete[a] && m_complete[b]) {
            final double[] x = m_unit[a];
            final double[] y = m_unit[b];
            if (x.length < FEWEST_ROWS || y.length < FEWEST_ROWS) {
                return Double.NaN;
            }
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                sum += x[i] * y[i];
            }
            return Math.max(-1, Math.min(1, sum));
        }
        final int[] both = IntStream.range(0, m_columns[a].length)
            .filter(i -> Double.isFinite(m_columns[a][i]) && Double.isFinite(m_columns[b][i])).toArray();
        return both.length < FEWEST_ROWS ? Double.NaN
            : Descriptive.spearman(Descriptive.pick(m_columns[a], both), Descriptive.pick(m_columns[b], both));
    }

    /** @return number of columns */
    public int size() {
        return m_columns.length;
    }
}
