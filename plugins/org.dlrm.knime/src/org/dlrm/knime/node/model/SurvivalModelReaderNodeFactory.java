package org.dlrm.knime.node.model;

import java.util.Map;

import org.dlrm.knime.node.survival.SurvivalLearnerNodeFactory;
import org.dlrm.knime.port.SurvivalPortObject;
import org.dlrm.stats.survival.SurvivalModel;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** Survival Model Reader: see {@link ModelReader}. */
public final class SurvivalModelReaderNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = new ModelReader("model.json",
        content -> SurvivalLearnerNodeFactory.spec(SurvivalModel.fromJson(ModelReader.text(content))),
        SurvivalPortObject::new, content -> {
            final SurvivalModel m = SurvivalModel.fromJson(ModelReader.text(content));
            return Map.of("Direction", m.direction(), "Equation", m.equation(), "Software", m.provenance().software());
        })
            .node(new ModelReader.Texts("Survival Model Reader", "survivalreader.png",
                "Reads frozen risk cut-offs and their Cox model from a saved file.", """
                    <p>Reads a model of the Survival Stratifier (Learner) from its file (versioned JSON): cut-offs, Cox
                    coefficients and baseline hazard. Connect it to the Survival Stratifier (Apply).</p>
                    <p>The file is checked when the node is configured: a wrong, damaged or newer file is an error that says
                    so.</p>
                    <p><b>Common mistakes</b>: times in another unit than the training cohort's (the model keeps its unit
                    as a label and converts nothing); a DLRM model (use the DLRM Model Reader).</p>
                    """, new String[]{"load", "import", "survival", "Cox", "cut-off", "external validation", "frozen"}),
                SurvivalPortObject.TYPE);

    public SurvivalModelReaderNodeFactory() {
        super(NODE);
    }
}
