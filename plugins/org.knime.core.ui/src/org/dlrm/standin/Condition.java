package org.dlrm.standin;

import java.util.function.Predicate;
import java.util.stream.Stream;

import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.updates.EffectPredicate;

/** A condition on parameters that can be evaluated. */
public final class Condition implements EffectPredicate {

    /** Knows the values of parameters. */
    interface Values {

        /** @throws IllegalStateException if no parameter has this reference */
        Object of(Class<?> reference);

        NodeParametersInput input();
    }

    private final Predicate<Values> m_test;

    Condition(final Predicate<Values> test) {
        m_test = test;
    }

    boolean holds(final Values values) {
        return m_test.test(values);
    }

    private static Condition of(final EffectPredicate predicate) {
        return (Condition)predicate;
    }

    public static EffectPredicate and(final EffectPredicate... predicates) {
        return new Condition(v -> Stream.of(predicates).allMatch(p -> of(p).holds(v)));
    }

    public static EffectPredicate or(final EffectPredicate... predicates) {
        return new Condition(v -> Stream.of(predicates).anyMatch(p -> of(p).holds(v)));
    }

    public static EffectPredicate not(final EffectPredicate predicate) {
        return new Condition(v -> !of(predicate).holds(v));
    }
}
