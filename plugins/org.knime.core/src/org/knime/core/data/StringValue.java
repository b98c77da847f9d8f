package org.knime.core.data;

/** Text. */
public interface StringValue extends DataValue {

    UtilityFactory UTILITY = new NamedUtility(StringValue.class, "String", new StringValueComparator());

    String getStringValue();
}
