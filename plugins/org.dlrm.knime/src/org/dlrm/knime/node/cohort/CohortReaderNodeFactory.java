package org.dlrm.knime.node.cohort;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.knime.core.data.DataTableSpec;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** Cohort Reader: see {@link CohortTable} and {@link CohortRoles}. */
public final class CohortReaderNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = DefaultNode.create() //
        .name("Cohort Reader") //
        .icon("../../../../../icons/cohort.png") //
        .shortDescription("Reads a study's CSV: one row per patient, with roles checked.") //
        .fullDescription("""
            <p>Reads the table of a multi-centre study: patient IDs, centre, cohort, clinical factors, outcome, time,
            event and the paths of images and regions of interest. The RowID of the output is the patient ID, so every
            later node can name the patient it speaks of.</p>
            <p>The node checks what would otherwise fail much later: missing or duplicate patient IDs, roles whose column
            does not exist, an outcome that does not have two values, times that are not above zero, events that are not
            0 or 1, a cohort column without the training value. Rows are never dropped.</p>
            <p><b>Common mistakes</b>: an Excel file instead of a CSV; decimal commas (the column is then read as text);
            paths relative to somewhere else than the CSV's folder.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .dynamicPorts(p -> p //
            .addInputPortGroup("Cohort table", g -> g.name("Cohort table") //
                .description("A table to check instead of a file, for example of the Phantom Cohort Generator. Used only "
                    + "if no file is set.") //
                .optional().supportedTypes(BufferedDataTable.TYPE)) //
            .addOutputPortGroup("Cohort", g -> g.name("Cohort") //
                .description("One row per patient; RowID is the patient ID.") //
                .fixed(BufferedDataTable.TYPE))) //
        .model(m -> m.parametersClass(CohortReaderParameters.class) //
            .configure(CohortReaderNodeFactory::configure) //
            .execute(CohortReaderNodeFactory::execute)) //
        .nodeType(NodeType.Source) //
        .keywords("cohort", "CSV", "clinical", "study", "patients", "reader");

    public CohortReaderNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final CohortReaderParameters p = in.getParameters();
        final PortObjectSpec[] inputs = in.getInPortSpecs();
        final DataTableSpec spec;
        if (!p.m_file.isBlank()) {
            spec = read(p).spec();
        } else if (inputs.length > 0) {
            spec = (DataTableSpec)inputs[0];
        } else {
            throw new InvalidSettingsException("No cohort file is set and no cohort table is connected. Set the option "
                + "'Cohort file', or add the input port 'Cohort table' (three dots on the node) and connect it.");
        }
        if (spec != null) {
            CohortRoles.checkColumns(spec, p);
        }
        out.setOutSpec(0, spec);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final CohortReaderParameters p = in.getParameters();
        final PortObject[] inputs = in.getInPortObjects();
        Failures.translate(() -> {
            final BufferedDataTable table = p.m_file.isBlank() ? (BufferedDataTable)inputs[0]
                : read(p).toTable(in.getExecutionContext());
            CohortRoles.check(table, p).ifPresent(out::setWarningMessage);
            out.setOutData(0, table);
        });
    }

    private static CohortTable read(final CohortReaderParameters p) throws InvalidSettingsException {
        final Set<String> paths = Arrays.stream(p.m_pathColumns.split(",")).map(String::trim)
            .filter(s -> !s.isEmpty()).collect(Collectors.toSet());
        try {
            return CohortTable.read(FilePaths.resolve(p.m_file, "Cohort file"), p.m_file, p.m_patientId.trim(), paths);
        } catch (IOException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }
}
