package org.dlrm.knime.node.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.knime.Failures;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.Views;
import org.dlrm.knime.node.reference.ReferenceCheckParameters.Outside;
import org.dlrm.radiomics.reference.Comparison;
import org.dlrm.radiomics.reference.Comparison.Count;
import org.dlrm.radiomics.reference.ReferenceSuite;
import org.dlrm.radiomics.reference.ReferenceSuite.Task;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

import com.google.gson.JsonObject;

/** IBSI Reference Check: {@link ReferenceSuite} as a node. */
public final class ReferenceCheckNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec COMPARISONS = StatTables.spec("Reference set", StringCell.TYPE, "Test",
        StringCell.TYPE, "Feature", StringCell.TYPE, "Tag", StringCell.TYPE, "IBSI code", StringCell.TYPE, "Aggregation",
        StringCell.TYPE, "Reference", DoubleCell.TYPE, "Tolerance", DoubleCell.TYPE, "Consensus", StringCell.TYPE, "Value",
        DoubleCell.TYPE, "Verdict", StringCell.TYPE, "Remark", StringCell.TYPE);

    private static final DataTableSpec SUMMARY = StatTables.spec("Reference set", StringCell.TYPE, "Test", StringCell.TYPE,
        "Within tolerance", IntCell.TYPE, "Compared", IntCell.TYPE, "Without reference", IntCell.TYPE);

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("IBSI Reference Check") //
        .icon("../../../../../icons/reference.png") //
        .shortDescription("Computes IBSI's phantoms on this machine and compares every feature with its published value.") //
        .fullDescription("""
            <p>A site that measures patients with this extension should know that its own installation computes what was
            published. This node computes the phantoms of the Image Biomarker Standardisation Initiative here and now, with the
            code of the Radiomics Extractor, and puts each value beside the consensus value with its tolerance: keep the table as
            your validation record.</p>
            <p>The digital phantom of <a href="https://doi.org/10.1148/radiol.2020191145">IBSI 1</a> is built in. With a folder of
            IBSI's own files also the CT phantom in configurations A to E (1804 feature values in all, with 300 diagnostic
            numbers between the steps of processing), and, for <a href="https://doi.org/10.1148/radiol.231319">IBSI 2</a>, 33
            response maps of filters and 324 features of filtered images. The CT phantom's licence forbids commercial use; it is
            therefore not part of this extension: get it from
            <a href="https://github.com/theibsi/data_sets">theibsi/data_sets</a>, the values from
            <a href="https://github.com/theibsi/ibsi_2_reference_data">theibsi/ibsi_2_reference_data</a>.</p>
            <p>Values are compared as IBSI does: rounded to three significant digits, then within the published tolerance. A
            response map passes if every voxel is within 1 % of the map's range.</p>
            <p><b>Common mistakes</b>: taking the check for a validation of your own settings: it says that the formulas are right,
            not that bin width and interpolation suit your images.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addOutputTable("Comparisons", "One row per published value: feature, IBSI code, reference, tolerance, our value, "
                + "verdict.") //
            .addOutputTable("Summary", "How many values of each test are within their tolerance.")) //
        .model(m -> m.parametersClass(ReferenceCheckParameters.class) //
            .configure(ReferenceCheckNodeFactory::configure) //
            .execute(ReferenceCheckNodeFactory::execute)), "Counts per test, and the values outside their tolerance.") //
        .nodeType(NodeType.Source) //
        .keywords("IBSI", "validation", "reference", "phantom", "compliance", "quality assurance");

    public ReferenceCheckNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final Optional<Path> folder = in.<ReferenceCheckParameters> getParameters().folder();
        if (folder.isPresent() && !Files.isDirectory(folder.get())) {
            throw new InvalidSettingsException("IBSI folder: there is no folder " + folder.get()
                + ". Leave it empty to check the digital phantom only.");
        }
        out.setOutSpec(0, COMPARISONS);
        out.setOutSpec(1, SUMMARY);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final ReferenceCheckParameters p = in.getParameters();
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final ReferenceSuite suite = ReferenceSuite.of(p.folder());
            final List<Comparison> all = new ArrayList<>();
            try {
                Jobs.<Task, List<Comparison>> forEach(exec, suite.tasks().size(),
                    new OrderedParallel(Jobs.threads(), OrderedParallel.SMALL_RESULTS), suite.tasks().iterator(),
                    (task, progress) -> task.title(), ReferenceCheckNodeFactory::run, (task, done) -> all.addAll(done));
            } catch (UncheckedIOException e) {
                throw new KNIMEException(e.getMessage(), e);
            }
            final List<Comparison> outside = all.stream().filter(c -> !c.passed()).toList();
            final String verdict = outside.isEmpty() ? "" : outside.size() + " of " + all.size()
                + " values are outside their published tolerance, first: " + outside.get(0).test() + ", "
                + outside.get(0).feature() + ": " + outside.get(0).value() + " instead of " + outside.get(0).reference()
                + ". Do not use this installation for a study before this is explained; please report it.";
            if (!outside.isEmpty() && p.m_outside == Outside.FAIL) {
                throw new KNIMEException(verdict);
            }
            if (!outside.isEmpty()) {
                out.setWarningMessage(verdict);
            } else if (p.folder().isPresent() && !suite.notes().isEmpty()) {
                out.setWarningMessage(String.join(" ", suite.notes()));
            }
            out.setOutData(0, comparisons(all, exec));
            out.setOutData(1, summary(all, exec));
            out.setInternalData(Views.pack(exec, page(suite, all, outside, verdict)));
        });
    }

    private static List<Comparison> run(final Task task, final Progress progress) {
        try {
            return task.run(progress);
        } catch (IOException e) {
            throw new UncheckedIOException(task.title() + ": " + e.getMessage(), e);
        }
    }

    private static BufferedDataTable comparisons(final List<Comparison> all, final ExecutionContext exec) {
        final StatTables.Builder table = new StatTables.Builder(exec, COMPARISONS);
        all.forEach(c -> table.add(c.part().title(), c.test(), c.feature(), c.tag(), c.ibsiId(), c.aggregation(),
            c.reference(), c.tolerance(), c.consensus(), c.value(), c.verdict(), c.remark()));
        return table.build();
    }

    private static BufferedDataTable summary(final List<Comparison> all, final ExecutionContext exec) {
        final StatTables.Builder table = new StatTables.Builder(exec, SUMMARY);
        Comparison.byTest(all).forEach(c -> table.add(c.part().title(), c.test().isEmpty() ? "all" : c.test(), c.passed(),
            c.compared(), c.withoutReference()));
        return table.build();
    }

    private static JsonObject page(final ReferenceSuite suite, final List<Comparison> all,
        final List<Comparison> outside, final String verdict) {
        final JsonObject page = Views.page("IBSI reference check");
        if (!verdict.isEmpty()) {
            Views.warn(page, List.of(verdict));
        }
        final Map<String, String> facts = new LinkedHashMap<>();
        for (final Count c : Comparison.byPart(all)) {
            facts.put(c.part().title(), c.passed() + " of " + c.compared() + " within tolerance"
                + (c.withoutReference() == 0 ? "" : ", " + c.withoutReference() + " without a published value"));
        }
        facts.put("Computed with", "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " "
            + System.getProperty("os.arch"));
        Views.facts(page, "Verdict", facts).addProperty("note", String.join(" ", suite.notes()));
        Views.table(page, "table", "Tests", List.of("Reference set", "Test", "Within tolerance", "Compared"),
            Comparison.byTest(all).stream().map(c -> new Object[]{c.part().title(), c.test().isEmpty() ? "all" : c.test(),
                c.passed(), c.compared()}).toList());
        Views.table(page, "table", "Outside the tolerance",
            List.of("Test", "Feature", "Reference", "Tolerance", "Value", "Remark"),
            outside.stream().map(c -> new Object[]{c.test(), c.feature() + " (" + c.tag() + ")", c.reference(),
                c.tolerance(), c.value(), c.remark()}).toList());
        if (outside.isEmpty()) {
            page.getAsJsonArray("panels").get(2).getAsJsonObject().addProperty("note", "No value is outside.");
        }
        return page;
    }
}
