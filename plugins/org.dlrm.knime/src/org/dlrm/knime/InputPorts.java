package org.dlrm.knime;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import org.knime.core.node.context.ports.PortsConfiguration;
import org.knime.core.node.workflow.NodeContext;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ExecuteInput;

/** Which input of a node belongs to which of its port groups: optional ports are there only if the user added them. */
public final class InputPorts {

    private final Map<String, int[]> m_location;

    private InputPorts(final Map<String, int[]> location) {
        m_location = location;
    }

    public static InputPorts of(final ConfigureInput in) {
        return of(ConfigureInput.class, in);
    }

    public static InputPorts of(final ExecuteInput in) {
        return of(ExecuteInput.class, in);
    }

    /**
     * KNIME 5.9 and later hands the ports to a node's functions; in 5.8 the node itself is asked. By name, so that this
     * compiles against either.
     */
    static InputPorts of(final Class<?> type, final Object in) {
        PortsConfiguration ports;
        try {
            ports = (PortsConfiguration)type.getMethod("getPortsConfiguration").invoke(in);
        } catch (NoSuchMethodException e) {
            ports = ofNode(NodeContext.getContext());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("KNIME does not say which ports of the node are connected.", e);
        }
        return new InputPorts(ports.getInputPortLocation());
    }

    /**
     * The public way to a node's ports since KNIME 4.2, by name: {@code context.getNodeContainer().getNode()
     * .getCopyOfCreationConfig().get().getPortConfig().get()}.
     */
    static PortsConfiguration ofNode(final Object context) {
        Object at = context;
        try {
            for (final String step : new String[]{"getNodeContainer", "getNode", "getCopyOfCreationConfig",
                "getPortConfig"}) {
                at = at.getClass().getMethod(step).invoke(at);
                if (at instanceof Optional<?> optional) {
                    at = optional.orElseThrow();
                }
            }
            return (PortsConfiguration)at;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("This version of KNIME does not say which ports of the node are connected. "
                + "Update KNIME Analytics Platform to 5.9 or later.", e);
        }
    }

    /** @return the index of the group's only port, empty if the user has not added it */
    public OptionalInt index(final String group) {
        return IntStream.of(m_location.getOrDefault(group, new int[0])).findFirst();
    }
}
