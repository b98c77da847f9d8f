package org.dlrm.knime.node.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.dlrm.knime.node.radiomics.RadiomicsExtractorParameters.Wavelet;
import org.dlrm.radiomics.filter.FilterSpec;

/** The dialog's short texts as the library's filters. What it does not offer can be written in a settings file. */
final class FilterTexts {

    /** Images that only PyRadiomics defines: the types of {@link org.dlrm.radiomics.filter.ImageFilters} and their titles. */
    static final Map<String, String> OTHER_IMAGES = otherImages();

    private FilterTexts() {
    }

    private static Map<String, String> otherImages() {
        final Map<String, String> all = new LinkedHashMap<>();
        all.put("square", "Square");
        all.put("squareroot", "Square root");
        all.put("logarithm", "Logarithm");
        all.put("exponential", "Exponential");
        all.put("gradient", "Gradient magnitude");
        all.put("lbp2d", "Local binary pattern, in slices");
        all.put("lbp3d", "Local binary pattern, in space");
        return Collections.unmodifiableMap(all);
    }

    /** @throws IllegalArgumentException for a text that is no list of numbers, naming the option */
    static List<FilterSpec> filters(final RadiomicsExtractorParameters p) {
        final List<FilterSpec> all = new ArrayList<>();
        final List<Double> sigmas = numbers(p.m_logSigmas, "Laplacian of Gaussian (mm)");
        if (!sigmas.isEmpty()) {
            all.add(new FilterSpec("log", Map.of("sigma", sigmas)));
        }
        if (p.m_wavelet != Wavelet.NONE) {
            all.add(new FilterSpec("wavelet", Map.of("family", p.m_wavelet.name().toLowerCase(Locale.ROOT), "level",
                p.m_waveletLevel, "rotationInvariant", p.m_rotationInvariant)));
        }
        for (final int size : wholes(p.m_meanSizes, "Mean filter (voxels)")) {
            all.add(new FilterSpec("mean", Map.of("size", size)));
        }
        for (final String kernel : entries(p.m_laws)) {
            final Map<String, Object> laws = new TreeMap<>(Map.of("kernel", kernel, "rotationInvariant",
                p.m_rotationInvariant));
            if (p.m_lawsDelta > 0) {
                laws.put("delta", p.m_lawsDelta);
            }
            all.add(new FilterSpec("laws", laws));
        }
        for (final double lambda : numbers(p.m_gaborWavelengths, "Gabor wavelengths (mm)")) {
            all.add(new FilterSpec("gabor",
                Map.of("lambda", lambda, "sigma", lambda / 2, "gamma", 1.5, "thetaStep", 22.5, "planes", 3)));
        }
        for (final int level : wholes(p.m_simoncelliLevels, "Simoncelli levels")) {
            all.add(new FilterSpec("simoncelli", Map.of("level", level)));
        }
        Arrays.stream(p.m_otherImages).forEach(type -> all.add(new FilterSpec(type, Map.of())));
        return all;
    }

    private static List<String> entries(final String text) {
        return Arrays.stream(text.split("[,;\\s]+")).filter(s -> !s.isEmpty()).toList();
    }

    private static List<Double> numbers(final String text, final String option) {
        return entries(text).stream().map(s -> {
            try {
                return Double.valueOf(s);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                    option + ": \"" + s + "\" is not a number; write numbers separated by commas, for example 1, 3.5", e);
            }
        }).toList();
    }

    private static List<Integer> wholes(final String text, final String option) {
        return numbers(text, option).stream().map(v -> {
            if (v != Math.rint(v)) {
                throw new IllegalArgumentException(option + ": " + v + " is not a whole number");
            }
            return v.intValue();
        }).toList();
    }
}
