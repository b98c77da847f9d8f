package org.knime.node;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.port.PortType;
import org.knime.node.RequirePorts.ConfigurablePort.ExtendableConfigurablePort;
import org.knime.node.RequirePorts.ConfigurablePort.FinalConfigurablePort;
import org.knime.node.RequirePorts.ConfigurablePort.OptionalConfigurablePort;

/** Next step: the ports. */
public interface RequirePorts {

    /** Ports that are always there; a port's name is also its group's. */
    default DefaultNode.RequireModel ports(final Consumer<PortsAdder> ports) {
        return dynamicPorts(groups -> ports.accept(new PortsAdder() {
            @Override
            public PortsAdder addInputPort(final String name, final String description, final PortType portType) {
                groups.addInputPortGroup(name, g -> g.name(name).description(description).fixed(portType));
                return this;
            }

            @Override
            public PortsAdder addOutputPort(final String name, final String description, final PortType portType) {
                groups.addOutputPortGroup(name, g -> g.name(name).description(description).fixed(portType));
                return this;
            }
        }));
    }

    DefaultNode.RequireModel dynamicPorts(Consumer<DynamicPortsAdder> ports);

    /** Adds ports. */
    interface PortsAdder {

        PortsAdder addInputPort(String name, String description, PortType portType);

        PortsAdder addOutputPort(String name, String description, PortType portType);

        default PortsAdder addInputTable(final String name, final String description) {
            return addInputPort(name, description, BufferedDataTable.TYPE);
        }

        default PortsAdder addOutputTable(final String name, final String description) {
            return addOutputPort(name, description, BufferedDataTable.TYPE);
        }
    }

    /** Adds groups of ports. */
    interface DynamicPortsAdder {

        DynamicPortsAdder addInputPortGroup(String groupId, Function<RequirePortName, ConfigurablePort> group);

        DynamicPortsAdder addOutputPortGroup(String groupId, Function<RequirePortName, ConfigurablePort> group);
    }

    /** A group's name. */
    interface RequirePortName {

        RequirePortDescription name(String name);
    }

    /** A group's description. */
    interface RequirePortDescription {

        RequireConfigurablePortMode description(String description);
    }

    /** A group's kind. */
    interface RequireConfigurablePortMode {

        FinalConfigurablePort fixed(PortType portType);

        RequireSupportedTypes<OptionalConfigurablePort> optional();

        RequireSupportedTypes<ExtendableConfigurablePort> extendable();
    }

    /** The types a group can have. */
    interface RequireSupportedTypes<T> {

        T supportedTypes(PortType... portTypes);

        T supportedTypes(Predicate<PortType> portTypePredicate);
    }

    /** A group that is complete. */
    interface ConfigurablePort {

        /** A group with nothing more to say. */
        final class FinalConfigurablePort implements ConfigurablePort {

            public FinalConfigurablePort() {
            }
        }

        /** A port that may be missing. */
        interface OptionalConfigurablePort extends ConfigurablePort {

            FinalConfigurablePort defaultPortType(PortType defaultPortType);
        }

        /** Any number of ports. */
        interface ExtendableConfigurablePort extends ConfigurablePort {

            ExtendableConfigurablePort fixedTypes(PortType... portTypes);

            ExtendableConfigurablePort defaultNonFixedTypes(PortType... portTypes);
        }
    }
}
