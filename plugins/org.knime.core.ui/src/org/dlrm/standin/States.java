package org.dlrm.standin;

import java.util.Map;
import java.util.function.Supplier;

import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.updates.ButtonReference;
import org.knime.node.parameters.updates.ParameterReference;
import org.knime.node.parameters.updates.StateProvider.StateProviderInitializer;
import org.knime.node.parameters.updates.StateProvider;

/** Computes the states of providers from the parameters' present values, as KNIME does when a dialog opens. */
final class States {

    private final Map<Class<?>, Object> m_values;

    private final NodeParametersInput m_input;

    /** @param values values of parameters by their references */
    States(final Map<Class<?>, Object> values, final NodeParametersInput input) {
        m_values = values;
        m_input = input;
    }

    /** @throws IllegalStateException if the provider cannot be created or refers to what is not there */
    <S> S compute(final Class<? extends StateProvider<S>> type) {
        final StateProvider<S> provider = Instances.create(type);
        provider.init(new Initializer());
        return provider.computeState(m_input);
    }

    private final class Initializer implements StateProviderInitializer {

        private Object value(final Class<?> reference) {
            if (!m_values.containsKey(reference)) {
                throw new IllegalStateException("no parameter has the value reference " + reference.getName());
            }
            return m_values.get(reference);
        }

        @Override
        public NodeParametersInput getNodeParametersInput() {
            return m_input;
        }

        @Override
        public <T> Supplier<T> computeFromValueSupplier(final Class<? extends ParameterReference<T>> ref) {
            return getValueSupplier(ref);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> Supplier<T> getValueSupplier(final Class<? extends ParameterReference<T>> ref) {
            final Object value = value(ref);
            return () -> (T)value;
        }

        @Override
        public <T> void computeOnValueChange(final Class<? extends ParameterReference<T>> ref) {
            value(ref);
        }

        @Override
        public <T> Supplier<T> computeFromProvidedState(final Class<? extends StateProvider<T>> stateProvider) {
            return () -> compute(stateProvider);
        }

        @Override
        public void computeOnButtonClick(final Class<? extends ButtonReference> ref) {
            // buttons are never clicked here
        }

        @Override
        public void computeBeforeOpenDialog() {
            // everything is computed
        }

        @Override
        public void computeAfterOpenDialog() {
            // everything is computed
        }
    }
}
