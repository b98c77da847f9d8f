package org.dlrm.knime.node.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.dlrm.knime.Columns;
import org.dlrm.knime.FeaturePanels;
import org.dlrm.knime.Views;
import org.knime.core.data.DataRow;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;

import com.google.gson.JsonObject;

/** The Radiomics Extractor's view: counts, distributions and correlations of the features. */
final class FeatureOverview {

    private FeatureOverview() {
    }

    /**
     * @param first index of the first feature column in the table; all that follow are features
     * @param group index of the column whose values are compared; negative for none
     */
    static JsonObject page(final BufferedDataTable table, final int first, final int group,
        final Map<String, String> facts, final ExecutionContext exec) throws CanceledExecutionException {
        final int columns = table.getDataTableSpec().getNumColumns() - first;
        final int patients = Math.toIntExact(table.size());
        final int[] index = FeaturePanels.spread(columns, FeaturePanels.shown(columns, patients));
        final List<double[]> values = IntStream.range(0, index.length).mapToObj(i -> new double[patients]).toList();
        final List<String> groups = new ArrayList<>();
        long missing = 0;
        try (CloseableRowIterator rows = table.iterator()) {
            for (int r = 0; rows.hasNext(); r++) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                groups.add(group < 0 ? "All patients" : Columns.text(row.getCell(group)).orElse("(missing)"));
                for (int i = 0; i < index.length; i++) {
                    values.get(i)[r] = Columns.number(row.getCell(first + index[i]));
                }
                for (int c = first; c < first + columns; c++) {
                    missing += row.getCell(c).isMissing() ? 1 : 0;
                }
            }
        }
        final int[] vary = FeaturePanels.varying(values);
        final JsonObject page = Views.page("Radiomics features");
        final Map<String, String> all = new LinkedHashMap<>();
        all.put("Patients", Integer.toString(patients));
        all.put("Feature columns", Integer.toString(columns));
        all.put("Missing values", Long.toString(missing));
        if (vary.length < index.length) {
            all.put("Constant or empty", Integer.toString(index.length - vary.length) + " (not drawn)");
        }
        all.putAll(facts);
        Views.facts(page, "Extraction", all);
        if (vary.length == 0) {
            return page;
        }
        final List<String> names = Arrays.stream(vary)
            .mapToObj(i -> table.getDataTableSpec().getColumnSpec(first + index[i]).getName()).toList();
        final List<double[]> varying = Arrays.stream(vary).mapToObj(values::get).toList();
        final JsonObject distributions =
            FeaturePanels.distributions(page, "Distributions", names, varying, FeaturePanels.groups(groups));
        if (index.length < columns) {
            distributions.addProperty("note", index.length + " of " + columns + " features, evenly spread.");
        }
        FeaturePanels.correlations(page, "Correlations", names, varying, exec);
        return page;
    }
}
