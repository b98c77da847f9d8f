package org.dlrm.knime;

import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.choices.filter.LegacyFilterUtil.ColumnFilterBuilder;
import org.knime.node.parameters.widget.choices.filter.LegacyFilterUtil.ColumnFilterBuilder.Mode;

/** Column filters that choose by name pattern from the start: feature tables have thousands of columns. */
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
}
