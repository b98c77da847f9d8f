package org.dlrm.radiomics.perturb;

import java.util.Map;
import java.util.SplittableRandom;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.radiomics.filter.ImageFilters;
import org.dlrm.work.Progress;

/**
 * Random contours that follow the image: the surroundings are cut into supervoxels, and each is taken with the
 * probability of its overlap with the region (Zwanenburg 2019). Supervoxels by SLIC (Achanta 2012) on the smoothed image:
 * about 250 mm^3, compactness 0.05.
 */
final class ContourRandomiser {

    private static final double SUPERVOXEL = 250;

    private static final double FEWEST_VOXELS = 20;

    private static final double COMPACTNESS = 0.05;

    private static final int ITERATIONS = 10;

    /** Surroundings of the region that are cut, mm. */
    private static final double MARGIN = 25;

    private ContourRandomiser() {
    }

    static Mask apply(final Volume image, final Mask mask, final SplittableRandom random, final Progress progress) {
        final Grid g = image.grid();
        final Box box = mask.boundingBox().orElseThrow().grow((int)Math.ceil(MARGIN / g.sx()),
            (int)Math.ceil(MARGIN / g.sy()), (int)Math.ceil(MARGIN / g.sz()), g);
        final byte[] region = mask.crop(box).inside();
        final int[] label = supervoxels(image.crop(box), region, progress);
        int labels = 0;
        for (final int l : label) {
            labels = Math.max(labels, l + 1);
        }
        final int[] size = new int[labels];
        final int[] overlap = new int[labels];
        for (int p = 0; p < label.length; p++) {
            size[label[p]]++;
            overlap[label[p]] += region[p];
        }
        int best = -1;
        for (int l = 0; l < labels; l++) {
            if (size[l] > 0 && (best < 0 || (double)overlap[l] / size[l] > (double)overlap[best] / size[best])) {
                best = l;
            }
        }
        final boolean[] taken = new boolean[labels];
        for (int l = 0; l < labels; l++) {
            final double part = size[l] == 0 ? 0 : (double)overlap[l] / size[l];
            // one number per supervoxel, whether it decides or not
            final double drawn = random.nextDouble();
            taken[l] = l == best || part >= 0.9 || part >= 0.2 && drawn < part;
        }
        final byte[] inside = new byte[label.length];
        for (int p = 0; p < label.length; p++) {
            inside[p] = (byte)(taken[label[p]] ? 1 : 0);
        }
        return paste(g, box, closed(inside, box));
    }

    private static Mask paste(final Grid g, final Box box, final byte[] inside) {
        final byte[] out = new byte[g.voxels()];
        for (int k = 0; k < box.nz(); k++) {
            for (int j = 0; j < box.ny(); j++) {
                System.arraycopy(inside, box.nx() * (j + box.ny() * k), out,
                    g.index(box.x(), box.y() + j, box.z() + k), box.nx());
            }
        }
        return new Mask(g, out);
    }

    /** Closing with the six face neighbours; what lies beyond the box counts as outside when growing only. */
    private static byte[] closed(final byte[] in, final Box box) {
        return neighbours(neighbours(in, box, (byte)1), box, (byte)0);
    }

    /** Gives every voxel the value that it or one of its six neighbours has. */
    private static byte[] neighbours(final byte[] in, final Box b, final byte value) {
        final byte[] out = in.clone();
        final int plane = b.nx() * b.ny();
        int p = 0;
        for (int k = 0; k < b.nz(); k++) {
            for (int j = 0; j < b.ny(); j++) {
                for (int i = 0; i < b.nx(); i++, p++) {
                    if (i > 0 && in[p - 1] == value || i < b.nx() - 1 && in[p + 1] == value
                        || j > 0 && in[p - b.nx()] == value || j < b.ny() - 1 && in[p + b.nx()] == value
                        || k > 0 && in[p - plane] == value || k < b.nz() - 1 && in[p + plane] == value) {
                        out[p] = value;
                    }
                }
            }
        }
        return out;
    }

    /** @return the supervoxel of each voxel, from 0 */
    private static int[] supervoxels(final Volume image, final byte[] region, final Progress progress) {
        final Grid g = image.grid();
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int p = 0; p < region.length; p++) {
            if (region[p] != 0) {
                low = Math.min(low, image.values()[p]);
                high = Math.max(high, image.values()[p]);
            }
        }
        final double scale = high > low ? 1 / ((high - low) * COMPACTNESS) : 0;
        final float[] smooth = ImageFilters.of(new FilterSpec("mean", Map.of("size", 3))).get(0)
            .apply(image, new Mask(g, region), progress).values();
        final double[] v = new double[smooth.length];
        for (int p = 0; p < v.length; p++) {
            v[p] = scale * (Math.max(low, Math.min(high, smooth[p])) - low);
        }
        final double side = StrictMath.cbrt(Math.max(SUPERVOXEL, FEWEST_VOXELS * g.voxelVolume()));
        final int stepX = step(side / g.sx(), g.nx());
        final int stepY = step(side / g.sy(), g.ny());
        final int stepZ = step(side / g.sz(), g.nz());
        final int nx = (g.nx() + stepX - 1) / stepX;
        final int ny = (g.ny() + stepY - 1) / stepY;
        final int nz = (g.nz() + stepZ - 1) / stepZ;
        final int[] label = new int[v.length];
        for (int k = 0, p = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++, p++) {
                    label[p] = i / stepX + nx * (j / stepY + ny * (k / stepZ));
                }
            }
        }
        final double[] distance = new double[v.length];
        final double[] dx2 = new double[g.nx()];
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            final double[][] centre = centres(g, v, label, nx * ny * nz);
            java.util.Arrays.fill(distance, Double.POSITIVE_INFINITY);
            for (int l = 0; l < centre.length; l++) {
                if (l % 256 == 0) {
                    progress.check();
                }
                final double[] c = centre[l];
                if (c[4] == 0) {
                    continue;
                }
                final int i0 = from(c[0], stepX);
                final int i1 = to(c[0], stepX, g.nx());
                for (int i = i0; i <= i1; i++) {
                    final double dx = (i - c[0]) * g.sx() / side;
                    dx2[i] = dx * dx;
                }
                for (int k = from(c[2], stepZ); k <= to(c[2], stepZ, g.nz()); k++) {
                    final double dz = (k - c[2]) * g.sz() / side;
                    for (int j = from(c[1], stepY); j <= to(c[1], stepY, g.ny()); j++) {
                        final double dy = (j - c[1]) * g.sy() / side;
                        int p = g.index(i0, j, k);
                        for (int i = i0; i <= i1; i++, p++) {
                            final double space = dx2[i] + dy * dy + dz * dz;
                            if (space < distance[p]) {
                                final double dv = v[p] - c[3];
                                final double d = space + dv * dv;
                                if (d < distance[p]) {
                                    distance[p] = d;
                                    label[p] = l;
                                }
                            }
                        }
                    }
                }
            }
        }
        return label;
    }

    private static int step(final double voxels, final int n) {
        return (int)Math.max(1, Math.min(n, Math.round(voxels)));
    }

    private static int from(final double centre, final int step) {
        return (int)Math.max(0, Math.floor(centre) - step);
    }

    private static int to(final double centre, final int step, final int n) {
        return (int)Math.min(n - 1, Math.ceil(centre) + step);
    }

    /** @return mean x, y, z, intensity and number of voxels of each label */
    private static double[][] centres(final Grid g, final double[] v, final int[] label, final int labels) {
        final double[][] c = new double[labels][5];
        for (int k = 0, p = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++, p++) {
                    final double[] sum = c[label[p]];
                    sum[0] += i;
                    sum[1] += j;
                    sum[2] += k;
                    sum[3] += v[p];
                    sum[4]++;
                }
            }
        }
        for (final double[] sum : c) {
            for (int a = 0; a < 4; a++) {
                sum[a] /= Math.max(1, sum[4]);
            }
        }
        return c;
    }
}
