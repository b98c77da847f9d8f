package org.knime.node.parameters.widget.text;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a text may be. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface TextInputWidget {

    String placeholder() default "";

    Class<? extends TextInputWidgetValidation.PatternValidation> patternValidation()
    default TextInputWidgetValidation.PatternValidation.class;

    Class<? extends TextInputWidgetValidation.MaxLengthValidation> maxLengthValidation()
    default TextInputWidgetValidation.MaxLengthValidation.class;

    Class<? extends TextInputWidgetValidation.MinLengthValidation> minLengthValidation()
    default TextInputWidgetValidation.MinLengthValidation.class;
}
