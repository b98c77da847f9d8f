package org.dlrm.standin;

import java.util.Arrays;
import java.util.Optional;

import org.knime.core.data.DataTableSpec;
import org.knime.core.node.context.ports.PortsConfiguration;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortType;
import org.knime.node.parameters.NodeParametersInput;

/**
 * What a dialog knows of the node's input.
 *
 * @param specs one per input port, null where not known
 */
record InputSpecs(Ports ports, PortObjectSpec[] specs) implements NodeParametersInput {

    @Override
    public PortType[] getInPortTypes() {
        return ports.getInputPorts();
    }

    @Override
    public PortObjectSpec[] getInPortSpecs() {
        return specs.clone();
    }

    @Override
    public Optional<PortObjectSpec> getInPortSpec(final int portIndex) {
        return Optional.ofNullable(specs[portIndex]);
    }

    @Override
    public DataTableSpec[] getInTableSpecs() {
        return Arrays.copyOf(specs, specs.length, DataTableSpec[].class);
    }

    @Override
    public Optional<DataTableSpec> getInTableSpec(final int portIndex) {
        return getInPortSpec(portIndex).map(DataTableSpec.class::cast);
    }

    @Override
    public PortType[] getOutPortTypes() {
        return ports.getOutputPorts();
    }

    @Override
    public PortsConfiguration getPortsConfiguration() {
        return ports;
    }
}
