package org.dlrm.headless.workflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.dlrm.headless.Suggest;
import org.dlrm.headless.workflow.WorkflowFolder.Node;

/**
 * One {@code --set "Node name.parameter=value"}. The node is named as on the canvas: by the text under it, or by its own
 * name; where several share the name, {@code #id} tells them apart ("Survival Stratifier#7.time=months", also
 * "#7.time=months").
 *
 * @param node the node meant
 * @param path the setting's keys joined by dots, e.g. {@code group.inner}
 * @param value the new value as text
 */
public record SettingOverride(Node node, String path, String value) {

    /**
     * @param text what followed {@code --set}
     * @param nodes the nodes of the workflow
     * @throws WorkflowException if the text has another form, or names no node or several
     */
    public static SettingOverride parse(final String text, final List<Node> nodes) throws WorkflowException {
        final List<SettingOverride> found = new ArrayList<>();
        int longest = -1;
        for (final Node node : nodes) {
            for (final String name : List.of(node.label(), node.nodeName(), "")) {
                final int end = endOfName(text, name, node.id());
                final int equals = end < 0 ? -1 : text.indexOf('=', end);
                if (equals > end + 1 && name.length() >= longest) {
                    if (name.length() > longest) {
                        longest = name.length();
                        found.clear();
                    }
                    if (found.stream().noneMatch(o -> o.node == node)) {
                        found.add(new SettingOverride(node, text.substring(end + 1, equals).strip(),
                            text.substring(equals + 1)));
                    }
                }
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.size() > 1) {
            throw new WorkflowException("--set \"%s\": %d nodes have this name: %s. Add the number, e.g. \"%s#%d.%s=...\""
                .formatted(text, found.size(), String.join(", ", found.stream().map(o -> o.node.title()).toList()),
                    text.substring(0, longest), found.get(0).node.id(), found.get(0).path));
        }
        throw new WorkflowException(notFound(text, nodes));
    }

    /** @return the index of the dot after the name and its optional #id, or -1 if the text names another node */
    private static int endOfName(final String text, final String name, final int id) {
        if (!text.regionMatches(true, 0, name, 0, name.length())) {
            return -1;
        }
        int at = name.length();
        final String suffix = "#" + id;
        final int hash = text.startsWith(" ", at) ? at + 1 : at;
        if (text.startsWith(suffix, hash)) {
            at = hash + suffix.length();
        } else if (name.isEmpty()) {
            return -1;
        }
        return text.startsWith(".", at) ? at : -1;
    }

    private static String notFound(final String text, final List<Node> nodes) {
        final int dot = text.indexOf('.');
        if (dot < 1 || text.indexOf('=', dot) < dot + 2) {
            return "--set \"%s\": expected \"Node name.parameter=value\"".formatted(text);
        }
        final String name = text.substring(0, dot).replaceAll("\\s*#\\d+$", "").toLowerCase(Locale.ROOT);
        final List<String> names = nodes.stream().map(Node::label).distinct().sorted(Comparator.naturalOrder()).toList();
        return "--set \"%s\": the workflow has no node '%s'.%s Its nodes: %s".formatted(text, text.substring(0, dot),
            Suggest.nearest(name, names).map(n -> " Did you mean '" + n + "'?").orElse(""), String.join(", ", names));
    }
}
