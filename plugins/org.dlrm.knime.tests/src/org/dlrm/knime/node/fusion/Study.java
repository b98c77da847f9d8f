package org.dlrm.knime.node.fusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.dlrm.knime.StatTables;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;


import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** A small synthetic cohort with a true signal, and what running a node on it needs. */
public final class Study {

    /** Patients; the first {@link #TRAINING} are of the cohort "train", the others of "test". */
    public static final int PATIENTS = 130;

    public static final int TRAINING = 90;

    private final Map<String, String[]> m_texts = new LinkedHashMap<>();

    private final Map<String, double[]> m_numbers = new LinkedHashMap<>();

    private Study() {
    }

    /** @return the cohort: rad_0..7, deep_0..3, age, sex, treated, response, pfs_months, pfs_event, cohort */
    public static Study make() {
        final Study s = new Study();
        final SplittableRandom random = new SplittableRandom(20221123);
        final double[] risk = new double[PATIENTS];
        for (int f = 0; f < 8; f++) {
            s.m_numbers.put("rad_" + f, feature(random, risk, f < 2 ? 0.9 : 0));
        }
        for (int f = 0; f < 4; f++) {
            s.m_numbers.put("deep_" + f, feature(random, risk, f < 1 ? 0.9 : 0));
        }
        s.m_numbers.put("age", feature(random, risk, 0));
        final String[] sex = new String[PATIENTS];
        final String[] treated = new String[PATIENTS];
        final String[] response = new String[PATIENTS];
        final String[] event = new String[PATIENTS];
        final String[] cohort = new String[PATIENTS];
        final double[] months = new double[PATIENTS];
        for (int i = 0; i < PATIENTS; i++) {
            sex[i] = random.nextBoolean() ? "male" : "female";
            treated[i] = random.nextBoolean() ? "1" : "0";
            response[i] = random.nextDouble() < 1 / (1 + Math.exp(-risk[i])) ? "1" : "0";
            final double time = -Math.log(random.nextDouble()) * 20 * Math.exp(-0.5 * risk[i]);
            final double limit = 6 + 54 * random.nextDouble();
            months[i] = Math.round(10 * Math.min(time, limit)) / 10.0 + 0.1;
            event[i] = time <= limit ? "1" : "0";
            cohort[i] = i < TRAINING ? "train" : "test";
        }
        s.m_numbers.put("pfs_months", months);
        s.m_texts.put("sex", sex);
        s.m_texts.put("treated", treated);
        s.m_texts.put("response", response);
        s.m_texts.put("pfs_event", event);
        s.m_texts.put("cohort", cohort);
        return s;
    }

    private static double[] feature(final SplittableRandom random, final double[] risk, final double effect) {
        final double[] x = new double[PATIENTS];
        for (int i = 0; i < PATIENTS; i++) {
            for (int k = 0; k < 12; k++) {
                x[i] += random.nextDouble() - 0.5;
            }
            risk[i] += effect * x[i];
        }
        return x;
    }

    /** @return a column of numbers, to be changed in place */
    public double[] numbers(final String column) {
        return m_numbers.computeIfAbsent(column, c -> new double[PATIENTS]);
    }

    /** @return a column of texts, to be changed in place; null is missing */
    public String[] texts(final String column) {
        return m_texts.computeIfAbsent(column, c -> new String[PATIENTS]);
    }

    /** @return the study as a KNIME table with RowIDs P0, P1 ... */
    public BufferedDataTable table(final Workspace workspace) {
        final List<Object> columns = new ArrayList<>();
        m_numbers.keySet().forEach(n -> columns.addAll(List.of(n, DoubleCell.TYPE)));
        m_texts.keySet().forEach(n -> columns.addAll(List.of(n, StringCell.TYPE)));
        final List<DataRow> rows = new ArrayList<>();
        for (int i = 0; i < PATIENTS; i++) {
            final List<DataCell> cells = new ArrayList<>();
            for (final double[] x : m_numbers.values()) {
                cells.add(Double.isNaN(x[i]) ? DataType.getMissingCell() : new DoubleCell(x[i]));
            }
            for (final String[] x : m_texts.values()) {
                cells.add(x[i] == null ? DataType.getMissingCell() : new StringCell(x[i]));
            }
            rows.add(new DefaultRow("P" + i, cells));
        }
        return workspace.table(StatTables.spec(columns.toArray()), rows);
    }

    /** @return a view's data */
    public static JsonObject page(final NodeRuntime.View view) {
        final JsonElement data =
            JsonParser.parseString(view.initialData().orElseThrow()).getAsJsonObject().get("result");
        return data.isJsonPrimitive() ? JsonParser.parseString(data.getAsString()).getAsJsonObject() : data.getAsJsonObject();
    }

    /** @return its panels by title */
    public static Map<String, JsonObject> panels(final NodeRuntime.View view) {
        final Map<String, JsonObject> panels = new LinkedHashMap<>();
        page(view).getAsJsonArray("panels")
            .forEach(p -> panels.put(p.getAsJsonObject().get("title").getAsString(), p.getAsJsonObject()));
        return panels;
    }

    /** @return the rows of a table: texts and numbers, NaN or "" where missing, by column name */
    public static List<Map<String, Object>> rows(final BufferedDataTable table) {
        final DataTableSpec spec = table.getDataTableSpec();
        final List<Map<String, Object>> rows = new ArrayList<>();
        for (final DataRow row : table) {
            final Map<String, Object> values = new LinkedHashMap<>();
            values.put("RowID", row.getKey().getString());
            for (int c = 0; c < spec.getNumColumns(); c++) {
                final DataCell cell = row.getCell(c);
                final boolean number = spec.getColumnSpec(c).getType().isCompatible(DoubleValue.class);
                values.put(spec.getColumnSpec(c).getName(), cell.isMissing() ? number ? (Object)Double.NaN : ""
                    : number ? (Object)((DoubleValue)cell).getDoubleValue() : cell.toString());
            }
            rows.add(values);
        }
        return rows;
    }

    /** @return the only row with these values in the given columns (name, value, name, value ...) */
    public static Map<String, Object> row(final BufferedDataTable table, final Object... namesAndValues) {
        final List<Map<String, Object>> found = rows(table).stream().filter(r -> {
            for (int k = 0; k < namesAndValues.length; k += 2) {
                if (!namesAndValues[k + 1].equals(r.get(namesAndValues[k]))) {
                    return false;
                }
            }
            return true;
        }).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " rows with " + List.of(namesAndValues));
        }
        return found.get(0);
    }
}
