package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.knime.core.node.port.PortObject;
import org.knime.node.DefaultView.ViewInput;
import org.knime.node.parameters.NodeParameters;

class ViewsTest {

    /** KNIME gives no array for a node that was not executed; the page then says what to do. */
    @Test
    void nodeWithoutData() {
        for (final PortObject[] none : new PortObject[][]{null, {}}) {
            assertEquals("null", Views.unpack(new ViewInput() {
                @Override
                public <S extends NodeParameters> S getParameters() {
                    return null;
                }

                @Override
                public PortObject[] getInternalPortObjects() {
                    return none;
                }
            }));
        }
    }
}
