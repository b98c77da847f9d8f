package org.knime.core.node.port;

import java.util.Optional;

import org.dlrm.standin.core.Extensions;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;

/** The class of objects a port takes or gives. */
public final class PortType {

    private final Class<? extends PortObject> m_objectClass;

    private final boolean m_optional;

    PortType(final Class<? extends PortObject> objectClass, final boolean optional) {
        m_objectClass = objectClass;
        m_optional = optional;
    }

    private Optional<Extensions.Element> declaration() {
        return PortTypeRegistry.declaration(m_objectClass);
    }

    public String getName() {
        if (m_objectClass == BufferedDataTable.class) {
            return "Table";
        }
        return declaration().flatMap(d -> d.attribute("name")).orElse(m_objectClass.getSimpleName());
    }

    /** @return 0xrrggbb */
    public int getColor() {
        return declaration().flatMap(d -> d.attribute("color")).map(Integer::decode).orElse(0x9b9b9b);
    }

    public Class<? extends PortObjectSpec> getPortObjectSpecClass() {
        return getPortObjectSpecClass(m_objectClass);
    }

    public Class<? extends PortObject> getPortObjectClass() {
        return m_objectClass;
    }

    public boolean isOptional() {
        return m_optional;
    }

    public boolean isHidden() {
        return declaration().flatMap(d -> d.attribute("hidden")).map(Boolean::parseBoolean).orElse(false);
    }

    public boolean isSuperTypeOf(final PortType subType) {
        return m_objectClass.isAssignableFrom(subType.m_objectClass);
    }

    public boolean acceptsPortObjectSpec(final PortObjectSpec spec) {
        return spec == null || getPortObjectSpecClass().isInstance(spec);
    }

    public boolean acceptsPortObject(final PortObject object) {
        return object == null || m_objectClass.isInstance(object);
    }

    public void save(final NodeSettingsWO settings) {
        settings.addString("object_class", m_objectClass.getName());
    }

    public static PortType load(final NodeSettingsRO settings) throws InvalidSettingsException {
        final String name = settings.getString("object_class");
        return PortTypeRegistry.getInstance().getPortType(PortTypeRegistry.getInstance().getObjectClass(name)
            .orElseThrow(() -> new InvalidSettingsException(
                "Unable to restore port type, can't load class \"" + name + "\"")));
    }

    /** What getSpec() of the class returns. */
    public static Class<? extends PortObjectSpec> getPortObjectSpecClass(
        final Class<? extends PortObject> objectClass) {
        try {
            return objectClass.getMethod("getSpec").getReturnType().asSubclass(PortObjectSpec.class);
        } catch (final NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(final Object obj) {
        return obj instanceof PortType other && m_objectClass == other.m_objectClass;
    }

    @Override
    public int hashCode() {
        return m_objectClass.hashCode();
    }

    @Override
    public String toString() {
        return "PortType(" + getPortObjectSpecClass().getSimpleName() + "," + m_objectClass.getSimpleName() + ")";
    }
}
