package org.dlrm.radiomics.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/**
 * PyRadiomics' images. Numbers to compare with were computed with NumPy and SciPy 1.17 (map_coordinates, kurtosis,
 * sph_harm_y) from PyRadiomics' published definitions.
 */
class PyRadiomicsFiltersTest {

    private static final Grid GRID = Grid.of(9, 8, 7, 1, 2, 3);

    /** Voxels (x, y, z) at which the numbers were computed. */
    private static final int[][] AT = {{5, 4, 3}, {0, 0, 0}, {8, 7, 6}, {7, 1, 2}};

    private static Volume image() {
        final float[] v = new float[GRID.voxels()];
        for (int z = 0; z < GRID.nz(); z++) {
            for (int y = 0; y < GRID.ny(); y++) {
                for (int x = 0; x < GRID.nx(); x++) {
                    v[GRID.index(x, y, z)] =
                        (x * 37 + y * 91 + z * 53 + x * y * z * 7) % 101 + 0.25f * ((x + 2 * y + 3 * z) % 4);
                }
            }
        }
        return new Volume(GRID, v);
    }

    private static Mask all(final Grid g) {
        final byte[] inside = new byte[g.voxels()];
        Arrays.fill(inside, (byte)1);
        return new Mask(g, inside);
    }

    private static List<ImageFilter> filters(final String type, final Map<String, Object> parameters) {
        return ImageFilters.of(new FilterSpec("pyradiomics:" + type, parameters));
    }

    private static Volume response(final ImageFilter filter, final Volume image) {
        return filter.apply(image, all(image.grid()), Progress.NONE);
    }

    private static ImageFilter named(final List<ImageFilter> filters, final String name) {
        return filters.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    private static void assertAt(final double[] expected, final Volume found, final double tolerance) {
        for (int i = 0; i < AT.length; i++) {
            assertEquals(expected[i], found.get(AT[i][0], AT[i][1], AT[i][2]),
                tolerance * Math.max(1, Math.abs(expected[i])), Arrays.toString(AT[i]));
        }
    }

    @Test
    void waveletsAreThoseOfPyWavelets() {
        final List<ImageFilter> one = filters("Wavelet", Map.of());
        assertEquals(List.of("wavelet-LLH", "wavelet-LHL", "wavelet-LHH", "wavelet-HLL", "wavelet-HLH", "wavelet-HHL",
            "wavelet-HHH", "wavelet-LLL"), one.stream().map(ImageFilter::name).toList());
        // the image has odd sizes along x and z
        assertAt(new double[]{-5.423501647082276, -59.953564413711845, 14.820795917201895, -9.56394616093262},
            response(named(one, "wavelet-LHL"), image()), 1e-6);
        final List<ImageFilter> two = filters("Wavelet", Map.of("level", 2));
        assertEquals(15, two.size());
        assertAt(new double[]{-0.7162222750725298, 1.2490838751432047, -25.88259838783695, -19.99008594429273},
            response(named(two, "wavelet2-HHL"), image()), 1e-6);
    }

    /** With force2D: every number of a file that PyWavelets wrote (see its first line). */
    @Test
    void waveletsInTheSliceAreThoseOfPyWavelets() throws IOException {
        int compared = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
            PyRadiomicsFiltersTest.class.getResourceAsStream("pyradiomics-wavelets-in-slices.csv"),
            StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                final String[] c = line.split(",");
                final ImageFilter f = named(filters("Wavelet", Map.of("force2D", true, "wavelet", c[0].equals("haar")
                    ? "db1" : c[0], "start_level", Integer.parseInt(c[1]), "level", Integer.parseInt(c[2]))), c[3]);
                final double expected = Double.parseDouble(c[7]);
                assertEquals(expected, response(f, image()).get(Integer.parseInt(c[4]), Integer.parseInt(c[5]),
                    Integer.parseInt(c[6])), 1e-6 * Math.max(1, Math.abs(expected)), line);
                compared++;
            }
        }
        assertEquals(152, compared);
    }

    @Test
    void gradientIsPerMillimetre() {
        assertAt(new double[]{30.554368663817037, 30.82868771308813, 16.229848616395383, 6.518137089008723},
            response(filters("Gradient", Map.of()).get(0), image()), 1e-6);
    }

    @Test
    void localBinaryPatterns3D() {
        final List<ImageFilter> all = filters("LBP3D", Map.of("lbp3DLevels", 3));
        assertEquals(List.of("lbp-3D-m1", "lbp-3D-m2", "lbp-3D-m3", "lbp-3D-k"),
            all.stream().map(ImageFilter::name).toList());
        assertAt(new double[]{18.56595450687179, 21.66028025801709, 0, 12.893023963105412},
            response(all.get(0), image()), 1e-6);
        assertAt(new double[]{15.182186486012645, 18.401806215963287, 0, 10.701300460376942},
            response(all.get(1), image()), 1e-6);
        assertAt(new double[]{16.623801162046096, 18.79098507549478, 0, 11.920810072080215},
            response(all.get(2), image()), 1e-6);
        assertAt(new double[]{0.2576716570009543, 1.6703014226386106, 0.5006520389111007, -1.107986564205901},
            response(all.get(3), image()), 1e-5);
    }

    @Test
    void localBinaryPatterns2D() {
        final Grid g = Grid.of(3, 3, 1, 1, 1, 1);
        // the samples east and north-east of the centre, at the positions of scikit-image, are not below it
        final Volume v = new Volume(g, new float[]{0, 0, 9, 0, 5, 9, 0, 0, 0});
        assertEquals(0b11, response(filters("LBP2D", Map.of("lbp2DMethod", "default")).get(0), v).get(1, 1, 0));
        assertEquals(2, response(filters("LBP2D", Map.of()).get(0), v).get(1, 1, 0));
        // bits 0, 2, 4, 6: not uniform, 9; the smallest shift of 01010101 is itself
        final Volume cross = new Volume(g, new float[]{0, 9, 0, 9, 8, 9, 0, 9, 0});
        assertEquals(9, response(filters("LBP2D", Map.of()).get(0), cross).get(1, 1, 0));
        assertEquals(0b01010101, response(filters("LBP2D", Map.of("lbp2DMethod", "ror")).get(0), cross).get(1, 1, 0));
    }

    @Test
    void intensityTransforms() {
        final Volume v = new Volume(Grid.of(3, 1, 1, 1, 1, 1), new float[]{-4, 0, 9});
        assertValues(v, "Square", 16. / 9, 0, 9);
        assertValues(v, "SquareRoot", -6, 0, 9);
        assertValues(v, "Logarithm", -9 * Math.log(5) / Math.log(10), 0, 9);
        assertValues(v, "Exponential", Math.pow(9, -4. / 9), 1, 9);
        final Volume zeros = new Volume(v.grid(), new float[3]);
        assertValues(zeros, "Square", 0, 0, 0);
        assertValues(zeros, "Logarithm", 0, 0, 0);
        assertValues(zeros, "Exponential", 1, 1, 1);
    }

    private static void assertValues(final Volume v, final String type, final double... expected) {
        final float[] found = response(filters(type, Map.of()).get(0), v).values();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], 1e-6, type);
        }
    }

    /** The recursive filters respond to a constant with 0 and to squares with the second derivative, exactly. */
    @Test
    void logIsNormalisedAcrossScale() {
        final Grid g = Grid.of(61, 41, 41, 0.8, 1.2, 1.5);
        final float[] v = new float[g.voxels()];
        for (int z = 0; z < 41; z++) {
            for (int y = 0; y < 41; y++) {
                for (int x = 0; x < 61; x++) {
                    v[g.index(x, y, z)] = (float)(100 + 0.5 * Math.pow((x - 30) * 0.8, 2)
                        + 0.25 * Math.pow((y - 20) * 1.2, 2) - 0.1 * Math.pow((z - 20) * 1.5, 2));
                }
            }
        }
        final ImageFilter log = filters("LoG", Map.of("sigma", List.of(2.0))).get(0);
        assertEquals("log-sigma-2-0-mm-3D", log.name());
        assertEquals(4 * (1 + 0.5 - 0.2), response(log, new Volume(g, v)).get(30, 20, 20), 0.02);
        final float[] constant = new float[g.voxels()];
        Arrays.fill(constant, 40);
        for (final float r : response(log, new Volume(g, constant)).values()) {
            assertEquals(0, r, 1e-3);
        }
    }

    /** ITK's approximation is within a few percent of the sampled kernel, times sigma squared. */
    @Test
    void logIsNearTheSampledKernel() {
        final Grid g = Grid.of(41, 41, 41, 1, 1, 1);
        final float[] v = new float[g.voxels()];
        v[g.index(20, 20, 20)] = 1000;
        final Volume impulse = new Volume(g, v);
        final Volume recursive = response(filters("LoG", Map.of("sigma", 3)).get(0), impulse);
        final Volume sampled = response(ImageFilters.of(new FilterSpec("log", Map.of("sigma", 3))).get(0), impulse);
        final double peak = 9 * sampled.get(20, 20, 20);
        for (int i = 0; i < v.length; i++) {
            assertEquals(9 * sampled.values()[i], recursive.values()[i], 0.02 * Math.abs(peak));
        }
    }

    @Test
    void unknownThingsAreRefused() {
        final String type = assertThrows(IllegalArgumentException.class, () -> filters("Laplace", Map.of()))
            .getMessage();
        assertTrue(type.contains("Laplace"), type);
        final String parameter =
            assertThrows(IllegalArgumentException.class, () -> filters("Wavelet", Map.of("binWidth", 10))).getMessage();
        assertTrue(parameter.contains("binWidth"), parameter);
        final String wavelet =
            assertThrows(IllegalArgumentException.class, () -> filters("Wavelet", Map.of("wavelet", "db77")))
                .getMessage();
        assertTrue(wavelet.contains("db77"), wavelet);
    }
}
