package org.dlrm.knime.node.robust;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.InputPorts;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.TrainingRows;
import org.dlrm.knime.Views;
import org.dlrm.knime.Warnings;
import org.dlrm.stats.agreement.RobustnessFilter;
import org.dlrm.stats.agreement.RobustnessFilter.Repetitions;
import org.dlrm.stats.agreement.RobustnessFilter.Verdict;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.container.ColumnRearranger;
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

/** Feature Robustness Filter: {@link RobustnessFilter} over two tables of the same patients. */
public final class RobustnessFilterNodeFactory extends DefaultNodeFactory {

    // ids of the port groups: workflows are saved with them
    private static final String SECOND = "Second measurement";
    private static final String TO_FILTER = "Table to filter";

    private static final DataTableSpec RELIABILITY = StatTables.spec("Feature", StringCell.TYPE, "Patients", IntCell.TYPE,
        "Measurements", IntCell.TYPE, "Coefficient", StringCell.TYPE, "ICC", DoubleCell.TYPE, "Lower", DoubleCell.TYPE,
        "Upper", DoubleCell.TYPE, "F", DoubleCell.TYPE, "p", DoubleCell.TYPE, "Bias", DoubleCell.TYPE,
        "Lower limit of agreement", DoubleCell.TYPE, "Upper limit of agreement", DoubleCell.TYPE, "CCC", DoubleCell.TYPE,
        "CCC lower", DoubleCell.TYPE, "CCC upper", DoubleCell.TYPE, "Kept", StringCell.TYPE, "Reason", StringCell.TYPE);

    private static final DataTableSpec CATEGORIES = StatTables.spec("Column", StringCell.TYPE, "Patients", IntCell.TYPE,
        "Kappa", DoubleCell.TYPE, "Lower", DoubleCell.TYPE, "Upper", DoubleCell.TYPE);

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Feature Robustness Filter") //
        .icon("../../../../../icons/robust.png") //
        .shortDescription("Keeps the features that two readers, or test and retest, reproduce.") //
        .fullDescription("""
            <p>Compares each feature between two tables of the same patients (two readers' contours, test and retest) by an
            intraclass correlation with its interval, F and p value, and drops the features below the threshold. Patients are
            matched by RowID; those in one table only are not used for the comparison. Without a second table the rows of one
            patient in the first are the repeated measurements, for example those of the ROI Perturbator: the ICC is then
            ICC(1,1), for two tables ICC(2,1)
            (<a href="https://doi.org/10.1037/0033-2909.86.2.420">Shrout and Fleiss 1979</a>), unless you choose another.</p>
            <p>For two measurements Bland-Altman's bias and limits of agreement and Lin's concordance are reported as well, for
            categories Cohen's kappa.</p>
            <p>Which features a model may use is learnt from training patients only (<i>The table has several cohorts</i>); all
            cohorts then lose the same features.</p>
            <p>The table at <i>Table to filter</i> passes on with the robust features, usually the study's own features of all
            patients; without one the first table. All other columns stay. Numbers agree with R's irr and psych.</p>
            <p><b>Common mistakes</b>: fewer than 30 patients (the interval is then wide); RowIDs that differ between the
            tables; letting validation patients decide which features are robust; going on with the table of repeated rows, where each patient appears many times, instead of connecting the
            study's table to <i>Table to filter</i>.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .dynamicPorts(p -> p //
            .addInputPortGroup("First measurement", g -> g.name("First measurement") //
                .description("Features of the first reader, or all repeated measurements; this table passes on unless "
                    + "another is to be filtered.") //
                .fixed(BufferedDataTable.TYPE)) //
            .addInputPortGroup(SECOND, g -> g.name(SECOND) //
                .description("Features of the second reader, same RowIDs.") //
                .optional().supportedTypes(BufferedDataTable.TYPE)) //
            .addInputPortGroup(TO_FILTER, g -> g.name(TO_FILTER) //
                .description("The table that loses the features which are not robust, if it is not the first.") //
                .optional().supportedTypes(BufferedDataTable.TYPE)) //
            .addOutputPortGroup("Robust features", g -> g.name("Robust features") //
                .description("The table to filter, or else the first, without the features that are not robust.") //
                .fixed(BufferedDataTable.TYPE)) //
            .addOutputPortGroup("Reliability", g -> g.name("Reliability") //
                .description("Coefficient, interval and verdict per feature.").fixed(BufferedDataTable.TYPE)) //
            .addOutputPortGroup("Categories", g -> g.name("Categories") //
                .description("Kappa per categorical column.").fixed(BufferedDataTable.TYPE))) //
        .model(m -> m.parametersClass(RobustnessFilterParameters.class) //
            .configure(RobustnessFilterNodeFactory::configure) //
            .execute(RobustnessFilterNodeFactory::execute)),
        "Intraclass correlations of all features against the threshold, counts per family.") //
        .nodeType(NodeType.Manipulator) //
        .keywords("ICC", "reliability", "test-retest", "reproducibility", "robustness", "two readers", "perturbation",
            "feature selection");

    public RobustnessFilterNodeFactory() {
        super(NODE);
    }

    private static List<String> features(final DataTableSpec first, final DataTableSpec second,
        final RobustnessFilterParameters p) throws InvalidSettingsException {
        final List<String> features = FeatureColumns.numbers(p.m_features, first, "Features");
        if (features.isEmpty()) {
            throw new InvalidSettingsException("Features: no column is chosen. Choose feature columns of the first table.");
        }
        final List<String> missing = features.stream().filter(f -> !second.containsName(f)
            || !second.getColumnSpec(f).getType().isCompatible(DoubleValue.class)).toList();
        if (!missing.isEmpty()) {
            throw new InvalidSettingsException("The second table lacks " + missing.size() + " of the " + features.size()
                + " feature columns, first: " + missing.get(0)
                + ". Extract both tables with the same settings, or choose other features.");
        }
        return features;
    }

    private static List<String> categories(final DataTableSpec first, final DataTableSpec second,
        final RobustnessFilterParameters p) {
        return List.of(p.m_categories.filter(first.stream().filter(c -> second.containsName(c.getName())).toList()));
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final RobustnessFilterParameters p = in.getParameters();
        final OptionalInt pair = InputPorts.of(in).index(SECOND);
        p.toFilter(pair.isPresent());
        final DataTableSpec first = in.getInTableSpec(0);
        final DataTableSpec second = pair.isPresent() ? in.getInTableSpec(pair.getAsInt()) : first;
        if (first != null && second != null) {
            final List<String> features = features(first, second, p);
            if (pair.isEmpty()) {
                Columns.require(first, p.m_patient, "Patient column", DataValue.class);
            }
            final OptionalInt filtered = InputPorts.of(in).index(TO_FILTER);
            final DataTableSpec toFilter = filtered.isPresent() ? in.getInTableSpec(filtered.getAsInt()) : first;
            if (toFilter != null) {
                requireFeatures(toFilter, features);
                requireCohort(first, toFilter, p);
            }
        }
        // which features stay is known after execution
        out.setOutSpec(0, (DataTableSpec)null);
        out.setOutSpec(1, RELIABILITY);
        out.setOutSpec(2, CATEGORIES);
    }

    private static void requireFeatures(final DataTableSpec filtered, final List<String> features)
        throws InvalidSettingsException {
        if (features.stream().noneMatch(filtered::containsName)) {
            throw new InvalidSettingsException("The table to filter has none of the " + features.size()
                + " feature columns, first: " + features.get(0) + ". Extract its features with the same settings.");
        }
    }

    /** The cohort may stand in either table: repeated rows rarely have it. */
    private static void requireCohort(final DataTableSpec first, final DataTableSpec filtered,
        final RobustnessFilterParameters p) throws InvalidSettingsException {
        if (p.m_useCohort && !first.containsName(p.m_cohort)) {
            TrainingRows.require(filtered, p.m_cohort);
        }
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final RobustnessFilterParameters p = in.getParameters();
        final BufferedDataTable first = in.getInTable(0);
        final OptionalInt pair = InputPorts.of(in).index(SECOND);
        final OptionalInt toFilter = InputPorts.of(in).index(TO_FILTER);
        final BufferedDataTable second = pair.isPresent() ? in.getInTable(pair.getAsInt()) : first;
        final BufferedDataTable filtered = toFilter.isPresent() ? in.getInTable(toFilter.getAsInt()) : first;
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final List<String> features = features(first.getDataTableSpec(), second.getDataTableSpec(), p);
            requireFeatures(filtered.getDataTableSpec(), features);
            final List<String> categories =
                pair.isPresent() ? categories(first.getDataTableSpec(), second.getDataTableSpec(), p) : List.of();
            requireCohort(first.getDataTableSpec(), filtered.getDataTableSpec(), p);
            final Set<String> columns = new LinkedHashSet<>(features);
            columns.addAll(categories);
            final RobustnessFilter filter = p.toFilter(pair.isPresent());
            final List<Verdict> verdicts;
            final List<String> notes = new ArrayList<>();
            final StatTables.Builder kappa = new StatTables.Builder(exec, CATEGORIES);
            if (pair.isPresent()) {
                final Table one = compared(first, columns, filtered, Optional.empty(), p, exec);
                final Table two = StatTables.of(second, List.copyOf(columns), exec);
                verdicts = filter.twoTables(one, two, features, Jobs.progress(exec));
                RobustnessFilter.categories(one, two, categories, p.m_level).forEach(c -> kappa.add(c.column(),
                    c.patients(), c.kappa(), c.interval().lower(), c.interval().upper()));
            } else {
                columns.add(p.m_patient);
                verdicts = repeated(compared(first, columns, filtered, Optional.of(p.m_patient), p, exec), p, filter, features,
                    notes, exec);
            }
            warn(verdicts, notes);
            Warnings.set(out, notes);
            final ColumnRearranger keep = new ColumnRearranger(filtered.getDataTableSpec());
            keep.remove(verdicts.stream().filter(v -> !v.kept()).map(Verdict::feature)
                .filter(filtered.getDataTableSpec()::containsName).toArray(String[]::new));
            out.setOutData(0, exec.createColumnRearrangeTable(filtered, keep, exec.createSubProgress(0.1)));
            out.setOutData(1, reliability(verdicts, filter, exec));
            out.setOutData(2, kappa.build());
            out.setInternalData(Views.pack(exec, RobustnessView.of(verdicts, filter, compared(p), notes)));
        });
    }

    /** @return whose measurements are compared, in words */
    private static String compared(final RobustnessFilterParameters p) {
        return p.m_useCohort ? "training patients (" + p.m_cohort + " = " + p.m_training.trim() + ")" : "all patients";
    }

    /**
     * @param patient the column that names the patient; empty if the RowIDs do
     * @return the rows of the first table to compare: the training patients', where there are cohorts
     */
    private static Table compared(final BufferedDataTable first, final Set<String> columns, final BufferedDataTable filtered,
        final Optional<String> patient, final RobustnessFilterParameters p, final ExecutionContext exec)
        throws InvalidSettingsException, CanceledExecutionException {
        final Set<String> names = new LinkedHashSet<>(columns);
        final boolean here = first.getDataTableSpec().containsName(p.m_cohort);
        if (p.m_useCohort && here) {
            names.add(p.m_cohort);
        }
        final Table rows = StatTables.of(first, List.copyOf(names), exec);
        if (!p.m_useCohort) {
            return rows;
        }
        if (here) {
            return TrainingRows.of(rows, p.m_cohort, p.m_training);
        }
        final Set<String> training = new HashSet<>(TrainingRows.of(StatTables.of(filtered, List.of(p.m_cohort), exec),
            p.m_cohort, p.m_training).keys());
        final Table found = patient.map(rows::factor).map(
            f -> rows.filter(r -> !f.isMissing(r) && training.contains(f.label(r))))
            .orElseGet(() -> rows.filter(r -> training.contains(rows.keys().get(r))));
        if (found.rows() == 0) {
            throw new InvalidSettingsException("None of the " + training.size() + " training patients of the table to filter, "
                + "first: " + training.stream().sorted().findFirst().orElseThrow() + ", is in the first table. Are the RowIDs of "
                + "the table to filter patient IDs" + patient.map(c -> ", as in the column '" + c + "'").orElse(" in both")
                + "?");
        }
        return found;
    }

    private static List<Verdict> repeated(final Table rows, final RobustnessFilterParameters p, final RobustnessFilter filter,
        final List<String> features, final List<String> notes, final ExecutionContext exec) {
        final Repetitions repetitions = Repetitions.of(rows, p.m_patient);
        if (!repetitions.leftOut().isEmpty()) {
            notes.add(repetitions.leftOut().size() + " patients are left out because they do not have "
                + repetitions.each() + " rows like the others, first: " + repetitions.leftOut().get(0) + ".");
        }
        return filter.repeatedRows(rows, repetitions, features, Jobs.progress(exec));
    }

    private static void warn(final List<Verdict> verdicts, final List<String> notes) {
        final int patients = verdicts.stream().mapToInt(Verdict::patients).max().orElse(0);
        if (patients < RobustnessFilter.FEW_PATIENTS) {
            notes.add("Only " + patients + " patients were measured repeatedly; " + RobustnessFilter.FEW_PATIENTS
                + " or more are advised.");
        }
        if (verdicts.stream().noneMatch(Verdict::kept)) {
            notes.add("No feature is robust enough.");
        }
        final List<String> undefined =
            verdicts.stream().filter(v -> Double.isNaN(v.icc())).map(Verdict::feature).toList();
        if (!undefined.isEmpty()) {
            notes.add(undefined.size() + " features have no ICC and are dropped, first: " + undefined.get(0)
                + "; the reliability table says why.");
        }
    }

    private static BufferedDataTable reliability(final List<Verdict> verdicts, final RobustnessFilter filter,
        final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, RELIABILITY);
        for (final Verdict v : verdicts) {
            final Optional<Interval> limits = v.pair().map(x -> x.blandAltman().limits());
            final Optional<Interval> ccc = v.pair().map(x -> x.concordance().interval(filter.level()));
            t.add(v.feature(), v.patients(), v.measurements(), filter.form().notation(), v.icc(), v.interval().lower(), v.interval().upper(),
                v.f(), v.p(), v.pair().map(x -> x.blandAltman().bias()).orElse(Double.NaN),
                limits.map(Interval::lower).orElse(Double.NaN), limits.map(Interval::upper).orElse(Double.NaN),
                v.pair().map(x -> x.concordance().ccc()).orElse(Double.NaN),
                ccc.map(Interval::lower).orElse(Double.NaN), ccc.map(Interval::upper).orElse(Double.NaN),
                v.kept() ? "yes" : "no", v.reason());
        }
        return t.build();
    }
}
