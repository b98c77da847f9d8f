package org.dlrm.knime.cell;

import java.io.ByteArrayOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

import org.dlrm.image.Roi;
import org.dlrm.image.io.RoiFile;
import org.dlrm.radiomics.perturb.Perturbation;
import org.dlrm.radiomics.perturb.Perturbation.Growth;
import org.dlrm.radiomics.perturb.Perturbations;
import org.dlrm.radiomics.perturb.Perturbations.Perturbed;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataCellDataInput;
import org.knime.core.data.DataCellDataOutput;
import org.knime.core.data.DataCellSerializer;
import org.knime.core.data.DataType;
import org.knime.core.data.filestore.FileStore;
import org.knime.core.data.filestore.FileStoreCell;

/**
 * A perturbed region of interest: the file of the unperturbed one and what is done to it when it is read. Noise and
 * rotated images do not compress: stored, ten perturbations of 719 patients would take tens of gigabytes; as recipes they
 * take none. The same seed gives the same image whoever reads it.
 */
public final class PerturbedRoiCell extends FileStoreCell implements PerturbedRoiValue {

    public static final DataType TYPE = DataType.getType(PerturbedRoiCell.class);

    /**
     * Everything but the file.
     *
     * @param digest of the unperturbed content, likewise summary and thumbnail, which is shown where nothing is changed
     * @param mask name of the mask that is perturbed and kept; empty for the first
     */
    record Recipe(String digest, String summary, byte[] thumbnail, Perturbation perturbation, String mask, long seed) {
    }

    private final Recipe m_recipe;

    private final String m_digest;

    /** Made when it is first looked at; null before. */
    private volatile byte[] m_thumbnail;

    PerturbedRoiCell(final FileStore store, final Recipe recipe) {
        super(store);
        m_recipe = recipe;
        m_digest = digest(recipe);
    }

    /** For deserialization: KNIME attaches the file store afterwards. */
    private PerturbedRoiCell(final Recipe recipe) {
        m_recipe = recipe;
        m_digest = digest(recipe);
    }

    private static String digest(final Recipe r) {
        try {
            final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            final DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(r.digest());
            Serializer.write(r, out);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Roi read() throws IOException {
        return read(Progress.NONE);
    }

    /** @throws IllegalArgumentException if there is no such mask or it is empty */
    @Override
    public Roi read(final Progress progress) throws IOException {
        final Roi roi = RoiFile.read(getFileStores()[0].getFile().toPath());
        final List<String> names = roi.regions().stream().map(Roi.Region::name).toList();
        final Roi.Region region = roi.regions().stream()
            .filter(r -> m_recipe.mask().isEmpty() || r.name().trim().equalsIgnoreCase(m_recipe.mask())).findFirst()
            .orElseThrow(() -> new IllegalArgumentException(names.isEmpty()
                ? "the cell holds an image without a region of interest"
                : "no mask is called '" + m_recipe.mask() + "'; there are " + String.join(", ", names)));
        final Perturbed p = Perturbations.apply(roi.image(), region.mask(), m_recipe.perturbation(), m_recipe.seed(),
            progress);
        final Map<String, String> info = new TreeMap<>(roi.info());
        info.put("perturbation", m_recipe.perturbation().describe());
        return Roi.of(p.image(), region.name(), p.mask()).withInfo(info);
    }

    @Override
    public String digest() {
        return m_digest;
    }

    @Override
    public byte[] thumbnail() {
        if (m_recipe.perturbation().equals(Perturbation.NONE) && m_recipe.mask().isEmpty()) {
            return m_recipe.thumbnail();
        }
        byte[] thumbnail = m_thumbnail;
        if (thumbnail == null) {
            thumbnail = perturbed();
            m_thumbnail = thumbnail;
        }
        return thumbnail;
    }

    /** Nothing rather than the picture of another region. */
    private byte[] perturbed() {
        try {
            return Thumbnail.of(read());
        } catch (IOException | IllegalArgumentException e) {
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return "Perturbed (" + m_recipe.perturbation().describe() + "): " + m_recipe.summary() + ", "
            + m_digest.substring(0, 8);
    }

    @Override
    protected boolean equalsDataCell(final DataCell other) {
        return m_digest.equals(((PerturbedRoiCell)other).m_digest);
    }

    @Override
    public int hashCode() {
        return m_digest.hashCode();
    }

    /** As registered in plugin.xml. */
    public static final class Serializer implements DataCellSerializer<PerturbedRoiCell> {

        private static final int VERSION = 1;

        static void write(final Recipe r, final DataOutput out) throws IOException {
            out.writeUTF(r.mask());
            out.writeLong(r.seed());
            out.writeBoolean(r.perturbation().noise());
            out.writeDouble(r.perturbation().rotation());
            out.writeDouble(r.perturbation().translation());
            out.writeDouble(r.perturbation().growth().fraction().orElse(Double.NaN));
            out.writeDouble(r.perturbation().growth().distance().orElse(Double.NaN));
            out.writeBoolean(r.perturbation().contour());
        }

        @Override
        public void serialize(final PerturbedRoiCell cell, final DataCellDataOutput out) throws IOException {
            out.writeInt(VERSION);
            out.writeUTF(cell.m_recipe.digest());
            out.writeUTF(cell.m_recipe.summary());
            CellData.write(cell.m_recipe.thumbnail(), out);
            write(cell.m_recipe, out);
        }

        @Override
        public PerturbedRoiCell deserialize(final DataCellDataInput in) throws IOException {
            CellData.requireVersion(in.readInt(), VERSION, "ROI Perturbator");
            final String digest = in.readUTF();
            final String summary = in.readUTF();
            final byte[] thumbnail = CellData.readBytes(in, Thumbnail.MAX_BYTES);
            final String mask = in.readUTF();
            final long seed = in.readLong();
            final boolean noise = in.readBoolean();
            final double rotation = in.readDouble();
            final double translation = in.readDouble();
            final Growth growth = new Growth(optional(in.readDouble()), optional(in.readDouble()));
            return new PerturbedRoiCell(new Recipe(digest, summary, thumbnail,
                new Perturbation(noise, rotation, translation, growth, in.readBoolean()), mask, seed));
        }

        private static OptionalDouble optional(final double v) {
            return Double.isNaN(v) ? OptionalDouble.empty() : OptionalDouble.of(v);
        }
    }
}
