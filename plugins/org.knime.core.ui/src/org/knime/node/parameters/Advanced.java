package org.knime.node.parameters;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Shown only with the advanced settings. */
@Retention(RetentionPolicy.RUNTIME)
public @interface Advanced {
}
