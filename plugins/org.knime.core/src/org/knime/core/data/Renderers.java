package org.knime.core.data;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.standin.core.Extensions;
import org.knime.core.data.renderer.DataValueRendererFactory;

/** Renderers that plugin.xml files declare. */
final class Renderers {

    record Registered(DataValueRendererFactory factory, boolean suggestAsDefault) {
    }

    private Renderers() {
    }

    static List<Registered> of(final Class<? extends DataValue> valueClass) {
        final List<Registered> result = new ArrayList<>();
        for (final Extensions.Element value : Extensions.elements("org.knime.core.DataValueRenderer", "dataValue")) {
            if (valueClass.getName().equals(value.attribute("valueClass").orElse(""))) {
                for (final Extensions.Element renderer : value.children("renderer")) {
                    result.add(new Registered(
                        renderer.create("rendererFactoryClass", DataValueRendererFactory.class),
                        renderer.attribute("suggestAsDefault").map(Boolean::parseBoolean).orElse(false)));
                }
            }
        }
        return result;
    }
}
