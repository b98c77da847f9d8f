package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.List;

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

    /** Triangles of each pattern: edges, three per triangle, outward orientation. */
    private static final int[][] TRIANGLES = triangles();

    private MarchingCubes() {
    }

    /** @return edge numbers, three for each triangle; normals point away from the set corners */
    static int[] triangles(final int pattern) {
        return TRIANGLES[pattern];
    }

    private static int[][] triangles() {
        final int[][] all = new int[256][];
        for (int pattern = 0; pattern < 256; pattern++) {
            final List<Integer> out = new ArrayList<>();
            for (final List<Integer> loop : loops(pattern)) {
                for (int i = 1; i + 1 < loop.size(); i++) {
                    out.add(loop.get(0));
                    out.add(loop.get(i));
                    out.add(loop.get(i + 1));
                }
            }
            all[pattern] = out.stream().mapToInt(i -> i).toArray();
        }
        return all;
    }

    /** The polygons in which the surface cuts the cube, as circles of edges. */
    static List<List<Integer>> loops(final int pattern) {
        // on each face, every run of set corners is cut off by a segment from the edge where the run begins to the edge
        // where it ends; opposite set corners are two runs
        final int[] next = new int[12];
        java.util.Arrays.fill(next, -1);
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
