package org.knime.node.parameters.widget.number;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Bounds and steps of a number. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface NumberInputWidget {

    double stepSize() default -1;

    Class<? extends NumberInputWidgetValidation.MinValidation> minValidation()
    default NumberInputWidgetValidation.MinValidation.class;

    Class<? extends NumberInputWidgetValidation.MaxValidation> maxValidation()
    default NumberInputWidgetValidation.MaxValidation.class;
}
