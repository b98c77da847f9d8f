package org.dlrm.radiomics.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

class ImageFiltersTest {

    private static final Progress CANCELLED = new Progress() {
        @Override
        public void report(final double fraction, final String message) {
            // nobody listens
        }

        @Override
        public boolean isCanceled() {
            return true;
        }
    };

    private static Volume random(final Grid g) {
        final SplittableRandom random = new SplittableRandom(11);
        final float[] v = new float[g.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)(random.nextDouble() * 100);
        }
        return new Volume(g, v);
    }

    private static Volume apply(final ImageFilter f, final Volume v) {
        return f.apply(v, new Mask(v.grid(), new byte[v.values().length]), Progress.NONE);
    }

    private static List<ImageFilter> filters(final String type, final Map<String, Object> parameters) {
        return ImageFilters.of(new FilterSpec(type, parameters));
    }

    /** Lengths with other prime factors than 2, 3, 5 as well. */
    @Test
    void fourierTransformsOfAnySize() {
        final int nx = 7;
        final int ny = 6;
        final int nz = 11;
        final float[] v = random(Grid.of(nx, ny, nz, 1, 1, 1)).values();
        final double[] re = new double[v.length];
        final double[] im = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            re[i] = v[i];
            im[i] = v[v.length - 1 - i];
        }
        final Fourier fourier = new Fourier(nx, ny, nz, true);
        fourier.forward(re, im, Progress.NONE);
        for (final int[] f : new int[][]{{0, 0, 0}, {1, 2, 3}, {6, 5, 10}, {3, 0, 7}}) {
            double sumRe = 0;
            double sumIm = 0;
            for (int p = 0; p < v.length; p++) {
                final double angle = -2 * Math.PI * ((double)f[0] * (p % nx) / nx + (double)f[1] * (p / nx % ny) / ny
                    + (double)f[2] * (p / (nx * ny)) / nz);
                final double other = v[v.length - 1 - p];
                sumRe += v[p] * Math.cos(angle) - other * Math.sin(angle);
                sumIm += v[p] * Math.sin(angle) + other * Math.cos(angle);
            }
            final int at = f[0] + nx * (f[1] + ny * f[2]);
            assertEquals(sumRe, re[at], 1e-8);
            assertEquals(sumIm, im[at], 1e-8);
        }
        fourier.inverse(re, im, Progress.NONE);
        for (int i = 0; i < v.length; i++) {
            assertEquals(v[i], re[i], 1e-10);
            assertEquals(v[v.length - 1 - i], im[i], 1e-10);
        }
    }

    /** Of a plane wave cos(w x) the transform along w is sin(w x), across it 0; steering finds w. */
    @Test
    void rieszTransformsAreSteeredAlongWaves() {
        final Grid g = Grid.of(32, 32, 32, 1, 1, 1);
        final float[] v = new float[g.voxels()];
        final double[] phase = new double[v.length];
        for (int p = 0; p < v.length; p++) {
            phase[p] = 2 * Math.PI * (3 * (p % 32) + 4 * (p / 32 % 32) - 2 * (p / 1024)) / 32;
            v[p] = (float)(100 * Math.cos(phase[p]));
        }
        final Volume wave = new Volume(g, v);
        final double length = Math.sqrt(9 + 16 + 4);
        final ImageFilter same = new MeanFilter("same", 1, true, Boundary.PERIODIC);
        final float[] x = apply(new RieszFilter("x", same, List.of(1, 0, 0), true, OptionalDouble.empty(),
            Boundary.PERIODIC), wave).values();
        final float[] along = apply(new RieszFilter("along", same, List.of(1, 0, 0), true, OptionalDouble.of(4),
            Boundary.PERIODIC), wave).values();
        final float[] twice = apply(new RieszFilter("twice", same, List.of(2, 0, 0), true, OptionalDouble.of(4),
            Boundary.PERIODIC), wave).values();
        final float[] across = apply(new RieszFilter("across", same, List.of(1, 1, 0), true, OptionalDouble.of(4),
            Boundary.PERIODIC), wave).values();
        for (int p = 0; p < v.length; p++) {
            assertEquals(3 / length * 100 * Math.sin(phase[p]), x[p], 1e-3);
            assertEquals(100 * Math.abs(Math.sin(phase[p])), along[p], 1e-3);
            assertEquals(-100 * Math.cos(phase[p]), twice[p], 1e-3);
            assertEquals(0, across[p], 1e-3);
        }
    }

    /** Turning the image by a right angle turns the response of a rotation invariant filter, and nothing else. */
    @Test
    void rotationInvariance() {
        final int n = 12;
        final Grid g = Grid.of(n, n, n, 1, 1, 1);
        final Volume v = random(g);
        final float[] turned = new float[g.voxels()];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    turned[g.index(n - 1 - k, j, i)] = v.get(i, j, k);
                }
            }
        }
        for (final ImageFilter f : List.of(
            filters("laws", Map.of("kernel", "E5L5S5", "rotationInvariant", true, "delta", 1)).get(0),
            filters("laws", Map.of("kernel", "E3W5R5", "rotationInvariant", true, "pooling", "min")).get(0),
            filters("wavelet", Map.of("family", "db3", "subband", "LLH", "rotationInvariant", true)).get(0),
            filters("wavelet", Map.of("family", "coif1", "subband", "LHH", "rotationInvariant", true, "level", 2))
                .get(0))) {
            final Volume a = apply(f, v);
            final Volume b = apply(f, new Volume(g, turned));
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    for (int i = 0; i < n; i++) {
                        assertEquals(a.get(i, j, k), b.get(n - 1 - k, j, i), 1e-3, f.name());
                    }
                }
            }
        }
    }

    /** Kernels longer than the image, and images of one slice, column or voxel. */
    /** A window in the middle, one at a border and one in a corner; the image is cut to what is seen of it. */
    @Test
    void aWindowHasTheValuesOfTheWholeResponse() {
        final Grid g = Grid.of(37, 33, 35, 1, 1.1, 1.2);
        final Volume v = random(g);
        final byte[] inside = new byte[g.voxels()];
        Arrays.fill(inside, (byte)1);
        final Mask mask = new Mask(g, inside);
        final List<FilterSpec> specs = new ArrayList<>();
        for (final String b : List.of("zero", "nearest", "periodic", "mirror")) {
            specs.add(new FilterSpec("mean", Map.of("size", 5, "boundary", b)));
            specs.add(new FilterSpec("log", Map.of("sigma", 2, "boundary", b)));
            specs.add(new FilterSpec("laws",
                Map.of("kernel", "L5E5S3", "rotationInvariant", b.equals("mirror"), "delta", 3, "boundary", b)));
            specs.add(new FilterSpec("gabor", Map.of("sigma", 1.5, "gamma", 0.8, "lambda", 3, "thetaStep", 45, "planes",
                3, "boundary", b)));
            specs.add(new FilterSpec("wavelet", Map.of("family", "db3", "subband", "LHL", "level", 2,
                "rotationInvariant", b.equals("mirror"), "boundary", b)));
        }
        specs.add(new FilterSpec("log", Map.of("sigma", 2, "dimensions", 2)));
        specs.add(new FilterSpec("pyradiomics:LoG", Map.of("sigma", List.of(0.8, 3))));
        specs.add(new FilterSpec("pyradiomics:Wavelet", Map.of("level", 2)));
        for (final String type : List.of("square", "exponential", "gradient", "lbp2d", "lbp3d")) {
            specs.add(new FilterSpec(type, Map.of()));
        }
        specs.add(new FilterSpec("simoncelli", Map.of("level", 1)));
        for (final FilterSpec spec : specs) {
            final ImageFilter f = ImageFilters.of(spec).get(0);
            final Volume whole = f.apply(v, mask, Progress.NONE);
            for (final Box window : List.of(new Box(16, 15, 16, 5, 4, 4), new Box(1, 17, 12, 5, 6, 7),
                new Box(33, 30, 0, 4, 3, 5), g.box())) {
                final Volume part = f.within(v, mask, window, Progress.NONE);
                final Volume expected = whole.crop(window);
                assertEquals(Optional.empty(), expected.grid().difference(part.grid(), 1e-9));
                assertArrayEquals(expected.values(), part.values(), 2e-5f, () -> spec + " " + window);
            }
        }
    }

    @Test
    void smallImages() {
        for (final Grid g : List.of(Grid.of(1, 1, 1, 1, 1, 1), Grid.of(5, 1, 1, 1, 1, 1), Grid.of(4, 3, 1, 1, 1, 3))) {
            for (final String boundary : List.of("zero", "nearest", "periodic", "mirror")) {
                for (final ImageFilter f : List.of(filters("mean", Map.of("size", 15, "boundary", boundary)).get(0),
                    filters("log", Map.of("sigma", 3, "boundary", boundary, "riesz", List.of(1, 1, 0))).get(0),
                    filters("gabor", Map.of("sigma", 3, "gamma", 1, "lambda", 2, "planes", 3, "boundary", boundary))
                        .get(0),
                    filters("wavelet", Map.of("subband", "LLH", "level", 3, "boundary", boundary)).get(0),
                    filters("simoncelli", Map.of("level", 2)).get(0))) {
                    for (final float r : apply(f, random(g)).values()) {
                        assertTrue(Float.isFinite(r), f.name());
                    }
                }
            }
        }
    }

    @Test
    void namesSayWhatTheFilterIs() {
        assertEquals("log-s3.0-3D-zero", filters("log", Map.of("sigma", 3, "boundary", "zero")).get(0).name());
        assertEquals(List.of("log-s1.0-2D", "log-s2.5-2D"), filters("log", Map.of("sigma", List.of(1, 2.5),
            "dimensions", 2)).stream().map(ImageFilter::name).toList());
        assertEquals("laws-L5E5E5-rot-max-energy-7", filters("laws", Map.of("kernel", "L5E5E5", "rotationInvariant",
            true, "delta", 7)).get(0).name());
        assertEquals(8, filters("wavelet", Map.of("family", "haar")).size());
        assertEquals("simoncelli-level1-3D-riesz-0-2-0-steered-2.0", filters("simoncelli", Map.of("level", 1, "riesz",
            List.of(0, 2, 0), "steeringSigma", 2)).get(0).name());
    }

    @Test
    void wrongSettingsAreNamed() {
        refused("blur", Map.of(), "blur");
        refused("mean", Map.of("size", 4), "size");
        refused("mean", Map.of(), "size");
        refused("log", Map.of("sigma", -1), "sigma");
        refused("log", Map.of("sigma", 1, "boundary", "wrap"), "wrap");
        refused("log", Map.of("sigma", 1, "riesz", List.of(1, 0)), "riesz");
        refused("log", Map.of("sigma", 1, "sigmas", 2), "sigmas");
        refused("laws", Map.of("kernel", "L5X5"), "L5X5");
        refused("wavelet", Map.of("family", "db99"), "db99");
        refused("wavelet", Map.of("subband", "LXH"), "LXH");
    }

    private static void refused(final String type, final Map<String, Object> parameters, final String named) {
        final String message =
            assertThrows(IllegalArgumentException.class, () -> filters(type, parameters)).getMessage();
        assertTrue(message.contains(named), message);
    }

    @Test
    void everyFilterCanBeCancelled() {
        final Volume v = random(Grid.of(8, 8, 8, 1, 1, 1));
        final Mask m = new Mask(v.grid(), new byte[v.values().length]);
        m.inside()[100] = 1;
        for (final FilterSpec s : List.of(new FilterSpec("mean", Map.of("size", 3)),
            new FilterSpec("log", Map.of("sigma", 1)), new FilterSpec("laws", Map.of("kernel", "L5E5")),
            new FilterSpec("gabor", Map.of("sigma", 1, "gamma", 1, "lambda", 2)), new FilterSpec("wavelet", Map.of()),
            new FilterSpec("simoncelli", Map.of("level", 1)), new FilterSpec("gradient", Map.of()),
            new FilterSpec("lbp2d", Map.of()), new FilterSpec("lbp3d", Map.of()),
            new FilterSpec("square", Map.of()), new FilterSpec("pyradiomics:LoG", Map.of("sigma", 1)))) {
            final ImageFilter f = ImageFilters.of(s).get(0);
            assertThrows(CancellationException.class, () -> f.apply(v, m, CANCELLED), s.type());
        }
    }
}
