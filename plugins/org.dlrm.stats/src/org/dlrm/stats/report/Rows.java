package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

/** Reads a table row by row; a column that is not there, or of the other type, reads as missing. */
final class Rows {

    private final Table m_table;

    Rows(final Table table) {
        m_table = table;
    }

    int count() {
        return m_table.rows();
    }

    String text(final String column, final int row) {
        return m_table.has(column) ? m_table.factor(column).label(row) : "";
    }

    double number(final String column, final int row) {
        return m_table.has(column) && m_table.column(column) instanceof Column.Numeric n ? n.value(row) : Double.NaN;
    }

    /** @return row numbers by the value of a column, in the order of the first row of each */
    Map<String, List<Integer>> by(final String column, final List<Integer> rows) {
        return rows.stream().collect(
            Collectors.groupingBy(r -> text(column, r), java.util.LinkedHashMap::new, Collectors.toList()));
    }

    List<Integer> all() {
        return IntStream.range(0, count()).boxed().toList();
    }

    /** @return rows whose column has this value */
    List<Integer> where(final String column, final String value) {
        return all().stream().filter(r -> text(column, r).equals(value)).toList();
    }

    /** @return the values of a column, each once, missing ones left out */
    List<String> values(final String column) {
        final List<String> values = new ArrayList<>(by(column, all()).keySet());
        values.remove("");
        return values;
    }
}
