package org.dlrm.stats.survival;

import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

/** R's survival data sets, as the oracles used them. */
final class Fixtures {

    private Fixtures() {
    }

    /** The data with time and event columns, complete in these and the given columns. */
    record Study(Table table, SurvivalData data) {

        /** @return groups in the order of the labels' levels */
        int[] groups(final String column) {
            final Column.Factor factor = table.factor(column);
            return IntStream.range(0, table.rows()).map(factor::code).toArray();
        }

        List<String> levels(final String column) {
            return table.factor(column).levels();
        }
    }

    static Study study(final String name, final String... columns) {
        final Table all = Oracle.data(name);
        final String time = all.has("time") ? "time" : all.has("futime") ? "futime" : all.has("pfs") ? "pfs" : "rfstime";
        final String status = all.has("status") ? "status" : all.has("fustat") ? "fustat"
            : all.has("cens") ? "cens" : "event";
        final List<String> needed = new java.util.ArrayList<>(List.of(columns));
        needed.add(time);
        needed.add(status);
        final Table table = all.rows(all.completeRows(needed));
        return new Study(table,
            SurvivalData.of(table.numbers(time), table.numbers(status), name.equals("lung") ? 2 : 1));
    }
}
