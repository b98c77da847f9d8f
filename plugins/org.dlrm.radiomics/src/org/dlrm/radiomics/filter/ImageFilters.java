package org.dlrm.radiomics.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Makes filters from their settings. Types and parameters (with defaults):
 * <ul>
 * <li>mean: size (odd, voxels), dimensions (3), boundary (mirror)</li>
 * <li>log: sigma (mm, one or a list), truncate (4), dimensions, boundary, riesz, steeringSigma</li>
 * <li>laws: kernel ("L5E5E5": x, y, z), rotationInvariant (false), pooling (max), delta (none: no energy), boundary</li>
 * <li>gabor: sigma, gamma, lambda (mm), theta (0, degrees), thetaStep (none: only theta), planes (1 or 3),
 * response (modulus), pooling (mean), boundary</li>
 * <li>wavelet: family ("coif1"), subband ("LHL": x, y, z; one, a list or "all"), level (1), dimensions (for "all"),
 * rotationInvariant (false), pooling (mean), boundary</li>
 * <li>simoncelli, shannon: level (one or a list), dimensions, riesz, steeringSigma</li>
 * <li>square, squareroot, logarithm, exponential, gradient, lbp2d, lbp3d: not IBSI; definitions and parameters of PyRadiomics</li>
 * <li>pyradiomics:X, X as in the imageType of a PyRadiomics parameter file</li>
 * </ul>
 * boundary is one of zero, nearest, periodic, mirror; pooling one of mean, max, min; riesz an order per axis, [lx, ly, lz]
 * or, by slice, [lx, ly]; with steeringSigma (mm) the transform is steered.
 */
public final class ImageFilters {

    private static final int LARGEST_KERNEL = 1001;

    private ImageFilters() {
    }

    /**
     * @return the filters of a setting; more than one where a type stands for a set (all sub-bands of a wavelet)
     * @throws IllegalArgumentException for an unknown type or a wrong parameter, naming it
     */
    public static List<ImageFilter> of(final FilterSpec spec) {
        final Parameters p = new Parameters(spec);
        if (spec.type().startsWith("pyradiomics:")) {
            return PyRadiomicsFilters.of(spec.type().substring("pyradiomics:".length()), p);
        }
        final List<ImageFilter> out = switch (spec.type()) {
            case "mean" -> mean(p);
            case "log" -> log(p);
            case "laws" -> laws(p);
            case "gabor" -> gabor(p);
            case "wavelet" -> wavelet(p);
            case "simoncelli" -> nonSeparable(p, NonSeparableWavelet.Family.SIMONCELLI);
            case "shannon" -> nonSeparable(p, NonSeparableWavelet.Family.SHANNON);
            case "square", "squareroot", "logarithm", "exponential", "gradient", "lbp2d", "lbp3d" ->
                PyRadiomicsFilters.of(spec.type(), p);
            default -> throw new IllegalArgumentException("Unknown filter type \"" + spec.type()
                + "\"; known are mean, log, laws, gabor, wavelet, simoncelli, shannon, square, squareroot, logarithm,"
                + " exponential, gradient, lbp2d, lbp3d");
        };
        p.done();
        return out;
    }

    private static List<ImageFilter> mean(final Parameters p) {
        final int size = (int)p.required("size", 1, LARGEST_KERNEL);
        if (size % 2 == 0) {
            throw p.wrong("size", "odd", size);
        }
        final boolean space = p.inSpace();
        final Boundary b = p.boundary();
        return List.of(new MeanFilter("mean-" + size + dimensions(space) + suffix(b), size, space, b));
    }

    private static List<ImageFilter> log(final Parameters p) {
        final double truncate = p.number("truncate", 4, 1, 20);
        final boolean space = p.inSpace();
        final Boundary b = p.boundary();
        final List<ImageFilter> out = new ArrayList<>();
        for (final Number sigma : p.numbers("sigma", 0.01, 100)) {
            final double s = sigma.doubleValue();
            out.add(riesz(p, new LaplacianOfGaussianFilter("log-s" + s + (truncate == 4 ? "" : "-t" + truncate)
                + dimensions(space) + suffix(b), s, truncate, space, b), space, b));
        }
        return out;
    }

    private static List<ImageFilter> laws(final Parameters p) {
        final String text = p.text("kernel", "").toUpperCase(Locale.ROOT);
        final List<Kernel> kernels = LawsFilter.kernels(text);
        if (kernels.isEmpty()) {
            throw p.wrong("kernel", "two or three of L5, E5, S5, W5, R5, L3, E3, S3", '"' + text + '"');
        }
        final boolean rotations = p.flag("rotationInvariant", false);
        final Pooling pooling = p.choice("pooling", Pooling.MAX);
        final int delta = p.has("delta") ? p.whole("delta", 7, 0, LARGEST_KERNEL / 2) : -1;
        final Boundary b = p.boundary();
        return List.of(new LawsFilter("laws-" + text + (rotations ? "-rot-" + Parameters.name(pooling) : "")
            + (delta < 0 ? "" : "-energy-" + delta) + suffix(b), kernels, rotations, pooling, delta, b));
    }

    private static List<ImageFilter> gabor(final Parameters p) {
        final double sigma = p.required("sigma", 0.01, 100);
        final double gamma = p.required("gamma", 0.05, 20);
        final double lambda = p.required("lambda", 0.01, 1000);
        final double theta = p.number("theta", 0, -360, 360);
        final double step = p.number("thetaStep", 0, 1, 360);
        final GaborFilter.Response response = p.choice("response", GaborFilter.Response.MODULUS);
        final Pooling pooling = p.choice("pooling", Pooling.MEAN);
        final boolean allPlanes = p.whole("planes", 1, 1, 3) == 3;
        final Boundary b = p.boundary();
        final List<Double> thetas = new ArrayList<>();
        // a filter turned by half a circle has the same modulus
        final double circle = response == GaborFilter.Response.MODULUS && Math.IEEEremainder(180, step) == 0 ? 180 : 360;
        thetas.add(theta);
        for (int i = 1; step > 0 && i * step < circle - 1e-9; i++) {
            thetas.add(theta + i * step);
        }
        return List.of(new GaborFilter("gabor-s" + sigma + "-g" + gamma + "-l" + lambda + "-t" + theta
            + (step > 0 ? "-step" + step : "") + (response == GaborFilter.Response.MODULUS ? ""
                : "-" + Parameters.name(response)) + (allPlanes ? "-planes3" : "") + (pooling == Pooling.MEAN ? ""
                    : "-" + Parameters.name(pooling)) + suffix(b),
            sigma, gamma, lambda, List.copyOf(thetas), allPlanes, response, pooling, b));
    }

    private static List<ImageFilter> wavelet(final Parameters p) {
        final String family = p.text("family", "coif1");
        final OrthogonalWavelet wavelet = OrthogonalWavelet.of(family);
        final int level = p.whole("level", 1, 1, WaveletFilter.MAX_LEVEL);
        final boolean rotations = p.flag("rotationInvariant", false);
        final Pooling pooling = p.choice("pooling", Pooling.MEAN);
        final int dimensions = p.inSpace() ? 3 : 2;
        final Boundary b = p.boundary();
        final List<String> asked = p.texts("subband", "all");
        final List<ImageFilter> out = new ArrayList<>();
        for (final String subband : asked.equals(List.of("all")) ? allSubbands(dimensions) : asked) {
            if (!subband.matches("[LH]{2,3}")) {
                throw p.wrong("subband", "\"all\" or L and H along x, y and z, as LHL or LH", '"' + subband + '"');
            }
            out.add(new WaveletFilter("wavelet-" + family + "-" + subband + (level == 1 ? "" : "-level" + level)
                + (rotations ? "-rot" + (pooling == Pooling.MEAN ? "" : "-" + Parameters.name(pooling)) : "")
                + suffix(b), wavelet, subband, level, rotations, pooling, b));
        }
        return out;
    }

    static List<String> allSubbands(final int dimensions) {
        final List<String> out = new ArrayList<>();
        for (int s = 0; s < 1 << dimensions; s++) {
            final StringBuilder name = new StringBuilder();
            for (int axis = 0; axis < dimensions; axis++) {
                name.append((s >> (dimensions - 1 - axis) & 1) == 0 ? 'L' : 'H');
            }
            out.add(name.toString());
        }
        return out;
    }

    private static List<ImageFilter> nonSeparable(final Parameters p, final NonSeparableWavelet.Family family) {
        final boolean space = p.inSpace();
        final List<ImageFilter> out = new ArrayList<>();
        for (final Number level : p.numbers("level", 1, 20)) {
            out.add(riesz(p, new NonSeparableWavelet(Parameters.name(family) + "-level" + level.intValue()
                + dimensions(space), family, level.intValue(), space), space, Boundary.PERIODIC));
        }
        return out;
    }

    private static ImageFilter riesz(final Parameters p, final ImageFilter filter, final boolean space,
        final Boundary boundary) {
        final OptionalDouble steering = p.has("steeringSigma")
            ? OptionalDouble.of(p.required("steeringSigma", 0.01, 100)) : OptionalDouble.empty();
        if (!p.has("riesz")) {
            if (steering.isPresent()) {
                throw p.wrong("steeringSigma", "given with riesz only", steering.getAsDouble());
            }
            return filter;
        }
        final List<Integer> order = new ArrayList<>();
        final StringBuilder name = new StringBuilder(filter.name()).append("-riesz");
        for (final Number l : p.numbers("riesz", 0, 6)) {
            order.add(l.intValue());
            name.append('-').append(l.intValue());
        }
        if (order.size() != (space ? 3 : 2)) {
            throw p.wrong("riesz", "an order per axis: " + (space ? 3 : 2) + " numbers", order);
        }
        if (!space) {
            order.add(0);
        }
        steering.ifPresent(s -> name.append("-steered-").append(s));
        return new RieszFilter(name.toString(), filter, List.copyOf(order), space, steering, boundary);
    }

    private static String dimensions(final boolean space) {
        return space ? "-3D" : "-2D";
    }

    private static String suffix(final Boundary b) {
        return b == Boundary.MIRROR ? "" : "-" + Parameters.name(b);
    }
}
