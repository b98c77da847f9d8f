package org.dlrm.headless.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

import org.dlrm.headless.run.NodeReport.Output;
import org.dlrm.headless.run.NodeReport.State;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/**
 * A whole run: what {@code run.json} (for scripts) and {@code index.html} (for people) say.
 *
 * @param workflow name of the workflow
 * @param overrides the {@code --set} texts
 * @param threads how many threads the nodes could use
 * @param started when the run began
 * @param finished when it ended
 * @param nodes in the order of execution
 */
public record RunReport(String workflow, List<String> overrides, int threads, Instant started, Instant finished,
    List<NodeReport> nodes) {

    /** Name of the file for scripts. */
    public static final String JSON = "run.json";

    /** Name of the page for people. */
    public static final String INDEX = "index.html";

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

    private static final String STYLE = """
        :root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
        body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8886; }
        td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .FAILED { font-weight: 600; }
        .note { margin: .2rem 0; white-space: pre-wrap; }
        ul { margin: 0; padding-left: 1.1rem; }
        """;

    /** @return whether every node ran to its end and everything was written */
    public boolean succeeded() {
        return nodes.stream().allMatch(node -> node.state() == State.EXECUTED && node.problem().isEmpty());
    }

    /** @return seconds from start to end */
    public double seconds() {
        return Duration.between(started, finished).toMillis() / 1e3;
    }

    /**
     * Writes both files.
     *
     * @param out existing folder
     * @throws IOException if they cannot be written
     */
    public void write(final Path out) throws IOException {
        Files.writeString(out.resolve(JSON), GSON.toJson(json()) + "\n", StandardCharsets.UTF_8);
        Files.writeString(out.resolve(INDEX), html(), StandardCharsets.UTF_8);
    }

    private JsonObject json() {
        final JsonObject root = new JsonObject();
        root.addProperty("workflow", workflow);
        root.addProperty("state", succeeded() ? "done"
            : nodes.stream().anyMatch(n -> n.state() == State.CANCELLED) ? "cancelled" : "failed");
        root.addProperty("started", started.truncatedTo(ChronoUnit.MILLIS).toString());
        root.addProperty("finished", finished.truncatedTo(ChronoUnit.MILLIS).toString());
        root.addProperty("seconds", seconds());
        root.addProperty("threads", threads);
        root.addProperty("java", System.getProperty("java.vendor") + " " + Runtime.version());
        root.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        root.add("set", GSON.toJsonTree(overrides));
        final JsonArray array = new JsonArray();
        nodes.forEach(node -> array.add(json(node)));
        root.add("nodes", array);
        return root;
    }

    private static JsonObject json(final NodeReport report) {
        final JsonObject node = new JsonObject();
        node.addProperty("id", report.node().id());
        node.addProperty("name", report.node().nodeName());
        node.addProperty("label", report.node().label());
        node.addProperty("factory", report.node().factory());
        node.addProperty("state", report.state().name());
        node.addProperty("seconds", Math.round(report.seconds() * 1e3) / 1e3);
        report.outputs().stream().filter(o -> o.rows() >= 0).findFirst().map(Output::rows)
            .ifPresent(rows -> node.addProperty("rows", rows));
        final JsonArray warnings = new JsonArray();
        report.warning().ifPresent(warnings::add);
        node.add("warnings", warnings);
        report.problem().ifPresent(problem -> {
            node.addProperty("reason", problem.reason());
            node.addProperty("remedy", problem.remedy());
        });
        final JsonArray outputs = new JsonArray();
        for (final Output output : report.outputs()) {
            final JsonObject entry = new JsonObject();
            entry.addProperty("port", output.port());
            entry.addProperty("kind", output.kind());
            if (output.rows() >= 0) {
                entry.addProperty("rows", output.rows());
                entry.addProperty("columns", output.columns());
            }
            entry.addProperty("summary", output.summary());
            entry.add("files", GSON.toJsonTree(output.files()));
            outputs.add(entry);
        }
        node.add("outputs", outputs);
        report.view().ifPresent(view -> node.addProperty("view", view));
        return node;
    }

    private String html() {
        final StringBuilder out = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>").append(escape(workflow))
            .append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<h1>")
            .append(escape(workflow)).append("</h1>\n<p>")
            .append(succeeded() ? "All " + nodes.size() + " nodes ran" : "<strong>Not all nodes ran to their end</strong>")
            .append(". Started ").append(started.truncatedTo(ChronoUnit.SECONDS)).append(", ")
            .append(ProgressLines.time(seconds())).append(", ").append(threads).append(" threads.</p>\n");
        if (!overrides.isEmpty()) {
            out.append("<p>Changed settings: <code>").append(escape(String.join("; ", overrides))).append("</code></p>\n");
        }
        out.append("<table>\n<thead><tr><th>Node</th><th>State</th><th>Time</th><th>Results</th></tr></thead>\n<tbody>\n");
        for (final NodeReport report : nodes) {
            row(out, report);
        }
        return out.append("</tbody>\n</table>\n<p>For scripts: <a href=\"run.json\">run.json</a></p>\n</body>\n</html>\n")
            .toString();
    }

    private static void row(final StringBuilder out, final NodeReport report) {
        final String label = report.node().label();
        out.append("<tr class=\"").append(report.state()).append("\"><td>").append(escape(label))
            .append(label.equals(report.node().nodeName()) ? "" : "<br><small>" + escape(report.node().nodeName()) + "</small>")
            .append("</td><td>").append(report.state().name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .append("</td><td class=\"number\">").append(ProgressLines.time(report.seconds())).append("</td><td><ul>");
        report.view().ifPresent(view -> out.append("<li><a href=\"").append(escape(view)).append("\">View</a></li>"));
        for (final Output output : report.outputs()) {
            out.append("<li>").append(escape(output.port())).append(": ").append(escape(output.summary()));
            for (final String file : output.files()) {
                out.append(" <a href=\"").append(escape(file)).append("\">")
                    .append(escape(file.substring(file.lastIndexOf('/') + 1))).append("</a>");
            }
            out.append("</li>");
        }
        out.append("</ul>");
        report.warning().ifPresent(w -> out.append("<p class=\"note\">Warning: ").append(escape(w)).append("</p>"));
        report.problem().ifPresent(p -> out.append("<p class=\"note\">").append(escape(p.reason()))
            .append(p.remedy().isBlank() ? "" : "\nWhat to do: " + escape(p.remedy())).append("</p>"));
        out.append("</td></tr>\n");
    }

    private static String escape(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
