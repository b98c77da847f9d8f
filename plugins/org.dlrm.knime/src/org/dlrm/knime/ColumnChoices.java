package org.dlrm.knime;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.dlrm.knime.cell.RoiValue;
import org.knime.core.data.BooleanValue;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.StringValue;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.widget.choices.ColumnChoicesProvider;
import org.knime.node.parameters.widget.choices.util.CompatibleColumnsProvider;

/** Which columns a dialog offers for a role. */
public final class ColumnChoices {

    private ColumnChoices() {
    }

    /** Regions of interest. */
    public static final class Rois extends CompatibleColumnsProvider {
        Rois() {
            super(RoiValue.class);
        }
    }

    /** Numbers. */
    public static final class Numbers extends CompatibleColumnsProvider {
        Numbers() {
            super(DoubleValue.class);
        }
    }

    /** Texts. */
    public static final class Texts extends CompatibleColumnsProvider {
        Texts() {
            super(StringValue.class);
        }
    }

    private static final List<Class<? extends DataValue>> CATEGORY =
        List.of(StringValue.class, DoubleValue.class, BooleanValue.class);

    /** Texts, numbers or booleans: outcomes, events, cohorts. */
    public static final class Categories extends CompatibleColumnsProvider {
        Categories() {
            super(CATEGORY);
        }
    }

    /** As {@link Categories}, of all input tables; of columns of one name the first. */
    public static final class CategoriesOfAllTables implements ColumnChoicesProvider {
        @Override
        public List<DataColumnSpec> columnChoices(final NodeParametersInput input) {
            final Map<String, DataColumnSpec> columns = new LinkedHashMap<>();
            Arrays.stream(input.getInTableSpecs()).filter(Objects::nonNull).flatMap(DataTableSpec::stream)
                .filter(c -> CATEGORY.stream().anyMatch(c.getType()::isCompatible))
                .forEach(c -> columns.putIfAbsent(c.getName(), c));
            return List.copyOf(columns.values());
        }
    }

    /**
     * @return {@code name} if the first input has it, else the only column of that type, else {@code name}: a default
     *         never depends on the order of columns
     */
    public static String prefer(final NodeParametersInput input, final String name,
        final Class<? extends DataValue> type) {
        return input.getInTableSpec(0).filter(spec -> !spec.containsName(name)).map(spec -> {
            final List<String> fitting = spec.stream().filter(c -> c.getType().isCompatible(type))
                .map(DataColumnSpec::getName).toList();
            return fitting.size() == 1 ? fitting.get(0) : name;
        }).orElse(name);
    }
}
