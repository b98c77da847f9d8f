package org.knime.core.data;

/** A whole number of 64 bits. */
public interface LongValue extends DataValue {

    UtilityFactory UTILITY = new NamedUtility(LongValue.class, "Number (Long)", new LongValueComparator());

    long getLongValue();
}
