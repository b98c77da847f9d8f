package org.knime.core.data;

/** True or false. */
public interface BooleanValue extends DataValue {

    UtilityFactory UTILITY = new NamedUtility(BooleanValue.class, "Boolean", new DataValueComparator() {
        @Override
        protected int compareDataValues(final DataValue v1, final DataValue v2) {
            return Boolean.compare(((BooleanValue)v1).getBooleanValue(), ((BooleanValue)v2).getBooleanValue());
        }
    });

    boolean getBooleanValue();
}
