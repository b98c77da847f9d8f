package org.dlrm.knime.node.phantom;

import java.nio.file.Path;
import java.util.Set;

import org.dlrm.dicom.phantom.PhantomCohort;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.node.cohort.CohortTable;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** Phantom Cohort Generator: {@link PhantomCohort} as a node. */
public final class PhantomCohortNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec SPEC = StatTables.spec("patient_id", StringCell.TYPE, "centre", StringCell.TYPE,
        "cohort", StringCell.TYPE, "age", IntCell.TYPE, "sex", StringCell.TYPE, "cT", StringCell.TYPE, "cN",
        StringCell.TYPE, "CEA", DoubleCell.TYPE, "location", StringCell.TYPE, "response", IntCell.TYPE, "pfs_months",
        DoubleCell.TYPE, "pfs_event", IntCell.TYPE, "ct_path", StringCell.TYPE, "rtstruct_path", StringCell.TYPE,
        "roi_name", StringCell.TYPE);

    private static final DefaultNode NODE = DefaultNode.create() //
        .name("Phantom Cohort Generator") //
        .icon("../../../../../icons/phantom.png") //
        .shortDescription("Writes a made-up gastric cancer cohort as real DICOM files, with known truth.") //
        .fullDescription("""
            <p>Writes, for every patient, a CT series and an RTSTRUCT with the region <i>GTV</i> as a hospital would export
            them, and one clinical table. Four centres scan differently. A latent benefit decides the response and the
            progression-free survival; size, density and texture of the lesion and some clinical factors carry it as far as
            the option <i>Signal</i> says.</p>
            <p>Use it to learn the nodes, to test a workflow before real data arrive, and to see what an honest analysis
            reports when there is nothing to find (signal 0). No patient data are involved.</p>
            <p><b>Common mistakes</b>: taking results on the phantom for evidence about patients.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p.addOutputTable("Cohort", "One row per made-up patient, with the paths of its files.")) //
        .model(m -> m.parametersClass(PhantomCohortParameters.class) //
            .configure(PhantomCohortNodeFactory::configure) //
            .execute(PhantomCohortNodeFactory::execute)) //
        .nodeType(NodeType.Source) //
        .keywords("phantom", "simulation", "synthetic", "DICOM", "CT", "test data");

    public PhantomCohortNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final PhantomCohortParameters p = in.getParameters();
        p.toSettings();
        FilePaths.resolve(p.m_folder, "Output folder");
        out.setOutSpec(0, SPEC);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final PhantomCohortParameters p = in.getParameters();
        Failures.translate(() -> {
            final Path folder = FilePaths.resolve(p.m_folder, "Output folder");
            final PhantomCohort.Settings settings = p.toSettings();
            final Path table = Jobs.run(in.getExecutionContext(),
                progress -> PhantomCohort.write(folder, settings, progress, Jobs.threads()));
            out.setOutData(0, CohortTable.read(table, p.m_folder + "/" + PhantomCohort.TABLE, "patient_id",
                Set.of("ct_path", "rtstruct_path")).withTypes(SPEC).toTable(in.getExecutionContext()));
        });
    }
}
