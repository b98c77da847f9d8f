package org.dlrm.image.region;

import java.util.Arrays;
import java.util.Optional;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.work.Progress;

/** How well two masks on one grid agree, e.g. those of two readers. */
public final class Overlap {

    private Overlap() {
    }

    /** Dice coefficient 2 |A and B| / (|A| + |B|); NaN if both are empty. */
    public static double dice(final Mask a, final Mask b) {
        final byte[] x = a.inside();
        final byte[] y = Regions.sameGrid(a, b);
        long both = 0;
        long sum = 0;
        for (int p = 0; p < x.length; p++) {
            both += x[p] & y[p];
            sum += x[p] + y[p];
        }
        return sum == 0 ? Double.NaN : 2.0 * both / sum;
    }

    /** Jaccard index |A and B| / |A or B|; NaN if both are empty. */
    public static double jaccard(final Mask a, final Mask b) {
        final double dice = dice(a, b);
        return dice / (2 - dice);
    }

    /**
     * Distances between the surfaces of two masks: from every surface voxel of one to the nearest surface voxel of the
     * other. A surface voxel has a face neighbour outside (or beyond the grid).
     *
     * @param hausdorff largest distance in mm, both directions (symmetric Hausdorff distance)
     * @param hausdorff95 95th percentile of all distances of both directions
     * @param mean mean of all distances of both directions (average symmetric surface distance)
     */
    public record SurfaceDistance(double hausdorff, double hausdorff95, double mean) {
    }

    /** @return empty if one of the masks is empty */
    public static Optional<SurfaceDistance> surfaceDistance(final Mask a, final Mask b, final Progress progress) {
        Regions.sameGrid(a, b);
        final Optional<Box> boxA = a.boundingBox();
        final Optional<Box> boxB = b.boundingBox();
        if (boxA.isEmpty() || boxB.isEmpty()) {
            return Optional.empty();
        }
        final Box block = join(boxA.get(), boxB.get());
        final Mask sa = surface(a).crop(block);
        final Mask sb = surface(b).crop(block);
        final float[] toB = DistanceTransform.squared(sb, true, sb.grid().box(), progress);
        final float[] toA = DistanceTransform.squared(sa, true, sa.grid().box(), progress);
        final double[] d = new double[sa.count() + sb.count()];
        int n = 0;
        for (int p = 0; p < toA.length; p++) {
            if (sa.inside()[p] != 0) {
                d[n++] = Math.sqrt(toB[p]);
            }
            if (sb.inside()[p] != 0) {
                d[n++] = Math.sqrt(toA[p]);
            }
        }
        Arrays.sort(d);
        return Optional.of(new SurfaceDistance(d[n - 1], d[(int)Math.ceil(0.95 * n) - 1],
            Arrays.stream(d).sum() / n));
    }

    static Box join(final Box a, final Box b) {
        final int x = Math.min(a.x(), b.x());
        final int y = Math.min(a.y(), b.y());
        final int z = Math.min(a.z(), b.z());
        return new Box(x, y, z, Math.max(a.x() + a.nx(), b.x() + b.nx()) - x,
            Math.max(a.y() + a.ny(), b.y() + b.ny()) - y, Math.max(a.z() + a.nz(), b.z() + b.nz()) - z);
    }

    private static Mask surface(final Mask mask) {
        final Grid g = mask.grid();
        final byte[] m = mask.inside();
        final byte[] out = new byte[m.length];
        final int nx = g.nx();
        final int nxy = g.nx() * g.ny();
        int p = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < nx; i++, p++) {
                    if (m[p] != 0 && (i == 0 || i == nx - 1 || j == 0 || j == g.ny() - 1 || k == 0
                        || k == g.nz() - 1 || (m[p - 1] & m[p + 1] & m[p - nx] & m[p + nx] & m[p - nxy]
                            & m[p + nxy]) == 0)) {
                        out[p] = 1;
                    }
                }
            }
        }
        return new Mask(g, out);
    }
}
