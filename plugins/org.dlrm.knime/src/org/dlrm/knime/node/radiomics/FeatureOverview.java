package org.dlrm.knime.node.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Views;
import org.dlrm.stats.base.Descriptive;
import org.knime.core.data.DataRow;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** The Radiomics Extractor's view: counts, distributions and correlations of features spread over all families. */
final class FeatureOverview {

    private static final int SHOWN = 40;

    private static final int MOST_GROUPS = 8;

    private static final int FEWEST_PATIENTS = 3;

    private FeatureOverview() {
    }

    /**
     * @param first index of the first feature column in the table; all that follow are features
     * @param group index of the column whose values are compared; negative for none
     */
    static JsonObject page(final BufferedDataTable table, final int first, final int group,
        final Map<String, String> facts, final ExecutionContext exec) throws CanceledExecutionException {
        final int columns = table.getDataTableSpec().getNumColumns() - first;
        final int shown = Math.min(SHOWN, columns);
        final int[] index = new int[shown];
        for (int i = 0; i < shown; i++) {
            index[i] = first + (int)((long)i * columns / shown);
        }
        final double[][] values = new double[shown][Math.toIntExact(table.size())];
        final List<String> groups = new ArrayList<>();
        long missing = 0;
        try (CloseableRowIterator rows = table.iterator()) {
            for (int r = 0; rows.hasNext(); r++) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                groups.add(group < 0 ? "All patients" : Columns.text(row.getCell(group)).orElse("(missing)"));
                for (int i = 0; i < shown; i++) {
                    values[i][r] = Columns.number(row.getCell(index[i]));
                }
                for (int c = first; c < first + columns; c++) {
                    missing += row.getCell(c).isMissing() ? 1 : 0;
                }
            }
        }
        final JsonObject page = Views.page("Radiomics features");
        final Map<String, String> all = new LinkedHashMap<>();
        all.put("Patients", Long.toString(table.size()));
        all.put("Feature columns", Integer.toString(columns));
        all.put("Missing values", Long.toString(missing));
        all.putAll(facts);
        Views.facts(page, "Extraction", all);
        final List<String> names = new ArrayList<>();
        final List<double[]> vary = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            if (complete(values[i]).length >= FEWEST_PATIENTS && Descriptive.sd(complete(values[i])) > 0) {
                names.add(table.getDataTableSpec().getColumnSpec(index[i]).getName());
                vary.add(values[i]);
            }
        }
        if (names.isEmpty()) {
            return page;
        }
        final String note = columns > shown ? shown + " of " + columns + " features, evenly spread." : "";
        distributions(page, names, vary, groups).addProperty("note", note);
        correlations(page, names, vary).addProperty("note", "Spearman's rank correlation. " + note);
        return page;
    }

    private static JsonObject distributions(final JsonObject page, final List<String> names, final List<double[]> values,
        final List<String> groups) {
        final Map<String, List<Integer>> rows = new TreeMap<>();
        for (int r = 0; r < groups.size(); r++) {
            rows.computeIfAbsent(groups.get(r), k -> new ArrayList<>()).add(r);
        }
        if (rows.size() > MOST_GROUPS) {
            rows.clear();
            rows.put("All patients", new ArrayList<>());
            for (int r = 0; r < groups.size(); r++) {
                rows.get("All patients").add(r);
            }
        }
        final JsonArray features = new JsonArray();
        for (int f = 0; f < names.size(); f++) {
            final double[] v = values.get(f);
            final JsonArray byGroup = new JsonArray();
            rows.forEach((name, members) -> {
                final JsonObject one = new JsonObject();
                one.addProperty("name", name);
                one.add("values", Views.array(complete(members.stream().mapToDouble(r -> v[r]).toArray())));
                byGroup.add(one);
            });
            final JsonObject feature = new JsonObject();
            feature.addProperty("name", names.get(f));
            feature.add("groups", byGroup);
            features.add(feature);
        }
        final JsonObject panel = Views.panel(page, "distribution", "Distributions");
        panel.add("features", features);
        return panel;
    }

    private static JsonObject correlations(final JsonObject page, final List<String> names,
        final List<double[]> values) {
        final JsonArray header = new JsonArray();
        names.forEach(header::add);
        final JsonArray matrix = new JsonArray();
        for (final double[] a : values) {
            final double[] row = new double[values.size()];
            for (int j = 0; j < row.length; j++) {
                row[j] = spearman(a, values.get(j));
            }
            matrix.add(Views.array(row));
        }
        final JsonObject panel = Views.panel(page, "heatmap", "Correlations");
        panel.add("names", header);
        panel.add("values", matrix);
        return panel;
    }

    /** Of the patients that have both. */
    private static double spearman(final double[] a, final double[] b) {
        final List<Integer> both = new ArrayList<>();
        for (int r = 0; r < a.length; r++) {
            if (!Double.isNaN(a[r]) && !Double.isNaN(b[r])) {
                both.add(r);
            }
        }
        final int[] rows = both.stream().mapToInt(r -> r).toArray();
        return rows.length < FEWEST_PATIENTS ? Double.NaN
            : Descriptive.spearman(Descriptive.pick(a, rows), Descriptive.pick(b, rows));
    }

    private static double[] complete(final double[] v) {
        return Arrays.stream(v).filter(x -> !Double.isNaN(x)).toArray();
    }
}
