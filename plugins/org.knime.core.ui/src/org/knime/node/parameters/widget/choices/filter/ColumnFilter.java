package org.knime.node.parameters.widget.choices.filter;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;
import org.knime.node.parameters.persistence.Persistable;
import org.knime.node.parameters.widget.choices.filter.LegacyFilterUtil.ColumnFilterBuilder.Mode;

/** Chooses columns by name, by pattern or by type. */
public final class ColumnFilter implements Persistable {

    Mode m_mode = Mode.MANUAL;

    String m_pattern = "";

    boolean m_caseSensitive;

    boolean m_inverted;

    String[] m_selected;

    String[] m_deselected = new String[0];

    boolean m_includeUnknown;

    /** Names of the preferred value classes. */
    String[] m_types = new String[0];

    /** No column, unknown ones excluded. */
    public ColumnFilter() {
        this(new String[0]);
    }

    public ColumnFilter(final String[] selected) {
        m_selected = selected.clone();
    }

    public ColumnFilter(final List<DataColumnSpec> selectedColumns) {
        this(selectedColumns.stream().map(DataColumnSpec::getName).toArray(String[]::new));
    }

    public ColumnFilter withExcludeUnknownColumns() {
        m_includeUnknown = false;
        return this;
    }

    public ColumnFilter withIncludeUnknownColumns() {
        m_includeUnknown = true;
        return this;
    }

    /** Columns chosen by name that are not there. */
    public String[] getMissingSelected(final List<DataColumnSpec> choices) {
        final Set<String> names = choices.stream().map(DataColumnSpec::getName).collect(Collectors.toSet());
        return m_mode == Mode.MANUAL ? Stream.of(m_selected).filter(s -> !names.contains(s)).toArray(String[]::new)
            : new String[0];
    }

    public String[] getMissingSelectedFromFullSpec(final DataTableSpec spec) {
        return getMissingSelected(spec.stream().toList());
    }

    /** The names of the chosen columns in the order of the given ones. */
    public String[] filter(final List<DataColumnSpec> choices) {
        return choices.stream().filter(getFilterPredicate()).map(DataColumnSpec::getName).toArray(String[]::new);
    }

    public String[] filterFromFullSpec(final DataTableSpec spec) {
        return filter(spec.stream().toList());
    }

    public Predicate<DataColumnSpec> getFilterPredicate() {
        switch (m_mode) {
            case MANUAL:
                final Set<String> selected = Set.copyOf(List.of(m_selected));
                final Set<String> deselected = Set.copyOf(List.of(m_deselected));
                return c -> selected.contains(c.getName())
                    || m_includeUnknown && !deselected.contains(c.getName());
            case TYPE:
                final Set<String> types = Set.copyOf(List.of(m_types));
                return c -> types.contains(c.getType().getPreferredValueClass().getName());
            default:
                final String regex = m_mode == Mode.REGEX ? m_pattern : wildcard(m_pattern);
                final Pattern pattern =
                    Pattern.compile(regex, m_caseSensitive ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
                return c -> pattern.matcher(c.getName()).matches() != m_inverted;
        }
    }

    private static String wildcard(final String pattern) {
        final StringBuilder regex = new StringBuilder();
        for (final char c : pattern.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)));
        }
        return regex.toString();
    }

    void save(final NodeSettingsWO settings) {
        settings.addString("mode", m_mode.name());
        final NodeSettingsWO pattern = settings.addNodeSettings("patternFilter");
        pattern.addString("pattern", m_pattern);
        pattern.addBoolean("isCaseSensitive", m_caseSensitive);
        pattern.addBoolean("isInverted", m_inverted);
        final NodeSettingsWO manual = settings.addNodeSettings("manualFilter");
        manual.addStringArray("manuallySelected", m_selected);
        manual.addStringArray("manuallyDeselected", m_deselected);
        manual.addBoolean("includeUnknownColumns", m_includeUnknown);
        settings.addNodeSettings("typeFilter").addStringArray("selectedTypes", m_types);
    }

    static ColumnFilter load(final NodeSettingsRO settings) throws InvalidSettingsException {
        final ColumnFilter filter = new ColumnFilter();
        final String mode = settings.getString("mode");
        filter.m_mode = Stream.of(Mode.values()).filter(m -> m.name().equals(mode)).findFirst()
            .orElseThrow(() -> new InvalidSettingsException("Invalid value '" + mode
                + "'. Possible values: MANUAL, REGEX, WILDCARD, TYPE"));
        final NodeSettingsRO pattern = settings.getNodeSettings("patternFilter");
        filter.m_pattern = pattern.getString("pattern");
        filter.m_caseSensitive = pattern.getBoolean("isCaseSensitive");
        filter.m_inverted = pattern.getBoolean("isInverted");
        final NodeSettingsRO manual = settings.getNodeSettings("manualFilter");
        filter.m_selected = manual.getStringArray("manuallySelected");
        filter.m_deselected = manual.getStringArray("manuallyDeselected");
        filter.m_includeUnknown = manual.getBoolean("includeUnknownColumns");
        filter.m_types = settings.getNodeSettings("typeFilter").getStringArray("selectedTypes");
        return filter;
    }
}
