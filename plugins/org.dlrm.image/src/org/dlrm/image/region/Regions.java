package org.dlrm.image.region;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.region.Components.Connectivity;
import org.dlrm.work.Progress;

/**
 * Operations on masks. None changes its argument. Distances are Euclidean, between voxel centres, in mm; a voxel exactly
 * at the distance counts as reached.
 */
public final class Regions {

    /** Distances are compared with this tolerance, so that 3 x 0.1 mm is not more than 0.3 mm. */
    private static final double MM = 1e-4;

    private Regions() {
    }

    // ------------------------------------------------------------ sets

    /** @return voxels of at least one of the masks, which lie on one grid */
    public static Mask union(final List<Mask> masks) {
        final byte[] out = copy(masks.get(0));
        for (final Mask m : masks.subList(1, masks.size())) {
            final byte[] b = sameGrid(masks.get(0), m);
            for (int p = 0; p < out.length; p++) {
                out[p] |= b[p];
            }
        }
        return new Mask(masks.get(0).grid(), out);
    }

    /** @return voxels of all of the masks, which lie on one grid */
    public static Mask intersection(final List<Mask> masks) {
        final byte[] out = copy(masks.get(0));
        for (final Mask m : masks.subList(1, masks.size())) {
            final byte[] b = sameGrid(masks.get(0), m);
            for (int p = 0; p < out.length; p++) {
                out[p] &= b[p];
            }
        }
        return new Mask(masks.get(0).grid(), out);
    }

    /** @return voxels of the first mask that are in none of the others; all lie on one grid */
    public static Mask difference(final List<Mask> masks) {
        final byte[] out = copy(masks.get(0));
        for (final Mask m : masks.subList(1, masks.size())) {
            final byte[] b = sameGrid(masks.get(0), m);
            for (int p = 0; p < out.length; p++) {
                out[p] &= 1 - b[p];
            }
        }
        return new Mask(masks.get(0).grid(), out);
    }

    private static byte[] copy(final Mask m) {
        return m.inside().clone();
    }

    /** @return the second mask's voxels; throws if the grids differ */
    static byte[] sameGrid(final Mask a, final Mask b) {
        requireSame(a.grid(), b.grid());
        return b.inside();
    }

    /** @throws IllegalArgumentException that says how the grids differ, if corresponding voxels are 0.01 mm apart */
    static void requireSame(final Grid a, final Grid b) {
        if (!a.equals(b)) {
            a.difference(b, 1e-2).ifPresent(d -> {
                throw new IllegalArgumentException("The mask lies on another grid: " + d);
            });
        }
    }

    // ------------------------------------------------------------ components and holes

    /** @return the component with the most voxels; the mask itself if it is empty */
    public static Mask largestComponent(final Mask mask, final Connectivity connectivity) {
        final Components c = Components.of(mask, connectivity);
        final int largest = c.largest();
        return c.select(i -> i == largest);
    }

    /** @return the mask without components of fewer than {@code voxels} voxels */
    public static Mask withoutSmall(final Mask mask, final Connectivity connectivity, final int voxels) {
        final Components c = Components.of(mask, connectivity);
        return c.select(i -> c.size(i) >= voxels);
    }

    /** Fills what the mask encloses in 3D: outside voxels without a path across faces to the border of the grid. */
    public static Mask fillHoles(final Mask mask) {
        return fill(mask, false);
    }

    /** Fills what the mask encloses within a slice: outside pixels without a path across edges to its border. */
    public static Mask fillHolesPerSlice(final Mask mask) {
        return fill(mask, true);
    }

    /** Floods the outside of the bounding box grown by one, so that everything beyond counts as one outside. */
    private static Mask fill(final Mask mask, final boolean perSlice) {
        final Optional<Box> bounds = mask.boundingBox();
        final byte[] out = copy(mask);
        if (bounds.isEmpty()) {
            return new Mask(mask.grid(), out);
        }
        final Box b = bounds.get();
        final int nx = b.nx() + 2;
        final int ny = b.ny() + 2;
        final int nz = perSlice ? 1 : b.nz() + 2;
        for (int slice = 0; slice < (perSlice ? b.nz() : 1); slice++) {
            // 1: inside or flooded
            final byte[] blocked = new byte[Math.toIntExact((long)nx * ny * nz)];
            for (int k = 0; k < (perSlice ? 1 : b.nz()); k++) {
                for (int j = 0; j < b.ny(); j++) {
                    System.arraycopy(mask.inside(), mask.grid().index(b.x(), b.y() + j, b.z() + slice + k), blocked,
                        1 + nx * (j + 1 + ny * (perSlice ? 0 : k + 1)), b.nx());
                }
            }
            flood(blocked, nx, ny, nz);
            for (int k = 0; k < (perSlice ? 1 : b.nz()); k++) {
                for (int j = 0; j < b.ny(); j++) {
                    final int to = mask.grid().index(b.x(), b.y() + j, b.z() + slice + k);
                    final int from = 1 + nx * (j + 1 + ny * (perSlice ? 0 : k + 1));
                    for (int i = 0; i < b.nx(); i++) {
                        if (blocked[from + i] == 0) {
                            out[to + i] = 1;
                        }
                    }
                }
            }
        }
        return new Mask(mask.grid(), out);
    }

    /** Marks everything connected with voxel 0 across faces, one run along x at a time. */
    private static void flood(final byte[] blocked, final int nx, final int ny, final int nz) {
        final ArrayDeque<int[]> todo = new ArrayDeque<>();
        todo.push(new int[]{0, 0, 0});
        while (!todo.isEmpty()) {
            final int[] at = todo.pop();
            final int row = nx * (at[1] + ny * at[2]);
            if (blocked[row + at[0]] != 0) {
                continue;
            }
            int first = at[0];
            int last = at[0];
            while (first > 0 && blocked[row + first - 1] == 0) {
                first--;
            }
            while (last + 1 < nx && blocked[row + last + 1] == 0) {
                last++;
            }
            Arrays.fill(blocked, row + first, row + last + 1, (byte)2);
            for (int side = 0; side < 4; side++) {
                final int j = at[1] + (side == 0 ? -1 : side == 1 ? 1 : 0);
                final int k = at[2] + (side == 2 ? -1 : side == 3 ? 1 : 0);
                if (j < 0 || k < 0 || j >= ny || k >= nz) {
                    continue;
                }
                final int other = nx * (j + ny * k);
                for (int i = first; i <= last; i++) {
                    if (blocked[other + i] == 0 && (i == first || blocked[other + i - 1] != 0)) {
                        todo.push(new int[]{i, j, k});
                    }
                }
            }
        }
    }

    // ------------------------------------------------------------ distances

    /** @return all voxels at most {@code mm} from the mask; 0 gives the mask itself */
    public static Mask dilate(final Mask mask, final double mm, final Progress progress) {
        requireDistance(mm);
        final byte[] out = copy(mask);
        final Optional<Box> bounds = mask.boundingBox();
        if (bounds.isEmpty() || mm == 0) {
            return new Mask(mask.grid(), out);
        }
        final Box block = grown(bounds.get(), mm, mask.grid());
        final float[] d = DistanceTransform.squared(mask, true, block, progress);
        final float limit = (float)((mm + MM) * (mm + MM));
        forEach(block, mask.grid(), (p, q) -> {
            if (d[q] <= limit) {
                out[p] = 1;
            }
        });
        return new Mask(mask.grid(), out);
    }

    /**
     * @return the voxels that are more than {@code mm} from every voxel outside; beyond the grid the region is taken to
     *         go on, so that a cut-off mask does not shrink from the image border
     */
    public static Mask erode(final Mask mask, final double mm, final Progress progress) {
        requireDistance(mm);
        final byte[] out = copy(mask);
        final Optional<Box> bounds = mask.boundingBox();
        if (bounds.isEmpty() || mm == 0) {
            return new Mask(mask.grid(), out);
        }
        final Box block = bounds.get().grow(1, 1, 1, mask.grid());
        final float[] d = DistanceTransform.squared(mask, false, block, progress);
        final float limit = (float)((mm + MM) * (mm + MM));
        forEach(block, mask.grid(), (p, q) -> {
            if (d[q] <= limit) {
                out[p] = 0;
            }
        });
        return new Mask(mask.grid(), out);
    }

    /**
     * The shell around a mask, e.g. peritumoral tissue.
     *
     * @param outer how far it reaches outwards from the mask, mm
     * @param inner how far it reaches inwards, mm; 0 leaves the whole mask out
     */
    public static Mask ring(final Mask mask, final double inner, final double outer, final Progress progress) {
        return difference(List.of(dilate(mask, outer, progress), erode(mask, inner, progress)));
    }

    private static void requireDistance(final double mm) {
        if (!(mm >= 0 && mm <= 1000)) {
            throw new IllegalArgumentException("The distance must lie between 0 and 1000 mm, not " + mm);
        }
    }

    static Box grown(final Box box, final double mm, final Grid g) {
        return box.grow((int)Math.ceil(mm / g.sx()), (int)Math.ceil(mm / g.sy()), (int)Math.ceil(mm / g.sz()), g);
    }

    /** Receives the index in the grid and in the block. */
    private interface Visitor {
        void visit(int inGrid, int inBlock);
    }

    private static void forEach(final Box block, final Grid grid, final Visitor visitor) {
        int q = 0;
        for (int k = 0; k < block.nz(); k++) {
            for (int j = 0; j < block.ny(); j++) {
                final int row = grid.index(block.x(), block.y() + j, block.z() + k);
                for (int i = 0; i < block.nx(); i++) {
                    visitor.visit(row + i, q++);
                }
            }
        }
    }

    // ------------------------------------------------------------ by value and by slice

    /** @return voxels of the mask whose value lies in [from, to]; keeps e.g. soft tissue without air and bone */
    public static Mask withinRange(final Mask mask, final Volume image, final double from, final double to) {
        requireSame(image.grid(), mask.grid());
        if (!(from <= to)) {
            throw new IllegalArgumentException("The range from " + from + " to " + to + " is empty");
        }
        final byte[] out = copy(mask);
        final float[] v = image.values();
        for (int p = 0; p < out.length; p++) {
            if (!(v[p] >= from && v[p] <= to)) {
                out[p] = 0;
            }
        }
        return new Mask(mask.grid(), out);
    }

    /** @return the mask on slices {@code first} to {@code last} (counted from 0, both included) only */
    public static Mask slices(final Mask mask, final int first, final int last) {
        if (first < 0 || last < first || last >= mask.grid().nz()) {
            throw new IllegalArgumentException("Slices " + first + " to " + last + " are not within 0 to "
                + (mask.grid().nz() - 1));
        }
        final int slice = mask.grid().nx() * mask.grid().ny();
        final byte[] out = new byte[mask.inside().length];
        System.arraycopy(mask.inside(), first * slice, out, first * slice, (last - first + 1) * slice);
        return new Mask(mask.grid(), out);
    }

    /** @return index of the slice with the most voxels (of equally large ones the first), -1 for an empty mask */
    public static int largestSlice(final Mask mask) {
        final int slice = mask.grid().nx() * mask.grid().ny();
        int best = -1;
        int most = 0;
        for (int k = 0; k < mask.grid().nz(); k++) {
            int n = 0;
            for (int p = k * slice; p < (k + 1) * slice; p++) {
                n += mask.inside()[p];
            }
            if (n > most) {
                most = n;
                best = k;
            }
        }
        return best;
    }

    /** @return the mask on its largest slice only */
    public static Mask largestSliceOnly(final Mask mask) {
        final int k = largestSlice(mask);
        return k < 0 ? mask : slices(mask, k, k);
    }
}
