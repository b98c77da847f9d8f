package org.dlrm.radiomics;

import java.util.Arrays;
import java.util.Set;

import org.dlrm.image.Grid;
import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.work.Progress;

/** Morphological features (IBSI HCUG). */
final class Morphology {

    /** Sums of voxel indices of a mask: count, x, y, z, xx, yy, zz, xy, xz, yz. */
    private static final int MOMENTS = 10;

    private Morphology() {
    }

    /**
     * @param wanted tags of the features wanted; costly ones that are not wanted are left out
     * @return the values of {@link FeatureDictionary#of} MORPHOLOGY
     */
    static FamilyValues of(final Region r, final Set<String> wanted, final Convention convention,
        final Progress progress) {
        final double[] v = new double[FeatureDictionary.of(Family.MORPHOLOGY).size()];
        Arrays.fill(v, Double.NaN);
        final Grid g = r.grid();
        final byte[] mask = r.morphological();
        final double[] m = moments(g, mask);
        final Mesh mesh = Mesh.of(g, mask, convention == Convention.IBSI);
        final double volume = mesh.volume();
        final double area = mesh.area();
        // strict: Math.cbrt of Java 25 has other last bits than that of Java 17
        final double sphere = StrictMath.cbrt(36 * Math.PI * volume * volume);
        v[0] = volume;
        v[1] = m[0] * g.voxelVolume();
        v[2] = area;
        v[3] = area / volume;
        v[4] = volume / (Math.sqrt(Math.PI) * Math.pow(area, 1.5));
        v[5] = 36 * Math.PI * volume * volume / (area * area * area);
        v[6] = area / sphere;
        v[7] = sphere / area;
        v[8] = area / sphere - 1;
        if (wants(wanted, "morph_com")) {
            v[9] = centreShift(r, m);
        }
        // IBSI divides by N - 1, PyRadiomics by N
        final double[] lambda =
            principalVariances(g, m, Math.max(1, convention == Convention.IBSI ? m[0] - 1 : m[0]));
        // axis lengths of an ellipsoid with the same variances: 4 sqrt(lambda)
        final double major = 4 * Math.sqrt(lambda[2]);
        final double minor = 4 * Math.sqrt(lambda[1]);
        final double least = 4 * Math.sqrt(lambda[0]);
        v[11] = major;
        v[12] = minor;
        v[13] = least;
        v[14] = minor / major;
        v[15] = least / major;
        final double x = g.nx() * g.sx();
        final double y = g.ny() * g.sy();
        final double z = g.nz() * g.sz();
        v[16] = volume / (x * y * z);
        v[17] = area / (2 * (x * y + x * z + y * z));
        v[20] = volume / Ellipsoids.volume(major / 2, minor / 2, least / 2);
        v[21] = area / Ellipsoids.area(major / 2, minor / 2, least / 2);
        if (wants(wanted, "morph_diam", "ombb", "mvee", "conv_hull")) {
            final Extent.Hull hull = Extent.hull(g, mask);
            v[10] = hull.diameter();
            v[24] = volume / hull.volume();
            v[25] = area / hull.area();
            progress.check();
            if (wants(wanted, "ombb")) {
                final double[] box = BoundingBoxes.oriented(hull);
                v[18] = volume / (box[0] * box[1] * box[2]);
                v[19] = area / (2 * (box[0] * box[1] + box[0] * box[2] + box[1] * box[2]));
            }
            progress.check();
            if (wants(wanted, "mvee")) {
                final double[] e = Ellipsoids.minimumVolume(hull.vertices());
                v[22] = volume / Ellipsoids.volume(e[0], e[1], e[2]);
                v[23] = area / Ellipsoids.area(e[0], e[1], e[2]);
            }
        }
        if (wants(wanted, "integ_int", "moran", "geary")) {
            final double mean = r.mean();
            v[26] = mean * volume;
            if (wants(wanted, "moran", "geary") && Double.isFinite(mean)) {
                final double[] spatial = SpatialAutocorrelation.of(r, progress);
                v[27] = spatial[0];
                v[28] = spatial[1];
            }
        }
        if (wants(wanted, "morph_diam_")) {
            final double[] d = Extent.planeDiameters(g, mask);
            v[29] = d[0];
            v[30] = d[1];
            v[31] = d[2];
        }
        return new FamilyValues(v, "undefined for a region with so few voxels, or without differences in intensity");
    }

    private static boolean wants(final Set<String> wanted, final String... parts) {
        return wanted.stream().anyMatch(tag -> Arrays.stream(parts).anyMatch(tag::contains));
    }

    private static double[] moments(final Grid g, final byte[] mask) {
        final double[] m = new double[MOMENTS];
        int p = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                int n = 0;
                int sum = 0;
                long squares = 0;
                for (int i = 0; i < g.nx(); i++, p++) {
                    n += mask[p];
                    sum += i * mask[p];
                    squares += i * i * mask[p];
                }
                m[0] += n;
                m[1] += sum;
                m[2] += (double)n * j;
                m[3] += (double)n * k;
                m[4] += squares;
                m[5] += (double)n * j * j;
                m[6] += (double)n * k * k;
                m[7] += (double)sum * j;
                m[8] += (double)sum * k;
                m[9] += (double)n * j * k;
            }
        }
        return m;
    }

    /** @return variances of the voxel centres along their principal axes, mm^2, ascending, none below 0 */
    private static double[] principalVariances(final Grid g, final double[] m, final double divisor) {
        final double n = m[0];
        final double[] s = {g.sx(), g.sy(), g.sz()};
        final double[] c = {m[1] / n, m[2] / n, m[3] / n};
        final double[][] second = {{m[4], m[7], m[8]}, {m[7], m[5], m[9]}, {m[8], m[9], m[6]}};
        final double[][] covariance = new double[3][3];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                covariance[a][b] = (second[a][b] - n * c[a] * c[b]) / divisor * s[a] * s[b];
            }
        }
        final double scale = covariance[0][0] + covariance[1][1] + covariance[2][2];
        final double[] lambda = SymmetricEigen.values(covariance);
        Arrays.sort(lambda);
        for (int i = 0; i < 3; i++) {
            lambda[i] = lambda[i] < 1e-12 * scale ? 0 : lambda[i];
        }
        return lambda;
    }

    /** Distance between the centre of the morphological mask and the intensity-weighted centre of the intensity mask. */
    private static double centreShift(final Region r, final double[] m) {
        final Grid g = r.grid();
        double sum = 0;
        double x = 0;
        double y = 0;
        double z = 0;
        int p = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                double row = 0;
                double along = 0;
                for (int i = 0; i < g.nx(); i++, p++) {
                    if (r.intense()[p] != 0) {
                        row += r.intensity()[p];
                        along += (double)i * r.intensity()[p];
                    }
                }
                sum += row;
                x += along;
                y += row * j;
                z += row * k;
            }
        }
        final double dx = (x / sum - m[1] / m[0]) * g.sx();
        final double dy = (y / sum - m[2] / m[0]) * g.sy();
        final double dz = (z / sum - m[3] / m[0]) * g.sz();
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
}
