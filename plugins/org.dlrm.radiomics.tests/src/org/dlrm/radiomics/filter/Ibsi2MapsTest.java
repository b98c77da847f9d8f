package org.dlrm.radiomics.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** IBSI 2 phase 1: every voxel of every reference response map within 1 % of the map's range. */
class Ibsi2MapsTest {

    private static final double TOLERANCE = 0.01;

    /** A digital phantom and the filter of one map. */
    private record Case(String phantom, FilterSpec filter) {
    }

    private final Map<String, Case> m_cases = new LinkedHashMap<>();

    private void add(final String id, final String phantom, final String type, final Object... parameters) {
        final Map<String, Object> p = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            p.put((String)parameters[i], parameters[i + 1]);
        }
        m_cases.put(id, new Case(phantom, new FilterSpec(type, p)));
    }

    Ibsi2MapsTest() {
        add("1_a_1", "checkerboard", "mean", "size", 15, "boundary", "zero");
        add("1_a_2", "checkerboard", "mean", "size", 15, "boundary", "nearest");
        add("1_a_3", "checkerboard", "mean", "size", 15, "boundary", "periodic");
        add("1_a_4", "checkerboard", "mean", "size", 15, "boundary", "mirror");
        add("1_b_1", "impulse", "mean", "size", 15, "boundary", "zero", "dimensions", 2);
        add("2_a", "impulse", "log", "sigma", 3, "boundary", "zero");
        add("2_b", "checkerboard", "log", "sigma", 5, "boundary", "mirror");
        add("2_c", "checkerboard", "log", "sigma", 5, "boundary", "mirror", "dimensions", 2);
        laws("3_a", "impulse", "E5L5S5", "zero");
        laws("3_b", "checkerboard", "E3W5R5", "mirror");
        laws("3_c", "checkerboard", "L5S5", "mirror");
        add("4_a_1", "impulse", "gabor", "sigma", 10, "gamma", 0.5, "lambda", 4, "theta", 60, "boundary", "zero");
        add("4_a_2", "impulse", "gabor", "sigma", 10, "gamma", 0.5, "lambda", 4, "thetaStep", 45, "planes", 3,
            "boundary", "zero");
        add("4_b_1", "sphere", "gabor", "sigma", 20, "gamma", 2.5, "lambda", 8, "theta", 225, "boundary", "mirror");
        add("4_b_2", "sphere", "gabor", "sigma", 20, "gamma", 2.5, "lambda", 8, "thetaStep", 22.5, "planes", 3,
            "boundary", "mirror");
        wavelets("5_a", "impulse", "db2", "LHL", "zero");
        wavelets("6_a", "sphere", "coif1", "HHL", "periodic");
        add("7_a_1", "checkerboard", "wavelet", "family", "haar", "subband", "LLL", "level", 2, "rotationInvariant",
            true);
        add("7_a_2", "checkerboard", "wavelet", "family", "haar", "subband", "HHH", "level", 2, "rotationInvariant",
            true);
        for (int level = 1; level <= 3; level++) {
            add("8_a_" + level, "checkerboard", "simoncelli", "level", level);
        }
        add("9_a", "impulse", "log", "sigma", 3, "boundary", "zero", "riesz", List.of(1, 0, 0));
        add("9_b_1", "sphere", "log", "sigma", 3, "boundary", "zero", "riesz", List.of(0, 2, 0));
        add("10_b_1", "pattern_1", "simoncelli", "level", 1, "riesz", List.of(0, 2, 0));
    }

    private void laws(final String id, final String phantom, final String kernel, final String boundary) {
        add(id + "_1", phantom, "laws", "kernel", kernel, "boundary", boundary);
        add(id + "_2", phantom, "laws", "kernel", kernel, "boundary", boundary, "rotationInvariant", true);
        add(id + "_3", phantom, "laws", "kernel", kernel, "boundary", boundary, "rotationInvariant", true, "delta", 7);
    }

    private void wavelets(final String id, final String phantom, final String family, final String subband,
        final String boundary) {
        add(id + "_1", phantom, "wavelet", "family", family, "subband", subband, "boundary", boundary);
        add(id + "_2", phantom, "wavelet", "family", family, "subband", subband, "boundary", boundary,
            "rotationInvariant", true);
    }

    @Test
    void maps() throws IOException {
        final Path ibsi = Shared.require("ibsi");
        final StringBuilder report = new StringBuilder();
        int passed = 0;
        for (final Map.Entry<String, Case> e : m_cases.entrySet()) {
            final String phantom = e.getValue().phantom();
            final Path folder = ibsi.resolve("ibsi2_digital_phantoms/nifti").resolve(phantom);
            final Volume image = Nifti.readVolume(folder.resolve("image/" + phantom + ".nii.gz"));
            final Mask mask = Nifti.readMask(folder.resolve("mask/mask.nii.gz"));
            final float[] reference =
                Nifti.readVolume(ibsi.resolve("ibsi2_reference_maps/" + e.getKey() + "-ValidCRM.nii.gz")).values();
            final long start = System.nanoTime();
            final float[] response =
                ImageFilters.of(e.getValue().filter()).get(0).apply(image, mask, Progress.NONE).values();
            final double seconds = (System.nanoTime() - start) / 1e9;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            double worst = 0;
            for (int i = 0; i < reference.length; i++) {
                low = Math.min(low, reference[i]);
                high = Math.max(high, reference[i]);
                worst = Math.max(worst, Math.abs(response[i] - reference[i]));
            }
            final double part = worst / (high - low);
            passed += part <= TOLERANCE ? 1 : 0;
            report.append(String.format(Locale.ROOT, "%n%-7s %s largest difference %.4f %% of the range, %.2f s",
                e.getKey(), part <= TOLERANCE ? "ok    " : "FAILED", 100 * part, seconds));
        }
        System.out.println("IBSI 2 phase 1: " + passed + " of " + m_cases.size() + " maps" + report);
        assertEquals(33, m_cases.size());
        assertEquals(33, passed, report.toString());
    }
}
