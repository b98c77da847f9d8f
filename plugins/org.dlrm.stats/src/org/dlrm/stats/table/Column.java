package org.dlrm.stats.table;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.dlrm.stats.base.Descriptive;

/** A named column of a {@link Table}: numbers or a factor. Immutable. */
public sealed interface Column permits Column.Numeric, Column.Factor {

    /** @return the number of rows */
    int size();

    /** @return whether the value of a row is missing */
    boolean isMissing(int row);

    /** @return the column with only these rows, in this order */
    Column rows(int[] rows);

    /** Numbers; NaN is a missing value. */
    final class Numeric implements Column {

        private final double[] m_values;

        public Numeric(final double[] values) {
            m_values = values.clone();
        }

        public double value(final int row) {
            return m_values[row];
        }

        /** @return a copy of the values */
        public double[] values() {
            return m_values.clone();
        }

        @Override
        public int size() {
            return m_values.length;
        }

        @Override
        public boolean isMissing(final int row) {
            return Double.isNaN(m_values[row]);
        }

        @Override
        public Numeric rows(final int[] rows) {
            return new Numeric(Descriptive.pick(m_values, rows));
        }
    }

    /** A categorical column: a code per row (-1 is missing) into its levels. The first level is R's reference level. */
    final class Factor implements Column {

        private static final int LEVELS_NAMED = 8;

        private final int[] m_codes;
        private final List<String> m_levels;

        public Factor(final int[] codes, final List<String> levels) {
            m_codes = codes.clone();
            m_levels = List.copyOf(levels);
            for (final int code : m_codes) {
                if (code < -1 || code >= m_levels.size()) {
                    throw new IllegalArgumentException("Code " + code + " outside the " + m_levels.size() + " levels");
                }
            }
        }

        /** @param values one label per row, null is missing; the levels are the sorted labels, as in R's factor() */
        public static Factor of(final List<String> values) {
            final TreeSet<String> levels = new TreeSet<>();
            values.stream().filter(v -> v != null).forEach(levels::add);
            return of(values, List.copyOf(levels));
        }

        /** @param levels every label that occurs, in the order wanted */
        public static Factor of(final List<String> values, final List<String> levels) {
            final Map<String, Integer> codes = new LinkedHashMap<>();
            levels.forEach(level -> codes.put(level, codes.size()));
            return new Factor(values.stream().mapToInt(v -> {
                if (v != null && !codes.containsKey(v)) {
                    throw new IllegalArgumentException("Category '" + v + "' is none of " + levels);
                }
                return v == null ? -1 : codes.get(v);
            }).toArray(), levels);
        }

        public int code(final int row) {
            return m_codes[row];
        }

        public List<String> levels() {
            return m_levels;
        }

        /** @return the first levels and how many there are, for messages; "none" without any */
        public String levelsInWords() {
            return m_levels.isEmpty() ? "none" : String.join(", ", m_levels.subList(0, Math.min(LEVELS_NAMED, m_levels.size())))
                + (m_levels.size() > LEVELS_NAMED ? ", ... (" + m_levels.size() + " in all)" : "");
        }

        /** @return the factor without the levels that no row has */
        public Factor dropUnusedLevels() {
            final int[] used = Arrays.stream(m_codes).filter(c -> c >= 0).sorted().distinct().toArray();
            return used.length == m_levels.size() ? this
                : new Factor(Arrays.stream(m_codes).map(c -> c < 0 ? -1 : Arrays.binarySearch(used, c)).toArray(),
                    Arrays.stream(used).mapToObj(m_levels::get).toList());
        }

        /** @return the label of a row, or an empty string where it is missing */
        public String label(final int row) {
            return m_codes[row] < 0 ? "" : m_levels.get(m_codes[row]);
        }

        @Override
        public int size() {
            return m_codes.length;
        }

        @Override
        public boolean isMissing(final int row) {
            return m_codes[row] < 0;
        }

        @Override
        public Factor rows(final int[] rows) {
            return new Factor(Arrays.stream(rows).map(r -> m_codes[r]).toArray(), m_levels);
        }
    }
}
