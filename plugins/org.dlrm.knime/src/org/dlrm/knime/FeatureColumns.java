package org.dlrm.knime;

import java.util.List;

import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.StringValue;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.choices.filter.LegacyFilterUtil.ColumnFilterBuilder;
import org.knime.node.parameters.widget.choices.filter.LegacyFilterUtil.ColumnFilterBuilder.Mode;

/**
 * Column filters that choose by name pattern from the start: feature tables have thousands of columns. And the columns that
 * a filter chooses: one that was chosen by hand and is gone is an error, never left out silently.
 */
public final class FeatureColumns {

    private FeatureColumns() {
    }

    /** @param pattern with * and ? */
    public static ColumnFilter matching(final String pattern) {
        return new ColumnFilterBuilder().withMode(Mode.WILDCARD).withManuallySelected(new String[0])
            .withManuallyDeselected(new String[0]).withIncludeUnknownColumns(false).withPattern(pattern)
            .withPatternCaseSensitive(true).withPatternInverted(false).withSelectedTypes(new String[0]).build();
    }

    /** @return a filter with these columns, chosen by hand */
    public static ColumnFilter of(final String... columns) {
        return new ColumnFilter(columns);
    }

    /**
     * @param role title of the option, for the message
     * @return the chosen columns
     * @throws InvalidSettingsException if one that was chosen by hand is not there
     */
    public static List<String> any(final ColumnFilter filter, final DataTableSpec spec, final String role)
        throws InvalidSettingsException {
        return chosen(filter, spec.stream().toList(), role, "");
    }

    /**
     * As {@link #any}, of the columns with numbers.
     *
     * @throws InvalidSettingsException if one that was chosen by hand is not there or holds no numbers
     */
    public static List<String> numbers(final ColumnFilter filter, final DataTableSpec spec, final String role)
        throws InvalidSettingsException {
        return chosen(filter, spec.stream().filter(c -> Columns.isNumber(c.getType())).toList(), role,
            " with numbers");
    }

    private static List<String> chosen(final ColumnFilter filter, final List<DataColumnSpec> candidates, final String role,
        final String holding) throws InvalidSettingsException {
        final String[] missing = filter.getMissingSelected(candidates);
        if (missing.length > 0) {
            throw new InvalidSettingsException(role + ": the input table has no column '" + missing[0] + "'"
                + (missing.length > 1 ? " (and " + (missing.length - 1) + " others)" : "") + holding
                + ". Choose the columns again in the dialog.");
        }
        return List.of(filter.filter(candidates));
    }

    /** @return columns that a pattern of features finds but that hold text: a number with a word among it makes them so */
    public static List<String> texts(final ColumnFilter filter, final DataTableSpec spec) {
        return List.of(filter.filter(spec.stream().filter(c -> c.getType().isCompatible(StringValue.class)).toList()));
    }
}
