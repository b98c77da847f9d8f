package org.knime.core.data;

/** A number. */
public interface DoubleValue extends DataValue {

    UtilityFactory UTILITY = new NamedUtility(DoubleValue.class, "Number (Float)", new DoubleValueComparator());

    double getDoubleValue();
}
