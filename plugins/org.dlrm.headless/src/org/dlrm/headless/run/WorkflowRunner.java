package org.dlrm.headless.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.dlrm.headless.run.NodeReport.Output;
import org.dlrm.headless.run.NodeReport.State;
import org.dlrm.headless.workflow.WorkflowException;
import org.dlrm.headless.workflow.WorkflowFolder.Connection;
import org.dlrm.headless.workflow.WorkflowFolder.Node;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.NodeRuntime.Port;
import org.dlrm.standin.NodeRuntime.View;
import org.dlrm.standin.Workspace;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.port.PortObject;

/**
 * Executes a prepared workflow node by node in dependency order and writes what comes out: every table as CSV, every
 * model as its file, every view as a self-contained page. A node that fails stops only what hangs on it.
 */
public final class WorkflowRunner {

    private static final String DETAILS =
        "This was not foreseen. The details are in run.log beside the results; please report them.";

    private final PreparedWorkflow m_prepared;

    private final Workspace m_workspace;

    private final Path m_out;

    private final ProgressLines m_lines;

    private final BooleanSupplier m_cancelled;

    private final Map<Integer, PortObject[]> m_outputs = new HashMap<>();

    private final Map<Integer, Node> m_lost = new HashMap<>();

    /**
     * @param prepared a workflow without problems
     * @param workspace where the nodes run
     * @param out existing folder for the results
     * @param lines where progress is shown
     * @param cancelled asked often; true stops the run
     */
    public WorkflowRunner(final PreparedWorkflow prepared, final Workspace workspace, final Path out,
        final ProgressLines lines, final BooleanSupplier cancelled) {
        m_prepared = prepared;
        m_workspace = workspace;
        m_out = out;
        m_lines = lines;
        m_cancelled = cancelled;
    }

    /**
     * @return one report per node, in the order of execution
     * @throws IOException if a result cannot be written
     * @throws WorkflowException never for a prepared workflow
     */
    public List<NodeReport> run() throws IOException, WorkflowException {
        final List<NodeReport> reports = new ArrayList<>();
        final List<Node> order = m_prepared.workflow().inOrder();
        for (final Node node : order) {
            m_lines.start(reports.size() + 1, order.size(), node.title());
            final NodeReport report = run(node);
            if (report.state() != State.EXECUTED) {
                m_lost.put(node.id(), m_lost.getOrDefault(firstLostSource(node), node));
            }
            reports.add(report);
            m_lines.end(report);
        }
        return reports;
    }

    /** @return the id of a node before this one that did not run to its end, or -1 */
    private int firstLostSource(final Node node) {
        return m_prepared.workflow().into(node).stream().map(Connection::sourceId).filter(m_lost::containsKey)
            .findFirst().orElse(-1);
    }

    private NodeReport run(final Node node) throws IOException {
        final int lost = firstLostSource(node);
        if (m_cancelled.getAsBoolean()) {
            return report(node, State.CANCELLED, 0, new Problem(node.title(), "the run was stopped", ""));
        }
        if (lost >= 0) {
            return report(node, State.NOT_RUN, 0,
                new Problem(node.title(), "not run, because " + m_lost.get(lost).title() + " failed", ""));
        }
        final NodeRuntime runtime = m_prepared.runtime(node);
        final PortObject[] inputs = new PortObject[runtime.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            final Connection wire = m_prepared.source(node, i).orElseThrow();
            inputs[i] = m_outputs.get(wire.sourceId())[wire.sourcePort() - 1];
        }
        final long start = System.nanoTime();
        try {
            final NodeRuntime.Result result = runtime.execute(inputs, m_lines.monitor(m_cancelled), m_workspace);
            final double seconds = (System.nanoTime() - start) / 1e9;
            m_outputs.put(node.id(), result.outputs());
            final Path folder = Files.createDirectories(m_out.resolve(folderName(node)));
            final List<Output> outputs = writeOutputs(runtime.outputs(), result.outputs(), folder);
            final Optional<String> warning = result.warning().or(runtime::configureWarning).filter(w -> !w.isBlank());
            final NodeReport done =
                new NodeReport(node, State.EXECUTED, seconds, warning, Optional.empty(), outputs, Optional.empty());
            return withView(done, runtime, result, folder);
        } catch (CanceledExecutionException e) {
            return report(node, State.CANCELLED, start, new Problem(node.title(), "stopped by the user", ""));
        } catch (OutOfMemoryError e) {
            return failed(node, start, e, "not enough memory (%d MiB)".formatted(Runtime.getRuntime().maxMemory() >> 20),
                "Give the runner more: DLRM_XMX=8g dlrm run ...; or use fewer threads.");
        } catch (Exception | LinkageError | StackOverflowError e) {
            final boolean expected = e.getClass().getName().startsWith("org.knime.core.node.");
            return failed(node, start, e, expected ? e.getMessage() : e.toString(), expected ? "" : DETAILS);
        }
    }

    private NodeReport failed(final Node node, final long start, final Throwable cause, final String reason,
        final String remedy) throws IOException {
        log(node, cause);
        return report(node, State.FAILED, start, new Problem(node.title(), reason, remedy));
    }

    private void log(final Node node, final Throwable cause) throws IOException {
        final StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        Files.writeString(m_out.resolve("run.log"), node.title() + "\n" + trace + "\n", StandardCharsets.UTF_8,
            StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static NodeReport report(final Node node, final State state, final long start, final Problem problem) {
        final double seconds = start == 0 ? 0 : (System.nanoTime() - start) / 1e9;
        return new NodeReport(node, state, seconds, Optional.empty(), Optional.of(problem), List.of(), Optional.empty());
    }

    // ---------------------------------------------------------------------------------------------------- results

    private List<Output> writeOutputs(final List<Port> ports, final PortObject[] objects, final Path folder)
        throws IOException {
        final List<Output> result = new ArrayList<>();
        final Set<String> used = new HashSet<>();
        for (int i = 0; i < objects.length; i++) {
            String name = slug(ports.get(i).name());
            if (!used.add(name)) {
                name += "-" + (i + 1);
            }
            if (objects[i] instanceof BufferedDataTable table) {
                final Path file = folder.resolve(name + ".csv");
                CsvWriter.write(table, file);
                final int columns = table.getDataTableSpec().getNumColumns();
                result.add(new Output(ports.get(i).name(), "table", table.size(), columns,
                    table.size() + " rows, " + columns + " columns", List.of(relative(file))));
            } else if (objects[i] != null) {
                final List<Path> files = ModelFiles.write(objects[i], folder, name, m_workspace);
                result.add(new Output(ports.get(i).name(), ports.get(i).type().getName(), -1, -1,
                    Optional.ofNullable(objects[i].getSummary()).orElse(""),
                    files.stream().map(this::relative).toList()));
            }
        }
        return result;
    }

    /** A view that cannot be written is reported, but does not stop the nodes that follow. */
    private NodeReport withView(final NodeReport done, final NodeRuntime runtime, final NodeRuntime.Result result,
        final Path folder) throws IOException {
        try {
            final Optional<View> view = runtime.view(result, m_workspace);
            if (view.isEmpty()) {
                return done;
            }
            final Path file = folder.resolve("view.html");
            Files.writeString(file, ViewPage.selfContained(view.get().pageFile(), view.get().initialData(),
                view.get()::resource), StandardCharsets.UTF_8);
            return new NodeReport(done.node(), done.state(), done.seconds(), done.warning(), done.problem(),
                done.outputs(), Optional.of(relative(file)));
        } catch (IOException | RuntimeException | LinkageError e) {
            log(done.node(), e);
            return new NodeReport(done.node(), done.state(), done.seconds(), done.warning(),
                Optional.of(new Problem(done.node().title(), "The view cannot be written: " + e.getMessage(), DETAILS)),
                done.outputs(), Optional.empty());
        }
    }

    private String relative(final Path file) {
        return m_out.relativize(file).toString().replace('\\', '/');
    }

    /** @return e.g. "04-roi-masker" */
    static String folderName(final Node node) {
        return "%02d-%s".formatted(node.id(), slug(node.nodeName()));
    }

    /** @return the name in lower case with hyphens, safe as a file name everywhere */
    static String slug(final String name) {
        final String slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return slug.isEmpty() ? "output" : slug.substring(0, Math.min(60, slug.length()));
    }
}
