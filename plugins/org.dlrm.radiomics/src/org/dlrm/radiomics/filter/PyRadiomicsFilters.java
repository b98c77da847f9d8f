package org.dlrm.radiomics.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The image types of PyRadiomics 3 with its names and defaults. Parameters keep PyRadiomics' names; those of the other
 * image types may be present, since PyRadiomics shares them.
 */
final class PyRadiomicsFilters {

    private static final String[] SHARED = {"force2D", "sigma", "start_level", "level", "wavelet", "gradientUseSpacing",
        "lbp2DRadius", "lbp2DSamples", "lbp2DMethod", "lbp3DLevels", "lbp3DIcosphereRadius",
        "lbp3DIcosphereSubdivision"};

    private PyRadiomicsFilters() {
    }

    /**
     * @param type as in "imageType" of a parameter file (LoG, Wavelet, Square, ...); case does not matter
     * @throws IllegalArgumentException for another type, or a parameter that is unknown, naming it
     */
    static List<ImageFilter> of(final String type, final Parameters p) {
        for (final String shared : SHARED) {
            p.has(shared);
        }
        p.done();
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "log" -> log(p);
            case "wavelet" -> wavelet(p);
            case "square" -> List.of(new IntensityTransform(IntensityTransform.Function.SQUARE));
            case "squareroot" -> List.of(new IntensityTransform(IntensityTransform.Function.SQUAREROOT));
            case "logarithm" -> List.of(new IntensityTransform(IntensityTransform.Function.LOGARITHM));
            case "exponential" -> List.of(new IntensityTransform(IntensityTransform.Function.EXPONENTIAL));
            case "gradient" -> List.of(new GradientMagnitude(p.flag("gradientUseSpacing", true)));
            case "lbp2d" -> List.of(new LocalBinaryPattern2D(p.number("lbp2DRadius", 1, 0.1, 100),
                p.whole("lbp2DSamples", 8, 1, 24),
                p.choice("lbp2DMethod", LocalBinaryPattern2D.Method.UNIFORM)));
            case "lbp3d" -> lbp3D(p);
            default -> throw new IllegalArgumentException("Unknown PyRadiomics image type \"" + type + "\"; known are"
                + " LoG, Wavelet, Square, SquareRoot, Logarithm, Exponential, Gradient, LBP2D, LBP3D");
        };
    }

    private static List<ImageFilter> log(final Parameters p) {
        final List<ImageFilter> out = new ArrayList<>();
        for (final Number sigma : p.numbers("sigma", 0.01, 100)) {
            // PyRadiomics writes the number as it stands in the file: 3 or 3.0
            out.add(new RecursiveLaplacianOfGaussian("log-sigma-" + sigma.toString().replace('.', '-') + "-mm-3D",
                sigma.doubleValue()));
        }
        return out;
    }

    /** Details of every level, then the approximation of the last, in PyRadiomics' order. */
    private static List<ImageFilter> wavelet(final Parameters p) {
        final OrthogonalWavelet wavelet = OrthogonalWavelet.of(p.text("wavelet", "coif1"));
        final int start = p.whole("start_level", 0, 0, 10);
        final int levels = p.whole("level", 1, 1, 10);
        // in the slice, PyRadiomics leaves out the axis across it: two letters instead of three
        final int axes = p.flag("force2D", false) ? 2 : 3;
        final String approximation = "L".repeat(axes);
        final List<ImageFilter> out = new ArrayList<>();
        for (int level = 1; level <= levels; level++) {
            final String prefix = level == 1 ? "wavelet-" : "wavelet" + level + "-";
            for (final String subband : ImageFilters.allSubbands(axes)) {
                if (!subband.equals(approximation)) {
                    out.add(new PyRadiomicsWavelet(prefix + subband, wavelet, subband, start + level - 1));
                }
            }
        }
        out.add(new PyRadiomicsWavelet((levels == 1 ? "wavelet-" : "wavelet" + levels + "-") + approximation, wavelet,
            approximation, start + levels - 1));
        return out;
    }

    private static List<ImageFilter> lbp3D(final Parameters p) {
        final double radius = p.number("lbp3DIcosphereRadius", 1, 0.1, 100);
        final int subdivisions = p.whole("lbp3DIcosphereSubdivision", 1, 0, 2);
        final List<ImageFilter> out = new ArrayList<>();
        for (int degree = 0; degree < p.whole("lbp3DLevels", 2, 1, 6); degree++) {
            out.add(new LocalBinaryPattern3D(degree, radius, subdivisions));
        }
        out.add(new LocalBinaryPattern3D(-1, radius, subdivisions));
        return out;
    }
}
