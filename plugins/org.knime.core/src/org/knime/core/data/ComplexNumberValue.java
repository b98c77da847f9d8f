package org.knime.core.data;

/** A number that may have an imaginary part. */
public interface ComplexNumberValue extends DataValue {

    double getRealValue();

    double getImaginaryValue();
}
