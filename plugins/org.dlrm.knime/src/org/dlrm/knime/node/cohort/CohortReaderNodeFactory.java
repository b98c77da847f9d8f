package org.dlrm.knime.node.cohort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.Views;
import org.dlrm.knime.Warnings;
import org.knime.core.data.DataTableSpec;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
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

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Cohort Reader") //
        .icon("../../../../../icons/cohort.png") //
        .shortDescription("Reads a study's CSV: one row per patient, with roles checked.") //
        .fullDescription("""
            <p>Reads the table of a multi-centre study: patient IDs, centre, cohort, clinical factors, outcome, time,
            event and the paths of images and regions of interest. The RowID of the output is the patient ID, so every
            later node can name the patient it speaks of.</p>
            <p>The file may be separated by commas, semicolons or tabs, have decimal points or decimal commas, and be UTF-8,
            UTF-16 or Windows-1252, as Excel saves it in any language. Numbers that could be read in two ways (1.234) are
            not guessed: the column stays text and the node's warning names it. Excel files themselves: read them with
            KNIME's Excel Reader and connect it to the input port.</p>
            <p>The node checks what would otherwise fail much later: missing or duplicate patient IDs, roles whose column
            does not exist, an outcome or event with other than two values, times that are not above zero or in another
            unit in one cohort, a cohort column without the training value, columns of numbers with words among them.
            Rows are never dropped.</p>
            <p><b>Common mistakes</b>: a date in the time column, where the time that has passed is expected; units within
            cells ("12 months", "&lt; 0.5"); paths relative to somewhere else than the CSV's folder.</p>
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
            .execute(CohortReaderNodeFactory::execute)),
        "Patients, outcome and events per cohort, categories and numbers by cohort, missing values, warnings.") //
        .nodeType(NodeType.Source) //
        .keywords("cohort", "CSV", "clinical data", "study", "patients", "Excel", "import", "outcome", "follow-up", "PFS");

    public CohortReaderNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final CohortReaderParameters p = in.getParameters();
        final PortObjectSpec[] inputs = in.getInPortSpecs();
        final DataTableSpec spec;
        if (!p.m_file.isBlank()) {
            final CohortTable table = read(p);
            table.requireNumbers(p.m_time.trim(), "Time column");
            spec = table.spec();
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
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final List<String> warnings = new ArrayList<>();
            final BufferedDataTable table;
            if (p.m_file.isBlank()) {
                table = PatientIds.asRowIds((BufferedDataTable)inputs[0], p.m_patientId.trim(), exec);
            } else {
                final CohortTable file = read(p);
                file.requireNumbers(p.m_time.trim(), "Time column");
                warnings.addAll(file.notes());
                table = file.toTable(exec);
            }
            warnings.addAll(CohortRoles.check(table, p));
            Warnings.set(out, warnings);
            out.setOutData(0, table);
            out.setInternalData(Views.pack(exec, CohortView.of(table, p, warnings)));
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
