package org.knime.core.data;

/** By size. */
public class IntValueComparator extends DataValueComparator {

    public IntValueComparator() {
    }

    @Override
    public int compareDataValues(final DataValue v1, final DataValue v2) {
        return Integer.compare(((IntValue)v1).getIntValue(), ((IntValue)v2).getIntValue());
    }
}
