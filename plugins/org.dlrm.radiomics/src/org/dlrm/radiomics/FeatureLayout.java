package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.radiomics.filter.ImageFilter;
import org.dlrm.radiomics.filter.ImageFilters;

/**
 * The columns that settings give, in order: known before any image is read, so that a table's shape never depends on
 * a patient.
 */
public final class FeatureLayout {

    /**
     * A column to come.
     *
     * @param aggregation as in {@link FeatureValue}
     */
    public record Column(String name, FeatureDefinition definition, String aggregation, String image) {
    }

    /** Columns of one image, family and aggregation; {@code index[i]} is the i-th column's place in the family. */
    record Block(String image, Family family, Optional<Aggregation> aggregation, List<Column> columns, int[] index) {
    }

    private static final String ORIGINAL = "original";

    private final Map<String, List<Block>> m_blocks = new LinkedHashMap<>();

    private final Map<String, ImageFilter> m_filters = new LinkedHashMap<>();

    private FeatureLayout() {
    }

    /** @throws IllegalArgumentException for filters that do not exist or have the same name */
    public static FeatureLayout of(final RadiomicsSettings s) {
        final FeatureLayout layout = new FeatureLayout();
        if (s.original()) {
            layout.m_blocks.put(ORIGINAL, blocks(s, ORIGINAL));
        }
        for (final FilterSpec spec : s.filters()) {
            for (final ImageFilter filter : ImageFilters.of(spec)) {
                if (layout.m_blocks.containsKey(filter.name())) {
                    throw new IllegalArgumentException("Two filters are called \"" + filter.name() + '"');
                }
                layout.m_blocks.put(filter.name(), blocks(s, filter.name()));
                layout.m_filters.put(filter.name(), filter);
            }
        }
        return layout;
    }

    /** @return every column, in output order */
    public List<Column> columns() {
        return m_blocks.values().stream().flatMap(List::stream).flatMap(b -> b.columns().stream()).toList();
    }

    /**
     * @return what depends on the whole image, in words: where the image was cut around the region before, features of it are
     *         not those of a program that is given the whole image
     */
    public static List<String> ofWholeImage(final RadiomicsSettings s) {
        final List<String> out = new ArrayList<>();
        if (s.normalisation().isPresent()) {
            out.add("normalisation");
        }
        // PyRadiomics cuts the image itself when it resamples
        if (s.convention() == Convention.IBSI || s.resampling().image() == Interpolator.NONE && !s.preCrop()) {
            of(s).m_filters.values().stream().filter(ImageFilter::isOfWholeImage).map(ImageFilter::name).forEach(out::add);
        }
        return out;
    }

    Map<String, ImageFilter> filters() {
        return m_filters;
    }

    List<Block> blocks(final String image) {
        return m_blocks.getOrDefault(image, List.of());
    }

    private static List<Block> blocks(final RadiomicsSettings s, final String image) {
        final List<Block> blocks = new ArrayList<>();
        for (final Family family : s.families()) {
            if (!image.equals(ORIGINAL) && !family.ofFilteredImages()) {
                continue;
            }
            if (!family.isTexture()) {
                add(blocks, s, image, family, Optional.empty(), "", "");
                continue;
            }
            final boolean directions = family == Family.GLCM || family == Family.GLRLM;
            final Set<String> seen = new HashSet<>();
            for (final Aggregation a : s.aggregations()) {
                final String title = directions ? a.title() : a.withoutDirections();
                if (seen.add(title)) {
                    add(blocks, s, image, family, Optional.of(a), title,
                        directions ? a.suffix() : a.suffixWithoutDirections());
                }
            }
        }
        return blocks;
    }

    private static void add(final List<Block> blocks, final RadiomicsSettings s, final String image,
        final Family family, final Optional<Aggregation> aggregation, final String title, final String suffix) {
        final List<FeatureDefinition> all =
            s.convention() == Convention.IBSI ? FeatureDictionary.of(family) : pyRadiomics(family);
        final List<Column> columns = new ArrayList<>();
        final List<Integer> index = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            final FeatureDefinition d = all.get(i);
            final boolean there = s.convention() == Convention.IBSI ? !d.ibsiId().isEmpty()
                : d.pyradiomicsName().isPresent();
            final boolean wanted = s.only().isEmpty() || s.only().contains(d.tag())
                || d.pyradiomicsName().filter(s.only()::contains).isPresent();
            if (there && wanted) {
                columns.add(new Column(
                    FeatureDictionary.column(d, image, suffix, s.naming(), s.aggregations().size() == 1), d, title,
                    image));
                index.add(i);
            }
        }
        if (!columns.isEmpty()) {
            blocks.add(new Block(image, family, aggregation, columns, index.stream().mapToInt(i -> i).toArray()));
        }
    }

    /** @return what a family computes: PyRadiomics counts two histogram features among its first order statistics */
    static List<FeatureDefinition> pyRadiomics(final Family family) {
        final List<FeatureDefinition> all = new ArrayList<>(FeatureDictionary.of(family));
        if (family == Family.INTENSITY_STATISTICS) {
            all.add(FeatureDictionary.get("ih_entropy"));
            all.add(FeatureDictionary.get("ih_uniformity"));
        }
        return all;
    }
}
