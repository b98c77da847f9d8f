package org.dlrm.standin;

import java.util.Map;

import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;

/** A dialog as data. */
final class Dialog {

    private Dialog() {
    }

    static String json(final ParameterGroup group, final NodeParametersInput input,
        final NodeParameters parameters) {
        return Json.write(Map.of());
    }
}
