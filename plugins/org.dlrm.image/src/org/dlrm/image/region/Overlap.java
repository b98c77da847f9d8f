package org.dlrm.image.region;

import java.util.Arrays;
import java.util.Optional;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.work.Progress;

/**
 * How well two masks agree, e.g. those of two readers. The masks lie on one image; they may have been cut out of it
 * differently.
 */
public final class Overlap {

    /** Largest distance of corresponding voxel centres. */
    private static final double TOLERANCE_MM = 0.05;

    private Overlap() {
    }

    /** Two masks on one grid that holds both. */
    private record Pair(Mask a, Mask b) {
    }

    /** @throws IllegalArgumentException if voxels of one mask are not voxels of the other's image */
    private static Pair together(final Mask a, final Mask b) {
        final Grid g = a.grid();
        final Grid h = b.grid();
        if (g.equals(h)) {
            return new Pair(a, b);
        }
        final Vec3 q = g.toIndex(h.origin());
        final int[] offset = {(int)Math.round(q.x()), (int)Math.round(q.y()), (int)Math.round(q.z())};
        final Grid moved = new Grid(h.nx(), h.ny(), h.nz(), g.sx(), g.sy(), g.sz(),
            g.toPatient(offset[0], offset[1], offset[2]), g.xAxis(), g.yAxis(), g.zAxis());
        moved.difference(h, TOLERANCE_MM).ifPresent(d -> {
            throw new IllegalArgumentException("The masks lie on different images: " + d);
        });
        final Box boxB = new Box(offset[0], offset[1], offset[2], h.nx(), h.ny(), h.nz());
        final Box all = join(g.box(), boxB);
        final Grid common = new Grid(all.nx(), all.ny(), all.nz(), g.sx(), g.sy(), g.sz(),
            g.toPatient(all.x(), all.y(), all.z()), g.xAxis(), g.yAxis(), g.zAxis());
        return new Pair(place(a, common, -all.x(), -all.y(), -all.z()),
            place(b, common, offset[0] - all.x(), offset[1] - all.y(), offset[2] - all.z()));
    }

    private static Mask place(final Mask mask, final Grid common, final int x, final int y, final int z) {
        final Grid g = mask.grid();
        final byte[] out = new byte[common.voxels()];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                System.arraycopy(mask.inside(), g.index(0, j, k), out, common.index(x, y + j, z + k), g.nx());
            }
        }
        return new Mask(common, out);
    }

    /** Dice coefficient 2 |A and B| / (|A| + |B|); NaN if both are empty. */
    public static double dice(final Mask a, final Mask b) {
        final Pair pair = together(a, b);
        final byte[] x = pair.a().inside();
        final byte[] y = pair.b().inside();
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
    public static Optional<SurfaceDistance> surfaceDistance(final Mask first, final Mask second,
        final Progress progress) {
        final Pair pair = together(first, second);
        final Mask a = pair.a();
        final Mask b = pair.b();
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
