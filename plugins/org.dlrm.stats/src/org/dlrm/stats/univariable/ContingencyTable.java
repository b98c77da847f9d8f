package org.dlrm.stats.univariable;

import java.util.Arrays;

import org.apache.commons.math3.special.Gamma;
import org.dlrm.stats.base.Brent;
import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Tail;

/** Counts of two categorical columns with the chi-square and Fisher's exact test (R's chisq.test and fisher.test). */
public final class ContingencyTable {

    /** Above this many tables the exact test would take minutes. */
    private static final long MAX_TABLES = 20_000_000;
    /** fisher.test's tolerance for tables as probable as the one observed. */
    private static final double AS_PROBABLE = 1 + 1e-7;

    /** R's uniroot stops here; the estimate of the odds ratio is therefore good to four digits, in R as here. */
    private static final double UNIROOT_TOLERANCE = Math.pow(Math.ulp(1.0), 0.25);

    private final int[][] m_counts;

    /** @param counts {@code [row][column]}; rows and columns without a count are left out */
    public ContingencyTable(final int[][] counts) {
        final int columns = counts.length == 0 ? 0 : counts[0].length;
        final int[] used = java.util.stream.IntStream.range(0, columns)
            .filter(c -> Arrays.stream(counts).anyMatch(row -> row[c] > 0)).toArray();
        m_counts = Arrays.stream(counts).filter(row -> Arrays.stream(row).sum() > 0)
            .map(row -> Arrays.stream(used).map(c -> row[c]).toArray()).toArray(int[][]::new);
    }

    /**
     * @param a category per row from 0, -1 is missing
     * @param b likewise; rows with a missing value do not count
     */
    public static ContingencyTable of(final int[] a, final int[] b) {
        Check.sameLength("The first column", a.length, "the second", b.length);
        final int[][] counts = new int[Arrays.stream(a).max().orElse(-1) + 1][Arrays.stream(b).max().orElse(-1) + 1];
        for (int i = 0; i < a.length; i++) {
            if (a[i] >= 0 && b[i] >= 0) {
                counts[a[i]][b[i]]++;
            }
        }
        return new ContingencyTable(counts);
    }

    /** @return the counts without empty rows and columns */
    public int[][] counts() {
        return Arrays.stream(m_counts).map(int[]::clone).toArray(int[][]::new);
    }

    private boolean isDegenerate() {
        return m_counts.length < 2 || m_counts[0].length < 2;
    }

    private int[] rowSums() {
        return Arrays.stream(m_counts).mapToInt(row -> Arrays.stream(row).sum()).toArray();
    }

    private int[] columnSums() {
        final int[] sums = new int[m_counts[0].length];
        for (final int[] row : m_counts) {
            for (int j = 0; j < sums.length; j++) {
                sums[j] += row[j];
            }
        }
        return sums;
    }

    /** @param yates whether to use the continuity correction, which applies to 2 x 2 tables only (R's default) */
    public TestResult chiSquare(final boolean yates) {
        if (isDegenerate()) {
            return new TestResult(Double.NaN, 0, Double.NaN);
        }
        final int[] rows = rowSums();
        final int[] columns = columnSums();
        final double n = Arrays.stream(rows).sum();
        double correction = yates && rows.length == 2 && columns.length == 2 ? 0.5 : 0;
        for (int i = 0; i < rows.length && correction > 0; i++) {
            for (int j = 0; j < columns.length; j++) {
                correction = Math.min(correction, Math.abs(m_counts[i][j] - rows[i] * columns[j] / n));
            }
        }
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                final double expected = rows[i] * columns[j] / n;
                final double d = Math.abs(m_counts[i][j] - expected) - correction;
                sum += d * d / expected;
            }
        }
        final double df = (rows.length - 1.0) * (columns.length - 1.0);
        return new TestResult(sum, df, Tail.chisq(sum, df));
    }

    /** @return Fisher's exact two-sided p value: the probability of all tables no more probable than this one */
    public double fisherP() {
        if (isDegenerate()) {
            return Double.NaN;
        }
        final int[] rows = rowSums();
        final int[] columns = columnSums();
        final int n = Arrays.stream(rows).sum();
        double constant = -Gamma.logGamma(n + 1.0);
        for (final int r : rows) {
            constant += Gamma.logGamma(r + 1.0);
        }
        for (final int c : columns) {
            constant += Gamma.logGamma(c + 1.0);
        }
        final double[] logFactorial = new double[n + 1];
        for (int i = 2; i <= n; i++) {
            logFactorial[i] = logFactorial[i - 1] + Math.log(i);
        }
        double observed = constant;
        for (final int[] row : m_counts) {
            for (final int c : row) {
                observed -= logFactorial[c];
            }
        }
        final double[] sum = new double[2]; // probability of the tables that count, and of all
        new Enumeration(rows, columns, logFactorial, observed + Math.log(AS_PROBABLE), sum).fill(0, 0, rows[0],
            columns.clone(), constant);
        return Math.min(1, sum[0] / sum[1]);
    }

    /** Walks through all tables with the margins. */
    private static final class Enumeration {
        private final int[] m_rows;
        private final int m_columns;
        private final double[] m_logFactorial;
        private final double m_limit;
        private final double[] m_sum;
        private long m_tables;

        Enumeration(final int[] rows, final int[] columns, final double[] logFactorial, final double limit,
            final double[] sum) {
            m_rows = rows;
            m_columns = columns.length;
            m_logFactorial = logFactorial;
            m_limit = limit;
            m_sum = sum;
        }

        /** Fills the cell (row, column), of which the row still has {@code left} to give and the columns need {@code need}. */
        void fill(final int row, final int column, final int left, final int[] need, final double logP) {
            if (row == m_rows.length - 1) { // the last row is what the columns still need
                double log = logP;
                for (final int c : need) {
                    log -= m_logFactorial[c];
                }
                if (++m_tables > MAX_TABLES) {
                    throw new IllegalArgumentException("Fisher's exact test would need more than " + MAX_TABLES
                        + " tables; use the chi-square test for so large a table");
                }
                final double p = Math.exp(log);
                m_sum[1] += p;
                if (log <= m_limit) {
                    m_sum[0] += p;
                }
                return;
            }
            if (column == m_columns - 1) {
                if (left <= need[column]) {
                    need[column] -= left;
                    fill(row + 1, 0, m_rows[row + 1], need, logP - m_logFactorial[left]);
                    need[column] += left;
                }
                return;
            }
            for (int count = 0; count <= Math.min(left, need[column]); count++) {
                need[column] -= count;
                fill(row, column + 1, left - count, need, logP - m_logFactorial[count]);
                need[column] += count;
            }
        }
    }

    /** @return the conditional maximum likelihood estimate of the odds ratio of a 2 x 2 table, as fisher.test prints */
    public double fisherOddsRatio() {
        if (m_counts.length != 2 || m_counts[0].length != 2) {
            return Double.NaN;
        }
        final int m = m_counts[0][0] + m_counts[1][0];
        final int n = m_counts[0][1] + m_counts[1][1];
        final int k = m_counts[0][0] + m_counts[0][1];
        final int x = m_counts[0][0];
        final int lo = Math.max(0, k - n);
        final int hi = Math.min(k, m);
        if (x == lo) {
            return 0;
        }
        if (x == hi) {
            return Double.POSITIVE_INFINITY;
        }
        final double[] log = new double[hi - lo + 1];
        for (int i = lo; i <= hi; i++) {
            log[i - lo] = -Gamma.logGamma(i + 1.0) - Gamma.logGamma(m - i + 1.0) - Gamma.logGamma(k - i + 1.0)
                - Gamma.logGamma(n - k + i + 1.0);
        }
        final double atOne = meanCount(log, lo, 0);
        if (atOne > x) {
            return Brent.root(or -> meanCount(log, lo, Math.log(or)) - x, 0, 1, UNIROOT_TOLERANCE);
        }
        return atOne == x ? 1 : 1 / Brent.root(inverse -> meanCount(log, lo, -Math.log(inverse)) - x, Math.ulp(1.0), 1,
            UNIROOT_TOLERANCE);
    }

    /** Mean of the noncentral hypergeometric distribution. */
    private static double meanCount(final double[] log, final int lo, final double logOr) {
        if (logOr == Double.NEGATIVE_INFINITY) {
            return lo;
        }
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < log.length; i++) {
            max = Math.max(max, log[i] + (lo + i) * logOr);
        }
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < log.length; i++) {
            final double p = Math.exp(log[i] + (lo + i) * logOr - max);
            sum += p;
            weighted += (lo + i) * p;
        }
        return weighted / sum;
    }
}
