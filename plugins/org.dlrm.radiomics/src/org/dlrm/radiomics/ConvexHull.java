package org.dlrm.radiomics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Convex hull of points with integer coordinates in three dimensions: quickhull with exact orientation tests, so that
 * points in a plane or on a line, which voxels are full of, do no harm. Coordinates up to about a million.
 */
final class ConvexHull {

    /** A triangle, counter-clockwise from outside, with the points in front of it that are still to be treated. */
    private static final class Face {
        private final int[] m_vertex;

        private final long m_nx;

        private final long m_ny;

        private final long m_nz;

        private final long m_offset;

        /** Neighbour across the edge from vertex i to vertex i + 1. */
        private final Face[] m_neighbour = new Face[3];

        private int[] m_outside = new int[8];

        private int m_outsideCount;

        private int m_farthest = -1;

        private long m_farthestHeight;

        private boolean m_removed;

        Face(final int[][] p, final int a, final int b, final int c) {
            m_vertex = new int[]{a, b, c};
            final long ux = p[b][0] - p[a][0];
            final long uy = p[b][1] - p[a][1];
            final long uz = p[b][2] - p[a][2];
            final long vx = p[c][0] - p[a][0];
            final long vy = p[c][1] - p[a][1];
            final long vz = p[c][2] - p[a][2];
            m_nx = uy * vz - uz * vy;
            m_ny = uz * vx - ux * vz;
            m_nz = ux * vy - uy * vx;
            m_offset = m_nx * p[a][0] + m_ny * p[a][1] + m_nz * p[a][2];
        }

        /** @return positive in front of the face */
        long height(final int[] q) {
            return m_nx * q[0] + m_ny * q[1] + m_nz * q[2] - m_offset;
        }

        void add(final int point, final long height) {
            if (m_outsideCount == m_outside.length) {
                m_outside = Arrays.copyOf(m_outside, 2 * m_outsideCount);
            }
            m_outside[m_outsideCount++] = point;
            if (height > m_farthestHeight) {
                m_farthestHeight = height;
                m_farthest = point;
            }
        }
    }

    private final int[][] m_points;

    private final List<Face> m_faces = new ArrayList<>();

    private ConvexHull(final int[][] points) {
        m_points = points;
    }

    /**
     * @param points {x, y, z} each, not all in one plane
     * @return the triangles of the hull: three indices of points each, counter-clockwise from outside
     */
    static List<int[]> of(final int[][] points) {
        final ConvexHull hull = new ConvexHull(points);
        hull.build();
        return hull.m_faces.stream().filter(f -> !f.m_removed).map(f -> f.m_vertex).toList();
    }

    private void build() {
        final int[] t = tetrahedron();
        final Face[] faces = {new Face(m_points, t[0], t[1], t[2]), new Face(m_points, t[0], t[3], t[1]),
            new Face(m_points, t[1], t[3], t[2]), new Face(m_points, t[2], t[3], t[0])};
        link(List.of(faces));
        m_faces.addAll(List.of(faces));
        for (int q = 0; q < m_points.length; q++) {
            assign(q, List.of(faces));
        }
        final ArrayDeque<Face> open = new ArrayDeque<>(List.of(faces));
        while (!open.isEmpty()) {
            final Face f = open.poll();
            if (!f.m_removed && f.m_outsideCount > 0) {
                open.addAll(extend(f));
            }
        }
    }

    /** Adds the point farthest in front of a face; returns the new faces. */
    private List<Face> extend(final Face start) {
        final int apex = start.m_farthest;
        final List<Face> visible = new ArrayList<>();
        final ArrayDeque<Face> todo = new ArrayDeque<>();
        start.m_removed = true;
        todo.add(start);
        final List<Face> created = new ArrayList<>();
        while (!todo.isEmpty()) {
            final Face f = todo.poll();
            visible.add(f);
            for (int i = 0; i < 3; i++) {
                final Face n = f.m_neighbour[i];
                if (n.m_removed) {
                    continue;
                }
                if (n.height(m_points[apex]) > 0) {
                    n.m_removed = true;
                    todo.add(n);
                }
            }
        }
        for (final Face f : visible) {
            for (int i = 0; i < 3; i++) {
                final Face n = f.m_neighbour[i];
                if (!n.m_removed) {
                    final Face c = new Face(m_points, f.m_vertex[i], f.m_vertex[(i + 1) % 3], apex);
                    c.m_neighbour[0] = n;
                    for (int e = 0; e < 3; e++) {
                        if (n.m_neighbour[e] == f && n.m_vertex[e] == f.m_vertex[(i + 1) % 3]) {
                            n.m_neighbour[e] = c;
                        }
                    }
                    created.add(c);
                }
            }
        }
        // around the apex the new faces follow each other along the horizon
        final Map<Integer, Face> byStart = new HashMap<>();
        created.forEach(c -> byStart.put(c.m_vertex[0], c));
        for (final Face c : created) {
            final Face next = byStart.get(c.m_vertex[1]);
            c.m_neighbour[1] = next;
            next.m_neighbour[2] = c;
        }
        for (final Face f : visible) {
            for (int i = 0; i < f.m_outsideCount; i++) {
                if (f.m_outside[i] != apex) {
                    assign(f.m_outside[i], created);
                }
            }
            f.m_outside = null;
        }
        m_faces.addAll(created);
        return created;
    }

    private void assign(final int q, final List<Face> faces) {
        for (final Face f : faces) {
            final long h = f.height(m_points[q]);
            if (h > 0) {
                f.add(q, h);
                return;
            }
        }
    }

    private static void link(final List<Face> faces) {
        for (final Face f : faces) {
            for (int i = 0; i < 3; i++) {
                for (final Face n : faces) {
                    for (int e = 0; e < 3; e++) {
                        if (n != f && n.m_vertex[e] == f.m_vertex[(i + 1) % 3]
                            && n.m_vertex[(e + 1) % 3] == f.m_vertex[i]) {
                            f.m_neighbour[i] = n;
                        }
                    }
                }
            }
        }
    }

    /** @return four points that are not in one plane, the fourth behind the first three */
    private int[] tetrahedron() {
        int a = 0;
        int b = 0;
        for (int i = 0; i < m_points.length; i++) {
            a = m_points[i][0] < m_points[a][0] ? i : a;
            b = m_points[i][0] > m_points[b][0] ? i : b;
        }
        int c = -1;
        double best = 0;
        for (int i = 0; i < m_points.length; i++) {
            final Face f = new Face(m_points, a, b, i);
            final double size = (double)f.m_nx * f.m_nx + (double)f.m_ny * f.m_ny + (double)f.m_nz * f.m_nz;
            if (size > best) {
                best = size;
                c = i;
            }
        }
        if (c < 0) {
            throw new IllegalArgumentException("All points lie on a line");
        }
        final Face base = new Face(m_points, a, b, c);
        int d = -1;
        long height = 0;
        for (int i = 0; i < m_points.length; i++) {
            if (Math.abs(base.height(m_points[i])) > Math.abs(height)) {
                height = base.height(m_points[i]);
                d = i;
            }
        }
        if (d < 0) {
            throw new IllegalArgumentException("All points lie in a plane");
        }
        return height < 0 ? new int[]{a, b, c, d} : new int[]{a, c, b, d};
    }
}
