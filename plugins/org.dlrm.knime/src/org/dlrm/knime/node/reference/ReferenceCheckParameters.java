package org.dlrm.knime.node.reference;

import java.nio.file.Path;
import java.util.Optional;

import org.dlrm.knime.FilePaths;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;

/** Settings of the IBSI Reference Check. */
public final class ReferenceCheckParameters implements NodeParameters {

    enum Outside {
        @Label(value = "Warn", description = "The node is executed and warns; the tables say which values are outside.")
        WARN,
        @Label(value = "Fail", description = "The node fails, so that nothing after it runs: for an automated check.")
        FAIL
    }

    @Widget(title = "IBSI folder", description = "Folder with IBSI's own files, for the CT phantom and the filters: what the "
        + "repositories theibsi/data_sets and theibsi/ibsi_2_reference_data on GitHub hold, anywhere in it. An absolute path, or "
        + "one inside the workflow folder (knime://knime.workflow/data/ibsi). Empty: only the digital phantom, which is built in.")
    String m_folder = "";

    @Widget(title = "If a value is outside its tolerance", description = "What this node does then.")
    @ValueSwitchWidget
    Outside m_outside = Outside.WARN;

    Optional<Path> folder() throws InvalidSettingsException {
        return m_folder.isBlank() ? Optional.empty() : Optional.of(FilePaths.resolve(m_folder, "IBSI folder"));
    }
}
