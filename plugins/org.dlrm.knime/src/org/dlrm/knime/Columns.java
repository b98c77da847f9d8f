package org.dlrm.knime;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import org.dlrm.stats.table.Table;
import org.knime.core.data.BooleanValue;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataColumnSpecCreator;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.MissingCell;
import org.knime.core.data.MissingValue;
import org.knime.core.data.StringValue;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.InvalidSettingsException;

/** Finds columns by role, with messages that say what is there and what to do; reads and makes cells. */
public final class Columns {

    private static final int NAMES_SHOWN = 12;

    private Columns() {
    }

    /**
     * @param role the option's title, e.g. "Outcome column"
     * @param type what the column must hold
     * @return its index
     * @throws InvalidSettingsException naming the role, the column and the columns that would do
     */
    public static int require(final DataTableSpec spec, final String column, final String role,
        final Class<? extends DataValue> type) throws InvalidSettingsException {
        if (column == null || column.isBlank()) {
            throw new InvalidSettingsException(role + ": no column is chosen. " + candidates(spec, "", type));
        }
        final int index = spec.findColumnIndex(column);
        if (index < 0) {
            throw new InvalidSettingsException(
                role + ": the input table has no column '" + column + "'. " + candidates(spec, column, type));
        }
        final DataType found = spec.getColumnSpec(index).getType();
        if (!found.isCompatible(type)) {
            throw new InvalidSettingsException(role + ": the column '" + column + "' holds " + found.getName() + ", not "
                + typeName(type) + ". " + candidates(spec, "", type));
        }
        return index;
    }

    /** @return the index of an optional column: empty if none is chosen */
    public static Optional<Integer> optional(final DataTableSpec spec, final String column, final String role,
        final Class<? extends DataValue> type) throws InvalidSettingsException {
        return column == null || column.isBlank() ? Optional.empty()
            : Optional.of(require(spec, column, role, type));
    }

    /** @param asked the name that does not fit; empty if none was given */
    private static String candidates(final DataTableSpec spec, final String asked, final Class<? extends DataValue> type) {
        final String[] names = spec.stream().filter(c -> c.getType().isCompatible(type)).map(DataColumnSpec::getName)
            .toArray(String[]::new);
        if (names.length == 0) {
            return "The input has no column with " + typeName(type) + ".";
        }
        final Optional<String> meant = similar(asked, names);
        if (meant.isPresent()) {
            return "Is it '" + meant.get() + "'?";
        }
        return "Choose one of: " + Arrays.stream(names).limit(NAMES_SHOWN).collect(Collectors.joining(", "))
            + (names.length > NAMES_SHOWN ? ", ... (" + names.length + " in all)." : ".");
    }

    /** @return the column that differs in case, blanks and signs, or a single letter, only */
    private static Optional<String> similar(final String asked, final String[] names) {
        final String plain = plain(asked);
        return plain.isEmpty() ? Optional.empty() : Arrays.stream(names).filter(n -> plain(n).equals(plain)).findFirst()
            .or(() -> Arrays.stream(names).filter(n -> plain.matches("\\D{4,}") && oneLetter(plain, plain(n))).findFirst());
    }

    private static String plain(final String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_.-]", "");
    }

    /** @return whether one letter was changed, added or left out */
    private static boolean oneLetter(final String a, final String b) {
        if (a.length() > b.length()) {
            return oneLetter(b, a);
        }
        int i = 0;
        while (i < a.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return b.length() - a.length() <= 1 && a.substring(a.length() == b.length() ? Math.min(i + 1, a.length()) : i)
            .equals(b.substring(Math.min(i + 1, b.length())));
    }

    private static String typeName(final Class<? extends DataValue> type) {
        if (type == DoubleValue.class) {
            return "numbers";
        }
        if (type == StringValue.class) {
            return "text";
        }
        if (type == DataValue.class) {
            return "values";
        }
        return switch (type.getSimpleName()) {
            case "RoiValue" -> "regions of interest";
            case "VolumeValue" -> "image volumes";
            default -> type.getSimpleName().replace("Value", "").toLowerCase(Locale.ROOT) + " cells";
        };
    }

    /** @return whether a column holds numbers; KNIME counts booleans among them, which are categories: false and true */
    public static boolean isNumber(final DataType type) {
        return type.isCompatible(DoubleValue.class) && !type.isCompatible(BooleanValue.class);
    }

    /** @return the cell as a number, NaN where missing; booleans are 0 and 1 */
    public static double number(final DataCell cell) {
        if (cell.isMissing()) {
            return Double.NaN;
        }
        if (cell instanceof DoubleValue d) {
            return d.getDoubleValue();
        }
        if (cell instanceof BooleanValue b) {
            return b.getBooleanValue() ? 1 : 0;
        }
        return Double.NaN;
    }

    /** @return the cell as text, empty where missing; a whole number has no point, as in the statistics' tables */
    public static Optional<String> text(final DataCell cell) {
        if (cell instanceof DoubleValue d && !(cell instanceof BooleanValue) && !(cell instanceof StringValue)) {
            return Double.isNaN(d.getDoubleValue()) ? Optional.empty() : Optional.of(Table.label(d.getDoubleValue()));
        }
        return cell.isMissing() ? Optional.empty() : Optional.of(cell.toString().trim()).filter(s -> !s.isEmpty());
    }

    /** @return a number cell; NaN becomes a missing cell with the reason */
    public static DataCell cell(final double value, final String whyMissing) {
        return Double.isNaN(value) ? missing(whyMissing) : new DoubleCell(value);
    }

    public static DataCell cell(final String value) {
        return value == null || value.isEmpty() ? DataType.getMissingCell() : new StringCell(value);
    }

    public static DataCell missing(final String why) {
        return new MissingCell(why);
    }

    /** @return why a cell is missing, or the given words where it does not say */
    public static String whyMissing(final DataCell cell, final String otherwise) {
        return cell instanceof MissingValue m && m.getError() != null && !m.getError().isBlank() ? m.getError()
            : otherwise;
    }

    public static DataColumnSpec spec(final String name, final DataType type) {
        return new DataColumnSpecCreator(name, type).createSpec();
    }
}
