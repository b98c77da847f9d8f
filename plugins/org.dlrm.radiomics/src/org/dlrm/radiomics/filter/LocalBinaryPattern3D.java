package org.dlrm.radiomics.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.math3.util.CombinatoricsUtils;
import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.image.interpolate.Resampler;
import org.dlrm.work.Progress;

/**
 * Three-dimensional local binary patterns by spherical harmonics (Banerjee et al. 2013), as PyRadiomics computes them:
 * the image on a sphere around each voxel of the mask (vertices of a subdivided icosahedron, cubic spline, zero outside
 * the image), compared with the centre; the norm of one degree of its expansion, or the kurtosis of the samples. Zero
 * outside the mask. Not part of IBSI. PyRadiomics exchanges polar and azimuth angle; so does this, for equal numbers.
 *
 * @param degree of the spherical harmonics, from 0; negative for the kurtosis image
 * @param radius of the sphere in voxels
 * @param subdivisions of the icosahedron, at most 2
 */
record LocalBinaryPattern3D(int degree, double radius, int subdivisions) implements ImageFilter {

    @Override
    public String name() {
        return degree < 0 ? "lbp-3D-k" : "lbp-3D-m" + (degree + 1);
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final Grid g = image.grid();
        final float[] out = new float[g.voxels()];
        final Box box = mask.boundingBox().orElse(new Box(0, 0, 0, 1, 1, 1));
        final Volume centre = image.crop(box);
        final int n = centre.values().length;
        final boolean whole = isWhole(image);
        final List<Vec3> vertices = icosphere(subdivisions);
        final double[][] moments = new double[degree < 0 ? 4 : 0][n];
        final double[][] harmonics = degree < 0 ? new double[0][] : projections(vertices);
        final double[][] coefficients = new double[harmonics.length][n];
        for (int v = 0; v < vertices.size(); v++) {
            progress.check();
            // PyRadiomics adds the x of a vertex to the slice index
            final Vec3 d = vertices.get(v).times(radius);
            final Vec3 origin = g.toPatient(box.x() + d.z(), box.y() + d.y(), box.z() + d.x());
            final Grid c = centre.grid();
            final float[] samples = Resampler.resample(image, new Grid(c.nx(), c.ny(), c.nz(), c.sx(), c.sy(), c.sz(),
                origin, c.xAxis(), c.yAxis(), c.zAxis()), Interpolator.CUBIC_SPLINE, progress).values();
            int p = 0;
            for (int k = 0; k < c.nz(); k++) {
                final boolean outZ = outside(box.z() + k + d.x(), g.nz());
                for (int j = 0; j < c.ny(); j++) {
                    final boolean outY = outside(box.y() + j + d.y(), g.ny());
                    for (int i = 0; i < c.nx(); i++, p++) {
                        double s = outZ || outY || outside(box.x() + i + d.z(), g.nx()) ? 0 : samples[p];
                        // an image of whole numbers keeps its type when interpolated
                        s = whole ? Math.rint(s) : s;
                        final double difference = s - centre.values()[p];
                        double power = 1;
                        for (final double[] moment : moments) {
                            power *= difference;
                            moment[p] += power;
                        }
                        if (difference >= 0) {
                            for (int h = 0; h < harmonics.length; h++) {
                                coefficients[h][p] += harmonics[h][v];
                            }
                        }
                    }
                }
            }
        }
        final double[][][] products = degree < 0 ? new double[0][][] : products(vertices);
        int p = 0;
        for (int k = 0; k < box.nz(); k++) {
            for (int j = 0; j < box.ny(); j++) {
                for (int i = 0; i < box.nx(); i++, p++) {
                    final int at = g.index(box.x() + i, box.y() + j, box.z() + k);
                    if (mask.inside()[at] != 0) {
                        out[at] = (float)(degree < 0 ? kurtosis(moments, p, vertices.size())
                            : norm(coefficients, products, p));
                    }
                }
            }
        }
        return new Volume(g, out);
    }

    private static boolean outside(final double i, final int n) {
        return i < 0 || i > n - 1;
    }

    private static boolean isWhole(final Volume image) {
        for (final float v : image.values()) {
            if (v != Math.rint(v)) {
                return false;
            }
        }
        return true;
    }

    /** Excess kurtosis; -3 for equal samples. */
    private static double kurtosis(final double[][] moments, final int p, final int n) {
        final double mean = moments[0][p] / n;
        final double s2 = moments[1][p] / n;
        final double s3 = moments[2][p] / n;
        final double s4 = moments[3][p] / n;
        final double m2 = s2 - mean * mean;
        final double m4 = s4 - 4 * mean * s3 + 6 * mean * mean * s2 - 3 * mean * mean * mean * mean;
        return m2 <= 1e-12 * s2 ? -3 : m4 / (m2 * m2) - 3;
    }

    /** @return real parts of the harmonics of order -degree to degree, then the imaginary parts, at each vertex */
    private double[][] projections(final List<Vec3> vertices) {
        final double[][] y = new double[2 * (2 * degree + 1)][vertices.size()];
        for (int v = 0; v < vertices.size(); v++) {
            final Vec3 d = vertices.get(v);
            final double azimuth = Math.acos(Math.max(-1, Math.min(1, d.z())));
            final double polar = Math.atan2(d.y(), d.x());
            for (int m = -degree; m <= degree; m++) {
                final int a = Math.abs(m);
                final double size = Math.sqrt((2 * degree + 1) / (4 * Math.PI)
                    * CombinatoricsUtils.factorialDouble(degree - a) / CombinatoricsUtils.factorialDouble(degree + a))
                    * legendre(degree, a, Math.cos(polar)) * (m < 0 && a % 2 == 1 ? -1 : 1);
                y[m + degree][v] = size * Math.cos(m * azimuth);
                y[m + 3 * degree + 1][v] = size * Math.sin(m * azimuth);
            }
        }
        return y;
    }

    /** Associated Legendre function with the Condon-Shortley phase. */
    private static double legendre(final int n, final int m, final double x) {
        double pmm = 1;
        final double root = Math.sqrt(Math.max(0, 1 - x * x));
        for (int i = 1; i <= m; i++) {
            pmm *= -(2 * i - 1) * root;
        }
        double last = 0;
        double p = pmm;
        for (int l = m + 1; l <= n; l++) {
            final double next = (x * (2 * l - 1) * p - (l + m - 1) * last) / (l - m);
            last = p;
            p = next;
        }
        return p;
    }

    /** @return sums over the vertices of Y_a Y_b, real and imaginary part: PyRadiomics squares without conjugation */
    private double[][][] products(final List<Vec3> vertices) {
        final double[][] y = projections(vertices);
        final int n = 2 * degree + 1;
        final double[][][] out = new double[2][n][n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                for (int v = 0; v < vertices.size(); v++) {
                    out[0][a][b] += y[a][v] * y[b][v] - y[n + a][v] * y[n + b][v];
                    out[1][a][b] += y[a][v] * y[n + b][v] + y[n + a][v] * y[b][v];
                }
            }
        }
        return out;
    }

    /** @return the real part of the square root of the sum of squares of the degree's part at the vertices */
    private static double norm(final double[][] c, final double[][][] products, final int p) {
        final int n = c.length / 2;
        double re = 0;
        double im = 0;
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                final double cRe = c[a][p] * c[b][p] - c[n + a][p] * c[n + b][p];
                final double cIm = c[a][p] * c[n + b][p] + c[n + a][p] * c[b][p];
                re += cRe * products[0][a][b] - cIm * products[1][a][b];
                im += cRe * products[1][a][b] + cIm * products[0][a][b];
            }
        }
        return Math.sqrt(Math.max(0, (Math.hypot(re, im) + re) / 2));
    }

    /** Unit vectors: the 12 vertices of an icosahedron, edges halved the given number of times. */
    static List<Vec3> icosphere(final int subdivisions) {
        final double t = (1 + Math.sqrt(5)) / 2;
        final List<Vec3> v = new ArrayList<>();
        for (final double[] c : new double[][]{{-1, t, 0}, {1, t, 0}, {-1, -t, 0}, {1, -t, 0}, {0, -1, t}, {0, 1, t},
            {0, -1, -t}, {0, 1, -t}, {t, 0, -1}, {t, 0, 1}, {-t, 0, -1}, {-t, 0, 1}}) {
            v.add(unit(new Vec3(c[0], c[1], c[2])));
        }
        List<int[]> faces = new ArrayList<>();
        // faces are the triples of mutually nearest vertices
        final double edge = 2.1 / Math.sqrt(1 + t * t);
        for (int a = 0; a < 12; a++) {
            for (int b = a + 1; b < 12; b++) {
                for (int c = b + 1; c < 12; c++) {
                    if (near(v, a, b, edge) && near(v, b, c, edge) && near(v, a, c, edge)) {
                        faces.add(new int[]{a, b, c});
                    }
                }
            }
        }
        for (int s = 0; s < subdivisions; s++) {
            final Map<Long, Integer> halves = new HashMap<>();
            final List<int[]> next = new ArrayList<>();
            for (final int[] f : faces) {
                final int[] h = new int[3];
                for (int e = 0; e < 3; e++) {
                    final int a = Math.min(f[e], f[(e + 1) % 3]);
                    final int b = Math.max(f[e], f[(e + 1) % 3]);
                    h[e] = halves.computeIfAbsent((long)a << 32 | b, key -> {
                        v.add(unit(v.get(a).plus(v.get(b))));
                        return v.size() - 1;
                    });
                }
                next.add(new int[]{f[0], h[0], h[2]});
                next.add(new int[]{f[1], h[0], h[1]});
                next.add(new int[]{f[2], h[1], h[2]});
                next.add(h);
            }
            faces = next;
        }
        return v;
    }

    private static boolean near(final List<Vec3> v, final int a, final int b, final double edge) {
        return v.get(a).minus(v.get(b)).length() < edge;
    }

    private static Vec3 unit(final Vec3 a) {
        return a.times(1 / a.length());
    }
}
