package org.knime.core.node.config.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

import org.knime.core.node.InvalidSettingsException;

/** A tree of keys and typed values, in the order they were added. */
public abstract class ConfigBase implements ConfigBaseRO, ConfigBaseWO {

    private static final String ARRAY_SIZE = "array-size";

    private final String m_key;

    /** Values: ConfigBase or ConfigEntry. */
    private final Map<String, Object> m_entries = new LinkedHashMap<>();

    public ConfigBase(final String key) {
        m_key = Objects.requireNonNull(key, "Config key must not be null.");
    }

    /** @return an empty config of this kind */
    public abstract ConfigBase getInstance(String key);

    @Override
    public final String getKey() {
        return m_key;
    }

    Map<String, Object> entries() {
        return m_entries;
    }

    @Override
    public final ConfigBase addConfigBase(final String key) {
        final ConfigBase config = getInstance(key);
        m_entries.put(key, config);
        return config;
    }

    protected final void addConfigBase(final ConfigBase config) {
        m_entries.put(config.getKey(), config);
    }

    @Override
    public final ConfigBase getConfigBase(final String key) throws InvalidSettingsException {
        if (m_entries.get(key) instanceof ConfigBase config) {
            return config;
        }
        throw new InvalidSettingsException("Config for key \"" + key + "\" not found.");
    }

    private Object value(final String type, final String name, final String key) throws InvalidSettingsException {
        if (m_entries.get(key) instanceof ConfigEntry e && e.type().equals(type)) {
            return e.value();
        }
        throw new InvalidSettingsException(name + " for key \"" + key + "\" not found.");
    }

    private void put(final String key, final String type, final Object value) {
        Objects.requireNonNull(key, "Key must not be null.");
        m_entries.put(key, new ConfigEntry(type, value));
    }

    @Override
    public void addInt(final String key, final int value) {
        put(key, ConfigEntry.INT, value);
    }

    @Override
    public int getInt(final String key) throws InvalidSettingsException {
        return (Integer)value(ConfigEntry.INT, "Int", key);
    }

    @Override
    public int getInt(final String key, final int def) {
        return orElse(() -> getInt(key), def);
    }

    @Override
    public void addDouble(final String key, final double value) {
        put(key, ConfigEntry.DOUBLE, value);
    }

    @Override
    public double getDouble(final String key) throws InvalidSettingsException {
        return (Double)value(ConfigEntry.DOUBLE, "Double", key);
    }

    @Override
    public double getDouble(final String key, final double def) {
        return orElse(() -> getDouble(key), def);
    }

    @Override
    public void addLong(final String key, final long value) {
        put(key, ConfigEntry.LONG, value);
    }

    @Override
    public long getLong(final String key) throws InvalidSettingsException {
        return (Long)value(ConfigEntry.LONG, "Long", key);
    }

    @Override
    public long getLong(final String key, final long def) {
        return orElse(() -> getLong(key), def);
    }

    @Override
    public void addBoolean(final String key, final boolean value) {
        put(key, ConfigEntry.BOOLEAN, value);
    }

    @Override
    public boolean getBoolean(final String key) throws InvalidSettingsException {
        return (Boolean)value(ConfigEntry.BOOLEAN, "Boolean", key);
    }

    @Override
    public boolean getBoolean(final String key, final boolean def) {
        return orElse(() -> getBoolean(key), def);
    }

    @Override
    public void addString(final String key, final String value) {
        put(key, ConfigEntry.STRING, value);
    }

    @Override
    public String getString(final String key) throws InvalidSettingsException {
        return (String)value(ConfigEntry.STRING, "String", key);
    }

    @Override
    public String getString(final String key, final String def) {
        return orElse(() -> getString(key), def);
    }

    // ---- arrays: a config with "array-size" and one entry per index; a null array has no size

    private void addArray(final String key, final boolean absent, final int length,
        final BiConsumer<ConfigBase, Integer> add) {
        final ConfigBase config = addConfigBase(key);
        if (!absent) {
            config.addInt(ARRAY_SIZE, length);
            for (int i = 0; i < length; i++) {
                add.accept(config, i);
            }
        }
    }

    private interface Element<T> {
        T get(ConfigBase config, String index) throws InvalidSettingsException;
    }

    private interface Value<T> {
        T get() throws InvalidSettingsException;
    }

    private static <T> T orElse(final Value<T> value, final T def) {
        try {
            return value.get();
        } catch (final InvalidSettingsException e) {
            return def;
        }
    }

    private <T> List<T> array(final String key, final Element<T> element) throws InvalidSettingsException {
        final ConfigBase config = getConfigBase(key);
        if (!config.containsKey(ARRAY_SIZE)) {
            return null;
        }
        final int size = config.getInt(ARRAY_SIZE);
        final List<T> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(element.get(config, Integer.toString(i)));
        }
        return list;
    }

    @Override
    public void addIntArray(final String key, final int... values) {
        addArray(key, values == null, values == null ? 0 : values.length,
            (c, i) -> c.addInt(Integer.toString(i), values[i]));
    }

    @Override
    public int[] getIntArray(final String key) throws InvalidSettingsException {
        final List<Integer> list = array(key, ConfigBase::getInt);
        return list == null ? null : list.stream().mapToInt(i -> i).toArray();
    }

    @Override
    public int[] getIntArray(final String key, final int... def) {
        return orElse(() -> getIntArray(key), def);
    }

    @Override
    public void addDoubleArray(final String key, final double... values) {
        addArray(key, values == null, values == null ? 0 : values.length,
            (c, i) -> c.addDouble(Integer.toString(i), values[i]));
    }

    @Override
    public double[] getDoubleArray(final String key) throws InvalidSettingsException {
        final List<Double> list = array(key, ConfigBase::getDouble);
        return list == null ? null : list.stream().mapToDouble(d -> d).toArray();
    }

    @Override
    public double[] getDoubleArray(final String key, final double... def) {
        return orElse(() -> getDoubleArray(key), def);
    }

    @Override
    public void addLongArray(final String key, final long... values) {
        addArray(key, values == null, values == null ? 0 : values.length,
            (c, i) -> c.addLong(Integer.toString(i), values[i]));
    }

    @Override
    public long[] getLongArray(final String key) throws InvalidSettingsException {
        final List<Long> list = array(key, ConfigBase::getLong);
        return list == null ? null : list.stream().mapToLong(l -> l).toArray();
    }

    @Override
    public long[] getLongArray(final String key, final long... def) {
        return orElse(() -> getLongArray(key), def);
    }

    @Override
    public void addBooleanArray(final String key, final boolean... values) {
        addArray(key, values == null, values == null ? 0 : values.length,
            (c, i) -> c.addBoolean(Integer.toString(i), values[i]));
    }

    @Override
    public boolean[] getBooleanArray(final String key) throws InvalidSettingsException {
        final List<Boolean> list = array(key, ConfigBase::getBoolean);
        if (list == null) {
            return null;
        }
        final boolean[] result = new boolean[list.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = list.get(i);
        }
        return result;
    }

    @Override
    public boolean[] getBooleanArray(final String key, final boolean... def) {
        return orElse(() -> getBooleanArray(key), def);
    }

    @Override
    public void addStringArray(final String key, final String... values) {
        addArray(key, values == null, values == null ? 0 : values.length,
            (c, i) -> c.addString(Integer.toString(i), values[i]));
    }

    @Override
    public String[] getStringArray(final String key) throws InvalidSettingsException {
        final List<String> list = array(key, ConfigBase::getString);
        return list == null ? null : list.toArray(String[]::new);
    }

    @Override
    public String[] getStringArray(final String key, final String... def) {
        return orElse(() -> getStringArray(key), def);
    }

    // ---- the tree

    @Override
    public Set<String> keySet() {
        return Collections.unmodifiableSet(m_entries.keySet());
    }

    @Override
    public boolean containsKey(final String key) {
        return m_entries.containsKey(key);
    }

    @Override
    public final Iterator<String> iterator() {
        return keySet().iterator();
    }

    @Override
    public void copyTo(final ConfigBaseWO dest) {
        final ConfigBase target = (ConfigBase)dest;
        m_entries.forEach((key, value) -> {
            if (value instanceof ConfigBase config) {
                config.copyTo(target.addConfigBase(key));
            } else {
                target.m_entries.put(key, value);
            }
        });
    }

    @Override
    public final void saveToXML(final OutputStream out) throws IOException {
        ConfigXml.write(this, out);
    }

    /** Adds what the stream holds; this config's own key stays. */
    public void load(final InputStream in) throws IOException {
        ConfigXml.read(this, in);
    }

    @Override
    public boolean equals(final Object obj) {
        return obj instanceof ConfigBase other && m_entries.equals(other.m_entries);
    }

    @Override
    public int hashCode() {
        return m_entries.hashCode();
    }

    @Override
    public String toString() {
        return m_entries.toString();
    }
}
