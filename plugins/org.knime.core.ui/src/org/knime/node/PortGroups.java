package org.knime.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.dlrm.standin.PortGroupDeclaration;
import org.knime.core.node.port.PortType;
import org.knime.node.RequirePorts.ConfigurablePort.ExtendableConfigurablePort;
import org.knime.node.RequirePorts.ConfigurablePort.FinalConfigurablePort;
import org.knime.node.RequirePorts.ConfigurablePort.OptionalConfigurablePort;

/** Collects groups of ports. */
final class PortGroups implements RequirePorts.DynamicPortsAdder {

    private final Map<String, PortGroupDeclaration> m_groups = new LinkedHashMap<>();

    static List<PortGroupDeclaration> collect(final Consumer<RequirePorts.DynamicPortsAdder> ports) {
        final PortGroups groups = new PortGroups();
        ports.accept(groups);
        return List.copyOf(groups.m_groups.values());
    }

    @Override
    public RequirePorts.DynamicPortsAdder addInputPortGroup(final String groupId,
        final Function<RequirePorts.RequirePortName, RequirePorts.ConfigurablePort> group) {
        return add(groupId, true, group);
    }

    @Override
    public RequirePorts.DynamicPortsAdder addOutputPortGroup(final String groupId,
        final Function<RequirePorts.RequirePortName, RequirePorts.ConfigurablePort> group) {
        return add(groupId, false, group);
    }

    private PortGroups add(final String id, final boolean input,
        final Function<RequirePorts.RequirePortName, RequirePorts.ConfigurablePort> group) {
        if (m_groups.containsKey(id)) {
            throw new IllegalArgumentException("A port group with the given name (" + id + ") already exists. "
                + "(The name of a fixed port is its group's: an input and an output must not have the same.)");
        }
        group.apply(name -> description -> new Mode(id, input, new PortGroupDeclaration.Text(name, description)));
        if (!m_groups.containsKey(id)) {
            throw new IllegalArgumentException("Port group \"" + id + "\" is not complete");
        }
        return this;
    }

    private final class Mode implements RequirePorts.RequireConfigurablePortMode {

        private final String m_id;

        private final Optional<PortGroupDeclaration.Text> m_input;

        private final Optional<PortGroupDeclaration.Text> m_output;

        Mode(final String id, final boolean input, final PortGroupDeclaration.Text text) {
            m_id = id;
            m_input = input ? Optional.of(text) : Optional.empty();
            m_output = input ? Optional.empty() : Optional.of(text);
        }

        private void put(final List<PortType> fixed, final List<PortType> initial,
            final Predicate<PortType> supported, final List<PortType> types, final int maximum) {
            for (final PortType type : initial) {
                if (!supported.test(type)) {
                    throw new IllegalArgumentException("Port type " + type.getName() + " is not supported by group \""
                        + m_id + "\"");
                }
            }
            m_groups.put(m_id,
                new PortGroupDeclaration(m_id, m_input, m_output, fixed, initial, supported, types, maximum));
        }

        @Override
        public FinalConfigurablePort fixed(final PortType portType) {
            put(List.of(portType), List.of(), t -> false, List.of(), 0);
            return new FinalConfigurablePort();
        }

        @Override
        public RequirePorts.RequireSupportedTypes<OptionalConfigurablePort> optional() {
            return new Supported<>((supported, types) -> {
                put(List.of(), List.of(), supported, types, 1);
                return initial -> {
                    put(List.of(), List.of(initial), supported, types, 1);
                    return new FinalConfigurablePort();
                };
            });
        }

        @Override
        public RequirePorts.RequireSupportedTypes<ExtendableConfigurablePort> extendable() {
            return new Supported<>((supported, types) -> {
                put(List.of(), List.of(), supported, types, Integer.MAX_VALUE);
                return new ExtendableConfigurablePort() {
                    private List<PortType> m_fixed = List.of();

                    private List<PortType> m_initial = List.of();

                    @Override
                    public ExtendableConfigurablePort fixedTypes(final PortType... portTypes) {
                        m_fixed = List.of(portTypes);
                        put(m_fixed, m_initial, supported, types, Integer.MAX_VALUE);
                        return this;
                    }

                    @Override
                    public ExtendableConfigurablePort defaultNonFixedTypes(final PortType... portTypes) {
                        m_initial = List.of(portTypes);
                        put(m_fixed, m_initial, supported, types, Integer.MAX_VALUE);
                        return this;
                    }
                };
            });
        }
    }

    private record Supported<T>(BiFunction<Predicate<PortType>, List<PortType>, T> next)
        implements RequirePorts.RequireSupportedTypes<T> {

        @Override
        public T supportedTypes(final PortType... portTypes) {
            final List<PortType> types = List.of(portTypes);
            return next.apply(types::contains, types);
        }

        @Override
        public T supportedTypes(final Predicate<PortType> portTypePredicate) {
            return next.apply(portTypePredicate, List.of());
        }
    }
}
