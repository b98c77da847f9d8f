package org.dlrm.standin;

import java.lang.reflect.Parameter;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

import org.dlrm.standin.core.ExecutionSpace;
import org.dlrm.standin.core.Hidden;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeFactory;
import org.knime.core.node.NodeModel;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectHolder;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortType;

/** Runs a node with a NodeModel of its own. */
final class ClassicRuntime implements NodeRuntime {

    private final NodeFactory<?> m_factory;

    private final NodeModel m_model;

    private final ClassicDescription m_description;

    private Optional<String> m_configureWarning = Optional.empty();

    private List<String> m_codingProblems = List.of();

    ClassicRuntime(final NodeFactory<?> factory) {
        m_factory = factory;
        m_model = factory.createNodeModel();
        m_description = ClassicDescription.of(factory.getClass());
    }

    private Object call(final String method, final Object... args) throws InvalidSettingsException {
        try {
            return Hidden.call(m_model, method, args);
        } catch (final InvalidSettingsException | RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Object get(final String method, final Object... args) {
        try {
            return call(method, args);
        } catch (final InvalidSettingsException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return m_description.name();
    }

    @Override
    public Class<?> factoryClass() {
        return m_factory.getClass();
    }

    @Override
    public String nodeType() {
        return m_description.type();
    }

    @Override
    public String shortDescription() {
        return m_description.shortDescription();
    }

    @Override
    public String fullDescription() {
        return m_description.intro();
    }

    @Override
    public List<String> keywords() {
        return m_description.keywords();
    }

    @Override
    public Map<String, String> externalResources() {
        return Map.of();
    }

    @Override
    public Optional<URL> icon() {
        return Icons.find(m_factory.getClass(), m_description.icon());
    }

    private List<Port> ports(final String count, final String type, final List<String[]> texts) {
        final List<Port> ports = new ArrayList<>();
        for (int i = 0; i < (int)get(count); i++) {
            final String[] text = i < texts.size() ? texts.get(i) : new String[]{"Port " + i, ""};
            ports.add(new Port(text[0], text[1], text[0], (PortType)get(type, i), false));
        }
        return ports;
    }

    @Override
    public List<Port> inputs() {
        return ports("getNrInPorts", "getInPortType", m_description.inPorts());
    }

    @Override
    public List<Port> outputs() {
        return ports("getNrOutPorts", "getOutPortType", m_description.outPorts());
    }

    @Override
    public List<PortGroup> portGroups() {
        return List.of();
    }

    @Override
    public void addPort(final String groupId) {
        throw new IllegalArgumentException("The node's ports are fixed");
    }

    @Override
    public void addPort(final String groupId, final PortType type) {
        addPort(groupId);
    }

    @Override
    public void loadCreationConfig(final NodeSettingsRO config) {
        // classic nodes have none
    }

    @Override
    public void saveCreationConfig(final NodeSettingsWO config) {
        // classic nodes have none
    }

    /** What the model stores; titles are not known, types are those of the entries. */
    @Override
    public List<Parameter> parameters() {
        final List<Parameter> all = new ArrayList<>();
        final NodeSettings settings = defaultSettings(new PortObjectSpec[0]);
        for (final String key : settings) {
            if (!key.endsWith("_Internals")) {
                final Optional<Codec> codec = codec(settings, key);
                all.add(new Parameter(key, codec.map(Codec::javaType).orElse("config"), key, "",
                    codec.map(c -> c.text(value(c, settings, key))).orElse(""), List.of(), false,
                    OptionalDouble.empty(), OptionalDouble.empty(), "", List.of()));
            }
        }
        return all;
    }

    private static Object value(final Codec codec, final NodeSettings settings, final String key) {
        try {
            return codec.load(settings, key);
        } catch (final InvalidSettingsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first kind of value that the entry can be read as. */
    private static Optional<Codec> codec(final NodeSettings settings, final String key) {
        for (final Class<?> type : List.of(int.class, long.class, double.class, boolean.class, String.class,
            String[].class, double[].class)) {
            final Codec codec = Codecs.of(type).orElseThrow();
            try {
                codec.load(settings, key);
                return Optional.of(codec);
            } catch (final InvalidSettingsException e) {
                // try the next kind
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> viewDescription() {
        return Optional.empty();
    }

    @Override
    public NodeSettings defaultSettings(final PortObjectSpec[] inSpecs) {
        return settings();
    }

    @Override
    public List<SettingsProblem> checkSettings(final NodeSettingsRO model) {
        final List<SettingsProblem> problems = new ArrayList<>();
        try {
            call("validateSettings", model);
        } catch (final InvalidSettingsException e) {
            problems.add(new SettingsProblem(ProblemKind.INVALID, "", e.getMessage()));
        }
        final Set<String> known = settings().keySet();
        for (final String key : known) {
            if (!model.containsKey(key)) {
                problems.add(new SettingsProblem(ProblemKind.MISSING, key, "Setting \"" + key + "\" is missing"));
            }
        }
        for (final String key : model) {
            if (!known.contains(key)) {
                problems.add(
                    new SettingsProblem(ProblemKind.UNKNOWN, key, "The node has no setting \"" + key + "\""));
            }
        }
        return problems;
    }

    @Override
    public void loadSettings(final NodeSettingsRO model) throws InvalidSettingsException {
        call("validateSettings", model);
        call("loadValidatedSettingsFrom", model);
    }

    @Override
    public NodeSettings settings() {
        final NodeSettings settings = new NodeSettings("model");
        get("saveSettingsTo", settings);
        return settings;
    }

    @Override
    public void set(final NodeSettings model, final String path, final String value)
        throws InvalidSettingsException {
        final Codec codec = codec(model, path).orElseThrow(
            () -> new InvalidSettingsException("No setting \"" + path + "\"; there are " + model.keySet()));
        codec.save(codec.parse(value), model, path);
    }

    @Override
    public PortObjectSpec[] configure(final PortObjectSpec[] inSpecs, final Workspace workspace)
        throws InvalidSettingsException {
        NodeWork.checkSpecs(inSpecs, inputs(), "input");
        get("setWarningMessage", (Object)null);
        try (ExecutionSpace.Scope scope = workspace.space().enter()) {
            final PortObjectSpec[] specs = (PortObjectSpec[])ModelCalls.configure(m_model, inSpecs);
            m_configureWarning = Optional.ofNullable((String)get("getWarningMessage"));
            NodeWork.checkSpecs(specs, outputs(), "output");
            return specs;
        }
    }

    @Override
    public Optional<String> configureWarning() {
        return m_configureWarning;
    }

    @Override
    public Result execute(final PortObject[] inputs, final Monitor monitor, final Workspace workspace)
        throws CanceledExecutionException, InvalidSettingsException, Exception {
        NodeWork.checkObjects(inputs, inputs(), "input");
        final PortObjectSpec[] announced = configure(
            Stream.of(inputs).map(PortObject::getSpec).toArray(PortObjectSpec[]::new), workspace);
        final ExecutionContext exec = workspace.executionContext(monitor);
        final PortObject[] outputs;
        try (ExecutionSpace.Scope scope = workspace.space().enter()) {
            outputs = Arrays.copyOf(ModelCalls.execute(m_model, inputs, exec), outputs().size(), PortObject[].class);
        }
        NodeWork.checkObjects(outputs, outputs(), "output");
        m_codingProblems = NodeWork.compare(announced, outputs);
        NodeWork.copyModels(outputs, workspace);
        final PortObject[] internals = m_model instanceof PortObjectHolder holder
            ? holder.getInternalPortObjects() : new PortObject[0];
        return new Result(outputs, internals, Optional.ofNullable((String)get("getWarningMessage")));
    }

    @Override
    public List<String> codingProblems() {
        return m_codingProblems;
    }

    @Override
    public Optional<View> view(final Result result, final Workspace workspace) {
        return Optional.empty();
    }

    @Override
    public String dialogJson(final PortObjectSpec[] inSpecs) {
        return "{}";
    }
}
