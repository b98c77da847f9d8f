package org.dlrm.image;

/** A point or direction in DICOM patient coordinates (LPS: x to the left, y to the back, z to the head), mm. */
public record Vec3(double x, double y, double z) {

    public Vec3 plus(final Vec3 o) {
        return new Vec3(x + o.x, y + o.y, z + o.z);
    }

    public Vec3 minus(final Vec3 o) {
        return new Vec3(x - o.x, y - o.y, z - o.z);
    }

    public Vec3 times(final double f) {
        return new Vec3(x * f, y * f, z * f);
    }

    public double dot(final Vec3 o) {
        return x * o.x + y * o.y + z * o.z;
    }

    public Vec3 cross(final Vec3 o) {
        return new Vec3(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);
    }

    public double length() {
        return Math.sqrt(dot(this));
    }

    /** @return this direction with length 1 */
    public Vec3 unit() {
        return times(1 / length());
    }
}
