package org.dlrm.knime.node.model;

import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.widget.choices.Label;

/** Settings of the DLRM Model Writer. */
public final class ModelWriterParameters implements NodeParameters {

    /** What happens to another model of the same name. */
    enum Existing {

        @Label(value = "Stop with an error", description = "A frozen model is never replaced unnoticed. The same model may be "
            + "written again.")
        FAIL,

        @Label(value = "Replace it", description = "The old model is lost.")
        REPLACE
    }

    @Widget(title = "Folder", description = "Where the model's files go; created if it does not exist. One folder per "
        + "model: the files are always called model.json (network.onnx for a network). An absolute path, or one inside "
        + "the workflow folder (knime://knime.workflow/data/model).")
    String m_folder = "knime://knime.workflow/data/model";

    @Widget(title = "If another model is there", description = "What to do when the folder already holds a different "
        + "model of the same kind of file.")
    Existing m_existing = Existing.FAIL;
}
