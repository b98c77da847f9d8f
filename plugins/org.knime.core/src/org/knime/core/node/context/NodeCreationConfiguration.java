package org.knime.core.node.context;

import java.util.Optional;

import org.knime.core.node.context.ports.PortsConfiguration;

/** The ports a node was created with. */
public class NodeCreationConfiguration {

    private final PortsConfiguration m_ports;

    NodeCreationConfiguration(final PortsConfiguration ports) {
        m_ports = ports;
    }

    public Optional<? extends PortsConfiguration> getPortConfig() {
        return Optional.ofNullable(m_ports);
    }
}
