package org.dlrm.standin;

import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.gson.JsonParser;
import org.dlrm.standin.core.Hidden;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.WidgetGroup;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;

/** The types that KNIME can store without further code. */
final class Codecs {

    private Codecs() {
    }

    private interface Save<T> {
        void to(NodeSettingsWO settings, String key, T value);
    }

    private interface Load<T> {
        T from(NodeSettingsRO settings, String key) throws InvalidSettingsException;
    }

    private interface Parse<T> {
        T of(String text);
    }

    /**
     * A value with an entry (or an array) of its own.
     *
     * @param empty what an absent optional stores
     */
    private static final class Leaf<T> extends Codec {

        private final String m_javaType;

        private final Save<T> m_save;

        private final Load<T> m_load;

        private final Parse<T> m_parse;

        private final T m_empty;

        private final Map<String, Object> m_schema;

        Leaf(final String javaType, final Save<T> save, final Load<T> load, final Parse<T> parse, final T empty,
            final Map<String, Object> schema) {
            m_javaType = javaType;
            m_save = save;
            m_load = load;
            m_parse = parse;
            m_empty = empty;
            m_schema = schema;
        }

        @Override
        String javaType() {
            return m_javaType;
        }

        @Override
        @SuppressWarnings("unchecked")
        void save(final Object value, final NodeSettingsWO settings, final String key) {
            m_save.to(settings, key, (T)value);
        }

        void saveEmpty(final NodeSettingsWO settings, final String key) {
            m_save.to(settings, key, m_empty);
        }

        @Override
        Object load(final NodeSettingsRO settings, final String key) throws InvalidSettingsException {
            return m_load.from(settings, key);
        }

        @Override
        String text(final Object value) {
            if (value == null) {
                return "";
            }
            if (!value.getClass().isArray()) {
                return value.toString();
            }
            final StringJoiner list = new StringJoiner(",");
            for (int i = 0; i < Array.getLength(value); i++) {
                list.add(String.valueOf(Array.get(value, i)));
            }
            return list.toString();
        }

        @Override
        Object parse(final String text) throws InvalidSettingsException {
            try {
                return m_parse.of(text);
            } catch (final RuntimeException e) {
                throw new InvalidSettingsException(
                    "\"" + text + "\" is not a value of type " + m_javaType, e);
            }
        }

        @Override
        Object json(final Object value) {
            return value instanceof LocalDate || value instanceof LocalTime || value instanceof LocalDateTime
                ? value.toString() : value;
        }

        @Override
        Map<String, Object> schema() {
            return m_schema;
        }
    }

    private static final class EnumCodec<E extends Enum<E>> extends Codec {

        private final Class<E> m_type;

        EnumCodec(final Class<E> type) {
            m_type = type;
        }

        @Override
        String javaType() {
            return m_type.getName();
        }

        @Override
        void save(final Object value, final NodeSettingsWO settings, final String key) {
            settings.addString(key, value == null ? null : ((Enum<?>)value).name());
        }

        @Override
        Object load(final NodeSettingsRO settings, final String key) throws InvalidSettingsException {
            return parse(settings.getString(key));
        }

        @Override
        String text(final Object value) {
            return value == null ? "" : ((Enum<?>)value).name();
        }

        @Override
        Object parse(final String text) throws InvalidSettingsException {
            for (final E constant : m_type.getEnumConstants()) {
                if (constant.name().equals(text)) {
                    return constant;
                }
            }
            throw new InvalidSettingsException("Invalid value '" + text + "'. Possible values: "
                + Stream.of(m_type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", ")));
        }

        @Override
        Object json(final Object value) {
            return value == null ? null : ((Enum<?>)value).name();
        }

        @Override
        Map<String, Object> schema() {
            return Json.object("oneOf", Stream.of(m_type.getEnumConstants()).map(
                c -> Json.object("const", c.name(), "title", EnumLabels.title(c))).toList());
        }

        @Override
        List<Enum<?>> constants() {
            return List.of(m_type.getEnumConstants());
        }
    }

    /** A value and whether it is there. */
    private static final class OptionalCodec extends Codec {

        private static final String IS_PRESENT = "_is_present";

        private final Codec m_content;

        OptionalCodec(final Codec content) {
            m_content = content;
        }

        @Override
        String javaType() {
            return "java.util.Optional<" + m_content.javaType() + ">";
        }

        @Override
        void save(final Object value, final NodeSettingsWO settings, final String key) {
            final Optional<?> optional = (Optional<?>)value;
            if (optional.isPresent()) {
                m_content.save(optional.get(), settings, key);
            } else if (m_content instanceof Leaf<?> leaf) {
                leaf.saveEmpty(settings, key);
            } else {
                m_content.save(null, settings, key);
            }
            settings.addBoolean(key + IS_PRESENT, optional.isPresent());
        }

        @Override
        Object load(final NodeSettingsRO settings, final String key) throws InvalidSettingsException {
            return settings.getBoolean(key + IS_PRESENT, true)
                ? Optional.ofNullable(m_content.load(settings, key)) : Optional.empty();
        }

        @Override
        Set<String> keys(final String key) {
            return Set.of(key, key + IS_PRESENT);
        }

        @Override
        String text(final Object value) {
            return ((Optional<?>)value).map(m_content::text).orElse("");
        }

        @Override
        Object parse(final String text) throws InvalidSettingsException {
            return text.isEmpty() ? Optional.empty() : Optional.of(m_content.parse(text));
        }

        @Override
        Object json(final Object value) {
            return ((Optional<?>)value).map(m_content::json).orElse(null);
        }

        @Override
        Map<String, Object> schema() {
            final Map<String, Object> schema = new TreeMap<>(m_content.schema());
            if (schema.containsKey("type")) {
                schema.put("type", List.of(schema.get("type"), "null"));
            }
            return schema;
        }

        @Override
        List<Enum<?>> constants() {
            return m_content.constants();
        }
    }

    private static final class FilterCodec extends Codec {

        @Override
        String javaType() {
            return ColumnFilter.class.getName();
        }

        @Override
        void save(final Object value, final NodeSettingsWO settings, final String key) {
            hidden(() -> Hidden.call(value, "save", settings.addNodeSettings(key)));
        }

        @Override
        Object load(final NodeSettingsRO settings, final String key) throws InvalidSettingsException {
            final NodeSettingsRO filter = settings.getNodeSettings(key);
            try {
                return Hidden.callStatic(ColumnFilter.class, "load", filter);
            } catch (final InvalidSettingsException e) {
                throw e;
            } catch (final Exception e) {
                throw new InvalidSettingsException(e);
            }
        }

        /** Only a filter that lists names has a text. */
        @Override
        String text(final Object value) {
            final NodeSettings settings = new NodeSettings("parameters");
            save(value, settings, "filter");
            try {
                return String.join(",", settings.getNodeSettings("filter").getNodeSettings("manualFilter")
                    .getStringArray("manuallySelected"));
            } catch (final InvalidSettingsException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        Object parse(final String text) throws InvalidSettingsException {
            return new ColumnFilter(list(text));
        }

        @Override
        Object json(final Object value) {
            final NodeSettings settings = new NodeSettings("parameters");
            save(value, settings, "filter");
            try {
                final NodeSettings filter = settings.getNodeSettings("filter");
                final NodeSettings pattern = filter.getNodeSettings("patternFilter");
                final NodeSettings manual = filter.getNodeSettings("manualFilter");
                return Json.object("mode", filter.getString("mode"), "patternFilter",
                    Json.object("pattern", pattern.getString("pattern"), "isCaseSensitive",
                        pattern.getBoolean("isCaseSensitive"), "isInverted", pattern.getBoolean("isInverted")),
                    "manualFilter",
                    Json.object("manuallySelected", manual.getStringArray("manuallySelected"), "manuallyDeselected",
                        manual.getStringArray("manuallyDeselected"), "includeUnknownColumns",
                        manual.getBoolean("includeUnknownColumns")),
                    "typeFilter", Json.object("selectedTypes",
                        filter.getNodeSettings("typeFilter").getStringArray("selectedTypes"), "typeDisplays",
                        List.of()));
            } catch (final InvalidSettingsException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        Map<String, Object> schema() {
            return Json.object("type", "object");
        }
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static Object hidden(final Call call) {
        try {
            return call.run();
        } catch (final RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Comma-separated, or a JSON array of texts if a value has a comma. */
    private static String[] list(final String text) {
        if (text.trim().startsWith("[")) {
            final List<String> values = new ArrayList<>();
            JsonParser.parseString(text).getAsJsonArray().forEach(e -> values.add(e.getAsString()));
            return values.toArray(String[]::new);
        }
        return text.isBlank() ? new String[0]
            : Stream.of(text.split(",")).map(String::trim).toArray(String[]::new);
    }

    private static boolean bool(final String text) {
        return switch (text.trim()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Map<String, Object> schema(final String type) {
        return Json.object("type", type);
    }

    private static Map<String, Object> schema(final String type, final String format) {
        return Json.object("type", type, "format", format);
    }

    private static Map<String, Object> arraySchema(final Map<String, Object> items) {
        return Json.object("type", "array", "items", items);
    }

    private static final Map<String, Object> INT = schema("integer", "int32");

    private static final Map<String, Object> LONG = schema("integer", "int64");

    private static final Map<String, Object> DOUBLE = schema("number", "double");

    private static final Map<String, Object> STRING = schema("string");

    private static final Map<String, Object> BOOLEAN = schema("boolean");

    private static final Map<Class<?>, Codec> LEAVES = leaves();

    private static Map<Class<?>, Codec> leaves() {
        final Map<Class<?>, Codec> all = new HashMap<>();
        final Codec integer = new Leaf<Integer>("int", NodeSettingsWO::addInt, NodeSettingsRO::getInt,
            t -> Integer.valueOf(t.trim()), 0, INT);
        all.put(int.class, integer);
        all.put(Integer.class, integer);
        final Codec longInteger = new Leaf<Long>("long", NodeSettingsWO::addLong, NodeSettingsRO::getLong,
            t -> Long.valueOf(t.trim()), 0L, LONG);
        all.put(long.class, longInteger);
        all.put(Long.class, longInteger);
        final Codec number = new Leaf<Double>("double", NodeSettingsWO::addDouble, NodeSettingsRO::getDouble,
            t -> Double.valueOf(t.trim()), 0.0, DOUBLE);
        all.put(double.class, number);
        all.put(Double.class, number);
        final Codec bool = new Leaf<Boolean>("boolean", NodeSettingsWO::addBoolean, NodeSettingsRO::getBoolean,
            Codecs::bool, false, BOOLEAN);
        all.put(boolean.class, bool);
        all.put(Boolean.class, bool);
        all.put(String.class, new Leaf<String>("java.lang.String", NodeSettingsWO::addString,
            NodeSettingsRO::getString, t -> t, null, STRING));
        all.put(LocalDate.class, text(LocalDate.class, LocalDate::parse, "date"));
        all.put(LocalTime.class, text(LocalTime.class, LocalTime::parse, "time"));
        all.put(LocalDateTime.class, text(LocalDateTime.class, LocalDateTime::parse, "date-time"));
        all.put(int[].class, new Leaf<int[]>("int[]", NodeSettingsWO::addIntArray, NodeSettingsRO::getIntArray,
            t -> Stream.of(list(t)).mapToInt(Integer::parseInt).toArray(), new int[0], arraySchema(INT)));
        all.put(long[].class, new Leaf<long[]>("long[]", NodeSettingsWO::addLongArray, NodeSettingsRO::getLongArray,
            t -> Stream.of(list(t)).mapToLong(Long::parseLong).toArray(), new long[0], arraySchema(LONG)));
        all.put(double[].class, new Leaf<double[]>("double[]", NodeSettingsWO::addDoubleArray,
            NodeSettingsRO::getDoubleArray, t -> Stream.of(list(t)).mapToDouble(Double::parseDouble).toArray(),
            new double[0], arraySchema(DOUBLE)));
        all.put(String[].class, new Leaf<String[]>("java.lang.String[]", NodeSettingsWO::addStringArray,
            NodeSettingsRO::getStringArray, Codecs::list, new String[0], arraySchema(STRING)));
        return all;
    }

    private static <T> Codec text(final Class<T> type, final Function<CharSequence, T> parse, final String format) {
        return new Leaf<T>(type.getName(), (s, k, v) -> s.addString(k, v == null ? null : v.toString()), (s, k) -> {
            final String stored = s.getString(k);
            try {
                return stored == null ? null : parse.apply(stored);
            } catch (final RuntimeException e) {
                throw new InvalidSettingsException("\"" + stored + "\" is not a " + type.getSimpleName(), e);
            }
        }, parse::apply, null, schema("string", format));
    }

    /**
     * @return empty for groups and arrays of groups
     * @throws IllegalStateException if KNIME has no persistor for the type
     */
    @SuppressWarnings({"rawtypes", "unchecked"})
    static Optional<Codec> of(final Type type) {
        if (type instanceof ParameterizedType p && p.getRawType() == Optional.class) {
            return Optional.of(new OptionalCodec(of(p.getActualTypeArguments()[0]).orElseThrow(
                () -> new IllegalStateException("Optional groups are not supported: " + type.getTypeName()))));
        }
        if (LEAVES.containsKey(type)) {
            return Optional.of(LEAVES.get(type));
        }
        if (type == ColumnFilter.class) {
            return Optional.of(new FilterCodec());
        }
        if (type instanceof Class<?> c) {
            if (c.isEnum()) {
                return Optional.of(new EnumCodec((Class)c));
            }
            final Class<?> group = c.isArray() ? c.getComponentType() : c;
            if (NodeParameters.class.isAssignableFrom(group)) {
                return Optional.empty();
            }
            if (WidgetGroup.class.isAssignableFrom(group)) {
                throw new IllegalStateException("Group " + group.getName()
                    + " must implement NodeParameters, with WidgetGroup alone it cannot be stored");
            }
        }
        throw new IllegalStateException("No default persistor available for type '" + type.getTypeName() + "'.");
    }
}
