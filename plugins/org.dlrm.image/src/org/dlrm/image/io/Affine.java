package org.dlrm.image.io;

import java.util.Locale;

import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;

/** Makes a {@link Grid} from the columns of a voxel-to-patient matrix and refuses what is none. */
final class Affine {

    /** Smallest accepted volume of the cell spanned by the unit axes: 0 means that they lie in one plane. */
    private static final double SINGULAR = 1e-3;

    /** Axes may deviate from right angles by 0.1 degrees, as the slices of a DICOM series may. */
    private static final double MAX_COSINE = 1.75e-3;

    private Affine() {
    }

    /**
     * @param size voxels along the three axes of the file
     * @param columns step of one voxel along each axis, LPS mm
     * @param origin centre of the first voxel, LPS mm
     * @param field the header field the matrix comes from, for messages
     */
    static Grid grid(final int[] size, final Vec3[] columns, final Vec3 origin, final String field)
        throws ImageFileException {
        final double[] spacing = new double[3];
        final Vec3[] axes = new Vec3[3];
        for (int a = 0; a < 3; a++) {
            spacing[a] = columns[a].length();
            if (!(spacing[a] > 1e-6 && spacing[a] < 1e5)) {
                throw bad(field, "a voxel size between 1e-6 and 1e5 mm along axis " + (a + 1), spacing[a] + " mm");
            }
            axes[a] = columns[a].unit();
        }
        if (!(Math.abs(origin.x()) < 1e6 && Math.abs(origin.y()) < 1e6 && Math.abs(origin.z()) < 1e6)) {
            throw bad(field, "a position within a kilometre of the origin", origin.toString());
        }
        if (Math.abs(axes[0].cross(axes[1]).dot(axes[2])) < SINGULAR) {
            throw bad(field, "three independent axes", "axes in one plane");
        }
        final double cosine = cosine(columns);
        if (cosine > MAX_COSINE) {
            throw new ImageFileException(ImageFileException.Kind.UNSUPPORTED, "Sheared voxels (" + field + ")",
                "axes at right angles", String.format(Locale.ROOT, "an angle of %.2f degrees",
                    Math.toDegrees(Math.acos(cosine))),
                "Resample the image onto a straight grid, or read the DICOM series with tilt correction.");
        }
        return new Grid(size[0], size[1], size[2], spacing[0], spacing[1], spacing[2], origin, axes[0], axes[1],
            axes[2]);
    }

    /** @return the cosine of the angle between two of three axes that is farthest from a right one */
    private static double cosine(final Vec3[] columns) {
        double most = 0;
        for (int a = 0; a < 3; a++) {
            final Vec3 u = columns[a];
            final Vec3 v = columns[(a + 1) % 3];
            most = Math.max(most, Math.abs(u.dot(v)) / (u.length() * v.length()));
        }
        return most;
    }

    /** @return whether the axes are not at right angles; false if they are none */
    static boolean isSheared(final double[][] matrix) {
        final Vec3[] columns = new Vec3[3];
        for (int a = 0; a < 3; a++) {
            columns[a] = new Vec3(matrix[0][a], matrix[1][a], matrix[2][a]);
        }
        return cosine(columns) > MAX_COSINE;
    }

    private static ImageFileException bad(final String field, final String expected, final String found) {
        return new ImageFileException(ImageFileException.Kind.BAD_VALUE, "Unusable geometry in " + field, expected,
            found, "Export the image again with its orientation.");
    }
}
