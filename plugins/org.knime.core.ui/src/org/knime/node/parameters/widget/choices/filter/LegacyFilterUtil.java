package org.knime.node.parameters.widget.choices.filter;

/** Builds column filters in other modes than by hand. */
public class LegacyFilterUtil {

    LegacyFilterUtil() {
    }

    /** Builds a column filter. */
    public static final class ColumnFilterBuilder {

        /** How columns are chosen. */
        public enum Mode {
            MANUAL, REGEX, WILDCARD, TYPE
        }

        private final ColumnFilter m_filter = new ColumnFilter();

        public ColumnFilterBuilder() {
        }

        public ColumnFilterBuilder withMode(final Mode mode) {
            m_filter.m_mode = mode;
            return this;
        }

        public ColumnFilterBuilder withManuallySelected(final String[] selected) {
            m_filter.m_selected = selected.clone();
            return this;
        }

        public ColumnFilterBuilder withManuallyDeselected(final String[] deselected) {
            m_filter.m_deselected = deselected.clone();
            return this;
        }

        public ColumnFilterBuilder withIncludeUnknownColumns(final boolean include) {
            m_filter.m_includeUnknown = include;
            return this;
        }

        public ColumnFilterBuilder withPattern(final String pattern) {
            m_filter.m_pattern = pattern;
            return this;
        }

        public ColumnFilterBuilder withPatternCaseSensitive(final boolean caseSensitive) {
            m_filter.m_caseSensitive = caseSensitive;
            return this;
        }

        public ColumnFilterBuilder withPatternInverted(final boolean inverted) {
            m_filter.m_inverted = inverted;
            return this;
        }

        /** @param types names of preferred value classes */
        public ColumnFilterBuilder withSelectedTypes(final String[] types) {
            m_filter.m_types = types.clone();
            return this;
        }

        public ColumnFilter build() {
            return m_filter;
        }
    }
}
