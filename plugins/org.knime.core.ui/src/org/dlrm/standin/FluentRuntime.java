package org.dlrm.standin;

import java.lang.reflect.Parameter;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.dlrm.standin.core.ExecutionSpace;
import org.dlrm.standin.core.Hidden;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.ColumnRearranger;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;
import org.knime.core.node.context.ports.PortsConfiguration;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultModel.RearrangeColumnsInput;
import org.knime.node.DefaultNodeFactory;
import org.knime.node.parameters.NodeParameters;

/** Runs a node that is one declaration. */
final class FluentRuntime implements NodeRuntime {

    private final DefaultNodeFactory m_factory;

    private final NodeDeclaration m_node;

    private final Ports m_ports;

    /** Empty for a node without parameters. */
    private final Optional<ParameterGroup> m_group;

    /** Null until settings were loaded or the node was configured. */
    private NodeParameters m_parameters;

    private Optional<String> m_configureWarning = Optional.empty();

    private List<String> m_codingProblems = List.of();

    FluentRuntime(final DefaultNodeFactory factory) {
        m_factory = factory;
        try {
            m_node = (NodeDeclaration)Hidden.call(factory, "declaration");
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
        m_ports = new Ports(m_node.ports());
        m_group = m_node.model().parametersClass().map(ParameterGroup::of);
        final boolean tableToTable = inputs().size() == 1 && outputs().size() == 1
            && inputs().get(0).type().equals(BufferedDataTable.TYPE)
            && outputs().get(0).type().equals(BufferedDataTable.TYPE);
        if (m_node.model().rearrange().isPresent() && !tableToTable) {
            throw new IllegalStateException(
                "A node that rearranges columns must have exactly one input and one output table.");
        }
    }

    @Override
    public String name() {
        return m_node.name();
    }

    @Override
    public Class<?> factoryClass() {
        return m_factory.getClass();
    }

    @Override
    public String nodeType() {
        return m_node.type().name();
    }

    @Override
    public String shortDescription() {
        return m_node.shortDescription();
    }

    @Override
    public String fullDescription() {
        return m_node.fullDescription();
    }

    @Override
    public List<String> keywords() {
        return m_node.keywords();
    }

    @Override
    public Map<String, String> externalResources() {
        return m_node.externalResources();
    }

    @Override
    public Optional<URL> icon() {
        return Icons.find(m_factory.getClass(), m_node.icon());
    }

    @Override
    public List<Port> inputs() {
        return m_ports.ports(true);
    }

    @Override
    public List<Port> outputs() {
        return m_ports.ports(false);
    }

    @Override
    public List<PortGroup> portGroups() {
        return m_ports.groups();
    }

    @Override
    public void addPort(final String groupId) {
        m_ports.add(groupId, Optional.empty());
    }

    @Override
    public void addPort(final String groupId, final PortType type) {
        m_ports.add(groupId, Optional.of(type));
    }

    @Override
    public void loadCreationConfig(final NodeSettingsRO config) throws InvalidSettingsException {
        m_ports.load(config);
    }

    @Override
    public void saveCreationConfig(final NodeSettingsWO config) {
        m_ports.save(config);
    }

    @Override
    public List<Parameter> parameters() {
        return m_group.map(ParameterPaths::list).orElse(List.of());
    }

    @Override
    public Optional<String> viewDescription() {
        return m_node.view().map(ViewDeclaration::description);
    }

    @Override
    public NodeSettings defaultSettings(final PortObjectSpec[] inSpecs) {
        final NodeSettings settings = new NodeSettings("model");
        m_group.ifPresent(g -> g.save(g.create(new InputSpecs(m_ports, inSpecs)), settings));
        return settings;
    }

    @Override
    public List<SettingsProblem> checkSettings(final NodeSettingsRO model) {
        final List<SettingsProblem> problems = new ArrayList<>();
        if (m_group.isEmpty()) {
            return problems;
        }
        m_group.get().check(model, "", problems);
        if (problems.stream().allMatch(p -> p.kind() == ProblemKind.UNKNOWN)) {
            try {
                ((NodeParameters)m_group.get().load(model)).validate();
            } catch (final InvalidSettingsException e) {
                problems.add(new SettingsProblem(ProblemKind.INVALID, "", e.getMessage()));
            }
        }
        return problems;
    }

    @Override
    public void loadSettings(final NodeSettingsRO model) throws InvalidSettingsException {
        final List<String> problems = checkSettings(model).stream().filter(p -> p.kind() != ProblemKind.UNKNOWN)
            .map(SettingsProblem::message).toList();
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(String.join("; ", problems));
        }
        if (m_group.isPresent()) {
            m_parameters = (NodeParameters)m_group.get().load(model);
        }
    }

    @Override
    public NodeSettings settings() {
        final NodeSettings settings = new NodeSettings("model");
        if (m_parameters != null) {
            m_group.orElseThrow().save(m_parameters, settings);
        }
        return settings;
    }

    @Override
    public void set(final NodeSettings model, final String path, final String value)
        throws InvalidSettingsException {
        if (m_group.isEmpty()) {
            throw new InvalidSettingsException("The node has no settings");
        }
        ParameterPaths.set(m_group.get(), model, path, value);
    }

    @Override
    public PortObjectSpec[] configure(final PortObjectSpec[] inSpecs, final Workspace workspace)
        throws InvalidSettingsException {
        NodeWork.checkSpecs(inSpecs, inputs(), "input");
        for (int i = 0; i < inSpecs.length; i++) {
            if (inSpecs[i] == null) {
                // KNIME does not configure a node before the specs of all its inputs are there
                return new PortObjectSpec[outputs().size()];
            }
        }
        if (m_parameters == null && m_group.isPresent()) {
            m_parameters = (NodeParameters)m_group.get().create(new InputSpecs(m_ports, inSpecs));
        }
        m_configureWarning = Optional.empty();
        final Work work = new Work(inSpecs, new PortObject[0], null);
        try (ExecutionSpace.Scope scope = workspace.space().enter()) {
            if (m_node.model().rearrange().isPresent()) {
                work.m_outSpecs[0] = rearranger((DataTableSpec)inSpecs[0]).createSpec();
            } else {
                m_node.model().configure().orElseThrow().accept(work, work);
            }
        }
        m_configureWarning = Optional.ofNullable(work.m_warning);
        NodeWork.checkSpecs(work.m_outSpecs, outputs(), "output");
        return work.m_outSpecs;
    }

    private ColumnRearranger rearranger(final DataTableSpec spec) throws InvalidSettingsException {
        final ColumnRearranger[] result = new ColumnRearranger[1];
        m_node.model().rearrange().orElseThrow().accept(new RearrangeColumnsInput() {
            @Override
            public <S extends NodeParameters> S getParameters() {
                return parametersAs();
            }

            @Override
            public DataTableSpec getDataTableSpec() {
                return spec;
            }
        }, r -> result[0] = r);
        return Objects.requireNonNull(result[0], "The node set no column rearranger");
    }

    @SuppressWarnings("unchecked")
    private <S extends NodeParameters> S parametersAs() {
        return (S)m_parameters;
    }

    @Override
    public Optional<String> configureWarning() {
        return m_configureWarning;
    }

    @Override
    public Result execute(final PortObject[] inputs, final Monitor monitor, final Workspace workspace)
        throws CanceledExecutionException, InvalidSettingsException, Exception {
        NodeWork.checkObjects(inputs, inputs(), "input");
        final PortObjectSpec[] inSpecs = Stream.of(inputs).map(PortObject::getSpec).toArray(PortObjectSpec[]::new);
        final PortObjectSpec[] announced = configure(inSpecs, workspace);
        final ExecutionContext exec = workspace.executionContext(monitor);
        final Work work = new Work(inSpecs, inputs, exec);
        try (ExecutionSpace.Scope scope = workspace.space().enter()) {
            if (m_node.model().rearrange().isPresent()) {
                final BufferedDataTable table = (BufferedDataTable)inputs[0];
                work.m_outputs[0] = exec.createColumnRearrangeTable(table, rearranger(table.getDataTableSpec()), exec);
            } else {
                m_node.model().execute().orElseThrow().accept(work, work);
            }
        }
        exec.checkCanceled();
        NodeWork.checkObjects(work.m_outputs, outputs(), "output");
        m_codingProblems = NodeWork.compare(announced, work.m_outputs);
        NodeWork.copyModels(work.m_outputs, workspace);
        return new Result(work.m_outputs, work.m_internals, Optional.ofNullable(work.m_warning));
    }

    @Override
    public List<String> codingProblems() {
        return m_codingProblems;
    }

    /** What the node's functions are given and what they give. */
    private final class Work implements ConfigureInput, ConfigureOutput, ExecuteInput, ExecuteOutput {

        private final PortObjectSpec[] m_inSpecs;

        private final PortObject[] m_inputs;

        private final ExecutionContext m_exec;

        private final PortObjectSpec[] m_outSpecs = new PortObjectSpec[outputs().size()];

        private final PortObject[] m_outputs = new PortObject[outputs().size()];

        private PortObject[] m_internals = {};

        private String m_warning;

        Work(final PortObjectSpec[] inSpecs, final PortObject[] inputs, final ExecutionContext exec) {
            m_inSpecs = inSpecs.clone();
            m_inputs = inputs.clone();
            m_exec = exec;
        }

        @Override
        public <S extends NodeParameters> S getParameters() {
            return parametersAs();
        }

        @Override
        public PortObjectSpec[] getInPortSpecs() {
            return m_inSpecs.clone();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <S extends PortObjectSpec> S getInPortSpec(final int portIndex) {
            return (S)m_inSpecs[portIndex];
        }

        @Override
        public DataTableSpec[] getInTableSpecs() {
            return Stream.of(m_inSpecs).map(DataTableSpec.class::cast).toArray(DataTableSpec[]::new);
        }

        @Override
        public DataTableSpec getInTableSpec(final int portIndex) {
            return (DataTableSpec)m_inSpecs[portIndex];
        }

        @Override
        public PortType[] getOutPortTypes() {
            return m_ports.getOutputPorts();
        }

        @Override
        public PortsConfiguration getPortsConfiguration() {
            return m_ports;
        }

        @Override
        public <S extends PortObjectSpec> void setOutSpec(final int index, final S spec) {
            m_outSpecs[index] = spec;
        }

        @Override
        @SafeVarargs
        public final <S extends PortObjectSpec> void setOutSpecs(final S... specs) {
            System.arraycopy(specs, 0, m_outSpecs, 0, specs.length);
        }

        @Override
        public ExecutionContext getExecutionContext() {
            return m_exec;
        }

        @Override
        public PortObject[] getInPortObjects() {
            return m_inputs.clone();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <D extends PortObject> D getInPortObject(final int portIndex) {
            return (D)m_inputs[portIndex];
        }

        @Override
        public BufferedDataTable[] getInTables() {
            return Stream.of(m_inputs).map(BufferedDataTable.class::cast).toArray(BufferedDataTable[]::new);
        }

        @Override
        public BufferedDataTable getInTable(final int portIndex) {
            return (BufferedDataTable)m_inputs[portIndex];
        }

        @Override
        public <D extends PortObject> void setOutData(final int index, final D data) {
            m_outputs[index] = data;
        }

        @Override
        @SafeVarargs
        public final <D extends PortObject> void setOutData(final D... data) {
            System.arraycopy(data, 0, m_outputs, 0, data.length);
        }

        @Override
        @SafeVarargs
        public final <D extends PortObject> void setInternalData(final D... data) {
            m_internals = data.clone();
        }

        @Override
        public void setWarningMessage(final String message) {
            m_warning = message;
        }
    }

    @Override
    public Optional<View> view(final Result result, final Workspace workspace) {
        return m_node.view().map(v -> new FluentView(v, result, workspace));
    }

    @Override
    public String dialogJson(final PortObjectSpec[] inSpecs) {
        return m_group.map(g -> Dialog.json(g, new InputSpecs(m_ports, inSpecs),
            Optional.ofNullable(m_parameters))).orElse("{}");
    }
}
