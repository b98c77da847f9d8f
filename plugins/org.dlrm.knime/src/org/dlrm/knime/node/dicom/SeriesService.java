package org.dlrm.knime.node.dicom;

import java.io.IOException;

import org.dlrm.image.interpolate.BlockMean;
import org.dlrm.knime.VolumePanel;
import org.dlrm.knime.cell.VolumeValue;
import org.dlrm.work.Progress;
import org.knime.core.data.DataRow;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.port.PortObject;
import org.knime.node.DefaultView.ViewInput;

import com.google.gson.JsonObject;

/** Gives the page of an executed DICOM Reader the images that it asks for, one at a time. */
public final class SeriesService {

    /** More is coarsened: 16 MB of HU. */
    static final long MOST_VOXELS = 8_000_000;

    /** The node's internal data: the page, and a table of one column with the volumes. */
    private static final int VOLUMES = 1;

    private final ViewInput m_input;

    SeriesService(final ViewInput input) {
        m_input = input;
    }

    /**
     * @param index number of the patient in the node's output
     * @return the whole series as the viewer takes it, as JSON
     * @throws IOException in words if the images are no longer there
     */
    public String volume(final int index) throws IOException {
        final PortObject[] internal = m_input.getInternalPortObjects();
        if (internal == null || internal.length <= VOLUMES) {
            throw new IOException("The node has no images. Execute it again.");
        }
        int at = 0;
        try (CloseableRowIterator rows = ((BufferedDataTable)internal[VOLUMES]).iterator()) {
            while (rows.hasNext()) {
                final DataRow row = rows.next();
                if (at++ == index) {
                    if (row.getCell(0) instanceof VolumeValue volume) {
                        return image(row.getKey().getString(), volume, MOST_VOXELS, Progress.NONE).toString();
                    }
                    throw new IOException("This patient has no image series.");
                }
            }
        }
        throw new IOException("There is no patient number " + index + "; the table has " + at + " rows.");
    }

    /** @return a whole series, coarsened to at most so many voxels, as the viewer takes it */
    static JsonObject image(final String name, final VolumeValue volume, final long most,
        final Progress progress) throws IOException {
        final VolumeValue.Opened opened = volume.open(progress);
        final int[] blocks = BlockMean.blocks(volume.grid(), most);
        final JsonObject image = VolumePanel.image(name,
            BlockMean.of(volume.grid(), box -> opened.read(box, progress), most));
        if (blocks[0] * blocks[1] * blocks[2] > 1) {
            image.addProperty("coarse", "The series has " + volume.grid().nx() + " x " + volume.grid().ny() + " x "
                + volume.grid().nz() + " voxels; shown are means of " + blocks[0] + " x " + blocks[1] + " x " + blocks[2] + ".");
        }
        return image;
    }
}
