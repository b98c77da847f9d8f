package org.knime.core.data.renderer;

import org.knime.core.data.DataColumnSpec;

/** Several renderers of which one is active. */
public interface DataValueRendererFamily extends DataValueRenderer {

    String[] getRendererDescriptions();

    void setActiveRenderer(String description);

    boolean accepts(String description, DataColumnSpec spec);
}
