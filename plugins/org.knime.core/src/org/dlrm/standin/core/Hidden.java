package org.dlrm.standin.core;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Calls methods and constructors that KNIME keeps to itself; the stand-in's executor has to reach them. */
public final class Hidden {

    private Hidden() {
    }

    /** Calls the method of that name and number of arguments, searched from the object's class upwards. */
    public static Object call(final Object target, final String name, final Object... args) throws Exception {
        for (Class<?> c = target.getClass(); c != null; c = c.getSuperclass()) {
            for (final Method m : c.getDeclaredMethods()) {
                if (!m.isBridge() && m.getName().equals(name) && fits(m.getParameterTypes(), args)) {
                    return invoke(m, target, args);
                }
            }
        }
        throw new NoSuchMethodException(target.getClass().getName() + "." + name);
    }

    public static Object callStatic(final Class<?> owner, final String name, final Object... args) throws Exception {
        for (final Method m : owner.getDeclaredMethods()) {
            if (m.getName().equals(name) && fits(m.getParameterTypes(), args)) {
                return invoke(m, null, args);
            }
        }
        throw new NoSuchMethodException(owner.getName() + "." + name);
    }

    public static <T> T create(final Class<T> type, final Object... args) throws Exception {
        for (final Constructor<?> c : type.getDeclaredConstructors()) {
            if (fits(c.getParameterTypes(), args)) {
                c.setAccessible(true);
                try {
                    return type.cast(c.newInstance(args));
                } catch (final InvocationTargetException e) {
                    throw unwrap(e);
                }
            }
        }
        throw new NoSuchMethodException("constructor of " + type.getName());
    }

    private static Object invoke(final Method m, final Object target, final Object[] args) throws Exception {
        m.setAccessible(true);
        try {
            return m.invoke(target, args);
        } catch (final InvocationTargetException e) {
            throw unwrap(e);
        }
    }

    private static Exception unwrap(final InvocationTargetException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return (Exception)e.getCause();
    }

    private static boolean fits(final Class<?>[] types, final Object[] args) {
        if (types.length != args.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (args[i] != null && !types[i].isPrimitive() && !types[i].isInstance(args[i])) {
                return false;
            }
        }
        return true;
    }
}
