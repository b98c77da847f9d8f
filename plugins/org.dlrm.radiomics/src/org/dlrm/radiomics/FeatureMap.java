package org.dlrm.radiomics;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.work.Progress;

/**
 * A feature of the neighbourhood of every voxel of a region: what {@link RadiomicsExtractor} gives for a cube of
 * {@code 2 radius + 1} voxels around the voxel, cut to the region (PyRadiomics: voxel-based extraction with a masked
 * kernel). The image is interpolated, re-segmented and discretised once, for the whole region. For textures a single
 * aggregation is used: the first of the settings'.
 *
 * @param values on the interpolated grid, cut to the region's box; NaN outside the region and where the feature is not
 *            defined
 * @param mask the intensity mask on the same grid
 * @param advice what to say about settings that do not suit the region
 */
public record FeatureMap(Volume values, Mask mask, List<String> advice) {

    public static final int LARGEST_RADIUS = 10;

    /** Families with maps: those of intensity statistics and of textures. */
    public static boolean has(final Family family) {
        return family == Family.INTENSITY_STATISTICS || family.isTexture();
    }

    /**
     * @param tag the feature's tag in {@link FeatureDictionary}, e.g. "cm_joint_entr"
     * @param radius of the neighbourhood in voxels, 1 to 10
     * @throws IllegalArgumentException for an unknown feature, one without maps, a wrong radius, an empty region,
     *             intensities that are not finite or cannot be discretised
     */
    public static FeatureMap of(final Volume image, final Mask mask, final RadiomicsSettings settings, final String tag,
        final int radius, final Progress progress) {
        return of(image, mask, image.grid(), settings, tag, radius, progress);
    }

    /**
     * The same for an image that was cut around its region.
     *
     * @param whole the grid of the image that it was cut from
     */
    public static FeatureMap of(final Volume image, final Mask mask, final Grid whole, final RadiomicsSettings settings,
        final String tag, final int radius, final Progress progress) {
        final FeatureDefinition feature = FeatureDictionary.get(tag);
        if (!has(feature.family())) {
            throw new IllegalArgumentException(
                feature.name() + ": there are maps of intensity statistics and textures only");
        }
        if (radius < 1 || radius > LARGEST_RADIUS) {
            throw new IllegalArgumentException(
                "The radius of a feature map must be 1 to " + LARGEST_RADIUS + " voxels, found " + radius);
        }
        final Region region = Preparation.of(image, mask, whole, settings, List.of(), progress).region()
            .orElseThrow(() -> new IllegalArgumentException("The region of interest is empty"));
        region.withoutIntensity().ifPresent(why -> {
            throw new IllegalArgumentException("There is no map: " + why);
        });
        if (!feature.family().isTexture()) {
            return new Run(region, region.intensity(), feature, settings, radius).map(List.of(), progress);
        }
        final Levels levels = levels(region, settings);
        return new Run(region, intensities(levels), feature, settings, radius)
            .map(BinAdvice.of(settings.discretisation(), levels).stream().toList(), progress);
    }

    private static Levels levels(final Region region, final RadiomicsSettings settings) {
        final Levels.Outcome outcome = Levels.of(region, settings.discretisation(), settings.resegmentation().ofIntensity(),
            settings.convention(), 0);
        return outcome.levels().orElseThrow(() -> new IllegalArgumentException("No grey levels: " + outcome.reason()));
    }

    /** @param levels without border */
    private static float[] intensities(final Levels levels) {
        final float[] v = new float[levels.grid().length];
        for (int p = 0; p < v.length; p++) {
            v[p] = levels.grid()[p] == 0 ? 0 : levels.level(levels.grid()[p]);
        }
        return v;
    }

    /** One map. */
    private static final class Run {

        private final Region m_region;

        private final float[] m_intensity;

        private final FeatureDefinition m_feature;

        private final int m_index;

        private final RadiomicsSettings m_settings;

        private final Set<Aggregation> m_aggregation;

        private final int m_radius;

        private final int m_pad;

        Run(final Region region, final float[] intensity, final FeatureDefinition feature,
            final RadiomicsSettings settings, final int radius) {
            m_region = region;
            m_intensity = intensity;
            m_feature = feature;
            final List<FeatureDefinition> all = FeatureDictionary.of(feature.family());
            m_index = all.indexOf(feature);
            m_settings = settings;
            m_aggregation = EnumSet.of(settings.aggregations().iterator().next());
            m_radius = radius;
            m_pad = settings.texture().reach();
        }

        FeatureMap map(final List<String> advice, final Progress progress) {
            final Grid g = m_region.grid();
            final float[] out = new float[g.voxels()];
            Arrays.fill(out, Float.NaN);
            for (int k = 0; k < g.nz(); k++) {
                progress.report(k / (double)g.nz(), m_feature.name());
                for (int j = 0; j < g.ny(); j++) {
                    progress.check();
                    for (int i = 0; i < g.nx(); i++) {
                        final int p = g.index(i, j, k);
                        if (m_region.intense()[p] != 0) {
                            out[p] = (float)value(around(i, j, k));
                        }
                    }
                }
            }
            return new FeatureMap(new Volume(g, out), new Mask(g, m_region.intense()), advice);
        }

        private Region around(final int i, final int j, final int k) {
            final Grid g = m_region.grid();
            final Box box = new Box(i, j, k, 1, 1, 1).grow(m_radius, m_radius, m_radius, g);
            final Grid cut = g.crop(box);
            final float[] v = new float[cut.voxels()];
            final byte[] inside = new byte[v.length];
            for (int z = 0; z < box.nz(); z++) {
                for (int y = 0; y < box.ny(); y++) {
                    final int from = g.index(box.x(), box.y() + y, box.z() + z);
                    final int to = cut.index(0, y, z);
                    System.arraycopy(m_intensity, from, v, to, box.nx());
                    System.arraycopy(m_region.intense(), from, inside, to, box.nx());
                }
            }
            return new Region(cut, v, inside, inside);
        }

        private double value(final Region r) {
            if (m_feature.family() == Family.INTENSITY_STATISTICS) {
                final boolean ibsi = m_settings.convention() == Convention.IBSI;
                return IntensityStatistics.of(r.values(), r.grid().voxelVolume(), ibsi ? 0 : m_settings.energyShift(),
                    ibsi ? 0 : 3).values()[m_index];
            }
            final RadiomicsSettings.Texture t = m_settings.texture();
            final Levels levels =
                Levels.of(r, Discretisation.NONE, Resegmentation.NONE, m_settings.convention(), m_pad).levels()
                    .orElseThrow();
            final Progress none = Progress.NONE;
            final Map<Aggregation, FamilyValues> values = switch (m_feature.family()) {
                case GLCM -> Glcm.of(levels, m_aggregation, t.glcmShells(), m_feature.tag().equals("cm_mcc"), none);
                case GLRLM -> Glrlm.of(levels, m_aggregation, m_settings.convention(), none);
                case GLSZM -> ZoneMatrices.of(levels, r, false, m_aggregation, none);
                case GLDZM -> ZoneMatrices.of(levels, r, true, m_aggregation, none);
                case NGTDM -> Neighbourhoods.ngtdm(levels, t.ngtdmShells(), m_aggregation,
                    m_settings.convention(), none);
                case NGLDM ->
                    Neighbourhoods.ngldm(levels, t.ngldmShells(), t.ngldmAlpha(), m_aggregation, none);
                default -> throw new IllegalArgumentException(m_feature.family().title());
            };
            final double v = values.values().iterator().next().values()[m_index];
            return Double.isFinite(v) ? v : Double.NaN;
        }
    }
}
