package org.dlrm.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Filter images and rarer options of parameter files end to end: the values that PyRadiomics 3.1.0 with its C extension
 * gives for a small image, with ITK 5.2's LoG and gradient, PyWavelets and scikit-image's LBP. Parameters are read by both
 * from the same text.
 */
class PyRadiomicsImagesTest {

    private static final String ALL = "featureClass: {firstorder: , glcm: , glrlm: , glszm: , gldm: , ngtdm: }";

    private static final String NEIGHBOURS = "featureClass: {glcm: , gldm: , ngtdm: }";

    private static final Grid GRID = Grid.of(24, 22, 18, 1, 1.25, 2);

    private static Volume image() {
        final SplittableRandom random = new SplittableRandom(2022);
        final float[] v = new float[GRID.voxels()];
        for (int k = 0; k < GRID.nz(); k++) {
            for (int j = 0; j < GRID.ny(); j++) {
                for (int i = 0; i < GRID.nx(); i++) {
                    v[GRID.index(i, j, k)] =
                        20 + (i - 9) * (j - 12) / 2 + k * (i - 15) / 3 + random.nextInt(-60, 61);
                }
            }
        }
        return new Volume(GRID, v);
    }

    private static Mask mask() {
        final byte[] m = new byte[GRID.voxels()];
        for (int k = 0; k < GRID.nz(); k++) {
            for (int j = 0; j < GRID.ny(); j++) {
                for (int i = 0; i < GRID.nx(); i++) {
                    final int x = 2 * i - 23;
                    final int y = 2 * j - 21;
                    final int z = 2 * k - 17;
                    m[GRID.index(i, j, k)] = (byte)(81 * x * x + 100 * y * y + 160 * z * z <= 40_000 ? 1 : 0);
                }
            }
        }
        return new Mask(GRID, m);
    }

    /** @return PyRadiomics' values by column */
    private static Map<String, Double> reference(final String name) throws IOException {
        final Map<String, Double> out = new LinkedHashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
            PyRadiomicsImagesTest.class.getResourceAsStream("pyradiomics-images.csv"), StandardCharsets.UTF_8))) {
            for (final String line : in.lines().toList()) {
                final String[] words = line.split(",");
                if (words[0].equals(name)) {
                    out.put(words[1], Double.valueOf(words[2]));
                }
            }
        }
        return out;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "images | 1395 | {imageType: {LoG: {sigma: [1.5, 3.0]}, Wavelet: {}, Square: {}, SquareRoot: {}, Logarithm: {},"
            + " Exponential: {}, Gradient: {}}, " + ALL + ", setting: {binWidth: 10}}",
        "lbp | 93 | {imageType: {LBP2D: {}}, " + ALL + ", setting: {binWidth: 1}}",
        "relative | 93 | {" + ALL + ", setting: {binWidth: 25, resegmentRange: [0.1, 0.8], resegmentMode: relative}}",
        "sigma | 93 | {" + ALL + ", setting: {binWidth: 25, resegmentRange: [-1, 2.5], resegmentMode: sigma}}",
        "sigmaone | 93 | {" + ALL + ", setting: {binWidth: 25, resegmentRange: [-0.5], resegmentMode: sigma}}",
        "distances | 43 | {" + NEIGHBOURS + ", setting: {binWidth: 25, distances: [1, 2]}}",
        "shell | 43 | {" + NEIGHBOURS + ", setting: {binWidth: 25, distances: [2]}}",
        "slices | 43 | {" + NEIGHBOURS + ", setting: {binWidth: 25, distances: [3, 1], force2D: true}}"})
    void valuesOfPyRadiomics(final String name, final int values, final String parameters) throws IOException {
        final RadiomicsResult r =
            RadiomicsExtractor.extract(image(), mask(), SettingsFormat.parse(parameters), Progress.NONE);
        final Map<String, Double> reference = reference(name);
        assertEquals(values, reference.size());
        assertEquals(values, r.features().size());
        final List<String> wrong = new ArrayList<>();
        reference.forEach((column, expected) -> {
            final double error = Math.abs(r.value(column) - expected);
            if (!(error <= Math.max(1e-9, 1e-6 * scale(column, expected, reference)))) {
                wrong.add(column + " " + r.value(column) + ", PyRadiomics " + expected);
            }
        });
        assertTrue(wrong.isEmpty(), wrong.toString());
    }

    /** PyRadiomics filters in single precision: what cancels to nearly 0 is compared with what it was summed from. */
    private static double scale(final String column, final double expected, final Map<String, Double> reference) {
        final double natural;
        if (column.endsWith("_firstorder_Mean") || column.endsWith("_firstorder_Median")) {
            natural = Math.sqrt(reference.get(column.substring(0, column.lastIndexOf('_')) + "_Variance"));
        } else {
            natural = column.endsWith("_firstorder_Skewness") ? 1 : 0;
        }
        return Math.max(Math.abs(expected), natural);
    }
}
