package org.dlrm.knime.cell;

import java.io.IOException;

import javax.swing.Icon;

import org.dlrm.dicom.roi.RoiTarget;
import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.knime.core.data.ExtensibleUtilityFactory;

/** A whole image volume. Its pixels are read when a node asks for them. */
public interface VolumeValue extends Thumbnailed {

    Grid grid();

    /** @return what tells whether this is still the same image, hexadecimal */
    String digest();

    /** An image whose files were found and are unchanged. */
    interface Opened {

        /** @return what a region of interest is brought onto */
        RoiTarget target();

        /** @return a block of the image */
        Volume read(Box box, Progress progress) throws IOException;
    }

    /** @throws IOException naming the file that is missing or has changed, and where to set the new folder */
    Opened open(Progress progress) throws IOException;

    UtilityFactory UTILITY = new Utility();

    /** Name of this kind of cell in KNIME. */
    final class Utility extends ExtensibleUtilityFactory {
        private Utility() {
            super(VolumeValue.class);
        }

        @Override
        public Icon getIcon() {
            return null;
        }

        @Override
        public String getName() {
            return "Image volume";
        }
    }
}
