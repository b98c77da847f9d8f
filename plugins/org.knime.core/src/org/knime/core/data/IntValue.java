package org.knime.core.data;

/** A whole number of 32 bits. */
public interface IntValue extends DataValue {

    UtilityFactory UTILITY = new NamedUtility(IntValue.class, "Number (Integer)", new IntValueComparator());

    int getIntValue();
}
