package org.dlrm.standin;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.layout.Inside;
import org.knime.node.parameters.layout.Layout;
import org.knime.node.parameters.layout.Section;

/** Where in the dialog a parameter stands. */
final class Sections {

    private Sections() {
    }

    /** Titles of the sections, outermost first; a parameter without a place of its own is where its group is. */
    static List<String> of(final Field field, final List<String> inherited) {
        final Layout layout = field.getAnnotation(Layout.class);
        if (layout == null) {
            return inherited;
        }
        final List<String> titles = new ArrayList<>();
        for (final Class<?> part : parts(layout.value())) {
            final Section section = part.getAnnotation(Section.class);
            if (section != null) {
                titles.add(section.title());
            }
        }
        return titles.isEmpty() ? inherited : titles;
    }

    static boolean isAdvanced(final Field field) {
        final Layout layout = field.getAnnotation(Layout.class);
        return layout != null && parts(layout.value()).stream().anyMatch(p -> p.isAnnotationPresent(Advanced.class));
    }

    /** The part and those around it, outermost first. */
    static List<Class<?>> parts(final Class<?> part) {
        final List<Class<?>> parts = new ArrayList<>();
        for (Class<?> p = part; p != null; p = around(p)) {
            parts.add(0, p);
        }
        return parts;
    }

    private static Class<?> around(final Class<?> part) {
        final Inside inside = part.getAnnotation(Inside.class);
        if (inside != null) {
            return inside.value();
        }
        final Class<?> outer = part.getEnclosingClass();
        return outer != null && outer.isInterface() ? outer : null;
    }
}
