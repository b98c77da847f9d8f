package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.image.Vec3;

/**
 * The marching cubes surface of a binary mask at level 0.5, for each of the 256 patterns of a cube's eight corners.
 * For a mask every vertex is the middle of a cube edge, so that area and volume of a pattern are constants.
 *
 * <p>Corner c of a cube has the offset (x, y, z) of {@link #CORNER}; edge e joins the corners {@link #EDGE}[e]. A face
 * with two opposite corners set is cut so that the set corners stay apart.
 */
final class MarchingCubes {

    /** Offsets (x, y, z) of the corners. */
    static final int[][] CORNER =
        {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}};

    /** The two corners of each edge. */
    static final int[][] EDGE = {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {4, 5}, {5, 6}, {6, 7}, {7, 4}, {0, 4}, {1, 5},
        {2, 6}, {3, 7}};

    /** Corners of each face in a circle, seen from outside counter-clockwise. */
    private static final int[][] FACE =
        {{0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4}, {2, 3, 7, 6}, {0, 4, 7, 3}, {1, 2, 6, 5}};

    /**
     * "pattern:diagonals": how the published table (P. Bourke, Polygonising a scalar field, 1994) cuts the polygons of
     * the patterns below 128 that are not planar; PyRadiomics has its areas from there.
     */
    private static final String PUBLISHED_DIAGONALS = """
        7:2-8,8-10 11:1-11,9-11 13:0-10,8-10 14:3-9,9-11 19:1-4,1-7 23:2-7,2-9,7-9 25:2-4,4-11
        29:1-4,1-11,4-11 30:3-9,9-11 31:4-11,9-11 35:3-5,5-8 38:2-4,2-5 43:2-5,2-8,5-8 45:0-10,8-10
        46:0-5,0-11,5-11 47:5-8,8-10 49:3-5,3-9 50:0-7,1-7 53:3-5,3-9 54:2-5,2-8,5-8 55:2-5,3-5
        57:2-7,2-9,7-9 58:1-7,1-8 59:1-7,1-11 61:0-5,0-7,0-10,0-11 62:0-5,0-7,0-10,0-11 70:0-6,6-9
        71:2-5,2-8,5-8 75:1-11,9-11 76:3-5,3-6 77:0-5,0-11,5-11 79:6-9,9-11 83:1-4,1-7 86:0-6,6-9
        87:2-9,3-9,6-9,7-9 89:2-4,4-11 92:3-5,3-6 93:0-11,1-11,4-11,5-11 95:6-9,7-9,9-11 98:0-6,0-10
        99:1-6,1-8,6-8 100:1-4,2-4 101:1-4,2-4 103:2-4,2-8 106:0-6,0-10 107:1-4,1-6,1-8,1-11 108:3-6,3-9,6-9
        109:1-4,1-6,1-8,1-11 110:0-6,3-6 112:7-10,8-10 113:0-7,0-10,7-10 115:1-7,7-10 116:1-6,1-8,6-8
        117:2-9,3-9,6-9,7-9 118:0-6,0-7 120:7-10,8-10 121:0-7,2-7,7-9,7-10 123:1-6,1-7,1-11
        124:1-6,3-6,6-8,6-9 126:0-6,0-7,0-11
        """;

    private static final int[][] CLOSED = closed();

    private static final int[][] PUBLISHED = published();

    private MarchingCubes() {
    }

    /**
     * @return the edges of the triangles of a pattern, three per triangle, normals away from the set corners. The
     *         surfaces of neighbouring cubes fit together. Polygons that are not planar are cut into the triangles of
     *         largest total area, as the published table does nearly everywhere.
     */
    static int[] closed(final int pattern) {
        return CLOSED[pattern];
    }

    /**
     * @return likewise the published table of 128 patterns, used for their complements with the normals turned around:
     *         where opposite corners of a face are set, the surface may have a hole (PyRadiomics)
     */
    static int[] published(final int pattern) {
        return PUBLISHED[pattern];
    }

    private static int[][] closed() {
        final int[][] all = new int[256][];
        for (int pattern = 0; pattern < 256; pattern++) {
            final List<int[]> triangles = new ArrayList<>();
            for (final List<Integer> loop : loops(pattern)) {
                triangles.addAll(largest(triangulations(loop)));
            }
            all[pattern] = flat(triangles);
        }
        return all;
    }

    private static int[][] published() {
        final Map<Integer, Set<Set<Integer>>> diagonals = new HashMap<>();
        for (final String item : PUBLISHED_DIAGONALS.trim().split("\\s+")) {
            final String[] parts = item.split(":");
            final Set<Set<Integer>> set = diagonals.computeIfAbsent(Integer.parseInt(parts[0]), k -> new HashSet<>());
            for (final String d : parts[1].split(",")) {
                final String[] ends = d.split("-");
                set.add(Set.of(Integer.parseInt(ends[0]), Integer.parseInt(ends[1])));
            }
        }
        final int[][] all = new int[256][];
        for (int pattern = 0; pattern < 128; pattern++) {
            final Set<Set<Integer>> wanted = diagonals.getOrDefault(pattern, Set.of());
            final List<int[]> triangles = new ArrayList<>();
            for (final List<Integer> loop : loops(pattern)) {
                triangles.addAll(triangulations(loop).stream().filter(t -> uses(t, loop, wanted)).findFirst()
                    .orElseGet(() -> triangulations(loop).get(0)));
            }
            all[pattern] = flat(triangles);
            all[255 - pattern] = new int[all[pattern].length];
            for (int i = 0; i < all[pattern].length; i++) {
                all[255 - pattern][i] = all[pattern][all[pattern].length - 1 - i];
            }
        }
        return all;
    }

    /** @return every way to cut a polygon into triangles */
    private static List<List<int[]>> triangulations(final List<Integer> loop) {
        if (loop.size() < 3) {
            return List.of(List.of());
        }
        final List<List<int[]>> all = new ArrayList<>();
        final int last = loop.size() - 1;
        // the triangle on the side between the first and the last vertex, and what is left on both sides of it
        for (int k = 1; k < last; k++) {
            for (final List<int[]> a : triangulations(loop.subList(0, k + 1))) {
                for (final List<int[]> b : triangulations(loop.subList(k, last + 1))) {
                    final List<int[]> t = new ArrayList<>(a);
                    t.addAll(b);
                    t.add(new int[]{loop.get(0), loop.get(k), loop.get(last)});
                    all.add(t);
                }
            }
        }
        return all;
    }

    private static List<int[]> largest(final List<List<int[]>> all) {
        List<int[]> best = all.get(0);
        for (final List<int[]> t : all) {
            best = area(t) > area(best) + 1e-9 ? t : best;
        }
        return best;
    }

    private static double area(final List<int[]> triangles) {
        return triangles.stream()
            .mapToDouble(t -> point(t[1]).minus(point(t[0])).cross(point(t[2]).minus(point(t[0]))).length() / 2).sum();
    }

    private static Vec3 point(final int edge) {
        final double[] m = middle(edge);
        return new Vec3(m[0], m[1], m[2]);
    }

    /** @return whether every diagonal of a triangulation is among those wanted */
    private static boolean uses(final List<int[]> triangles, final List<Integer> loop,
        final Set<Set<Integer>> wanted) {
        for (final int[] t : triangles) {
            for (int i = 0; i < 3; i++) {
                final int a = loop.indexOf(t[i]);
                final int b = loop.indexOf(t[(i + 1) % 3]);
                final int apart = Math.floorMod(a - b, loop.size());
                if (apart != 1 && apart != loop.size() - 1 && !wanted.contains(Set.of(t[i], t[(i + 1) % 3]))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int[] flat(final List<int[]> triangles) {
        return triangles.stream().flatMapToInt(Arrays::stream).toArray();
    }

    /** The polygons in which the surface cuts the cube, as circles of edges. */
    static List<List<Integer>> loops(final int pattern) {
        // on each face, every run of set corners is cut off by a segment from the edge where the run begins to the edge
        // where it ends; opposite set corners are two runs
        final int[] next = new int[12];
        Arrays.fill(next, -1);
        for (final int[] face : FACE) {
            for (int i = 0; i < 4; i++) {
                final boolean starts = set(pattern, face[i]) && !set(pattern, face[(i + 3) % 4]);
                if (starts) {
                    int end = i;
                    while (set(pattern, face[(end + 1) % 4]) && end < i + 3) {
                        end++;
                    }
                    next[edge(face[(i + 3) % 4], face[i])] = edge(face[end % 4], face[(end + 1) % 4]);
                }
            }
        }
        final List<List<Integer>> loops = new ArrayList<>();
        final boolean[] done = new boolean[12];
        for (int e = 0; e < 12; e++) {
            if (next[e] >= 0 && !done[e]) {
                final List<Integer> loop = new ArrayList<>();
                for (int at = e; !done[at]; at = next[at]) {
                    done[at] = true;
                    loop.add(at);
                }
                loops.add(loop);
            }
        }
        return loops;
    }

    private static boolean set(final int pattern, final int corner) {
        return (pattern >> corner & 1) != 0;
    }

    private static int edge(final int a, final int b) {
        for (int e = 0; e < 12; e++) {
            if (EDGE[e][0] == a && EDGE[e][1] == b || EDGE[e][0] == b && EDGE[e][1] == a) {
                return e;
            }
        }
        throw new IllegalArgumentException(a + " and " + b + " share no edge");
    }

    /** @return middle of an edge in voxels, relative to corner 0 */
    static double[] middle(final int edge) {
        final int[] a = CORNER[EDGE[edge][0]];
        final int[] b = CORNER[EDGE[edge][1]];
        return new double[]{(a[0] + b[0]) / 2., (a[1] + b[1]) / 2., (a[2] + b[2]) / 2.};
    }
}
