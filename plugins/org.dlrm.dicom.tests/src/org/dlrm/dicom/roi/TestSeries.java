package org.dlrm.dicom.roi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.dlrm.dicom.DataSet;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;

/** The grid of a well-formed series, from the headers alone. */
final class TestSeries {

    private TestSeries() {
    }

    static RoiTarget target(final Path folder) throws IOException {
        return target(folder, "");
    }

    /** @param prefix of the file names that belong to the series */
    static RoiTarget target(final Path folder, final String prefix) throws IOException {
        final List<DataSet> slices = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path f : files.filter(p -> p.getFileName().toString().startsWith(prefix)).sorted().toList()) {
                slices.add(DicomFile.read(f, ReadOptions.HEADER).dataSet());
            }
        }
        final DataSet any = slices.get(0);
        final double[] o = any.requireDoubles(Tag.ImageOrientationPatient, 6);
        final Vec3 row = new Vec3(o[0], o[1], o[2]);
        final Vec3 column = new Vec3(o[3], o[4], o[5]);
        final Vec3 normal = row.cross(column);
        final List<Vec3> positions = new ArrayList<>();
        for (final DataSet ds : slices) {
            final double[] p = ds.requireDoubles(Tag.ImagePositionPatient, 3);
            positions.add(new Vec3(p[0], p[1], p[2]));
        }
        positions.sort((a, b) -> Double.compare(a.dot(normal), b.dot(normal)));
        final double[] z = positions.stream().mapToDouble(p -> p.minus(positions.get(0)).dot(normal)).toArray();
        final double[] spacing = any.requireDoubles(Tag.PixelSpacing, 2);
        final Grid grid = new Grid(any.requireInt(Tag.Columns), any.requireInt(Tag.Rows), z.length, spacing[1],
            spacing[0], z.length > 1 ? z[z.length - 1] / (z.length - 1) : 1, positions.get(0), row, column, normal);
        return new RoiTarget(grid, z, any.getString(Tag.SeriesInstanceUID), any.getString(Tag.FrameOfReferenceUID));
    }

    /** SHA-256 of the mask's bytes in the order z, y, x. */
    static String sha256(final Mask mask) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(mask.inside()));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
