package org.dlrm.dicom.series;

import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;

/**
 * Shear correction of a tilted gantry: every slice is moved within its plane (linear interpolation) so that the stack
 * becomes orthogonal. Slice positions along the normal stay; the plane grows by the shift, filled with the smallest
 * value of the volume.
 */
public final class TiltCorrection {

    private TiltCorrection() {
    }

    /** Shift of one slice against the one before, and how many pixels the plane grows on each side. */
    private record Shear(double tx, double ty, int left, int right, int up, int down) {

        static Shear of(final Grid g) {
            final double tx = g.sz() * g.zAxis().dot(g.xAxis()) / g.sx();
            final double ty = g.sz() * g.zAxis().dot(g.yAxis()) / g.sy();
            final int last = g.nz() - 1;
            return new Shear(tx, ty, pixels(-tx * last), pixels(tx * last), pixels(-ty * last), pixels(ty * last));
        }

        private static int pixels(final double shift) {
            return (int)Math.max(0, Math.ceil(shift - 1e-3)); // rounding of positions is not worth a column of padding
        }

        Grid straight(final Grid g) {
            final Vec3 normal = g.xAxis().cross(g.yAxis()).unit();
            return new Grid(g.nx() + left + right, g.ny() + up + down, g.nz(), g.sx(), g.sy(),
                g.sz() * g.zAxis().dot(normal), g.toPatient(-left, -up, 0), g.xAxis(), g.yAxis(), normal);
        }
    }

    /** @return the orthogonal grid that {@link #apply} brings a volume of this grid onto */
    public static Grid grid(final Grid sheared) {
        return Shear.of(sheared).straight(sheared);
    }

    /** @param sheared a volume whose z axis is not the normal of its planes */
    static Volume apply(final Volume sheared) {
        final Shear shear = Shear.of(sheared.grid());
        final Grid out = shear.straight(sheared.grid());
        float fill = Float.MAX_VALUE;
        for (final float v : sheared.values()) {
            fill = Math.min(fill, v);
        }
        final float[] values = new float[out.voxels()];
        for (int k = 0; k < out.nz(); k++) {
            for (int j = 0; j < out.ny(); j++) {
                for (int i = 0; i < out.nx(); i++) {
                    values[out.index(i, j, k)] = sample(sheared, i - shear.left() - k * shear.tx(),
                        j - shear.up() - k * shear.ty(), k, fill);
                }
            }
        }
        return new Volume(out, values);
    }

    private static float sample(final Volume v, final double x, final double y, final int k, final float fill) {
        final double eps = 1e-3;
        final int nx = v.grid().nx();
        final int ny = v.grid().ny();
        if (x < -eps || y < -eps || x > nx - 1 + eps || y > ny - 1 + eps) {
            return fill;
        }
        final int i = (int)Math.min(Math.max(0, Math.floor(x)), Math.max(0, nx - 2));
        final int j = (int)Math.min(Math.max(0, Math.floor(y)), Math.max(0, ny - 2));
        final double fx = Math.min(1, Math.max(0, x - i));
        final double fy = Math.min(1, Math.max(0, y - j));
        final int i1 = Math.min(i + 1, nx - 1);
        final int j1 = Math.min(j + 1, ny - 1);
        return (float)((1 - fy) * ((1 - fx) * v.get(i, j, k) + fx * v.get(i1, j, k))
            + fy * ((1 - fx) * v.get(i, j1, k) + fx * v.get(i1, j1, k)));
    }
}
