package org.dlrm.knime.node.model;

import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.Widget;

/** Settings of all model readers. */
public final class ModelReaderParameters implements NodeParameters {

    @Widget(title = "Model file", description = "The file that the DLRM Model Writer wrote (model.json, or network.onnx "
        + "of a network), or the folder it wrote it into. An absolute path, or one inside the workflow folder "
        + "(knime://knime.workflow/data/model).")
    String m_file = "knime://knime.workflow/data/model";
}
