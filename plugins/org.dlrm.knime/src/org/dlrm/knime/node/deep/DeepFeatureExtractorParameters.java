package org.dlrm.knime.node.deep;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.cell.RoiValue;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.widget.choices.ChoicesProvider;

/** Settings of the Deep Feature Extractor. */
public final class DeepFeatureExtractorParameters implements NodeParameters {

    @Widget(title = "Region of interest", description = "Column with image and mask, as made by the ROI Masker. The "
        + "margin around the mask should be at least 32 mm, else the network sees padding where tissue would be.")
    @ChoicesProvider(ColumnChoices.Rois.class)
    String m_roi = "ROI";

    /** For new nodes without input. */
    public DeepFeatureExtractorParameters() {
    }

    DeepFeatureExtractorParameters(final NodeParametersInput input) {
        m_roi = ColumnChoices.prefer(input, m_roi, RoiValue.class);
    }
}
