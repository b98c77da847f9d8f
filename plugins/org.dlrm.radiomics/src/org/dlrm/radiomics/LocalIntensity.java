package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Local and global intensity peak (IBSI VJGA, 0F91): mean intensity in a sphere of 1 cm^3, over all voxels of the image
 * whose centre lies in it, in the region or not.
 */
final class LocalIntensity {

    /** Cells of a row of the sphere: centre row offset (dy, dz), half length. */
    private record Chord(int dy, int dz, int half) {
    }

    private LocalIntensity() {
    }

    /**
     * @param image the image around the region
     * @param box the region's place in it
     */
    static FamilyValues of(final Volume image, final Box box, final Region r, final Progress progress) {
        final Grid g = image.grid();
        final List<Chord> chords = chords(g);
        // running sums along x, so that a row of the sphere is one difference
        final float[] v = image.values();
        float max = Float.NEGATIVE_INFINITY;
        final byte[] in = r.intense();
        for (int p = 0; p < in.length; p++) {
            if (in[p] != 0) {
                max = Math.max(max, r.intensity()[p]);
            }
        }
        double local = Double.NEGATIVE_INFINITY;
        double global = Double.NEGATIVE_INFINITY;
        final int reach = chords.stream().mapToInt(Chord::dz).max().orElse(0);
        final double[][] sums = new double[2 * reach + 1][];
        final int width = g.nx() + 1;
        int next = Math.max(0, box.z() - reach);
        final double[] total = new double[box.nx()];
        final int[] count = new int[box.nx()];
        for (int k = 0; k < box.nz(); k++) {
            progress.check();
            for (final int deepest = Math.min(g.nz() - 1, box.z() + k + reach); next <= deepest; next++) {
                sums[next % sums.length] = rowSums(v, g, next);
            }
            for (int j = 0; j < box.ny(); j++) {
                final int p = box.nx() * (j + box.ny() * k);
                int first = 0;
                int last = box.nx();
                while (first < last && in[p + first] == 0) {
                    first++;
                }
                while (last > first && in[p + last - 1] == 0) {
                    last--;
                }
                if (first == last) {
                    continue;
                }
                Arrays.fill(total, 0);
                Arrays.fill(count, 0);
                for (final Chord c : chords) {
                    final int z = box.z() + k + c.dz();
                    final int y = box.y() + j + c.dy();
                    if (z < 0 || y < 0 || z >= g.nz() || y >= g.ny()) {
                        continue;
                    }
                    chord(sums[z % sums.length], y * width, c.half(), box.x(), g.nx(), first, last, total, count);
                }
                for (int i = first; i < last; i++) {
                    if (in[p + i] != 0) {
                        final double mean = total[i] / count[i];
                        global = Math.max(global, mean);
                        if (r.intensity()[p + i] == max) {
                            local = Math.max(local, mean);
                        }
                    }
                }
            }
        }
        return new FamilyValues(new double[]{local, global}, "voxels without a finite intensity are near the region");
    }

    /** Adds a row of the sphere to the sums of voxels first to last, cut at the borders of the image. */
    private static void chord(final double[] sums, final int row, final int half, final int x0, final int nx,
        final int first, final int last, final double[] total, final int[] count) {
        // voxels whose row lies in the image as a whole
        final int from = Math.min(last, Math.max(first, half - x0));
        final int to = Math.max(from, Math.min(last, nx - half - x0));
        cut(sums, row, half, x0, nx, first, from, total, count);
        cut(sums, row, half, x0, nx, to, last, total, count);
        final int low = row + x0 - half;
        final int high = row + x0 + half + 1;
        for (int i = from; i < to; i++) {
            total[i] += sums[high + i] - sums[low + i];
        }
        for (int i = from; i < to; i++) {
            count[i] += 2 * half + 1;
        }
    }

    private static void cut(final double[] sums, final int row, final int half, final int x0, final int nx,
        final int first, final int last, final double[] total, final int[] count) {
        for (int i = first; i < last; i++) {
            final int a = Math.max(0, x0 + i - half);
            final int b = Math.min(nx, x0 + i + half + 1);
            total[i] += sums[row + b] - sums[row + a];
            count[i] += b - a;
        }
    }

    private static double[] rowSums(final float[] v, final Grid g, final int k) {
        final double[] s = new double[(g.nx() + 1) * g.ny()];
        for (int j = 0; j < g.ny(); j++) {
            final int p = g.index(0, j, k);
            final int q = j * (g.nx() + 1);
            for (int i = 0; i < g.nx(); i++) {
                s[q + i + 1] = s[q + i] + v[p + i];
            }
        }
        return s;
    }

    private static List<Chord> chords(final Grid g) {
        final double r2 = Preparation.PEAK_RADIUS * Preparation.PEAK_RADIUS;
        final int ry = (int)(Preparation.PEAK_RADIUS / g.sy());
        final int rz = (int)(Preparation.PEAK_RADIUS / g.sz());
        final List<Chord> chords = new ArrayList<>();
        for (int dz = -rz; dz <= rz; dz++) {
            for (int dy = -ry; dy <= ry; dy++) {
                final double rest = r2 - dy * g.sy() * dy * g.sy() - dz * g.sz() * dz * g.sz();
                if (rest >= 0) {
                    chords.add(new Chord(dy, dz, (int)(Math.sqrt(rest) / g.sx())));
                }
            }
        }
        return chords;
    }
}
