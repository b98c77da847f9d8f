package org.dlrm.knime.node.survival;

import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.Widget;

/** Settings of the Survival Stratifier (Apply): everything else is frozen in the model. */
public final class SurvivalApplyParameters implements NodeParameters {

    @Widget(title = "Statistics per cohort", description = "Computes curves, tests and concordance where the table has "
        + "time, event and cohort columns of the model's names. Off: only groups and predicted survival, for example for "
        + "new patients without follow-up.")
    boolean m_statistics = true;
}
