package org.knime.core.data;

/** By size; NaN is the smallest. */
public class DoubleValueComparator extends DataValueComparator {

    public DoubleValueComparator() {
    }

    @Override
    public int compareDataValues(final DataValue v1, final DataValue v2) {
        final double a = ((DoubleValue)v1).getDoubleValue();
        final double b = ((DoubleValue)v2).getDoubleValue();
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Boolean.compare(Double.isNaN(b), Double.isNaN(a));
        }
        return a < b ? -1 : a > b ? 1 : 0;
    }
}
