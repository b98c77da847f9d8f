package org.dlrm.knime.node.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.knime.Columns;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.node.radiomics.RadiomicsExtractorParameters.Change;
import org.dlrm.radiomics.FeatureLayout;
import org.dlrm.radiomics.FeatureValue;
import org.dlrm.radiomics.RadiomicsSettings;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.node.InvalidSettingsException;

/**
 * Which feature columns a table will have, known before any image is read: the settings' features of every source (a
 * mask in a region column), source by source, then their changes.
 */
final class FeaturePlan {

    /**
     * A mask in a column.
     *
     * @param column the region column's index in the input
     * @param columnName its name
     * @param mask the mask's name; empty for the first of each cell
     * @param label what tells its features' names from those of other sources, "" if it is the only one
     */
    record Source(int column, String columnName, Optional<String> mask, String label) {

        /** @return the mask in a cell's content; throws, naming what is there, if there is none */
        Mask in(final Roi roi) {
            if (roi.regions().isEmpty()) {
                throw new IllegalArgumentException("the cell holds an image without a region of interest");
            }
            return mask.isEmpty() ? roi.mask()
                : roi.regions().stream().filter(r -> r.name().trim().equalsIgnoreCase(mask.get())).findFirst()
                    .map(Roi.Region::mask)
                    .orElseThrow(() -> new IllegalArgumentException("no mask is called '" + mask.get()
                        + "'; there are " + String.join(", ", roi.regions().stream().map(Roi.Region::name).toList())));
        }
    }

    /**
     * A column of the output.
     *
     * @param change the kind of change; empty for the feature itself
     * @param before what the source is compared with; empty for the feature itself
     */
    record Column(String name, FeatureLayout.Column feature, Source source, Optional<Kind> change,
        Optional<Source> before) {

        /** @return the feature's definition, and for a change what is compared with what */
        String definition() {
            return change.isEmpty() ? feature.definition().definition()
                : change.get().formula(source.columnName(), before.get().columnName()) + ", where f is: "
                    + feature.definition().definition();
        }
    }

    /** How a feature's change between two regions is expressed. */
    enum Kind {
        /** After minus before. */
        DIFFERENCE("difference", "delta_"),
        /** After divided by before. */
        RATIO("ratio", "ratio_"),
        /** Difference divided by the absolute value before. */
        RELATIVE("relative change", "relative_");

        private final String m_title;

        private final String m_prefix;

        Kind(final String title, final String prefix) {
            m_title = title;
            m_prefix = prefix;
        }

        String title() {
            return m_title;
        }

        private String formula(final String after, final String before) {
            return switch (this) {
                case DIFFERENCE -> "f(" + after + ") - f(" + before + ')';
                case RATIO -> "f(" + after + ") / f(" + before + ')';
                case RELATIVE -> "(f(" + after + ") - f(" + before + ")) / |f(" + before + ")|";
            };
        }

        private double of(final double before, final double after) {
            return switch (this) {
                case DIFFERENCE -> after - before;
                case RATIO -> after / before;
                case RELATIVE -> (after - before) / Math.abs(before);
            };
        }
    }

    /** Features of the source {@code of} changed from those of {@code from}, both indices of sources. */
    private record Delta(int from, int of, Kind kind) {
    }

    private final List<FeatureLayout.Column> m_layout;

    private final List<Source> m_sources = new ArrayList<>();

    private final List<Delta> m_deltas = new ArrayList<>();

    private final String m_prefix;

    FeaturePlan(final DataTableSpec spec, final RadiomicsExtractorParameters p, final RadiomicsSettings settings)
        throws InvalidSettingsException {
        m_layout = layout(settings);
        m_prefix = p.m_prefix;
        final List<String> columns = new ArrayList<>(List.of(p.m_roi));
        Columns.require(spec, p.m_roi, "Region of interest", RoiValue.class);
        final List<DataColumnSpec> rois =
            spec.stream().filter(c -> c.getType().isCompatible(RoiValue.class)).toList();
        final String[] missing = p.m_further.getMissingSelected(rois);
        if (missing.length > 0) {
            Columns.require(spec, missing[0], "Further regions of interest", RoiValue.class);
        }
        Arrays.stream(p.m_further.filter(rois)).filter(c -> !c.equals(p.m_roi)).forEach(columns::add);
        final List<String> masks = p.maskNames();
        for (final String column : columns) {
            for (final Optional<String> mask : masks.isEmpty() ? List.of(Optional.<String> empty())
                : masks.stream().map(Optional::of).toList()) {
                m_sources.add(new Source(spec.findColumnIndex(column), column, mask,
                    (columns.size() > 1 ? column + "_" : "") + mask.map(m -> m + "_").orElse("")));
            }
        }
        if (p.m_change != Change.NONE) {
            if (columns.size() < 2) {
                throw new InvalidSettingsException("Change from the first region: choose at least one further region of "
                    + "interest, for example the column of the second time point.");
            }
            deltas(p.m_change, Math.max(1, masks.size()));
        }
    }

    /** @param masks sources per column: each mask is compared with the same mask of the first column */
    private void deltas(final Change change, final int masks) {
        for (int s = masks; s < m_sources.size(); s++) {
            for (final Kind kind : change.kinds()) {
                m_deltas.add(new Delta(s % masks, s, kind));
            }
        }
    }

    /** @return the features of one source; the settings' errors in words */
    static List<FeatureLayout.Column> layout(final RadiomicsSettings settings) throws InvalidSettingsException {
        final List<FeatureLayout.Column> layout;
        try {
            layout = FeatureLayout.of(settings).columns();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("Radiomics settings: " + e.getMessage(), e);
        }
        if (layout.isEmpty()) {
            throw new InvalidSettingsException("Radiomics settings: these families, definitions and images give no feature.");
        }
        return layout;
    }

    List<Source> sources() {
        return m_sources;
    }

    int size() {
        return m_layout.size() * (m_sources.size() + m_deltas.size());
    }

    /** @return every column in output order */
    List<Column> columns() {
        final List<Column> all = new ArrayList<>(size());
        for (final Source s : m_sources) {
            m_layout.forEach(c -> all
                .add(new Column(m_prefix + s.label() + c.name(), c, s, Optional.empty(), Optional.empty())));
        }
        for (final Delta d : m_deltas) {
            final Source s = m_sources.get(d.of());
            m_layout.forEach(c -> all.add(new Column(m_prefix + d.kind().m_prefix + s.label() + c.name(), c, s,
                Optional.of(d.kind()), Optional.of(m_sources.get(d.from())))));
        }
        return all;
    }

    List<DataColumnSpec> specs() {
        return columns().stream().map(c -> Columns.spec(c.name(), DoubleCell.TYPE)).toList();
    }

    /**
     * A number or the reason why there is none.
     *
     * @param value NaN if missing
     */
    record Value(double value, String missing) {

        static Value of(final FeatureValue f) {
            return new Value(f.value(), f.missing().orElse(""));
        }

        Value in(final String column) {
            return Double.isNaN(value) ? new Value(value, column + ": " + missing) : this;
        }

        Value changeTo(final Value after, final Kind kind) {
            if (Double.isNaN(value)) {
                return this;
            }
            if (Double.isNaN(after.value)) {
                return after;
            }
            if (value == 0 && kind != Kind.DIFFERENCE) {
                return new Value(Double.NaN, "the feature of the first region is 0: there is no " + kind.title());
            }
            final double change = kind.of(value, after.value);
            return Double.isFinite(change) ? new Value(change, "")
                : new Value(Double.NaN, "the " + kind.title() + " is too large for a number");
        }
    }

    /** @return the values of a source that failed as a whole */
    List<Value> missing(final String why) {
        return m_layout.stream().map(c -> new Value(Double.NaN, why)).toList();
    }

    /**
     * @param bySource the features of each source
     * @return the values of all columns
     */
    List<Value> values(final List<List<Value>> bySource) {
        final List<Value> all = new ArrayList<>(size());
        bySource.forEach(all::addAll);
        for (final Delta d : m_deltas) {
            final String before = m_sources.get(d.from()).columnName();
            final String after = m_sources.get(d.of()).columnName();
            for (int f = 0; f < m_layout.size(); f++) {
                all.add(bySource.get(d.from()).get(f).in(before).changeTo(bySource.get(d.of()).get(f).in(after), d.kind()));
            }
        }
        return all;
    }
}
