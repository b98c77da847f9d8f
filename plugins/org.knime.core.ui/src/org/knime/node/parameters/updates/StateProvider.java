package org.knime.node.parameters.updates;

import java.util.function.Supplier;

import org.knime.node.parameters.NodeParametersInput;

/** Computes something a dialog shows. */
public interface StateProvider<S> {

    /** Says what the state depends on. */
    interface StateProviderInitializer {

        NodeParametersInput getNodeParametersInput();

        <T> Supplier<T> computeFromValueSupplier(Class<? extends ParameterReference<T>> ref);

        <T> Supplier<T> getValueSupplier(Class<? extends ParameterReference<T>> ref);

        <T> void computeOnValueChange(Class<? extends ParameterReference<T>> ref);

        <T> Supplier<T> computeFromProvidedState(Class<? extends StateProvider<T>> stateProvider);

        void computeOnButtonClick(Class<? extends ButtonReference> ref);

        void computeBeforeOpenDialog();

        void computeAfterOpenDialog();
    }

    void init(StateProviderInitializer initializer);

    S computeState(NodeParametersInput parametersInput);
}
