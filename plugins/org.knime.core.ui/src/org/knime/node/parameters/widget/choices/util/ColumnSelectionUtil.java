package org.knime.node.parameters.widget.choices.util;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.StringValue;
import org.knime.node.parameters.NodeParametersInput;

/** Finds columns. */
public final class ColumnSelectionUtil {

    private ColumnSelectionUtil() {
    }

    public static List<DataColumnSpec> getAllColumns(final NodeParametersInput input, final int portIndex) {
        return getFilteredColumns(input, portIndex, c -> true);
    }

    public static List<DataColumnSpec> getAllColumnsOfFirstPort(final NodeParametersInput input) {
        return getAllColumns(input, 0);
    }

    public static Optional<DataColumnSpec> getFirstColumnOfFirstPort(final NodeParametersInput input) {
        return getAllColumns(input, 0).stream().findFirst();
    }

    public static List<DataColumnSpec> getFilteredColumns(final NodeParametersInput input, final int portIndex,
        final Predicate<DataColumnSpec> filter) {
        return input.getInTableSpec(portIndex).map(s -> s.stream().filter(filter).toList()).orElse(List.of());
    }

    @SafeVarargs
    public static List<DataColumnSpec> getCompatibleColumns(final NodeParametersInput input, final int portIndex,
        final Class<? extends DataValue>... valueClasses) {
        return getFilteredColumns(input, portIndex,
            c -> Stream.of(valueClasses).anyMatch(c.getType()::isCompatible));
    }

    @SafeVarargs
    public static List<DataColumnSpec> getCompatibleColumnsOfFirstPort(final NodeParametersInput input,
        final Class<? extends DataValue>... valueClasses) {
        return getCompatibleColumns(input, 0, valueClasses);
    }

    @SafeVarargs
    public static Optional<DataColumnSpec> getFirstCompatibleColumn(final NodeParametersInput input,
        final int portIndex, final Class<? extends DataValue>... valueClasses) {
        return getCompatibleColumns(input, portIndex, valueClasses).stream().findFirst();
    }

    @SafeVarargs
    public static Optional<DataColumnSpec> getFirstCompatibleColumnOfFirstPort(final NodeParametersInput input,
        final Class<? extends DataValue>... valueClasses) {
        return getFirstCompatibleColumn(input, 0, valueClasses);
    }

    public static List<DataColumnSpec> getStringColumns(final NodeParametersInput input, final int portIndex) {
        return getCompatibleColumns(input, portIndex, StringValue.class);
    }

    public static List<DataColumnSpec> getStringColumnsOfFirstPort(final NodeParametersInput input) {
        return getStringColumns(input, 0);
    }

    public static List<DataColumnSpec> getDoubleColumns(final NodeParametersInput input, final int portIndex) {
        return getCompatibleColumns(input, portIndex, DoubleValue.class);
    }

    public static List<DataColumnSpec> getDoubleColumnsOfFirstPort(final NodeParametersInput input) {
        return getDoubleColumns(input, 0);
    }

    @SafeVarargs
    public static List<DataColumnSpec> getCompatibleColumns(final DataTableSpec spec,
        final Class<? extends DataValue>... valueClasses) {
        return spec.stream().filter(c -> Stream.of(valueClasses).anyMatch(c.getType()::isCompatible)).toList();
    }

    @SafeVarargs
    public static Optional<DataColumnSpec> getFirstCompatibleColumn(final DataTableSpec spec,
        final Class<? extends DataValue>... valueClasses) {
        return getCompatibleColumns(spec, valueClasses).stream().findFirst();
    }
}
