package org.knime.node.parameters.widget.choices.util;

import org.knime.node.parameters.NodeParametersInput;

/** Says which input port is meant. */
public interface InputTableIndexHolder {

    default int getInputTableIndex() {
        return 0;
    }

    default int getInputTableIndex(final NodeParametersInput context) {
        return getInputTableIndex();
    }
}
