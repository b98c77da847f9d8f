package org.dlrm.standin;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.updates.EffectPredicate;
import org.knime.node.parameters.updates.EffectPredicateProvider.PredicateInitializer;
import org.knime.node.parameters.updates.EffectPredicateProvider;
import org.knime.node.parameters.updates.ParameterReference;
import org.knime.node.parameters.updates.util.BooleanReference;

/** Builds conditions; knows which references exist. */
final class Conditions implements PredicateInitializer {

    private final Map<Class<?>, Class<?>> m_types;

    private final NodeParametersInput m_input;

    /** @param types type of the parameter by its reference */
    Conditions(final Map<Class<?>, Class<?>> types, final NodeParametersInput input) {
        m_types = types;
        m_input = input;
    }

    /** @throws IllegalStateException as KNIME's dialog would fail */
    private Class<?> known(final Class<?> reference, final Predicate<Class<?>> fits) {
        final Class<?> type = m_types.get(reference);
        if (type == null) {
            throw new IllegalStateException("no parameter has the value reference " + reference.getName());
        }
        if (!fits.test(type)) {
            throw new IllegalStateException(
                "the parameter of the value reference " + reference.getName() + " is a " + type.getName());
        }
        return reference;
    }

    @Override
    public StringReference getString(final Class<? extends ParameterReference<String>> reference) {
        final Class<?> ref = known(reference, t -> t == String.class);
        return new StringReference() {
            @Override
            public EffectPredicate isEqualTo(final String value) {
                return Condition.on(ref, value::equals, Json.object("const", value));
            }

            @Override
            public EffectPredicate matchesPattern(final String pattern) {
                return Condition.on(ref, v -> ((String)v).matches(pattern), Json.object("pattern", pattern));
            }
        };
    }

    @Override
    public BooleanReference getBoolean(final Class<? extends ParameterReference<Boolean>> reference) {
        final Class<?> ref = known(reference, t -> t == boolean.class || t == Boolean.class);
        return new BooleanReference() {
            @Override
            public EffectPredicate isTrue() {
                return Condition.on(ref, Boolean.TRUE::equals, Json.object("const", true));
            }

            @Override
            public EffectPredicate isFalse() {
                return Condition.on(ref, Boolean.FALSE::equals, Json.object("const", false));
            }
        };
    }

    @Override
    public <T> ArrayReference getArray(final Class<? extends ParameterReference<T[]>> reference) {
        final Class<?> ref = known(reference, Class::isArray);
        return new ArrayReference() {
            @Override
            public EffectPredicate hasMultipleItems() {
                return Condition.on(ref, v -> Array.getLength(v) > 1, Json.object("minItems", 2));
            }

            @Override
            public EffectPredicate containsElementSatisfying(final EffectPredicateProvider elementPredicate) {
                throw new UnsupportedOperationException("Conditions on elements are not part of the stand-in");
            }
        };
    }

    @Override
    public <E extends Enum<E>> EnumReference<E> getEnum(final Class<? extends ParameterReference<E>> reference) {
        final Class<?> ref = known(reference, Class::isEnum);
        return new EnumReference<>() {
            @Override
            @SafeVarargs
            public final EffectPredicate isOneOf(final E... values) {
                final List<E> all = List.of(values);
                return Condition.on(ref, all::contains,
                    Json.object("oneOf", all.stream().map(c -> Json.object("const", c.name())).toList()));
            }
        };
    }

    @Override
    public boolean isMissing(final Class<? extends ParameterReference<?>> reference) {
        return !m_types.containsKey(reference);
    }

    @Override
    public EffectPredicate getConstant(final Predicate<NodeParametersInput> predicate) {
        return new Condition(v -> predicate.test(v.input()),
            v -> Json.object("scope", "#", "schema", Json.object("const", predicate.test(m_input))));
    }

    @Override
    public EffectPredicate getPredicate(final Class<? extends EffectPredicateProvider> predicateProvider) {
        return Instances.create(predicateProvider).init(this);
    }

    @Override
    public EffectPredicate getPredicate(final EffectPredicateProvider predicateProvider) {
        return predicateProvider.init(this);
    }
}
