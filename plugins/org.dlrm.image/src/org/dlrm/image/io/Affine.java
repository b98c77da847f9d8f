package org.dlrm.image.io;

import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;

/** Makes a {@link Grid} from the columns of a voxel-to-patient matrix and refuses what is none. */
final class Affine {

    /** Smallest accepted volume of the cell spanned by the unit axes: 0 means that they lie in one plane. */
    private static final double SINGULAR = 1e-3;

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
        return new Grid(size[0], size[1], size[2], spacing[0], spacing[1], spacing[2], origin, axes[0], axes[1],
            axes[2]);
    }

    private static ImageFileException bad(final String field, final String expected, final String found) {
        return new ImageFileException(ImageFileException.Kind.BAD_VALUE, "Unusable geometry in " + field, expected,
            found, "Export the image again with its orientation.");
    }
}
