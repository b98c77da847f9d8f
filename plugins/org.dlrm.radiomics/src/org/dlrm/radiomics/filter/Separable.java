package org.dlrm.radiomics.filter;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.image.Grid;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Convolution of a volume with kernels along its axes, one slice of the result at a time, in double precision. All
 * inner loops run along x.
 */
final class Separable {

    private final float[] m_in;

    private final Boundary m_boundary;

    private final int m_nx;

    private final int m_ny;

    private final int m_nz;

    /** A row with its continuation on both sides. */
    private double[] m_row = new double[0];

    Separable(final Volume image, final Boundary boundary) {
        final Grid g = image.grid();
        m_in = image.values();
        m_boundary = boundary;
        m_nx = g.nx();
        m_ny = g.ny();
        m_nz = g.nz();
    }

    int plane() {
        return m_nx * m_ny;
    }

    /** Slice k of the image convolved along z. */
    void alongZ(final Kernel kernel, final int k, final double[] out) {
        java.util.Arrays.fill(out, 0);
        final int plane = plane();
        for (int t = 0; t < kernel.weight().length; t++) {
            final double w = kernel.weight()[t];
            final int from = m_boundary.index(k + kernel.centre() - t, m_nz);
            if (w != 0 && from >= 0) {
                final int p = from * plane;
                for (int i = 0; i < plane; i++) {
                    out[i] += w * m_in[p + i];
                }
            }
        }
    }

    /** A slice convolved along y. */
    void alongY(final Kernel kernel, final double[] in, final double[] out) {
        java.util.Arrays.fill(out, 0);
        for (int j = 0; j < m_ny; j++) {
            final int o = j * m_nx;
            for (int t = 0; t < kernel.weight().length; t++) {
                final double w = kernel.weight()[t];
                final int from = m_boundary.index(j + kernel.centre() - t, m_ny);
                if (w != 0 && from >= 0) {
                    final int p = from * m_nx;
                    for (int i = 0; i < m_nx; i++) {
                        out[o + i] += w * in[p + i];
                    }
                }
            }
        }
    }

    /** A slice convolved along x. */
    void alongX(final Kernel kernel, final double[] in, final double[] out) {
        final int before = Math.max(0, kernel.weight().length - 1 - kernel.centre());
        final int after = Math.max(0, kernel.centre());
        if (m_row.length < before + m_nx + after) {
            m_row = new double[before + m_nx + after];
        }
        final double[] row = m_row;
        java.util.Arrays.fill(out, 0);
        for (int j = 0; j < m_ny; j++) {
            final int o = j * m_nx;
            System.arraycopy(in, o, row, before, m_nx);
            for (int i = 0; i < before; i++) {
                final int from = m_boundary.index(i - before, m_nx);
                row[i] = from < 0 ? 0 : in[o + from];
            }
            for (int i = 0; i < after; i++) {
                final int from = m_boundary.index(m_nx + i, m_nx);
                row[before + m_nx + i] = from < 0 ? 0 : in[o + from];
            }
            for (int t = 0; t < kernel.weight().length; t++) {
                final double w = kernel.weight()[t];
                if (w != 0) {
                    final int p = before + kernel.centre() - t;
                    for (int i = 0; i < m_nx; i++) {
                        out[o + i] += w * row[p + i];
                    }
                }
            }
        }
    }

    /** One orientation of a separable filter. */
    record Orientation(Kernel x, Kernel y, Kernel z) {

        /** @param kernels along x, y and, for a 3D filter, z */
        static Orientation of(final List<Kernel> kernels) {
            return new Orientation(kernels.get(0), kernels.get(1),
                kernels.size() == 3 ? kernels.get(2) : Kernel.IDENTITY);
        }

        boolean same(final Orientation o) {
            return x.same(o.x) && y.same(o.y) && z.same(o.z);
        }
    }

    /**
     * A turn by right angles (IBSI 2: permutation and mirroring of kernels that make a rotation).
     *
     * @param source for each axis, whose kernel it gets
     * @param mirrored bit set: the axes whose kernels are mirrored
     */
    record Turn(List<Integer> source, int mirrored) {

        /** @param kernels along x, y and, for a 3D filter, z */
        Orientation of(final List<Kernel> kernels) {
            final List<Kernel> out = new ArrayList<>();
            for (int axis = 0; axis < source.size(); axis++) {
                final Kernel k = kernels.get(source.get(axis));
                out.add((mirrored >> axis & 1) == 0 ? k : k.flipped());
            }
            return Orientation.of(out);
        }
    }

    private static final List<List<Integer>> EVEN = List.of(List.of(0, 1, 2), List.of(1, 2, 0), List.of(2, 0, 1));

    private static final List<List<Integer>> ODD = List.of(List.of(1, 0, 2), List.of(0, 2, 1), List.of(2, 1, 0));

    /** @return the 4 turns in the plane (n = 2) or the 24 in space (n = 3) */
    static List<Turn> turns(final int n) {
        final List<Turn> out = new ArrayList<>();
        for (int mirrored = 0; mirrored < 1 << n; mirrored++) {
            // a rotation has determinant 1: an odd permutation needs an odd number of mirrored axes
            final boolean odd = Integer.bitCount(mirrored) % 2 == 1;
            if (n == 2) {
                out.add(new Turn(odd ? List.of(1, 0) : List.of(0, 1), mirrored));
            } else {
                for (final List<Integer> source : odd ? ODD : EVEN) {
                    out.add(new Turn(source, mirrored));
                }
            }
        }
        return out;
    }

    /** @return the filter as it is or, for rotation invariance, in all its turns */
    static List<Orientation> orientations(final List<Kernel> kernels, final boolean rotations) {
        return rotations ? turns(kernels.size()).stream().map(t -> t.of(kernels)).toList()
            : List.of(Orientation.of(kernels));
    }

    /**
     * @param orientations one or more; what they share along z and y is computed once
     * @return pooled response
     */
    static Volume filter(final Volume image, final List<Orientation> orientations, final Pooling pooling,
        final Boundary boundary, final Progress progress) {
        final List<Orientation> different = new ArrayList<>();
        for (final Orientation o : orientations) {
            if (different.stream().noneMatch(o::same)) {
                different.add(o);
            }
        }
        // along z first, then y: neighbours in the list share both as often as possible
        final List<Orientation> sorted = new ArrayList<>();
        while (!different.isEmpty()) {
            final Orientation first = different.get(0);
            different.stream().filter(o -> o.z.same(first.z) && o.y.same(first.y)).forEach(sorted::add);
            different.removeIf(o -> o.z.same(first.z) && o.y.same(first.y));
            different.sort((a, b) -> Boolean.compare(b.z.same(first.z), a.z.same(first.z)));
        }
        final Separable s = new Separable(image, boundary);
        final Grid g = image.grid();
        final int plane = s.plane();
        final double[] alongZ = new double[plane];
        final double[] alongY = new double[plane];
        final double[] alongX = new double[plane];
        final double[] pooled = new double[plane];
        final float[] out = new float[g.voxels()];
        final double scale = pooling.scale(sorted.size());
        for (int k = 0; k < g.nz(); k++) {
            progress.check();
            Orientation last = null;
            for (final Orientation o : sorted) {
                final boolean sameZ = last != null && o.z.same(last.z);
                if (!sameZ) {
                    s.alongZ(o.z, k, alongZ);
                }
                if (!sameZ || !o.y.same(last.y)) {
                    s.alongY(o.y, alongZ, alongY);
                }
                s.alongX(o.x, alongY, alongX);
                pooling.add(pooled, alongX, last == null);
                last = o;
            }
            for (int i = 0; i < plane; i++) {
                out[k * plane + i] = (float)(scale * pooled[i]);
            }
        }
        return new Volume(g, out);
    }

    /** @return the mean over a square or cube of the given number of voxels */
    static Volume mean(final Volume image, final int size, final boolean space, final Boundary boundary,
        final Progress progress) {
        final double[] w = new double[size];
        java.util.Arrays.fill(w, 1. / size);
        final Kernel k = Kernel.centred(w);
        return filter(image, List.of(new Orientation(k, k, space ? k : Kernel.IDENTITY)), Pooling.MEAN, boundary,
            progress);
    }
}
