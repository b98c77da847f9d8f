package org.dlrm.image.interpolate;

import java.util.Arrays;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Interpolation of images and masks onto a grid with parallel axes. Positions beyond the outermost voxel centres take
 * the value at the border. Separable: a slice is interpolated in its plane once, then combined along z, in double
 * precision; only what the target needs is read.
 */
public final class Resampler {

    /** Beyond this distance in voxels a value changes a B-spline coefficient by less than 1e-13 of itself. */
    private static final int SPLINE_REACH = 24;

    private static final double SPLINE_POLE = Math.sqrt(3) - 2;

    private Resampler() {
    }

    /**
     * IBSI's interpolation grid: aligned by centre, {@code ceil(n s / s')} voxels along each axis.
     *
     * @param sx new spacing along x in mm, 0 to keep it; likewise sy, sz
     * @return the grid with the same centre and axes
     */
    public static Grid alignedByCentre(final Grid g, final double sx, final double sy, final double sz) {
        final double x = sx > 0 ? sx : g.sx();
        final double y = sy > 0 ? sy : g.sy();
        final double z = sz > 0 ? sz : g.sz();
        final int nx = size(g.nx(), g.sx(), x);
        final int ny = size(g.ny(), g.sy(), y);
        final int nz = size(g.nz(), g.sz(), z);
        return new Grid(nx, ny, nz, x, y, z, g.toPatient(0.5 * (g.nx() - 1 - (nx - 1) * x / g.sx()),
            0.5 * (g.ny() - 1 - (ny - 1) * y / g.sy()), 0.5 * (g.nz() - 1 - (nz - 1) * z / g.sz())), g.xAxis(),
            g.yAxis(), g.zAxis());
    }

    private static int size(final int n, final double from, final double to) {
        // a spacing stored as float must not add a voxel
        final double exact = Math.ceil(n * from / to - 1e-5);
        if (exact > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Interpolation to " + to + " mm gives too many voxels");
        }
        return Math.max(1, (int)exact);
    }

    /**
     * @param target a grid whose axes are parallel to the image's
     * @param how the method; NONE is refused
     * @return the image on the target grid
     * @throws java.util.concurrent.CancellationException when cancelled
     */
    public static Volume resample(final Volume image, final Grid target, final Interpolator how,
        final Progress progress) {
        final float[] out = new float[target.voxels()];
        final float[] in = image.values();
        final Grid g = image.grid();
        run(g, target, how, (j, k, row, x0, x1) -> {
            final int p = g.index(0, j, k);
            for (int i = x0; i <= x1; i++) {
                row[i] = in[p + i];
            }
        }, (j, k, row) -> {
            final int p = target.index(0, j, k);
            for (int i = 0; i < target.nx(); i++) {
                out[p + i] = (float)row[i];
            }
        }, progress);
        return new Volume(target, out);
    }

    /**
     * @param threshold a voxel is inside if its interpolated value (partial volume) is at least this
     * @return the mask on the target grid
     */
    public static Mask resample(final Mask mask, final Grid target, final Interpolator how, final double threshold,
        final Progress progress) {
        final byte[] out = new byte[target.voxels()];
        final byte[] in = mask.inside();
        final Grid g = mask.grid();
        // sums of weights may miss an exact one half by a rounding error
        final double limit = threshold - 1e-9;
        run(g, target, how, (j, k, row, x0, x1) -> {
            final int p = g.index(0, j, k);
            for (int i = x0; i <= x1; i++) {
                row[i] = in[p + i];
            }
        }, (j, k, row) -> {
            final int p = target.index(0, j, k);
            for (int i = 0; i < target.nx(); i++) {
                out[p + i] = (byte)(row[i] >= limit ? 1 : 0);
            }
        }, progress);
        return new Mask(target, out);
    }

    /** Gives values x0 to x1 of a row of the source. */
    private interface Source {
        void read(int j, int k, double[] row, int x0, int x1);
    }

    /** Takes a row of the target. */
    private interface Sink {
        void write(int j, int k, double[] row);
    }

    /** Which source indices with which weights make a target index, along one axis. */
    private record Taps(int n, int[] index, double[] weight, int first, int last) {

        static Taps of(final Interpolator how, final int nIn, final int nOut, final double start,
            final double step) {
            final int n = how == Interpolator.NEAREST ? 1 : how == Interpolator.LINEAR ? 2 : 4;
            final int[] index = new int[n * nOut];
            final double[] weight = new double[n * nOut];
            int first = Integer.MAX_VALUE;
            int last = 0;
            for (int o = 0; o < nOut; o++) {
                // a position that is a voxel centre but for rounding is that voxel centre
                double p = start + o * step;
                p = Math.abs(p - Math.rint(p)) < 1e-9 ? Math.rint(p) : p;
                final double inside = Math.max(0, Math.min(nIn - 1, p));
                final int base;
                final double[] w;
                if (how == Interpolator.NEAREST) {
                    base = (int)Math.floor(inside + 0.5);
                    w = new double[]{1};
                } else {
                    final int floor = (int)Math.floor(inside);
                    final double t = inside - floor;
                    base = n == 2 ? floor : floor - 1;
                    w = switch (how) {
                        case LINEAR -> new double[]{1 - t, t};
                        case CUBIC_CONVOLUTION -> new double[]{((-0.5 * t + 1) * t - 0.5) * t,
                            (1.5 * t - 2.5) * t * t + 1, ((-1.5 * t + 2) * t + 0.5) * t, (0.5 * t - 0.5) * t * t};
                        case CUBIC_SPLINE -> new double[]{(1 - t) * (1 - t) * (1 - t) / 6,
                            (3 * t - 6) * t * t / 6 + 4. / 6, ((-3 * t + 3) * t + 3) * t / 6 + 1. / 6, t * t * t / 6};
                        default -> throw new IllegalArgumentException("No interpolation method: " + how);
                    };
                }
                for (int i = 0; i < n; i++) {
                    final int at = how == Interpolator.CUBIC_SPLINE ? mirror(base + i, nIn)
                        : Math.max(0, Math.min(nIn - 1, base + i));
                    index[o * n + i] = at;
                    weight[o * n + i] = w[i];
                    first = Math.min(first, at);
                    last = Math.max(last, at);
                }
            }
            return new Taps(n, index, weight, first, last);
        }
    }

    private static int mirror(final int i, final int n) {
        if (n == 1) {
            return 0;
        }
        final int period = 2 * (n - 1);
        final int r = Math.floorMod(i, period);
        return r < n ? r : period - r;
    }

    private static void run(final Grid in, final Grid out, final Interpolator how, final Source source,
        final Sink sink, final Progress progress) {
        requireParallel(in, out);
        final Vec3 start = in.toIndex(out.origin());
        final Taps x = Taps.of(how, in.nx(), out.nx(), start.x(), out.sx() / in.sx());
        final Taps y = Taps.of(how, in.ny(), out.ny(), start.y(), out.sy() / in.sy());
        final Taps z = Taps.of(how, in.nz(), out.nz(), start.z(), out.sz() / in.sz());
        final Source values = how == Interpolator.CUBIC_SPLINE ? coefficients(in, source,
            box(x, y, z).grow(SPLINE_REACH, SPLINE_REACH, SPLINE_REACH, in), progress) : source;
        final int plane = out.nx() * out.ny();
        final double[][] ring = new double[z.n][];
        final int[] held = new int[z.n];
        Arrays.fill(held, -1);
        final double[] line = new double[in.nx()];
        final double[][] rows = new double[y.last - y.first + 1][out.nx()];
        final double[] result = new double[out.nx()];
        final double[][] used = new double[z.n][];
        for (int k = 0; k < out.nz(); k++) {
            progress.check();
            for (int t = 0; t < z.n; t++) {
                final int zIn = z.index[k * z.n + t];
                final int slot = zIn % z.n;
                if (held[slot] != zIn) {
                    if (ring[slot] == null) {
                        ring[slot] = new double[plane];
                    }
                    inPlane(values, zIn, x, y, line, rows, ring[slot]);
                    held[slot] = zIn;
                }
                used[t] = ring[slot];
            }
            for (int j = 0; j < out.ny(); j++) {
                for (int t = 0; t < z.n; t++) {
                    final double w = z.weight[k * z.n + t];
                    final double[] s = used[t];
                    final int p = j * out.nx();
                    if (t == 0) {
                        for (int i = 0; i < result.length; i++) {
                            result[i] = w * s[p + i];
                        }
                    } else {
                        for (int i = 0; i < result.length; i++) {
                            result[i] += w * s[p + i];
                        }
                    }
                }
                sink.write(j, k, result);
            }
        }
    }

    /** Interpolates the source slice zIn along x and y. */
    private static void inPlane(final Source source, final int zIn, final Taps x, final Taps y, final double[] line,
        final double[][] rows, final double[] out) {
        final int nx = rows[0].length;
        for (int j = y.first; j <= y.last; j++) {
            source.read(j, zIn, line, x.first, x.last);
            final double[] row = rows[j - y.first];
            for (int i = 0; i < nx; i++) {
                double sum = 0;
                for (int t = i * x.n; t < (i + 1) * x.n; t++) {
                    sum += x.weight[t] * line[x.index[t]];
                }
                row[i] = sum;
            }
        }
        final int ny = out.length / nx;
        for (int j = 0; j < ny; j++) {
            final int p = j * nx;
            for (int t = 0; t < y.n; t++) {
                final double w = y.weight[j * y.n + t];
                final double[] row = rows[y.index[j * y.n + t] - y.first];
                if (t == 0) {
                    for (int i = 0; i < nx; i++) {
                        out[p + i] = w * row[i];
                    }
                } else {
                    for (int i = 0; i < nx; i++) {
                        out[p + i] += w * row[i];
                    }
                }
            }
        }
    }

    private static Box box(final Taps x, final Taps y, final Taps z) {
        return new Box(x.first, y.first, z.first, x.last - x.first + 1, y.last - y.first + 1, z.last - z.first + 1);
    }

    /** Coefficients of the interpolating cubic B-spline (Unser 1993): a recursive filter along each axis. */
    private static Source coefficients(final Grid in, final Source source, final Box b, final Progress progress) {
        final double[] c = new double[(int)b.voxels()];
        final double[] line = new double[Math.max(in.nx(), Math.max(b.ny(), b.nz()))];
        for (int k = 0; k < b.nz(); k++) {
            progress.check();
            for (int j = 0; j < b.ny(); j++) {
                source.read(b.y() + j, b.z() + k, line, b.x(), b.x() + b.nx() - 1);
                System.arraycopy(line, b.x(), line, 0, b.nx());
                prefilter(line, b.nx());
                System.arraycopy(line, 0, c, b.nx() * (j + b.ny() * k), b.nx());
            }
        }
        final int plane = b.nx() * b.ny();
        for (int k = 0; k < b.nz(); k++) {
            progress.check();
            for (int i = 0; i < b.nx(); i++) {
                prefilter(c, k * plane + i, b.nx(), b.ny(), line);
            }
        }
        for (int p = 0; p < plane; p++) {
            prefilter(c, p, plane, b.nz(), line);
        }
        return (j, k, row, x0, x1) -> System.arraycopy(c,
            x0 - b.x() + b.nx() * (j - b.y() + b.ny() * (k - b.z())), row, x0, x1 - x0 + 1);
    }

    private static void prefilter(final double[] c, final int start, final int stride, final int n,
        final double[] line) {
        for (int i = 0; i < n; i++) {
            line[i] = c[start + i * stride];
        }
        prefilter(line, n);
        for (int i = 0; i < n; i++) {
            c[start + i * stride] = line[i];
        }
    }

    private static void prefilter(final double[] s, final int n) {
        if (n == 1) {
            return;
        }
        final double z = SPLINE_POLE;
        for (int i = 0; i < n; i++) {
            s[i] *= 6;
        }
        // the causal sum over the mirrored signal, exact for short lines
        double sum = 0;
        if (n < 40) {
            final double zn = Math.pow(z, 2. * n - 2);
            double zi = z;
            double zr = Math.pow(z, 2. * n - 3);
            sum = s[0] + Math.pow(z, n - 1.) * s[n - 1];
            for (int i = 1; i < n - 1; i++) {
                sum += (zi + zr) * s[i];
                zi *= z;
                zr /= z;
            }
            sum /= 1 - zn;
        } else {
            double zi = 1;
            for (int i = 0; i < 40; i++) {
                sum += zi * s[i];
                zi *= z;
            }
        }
        s[0] = sum;
        for (int i = 1; i < n; i++) {
            s[i] += z * s[i - 1];
        }
        s[n - 1] = z / (z * z - 1) * (z * s[n - 2] + s[n - 1]);
        for (int i = n - 2; i >= 0; i--) {
            s[i] = z * (s[i + 1] - s[i]);
        }
    }

    private static void requireParallel(final Grid a, final Grid b) {
        final Vec3[][] pairs = {{a.xAxis(), b.xAxis()}, {a.yAxis(), b.yAxis()}, {a.zAxis(), b.zAxis()}};
        for (int i = 0; i < 3; i++) {
            if (pairs[i][0].minus(pairs[i][1]).length() > 1e-6) {
                throw new IllegalArgumentException("Interpolation needs parallel axes; " + "xyz".charAt(i)
                    + " points to " + pairs[i][0] + " in the image and to " + pairs[i][1] + " in the new grid");
            }
        }
    }
}
