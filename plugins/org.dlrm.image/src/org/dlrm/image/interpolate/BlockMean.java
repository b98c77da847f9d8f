package org.dlrm.image.interpolate;

import java.io.IOException;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Volume;

/**
 * A coarser image to look at: every voxel is the mean of a block of voxels. The image is read block of slices by block of
 * slices, so that a whole series never lies in memory. Blocks at the far ends of the axes may be smaller. Not for
 * computing features.
 */
public final class BlockMean {

    /** Reads a block of an image. */
    @FunctionalInterface
    public interface Source {
        Volume read(Box box) throws IOException;
    }

    /** What is read at once is about this large. */
    private static final long MOST_VOXELS_READ = 1 << 24;

    private BlockMean() {
    }

    /**
     * @param most largest number of voxels of the result, at least 1
     * @return how many voxels of each axis make a block: the finest axis is thinned first
     */
    public static int[] blocks(final Grid g, final long most) {
        final int[] blocks = {1, 1, 1};
        final double[] spacing = {g.sx(), g.sy(), g.sz()};
        final int[] size = {g.nx(), g.ny(), g.nz()};
        while (Math.max(1, most) < (long)parts(size[0], blocks[0]) * parts(size[1], blocks[1]) * parts(size[2], blocks[2])) {
            int finest = -1;
            for (int a = 0; a < blocks.length; a++) {
                if (parts(size[a], blocks[a]) > 1
                    && (finest < 0 || spacing[a] * blocks[a] < spacing[finest] * blocks[finest])) {
                    finest = a;
                }
            }
            blocks[finest]++;
        }
        return blocks;
    }

    private static int parts(final int size, final int block) {
        return (size + block - 1) / block;
    }

    /** @return the image with at most so many voxels; unchanged where it has no more */
    public static Volume of(final Grid g, final Source source, final long most) throws IOException {
        final int[] b = blocks(g, most);
        final Grid coarse = new Grid(parts(g.nx(), b[0]), parts(g.ny(), b[1]), parts(g.nz(), b[2]), g.sx() * b[0],
            g.sy() * b[1], g.sz() * b[2], g.toPatient((b[0] - 1) / 2.0, (b[1] - 1) / 2.0, (b[2] - 1) / 2.0), g.xAxis(),
            g.yAxis(), g.zAxis());
        final float[] values = new float[coarse.voxels()];
        final long slices = Math.max(1, MOST_VOXELS_READ / ((long)g.nx() * g.ny()));
        final int step = (int)Math.min(g.nz(), Math.max(b[2], slices / b[2] * b[2]));
        for (int z = 0; z < g.nz(); z += step) {
            final int nz = Math.min(step, g.nz() - z);
            final Volume part = source.read(new Box(0, 0, z, g.nx(), g.ny(), nz));
            for (int k = 0; k < nz; k += b[2]) {
                means(part, k, Math.min(b[2], nz - k), b, coarse, values, coarse.index(0, 0, (z + k) / b[2]));
            }
        }
        return new Volume(coarse, values);
    }

    /** One slice of the coarse image from nz slices of the part. */
    private static void means(final Volume part, final int k, final int nz, final int[] b, final Grid coarse,
        final float[] values, final int at) {
        final Grid g = part.grid();
        final double[] sums = new double[coarse.nx() * coarse.ny()];
        final int[] counts = new int[sums.length];
        for (int z = k; z < k + nz; z++) {
            for (int y = 0; y < g.ny(); y++) {
                final int row = y / b[1] * coarse.nx();
                final int from = g.index(0, y, z);
                for (int x = 0; x < g.nx(); x++) {
                    sums[row + x / b[0]] += part.values()[from + x];
                    counts[row + x / b[0]]++;
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            values[at + i] = (float)(sums[i] / counts[i]);
        }
    }
}
