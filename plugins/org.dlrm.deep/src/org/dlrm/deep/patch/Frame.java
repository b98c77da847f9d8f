package org.dlrm.deep.patch;

import org.dlrm.image.Vec3;

/**
 * Where a patch lies in the patient: unit directions of its columns (u), rows (v) and slices (w), LPS mm.
 *
 * @param view e.g. "axial"
 * @param centre position of the patch's middle
 */
public record Frame(String view, Vec3 centre, Vec3 u, Vec3 v, Vec3 w) {

    private static final Vec3 X = new Vec3(1, 0, 0);

    private static final Vec3 Y = new Vec3(0, 1, 0);

    private static final Vec3 Z = new Vec3(0, 0, 1);

    /** @return a frame whose columns run to the left, rows to the back, slices to the head */
    public static Frame axial(final Vec3 centre) {
        return new Frame("axial", centre, X, Y, Z);
    }

    static Frame coronal(final Vec3 centre) {
        return new Frame("coronal", centre, X, Z.times(-1), Y);
    }

    static Frame sagittal(final Vec3 centre) {
        return new Frame("sagittal", centre, Y, Z.times(-1), X);
    }
}
