package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.knime.core.node.port.PortObject;

class ViewsTest {

    /** KNIME gives no array for a node that was not executed; the page then says what to do. */
    @Test
    void nodeWithoutData() {
        for (final PortObject[] none : new PortObject[][]{null, {}}) {
            assertEquals("null", Views.unpack(() -> none));
        }
    }
}
