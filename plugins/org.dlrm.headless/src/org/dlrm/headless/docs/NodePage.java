package org.dlrm.headless.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.NodeRuntime.Choice;
import org.dlrm.standin.NodeRuntime.Parameter;
import org.dlrm.standin.NodeRuntime.Port;
import org.dlrm.standin.NodeRuntime.PortGroup;

/** What a node says about itself, as a Markdown page: nothing is written twice. */
final class NodePage {

    private NodePage() {
    }

    /** @return e.g. {@code roi-masker.md} */
    static String fileName(final NodeRuntime node) {
        return node.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "") + ".md";
    }

    /** @param icons folder with the icons' sources, relative to the page */
    static String of(final NodeRuntime node, final String icons) {
        final StringBuilder md = new StringBuilder("# " + icon(node, icons) + node.name() + "\n\n");
        md.append(markdown(node.shortDescription())).append("\n\n");
        md.append(markdown(node.fullDescription())).append("\n\n");
        ports(md, "Inputs", node, true);
        ports(md, "Outputs", node, false);
        node.viewDescription().ifPresent(v -> md.append("## View\n\n").append(markdown(v)).append("\n\n"));
        options(md, node.parameters());
        md.append("Keywords: ").append(String.join(", ", node.keywords())).append("  \n");
        md.append("Factory class: `").append(node.factoryClass().getName()).append("`\n");
        return md.toString();
    }

    private static String icon(final NodeRuntime node, final String icons) {
        return node.icon().map(url -> url.getPath().replaceFirst(".*/", "").replaceFirst("\\.png$", ".svg"))
            .map(file -> "![](" + icons + "/" + file + ") ").orElse("");
    }

    private static void ports(final StringBuilder md, final String title, final NodeRuntime node, final boolean input) {
        final List<String> lines = new ArrayList<>();
        for (final Port port : input ? node.inputs() : node.outputs()) {
            lines.add("%d. **%s** (%s%s): %s".formatted(lines.size() + 1, port.name(), port.type().getName(),
                port.optional() ? ", optional" : "", markdown(port.description())));
        }
        for (final PortGroup group : node.portGroups()) {
            if ((input ? group.input() : group.output()) && group.maximum() > group.current()) {
                lines.add("%s **%s** (%s; can be added%s): %s".formatted(lines.isEmpty() ? "-" : (lines.size() + 1) + ".",
                    group.id(), String.join(" or ", group.supportedTypes().stream().map(t -> t.getName()).toList()),
                    group.maximum() == Integer.MAX_VALUE ? ", any number" : "", markdown(group.description())));
            }
        }
        if (!lines.isEmpty()) {
            md.append("## ").append(title).append("\n\n").append(String.join("\n", lines)).append("\n\n");
        }
    }

    private static void options(final StringBuilder md, final List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        md.append("## Options\n\n");
        // as the dialog: a section stands where its first option is
        final Map<List<String>, List<Parameter>> sections = new LinkedHashMap<>();
        parameters.forEach(p -> sections.computeIfAbsent(List.copyOf(p.section()), s -> new ArrayList<>()).add(p));
        sections.forEach((section, options) -> {
            if (!section.isEmpty()) {
                md.append("### ").append(String.join(", ", section)).append("\n\n");
            }
            options.forEach(o -> option(md, o));
        });
    }

    private static void option(final StringBuilder md, final Parameter p) {
        final List<String> facts = new ArrayList<>(List.of("`" + p.path() + "`"));
        final Optional<Choice> choice = p.choices().stream().filter(c -> c.id().equals(p.defaultValue())).findFirst();
        if (choice.isPresent()) {
            facts.add("default " + choice.get().label());
        } else if (!p.defaultValue().isEmpty()) {
            facts.add("default `" + p.defaultValue().replace('\n', ' ') + "`");
        }
        if (!p.limits().isEmpty()) {
            facts.add(p.limits());
        }
        if (p.advanced()) {
            facts.add("advanced");
        }
        md.append("- **").append(p.title()).append("** (").append(String.join(", ", facts)).append("): ")
            .append(markdown(p.description())).append('\n');
        for (final Choice c : p.choices()) {
            md.append("  - *").append(c.label()).append("* (`").append(c.id()).append("`)")
                .append(c.description().isEmpty() ? "" : ": " + markdown(c.description())).append('\n');
        }
        md.append('\n');
    }

    /** Node descriptions are simple HTML: paragraphs, lists, bold, italic, links. */
    static String markdown(final String html) {
        return html.replaceAll("\\s+", " ").replaceAll("\\s*</?p>\\s*", "\n\n").replaceAll("\\s*</?[uo]l>\\s*", "\n\n")
            .replaceAll("\\s*<li>\\s*", "\n- ").replaceAll("\\s*</li>", "").replaceAll("</?(?:b|strong)>", "**")
            .replaceAll("</?(?:i|em)>", "*").replaceAll("</?(?:code|tt)>", "`")
            .replaceAll("<a href=\"([^\"]*)\"[^>]*>(.*?)</a>", "[$2]($1)").replaceAll("<[^>]+>", "")
            .replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replaceAll("\n{3,}", "\n\n").strip();
    }
}
