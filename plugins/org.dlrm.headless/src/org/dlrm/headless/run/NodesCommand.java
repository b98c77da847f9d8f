package org.dlrm.headless.run;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.dlrm.headless.Suggest;
import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.NodeRuntime.Choice;
import org.dlrm.standin.NodeRuntime.Parameter;
import org.dlrm.standin.NodeRuntime.Port;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlrm nodes}: lists the nodes with their ports and parameters. */
@Command(name = "nodes", description = {"Lists the nodes with their ports; with a name also every parameter, its type, "
    + "default and meaning, as --set takes it."},
    footer = {"", "Examples:", "  dlrm nodes", "  dlrm nodes \"ROI Masker\"", "  dlrm nodes --json"})
public final class NodesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Parameters(arity = "0..*", paramLabel = "NODE", description = "Name of a node; several are possible.")
    private List<String> m_names = new ArrayList<>();

    @Option(names = "--json", description = "Everything about the nodes as JSON.")
    private boolean m_json;

    private record Named(NodeCatalog.Entry entry, NodeRuntime node) {
    }

    @Override
    public Integer call() {
        final NodeCatalog catalog = NodeCatalog.fromRegistry();
        final List<Named> nodes = new ArrayList<>();
        boolean sound = catalog.problems().isEmpty();
        for (final NodeCatalog.Entry entry : catalog.nodes()) {
            try {
                nodes.add(new Named(entry, entry.create()));
            } catch (RuntimeException | LinkageError e) {
                System.err.println(entry.factoryClassName() + " cannot be instantiated: " + e.getMessage());
                sound = false;
            }
        }
        final List<Named> wanted = new ArrayList<>();
        for (final String name : m_names) {
            wanted.add(nodes.stream().filter(n -> n.node.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> unknown(name, nodes.stream().map(n -> n.node.name()).toList())));
        }
        if (m_json) {
            final JsonArray array = new JsonArray();
            (m_names.isEmpty() ? nodes : wanted).forEach(node -> array.add(json(node)));
            System.out.println(new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(array));
        } else if (m_names.isEmpty()) {
            nodes.forEach(node -> describe(node, false));
        } else {
            wanted.forEach(node -> describe(node, true));
        }
        catalog.problems().forEach(problem -> System.err.println("plugin.xml: " + problem));
        return sound ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private ParameterException unknown(final String name, final List<String> known) {
        return new ParameterException(m_spec.commandLine(), "There is no node '%s'.%s 'dlrm nodes' lists them."
            .formatted(name, Suggest.nearest(name, known).map(n -> " Did you mean '" + n + "'?").orElse("")));
    }

    private static void describe(final Named named, final boolean parameters) {
        final NodeRuntime node = named.node;
        final PrintStream out = System.out;
        out.printf("%s  (%s)%n  %s%n", node.name(), node.nodeType(), plain(node.shortDescription()));
        ports(out, "in ", node.inputs());
        ports(out, "out", node.outputs());
        node.portGroups().stream().filter(group -> group.maximum() > group.current()).forEach(group -> out.printf(
            "  %s %s: up to %s more%n", group.input() ? "in " : "out", group.id(),
            group.maximum() == Integer.MAX_VALUE ? "any number" : group.maximum() - group.current()));
        if (parameters) {
            out.printf("  factory %s%n  parameters:%n", named.entry.factoryClassName());
            List<String> section = List.of();
            for (final Parameter parameter : node.parameters()) {
                if (!parameter.section().equals(section)) {
                    section = parameter.section();
                    out.println("    -- " + String.join(" / ", section));
                }
                describe(out, parameter);
            }
        }
        out.println();
    }

    private static void ports(final PrintStream out, final String direction, final List<Port> ports) {
        for (int i = 0; i < ports.size(); i++) {
            out.printf("  %s %d  %s: %s%s%n", direction, i + 1, ports.get(i).name(), ports.get(i).type().getName(),
                ports.get(i).optional() ? " (optional)" : "");
        }
    }

    private static void describe(final PrintStream out, final Parameter parameter) {
        final String type = parameter.javaType().replaceAll("\\b(?:[a-z]+\\.)+(\\w+)", "$1").replace("$", ".");
        out.printf("    %s = %s   [%s]%s%n", parameter.path(),
            parameter.defaultValue().isEmpty() ? "\"\"" : parameter.defaultValue(), type,
            parameter.advanced() ? " advanced" : "");
        out.printf("        %s%s%s%n", parameter.title(), parameter.title().isEmpty() ? "" : ": ",
            plain(parameter.description()));
        if (!parameter.limits().isEmpty()) {
            out.println("        " + parameter.limits());
        }
        for (final Choice choice : parameter.choices()) {
            out.printf("        %s: %s%s%n", choice.id(), choice.label(),
                choice.description().isEmpty() ? "" : ", " + plain(choice.description()));
        }
    }

    private static String plain(final String html) {
        return html.replaceAll("<[^>]*>", "").replaceAll("\\s+", " ").strip();
    }

    private static JsonObject json(final Named named) {
        final NodeRuntime node = named.node;
        final JsonObject root = new JsonObject();
        root.addProperty("name", node.name());
        root.addProperty("factory", named.entry.factoryClassName());
        root.addProperty("category", named.entry.categoryPath());
        root.addProperty("type", node.nodeType().toLowerCase(Locale.ROOT));
        root.addProperty("description", plain(node.shortDescription()));
        root.add("inputs", json(node.inputs()));
        root.add("outputs", json(node.outputs()));
        final JsonArray parameters = new JsonArray();
        for (final Parameter parameter : node.parameters()) {
            final JsonObject entry = new JsonObject();
            entry.addProperty("path", parameter.path());
            entry.addProperty("type", parameter.javaType());
            entry.addProperty("default", parameter.defaultValue());
            entry.addProperty("title", parameter.title());
            entry.addProperty("description", plain(parameter.description()));
            entry.addProperty("advanced", parameter.advanced());
            parameter.minimum().ifPresent(min -> entry.addProperty("minimum", min));
            parameter.maximum().ifPresent(max -> entry.addProperty("maximum", max));
            if (!parameter.choices().isEmpty()) {
                final JsonArray choices = new JsonArray();
                parameter.choices().forEach(choice -> choices.add(choice.id()));
                entry.add("choices", choices);
            }
            parameters.add(entry);
        }
        root.add("parameters", parameters);
        return root;
    }

    private static JsonArray json(final List<Port> ports) {
        final JsonArray array = new JsonArray();
        for (final Port port : ports) {
            final JsonObject entry = new JsonObject();
            entry.addProperty("name", port.name());
            entry.addProperty("type", port.type().getName());
            entry.addProperty("optional", port.optional());
            array.add(entry);
        }
        return array;
    }
}
