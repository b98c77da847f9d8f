package org.dlrm.standin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeModel;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** Calls the overloaded methods of a NodeModel: the general ones, which call those for tables. */
final class ModelCalls {

    private ModelCalls() {
    }

    private static Method method(final NodeModel model, final String name, final Class<?>... types)
        throws NoSuchMethodException {
        for (Class<?> c = model.getClass(); c != null; c = c.getSuperclass()) {
            try {
                final Method method = c.getDeclaredMethod(name, types);
                method.setAccessible(true);
                return method;
            } catch (final NoSuchMethodException e) {
                // look in the superclass
            }
        }
        throw new NoSuchMethodException(name);
    }

    static PortObjectSpec[] configure(final NodeModel model, final PortObjectSpec[] inSpecs)
        throws InvalidSettingsException {
        try {
            return (PortObjectSpec[])method(model, "configure", PortObjectSpec[].class).invoke(model,
                (Object)inSpecs);
        } catch (final InvocationTargetException e) {
            if (e.getCause() instanceof InvalidSettingsException invalid) {
                throw invalid;
            }
            throw new IllegalStateException(e.getCause());
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static PortObject[] execute(final NodeModel model, final PortObject[] inputs, final ExecutionContext exec)
        throws Exception {
        try {
            return (PortObject[])method(model, "execute", PortObject[].class, ExecutionContext.class).invoke(model,
                inputs, exec);
        } catch (final InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception)e.getCause();
        }
    }
}
