package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The smallest box around a convex hull. */
final class BoundingBoxes {

    private BoundingBoxes() {
    }

    /**
     * The smallest box that has a side flush with a face of the hull: for each face the smallest rectangle around the
     * hull's projection on it (rotating the rectangle to each edge of the projection's outline).
     *
     * @return lengths of its sides, mm
     */
    static double[] oriented(final Extent.Hull hull) {
        double[] best = {};
        double smallest = Double.POSITIVE_INFINITY;
        final List<double[]> done = new ArrayList<>();
        for (final int[] t : hull.triangles()) {
            final double[] n = unit(hull.normal(t));
            // coplanar triangles and opposite faces give the same box
            if (done.stream().anyMatch(d -> Math.abs(dot(d, n)) > 1 - 1e-12)) {
                continue;
            }
            done.add(n);
            final double[] u = unit(cross(n, Math.abs(n[0]) < 0.6 ? new double[]{1, 0, 0} : new double[]{0, 1, 0}));
            final double[] v = cross(n, u);
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            final double[][] flat = new double[hull.vertices().length][];
            for (int i = 0; i < flat.length; i++) {
                final double[] p = hull.vertices()[i];
                low = Math.min(low, dot(n, p));
                high = Math.max(high, dot(n, p));
                flat[i] = new double[]{dot(u, p), dot(v, p)};
            }
            final double[] sides = rectangle(outline(flat));
            final double volume = (high - low) * sides[0] * sides[1];
            if (volume < smallest) {
                smallest = volume;
                best = new double[]{high - low, sides[0], sides[1]};
            }
        }
        return best;
    }

    /** @return the sides of the smallest rectangle around a convex polygon */
    private static double[] rectangle(final List<double[]> polygon) {
        double[] best = {};
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < polygon.size(); i++) {
            final double[] a = polygon.get(i);
            final double[] b = polygon.get((i + 1) % polygon.size());
            final double length = Math.hypot(b[0] - a[0], b[1] - a[1]);
            final double ex = (b[0] - a[0]) / length;
            final double ey = (b[1] - a[1]) / length;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            double far = 0;
            for (final double[] p : polygon) {
                final double along = p[0] * ex + p[1] * ey;
                low = Math.min(low, along);
                high = Math.max(high, along);
                far = Math.max(far, Math.abs((p[1] - a[1]) * ex - (p[0] - a[0]) * ey));
            }
            if ((high - low) * far < smallest) {
                smallest = (high - low) * far;
                best = new double[]{high - low, far};
            }
        }
        return best;
    }

    /** @return the convex outline of points in a plane (Andrew's monotone chain) */
    private static List<double[]> outline(final double[][] points) {
        final double[][] p = points.clone();
        Arrays.sort(p, (a, b) -> a[0] != b[0] ? Double.compare(a[0], b[0]) : Double.compare(a[1], b[1]));
        final List<double[]> hull = new ArrayList<>();
        for (int pass = 0; pass < 2; pass++) {
            final int base = hull.size();
            for (int k = 0; k < p.length; k++) {
                final double[] q = p[pass == 0 ? k : p.length - 1 - k];
                while (hull.size() >= base + 2 && turn(hull.get(hull.size() - 2), hull.get(hull.size() - 1), q) <= 1e-12) {
                    hull.remove(hull.size() - 1);
                }
                hull.add(q);
            }
            hull.remove(hull.size() - 1);
        }
        return hull;
    }

    private static double turn(final double[] a, final double[] b, final double[] c) {
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    }

    private static double dot(final double[] a, final double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double[] cross(final double[] a, final double[] b) {
        return new double[]{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private static double[] unit(final double[] a) {
        final double n = Math.sqrt(dot(a, a));
        return new double[]{a[0] / n, a[1] / n, a[2] / n};
    }
}
