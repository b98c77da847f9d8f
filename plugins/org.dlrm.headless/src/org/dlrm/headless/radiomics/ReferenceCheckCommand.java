package org.dlrm.headless.radiomics;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.dlrm.radiomics.reference.Comparison;
import org.dlrm.radiomics.reference.ReferenceSuite;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dlrm reference-check}: our numbers beside the published ones. */
@Command(name = "reference-check",
    description = {"Computes the features of the IBSI phantoms on this machine and compares them with the published "
        + "values: reference, value, tolerance, verdict, for a site's own validation file.",
        "The digital phantom is built in. The CT phantom is not (its licence forbids commercial use), nor are the files of "
            + "IBSI 2: --ibsi."},
    footer = {"", "Examples:", "  dlrm reference-check", "  dlrm reference-check --ibsi ibsi -o validation.csv",
        "  dlrm reference-check --ibsi ibsi --failed", "",
        "The exit code is 0 if every value is within its tolerance."})
public final class ReferenceCheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Option(names = "--ibsi", paramLabel = "DIR",
        description = "Folder with what github.com/theibsi/data_sets and github.com/theibsi/ibsi_2_reference_data hold, "
            + "anywhere in it; adds configurations A to E and IBSI 2")
    private Path m_ibsi;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "CSV file to write; default: standard output")
    private Path m_output;

    @Option(names = "--failed", description = "List only what is not within the tolerance.")
    private boolean m_failed;

    @Option(names = "--threads", paramLabel = "N", description = "Worker threads; default: one per core")
    private int m_threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException {
        final PrintWriter err = m_spec.commandLine().getErr();
        final ReferenceSuite suite;
        try {
            suite = ReferenceSuite.of(Optional.ofNullable(m_ibsi));
        } catch (IOException e) {
            err.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        final List<Comparison> rows = new ArrayList<>();
        try {
            new OrderedParallel(Math.max(1, m_threads)).<ReferenceSuite.Task, List<Comparison>> map(
                suite.tasks().iterator(), (i, task) -> run(task), (i, done) -> rows.addAll(done), Progress.NONE);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        write(rows);
        Comparison.byTest(rows).forEach(err::println);
        err.println("In all");
        Comparison.byPart(rows).forEach(c -> err.println("  " + c));
        suite.notes().forEach(err::println);
        err.flush();
        return rows.stream().allMatch(Comparison::passed) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static List<Comparison> run(final ReferenceSuite.Task task) {
        try {
            return task.run(Progress.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(task.title() + ": " + e.getMessage(), e);
        }
    }

    private void write(final List<Comparison> rows) throws IOException {
        final List<String> lines = new ArrayList<>();
        lines.add("part,test,tag,feature,ibsi_code,aggregation,reference,tolerance,consensus,value,verdict,remark");
        for (final Comparison r : rows) {
            if (!m_failed || !r.passed()) {
                lines.add(Csv.row(List.of(r.part().title(), r.test(), r.tag(), r.feature(), r.ibsiId(), r.aggregation(),
                    number(r.reference()), number(r.tolerance()), r.consensus(), number(r.value()),
                    r.verdict().toString(), r.remark())));
            }
        }
        if (m_output == null) {
            final PrintWriter out = m_spec.commandLine().getOut();
            lines.forEach(out::println);
            out.flush();
        } else {
            Files.write(m_output, lines, StandardCharsets.UTF_8);
        }
    }

    private static String number(final double v) {
        return Double.isNaN(v) ? ""
            : v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long)v) : Double.toString(v);
    }
}
