package org.dlrm.headless.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.dlrm.headless.run.NodeReport.State;
import org.dlrm.headless.workflow.SettingOverride;
import org.dlrm.headless.workflow.WorkflowException;
import org.dlrm.headless.workflow.WorkflowFolder;
import org.dlrm.headless.workflow.WorkflowFolder.Node;
import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.Workspace;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlrm run}: executes a workflow folder. */
@Command(name = "run", description = {"Runs a KNIME workflow folder from the terminal.", "",
    "All nodes are loaded, set and configured first: an unknown node, a missing or unknown setting or a wrong column is "
        + "reported before anything runs. Then each node runs after those it depends on. A node that fails stops only "
        + "what hangs on it.", "",
    "The output folder gets, per node, every table as CSV, every model as its file and the view as a self-contained HTML "
        + "page; index.html links to all of them, run.json says the same for scripts."},
    footer = {"", "Examples:", "  dlrm run", "  dlrm run my-workflow --out results --threads 4",
        "  dlrm run --set \"Phantom Cohort Generator.signal=0\"",
        "  dlrm run --set \"Survival Stratifier (Learner).rule=MAXSTAT\""})
public final class RunCommand implements Callable<Integer> {

    /** Folder with the project's workflows; set by the launcher. */
    public static final String HOME_PROPERTY = "dlrm.home";

    /** How many threads a node may use; nodes read it, default is the number of cores. */
    public static final String THREADS_PROPERTY = "dlrm.threads";

    private static final String MAIN_WORKFLOW = "dlrm-gastric";

    @Spec
    private CommandSpec m_spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "WORKFLOW_DIR",
        description = "Workflow folder, or the name of one of the project's workflows. Default: " + MAIN_WORKFLOW)
    private Path m_workflow;

    @Option(names = "--out", paramLabel = "DIR",
        description = "Folder for the results; those of an earlier run are replaced. Default: dlrm-output/<workflow>")
    private Path m_out;

    @Option(names = "--set", paramLabel = "\"Node name.parameter=value\"",
        description = {"Changes a setting of a node for this run; can be repeated. The node is named as on the canvas, with "
            + "#number where names repeat. 'dlrm nodes NODE' lists the parameters. A list is written a,b,c; an empty value "
            + "switches an optional parameter off."})
    private List<String> m_set = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N",
        description = "Threads a node may use. Default: number of cores. Results do not depend on it.")
    private int m_threads = Runtime.getRuntime().availableProcessors();

    private final AtomicBoolean m_cancelled = new AtomicBoolean();

    private final Supplier<NodeCatalog> m_catalog;

    /** The nodes are those of the running Equinox. */
    public RunCommand() {
        this(NodeCatalog::fromRegistry);
    }

    /** @param catalog gives the nodes there are */
    public RunCommand(final Supplier<NodeCatalog> catalog) {
        m_catalog = catalog;
    }

    @Override
    public Integer call() throws IOException, WorkflowException {
        final CountDownLatch finished = new CountDownLatch(1);
        final Thread stop = new Thread(() -> stop(finished), "dlrm-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return execute();
        } finally {
            finished.countDown();
            if (!m_cancelled.get()) {
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
    }

    /** Ctrl-C: lets the running node stop, the report be written and temporary files be deleted. */
    private void stop(final CountDownLatch finished) {
        m_cancelled.set(true);
        try {
            finished.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int execute() throws IOException, WorkflowException {
        if (m_threads < 1) {
            throw new ParameterException(m_spec.commandLine(), "--threads: at least 1 is needed, not " + m_threads);
        }
        System.setProperty(THREADS_PROPERTY, Integer.toString(m_threads));
        final Path dir = workflowDir();
        try (Workspace workspace = Workspace.open(dir)) {
            final PreparedWorkflow prepared = prepare(dir, workspace);
            if (!prepared.problems().isEmpty()) {
                System.err.printf("%s cannot run, nothing was executed:%n", prepared.workflow().name());
                prepared.problems().forEach(problem -> System.err.println(problem.text()));
                return CommandLine.ExitCode.SOFTWARE;
            }
            return run(prepared, workspace);
        }
    }

    /** What is wrong with the folder's form or with a wish is wrong usage; what is wrong with a node is a problem. */
    private PreparedWorkflow prepare(final Path dir, final Workspace workspace) {
        try {
            final WorkflowFolder workflow = WorkflowFolder.read(dir);
            final List<SettingOverride> overrides = new ArrayList<>();
            for (final String text : m_set) {
                overrides.add(SettingOverride.parse(text, workflow.nodes()));
            }
            return PreparedWorkflow.prepare(workflow, m_catalog.get(), overrides, workspace);
        } catch (WorkflowException e) {
            throw new ParameterException(m_spec.commandLine(), e.getMessage(), e);
        }
    }

    private Path workflowDir() {
        final Path wanted = m_workflow == null ? Path.of(MAIN_WORKFLOW) : m_workflow;
        final Path ofProject = Path.of(System.getProperty(HOME_PROPERTY, "")).resolve(wanted);
        final boolean given = m_workflow != null && Files.exists(m_workflow);
        return !given && wanted.getNameCount() == 1 && Files.exists(ofProject) ? ofProject : wanted;
    }

    private int run(final PreparedWorkflow prepared, final Workspace workspace) throws IOException, WorkflowException {
        final String name = prepared.workflow().name();
        final Path out = m_out != null ? m_out : Path.of("dlrm-output", name);
        clear(out, prepared.workflow());
        final Instant started = Instant.now();
        final ProgressLines lines = new ProgressLines(System.err, Boolean.getBoolean("dlrm.terminal"));
        final List<NodeReport> reports = new WorkflowRunner(prepared, workspace, out, lines, m_cancelled::get).run();
        final RunReport report = new RunReport(name, m_set, m_threads, started, Instant.now(), reports);
        report.write(out);
        summary(report);
        System.out.println(out.resolve(RunReport.INDEX));
        return report.succeeded() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static void summary(final RunReport report) {
        for (final NodeReport node : report.nodes()) {
            if (node.state() == State.FAILED || node.state() == State.EXECUTED) {
                node.problem().ifPresent(problem -> System.err.println("FAILED  " + problem.text()));
            }
        }
        final long executed = report.nodes().stream().filter(n -> n.state() == State.EXECUTED).count();
        System.err.printf("%d of %d nodes done in %s%n", executed, report.nodes().size(),
            ProgressLines.time(report.seconds()));
    }

    /** Makes the folder and removes what an earlier run of the same workflow left there. */
    private static void clear(final Path out, final WorkflowFolder workflow) throws IOException {
        Files.createDirectories(out);
        if (Files.exists(out.resolve(RunReport.JSON))) {
            for (final Node node : workflow.nodes()) {
                deleteFolder(out.resolve(WorkflowRunner.folderName(node)));
            }
        }
        for (final String name : List.of(RunReport.JSON, RunReport.INDEX, "run.log")) {
            Files.deleteIfExists(out.resolve(name));
        }
    }

    private static void deleteFolder(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path dir, final IOException e) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
