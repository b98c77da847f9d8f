package org.dlrm.knime.node.deep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.Views;
import org.dlrm.knime.VolumePanel;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.port.DeepNetworkPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
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

import com.google.gson.JsonObject;

/** Deep Feature Extractor: {@link DeepModel} over a column of regions of interest. */
public final class DeepFeatureExtractorNodeFactory extends DefaultNodeFactory {

    private static final String NO_HEAD = "An attention map needs a network with a trained head at the second input; the "
        + "built-in backbone has none. Switch the attention map off, or connect a network of the Deep Feature Learner.";

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Deep Feature Extractor") //
        .icon("../../../../../icons/deep.png") //
        .shortDescription("Deep features of each region of interest, computed by a frozen network.") //
        .fullDescription("""
            <p>Cuts patches out of each region of interest, runs them through a frozen network (ONNX Runtime, no Python,
            no network access) and averages every block of the network over all positions and patches. If the network has
            a head, its probability is the deep signature, and an attention map shows where the network looked for it.</p>
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
                .description("A frozen network of the Deep Feature Learner or the Deep Network Reader; without it the built-in "
                    + "backbone is used.") //
                .optional().supportedTypes(DeepNetworkPortObject.TYPE)) //
            .addOutputPortGroup("Features", g -> g.name("Features") //
                .description("The input table and one column per deep feature.").fixed(BufferedDataTable.TYPE))) //
        .model(m -> m.parametersClass(DeepFeatureExtractorParameters.class) //
            .configure(DeepFeatureExtractorNodeFactory::configure) //
            .execute(DeepFeatureExtractorNodeFactory::execute)), "The network, and the regions of the first patients with their "
                + "attention maps.") //
        .nodeType(NodeType.Manipulator) //
        .keywords("deep learning", "CNN", "ONNX", "DenseNet", "features", "radiomics", "CT", "attention",
            "Grad-CAM");

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
            out.setOutSpec(0, known.isEmpty() ? null : PatientRows.spec(spec, columns(known, p)));
            return;
        }
        if (p.m_attention) {
            throw new InvalidSettingsException(NO_HEAD);
        }
        try (DeepModel model = DeepModel.builtIn()) {
            out.setOutSpec(0, PatientRows.spec(spec, columns(names(model), p)));
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
            final boolean own = inputs.length > 1;
            try (DeepModel model = own ? ((DeepNetworkPortObject)inputs[1]).open() : DeepModel.builtIn()) {
                if (p.m_attention && model.scoreNames().isEmpty()) {
                    throw new InvalidSettingsException(own ? "An attention map needs a network with a trained head; the one at "
                        + "the second input only computes features. Switch the attention map off, or train a head with the "
                        + "Deep Feature Learner." : NO_HEAD);
                }
                final List<String> names = names(model);
                final PatientRows.Output result = PatientRows.append(table, columns(names, p),
                    (row, progress) -> extract(row, roi, model, names.size(), p, progress), in.getExecutionContext());
                result.warning("deep features").ifPresent(out::setWarningMessage);
                out.setOutData(0, result.table());
                final JsonObject page = Views.page("Deep Feature Extractor");
                Views.facts(page, "Network", facts(model, own));
                VolumePanel.add(page, p.m_attention ? "Regions with attention maps" : "Regions", result.table(), roi,
                    p.m_attention ? Optional.of(result.table().getDataTableSpec().getNumColumns() - 1) : Optional.empty(),
                    p.m_shown, in.getExecutionContext());
                out.setInternalData(Views.pack(in.getExecutionContext(), page));
            }
        });
    }

    private static Map<String, String> facts(final DeepModel model, final boolean own) {
        final Map<String, String> facts = new LinkedHashMap<>();
        final Map<String, String> origin = model.spec().provenance();
        facts.put("Network", own ? origin.getOrDefault("source", "") : "built-in backbone: " + origin.getOrDefault("source", ""));
        facts.put("Hash", model.hash().substring(0, 8));
        facts.put("Layers", String.join(", ", model.spec().layers()));
        facts.put("Features", Integer.toString(model.featureNames().size()));
        facts.put("Scores", String.join(", ", model.scoreNames()));
        facts.put("Trained on", origin.containsKey("cases") ? origin.get("cases") + " regions" : "");
        facts.put("Engine", model.torchScript().isPresent() ? "PyTorch (TorchScript), then ONNX Runtime" : "ONNX Runtime");
        return facts;
    }

    private static List<String> names(final DeepModel model) {
        final List<String> names = new ArrayList<>(model.featureNames());
        names.addAll(model.scoreNames());
        return names;
    }

    private static List<DataColumnSpec> columns(final List<String> names, final DeepFeatureExtractorParameters p) {
        final List<DataColumnSpec> columns = new ArrayList<>();
        names.forEach(n -> columns.add(Columns.spec(n, DoubleCell.TYPE)));
        if (p.m_attention) {
            columns.add(Columns.spec(p.m_roi + " attention", RoiCell.TYPE));
        }
        return columns;
    }

    private static Result extract(final DataRow row, final int column, final DeepModel model, final int names,
        final DeepFeatureExtractorParameters p, final Progress progress) {
        final DataCell cell = row.getCell(column);
        if (cell.isMissing()) {
            return Result.failed(names + (p.m_attention ? 1 : 0), Columns.whyMissing(cell, "no region of interest"),
                List.of());
        }
        try {
            final Roi roi = ((RoiValue)cell).read();
            final DeepFeatures features = model.extract(roi.image(), roi.mask(), progress);
            final List<Pending> cells = new ArrayList<>(names + 1);
            for (final double v : features.values()) {
                cells.add(Pending.of(Columns.cell(v, "not defined")));
            }
            features.scores().values().forEach(v -> cells.add(Pending.of(Columns.cell(v, "not defined"))));
            if (p.m_attention) {
                cells.add(attention(row, roi, model, progress));
            }
            return new Result(cells, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the last score: the positive class, or the risk. A network without feature maps leaves the cell missing. */
    private static Pending attention(final DataRow row, final Roi roi, final DeepModel model, final Progress progress)
        throws IOException {
        final int output = model.scoreNames().size() - 1;
        try {
            final Volume map = model.attention(roi.image(), roi.mask(), output, progress);
            return RoiCell.pending(new Roi(map, List.of(), new TreeMap<>(Map.of("map", "attention",
                "network", model.hash(), "score", model.scoreNames().get(output)))),
                row.getKey().getString() + "-attention");
        } catch (IllegalArgumentException e) {
            return Pending.of(Columns.missing(e.getMessage()));
        }
    }
}
