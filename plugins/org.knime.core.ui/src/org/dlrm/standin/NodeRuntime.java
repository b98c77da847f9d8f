package org.dlrm.standin;

import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeFactory;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortType;

/**
 * One node outside KNIME: what its dialog, its workflow and its executor would see. Works for fluent nodes
 * (DefaultNodeFactory) and for classic ones (NodeFactory with a NodeModel and an XML description). Data ports are
 * counted from 0 (the flow-variable port of workflow.knime, port 0 there, is not among them).
 * <p>
 * Order of use: (ports) loadCreationConfig or addPort; loadSettings; configure; execute; view. Not thread safe.
 */
public interface NodeRuntime {

    /** @param factoryClass public class with a public constructor without arguments */
    static NodeRuntime of(final Class<?> factoryClass) {
        return Runtimes.of(factoryClass);
    }

    static NodeRuntime of(final NodeFactory<?> factory) {
        return Runtimes.of(factory);
    }

    // ---- what the node says about itself

    String name();

    Class<?> factoryClass();

    /** Name of NodeFactory.NodeType, e.g. Source, Manipulator, Learner, Predictor, Visualizer, Other. */
    String nodeType();

    String shortDescription();

    /** HTML, as the node description panel shows it (without options and ports). */
    String fullDescription();

    List<String> keywords();

    /** Links of the description: address and text. */
    Map<String, String> externalResources();

    /** The icon's address, empty if the file named by the node does not exist. */
    Optional<URL> icon();

    /** The ports the node has now (fixed ones and those that addPort or the creation configuration added). */
    List<Port> inputs();

    List<Port> outputs();

    List<PortGroup> portGroups();

    /** Adds one port to an optional or extendable group, with the group's (first) supported type. */
    void addPort(String groupId);

    void addPort(String groupId, PortType type);

    /** "node_creation_config" of settings.xml. */
    void loadCreationConfig(NodeSettingsRO config) throws InvalidSettingsException;

    void saveCreationConfig(NodeSettingsWO config);

    /** Every setting as a flat list in declaration order, nested groups with their path. */
    List<Parameter> parameters();

    Optional<String> viewDescription();

    // ---- settings ("model" of settings.xml)

    /**
     * What a fresh node stores.
     *
     * @param inSpecs one per input port, null where nothing is connected or the spec is not known
     */
    NodeSettings defaultSettings(PortObjectSpec[] inSpecs);

    /** Missing keys, keys the node does not know, values of the wrong type or refused by the node; empty if none. */
    List<SettingsProblem> checkSettings(NodeSettingsRO model);

    /** @throws InvalidSettingsException naming all missing and wrong keys (unknown ones are only in checkSettings) */
    void loadSettings(NodeSettingsRO model) throws InvalidSettingsException;

    /** The current settings as KNIME would save them; an empty config if none were loaded yet. */
    NodeSettings settings();

    /**
     * Changes one setting from text. Path: keys joined with '.', e.g. "column", "group.inner", "items.0.weight".
     * The text is read by the type of the key: true/false, int, long, double (1e-3), enum constant, Java date; arrays
     * and column filters take a comma-separated list (JSON array if it starts with '['); an Optional takes "" as
     * absent.
     *
     * @throws InvalidSettingsException if the path is unknown (message lists near ones) or the text does not fit
     */
    void set(NodeSettings model, String path, String value) throws InvalidSettingsException;

    // ---- run

    /**
     * @param inSpecs one per input port; null where not known
     * @return one per output port, null where the node cannot say yet
     */
    PortObjectSpec[] configure(PortObjectSpec[] inSpecs, Workspace workspace) throws InvalidSettingsException;

    /** Warning the last configure set. */
    Optional<String> configureWarning();

    /** Configures, then executes on the calling thread. The result's tables live until the workspace is closed. */
    Result execute(PortObject[] inputs, Monitor monitor, Workspace workspace)
            throws CanceledExecutionException, InvalidSettingsException, Exception;

    /** What KNIME would log as a coding problem of the last execution (columns other than configure announced). */
    List<String> codingProblems();

    /** The node's view of that result; empty if it has none. */
    Optional<View> view(Result result, Workspace workspace);

    /**
     * The dialog as data: {"data": ..., "schema": ..., "ui_schema": ...}, like KNIME's.
     *
     * @throws IllegalStateException if a parameter's declaration would fail in KNIME, with all the reasons
     */
    String dialogJson(PortObjectSpec[] inSpecs);

    /** @param optional the port belongs to an optional or extendable group */
    record Port(String name, String description, String groupId, PortType type, boolean optional) {
    }

    /**
     * @param description what the group's ports are for
     * @param minimum ports it must have
     * @param maximum ports it may have (Integer.MAX_VALUE if extendable)
     */
    record PortGroup(String id, String description, boolean input, boolean output, List<PortType> supportedTypes,
            int minimum, int maximum, int current) {
    }

    /** One value of a parameter with a closed list. */
    record Choice(String id, String label, String description) {
    }

    /**
     * @param path config keys joined with '.'; "[]" stands for an array index
     * @param javaType e.g. "int", "java.lang.String", "java.util.Optional<java.lang.Double>"
     * @param defaultValue as text that set() would read; empty for absent
     * @param choices for enums, else empty
     * @param limits what the dialog accepts, in words; empty if anything
     * @param section titles of the sections it lies in, outermost first
     */
    record Parameter(String path, String javaType, String title, String description, String defaultValue,
            List<Choice> choices, boolean advanced, OptionalDouble minimum, OptionalDouble maximum,
            String limits, List<String> section) {
    }

    enum ProblemKind {
        MISSING, UNKNOWN, INVALID
    }

    record SettingsProblem(ProblemKind kind, String path, String message) {
    }

    /** Progress and cancellation of one execution; called from any thread. */
    interface Monitor {
        /** @param fraction 0..1, NaN if only the message changed */
        void progress(double fraction, String message);

        boolean cancelled();

        Monitor SILENT = new Monitor() {
            @Override
            public void progress(final double fraction, final String message) {
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        };
    }

    /**
     * @param outputs one per output port
     * @param internals what the node kept for its view
     * @param warning the node's warning message
     */
    record Result(PortObject[] outputs, PortObject[] internals, Optional<String> warning) {
    }

    /** A page and the data it is given. */
    interface View {
        String description();

        /** Symbolic name or class of the bundle the page lies in. */
        Class<?> bundleClass();

        /** Folder with the page and its scripts, relative to the bundle's root, e.g. "web". */
        String basePath();

        /** The page, relative to the base path. */
        String pageFile();

        /** The address of a file below the base path; empty if there is none. */
        Optional<URL> resource(String relativePath);

        /** The folder that holds the page if the bundle is unpacked. */
        Optional<Path> folder();

        /** The initial data as JSON text: {"result": ...} as KNIME gives it to the page; empty if the view has none. */
        Optional<String> initialData();

        /** JSON-RPC 2.0 request to the view's data service and its answer; empty if the view has no service. */
        Optional<String> call(String jsonRpcRequest);
    }
}
