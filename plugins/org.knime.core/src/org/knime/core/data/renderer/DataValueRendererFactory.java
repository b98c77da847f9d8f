package org.knime.core.data.renderer;

import org.knime.core.data.DataColumnSpec;

/** Creates a renderer. */
public interface DataValueRendererFactory {

    String getDescription();

    String getId();

    DataValueRenderer createRenderer(DataColumnSpec colSpec);
}
