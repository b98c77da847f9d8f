package org.dlrm.headless.radiomics;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.radiomics.reference.DigitalPhantom;
import org.dlrm.radiomics.reference.ReferenceCheck;
import org.dlrm.radiomics.reference.ReferenceCheck.Configuration;
import org.dlrm.radiomics.reference.ReferenceCheck.Row;
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
        "The digital phantom is built in. The CT phantom is not (its licence forbids commercial use): --ibsi."},
    footer = {"", "Examples:", "  dlrm reference-check", "  dlrm reference-check --ibsi data_sets -o validation.csv"})
public final class ReferenceCheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Option(names = "--ibsi", paramLabel = "DIR",
        description = "Folder with ibsi1_ct_phantom/nifti/{image/phantom,mask/mask}.nii.gz, from "
            + "github.com/theibsi/data_sets; adds configurations A to E")
    private Path m_ibsi;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "CSV file to write; default: standard output")
    private Path m_output;

    @Option(names = "--failed", description = "List only what is not within the tolerance.")
    private boolean m_failed;

    @Override
    public Integer call() throws IOException {
        final List<Row> rows = new ArrayList<>(ReferenceCheck.run(Configuration.DIGITAL, DigitalPhantom.image(),
            DigitalPhantom.mask(), Progress.NONE));
        if (m_ibsi != null) {
            // the folder as in theibsi/data_sets, or the phantom's own
            final Path within = m_ibsi.resolve("ibsi1_ct_phantom");
            final Path nifti = Files.isDirectory(within) ? within.resolve("nifti") : m_ibsi.resolve("nifti");
            final Volume image = Nifti.readVolume(nifti.resolve("image/phantom.nii.gz"));
            final Mask mask = Nifti.readMask(nifti.resolve("mask/mask.nii.gz"));
            for (final Configuration c : Configuration.values()) {
                if (c != Configuration.DIGITAL) {
                    rows.addAll(ReferenceCheck.run(c, image, mask, Progress.NONE));
                }
            }
        }
        final List<String> lines = new ArrayList<>();
        lines.add("configuration,feature,reference,tolerance,consensus,value,verdict");
        for (final Row r : rows) {
            if (!m_failed || !r.passed()) {
                lines.add(Csv.row(List.of(r.reference().configuration().title(), r.reference().tag(),
                    number(r.reference().value()), number(r.reference().tolerance()), r.reference().consensus(),
                    Double.isNaN(r.value()) ? r.reason() : number(r.value()), r.passed() ? "pass" : "FAIL")));
            }
        }
        if (m_output == null) {
            final PrintWriter out = m_spec.commandLine().getOut();
            lines.forEach(out::println);
            out.flush();
        } else {
            Files.write(m_output, lines, StandardCharsets.UTF_8);
        }
        return summary(rows) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String number(final double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long)v) : Double.toString(v);
    }

    /** @return whether all are within their tolerance */
    private boolean summary(final List<Row> rows) {
        final PrintWriter err = m_spec.commandLine().getErr();
        for (final Configuration c : Configuration.values()) {
            final long features = count(rows, c, false, false);
            if (features > 0) {
                err.println(c.title() + ": " + count(rows, c, false, true) + " of " + features
                    + " feature values within tolerance" + (count(rows, c, true, false) == 0 ? ""
                        : ", " + count(rows, c, true, true) + " of " + count(rows, c, true, false) + " diagnostics"));
            }
        }
        final long features = rows.stream().filter(r -> !r.reference().diagnostic()).count();
        err.println("in all: " + rows.stream().filter(r -> !r.reference().diagnostic() && r.passed()).count() + " of "
            + features + (m_ibsi == null ? "; configurations A to E were not run (--ibsi)" : ""));
        err.flush();
        return rows.stream().allMatch(Row::passed);
    }

    private static long count(final List<Row> rows, final Configuration c, final boolean diagnostic,
        final boolean passed) {
        return rows.stream().filter(r -> r.reference().configuration() == c
            && r.reference().diagnostic() == diagnostic && (!passed || r.passed())).count();
    }
}
