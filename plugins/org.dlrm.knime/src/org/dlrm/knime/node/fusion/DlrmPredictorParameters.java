package org.dlrm.knime.node.fusion;

import org.dlrm.knime.Limits;
import org.dlrm.knime.Numbers;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.widget.text.TextInputWidget;

/** Settings of the DLRM Predictor: only what is appended, never how the model works. */
public final class DlrmPredictorParameters implements NodeParameters {

    @Widget(title = "Prefix of the new columns", description = "Put in front of probability, class and signature columns.")
    String m_prefix = "DLRM ";

    @Widget(title = "Append contributions", description = "One column per term: coefficient times distance from the "
        + "training mean. They add up to the linear predictor minus that of the mean training patient.")
    boolean m_contributions = true;

    @Widget(title = "Survival at times", description = "For Cox models: times at which the predicted probability of no "
        + "event is appended, rising, separated by commas, in the unit of the training follow-up; empty for none.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    String m_horizons = "12, 24, 36";

    /** @return the times, checked */
    double[] times() throws InvalidSettingsException {
        final double[] times = Numbers.of(m_horizons, "Survival at times");
        for (int i = 0; i < times.length; i++) {
            if (!(times[i] > (i == 0 ? 0 : times[i - 1]) && Double.isFinite(times[i]))) {
                throw new InvalidSettingsException("Survival at times: times must be above 0 and rise, not " + m_horizons
                    + ".");
            }
        }
        return times;
    }
}
