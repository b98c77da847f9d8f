package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

import org.dlrm.image.Grid;

/**
 * How far the mesh of a mask reaches: its convex hull and its largest diameters. Vertices of the mesh are the middles
 * between a voxel inside and a neighbour outside; coordinates here are half voxels, so that they are integers.
 */
final class Extent {

    private final Grid m_grid;

    private final BitRows m_rows;

    /** Points that may be vertices of the hull: x, y and z of one after the other. */
    private int[] m_candidates = new int[1024];

    private int m_filled;

    private Extent(final Grid grid, final byte[] mask) {
        m_grid = grid;
        m_rows = new BitRows(grid, mask);
    }

    /**
     * The convex hull of the mesh.
     *
     * @param vertices {x, y, z} in mm
     * @param triangles indices of vertices, counter-clockwise from outside
     */
    record Hull(double[][] vertices, List<int[]> triangles) {

        double volume() {
            double v = 0;
            for (final int[] t : triangles) {
                final double[] a = vertices[t[0]];
                final double[] b = vertices[t[1]];
                final double[] c = vertices[t[2]];
                v += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2])
                    + a[2] * (b[0] * c[1] - b[1] * c[0]);
            }
            return v / 6;
        }

        double area() {
            double sum = 0;
            for (final int[] t : triangles) {
                final double[] n = normal(t);
                sum += Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) / 2;
            }
            return sum;
        }

        /** @return twice the area long */
        double[] normal(final int[] t) {
            final double[] a = vertices[t[0]];
            final double[] b = vertices[t[1]];
            final double[] c = vertices[t[2]];
            final double ux = b[0] - a[0];
            final double uy = b[1] - a[1];
            final double uz = b[2] - a[2];
            final double vx = c[0] - a[0];
            final double vy = c[1] - a[1];
            final double vz = c[2] - a[2];
            return new double[]{uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx};
        }

        /** @return the largest distance between two vertices */
        double diameter() {
            final int n = vertices.length;
            final double[] centre = new double[3];
            for (int a = 0; a < 3; a++) {
                final int axis = a;
                centre[a] = (Arrays.stream(vertices).mapToDouble(v -> v[axis]).min().orElse(0)
                    + Arrays.stream(vertices).mapToDouble(v -> v[axis]).max().orElse(0)) / 2;
            }
            // farthest from the centre first: a pair cannot be longer than the sum of its radii
            final double[] radius = new double[n];
            final Integer[] order = new Integer[n];
            for (int i = 0; i < n; i++) {
                radius[i] = Math.sqrt(squared(vertices[i], centre));
                order[i] = i;
            }
            Arrays.sort(order, (i, j) -> Double.compare(radius[j], radius[i]));
            double best = 0;
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    final double reach = radius[order[i]] + radius[order[j]];
                    if (reach * reach < best * (1 - 1e-12)) {
                        break;
                    }
                    best = Math.max(best, squared(vertices[order[i]], vertices[order[j]]));
                }
            }
            return Math.sqrt(best);
        }
    }

    private static double squared(final double[] a, final double[] b) {
        final double x = a[0] - b[0];
        final double y = a[1] - b[1];
        final double z = a[2] - b[2];
        return x * x + y * y + z * z;
    }

    /** @return the convex hull of the mesh; the mask has at least one voxel */
    static Hull hull(final Grid grid, final byte[] mask) {
        return new Extent(grid, mask).hull();
    }

    /** @return largest distances between mesh vertices with the same z, with the same y and with the same x, mm */
    static double[] planeDiameters(final Grid grid, final byte[] mask) {
        final Extent e = new Extent(grid, mask);
        return new double[]{e.planes(2), e.planes(1), e.planes(0)};
    }

    private Hull hull() {
        // a vertex of the hull is a vertex of the outline of its slice, moved by half a voxel along an axis
        final Outline outline = new Outline(m_grid.ny());
        final long[] row = new long[m_rows.words()];
        for (int k = 0; k < m_grid.nz(); k++) {
            outline.clear();
            for (int j = 0; j < m_grid.ny(); j++) {
                m_rows.row(j, k, row);
                outline.row(j, row);
            }
            final int z = 2 * k;
            outline.corners(1, 1, (x, y) -> candidate(x, y, z));
            outline.corners(0, 0, (x, y) -> {
                candidate(x, y, z - 1);
                candidate(x, y, z + 1);
            });
        }
        final int[] points = Arrays.copyOf(m_candidates, m_filled);
        final int[] faces = ConvexHull.of(points);
        final int[] number = new int[points.length / 3];
        Arrays.fill(number, -1);
        final List<double[]> vertices = new ArrayList<>();
        final List<int[]> triangles = new ArrayList<>();
        for (int f = 0; f < faces.length; f += 3) {
            final int[] t = new int[3];
            for (int i = 0; i < 3; i++) {
                final int p = faces[f + i];
                if (number[p] < 0) {
                    number[p] = vertices.size();
                    vertices.add(new double[]{points[3 * p] * m_grid.sx() / 2, points[3 * p + 1] * m_grid.sy() / 2,
                        points[3 * p + 2] * m_grid.sz() / 2});
                }
                t[i] = number[p];
            }
            triangles.add(t);
        }
        return new Hull(vertices.toArray(new double[0][]), triangles);
    }

    private void candidate(final int x, final int y, final int z) {
        if (m_filled + 3 > m_candidates.length) {
            m_candidates = Arrays.copyOf(m_candidates, 2 * m_candidates.length);
        }
        m_candidates[m_filled] = x;
        m_candidates[m_filled + 1] = y;
        m_candidates[m_filled + 2] = z;
        m_filled += 3;
    }

    /**
     * Largest diameter within planes at right angles to an axis: planes through voxel centres hold the outline of their
     * slice moved by half a voxel, planes between slices the centres of voxels that are inside on one side only.
     */
    private double planes(final int axis) {
        if (axis == 0) {
            return planesAcrossX();
        }
        // rows of a plane run along x and follow each other along z or y
        final boolean alongZ = axis == 1;
        final int planes = alongZ ? m_grid.ny() : m_grid.nz();
        final int n = alongZ ? m_grid.nz() : m_grid.ny();
        final Outline outline = new Outline(n);
        final Outline between = new Outline(n);
        final Diameter diameter = new Diameter(m_grid.sx() / 2, (alongZ ? m_grid.sz() : m_grid.sy()) / 2);
        final long[] row = new long[m_rows.words()];
        for (int p = 0; p < planes; p++) {
            outline.clear();
            between.clear();
            for (int j = 0; j < n; j++) {
                m_rows.row(alongZ ? p : j, alongZ ? j : p, row);
                outline.row(j, row);
                if (p + 1 < planes) {
                    for (int w = 0; w < row.length; w++) {
                        row[w] ^= m_rows.word(alongZ ? p + 1 : j, alongZ ? j : p + 1, w);
                    }
                    between.row(j, row);
                }
            }
            diameter.of(outline, 1);
            diameter.of(between, 0);
        }
        return Math.sqrt(diameter.m_best);
    }

    /** The same for planes at right angles to x: their rows along y are those of a slice at one x. */
    private double planesAcrossX() {
        final int nx = m_grid.nx();
        final int ny = m_grid.ny();
        final Outline[] at = new Outline[nx];
        final Outline[] between = new Outline[nx - 1];
        Arrays.setAll(at, i -> new Outline(m_grid.nz()));
        Arrays.setAll(between, i -> new Outline(m_grid.nz()));
        final long[] row = new long[m_rows.words()];
        final long[] edges = new long[row.length];
        final long[] seen = new long[row.length];
        final long[] seenEdges = new long[row.length];
        for (int k = 0; k < m_grid.nz(); k++) {
            final int slice = k;
            // from the one side and from the other: what was not seen before is the first or the last of its row
            for (int step = 1; step >= -1; step -= 2) {
                final boolean up = step > 0;
                Arrays.fill(seen, 0);
                Arrays.fill(seenEdges, 0);
                for (int j = up ? 0 : ny - 1; j >= 0 && j < ny; j += step) {
                    final int y = j;
                    m_rows.row(j, k, row);
                    BitRows.edges(row, nx, edges);
                    unseen(row, seen, i -> at[i].add(slice, y, up));
                    unseen(edges, seenEdges, i -> between[i].add(slice, y, up));
                }
            }
        }
        final Diameter diameter = new Diameter(m_grid.sy() / 2, m_grid.sz() / 2);
        for (final Outline o : at) {
            diameter.of(o, 1);
        }
        for (final Outline o : between) {
            diameter.of(o, 0);
        }
        return Math.sqrt(diameter.m_best);
    }

    private static void unseen(final long[] row, final long[] seen, final IntConsumer action) {
        for (int w = 0; w < row.length; w++) {
            for (long fresh = row[w] & ~seen[w]; fresh != 0; fresh &= fresh - 1) {
                action.accept(w * Long.SIZE + Long.numberOfTrailingZeros(fresh));
            }
            seen[w] |= row[w];
        }
    }

    /** Takes a point in half voxels. */
    private interface Points {
        void point(int x, int y);
    }

    /** First and last voxel of each row of a plane. */
    private static final class Outline {

        private final int[] m_first;

        private final int[] m_last;

        Outline(final int rows) {
            m_first = new int[rows];
            m_last = new int[rows];
            clear();
        }

        /** Sets the first or the last voxel of row j. */
        void add(final int j, final int i, final boolean first) {
            if (first) {
                m_first[j] = i;
            } else {
                m_last[j] = i;
            }
        }

        void clear() {
            Arrays.fill(m_last, -1);
        }

        /** Sets row j to the first and the last bit of a row. */
        void row(final int j, final long[] bits) {
            m_first[j] = BitRows.first(bits);
            m_last[j] = BitRows.last(bits);
        }

        /**
         * The corners of the convex outline.
         *
         * @param alongX how far voxel centres are moved to both sides along x, in half voxels, alongY likewise
         */
        void corners(final int alongX, final int alongY, final Points sink) {
            final int rows = m_first.length;
            final int[] left = new int[2 * rows + 1];
            final int[] right = new int[2 * rows + 1];
            Arrays.fill(left, Integer.MAX_VALUE);
            Arrays.fill(right, Integer.MIN_VALUE);
            for (int j = 0; j < rows; j++) {
                if (m_last[j] >= 0) {
                    for (int dy = -alongY; dy <= alongY; dy++) {
                        final int dx = dy == 0 ? alongX : 0;
                        final int y = 2 * j + 1 + dy;
                        left[y] = Math.min(left[y], 2 * m_first[j] - dx);
                        right[y] = Math.max(right[y], 2 * m_last[j] + dx);
                    }
                }
            }
            chain(left, 1, sink);
            chain(right, -1, sink);
        }

        /** One side of the outline (Andrew's monotone chain). */
        private static void chain(final int[] x, final int sign, final Points sink) {
            final int[] kept = new int[x.length];
            int n = 0;
            for (int y = 0; y < x.length; y++) {
                if (x[y] == Integer.MAX_VALUE || x[y] == Integer.MIN_VALUE) {
                    continue;
                }
                while (n > 1) {
                    final int a = kept[n - 2];
                    final int b = kept[n - 1];
                    final long turn = (long)(x[b] - x[a]) * (y - b) - (long)(x[y] - x[b]) * (b - a);
                    if (turn * sign < 0) {
                        break;
                    }
                    n--;
                }
                kept[n++] = y;
            }
            for (int i = 0; i < n; i++) {
                sink.point(x[kept[i]], kept[i] - 1);
            }
        }
    }

    /** The largest squared distance of two corners of one of many outlines. */
    private static final class Diameter {

        private final double m_sx;

        private final double m_sy;

        private double m_best;

        private double[] m_x = new double[64];

        private double[] m_y = new double[64];

        private int m_n;

        Diameter(final double sx, final double sy) {
            m_sx = sx;
            m_sy = sy;
        }

        void of(final Outline outline, final int half) {
            m_n = 0;
            outline.corners(half, half, (x, y) -> {
                if (m_n == m_x.length) {
                    m_x = Arrays.copyOf(m_x, 2 * m_n);
                    m_y = Arrays.copyOf(m_y, 2 * m_n);
                }
                m_x[m_n] = x * m_sx;
                m_y[m_n++] = y * m_sy;
            });
            for (int i = 0; i < m_n; i++) {
                for (int j = 0; j < i; j++) {
                    final double dx = m_x[i] - m_x[j];
                    final double dy = m_y[i] - m_y[j];
                    m_best = Math.max(m_best, dx * dx + dy * dy);
                }
            }
        }
    }
}
