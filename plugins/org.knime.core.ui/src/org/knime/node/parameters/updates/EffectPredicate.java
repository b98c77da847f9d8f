package org.knime.node.parameters.updates;

import org.dlrm.standin.Condition;

/** A condition on parameters. */
public interface EffectPredicate {

    default EffectPredicate and(final EffectPredicate other) {
        return Condition.and(this, other);
    }

    default EffectPredicate or(final EffectPredicate other) {
        return Condition.or(this, other);
    }

    default EffectPredicate negate() {
        return Condition.not(this);
    }
}
