package org.dlrm.standin;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** Objects as JSON, the way Jackson writes them for KNIME's pages. */
public final class Json {

    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private Json() {
    }

    /** A JSON object whose keys stay in this order (Map.of has another one in every run). */
    static Map<String, Object> object(final Object... keysAndValues) {
        final Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String)keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    public static String write(final Object o) {
        return GSON.toJson(tree(o));
    }

    /** @throws IllegalArgumentException for objects that have no JSON form (no record, no getters) */
    static JsonElement tree(final Object o) {
        if (o == null) {
            return JsonNull.INSTANCE;
        }
        if (o instanceof JsonElement json) {
            return json;
        }
        if (o instanceof String s) {
            return new JsonPrimitive(s);
        }
        if (o instanceof Number n) {
            // Jackson quotes what JSON has no number for
            return Double.isFinite(n.doubleValue()) ? new JsonPrimitive(n) : new JsonPrimitive(n.toString());
        }
        if (o instanceof Boolean b) {
            return new JsonPrimitive(b);
        }
        if (o instanceof Character c) {
            return new JsonPrimitive(c.toString());
        }
        if (o instanceof Enum<?> e) {
            return new JsonPrimitive(e.name());
        }
        if (o instanceof Optional<?> optional) {
            return tree(optional.orElse(null));
        }
        if (o instanceof Map<?, ?> map) {
            final JsonObject object = new JsonObject();
            map.forEach((k, v) -> object.add(k instanceof Enum<?> e ? e.name() : String.valueOf(k), tree(v)));
            return object;
        }
        if (o instanceof Iterable<?> list) {
            final JsonArray array = new JsonArray();
            list.forEach(e -> array.add(tree(e)));
            return array;
        }
        if (o.getClass().isArray()) {
            final JsonArray array = new JsonArray();
            for (int i = 0; i < Array.getLength(o); i++) {
                array.add(tree(Array.get(o, i)));
            }
            return array;
        }
        return properties(o);
    }

    private static JsonObject properties(final Object o) {
        final JsonObject object = new JsonObject();
        try {
            if (o instanceof Record) {
                for (final RecordComponent c : o.getClass().getRecordComponents()) {
                    c.getAccessor().setAccessible(true);
                    object.add(c.getName(), tree(c.getAccessor().invoke(o)));
                }
                return object;
            }
            for (final Field field : o.getClass().getFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    object.add(field.getName(), tree(field.get(o)));
                }
            }
            for (final Method method : o.getClass().getMethods()) {
                final String property = property(method);
                if (property != null && !object.has(property)) {
                    method.setAccessible(true);
                    object.add(property, tree(method.invoke(o)));
                }
            }
        } catch (final ReflectiveOperationException e) {
            throw new IllegalArgumentException(o.getClass().getName() + " cannot be written as JSON: " + e, e);
        }
        if (object.size() == 0) {
            throw new IllegalArgumentException("No serializer found for class " + o.getClass().getName()
                + " and no properties discovered");
        }
        return object;
    }

    /** @return null if the method is no getter */
    private static String property(final Method method) {
        if (method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers())
            || method.getDeclaringClass() == Object.class || method.getReturnType() == void.class) {
            return null;
        }
        final String name = method.getName();
        final int prefix = name.startsWith("get") ? 3 : name.startsWith("is")
            && method.getReturnType() == boolean.class ? 2 : name.length();
        return prefix >= name.length() ? null
            : Character.toLowerCase(name.charAt(prefix)) + name.substring(prefix + 1);
    }
}
