package org.dlrm.knime.node.fusion;

import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.Widget;

/** Settings of the DLRM Predictor: only what is appended, never how the model works. */
public final class DlrmPredictorParameters implements NodeParameters {

    @Widget(title = "Prefix of the new columns", description = "Put in front of probability, class and signature columns.")
    String m_prefix = "DLRM ";

    @Widget(title = "Append contributions", description = "One column per term: coefficient times distance from the training "
        + "mean. They add up to the linear predictor minus that of the mean training patient.")
    boolean m_contributions = true;
}
