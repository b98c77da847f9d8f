package org.dlrm.knime.cell;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Locale;

import org.dlrm.image.Grid;
import org.dlrm.image.Roi;
import org.dlrm.image.io.RoiFile;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.radiomics.perturb.Perturbation;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataCellDataInput;
import org.knime.core.data.DataCellDataOutput;
import org.knime.core.data.DataCellSerializer;
import org.knime.core.data.DataType;
import org.knime.core.data.filestore.FileStore;
import org.knime.core.data.filestore.FileStoreCell;

/** {@link RoiValue} whose pixels lie in a file store; a digest, a summary and a thumbnail are in the table. */
@SuppressWarnings("serial")
public final class RoiCell extends FileStoreCell implements RoiValue {

    public static final DataType TYPE = DataType.getType(RoiCell.class);

    private final String m_digest;

    private final String m_summary;

    private final byte[] m_thumbnail;

    private RoiCell(final FileStore store, final String digest, final String summary, final byte[] thumbnail) {
        super(store);
        m_digest = digest;
        m_summary = summary;
        m_thumbnail = thumbnail;
    }

    /** For deserialization: KNIME attaches the file store afterwards. */
    private RoiCell(final String digest, final String summary, final byte[] thumbnail) {
        m_digest = digest;
        m_summary = summary;
        m_thumbnail = thumbnail;
    }

    /**
     * Compresses on the calling (worker) thread; the file is written when the row is.
     *
     * @param name unique within the node's execution
     */
    public static Pending pending(final Roi roi, final String name) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final String digest = RoiFile.write(roi, bytes);
        final String summary = summary(roi);
        final byte[] thumbnail = Thumbnail.of(roi);
        return files -> {
            final FileStore store = files.createFileStore(PatientRows.fileName(name));
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(store.getFile().toPath()))) {
                bytes.writeTo(out);
            }
            return new RoiCell(store, digest, summary, thumbnail);
        };
    }

    /**
     * @param mask name of the mask that is perturbed; empty for the first
     * @return a cell that perturbs this one's content when it is read
     */
    public PerturbedRoiCell perturbed(final Perturbation perturbation, final String mask, final long seed) {
        return new PerturbedRoiCell(getFileStores()[0],
            new PerturbedRoiCell.Recipe(m_digest, m_summary, m_thumbnail, perturbation, mask, seed));
    }

    private static String summary(final Roi roi) {
        final Grid g = roi.grid();
        final String masks = roi.regions().isEmpty() ? "" : String.join(", ",
            roi.regions().stream().map(r -> r.name() + " " + r.mask().count() + " voxels").toList()) + ", ";
        return String.format(Locale.ROOT, "%s%d x %d x %d, %.3g x %.3g x %.3g mm", masks, g.nx(), g.ny(), g.nz(),
            g.sx(), g.sy(), g.sz());
    }

    @Override
    public Roi read() throws IOException {
        return RoiFile.read(getFileStores()[0].getFile().toPath());
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
    public String toString() {
        return m_summary + ", " + m_digest.substring(0, 8);
    }

    @Override
    protected boolean equalsDataCell(final DataCell other) {
        return m_digest.equals(((RoiCell)other).m_digest);
    }

    @Override
    public int hashCode() {
        return m_digest.hashCode();
    }

    /** As registered in plugin.xml. */
    public static final class Serializer implements DataCellSerializer<RoiCell> {

        private static final int VERSION = 1;

        @Override
        public void serialize(final RoiCell cell, final DataCellDataOutput out) throws IOException {
            out.writeInt(VERSION);
            out.writeUTF(cell.m_digest);
            out.writeUTF(cell.m_summary);
            CellData.write(cell.m_thumbnail, out);
        }

        @Override
        public RoiCell deserialize(final DataCellDataInput in) throws IOException {
            CellData.requireVersion(in.readInt(), VERSION, "node that made it");
            return new RoiCell(in.readUTF(), in.readUTF(), CellData.readBytes(in, Thumbnail.MAX_BYTES));
        }
    }
}
