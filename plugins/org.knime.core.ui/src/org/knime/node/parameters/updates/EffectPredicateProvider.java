package org.knime.node.parameters.updates;

import java.util.function.Predicate;

import org.dlrm.standin.Condition;
import org.knime.node.parameters.NodeParametersInput;

/** Builds a condition on parameters. */
public interface EffectPredicateProvider {

    /** Gives access to the parameters. */
    interface PredicateInitializer {

        /** Conditions on a text. */
        interface StringReference {

            EffectPredicate isEqualTo(String value);

            EffectPredicate matchesPattern(String pattern);
        }

        /** Conditions on a boolean. */
        interface BooleanReference {

            EffectPredicate isTrue();

            EffectPredicate isFalse();
        }

        /** Conditions on an enum. */
        interface EnumReference<E extends Enum<E>> {

            @SuppressWarnings("unchecked")
            EffectPredicate isOneOf(E... values);
        }

        /** Conditions on an array. */
        interface ArrayReference {

            EffectPredicate hasMultipleItems();

            EffectPredicate containsElementSatisfying(EffectPredicateProvider elementPredicate);
        }

        StringReference getString(Class<? extends ParameterReference<String>> reference);

        BooleanReference getBoolean(Class<? extends ParameterReference<Boolean>> reference);

        <T> ArrayReference getArray(Class<? extends ParameterReference<T[]>> reference);

        <E extends Enum<E>> EnumReference<E> getEnum(Class<? extends ParameterReference<E>> reference);

        boolean isMissing(Class<? extends ParameterReference<?>> reference);

        EffectPredicate getConstant(Predicate<NodeParametersInput> predicate);

        default EffectPredicate never() {
            return getConstant(context -> false);
        }

        default EffectPredicate always() {
            return getConstant(context -> true);
        }

        EffectPredicate getPredicate(Class<? extends EffectPredicateProvider> predicateProvider);

        EffectPredicate getPredicate(EffectPredicateProvider predicateProvider);
    }

    EffectPredicate init(PredicateInitializer i);

    default EffectPredicate and(final EffectPredicate... predicates) {
        return Condition.and(predicates);
    }

    default EffectPredicate or(final EffectPredicate... predicates) {
        return Condition.or(predicates);
    }

    default EffectPredicate not(final EffectPredicate predicate) {
        return Condition.not(predicate);
    }
}
