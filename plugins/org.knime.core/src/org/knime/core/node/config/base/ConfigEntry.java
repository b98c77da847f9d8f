package org.knime.core.node.config.base;

/**
 * One typed value.
 *
 * @param type as in the XML file: xstring, xint ...
 */
record ConfigEntry(String type, Object value) {

    static final String STRING = "xstring";

    static final String INT = "xint";

    static final String LONG = "xlong";

    static final String DOUBLE = "xdouble";

    static final String BOOLEAN = "xboolean";

    static ConfigEntry parse(final String type, final String text) {
        return new ConfigEntry(type, switch (type) {
            case INT -> Integer.valueOf(text);
            case LONG -> Long.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
            // kinds that no node here reads (xpassword, xchar ...) keep their text
            default -> text;
        });
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
