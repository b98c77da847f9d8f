package org.dlrm.radiomics;

import java.util.Arrays;

/**
 * Convex hull of points with integer coordinates in three dimensions: quickhull with exact orientation tests, so that
 * points in a plane or on a line, which voxels are full of, do no harm. Coordinates up to about a million.
 * <p>
 * Faces are triangles, counter-clockwise from outside, in order of their creation, and lie in arrays: as objects they
 * would need more memory than all textures of a small region.
 */
final class ConvexHull {

    private static final int NONE = -1;

    /** Removed faces are swept out when there are as many of them as others, but not for fewer faces than this. */
    private static final int FEW = 64;

    private final int[] m_points;

    /** The point after a point in the list of points in front of its face. */
    private final int[] m_next;

    /** While the horizon is closed: the new face whose first vertex a point is. */
    private final int[] m_faceFrom;

    private int m_count;

    private int m_removed;

    /** Three points per face. */
    private int[] m_vertex = new int[3 * FEW];

    /** Faces across the edges from vertex i to vertex i + 1, three per face. */
    private int[] m_neighbour = new int[3 * FEW];

    /** Normal and offset, four numbers per face. */
    private long[] m_plane = new long[4 * FEW];

    /** First and last of the points in front of a face that are still to be treated; two per face. */
    private int[] m_outside = new int[2 * FEW];

    private boolean[] m_gone = new boolean[FEW];

    private ConvexHull(final int[] points) {
        m_points = points;
        m_next = new int[points.length / 3];
        m_faceFrom = new int[points.length / 3];
    }

    /**
     * @param points x, y and z of one after the other, not all in one plane
     * @return the triangles of the hull: three points each, counter-clockwise from outside
     */
    static int[] of(final int[] points) {
        final ConvexHull hull = new ConvexHull(points);
        hull.build();
        hull.sweep(0);
        return Arrays.copyOf(hull.m_vertex, 3 * hull.m_count);
    }

    private void build() {
        final int[] t = tetrahedron();
        add(t[0], t[1], t[2]);
        add(t[0], t[3], t[1]);
        add(t[1], t[3], t[2]);
        add(t[2], t[3], t[0]);
        link();
        for (int q = 0; q < m_next.length; q++) {
            assign(q, 0);
        }
        // new faces come last, and have their turn then
        for (int f = 0; f < m_count; f++) {
            if (!m_gone[f] && m_outside[2 * f] != NONE) {
                extend(f);
            }
            if (m_removed > m_count / 2 && m_count > FEW) {
                f = sweep(f + 1) - 1;
            }
        }
    }

    /** Adds the point farthest in front of a face. */
    private void extend(final int start) {
        final int apex = farthest(start);
        final int[] visible = visible(start, apex);
        final int created = m_count;
        for (final int f : visible) {
            for (int i = 0; i < 3; i++) {
                final int n = m_neighbour[3 * f + i];
                if (!m_gone[n]) {
                    final int end = m_vertex[3 * f + (i + 1) % 3];
                    final int c = add(m_vertex[3 * f + i], end, apex);
                    m_neighbour[3 * c] = n;
                    for (int e = 3 * n; e < 3 * n + 3; e++) {
                        if (m_neighbour[e] == f && m_vertex[e] == end) {
                            m_neighbour[e] = c;
                        }
                    }
                }
            }
        }
        // around the apex the new faces follow each other along the horizon
        for (int c = created; c < m_count; c++) {
            m_faceFrom[m_vertex[3 * c]] = c;
        }
        for (int c = created; c < m_count; c++) {
            final int next = m_faceFrom[m_vertex[3 * c + 1]];
            m_neighbour[3 * c + 1] = next;
            m_neighbour[3 * next + 2] = c;
        }
        for (final int f : visible) {
            int q = m_outside[2 * f];
            while (q != NONE) {
                final int next = m_next[q];
                if (q != apex) {
                    assign(q, created);
                }
                q = next;
            }
        }
    }

    private int farthest(final int f) {
        int farthest = NONE;
        long most = 0;
        for (int q = m_outside[2 * f]; q != NONE; q = m_next[q]) {
            final long h = height(f, q);
            if (h > most) {
                most = h;
                farthest = q;
            }
        }
        return farthest;
    }

    /** @return a face and those around it that a point is in front of; they are removed */
    private int[] visible(final int start, final int apex) {
        int[] visible = {start};
        int n = 1;
        remove(start);
        for (int at = 0; at < n; at++) {
            for (int i = 0; i < 3; i++) {
                final int f = m_neighbour[3 * visible[at] + i];
                if (!m_gone[f] && height(f, apex) > 0) {
                    remove(f);
                    visible = n == visible.length ? Arrays.copyOf(visible, 2 * n) : visible;
                    visible[n++] = f;
                }
            }
        }
        return Arrays.copyOf(visible, n);
    }

    /** @return the number of the new face */
    private int add(final int a, final int b, final int c) {
        final int f = m_count++;
        if (f == m_gone.length) {
            m_vertex = Arrays.copyOf(m_vertex, 6 * f);
            m_neighbour = Arrays.copyOf(m_neighbour, 6 * f);
            m_plane = Arrays.copyOf(m_plane, 8 * f);
            m_outside = Arrays.copyOf(m_outside, 4 * f);
            m_gone = Arrays.copyOf(m_gone, 2 * f);
        }
        m_vertex[3 * f] = a;
        m_vertex[3 * f + 1] = b;
        m_vertex[3 * f + 2] = c;
        System.arraycopy(plane(a, b, c), 0, m_plane, 4 * f, 4);
        m_outside[2 * f] = NONE;
        m_gone[f] = false;
        return f;
    }

    private void remove(final int f) {
        m_gone[f] = true;
        m_removed++;
    }

    /**
     * Makes the faces that are not removed the first ones, in their order.
     *
     * @return how many of the first {@code n} faces are left
     */
    private int sweep(final int n) {
        final int[] moved = new int[m_count];
        int kept = 0;
        int before = 0;
        for (int f = 0; f < m_count; f++) {
            before = f == n ? kept : before;
            if (!m_gone[f]) {
                System.arraycopy(m_vertex, 3 * f, m_vertex, 3 * kept, 3);
                System.arraycopy(m_neighbour, 3 * f, m_neighbour, 3 * kept, 3);
                System.arraycopy(m_plane, 4 * f, m_plane, 4 * kept, 4);
                System.arraycopy(m_outside, 2 * f, m_outside, 2 * kept, 2);
                m_gone[kept] = false;
                moved[f] = kept++;
            }
        }
        before = n == m_count ? kept : before;
        m_count = kept;
        m_removed = 0;
        for (int e = 0; e < 3 * kept; e++) {
            m_neighbour[e] = moved[m_neighbour[e]];
        }
        return before;
    }

    /** Puts a point into the list of the first face, from a face on, that it is in front of. */
    private void assign(final int q, final int from) {
        for (int f = from; f < m_count; f++) {
            if (height(f, q) > 0) {
                if (m_outside[2 * f] == NONE) {
                    m_outside[2 * f] = q;
                } else {
                    m_next[m_outside[2 * f + 1]] = q;
                }
                m_outside[2 * f + 1] = q;
                m_next[q] = NONE;
                return;
            }
        }
    }

    /** Makes the faces of the tetrahedron neighbours of each other. */
    private void link() {
        for (int e = 0; e < 3 * m_count; e++) {
            for (int other = 0; other < 3 * m_count; other++) {
                if (m_vertex[other] == m_vertex[following(e)] && m_vertex[following(other)] == m_vertex[e]) {
                    m_neighbour[e] = other / 3;
                }
            }
        }
    }

    /** @return where the next vertex of a face is */
    private static int following(final int e) {
        return e % 3 == 2 ? e - 2 : e + 1;
    }

    /** @return positive in front of the face */
    private long height(final int f, final int q) {
        return height(m_plane, 4 * f, q);
    }

    private long height(final long[] plane, final int at, final int q) {
        return plane[at] * m_points[3 * q] + plane[at + 1] * m_points[3 * q + 1] + plane[at + 2] * m_points[3 * q + 2]
            - plane[at + 3];
    }

    /** @return the normal of a triangle, twice its area long, and how far it is from the origin along it */
    private long[] plane(final int a, final int b, final int c) {
        final int[] p = m_points;
        final long ux = p[3 * b] - p[3 * a];
        final long uy = p[3 * b + 1] - p[3 * a + 1];
        final long uz = p[3 * b + 2] - p[3 * a + 2];
        final long vx = p[3 * c] - p[3 * a];
        final long vy = p[3 * c + 1] - p[3 * a + 1];
        final long vz = p[3 * c + 2] - p[3 * a + 2];
        final long nx = uy * vz - uz * vy;
        final long ny = uz * vx - ux * vz;
        final long nz = ux * vy - uy * vx;
        return new long[]{nx, ny, nz, nx * p[3 * a] + ny * p[3 * a + 1] + nz * p[3 * a + 2]};
    }

    /** @return four points that are not in one plane, the fourth behind the first three */
    private int[] tetrahedron() {
        final int n = m_next.length;
        int a = 0;
        int b = 0;
        for (int i = 0; i < n; i++) {
            a = m_points[3 * i] < m_points[3 * a] ? i : a;
            b = m_points[3 * i] > m_points[3 * b] ? i : b;
        }
        int c = NONE;
        double best = 0;
        for (int i = 0; i < n; i++) {
            final long[] p = plane(a, b, i);
            final double size = (double)p[0] * p[0] + (double)p[1] * p[1] + (double)p[2] * p[2];
            if (size > best) {
                best = size;
                c = i;
            }
        }
        if (c == NONE) {
            throw new IllegalArgumentException("All points lie on a line");
        }
        final long[] base = plane(a, b, c);
        int d = NONE;
        long height = 0;
        for (int i = 0; i < n; i++) {
            final long h = height(base, 0, i);
            if (Math.abs(h) > Math.abs(height)) {
                height = h;
                d = i;
            }
        }
        if (d == NONE) {
            throw new IllegalArgumentException("All points lie in a plane");
        }
        return height < 0 ? new int[]{a, b, c, d} : new int[]{a, c, b, d};
    }
}
