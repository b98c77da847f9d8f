package org.dlrm.knime.node.deep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.image.Roi;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.port.DeepNetworkPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DoubleCell;
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

/** Deep Feature Extractor: {@link DeepModel} over a column of regions of interest. */
public final class DeepFeatureExtractorNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = DefaultNode.create() //
        .name("Deep Feature Extractor") //
        .icon("../../../../../icons/deep.png") //
        .shortDescription("Deep features of each region of interest, computed by a frozen network.") //
        .fullDescription("""
            <p>Cuts patches out of each region of interest, runs them through a frozen network (ONNX Runtime, no Python,
            no network access) and averages every block of the network over all positions and patches. If the network has
            a head, its probability is the deep signature.</p>
            <p>Without a network at the second input the built-in backbone is used. It was trained on synthetic CT
            textures only: good for demonstrations and as a start for training, without proven clinical value.</p>
            <p>Column names contain the first characters of the network's hash, the layer and the index, so features of
            different networks cannot be mixed up. A patient without region of interest gets missing cells with the
            reason.</p>
            <p><b>Common mistakes</b>: a margin of the ROI Masker that is too small; features of one network given to a
            model that was trained on another's.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .dynamicPorts(p -> p //
            .addInputPortGroup("Regions", g -> g.name("Regions") //
                .description("Table with a column of regions of interest.").fixed(BufferedDataTable.TYPE)) //
            .addInputPortGroup("Network", g -> g.name("Network") //
                .description("A frozen network of the Deep Feature Learner; without it the built-in backbone is used.") //
                .optional().supportedTypes(DeepNetworkPortObject.TYPE)) //
            .addOutputPortGroup("Features", g -> g.name("Features") //
                .description("The input table and one column per deep feature.").fixed(BufferedDataTable.TYPE))) //
        .model(m -> m.parametersClass(DeepFeatureExtractorParameters.class) //
            .configure(DeepFeatureExtractorNodeFactory::configure) //
            .execute(DeepFeatureExtractorNodeFactory::execute)) //
        .nodeType(NodeType.Manipulator) //
        .keywords("deep learning", "CNN", "ONNX", "DenseNet", "features", "radiomics", "CT");

    public DeepFeatureExtractorNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final DeepFeatureExtractorParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        final PortObjectSpec[] inputs = in.getInPortSpecs();
        if (spec == null) {
            return;
        }
        Columns.require(spec, p.m_roi, "Region of interest", RoiValue.class);
        if (inputs.length > 1) {
            // a network's feature names hold its hash, known after training
            final List<String> known = inputs[1] == null ? List.of() : ((ModelSpec)inputs[1]).outputs();
            out.setOutSpec(0, known.isEmpty() ? null : PatientRows.spec(spec, columns(known)));
            return;
        }
        try (DeepModel model = DeepModel.builtIn()) {
            out.setOutSpec(0, PatientRows.spec(spec, columns(names(model))));
        } catch (RuntimeException | LinkageError e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final DeepFeatureExtractorParameters p = in.getParameters();
        final BufferedDataTable table = in.getInTable(0);
        final PortObject[] inputs = in.getInPortObjects();
        Failures.translate(() -> {
            final int roi = Columns.require(table.getDataTableSpec(), p.m_roi, "Region of interest", RoiValue.class);
            try (DeepModel model = inputs.length > 1
                ? DeepModel.fromBytes(((DeepNetworkPortObject)inputs[1]).files().get("network.onnx"))
                : DeepModel.builtIn()) {
                final List<String> names = names(model);
                final PatientRows.Output result = PatientRows.append(table, columns(names),
                    (row, progress) -> extract(row.getCell(roi), model, names.size(), progress),
                    in.getExecutionContext());
                Optional.ofNullable(result.warning("deep features")).ifPresent(out::setWarningMessage);
                out.setOutData(0, result.table());
            }
        });
    }

    private static List<String> names(final DeepModel model) {
        final List<String> names = new ArrayList<>(model.featureNames());
        names.addAll(model.scoreNames());
        return names;
    }

    private static List<DataColumnSpec> columns(final List<String> names) {
        return names.stream().map(n -> Columns.spec(n, DoubleCell.TYPE)).toList();
    }

    private static Result extract(final DataCell cell, final DeepModel model, final int columns,
        final Progress progress) {
        if (cell.isMissing()) {
            return Result.failed(columns, Columns.whyMissing(cell, "no region of interest"), List.of());
        }
        final Roi roi;
        try {
            roi = ((RoiValue)cell).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        final DeepFeatures features = model.extract(roi.image(), roi.mask(), progress);
        final List<Pending> cells = new ArrayList<>(columns);
        for (final double v : features.values()) {
            cells.add(Pending.of(Columns.cell(v, "not defined")));
        }
        features.scores().values().forEach(v -> cells.add(Pending.of(Columns.cell(v, "not defined"))));
        return new Result(cells, List.of());
    }
}
