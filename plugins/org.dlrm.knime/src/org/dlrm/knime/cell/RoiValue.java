package org.dlrm.knime.cell;

import java.io.IOException;

import javax.swing.Icon;

import org.dlrm.image.Roi;
import org.dlrm.work.Progress;
import org.knime.core.data.ExtensibleUtilityFactory;

/** An image cut to a region of interest, with its masks; also a feature or attention map. */
public interface RoiValue extends Thumbnailed {

    /** @return image and masks, read from the workflow's file store */
    Roi read() throws IOException;

    /**
     * @param progress asked for cancellation where reading takes longer than reading a file
     * @return as {@link #read()}
     */
    default Roi read(final Progress progress) throws IOException {
        return read();
    }

    /** @return SHA-256 of the content, hexadecimal */
    String digest();

    UtilityFactory UTILITY = new Utility();

    /** Name of this kind of cell in KNIME. */
    final class Utility extends ExtensibleUtilityFactory {
        private Utility() {
            super(RoiValue.class);
        }

        @Override
        public Icon getIcon() {
            return null;
        }

        @Override
        public String getName() {
            return "Region of interest";
        }
    }
}
