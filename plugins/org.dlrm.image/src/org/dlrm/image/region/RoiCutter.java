package org.dlrm.image.region;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;

/**
 * Cuts a region of interest with a margin out of an image: the only pixels that later nodes need. The cut is a copy of
 * voxels; nothing is interpolated.
 */
public final class RoiCutter {

    /** Reads a block of an image that is not in memory, e.g. some slices of a series. */
    @FunctionalInterface
    public interface BlockReader {
        Volume read(Box block) throws IOException;
    }

    private RoiCutter() {
    }

    /**
     * @param grid the image's grid
     * @param masks at least one, on that grid
     * @param marginMm distance from the outermost voxels to the cut, at least; cut at the image border
     * @return the smallest block that holds all masks and the margin
     * @throws IllegalArgumentException if all masks are empty
     */
    public static Box block(final Grid grid, final List<Mask> masks, final double marginMm) {
        if (!(marginMm >= 0 && marginMm <= 1000)) {
            throw new IllegalArgumentException("The margin must lie between 0 and 1000 mm, not " + marginMm);
        }
        Box box = null;
        for (final Mask m : masks) {
            final Box b = m.boundingBox().orElse(box);
            box = box == null || b == null ? b : Overlap.join(box, b);
        }
        if (box == null) {
            throw new IllegalArgumentException("The region of interest is empty");
        }
        return Regions.grown(box, marginMm, grid);
    }

    /** Cuts one mask out of an image in memory. */
    public static Roi cut(final Volume image, final String name, final Mask mask, final double marginMm) {
        Regions.requireSame(image.grid(), mask.grid());
        final Box box = block(image.grid(), List.of(mask), marginMm);
        return Roi.of(image.crop(box), name, onGrid(mask, box, image.grid())).cutFrom(image.grid());
    }

    /**
     * Cuts masks out of an image that is read only where needed.
     *
     * @param grid the image's grid
     * @param image reads the block
     * @param regions the masks on that grid
     * @param info goes into the result
     */
    public static Roi cut(final Grid grid, final BlockReader image, final List<Roi.Region> regions,
        final double marginMm, final Map<String, String> info) throws IOException {
        final Box box = block(grid, regions.stream().map(Roi.Region::mask).toList(), marginMm);
        final Volume cut = image.read(box);
        final List<Roi.Region> out = new ArrayList<>();
        for (final Roi.Region r : regions) {
            out.add(new Roi.Region(r.name(), onGrid(r.mask(), box, grid)));
        }
        return new Roi(cut, out, new TreeMap<>(info)).cutFrom(grid);
    }

    /** @return the block of the mask, on the very grid of the image's block */
    private static Mask onGrid(final Mask mask, final Box box, final Grid grid) {
        return new Mask(grid.crop(box), mask.crop(box).inside());
    }
}
