package org.knime.core.node.config;

import org.knime.core.data.DataCell;
import org.knime.core.data.DataType;
import org.knime.core.data.def.BooleanCell;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.LongCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.config.base.ConfigBase;

/** A tree of keys and values that also holds cells and data types. */
public abstract class Config extends ConfigBase implements ConfigRO, ConfigWO {

    private static final String CELL_CLASS = "datacell";

    private static final String TYPE_CLASS = "datatype";

    protected Config(final String key) {
        super(key);
    }

    @Override
    public abstract Config getInstance(String key);

    @Override
    public final Config addConfig(final String key) {
        return (Config)addConfigBase(key);
    }

    @Override
    public final Config getConfig(final String key) throws InvalidSettingsException {
        return (Config)getConfigBase(key);
    }

    /** Cells of the basic types only. */
    @Override
    public void addDataCell(final String key, final DataCell cell) {
        final Config config = addConfig(key);
        if (cell == null) {
            config.addString(CELL_CLASS, null);
            return;
        }
        final String name = cell.getClass().getName();
        config.addString(CELL_CLASS, name);
        final Config value = config.addConfig(name);
        final String simple = cell.getClass().getSimpleName();
        if (cell instanceof StringCell c) {
            value.addString(simple, c.getStringValue());
        } else if (cell instanceof BooleanCell c) {
            value.addBoolean(simple, c.getBooleanValue());
        } else if (cell instanceof IntCell c) {
            value.addInt(simple, c.getIntValue());
        } else if (cell instanceof LongCell c) {
            value.addLong(simple, c.getLongValue());
        } else if (cell instanceof DoubleCell c) {
            value.addDouble(simple, c.getDoubleValue());
        } else if (!cell.isMissing()) {
            throw new IllegalArgumentException("Cells of type " + name + " are not stored in settings");
        }
    }

    @Override
    public DataCell getDataCell(final String key) throws InvalidSettingsException {
        final Config config = getConfig(key);
        final String name = config.getString(CELL_CLASS);
        if (name == null) {
            return null;
        }
        final Config value = config.getConfig(name);
        final String simple = name.substring(name.lastIndexOf('.') + 1);
        return switch (simple) {
            case "StringCell" -> new StringCell(value.getString(simple));
            case "BooleanCell" -> BooleanCell.get(value.getBoolean(simple));
            case "IntCell" -> new IntCell(value.getInt(simple));
            case "LongCell" -> new LongCell(value.getLong(simple));
            case "DoubleCell" -> new DoubleCell(value.getDouble(simple));
            case "MissingCell" -> DataType.getMissingCell();
            default -> throw new InvalidSettingsException("Cell class \"" + name + "\" for key \"" + key
                + "\" is not one that settings hold.");
        };
    }

    @Override
    public void addDataType(final String key, final DataType type) {
        final Config config = addConfig(key);
        if (type == null) {
            config.addString(TYPE_CLASS, null);
        } else {
            config.addString(TYPE_CLASS, DataType.class.getName());
            type.save(config.addConfig(DataType.class.getName()));
        }
    }

    @Override
    public DataType getDataType(final String key) throws InvalidSettingsException {
        final Config config = getConfig(key);
        return config.getString(TYPE_CLASS) == null ? null
            : DataType.load(config.getConfig(DataType.class.getName()));
    }
}
