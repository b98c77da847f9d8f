package org.dlrm.knime.cell;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Optional;

import org.dlrm.dicom.roi.RoiTarget;
import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.image.io.RoiFile;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataCellDataInput;
import org.knime.core.data.DataCellDataOutput;
import org.knime.core.data.DataCellSerializer;
import org.knime.core.data.DataType;
import org.knime.core.data.filestore.FileStore;
import org.knime.core.data.filestore.FileStoreCell;

/**
 * A whole volume inside the workflow, for workflows that travel without their images. It knows the positions of its
 * slices and the UIDs that contours are checked against, so that masks come out as on the files themselves.
 */
@SuppressWarnings("serial")
public final class EmbeddedVolumeCell extends FileStoreCell implements EmbeddedVolumeValue {

    public static final DataType TYPE = DataType.getType(EmbeddedVolumeCell.class);

    private static final int MAX_SLICES = 1_000_000;

    private final RoiTarget m_target;

    private final String m_digest;

    private final byte[] m_thumbnail;

    private EmbeddedVolumeCell(final FileStore store, final RoiTarget target, final String digest,
        final byte[] thumbnail) {
        super(store);
        m_target = target;
        m_digest = digest;
        m_thumbnail = thumbnail;
    }

    /** For deserialization: KNIME attaches the file store afterwards. */
    private EmbeddedVolumeCell(final RoiTarget target, final String digest, final byte[] thumbnail) {
        m_target = target;
        m_digest = digest;
        m_thumbnail = thumbnail;
    }

    /**
     * Reads and compresses on the calling (worker) thread; the file is written when the row is.
     *
     * @param name unique within the node's execution
     */
    public static Pending pending(final Opened image, final String name, final Progress progress)
        throws IOException {
        final RoiTarget target = image.target();
        final Volume volume = image.read(target.grid().box(), progress);
        progress.check();
        final byte[] thumbnail = Thumbnail.of(volume, Optional.empty(), volume.grid().nz() / 2);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final String digest = RoiFile.write(Roi.of(volume), bytes);
        return files -> {
            final FileStore store = files.createFileStore(PatientRows.fileName(name));
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(store.getFile().toPath()))) {
                bytes.writeTo(out);
            }
            return new EmbeddedVolumeCell(store, target, digest, thumbnail);
        };
    }

    @Override
    public Grid grid() {
        return m_target.grid();
    }

    @Override
    public String digest() {
        return m_digest;
    }

    @Override
    public byte[] thumbnail() {
        return m_thumbnail;
    }

    @Override
    public Opened open(final Progress progress) {
        return new Opened() {
            @Override
            public RoiTarget target() {
                return m_target;
            }

            @Override
            public Volume read(final Box box, final Progress p) throws IOException {
                final Volume volume = RoiFile.read(getFileStores()[0].getFile().toPath()).image();
                p.check();
                return volume.crop(box);
            }
        };
    }

    @Override
    public String toString() {
        return VolumeCell.text("embedded", m_target.grid(), m_digest);
    }

    @Override
    protected boolean equalsDataCell(final DataCell other) {
        return m_digest.equals(((EmbeddedVolumeCell)other).m_digest);
    }

    @Override
    public int hashCode() {
        return m_digest.hashCode();
    }

    /** As registered in plugin.xml. */
    public static final class Serializer implements DataCellSerializer<EmbeddedVolumeCell> {

        private static final int VERSION = 1;

        @Override
        public void serialize(final EmbeddedVolumeCell cell, final DataCellDataOutput out) throws IOException {
            final RoiTarget t = cell.m_target;
            out.writeInt(VERSION);
            out.writeUTF(cell.m_digest);
            CellData.write(t.grid(), out);
            CellData.write(cell.m_thumbnail, out);
            out.writeInt(t.slicePositions().length);
            for (final double mm : t.slicePositions()) {
                out.writeDouble(mm);
            }
            out.writeUTF(t.seriesInstanceUid().orElse(""));
            out.writeUTF(t.frameOfReferenceUid().orElse(""));
        }

        @Override
        public EmbeddedVolumeCell deserialize(final DataCellDataInput in) throws IOException {
            CellData.requireVersion(in.readInt(), VERSION, "DICOM Reader");
            final String digest = in.readUTF();
            final Grid grid = CellData.readGrid(in);
            final byte[] thumbnail = CellData.readBytes(in, Thumbnail.MAX_BYTES);
            final double[] positions = new double[CellData.readCount(in, MAX_SLICES)];
            for (int k = 0; k < positions.length; k++) {
                positions[k] = in.readDouble();
            }
            return new EmbeddedVolumeCell(new RoiTarget(grid, positions, text(in), text(in)), digest, thumbnail);
        }

        private static Optional<String> text(final DataCellDataInput in) throws IOException {
            return Optional.of(in.readUTF()).filter(s -> !s.isEmpty());
        }
    }
}
