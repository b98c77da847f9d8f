package org.knime.core.data.image.png;

import org.knime.core.data.ExtensibleUtilityFactory;
import org.knime.core.data.image.ImageValue;

/** A PNG image. */
public interface PNGImageValue extends ImageValue {

    UtilityFactory UTILITY = new ImageCellUtilityFactory();

    /** Name of PNG images. */
    class ImageCellUtilityFactory extends ExtensibleUtilityFactory {

        protected ImageCellUtilityFactory() {
            super(PNGImageValue.class);
        }

        @Override
        public String getName() {
            return "PNG Image";
        }
    }

    @Override
    PNGImageContent getImageContent();
}
