package org.knime.core.node.port;

import java.util.Optional;

import org.dlrm.standin.core.Extensions;

/** Port types, as plugin.xml files declare them (org.knime.core.PortType). */
public final class PortTypeRegistry {

    private static final PortTypeRegistry INSTANCE = new PortTypeRegistry();

    private PortTypeRegistry() {
    }

    public static PortTypeRegistry getInstance() {
        return INSTANCE;
    }

    static Optional<Extensions.Element> declaration(final Class<?> objectClass) {
        return declared("objectClass", objectClass.getName());
    }

    private static Optional<Extensions.Element> declared(final String attribute, final String className) {
        return Extensions.elements("org.knime.core.PortType", "portType").stream()
            .filter(e -> className.equals(e.attribute(attribute).orElse(""))).findFirst();
    }

    public PortType getPortType(final Class<? extends PortObject> objectClass) {
        return getPortType(objectClass, false);
    }

    public PortType getPortType(final Class<? extends PortObject> objectClass, final boolean optional) {
        return new PortType(objectClass, optional);
    }

    public Optional<Class<? extends PortObject>> getObjectClass(final String className) {
        return find("objectClass", className).map(c -> c.asSubclass(PortObject.class));
    }

    public Optional<Class<? extends PortObjectSpec>> getSpecClass(final String className) {
        return find("specClass", className).map(c -> c.asSubclass(PortObjectSpec.class));
    }

    private static Optional<Class<?>> find(final String attribute, final String className) {
        final Optional<Class<?>> found = declared(attribute, className).map(e -> e.load(className));
        if (found.isPresent()) {
            return found;
        }
        try {
            return Optional.of(Class.forName(className, true, PortTypeRegistry.class.getClassLoader()));
        } catch (final ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    public Optional<PortObject.PortObjectSerializer<PortObject>> getObjectSerializer(
        final Class<? extends PortObject> objectClass) {
        return declared("objectClass", objectClass.getName())
            .map(e -> e.create("objectSerializer", PortObject.PortObjectSerializer.class));
    }

    @SuppressWarnings("unchecked")
    public Optional<PortObjectSpec.PortObjectSpecSerializer<PortObjectSpec>> getSpecSerializer(
        final Class<? extends PortObjectSpec> specClass) {
        return declared("specClass", specClass.getName())
            .map(e -> e.create("specSerializer", PortObjectSpec.PortObjectSpecSerializer.class));
    }
}
