package org.dlrm.knime.node.cohort;

import java.util.HashMap;
import java.util.Map;

import org.dlrm.knime.Columns;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;

/** The patient ID as RowID, for a table that comes from another node, such as KNIME's Excel Reader. */
final class PatientIds {

    private PatientIds() {
    }

    /**
     * @param column column with the patient IDs, numbers or text
     * @return the same rows under the patients' IDs
     * @throws InvalidSettingsException if the column is not there, an ID is missing or occurs twice
     */
    static BufferedDataTable asRowIds(final BufferedDataTable table, final String column, final ExecutionContext exec)
        throws InvalidSettingsException, CanceledExecutionException {
        final int id = Columns.require(table.getDataTableSpec(), column, "Patient ID column", DataValue.class);
        final Map<String, String> seen = new HashMap<>();
        final BufferedDataContainer container = exec.createDataContainer(table.getDataTableSpec());
        try (CloseableRowIterator rows = table.iterator()) {
            while (rows.hasNext()) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                final String before = row.getKey().getString();
                final String key = Columns.text(row.getCell(id)).orElseThrow(() -> new InvalidSettingsException(
                    "The cohort table: '" + before + "' has no patient ID in the column '" + column + "'."));
                final String same = seen.put(key, before);
                if (same != null) {
                    throw new InvalidSettingsException("The cohort table: '" + same + "' and '" + before
                        + "' have the same patient ID '" + key + "'. Each patient may have one row.");
                }
                container.addRowToTable(new DefaultRow(key, row.stream().toList()));
            }
        }
        container.close();
        return container.getTable();
    }
}
