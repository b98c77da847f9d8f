package org.dlrm.standin.tests;

import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The Java library's types, from the running one. */
final class JdkTypes {

    private JdkTypes() {
    }

    private static Optional<Class<?>> find(final String name) {
        try {
            return Optional.of(Class.forName(name.replace('/', '.'), false, ClassLoader.getPlatformClassLoader()));
        } catch (final ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    static List<String> supertypes(final String name) {
        final List<String> all = new ArrayList<>();
        find(name).ifPresent(c -> {
            if (c.getSuperclass() != null) {
                all.add(c.getSuperclass().getName().replace('.', '/'));
            }
            for (final Class<?> i : c.getInterfaces()) {
                all.add(i.getName().replace('.', '/'));
            }
        });
        return all;
    }

    static boolean hasMethod(final String name, final String method) {
        return find(name).stream().flatMap(c -> Stream.of(c.getDeclaredMethods()))
            .anyMatch(m -> (m.getName() + descriptor(m.getReturnType(), m.getParameterTypes())).equals(method));
    }

    static boolean hasField(final String name, final String field) {
        return find(name).stream().flatMap(c -> Stream.of(c.getDeclaredFields()))
            .anyMatch(f -> (f.getName() + ":" + f.getType().descriptorString()).equals(field));
    }

    /** Name and descriptor of the abstract methods the type declares itself. */
    static List<String> abstractMethods(final String name) {
        return find(name).stream().flatMap(c -> Stream.of(c.getDeclaredMethods()))
            .filter(m -> Modifier.isAbstract(m.getModifiers()))
            .map(m -> m.getName() + descriptor(m.getReturnType(), m.getParameterTypes())).toList();
    }

    static boolean hasConcrete(final String name, final String method) {
        return find(name).stream().flatMap(c -> Stream.of(c.getDeclaredMethods()))
            .filter(m -> !Modifier.isAbstract(m.getModifiers()))
            .anyMatch(m -> (m.getName() + descriptor(m.getReturnType(), m.getParameterTypes())).equals(method));
    }

    static String descriptor(final Class<?> result, final Class<?>... parameters) {
        return MethodType.methodType(result, parameters).descriptorString();
    }
}
