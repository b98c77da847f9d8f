package org.dlrm.standin;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/** Creates objects the way KNIME does: any constructor without arguments, however visible. */
final class Instances {

    private Instances() {
    }

    /** @throws IllegalStateException if there is no such constructor, or it fails */
    static <T> T create(final Class<T> type) {
        try {
            final Constructor<T> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (final InvocationTargetException e) {
            throw new IllegalStateException(type.getName() + " cannot be created: " + e.getCause(), e.getCause());
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " has no constructor without arguments", e);
        }
    }
}
