package org.dlrm.radiomics.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads a filter's parameters, each error naming type, parameter, what is expected and what was found. */
final class Parameters {

    private final FilterSpec m_spec;

    private final Set<String> m_known = new TreeSet<>();

    Parameters(final FilterSpec spec) {
        m_spec = spec;
    }

    boolean has(final String key) {
        m_known.add(key);
        return m_spec.parameters().get(key) != null;
    }

    private Object get(final String key) {
        m_known.add(key);
        return m_spec.parameters().get(key);
    }

    double number(final String key, final double otherwise, final double low, final double high) {
        final Object v = get(key);
        return v == null ? otherwise : asNumber(key, v, low, high);
    }

    double required(final String key, final double low, final double high) {
        final Object v = get(key);
        if (v == null) {
            throw wrong(key, "given", "nothing");
        }
        return asNumber(key, v, low, high);
    }

    private double asNumber(final String key, final Object v, final double low, final double high) {
        if (v instanceof Number n && n.doubleValue() >= low && n.doubleValue() <= high) {
            return n.doubleValue();
        }
        throw wrong(key, "a number from " + low + " to " + high, v);
    }

    int whole(final String key, final int otherwise, final int low, final int high) {
        final double v = number(key, otherwise, low, high);
        if (v != Math.rint(v)) {
            throw wrong(key, "a whole number", v);
        }
        return (int)v;
    }

    /** @return a number or a list of numbers as they are written, at least one */
    List<Number> numbers(final String key, final double low, final double high) {
        final Object v = get(key);
        final List<?> list = v instanceof List<?> l ? l : v == null ? List.of() : List.of(v);
        if (list.isEmpty()) {
            throw wrong(key, "one or more numbers", v);
        }
        list.forEach(x -> asNumber(key, x, low, high));
        return list.stream().map(x -> (Number)x).toList();
    }

    List<String> texts(final String key, final String otherwise) {
        final Object v = get(key);
        final List<?> list = v instanceof List<?> l ? l : List.of(v == null ? otherwise : v);
        return list.stream().map(String::valueOf).toList();
    }

    String text(final String key, final String otherwise) {
        final Object v = get(key);
        return v == null ? otherwise : String.valueOf(v);
    }

    boolean flag(final String key, final boolean otherwise) {
        final Object v = get(key);
        if (v == null || v instanceof Boolean) {
            return v == null ? otherwise : (Boolean)v;
        }
        throw wrong(key, "true or false", v);
    }

    <E extends Enum<E>> E choice(final String key, final E otherwise) {
        final Object v = get(key);
        if (v == null) {
            return otherwise;
        }
        final E[] all = otherwise.getDeclaringClass().getEnumConstants();
        for (final E e : all) {
            if (name(e).equals(String.valueOf(v).toLowerCase(Locale.ROOT))) {
                return e;
            }
        }
        throw wrong(key, "one of " + Arrays.stream(all).map(Parameters::name).toList(), v);
    }

    static String name(final Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT);
    }

    /** @return the setting "dimensions": whether the filter works in space (3, the default) or slice by slice (2) */
    boolean inSpace() {
        return whole("dimensions", 3, 2, 3) == 3;
    }

    Boundary boundary() {
        return choice("boundary", Boundary.MIRROR);
    }

    /** @throws IllegalArgumentException if there are parameters that nothing has asked for */
    void done() {
        for (final String key : m_spec.parameters().keySet()) {
            if (!m_known.contains(key)) {
                throw wrong(key, "one of " + m_known, "an unknown parameter");
            }
        }
    }

    IllegalArgumentException wrong(final String key, final String expected, final Object found) {
        return new IllegalArgumentException(
            "Filter \"" + m_spec.type() + "\": " + key + " must be " + expected + ", found " + found);
    }
}
