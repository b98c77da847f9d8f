package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Normalisation;
import org.dlrm.radiomics.RadiomicsSettings.RangeUnit;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.radiomics.RadiomicsSettings.Texture;
import org.dlrm.radiomics.SettingsFormat.Keys;
import org.dlrm.radiomics.filter.FilterSpec;

/**
 * Reads PyRadiomics' YAML parameter files (pyradiomics/schemas/paramSchema.yaml). What is not supported is refused, not
 * ignored: a published signature must not silently become another one.
 */
final class PyRadiomicsParameters {

    private static final Map<String, Family> CLASSES = Map.of("shape", Family.MORPHOLOGY, "firstorder",
        Family.INTENSITY_STATISTICS, "glcm", Family.GLCM, "glrlm", Family.GLRLM, "glszm", Family.GLSZM, "gldm",
        Family.NGLDM, "ngtdm", Family.NGTDM, "shape2D", Family.SHAPE_2D);

    /** Settings that belong to image types and are handed to the filters. */
    private static final Set<String> OF_FILTERS = Set.of("sigma", "start_level", "level", "wavelet",
        "gradientUseSpacing", "lbp2DRadius", "lbp2DSamples", "lbp2DMethod", "lbp3DLevels", "lbp3DIcosphereRadius",
        "lbp3DIcosphereSubdivision");

    private PyRadiomicsParameters() {
    }

    static boolean isParameterFile(final Map<?, ?> root) {
        return root.containsKey("setting") || root.containsKey("imageType") || root.containsKey("featureClass")
            || root.containsKey("voxelSetting");
    }

    static RadiomicsSettings read(final Map<?, ?> root) {
        final Keys keys = new Keys("", root);
        final RadiomicsSettings.Builder b = RadiomicsSettings.builder().pyRadiomics();
        // voxel-based extraction is asked for elsewhere
        keys.raw("voxelSetting");
        final Map<String, Object> forFilters = new LinkedHashMap<>();
        final Keys s = keys.object("setting").orElse(new Keys("setting.", Map.of()));
        settings(s, b, forFilters);
        classes(keys, b);
        images(keys, b, forFilters, s.flag("force2D", false));
        keys.done();
        final RadiomicsSettings settings = b.build();
        return settings;
    }

    private static void settings(final Keys s, final RadiomicsSettings.Builder b,
        final Map<String, Object> forFilters) {
        if (s.number("label", 1) != 1 || s.number("label_channel", 0) != 0) {
            throw s.wrong("label", "1 (and label_channel 0) or left out: which label of a mask file is the region is"
                + " chosen where the mask is read", s.has("label") ? s.raw("label") : s.raw("label_channel"));
        }
        // without influence on the numbers: what else is told; when image and mask count as lying on one grid. A mask on
        // another grid is refused with each patient, also where correctMask asks for resampling it.
        s.flag("additionalInfo", true);
        s.number("geometryTolerance", 0);
        s.flag("correctMask", false);
        b.minimumDimensions(s.whole("minimumROIDimensions", 2));
        final Discretisation d =
            s.has("binCount") ? Discretisation.bins(s.whole("binCount", 0))
                : Discretisation.width(s.number("binWidth", 25));
        b.discretisation(d).filterDiscretisation(d);
        s.raw("binWidth");
        b.normalisation(s.flag("normalize", false)
            ? Optional.of(new Normalisation(s.number("normalizeScale", 1), s.optional("removeOutliers")))
            : Optional.empty());
        s.raw("normalizeScale");
        s.raw("removeOutliers");
        final List<?> spacing = s.list("resampledPixelSpacing", List.of());
        final Interpolator how = interpolator(s);
        if (!spacing.isEmpty() && how != Interpolator.NONE) {
            if (spacing.size() != 3) {
                throw s.wrong("resampledPixelSpacing", "three numbers", spacing);
            }
            final double[] v = spacing.stream().mapToDouble(x -> s.asNumber("resampledPixelSpacing", x)).toArray();
            b.resampling(new Resampling(how, Interpolator.NEAREST, v[0], v[1], v[2], 0.5, false));
        }
        b.padDistance(s.whole("padDistance", 5)).preCrop(s.flag("preCrop", false));
        b.resegmentation(resegmentation(s));
        b.resegmentShape(s.flag("resegmentShape", false));
        b.energyShift(s.number("voxelArrayShift", 0));
        b.minimumVoxels(s.has("minimumROISize") ? s.whole("minimumROISize", 0) + 1 : 1);
        final List<Integer> distances = s.list("distances", List.of(1)).stream()
            .map(v -> s.asWhole("distances", v)).sorted().distinct().toList();
        if (distances.isEmpty()) {
            throw s.wrong("distances", "at least one distance", distances);
        }
        // at distance 2 PyRadiomics looks at the neighbours at distance 2 only, IBSI at those up to it
        b.texture(new Texture(1, 1, 1, s.whole("gldm_a", 0), distances.equals(List.of(1)) ? List.of() : distances));
        final boolean inSlices = s.flag("force2D", false);
        if (inSlices && s.number("force2Ddimension", 0) != 0) {
            throw s.wrong("force2Ddimension", "0: slices are the planes of constant z", s.raw("force2Ddimension"));
        }
        s.raw("force2Ddimension");
        if (!s.flag("symmetricalGLCM", true)) {
            throw s.wrong("symmetricalGLCM", "true: asymmetric matrices are not supported", false);
        }
        final String norm = s.text("weightingNorm", "");
        if (!norm.isEmpty() && !norm.equals("no_weighting")) {
            throw s.wrong("weightingNorm", "empty or no_weighting: weighted matrices are not supported", norm);
        }
        b.aggregations(EnumSet.of(norm.isEmpty()
            ? inSlices ? Aggregation.DIRECTION_MERGED_2_5D : Aggregation.AVERAGED_3D
            : inSlices ? Aggregation.MERGED_2_5D : Aggregation.MERGED_3D));
        for (final String key : OF_FILTERS) {
            if (s.has(key)) {
                forFilters.put(key, s.raw(key));
            }
        }
        s.done();
    }

    private static Interpolator interpolator(final Keys s) {
        // PyRadiomics accepts SimpleITK's names and numbers
        final String name = s.text("interpolator", "sitkBSpline");
        return switch (name) {
            case "sitkBSpline", "3" -> Interpolator.CUBIC_SPLINE;
            case "sitkLinear", "2" -> Interpolator.LINEAR;
            case "sitkNearestNeighbor", "1" -> Interpolator.NEAREST;
            case "None" -> Interpolator.NONE;
            default -> throw s.wrong("interpolator", "sitkBSpline, sitkLinear or sitkNearestNeighbor", name);
        };
    }

    private static Resegmentation resegmentation(final Keys s) {
        final List<?> range = s.list("resegmentRange", List.of());
        final String mode = s.text("resegmentMode", "absolute");
        if (range.isEmpty()) {
            return Resegmentation.NONE;
        }
        final double[] v = range.stream().mapToDouble(x -> s.asNumber("resegmentRange", x)).sorted().toArray();
        if (v.length > 2) {
            throw s.wrong("resegmentRange", "one or two numbers", range);
        }
        final double high = v.length == 2 ? v[1] : Double.POSITIVE_INFINITY;
        if (mode.equals("sigma") && v.length == 2 && v[0] == -v[1]) {
            return new Resegmentation(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, OptionalDouble.of(v[1]));
        }
        final RangeUnit unit = switch (mode) {
            case "absolute" -> RangeUnit.INTENSITY;
            case "relative" -> RangeUnit.OF_MAXIMUM;
            case "sigma" -> RangeUnit.STANDARD_DEVIATIONS;
            default -> throw s.wrong("resegmentMode", "absolute, relative or sigma", mode);
        };
        return new Resegmentation(v[0], high, OptionalDouble.empty(), unit);
    }

    private static void classes(final Keys keys, final RadiomicsSettings.Builder b) {
        if (!keys.has("featureClass")) {
            return;
        }
        final Set<Family> families = EnumSet.noneOf(Family.class);
        final Set<String> only = new TreeSet<>();
        boolean restricted = false;
        final Map<?, ?> classes = (Map<?, ?>)keys.raw("featureClass");
        for (final Map.Entry<?, ?> e : classes.entrySet()) {
            final String name = String.valueOf(e.getKey());
            final Family family = CLASSES.get(name);
            if (family == null) {
                throw keys.wrong("featureClass", "one of " + new TreeSet<>(CLASSES.keySet()), name);
            }
            families.add(family);
            if (e.getValue() instanceof List<?> list && !list.isEmpty()) {
                restricted = true;
                list.forEach(f -> only.add(name + "_" + f));
            } else {
                FeatureLayout.pyRadiomics(family).forEach(d -> d.pyradiomicsName().ifPresent(only::add));
            }
        }
        b.families(families);
        if (restricted) {
            b.only(only);
        }
    }

    private static void images(final Keys keys, final RadiomicsSettings.Builder b,
        final Map<String, Object> forFilters, final boolean inSlices) {
        if (!keys.has("imageType")) {
            return;
        }
        boolean original = false;
        final List<FilterSpec> filters = new ArrayList<>();
        for (final Map.Entry<?, ?> e : ((Map<?, ?>)keys.raw("imageType")).entrySet()) {
            final String type = String.valueOf(e.getKey());
            final Map<?, ?> own = e.getValue() instanceof Map<?, ?> map ? map : Map.of();
            for (final Object key : own.keySet()) {
                if (!OF_FILTERS.contains(key)) {
                    throw keys.wrong("imageType." + type, "without settings other than those of filters, "
                        + new TreeSet<>(OF_FILTERS) + ": settings for features hold for all images", key);
                }
            }
            if (type.equals("Original")) {
                original = true;
                continue;
            }
            final Map<String, Object> parameters = new LinkedHashMap<>(forFilters);
            own.forEach((k, v) -> parameters.put(String.valueOf(k), v));
            // of all filters, force2D changes the wavelets only
            if (inSlices && type.equalsIgnoreCase("Wavelet")) {
                parameters.put("force2D", true);
            }
            filters.add(new FilterSpec("pyradiomics:" + type, parameters));
        }
        b.original(original).filters(filters);
    }
}
