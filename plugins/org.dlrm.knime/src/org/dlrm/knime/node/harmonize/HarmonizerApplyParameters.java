package org.dlrm.knime.node.harmonize;

import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;

/** Settings of the Feature Harmonizer (Apply). */
public final class HarmonizerApplyParameters implements NodeParameters {

    enum Unseen {
        @Label(value = "Stop with an error", description = "The error names the centre.")
        ERROR,
        @Label(value = "Treat as the reference", description = "Leaves its patients unchanged; needs a model with a reference "
            + "centre.")
        AS_REFERENCE
    }

    @Widget(title = "A centre that was not in training", description = "Its effect cannot be known.")
    @ValueSwitchWidget
    Unseen m_unseen = Unseen.ERROR;
}
