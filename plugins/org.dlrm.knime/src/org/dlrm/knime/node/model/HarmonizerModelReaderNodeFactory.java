package org.dlrm.knime.node.model;

import java.util.List;
import java.util.Map;

import org.dlrm.knime.port.HarmonizerPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.stats.combat.CombatModel;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** Harmonization Model Reader: see {@link ModelReader}. */
public final class HarmonizerModelReaderNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE =
        new ModelReader("model.json", content -> spec(CombatModel.fromJson(ModelReader.text(content))),
            HarmonizerPortObject::new, content -> {
                final CombatModel m = CombatModel.fromJson(ModelReader.text(content));
                return Map.of("Centres", String.join(", ", m.batches()), "Centre column", m.batchColumn(), "Reference centre",
                    m.reference().isEmpty() ? "none: pooled mean and variance" : m.reference());
            })
                .node(new ModelReader.Texts("Harmonization Model Reader", "harmonizereader.png",
                    "Reads frozen centre effects (ComBat) from a saved file.", """
                        <p>Reads a model of the Feature Harmonizer (Learner) from its file (versioned JSON). Connect it to the
                        Feature Harmonizer (Apply).</p>
                        <p>The file is checked when the node is configured: a wrong or damaged file is an error that says
                        so.</p>
                        <p><b>Common mistakes</b>: a centre that was not in training has no effect that could be taken off;
                        the model then needs a reference centre.</p>
                        """, new String[]{"load", "import", "ComBat", "harmonization", "centre", "batch effect"}),
                    HarmonizerPortObject.TYPE);

    public HarmonizerModelReaderNodeFactory() {
        super(NODE);
    }

    private static ModelSpec spec(final CombatModel m) {
        return new ModelSpec("ComBat, " + m.batches().size() + " centres, " + m.features().size() + " features",
            m.features(), List.of());
    }
}
