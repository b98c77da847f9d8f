package org.dlrm.standin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;
import org.knime.core.node.context.ports.PortsConfiguration;
import org.knime.core.node.port.PortType;

/** The ports a node has now. */
final class Ports implements PortsConfiguration {

    private final Map<String, PortGroupDeclaration> m_groups = new LinkedHashMap<>();

    /** Ports added to each group, beyond the fixed ones. */
    private final Map<String, List<PortType>> m_added = new LinkedHashMap<>();

    Ports(final List<PortGroupDeclaration> groups) {
        for (final PortGroupDeclaration group : groups) {
            m_groups.put(group.id(), group);
            m_added.put(group.id(), new ArrayList<>(group.initial()));
        }
    }

    void add(final String groupId, final Optional<PortType> type) {
        final PortGroupDeclaration group = m_groups.get(groupId);
        if (group == null) {
            throw new IllegalArgumentException("No port group \"" + groupId + "\"; there are " + m_groups.keySet());
        }
        if (m_added.get(groupId).size() >= group.maximum()) {
            throw new IllegalArgumentException("Port group \"" + groupId + "\" takes no more ports");
        }
        final PortType added = type.or(() -> group.supportedTypes().stream().findFirst())
            .orElseThrow(() -> new IllegalArgumentException("Port group \"" + groupId + "\" needs a type"));
        if (!group.supported().test(added)) {
            throw new IllegalArgumentException("Port group \"" + groupId + "\" does not support " + added.getName());
        }
        m_added.get(groupId).add(added);
    }

    private List<PortType> types(final PortGroupDeclaration group) {
        final List<PortType> types = new ArrayList<>(group.fixed());
        types.addAll(m_added.get(group.id()));
        return types;
    }

    private static boolean isOn(final PortGroupDeclaration group, final boolean input) {
        return (input ? group.input() : group.output()).isPresent();
    }

    List<NodeRuntime.Port> ports(final boolean input) {
        final List<NodeRuntime.Port> ports = new ArrayList<>();
        for (final PortGroupDeclaration group : m_groups.values()) {
            if (isOn(group, input)) {
                final PortGroupDeclaration.Text text = (input ? group.input() : group.output()).get();
                final List<PortType> types = types(group);
                for (int i = 0; i < types.size(); i++) {
                    ports.add(new NodeRuntime.Port(text.name(), text.description(), group.id(), types.get(i),
                        i >= group.fixed().size()));
                }
            }
        }
        return ports;
    }

    List<NodeRuntime.PortGroup> groups() {
        return m_groups.values().stream().map(g -> new NodeRuntime.PortGroup(g.id(),
            g.input().or(g::output).map(PortGroupDeclaration.Text::description).orElse(""), g.input().isPresent(),
            g.output().isPresent(), g.maximum() == 0 ? g.fixed() : g.supportedTypes(), g.fixed().size(),
            g.maximum() == Integer.MAX_VALUE ? Integer.MAX_VALUE : g.fixed().size() + g.maximum(),
            types(g).size())).toList();
    }

    @Override
    public PortType[] getInputPorts() {
        return ports(true).stream().map(NodeRuntime.Port::type).toArray(PortType[]::new);
    }

    @Override
    public PortType[] getOutputPorts() {
        return ports(false).stream().map(NodeRuntime.Port::type).toArray(PortType[]::new);
    }

    @Override
    public Map<String, int[]> getInputPortLocation() {
        return locations(true);
    }

    @Override
    public Map<String, int[]> getOutputPortLocation() {
        return locations(false);
    }

    private Map<String, int[]> locations(final boolean input) {
        final Map<String, int[]> locations = new LinkedHashMap<>();
        int next = 0;
        for (final PortGroupDeclaration group : m_groups.values()) {
            if (isOn(group, input)) {
                final int[] indices = new int[types(group).size()];
                for (int i = 0; i < indices.length; i++) {
                    indices[i] = next++;
                }
                if (indices.length > 0) {
                    locations.put(group.id(), indices);
                }
            }
        }
        return locations;
    }

    @Override
    public List<String> getPortGroupNames() {
        return List.copyOf(m_groups.keySet());
    }

    void save(final NodeSettingsWO config) {
        for (final PortGroupDeclaration group : m_groups.values()) {
            final NodeSettingsWO settings = config.addNodeSettings(group.id());
            final List<PortType> added = m_added.get(group.id());
            for (int i = 0; i < added.size(); i++) {
                added.get(i).save(settings.addNodeSettings("port_" + i));
            }
        }
    }

    /** Groups that the config does not name keep what they have. */
    void load(final NodeSettingsRO config) throws InvalidSettingsException {
        for (final String id : config) {
            final PortGroupDeclaration group = m_groups.get(id);
            if (group == null) {
                throw new InvalidSettingsException("node_creation_config names the port group \"" + id
                    + "\", which the node does not have (it has " + m_groups.keySet() + ")");
            }
            if (group.maximum() == 0) {
                continue;
            }
            final NodeSettingsRO settings = config.getNodeSettings(id);
            final List<PortType> types = new ArrayList<>();
            for (final String key : settings) {
                final PortType type = PortType.load(settings.getNodeSettings(key));
                if (!group.supported().test(type) || types.size() >= group.maximum()) {
                    throw new InvalidSettingsException(
                        "Port group \"" + id + "\" does not take a port of type " + type.getName());
                }
                types.add(type);
            }
            m_added.put(id, types);
        }
    }
}
