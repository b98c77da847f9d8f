package org.dlrm.stats.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.DegenerateDataException;

/**
 * Numeric columns of a regression: a numeric column is itself, a factor of k levels becomes k - 1 indicator columns
 * named column + level (R's treatment contrasts, reference = first level).
 *
 * @param names the terms, without the intercept
 * @param columns {@code [term][row]}
 */
public record DesignMatrix(List<String> names, double[][] columns) {

    /** How one source column becomes terms. A numeric column has no levels. */
    public record Coding(String column, List<String> levels) {

        public Coding {
            levels = List.copyOf(levels);
        }

        /** Learns the coding of a column. */
        public static Coding of(final Table table, final String column) {
            return new Coding(column, table.column(column) instanceof Column.Factor f ? f.levels() : List.of());
        }

        /** @return the names of the terms */
        public List<String> terms() {
            return levels.isEmpty() ? List.of(column)
                : levels.stream().skip(1).map(level -> column + level).toList();
        }

        /**
         * @return the terms {@code [term][row]}, NaN where the value is missing
         * @throws IllegalArgumentException for a category that the coding was not learnt with
         */
        public double[][] apply(final Table table) {
            if (levels.isEmpty()) {
                return new double[][] {table.numbers(column)};
            }
            final Column.Factor factor = table.factor(column);
            final int[] codes = factor.levels().stream().mapToInt(levels::indexOf).toArray();
            final double[][] terms = new double[levels.size() - 1][table.rows()];
            for (int row = 0; row < table.rows(); row++) {
                final int code = factor.code(row) < 0 ? -1 : codes[factor.code(row)];
                if (factor.code(row) >= 0 && code < 0) {
                    throw new IllegalArgumentException("Column '" + column + "' has the category '"
                        + factor.label(row) + "' in row " + table.keys().get(row)
                        + ", which was not in the training rows; known are " + levels);
                }
                for (int t = 0; t < terms.length; t++) {
                    terms[t][row] = factor.code(row) < 0 ? Double.NaN : code == t + 1 ? 1 : 0;
                }
            }
            return terms;
        }
    }

    /**
     * @return the design matrix of these columns
     * @throws DegenerateDataException for categories that do not differ, as a regression refuses a constant number
     */
    public static DesignMatrix of(final Table table, final List<String> columns) {
        for (final String column : columns) {
            if (table.column(column) instanceof Column.Factor f && f.levels().size() < 2) {
                throw new DegenerateDataException("The covariate '" + column + "' has the same value in all " + table.rows()
                    + " patients: its effect cannot be estimated, leave it out");
            }
        }
        return of(table, columns.stream().map(c -> Coding.of(table, c)).toArray(Coding[]::new));
    }

    /** @return the design matrix by codings learnt elsewhere */
    public static DesignMatrix of(final Table table, final Coding... codings) {
        final List<String> names = new ArrayList<>();
        final List<double[]> columns = new ArrayList<>();
        for (final Coding coding : codings) {
            names.addAll(coding.terms());
            columns.addAll(Arrays.asList(coding.apply(table)));
        }
        return new DesignMatrix(List.copyOf(names), columns.toArray(double[][]::new));
    }
}
