package org.knime.core.data;

/** Utility factory of a basic value class. */
final class NamedUtility extends ExtensibleUtilityFactory {

    private final String m_name;

    private final DataValueComparator m_comparator;

    NamedUtility(final Class<? extends DataValue> valueClass, final String name, final DataValueComparator comparator) {
        super(valueClass);
        m_name = name;
        m_comparator = comparator;
    }

    @Override
    public String getName() {
        return m_name;
    }

    @Override
    public String getGroupName() {
        return "Basic";
    }

    @Override
    protected DataValueComparator getComparator() {
        return m_comparator;
    }
}
