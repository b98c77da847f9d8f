package org.dlrm.headless.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.dlrm.headless.Suggest;
import org.dlrm.headless.workflow.SettingOverride;
import org.dlrm.headless.workflow.WorkflowException;
import org.dlrm.headless.workflow.WorkflowFolder;
import org.dlrm.headless.workflow.WorkflowFolder.Connection;
import org.dlrm.headless.workflow.WorkflowFolder.Node;
import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.NodeRuntime.Port;
import org.dlrm.standin.NodeRuntime.ProblemKind;
import org.dlrm.standin.NodeRuntime.SettingsProblem;
import org.dlrm.standin.Workspace;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObjectSpec;

/**
 * A workflow whose nodes are instantiated, wired, set and configured as far as that is possible without data. All that
 * is wrong is collected, so that nothing runs before everything is right.
 */
public final class PreparedWorkflow {

    private final WorkflowFolder m_workflow;

    private final Map<Integer, NodeRuntime> m_runtimes = new HashMap<>();

    private final List<Problem> m_problems = new ArrayList<>();

    private PreparedWorkflow(final WorkflowFolder workflow) {
        m_workflow = workflow;
    }

    /**
     * @param workflow the folder's content
     * @param catalog the nodes there are
     * @param overrides settings to change, in order
     * @param workspace where the nodes run
     * @return the workflow with all the problems found
     * @throws WorkflowException if an override cannot be applied
     */
    public static PreparedWorkflow prepare(final WorkflowFolder workflow, final NodeCatalog catalog,
        final List<SettingOverride> overrides, final Workspace workspace) throws WorkflowException {
        final PreparedWorkflow result = new PreparedWorkflow(workflow);
        for (final Node node : workflow.nodes()) {
            result.instantiate(node, catalog);
        }
        for (final Node node : workflow.nodes()) {
            if (result.m_runtimes.containsKey(node.id())) {
                result.wire(node);
                result.set(node, overrides.stream().filter(o -> o.node() == node).toList());
            }
        }
        result.configure(workspace);
        return result;
    }

    /** @return the workflow as read */
    public WorkflowFolder workflow() {
        return m_workflow;
    }

    /** @return what is wrong; empty if the workflow can run */
    public List<Problem> problems() {
        return List.copyOf(m_problems);
    }

    /** @return the node's instance, with its settings loaded */
    public NodeRuntime runtime(final Node node) {
        return m_runtimes.get(node.id());
    }

    private void instantiate(final Node node, final NodeCatalog catalog) {
        final Optional<NodeCatalog.Entry> entry = catalog.byFactory(node.factory());
        if (entry.isEmpty()) {
            final Optional<String> near = catalog.nodes().stream().map(NodeCatalog.Entry::factoryClassName)
                .filter(name -> Suggest.nearest(shortName(node.factory()), List.of(shortName(name))).isPresent())
                .findFirst();
            problem(node, "unknown node '%s' (factory %s%s)".formatted(node.nodeName(), node.factory(),
                node.bundle().isEmpty() ? "" : " of " + node.bundle()),
                "The runner has the DLRM nodes only ('dlrm nodes' lists them)"
                    + near.map(n -> "; did you mean " + n + "?").orElse("; run other workflows in KNIME."));
            return;
        }
        try {
            final NodeRuntime runtime = entry.get().create();
            if (node.creationConfig().isPresent()) {
                runtime.loadCreationConfig(node.creationConfig().get());
            }
            m_runtimes.put(node.id(), runtime);
        } catch (InvalidSettingsException e) {
            problem(node, "its ports cannot be restored: " + e.getMessage(), "Insert the node anew in KNIME.");
        } catch (RuntimeException | LinkageError e) {
            problem(node, "cannot be instantiated: " + e, "This is a fault of the installation, not of the workflow.");
        }
    }

    /** @return e.g. RoiMasker for org.dlrm.knime.node.mask.RoiMaskerNodeFactory */
    private static String shortName(final String factory) {
        return factory.substring(factory.lastIndexOf('.') + 1).replaceAll("(Node)?Factory$", "");
    }

    private void wire(final Node node) {
        final List<Port> inputs = m_runtimes.get(node.id()).inputs();
        for (final Connection wire : m_workflow.into(node)) {
            if (wire.destPort() > inputs.size()) {
                problem(node, "a wire ends at input port %d, the node has %d".formatted(wire.destPort(), inputs.size()),
                    "Draw the wire anew in KNIME.");
            } else if (wire.destPort() > 0 && m_runtimes.containsKey(wire.sourceId())) {
                checkSource(node, wire, inputs.get(wire.destPort() - 1));
            }
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (source(node, i).isEmpty()) {
                problem(node, "nothing is connected to input port %d ('%s')".formatted(i + 1, inputs.get(i).name()),
                    "Connect it, or remove the port if it is optional.");
            }
        }
    }

    private void checkSource(final Node node, final Connection wire, final Port input) {
        final Node source = m_workflow.nodes().stream().filter(n -> n.id() == wire.sourceId()).findFirst().orElseThrow();
        final List<Port> outputs = m_runtimes.get(source.id()).outputs();
        if (wire.sourcePort() < 1 || wire.sourcePort() > outputs.size()) {
            problem(node, "the wire to input port %d comes from output port %d of %s, which has %d".formatted(
                wire.destPort(), wire.sourcePort(), source.title(), outputs.size()), "Draw the wire anew in KNIME.");
            return;
        }
        final Port output = outputs.get(wire.sourcePort() - 1);
        if (!input.type().getPortObjectClass().isAssignableFrom(output.type().getPortObjectClass())) {
            problem(node, "input port %d ('%s') takes %s, %s gives %s".formatted(wire.destPort(), input.name(),
                input.type().getName(), source.title(), output.type().getName()), "Connect a port of the same kind.");
        }
    }

    /** @return the wire that ends at the data input of that index, from 0 */
    Optional<Connection> source(final Node node, final int input) {
        return m_workflow.into(node).stream().filter(c -> c.destPort() == input + 1).findFirst();
    }

    private void set(final Node node, final List<SettingOverride> overrides) throws WorkflowException {
        final NodeRuntime runtime = m_runtimes.get(node.id());
        final NodeSettings model = new NodeSettings("model");
        node.model().copyTo(model);
        for (final SettingOverride override : overrides) {
            try {
                runtime.set(model, override.path(), override.value());
            } catch (InvalidSettingsException e) {
                throw new WorkflowException("--set \"%s.%s=%s\": %s".formatted(node.label(), override.path(),
                    override.value(), e.getMessage()), e);
            }
        }
        final List<SettingsProblem> problems = runtime.checkSettings(model);
        for (final SettingsProblem problem : problems) {
            problem(node, problem.message(), problem.kind() == ProblemKind.INVALID ? changeSettings(node)
                : "The workflow was saved by another version of the node; open its dialog in KNIME and save the workflow.");
        }
        if (problems.isEmpty()) {
            try {
                runtime.loadSettings(model);
            } catch (InvalidSettingsException e) {
                problem(node, e.getMessage(), changeSettings(node));
            }
        }
    }

    /**
     * Configures in dependency order. A node whose input specs are not known, because they depend on data or a node before
     * it has a problem, is left to its execution.
     */
    private void configure(final Workspace workspace) throws WorkflowException {
        final Set<String> faulty = m_problems.stream().map(Problem::node).collect(Collectors.toSet());
        final Map<Integer, PortObjectSpec[]> specs = new HashMap<>();
        for (final Node node : m_workflow.inOrder()) {
            if (faulty.contains(node.title())) {
                continue;
            }
            final NodeRuntime runtime = m_runtimes.get(node.id());
            final PortObjectSpec[] inputs = new PortObjectSpec[runtime.inputs().size()];
            for (int i = 0; i < inputs.length; i++) {
                final Connection wire = source(node, i).orElseThrow();
                inputs[i] = specs.containsKey(wire.sourceId()) ? specs.get(wire.sourceId())[wire.sourcePort() - 1] : null;
            }
            if (Arrays.stream(inputs).allMatch(Objects::nonNull)) {
                try {
                    specs.put(node.id(), runtime.configure(inputs, workspace));
                } catch (InvalidSettingsException e) {
                    problem(node, e.getMessage(), changeSettings(node));
                } catch (RuntimeException | LinkageError e) {
                    problem(node, "its configuration broke down: " + e, "Please report this fault of the node.");
                }
            }
        }
    }

    private static String changeSettings(final Node node) {
        return "Change the setting in the node's dialog, or with --set \"%s.PARAMETER=VALUE\" ('dlrm nodes \"%s\"' lists them)."
            .formatted(node.label(), node.nodeName());
    }

    private void problem(final Node node, final String reason, final String remedy) {
        m_problems.add(new Problem(node.title(), reason, remedy));
    }
}
