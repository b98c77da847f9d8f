package org.knime.core.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.swing.Icon;

import org.knime.core.data.renderer.DataValueRenderer;
import org.knime.core.data.renderer.DataValueRendererFactory;
import org.knime.core.data.renderer.DataValueRendererFamily;
import org.knime.core.data.renderer.DefaultDataValueRenderer;
import org.knime.core.data.renderer.DefaultDataValueRendererFamily;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.config.ConfigRO;
import org.knime.core.node.config.ConfigWO;

/** A type of cells: the cell class or, for mixed columns, the value classes they have in common. */
public final class DataType {

    private static final String CELL_CLASS = "cell_class";

    private static final String ELEMENT_TYPE = "collection_element_type";

    private static final String VALUE_CLASSES = "value_classes";

    private static final Map<Class<?>, DataType> TYPES = new ConcurrentHashMap<>();

    /** Null for a type that is only the common part of several. */
    private final Class<? extends DataCell> m_cellClass;

    private final DataType m_elementType;

    private final List<Class<? extends DataValue>> m_valueClasses;

    private DataType(final Class<? extends DataCell> cellClass, final DataType elementType,
        final List<Class<? extends DataValue>> valueClasses) {
        m_cellClass = cellClass;
        m_elementType = elementType;
        m_valueClasses = List.copyOf(valueClasses);
    }

    public static DataType getType(final Class<? extends DataCell> cell) {
        return TYPES.computeIfAbsent(cell, c -> new DataType(cell, null, valueClasses(cell)));
    }

    public static DataType getType(final Class<? extends DataCell> cell, final DataType elementType) {
        return elementType == null ? getType(cell) : new DataType(cell, elementType, valueClasses(cell));
    }

    /** In the order of declaration, those of the class before those of its superclass; DataValue comes last. */
    private static List<Class<? extends DataValue>> valueClasses(final Class<? extends DataCell> cell) {
        final Set<Class<? extends DataValue>> all = new LinkedHashSet<>();
        for (Class<?> c = cell; c != null; c = c.getSuperclass()) {
            collect(c, all);
        }
        all.remove(DataValue.class);
        all.add(DataValue.class);
        return List.copyOf(all);
    }

    private static void collect(final Class<?> c, final Set<Class<? extends DataValue>> all) {
        for (final Class<?> i : c.getInterfaces()) {
            if (DataValue.class.isAssignableFrom(i) && all.add(i.asSubclass(DataValue.class))) {
                collect(i, all);
            }
        }
    }

    public static DataCell getMissingCell() {
        return MissingCell.INSTANCE;
    }

    public static DataType getCommonSuperType(final DataType type1, final DataType type2) {
        if (type1.isASuperTypeOf(type2)) {
            return type1;
        }
        if (type2.isASuperTypeOf(type1)) {
            return type2;
        }
        final List<Class<? extends DataValue>> common = new ArrayList<>(type1.m_valueClasses);
        common.retainAll(type2.m_valueClasses);
        final boolean collections = type1.isCollectionType() && type2.isCollectionType();
        return new DataType(null,
            collections ? getCommonSuperType(type1.m_elementType, type2.m_elementType) : null, common);
    }

    public static DataValue.UtilityFactory getUtilityFor(final Class<? extends DataValue> value) {
        try {
            return (DataValue.UtilityFactory)value.getField("UTILITY").get(null);
        } catch (final ReflectiveOperationException e) {
            return DataValue.UTILITY;
        }
    }

    public boolean isMissingValueType() {
        return m_cellClass == MissingCell.class;
    }

    /** @return null if this is no collection */
    public DataType getCollectionElementType() {
        return m_elementType;
    }

    public boolean isCollectionType() {
        return m_elementType != null;
    }

    public DataValueComparator getComparator() {
        for (final Class<? extends DataValue> value : m_valueClasses) {
            final DataValueComparator comparator = getUtilityFor(value).getComparator();
            if (comparator != null) {
                return comparator;
            }
        }
        return new DataValueComparator() {
            @Override
            protected int compareDataValues(final DataValue v1, final DataValue v2) {
                return v1.toString().compareTo(v2.toString());
            }
        };
    }

    public Icon getIcon() {
        return getUtilityFor(getPreferredValueClass()).getIcon();
    }

    public Class<? extends DataValue> getPreferredValueClass() {
        return m_valueClasses.get(0);
    }

    public DataValueRendererFamily getRenderer(final DataColumnSpec spec) {
        final List<DataValueRenderer> all = new ArrayList<>();
        for (final DataValueRendererFactory factory : getRendererFactories()) {
            all.add(factory.createRenderer(spec));
        }
        return new DefaultDataValueRendererFamily(all.toArray(DataValueRenderer[]::new));
    }

    /** The default one of the preferred value class comes first, plain text last. */
    public Collection<DataValueRendererFactory> getRendererFactories() {
        final Set<DataValueRendererFactory> all = new LinkedHashSet<>();
        for (final Class<? extends DataValue> value : m_valueClasses) {
            if (getUtilityFor(value) instanceof ExtensibleUtilityFactory utility) {
                if (utility.getDefaultRenderer() != null) {
                    all.add(utility.getDefaultRenderer());
                }
                all.addAll(utility.getAvailableRenderers());
            }
        }
        all.add(new DefaultDataValueRenderer.Factory());
        return all;
    }

    public List<Class<? extends DataValue>> getValueClasses() {
        return m_valueClasses;
    }

    /** Cells of the given type can stand in a column of this type. */
    public boolean isASuperTypeOf(final DataType type) {
        if (equals(type) || type.isMissingValueType()) {
            return true;
        }
        if (isMissingValueType()) {
            return false;
        }
        return type.m_valueClasses.containsAll(m_valueClasses) && (!isCollectionType()
            || type.isCollectionType() && m_elementType.isASuperTypeOf(type.m_elementType));
    }

    public boolean isCompatible(final Class<? extends DataValue> valueClass) {
        return isMissingValueType() || m_valueClasses.contains(valueClass);
    }

    /** @return null for a type without cells of its own */
    public Class<? extends DataCell> getCellClass() {
        return m_cellClass;
    }

    public void save(final ConfigWO config) {
        config.addString(CELL_CLASS, m_cellClass == null ? null : m_cellClass.getName());
        if (m_cellClass == null) {
            config.addStringArray(VALUE_CLASSES, m_valueClasses.stream().map(Class::getName).toArray(String[]::new));
        }
        if (m_elementType != null) {
            m_elementType.save(config.addConfig(ELEMENT_TYPE));
        }
    }

    public static DataType load(final ConfigRO config) throws InvalidSettingsException {
        final DataType element = config.containsKey(ELEMENT_TYPE) ? load(config.getConfig(ELEMENT_TYPE)) : null;
        final String cellClass = config.getString(CELL_CLASS);
        if (cellClass != null) {
            return getType(DataTypeRegistry.getInstance().getCellClass(cellClass)
                .orElseThrow(() -> new InvalidSettingsException("Data type \"" + cellClass + "\" not found")), element);
        }
        final List<Class<? extends DataValue>> values = new ArrayList<>();
        for (final String name : config.getStringArray(VALUE_CLASSES)) {
            values.add(DataTypeRegistry.getInstance().getValueClass(name)
                .orElseThrow(() -> new InvalidSettingsException("Value class \"" + name + "\" not found")));
        }
        return new DataType(null, element, values);
    }

    public String getName() {
        if (isMissingValueType()) {
            return "Missing";
        }
        final String name = getUtilityFor(getPreferredValueClass()) instanceof ExtensibleUtilityFactory utility
            ? utility.getName()
            : m_cellClass == null ? getPreferredValueClass().getSimpleName() : m_cellClass.getSimpleName();
        return m_elementType == null ? name : name + " (" + m_elementType.getName() + ")";
    }

    public String toPrettyString() {
        return getName();
    }

    public String getIdentifier() {
        return m_cellClass == null ? m_valueClasses.toString() : m_cellClass.getName();
    }

    /** As KNIME sees it, cell classes do not matter: types are equal if their cells have the same values. */
    @Override
    public boolean equals(final Object obj) {
        return obj instanceof DataType other && getPreferredValueClass() == other.getPreferredValueClass()
            && Set.copyOf(m_valueClasses).equals(Set.copyOf(other.m_valueClasses))
            && Objects.equals(m_elementType, other.m_elementType);
    }

    @Override
    public int hashCode() {
        return Objects.hash(getPreferredValueClass(), m_elementType);
    }

    @Override
    public String toString() {
        return getName();
    }
}
