package org.knime.core.data.image;

import org.knime.core.data.DataValue;

/** An image. */
public interface ImageValue extends DataValue {

    ImageContent getImageContent();

    String getImageExtension();
}
