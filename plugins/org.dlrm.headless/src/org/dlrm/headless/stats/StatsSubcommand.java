package org.dlrm.headless.stats;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.dlrm.stats.base.Json;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Csv;
import org.dlrm.stats.table.Table;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A statistic of a CSV file: reads it, computes, writes JSON. */
abstract class StatsSubcommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Parameters(index = "0", paramLabel = "DATA.csv", description = "The table")
    private Path m_data;

    @Option(names = "--where", paramLabel = "COLUMN=VALUE", description = "Use only these rows (repeatable)")
    private Map<String, String> m_where = new LinkedHashMap<>();

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "JSON file to write; default: standard output")
    private Path m_output;

    /** @return maps, lists, arrays, numbers and texts */
    abstract Object compute(Table data) throws IOException;

    @Override
    public final Integer call() throws IOException {
        Table table = Csv.read(m_data);
        for (final Map.Entry<String, String> condition : m_where.entrySet()) {
            final Column.Factor column = table.factor(condition.getKey());
            table = table.filter(i -> column.label(i).equals(condition.getValue()));
        }
        if (table.rows() == 0) {
            throw new IllegalArgumentException(m_data + " has no rows" + (m_where.isEmpty() ? "" : " with " + m_where));
        }
        final String json = Json.gson().toJson(compute(table));
        if (m_output == null) {
            final PrintWriter out = m_spec.commandLine().getOut();
            out.println(json);
            out.flush();
        } else {
            Files.writeString(m_output, json + "\n", StandardCharsets.UTF_8);
        }
        return CommandLine.ExitCode.OK;
    }

    /** A remark for the user, on standard error. */
    final void note(final String text) {
        final PrintWriter err = m_spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    /** @return wrong usage, with the reason */
    final ParameterException wrong(final String reason) {
        return new ParameterException(m_spec.commandLine(), reason);
    }

    /** @return the rows without a missing value in these columns; says how many it leaves out */
    final Table complete(final Table table, final Collection<String> columns) {
        final Table rows = table.rows(table.completeRows(new ArrayList<>(columns)));
        if (rows.rows() < table.rows()) {
            note((table.rows() - rows.rows()) + " of " + table.rows() + " rows miss a value and were left out");
        }
        return rows;
    }

    /** @return 1 where the column has the positive class, 0 elsewhere */
    final double[] outcome(final Table table, final String column, final Optional<String> positive) {
        final Column.Factor factor = table.factor(column);
        final String wanted = positive.orElse("1");
        if (!factor.levels().contains(wanted)) {
            throw wrong("Column '" + column + "' has the values " + factor.levels()
                + ": name the positive one with --positive");
        }
        final double[] y = new double[table.rows()];
        for (int i = 0; i < y.length; i++) {
            y[i] = factor.label(i).equals(wanted) ? 1 : 0;
        }
        return y;
    }

    /** @return the list with an element more */
    static List<String> plus(final List<String> columns, final String... more) {
        final List<String> all = new ArrayList<>(columns);
        all.addAll(List.of(more));
        return all;
    }

    /** @return a map in the order given: key, value, key, value ... */
    static Map<String, Object> map(final Object... pairs) {
        final Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String)pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
