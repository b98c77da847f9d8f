package org.dlrm.knime.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.dlrm.dicom.roi.RoiTarget;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.TiltCorrection;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.knime.FilePaths;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataCellDataInput;
import org.knime.core.data.DataCellDataOutput;
import org.knime.core.data.DataCellSerializer;
import org.knime.core.data.DataType;
import org.knime.core.node.InvalidSettingsException;

/** A reference to a DICOM series: geometry, digest and the files; never the pixels. */
@SuppressWarnings("serial")
public final class VolumeCell extends DataCell implements VolumeValue {

    public static final DataType TYPE = DataType.getType(VolumeCell.class);

    private static final int MAX_FILES = 1_000_000;

    private final String m_folder;

    private final String[] m_files;

    private final Grid m_grid;

    private final String m_digest;

    private final String m_modality;

    private VolumeCell(final String folder, final String[] files, final Grid grid, final String digest,
        final String modality) {
        m_folder = folder;
        m_files = files;
        m_grid = grid;
        m_digest = digest;
        m_modality = modality;
    }

    /**
     * @param folder the folder as the user gave it (absolute or inside the workflow), from which file names are counted
     * @param folderPath the same, resolved
     * @param series with a grid, its files below the folder
     */
    public static VolumeCell of(final String folder, final Path folderPath, final SeriesInfo series) {
        final Path base = folderPath.toAbsolutePath().normalize();
        final String[] files = series.files().stream()
            .map(f -> base.relativize(f.toAbsolutePath().normalize()).toString().replace('\\', '/'))
            .toArray(String[]::new);
        return new VolumeCell(folder, files, series.grid().or(() -> series.shearedGrid().map(TiltCorrection::grid)).orElseThrow(), series.digest(),
            series.modality());
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
                    + " files are expected). Set the new folder in the DICOM Reader and execute it again.");
            }
            files.add(file);
        }
        final ScanResult scan = new SeriesScanner().scan(files, progress, 1);
        final SeriesInfo series = scan.series().stream().filter(s -> s.digest().equals(m_digest)).findFirst()
            .orElseThrow(() -> new IOException("The image files in " + base
                + " have changed since the DICOM Reader ran. Execute it again."));
        final boolean tilted = series.grid().isEmpty();
        return new Opened() {
            @Override
            public RoiTarget target() {
                return RoiTarget.of(series, m_grid);
            }

            @Override
            public Volume read(final Box box, final Progress p) throws IOException {
                return tilted ? new VolumeReader().readTiltCorrected(series, p).crop(box)
                    : new VolumeReader().read(series, box, p);
            }
        };
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %d x %d x %d, %.4g x %.4g x %.4g mm, %s", m_modality, m_grid.nx(),
            m_grid.ny(), m_grid.nz(), m_grid.sx(), m_grid.sy(), m_grid.sz(), m_digest.substring(0, 8));
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

        private static final int VERSION = 1;

        @Override
        public void serialize(final VolumeCell cell, final DataCellDataOutput out) throws IOException {
            out.writeInt(VERSION);
            out.writeUTF(cell.m_folder);
            out.writeUTF(cell.m_digest);
            out.writeUTF(cell.m_modality);
            final Grid g = cell.m_grid;
            for (final int n : new int[]{g.nx(), g.ny(), g.nz()}) {
                out.writeInt(n);
            }
            for (final double d : new double[]{g.sx(), g.sy(), g.sz()}) {
                out.writeDouble(d);
            }
            for (final Vec3 v : List.of(g.origin(), g.xAxis(), g.yAxis(), g.zAxis())) {
                out.writeDouble(v.x());
                out.writeDouble(v.y());
                out.writeDouble(v.z());
            }
            out.writeInt(cell.m_files.length);
            for (final String file : cell.m_files) {
                out.writeUTF(file);
            }
        }

        @Override
        public VolumeCell deserialize(final DataCellDataInput in) throws IOException {
            final int version = in.readInt();
            if (version != VERSION) {
                throw new IOException("This image cell was written by another version of DLRM Nodes (format " + version
                    + "). Execute the DICOM Reader again.");
            }
            final String folder = in.readUTF();
            final String digest = in.readUTF();
            final String modality = in.readUTF();
            final Grid grid = new Grid(in.readInt(), in.readInt(), in.readInt(), in.readDouble(), in.readDouble(),
                in.readDouble(), vec(in), vec(in), vec(in), vec(in));
            final int n = in.readInt();
            if (n < 0 || n > MAX_FILES) {
                throw new IOException("Damaged image cell: " + n + " files");
            }
            final String[] files = new String[n];
            for (int i = 0; i < n; i++) {
                files[i] = in.readUTF();
            }
            return new VolumeCell(folder, files, grid, digest, modality);
        }

        private static Vec3 vec(final DataCellDataInput in) throws IOException {
            return new Vec3(in.readDouble(), in.readDouble(), in.readDouble());
        }
    }
}
