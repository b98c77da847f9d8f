package org.dlrm.knime.node.deep;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.cell.RoiValue;
import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;

/** Settings of the Deep Feature Extractor. */
public final class DeepFeatureExtractorParameters implements NodeParameters {

    @Widget(title = "Region of interest", description = "Column with image and mask, as made by the ROI Masker. The "
        + "margin around the mask should be at least 32 mm, else the network sees padding where tissue would be.")
    @ChoicesProvider(ColumnChoices.Rois.class)
    String m_roi = "ROI";

    @Widget(title = "Attention map", description = "Appends an image of where the network looked for its score: the class "
        + "activation map (Grad-CAM) of the positive class, or of the risk. The view lays it over the region. Needs a network "
        + "with a trained head, which the built-in backbone has not.")
    boolean m_attention = false;

    @Advanced
    @Widget(title = "Patients in the view", advanced = true, description = "How many patients the view shows, the first of the "
        + "table; images make the workflow larger.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_shown = 12;

    /** For new nodes without input. */
    public DeepFeatureExtractorParameters() {
    }

    DeepFeatureExtractorParameters(final NodeParametersInput input) {
        m_roi = ColumnChoices.prefer(input, m_roi, RoiValue.class);
    }
}
