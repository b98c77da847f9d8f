package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.FeatureLayout.Block;
import org.dlrm.radiomics.FeatureLayout.Column;
import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.radiomics.filter.ImageFilter;
import org.dlrm.work.Progress;

/**
 * Computes radiomics features of one region in one image. One thread, no state: the same numbers on every machine, and
 * a cohort is extracted in parallel by extracting its patients in parallel.
 */
public final class RadiomicsExtractor {

    private RadiomicsExtractor() {
    }

    /**
     * @param image intensities (HU for CT)
     * @param mask the region, on the image's grid
     * @param settings everything that determines the numbers
     * @param progress asked for cancellation between and within families
     * @return one value, or the reason why there is none, for each column of {@link FeatureLayout#of}
     * @throws IllegalArgumentException if image and mask lie on different grids
     */
    public static RadiomicsResult extract(final Volume image, final Mask mask, final RadiomicsSettings settings,
        final Progress progress) {
        return extract(image, mask, image.grid(), settings, progress);
    }

    /**
     * The same for an image that was cut around its region: interpolated to the voxels of the whole image's interpolation.
     *
     * @param whole the grid of the image that it was cut from
     */
    public static RadiomicsResult extract(final Volume image, final Mask mask, final Grid whole,
        final RadiomicsSettings settings, final Progress progress) {
        return new Run(settings, progress).extract(image, mask, whole);
    }

    /** One extraction. */
    private static final class Run {

        private final RadiomicsSettings m_settings;

        private final FeatureLayout m_layout;

        private final Progress m_progress;

        private final List<FeatureValue> m_features = new ArrayList<>();

        private final List<String> m_advice = new ArrayList<>();

        Run(final RadiomicsSettings settings, final Progress progress) {
            m_settings = settings;
            m_layout = FeatureLayout.of(settings);
            m_progress = progress;
        }

        RadiomicsResult extract(final Volume image, final Mask mask, final Grid whole) {
            final Preparation p = Preparation.of(image, mask, whole, m_settings, m_layout.filters().values(), m_progress);
            final Optional<String> none = nothingToDo(mask, p);
            int done = 0;
            final int images = m_layout.filters().size() + 1;
            if (m_settings.original()) {
                image(p, "original", p.image(), p.box(), m_settings.discretisation(), none);
            }
            final Box window = p.window(m_settings);
            for (final Map.Entry<String, ImageFilter> f : m_layout.filters().entrySet()) {
                m_progress.report(++done / (double)images, f.getKey());
                final Optional<String> why = none.or(() -> f.getValue().unfit(p.image().grid()));
                final Volume response =
                    why.isPresent() ? p.image() : f.getValue().within(p.image(), p.mask(), window, m_progress);
                image(p, f.getKey(), response, p.box().relativeTo(window), m_settings.filterDiscretisation(), why);
            }
            m_progress.report(1, "");
            return new RadiomicsResult(List.copyOf(m_features), p.diagnostics(), List.copyOf(m_advice));
        }

        private Optional<String> nothingToDo(final Mask mask, final Preparation p) {
            if (p.region().isEmpty()) {
                return Optional.of(mask.count() == 0 ? "the mask is empty"
                    : "no voxel of the mask is left after interpolation");
            }
            final Region r = p.region().get();
            // PyRadiomics checks the re-segmented region, too, and without it computes no shape either
            final int n =
                Region.count(m_settings.convention() == Convention.IBSI ? r.morphological() : r.intense());
            final Grid g = r.grid();
            final int dimensions = (g.nx() > 1 ? 1 : 0) + (g.ny() > 1 ? 1 : 0) + (g.nz() > 1 ? 1 : 0);
            if (n == 0) {
                return Optional.of(Region.NOTHING_LEFT);
            }
            if (n < m_settings.minimumVoxels()) {
                return Optional.of("the region has " + n + " voxels, fewer than the minimum of "
                    + m_settings.minimumVoxels());
            }
            return dimensions < m_settings.minimumDimensions()
                ? Optional.of("the region is larger than one voxel in " + dimensions
                    + " dimension(s), fewer than the minimum of " + m_settings.minimumDimensions())
                : Optional.empty();
        }

        /**
         * Computes all families of one image.
         *
         * @param volume the image itself or a filter's response
         * @param box the region's place in it
         */
        private void image(final Preparation p, final String name, final Volume volume, final Box box,
            final Discretisation d, final Optional<String> none) {
            final List<Block> blocks = m_layout.blocks(name);
            if (none.isPresent()) {
                blocks.forEach(b -> put(b, FamilyValues.missing(none.get())));
                return;
            }
            final Region original = p.region().get();
            final Region region =
                volume == p.image() ? original : original.withIntensity(volume.crop(box).values());
            final Set<Aggregation> aggregations = EnumSet.noneOf(Aggregation.class);
            final Set<String> tags = new HashSet<>();
            for (final Block b : blocks) {
                b.aggregation().ifPresent(aggregations::add);
                b.columns().forEach(c -> tags.add(c.definition().tag()));
            }
            // shape first: it needs memory that the grey levels take later
            final List<Block> ofIntensity = new ArrayList<>();
            for (final Block b : blocks) {
                m_progress.check();
                switch (b.family()) {
                    case MORPHOLOGY -> put(b,
                        Morphology.of(region, tags, m_settings.convention(), m_progress));
                    case SHAPE_2D -> put(b, Shape2D.of(region));
                    default -> ofIntensity.add(b);
                }
            }
            if (ofIntensity.isEmpty()) {
                return;
            }
            final Optional<String> noIntensity = region.withoutIntensity();
            if (noIntensity.isPresent()) {
                ofIntensity.forEach(b -> put(b, FamilyValues.missing(noIntensity.get())));
                return;
            }
            // the range is one of HU: it says nothing about a filter's response
            final Resegmentation range =
                volume == p.image() ? m_settings.resegmentation().ofIntensity() : Resegmentation.NONE;
            final Levels.Outcome outcome = Levels.of(region, d, range, m_settings.convention(), padding());
            outcome.levels().flatMap(l -> BinAdvice.of(d, l)).ifPresent(a -> m_advice.add(name + ": " + a));
            final Map<Family, Map<Aggregation, FamilyValues>> textures = new HashMap<>();
            for (final Block b : ofIntensity) {
                m_progress.check();
                if (!b.family().isTexture()) {
                    put(b, intensity(b.family(), volume, box, region, range, outcome));
                } else if (outcome.levels().isEmpty()) {
                    put(b, FamilyValues.missing(outcome.reason()));
                } else {
                    put(b, textures.computeIfAbsent(b.family(),
                        f -> texture(f, outcome.levels().get(), region, aggregations, tags))
                        .get(b.aggregation().get()));
                }
            }
        }

        private int padding() {
            return m_settings.texture().reach();
        }

        private FamilyValues intensity(final Family family, final Volume image, final Box box, final Region region,
            final Resegmentation range, final Levels.Outcome levels) {
            return switch (family) {
                case INTENSITY_STATISTICS -> m_settings.convention() == Convention.IBSI
                    ? IntensityStatistics.of(region.values(), region.grid().voxelVolume(), 0, 0)
                    : firstOrder(region, levels.levels());
                case INTENSITY_HISTOGRAM -> levels.levels().map(IntensityHistogram::of)
                    .orElseGet(() -> FamilyValues.missing(levels.reason()));
                case IVH -> IntensityVolumeHistogram.of(region.values(), m_settings.ivhDiscretisation(), range);
                case LOCAL_INTENSITY -> LocalIntensity.of(image, box, region, m_progress);
                default -> throw new IllegalArgumentException(family.title());
            };
        }

        /** PyRadiomics' first order statistics: kurtosis without - 3; entropy and uniformity of the histogram. */
        private FamilyValues firstOrder(final Region region, final Optional<Levels> levels) {
            final FamilyValues v =
                IntensityStatistics.of(region.values(), region.grid().voxelVolume(), m_settings.energyShift(), 3);
            final int n = v.values().length;
            final double[] all = Arrays.copyOf(v.values(), n + 2);
            final double[] h = levels.map(l -> IntensityHistogram.of(l).values()).orElse(null);
            all[n] = h == null ? Double.NaN : h[IntensityHistogram.ENTROPY];
            all[n + 1] = h == null ? Double.NaN : h[IntensityHistogram.ENTROPY + 1];
            return new FamilyValues(all, v.reason());
        }

        private Map<Aggregation, FamilyValues> texture(final Family family, final Levels levels, final Region region,
            final Set<Aggregation> aggregations, final Set<String> tags) {
            return switch (family) {
                case GLCM -> Glcm.of(levels, aggregations, m_settings.texture().glcmShells(),
                    tags.contains("cm_mcc"), m_progress);
                case GLRLM -> Glrlm.of(levels, aggregations, m_settings.convention(), m_progress);
                case GLSZM -> ZoneMatrices.of(levels, region, false, aggregations, m_progress);
                case GLDZM -> ZoneMatrices.of(levels, region, true, aggregations, m_progress);
                case NGTDM -> Neighbourhoods.ngtdm(levels, m_settings.texture().ngtdmShells(), aggregations,
                    m_settings.convention(), m_progress);
                case NGLDM -> Neighbourhoods.ngldm(levels, m_settings.texture().ngldmShells(),
                    m_settings.texture().ngldmAlpha(), aggregations, m_progress);
                default -> throw new IllegalArgumentException(family.title());
            };
        }

        private void put(final Block b, final FamilyValues v) {
            for (int i = 0; i < b.index().length; i++) {
                final Column c = b.columns().get(i);
                final double x = v.values()[b.index()[i]];
                final boolean there = Double.isFinite(x);
                m_features.add(new FeatureValue(c.name(), c.definition(), c.aggregation(), c.image(),
                    there ? x : Double.NaN, there ? Optional.empty() : Optional.of(v.reason())));
            }
        }
    }
}
