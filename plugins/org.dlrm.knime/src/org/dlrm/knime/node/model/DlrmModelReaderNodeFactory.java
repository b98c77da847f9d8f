package org.dlrm.knime.node.model;

import java.util.Map;

import org.dlrm.knime.node.fusion.DlrmFusionNodeFactory;
import org.dlrm.knime.Views;
import org.dlrm.knime.port.DlrmPortObject;
import org.dlrm.stats.fusion.DlrmModel;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** DLRM Model Reader: see {@link ModelReader}. */
public final class DlrmModelReaderNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = new ModelReader("model.json",
        content -> DlrmFusionNodeFactory.spec(DlrmModel.fromJson(ModelReader.text(content))), DlrmPortObject::new,
        content -> {
            final DlrmModel m = DlrmModel.fromJson(ModelReader.text(content));
            return Map.of("Equation", m.equation(), "Training patients", m.fit().n() + " (" + m.fit().events() + " events)",
                "Operating threshold", Views.text(m.threshold().value()), "Software", m.provenance().software());
        })
            .node(new ModelReader.Texts("DLRM Model Reader", "modelreader.png",
                "Reads a frozen DLRM model from the file that another workflow or hospital saved.", """
                    <p>Reads a model of DLRM Fusion from its file (versioned JSON). Connect it to the DLRM Predictor: the
                    same row gives the same numbers as where the model was learnt. Nothing but the file is needed, no
                    patient of the training cohort.</p>
                    <p>The file is checked when the node is configured: a wrong, damaged or newer file is an error that says
                    so, and the Predictor names the columns that the model needs and your table lacks.</p>
                    <p><b>Common mistakes</b>: features extracted with other settings, another voxel size or another
                    network than those of the training cohort; a survival model (use the Survival Model Reader).</p>
                    """, new String[]{"load", "import", "model", "external validation", "frozen", "JSON", "DLRM"}),
                DlrmPortObject.TYPE);

    public DlrmModelReaderNodeFactory() {
        super(NODE);
    }
}
