package org.dlrm.standin;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.updates.EffectPredicate;

/** A condition on parameters that can be evaluated and described. */
public final class Condition implements EffectPredicate {

    /** Knows the values of parameters and where they are. */
    interface Values {

        Object of(Class<?> reference);

        /** JSON pointer of the parameter in the dialog's data. */
        String scope(Class<?> reference);

        NodeParametersInput input();
    }

    private final Predicate<Values> m_test;

    private final Function<Values, Map<String, Object>> m_description;

    Condition(final Predicate<Values> test, final Function<Values, Map<String, Object>> description) {
        m_test = test;
        m_description = description;
    }

    boolean holds(final Values values) {
        return m_test.test(values);
    }

    /** As the "condition" of a JSON Forms rule. */
    Map<String, Object> describe(final Values values) {
        return m_description.apply(values);
    }

    private static Condition of(final EffectPredicate predicate) {
        return (Condition)predicate;
    }

    public static EffectPredicate and(final EffectPredicate... predicates) {
        return combined("AND", v -> Stream.of(predicates).allMatch(p -> of(p).holds(v)), predicates);
    }

    public static EffectPredicate or(final EffectPredicate... predicates) {
        return combined("OR", v -> Stream.of(predicates).anyMatch(p -> of(p).holds(v)), predicates);
    }

    public static EffectPredicate not(final EffectPredicate predicate) {
        return combined("NOT", v -> !of(predicate).holds(v), predicate);
    }

    private static EffectPredicate combined(final String type, final Predicate<Values> test,
        final EffectPredicate... predicates) {
        return new Condition(test, v -> Json.object("type", type, "conditions",
            Stream.of(predicates).map(p -> of(p).describe(v)).toList()));
    }

    /** The value at a reference has a property. */
    static EffectPredicate on(final Class<?> reference, final Predicate<Object> test,
        final Map<String, Object> schema) {
        return new Condition(v -> test.test(v.of(reference)),
            v -> Json.object("scope", v.scope(reference), "schema", schema));
    }
}
