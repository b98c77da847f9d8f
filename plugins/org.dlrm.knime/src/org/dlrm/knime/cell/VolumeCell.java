package org.dlrm.knime.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.dlrm.dicom.roi.RoiTarget;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.TiltCorrection;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Volume;
import org.dlrm.image.io.ImageFiles;
import org.dlrm.image.io.ImageHeader;
import org.dlrm.knime.FilePaths;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataCellDataInput;
import org.knime.core.data.DataCellDataOutput;
import org.knime.core.data.DataCellSerializer;
import org.knime.core.data.DataType;
import org.knime.core.node.InvalidSettingsException;

/** A reference to a DICOM series, or to a NIfTI or NRRD file: geometry, digest and the files; never the pixels. */
@SuppressWarnings("serial")
public final class VolumeCell extends DataCell implements VolumeValue {

    public static final DataType TYPE = DataType.getType(VolumeCell.class);

    private static final int MAX_FILES = 1_000_000;

    private final String m_folder;

    private final String[] m_files;

    private final Grid m_grid;

    private final String m_digest;

    /** Modality of a series, format of an image file. */
    private final String m_kind;

    private final byte[] m_thumbnail;

    private VolumeCell(final String folder, final String[] files, final Grid grid, final String digest,
        final String kind, final byte[] thumbnail) {
        m_folder = folder;
        m_files = files;
        m_grid = grid;
        m_digest = digest;
        m_kind = kind;
        m_thumbnail = thumbnail;
    }

    /**
     * Refers to a series. One slice is read, for the thumbnail.
     *
     * @param folder the folder as the user gave it (absolute or inside the workflow), from which file names are counted
     * @param folderPath the same, resolved
     * @param series with a grid, its files below the folder
     */
    public static VolumeCell of(final String folder, final Path folderPath, final SeriesInfo series) {
        final Path base = folderPath.toAbsolutePath().normalize();
        final String[] files = series.files().stream()
            .map(f -> base.relativize(f.toAbsolutePath().normalize()).toString().replace('\\', '/'))
            .toArray(String[]::new);
        return new VolumeCell(folder, files, grid(series), series.digest(), series.modality(), thumbnail(series));
    }

    /**
     * Refers to a NIfTI or NRRD file, whose values are read once for the digest and the thumbnail.
     *
     * @param folder as for a series, with the file directly inside
     */
    public static VolumeCell of(final String folder, final Path file, final ImageHeader header) throws IOException {
        final Volume volume = ImageFiles.readVolume(file);
        return new VolumeCell(folder, new String[]{file.getFileName().toString()}, volume.grid(), digest(volume),
            header.format(), Thumbnail.of(volume, Optional.empty(), volume.grid().nz() / 2));
    }

    private static Grid grid(final SeriesInfo series) {
        return series.grid().or(() -> series.shearedGrid().map(TiltCorrection::grid)).orElseThrow();
    }

    private static byte[] thumbnail(final SeriesInfo series) {
        final Grid g = series.grid().or(series::shearedGrid).orElseThrow();
        try {
            return Thumbnail.of(new VolumeReader().read(series.slices(), g, new Box(0, 0, g.nz() / 2, g.nx(), g.ny(), 1),
                Progress.NONE), Optional.empty(), 0);
        } catch (IOException e) {
            return new byte[0]; // whoever needs the pixels says what is wrong with them
        }
    }

    @Override
    public Grid grid() {
        return m_grid;
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
    public Opened open(final Progress progress) throws IOException {
        final Path base;
        try {
            base = FilePaths.resolve(m_folder, "Image folder");
        } catch (InvalidSettingsException e) {
            throw new IOException(e.getMessage(), e);
        }
        final List<Path> files = new ArrayList<>(m_files.length);
        for (final String name : m_files) {
            final Path file = base.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new IOException("The image file " + file + " is no longer there (" + m_files.length
                    + (m_files.length == 1 ? " file is" : " files are") + " expected). Set the new base folder in the DICOM "
                    + "Reader and execute it again.");
            }
            files.add(file);
        }
        if (files.size() == 1 && ImageFiles.isImageFile(files.get(0))) {
            return openFile(files.get(0));
        }
        final ScanResult scan = new SeriesScanner().scan(files, progress, 1);
        return opened(scan.series().stream().filter(s -> s.digest().equals(m_digest)).findFirst()
            .orElseThrow(() -> changed(base)));
    }

    private static IOException changed(final Path where) {
        return new IOException("The image files in " + where
            + " have changed since the DICOM Reader ran. Execute it again.");
    }

    /** @return the image of a series whose files were just scanned; a tilted one is corrected when it is read */
    public static Opened opened(final SeriesInfo series) {
        final Grid grid = grid(series);
        final boolean tilted = series.grid().isEmpty();
        return new Opened() {
            @Override
            public RoiTarget target() {
                return RoiTarget.of(series, grid);
            }

            @Override
            public Volume read(final Box box, final Progress p) throws IOException {
                return tilted ? new VolumeReader().readTiltCorrected(series, p).crop(box)
                    : new VolumeReader().read(series, box, p);
            }
        };
    }

    private Opened openFile(final Path file) throws IOException {
        if (!ImageFiles.readHeader(file).grid().equals(m_grid)) {
            throw changed(file);
        }
        return new Opened() {
            @Override
            public RoiTarget target() {
                return RoiTarget.of(m_grid);
            }

            @Override
            public Volume read(final Box box, final Progress p) throws IOException {
                final Volume volume = ImageFiles.readVolume(file);
                p.check();
                if (!digest(volume).equals(m_digest)) {
                    throw changed(file);
                }
                return volume.crop(box);
            }
        };
    }

    /** Of the values; the grid is compared by itself. */
    private static String digest(final Volume volume) {
        try {
            final MessageDigest sha = MessageDigest.getInstance("SHA-256");
            final byte[] row = new byte[4 * volume.grid().nx()];
            int p = 0;
            for (final float v : volume.values()) {
                final int bits = Float.floatToIntBits(v);
                for (int b = 0; b < 4; b++) {
                    row[p++] = (byte)(bits >>> 8 * b);
                }
                if (p == row.length) {
                    sha.update(row);
                    p = 0;
                }
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has SHA-256
        }
    }

    @Override
    public String toString() {
        return text(m_kind, m_grid, m_digest);
    }

    /** @return what a table shows of an image */
    static String text(final String kind, final Grid g, final String digest) {
        return String.format(Locale.ROOT, "%s %d x %d x %d, %.4g x %.4g x %.4g mm, %s", kind, g.nx(), g.ny(), g.nz(),
            g.sx(), g.sy(), g.sz(), digest.substring(0, 8));
    }

    @Override
    protected boolean equalsDataCell(final DataCell other) {
        return m_digest.equals(((VolumeCell)other).m_digest);
    }

    @Override
    public int hashCode() {
        return m_digest.hashCode();
    }

    /** As registered in plugin.xml. */
    public static final class Serializer implements DataCellSerializer<VolumeCell> {

        private static final int VERSION = 2;

        @Override
        public void serialize(final VolumeCell cell, final DataCellDataOutput out) throws IOException {
            out.writeInt(VERSION);
            out.writeUTF(cell.m_folder);
            out.writeUTF(cell.m_digest);
            out.writeUTF(cell.m_kind);
            CellData.write(cell.m_grid, out);
            CellData.write(cell.m_thumbnail, out);
            out.writeInt(cell.m_files.length);
            for (final String file : cell.m_files) {
                out.writeUTF(file);
            }
        }

        @Override
        public VolumeCell deserialize(final DataCellDataInput in) throws IOException {
            CellData.requireVersion(in.readInt(), VERSION, "DICOM Reader");
            final String folder = in.readUTF();
            final String digest = in.readUTF();
            final String kind = in.readUTF();
            final Grid grid = CellData.readGrid(in);
            final byte[] thumbnail = CellData.readBytes(in, Thumbnail.MAX_BYTES);
            final String[] files = new String[CellData.readCount(in, MAX_FILES)];
            for (int i = 0; i < files.length; i++) {
                files[i] = in.readUTF();
            }
            return new VolumeCell(folder, files, grid, digest, kind, thumbnail);
        }
    }
}
