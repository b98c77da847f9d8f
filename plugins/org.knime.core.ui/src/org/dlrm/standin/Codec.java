package org.dlrm.standin;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;

/** How KNIME stores a parameter of one type. */
abstract class Codec {

    /** As in NodeRuntime.Parameter. */
    abstract String javaType();

    abstract void save(Object value, NodeSettingsWO settings, String key);

    abstract Object load(NodeSettingsRO settings, String key) throws InvalidSettingsException;

    /** The keys it writes. */
    Set<String> keys(final String key) {
        return Set.of(key);
    }

    /** The value as text that parse reads; empty for none. */
    abstract String text(Object value);

    abstract Object parse(String text) throws InvalidSettingsException;

    /** For JSON: numbers, texts, arrays, null. */
    Object json(final Object value) {
        return value;
    }

    /** JSON schema of the value. */
    abstract Map<String, Object> schema();

    /** Constants of an enum, else empty. */
    List<Enum<?>> constants() {
        return List.of();
    }
}
