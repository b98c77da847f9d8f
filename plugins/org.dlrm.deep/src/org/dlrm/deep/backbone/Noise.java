package org.dlrm.deep.backbone;

/** Random but smooth functions of space, given by a seed: gradient noise (Perlin 1985) and cells (Worley 1996). */
final class Noise {

    private final int m_seed;

    Noise(final int seed) {
        m_seed = seed;
    }

    private int hash(final int x, final int y, final int z, final int salt) {
        int h = m_seed + salt * 0x9E3779B9 ^ x * 0x85EBCA6B ^ y * 0xC2B2AE35 ^ z * 0x27D4EB2F;
        h = (h ^ h >>> 15) * 0x2C1B3C6D;
        h = (h ^ h >>> 12) * 0x297A2D39;
        return h ^ h >>> 15;
    }

    private double unit(final int x, final int y, final int z, final int salt) {
        return (hash(x, y, z, salt) >>> 8) * 0x1p-24;
    }

    /** @return about -1 to 1, with structures of about the size 1 */
    double gradient(final double x, final double y, final double z) {
        final int i = (int)Math.floor(x);
        final int j = (int)Math.floor(y);
        final int k = (int)Math.floor(z);
        final double u = x - i;
        final double v = y - j;
        final double w = z - k;
        final double su = smooth(u);
        final double sv = smooth(v);
        final double a = mix(mix(corner(i, j, k, u, v, w), corner(i + 1, j, k, u - 1, v, w), su),
            mix(corner(i, j + 1, k, u, v - 1, w), corner(i + 1, j + 1, k, u - 1, v - 1, w), su), sv);
        final double b = mix(mix(corner(i, j, k + 1, u, v, w - 1), corner(i + 1, j, k + 1, u - 1, v, w - 1), su),
            mix(corner(i, j + 1, k + 1, u, v - 1, w - 1), corner(i + 1, j + 1, k + 1, u - 1, v - 1, w - 1), su), sv);
        return mix(a, b, smooth(w));
    }

    private double corner(final int i, final int j, final int k, final double u, final double v, final double w) {
        final int h = hash(i, j, k, 0);
        return ((h & 0x3FF) / 511.5 - 1) * u + ((h >>> 10 & 0x3FF) / 511.5 - 1) * v
            + ((h >>> 20 & 0x3FF) / 511.5 - 1) * w;
    }

    private static double smooth(final double t) {
        return t * t * t * (t * (t * 6 - 15) + 10);
    }

    private static double mix(final double a, final double b, final double t) {
        return a + (b - a) * t;
    }

    /** @return distances to the nearest and the second nearest of random points, one per unit cell */
    double[] cells(final double x, final double y, final double z) {
        final int i = (int)Math.floor(x);
        final int j = (int)Math.floor(y);
        final int k = (int)Math.floor(z);
        double first = Double.POSITIVE_INFINITY;
        double second = Double.POSITIVE_INFINITY;
        for (int c = k - 1; c <= k + 1; c++) {
            for (int b = j - 1; b <= j + 1; b++) {
                for (int a = i - 1; a <= i + 1; a++) {
                    final double dx = a + unit(a, b, c, 1) - x;
                    final double dy = b + unit(a, b, c, 2) - y;
                    final double dz = c + unit(a, b, c, 3) - z;
                    final double d = dx * dx + dy * dy + dz * dz;
                    if (d < first) {
                        second = first;
                        first = d;
                    } else if (d < second) {
                        second = d;
                    }
                }
            }
        }
        return new double[]{Math.sqrt(first), Math.sqrt(second)};
    }
}
