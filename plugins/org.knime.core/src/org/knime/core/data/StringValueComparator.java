package org.knime.core.data;

/** By the characters' codes. */
public class StringValueComparator extends DataValueComparator {

    public StringValueComparator() {
    }

    @Override
    public int compareDataValues(final DataValue v1, final DataValue v2) {
        return ((StringValue)v1).getStringValue().compareTo(((StringValue)v2).getStringValue());
    }
}
