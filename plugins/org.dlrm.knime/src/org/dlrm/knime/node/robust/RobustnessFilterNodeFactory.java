package org.dlrm.knime.node.robust;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.dlrm.knime.Failures;
import org.dlrm.knime.StatTables;
import org.dlrm.stats.agreement.RobustnessFilter;
import org.dlrm.stats.agreement.RobustnessFilter.Verdict;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
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

    private static final DataTableSpec RELIABILITY = StatTables.spec("Feature", StringCell.TYPE, "Patients", IntCell.TYPE,
        "Measurements", IntCell.TYPE, "ICC", DoubleCell.TYPE, "Lower", DoubleCell.TYPE, "Upper", DoubleCell.TYPE, "F",
        DoubleCell.TYPE, "p", DoubleCell.TYPE, "Kept", StringCell.TYPE, "Reason", StringCell.TYPE);

    private static final DefaultNode NODE = DefaultNode.create() //
        .name("Feature Robustness Filter") //
        .icon("../../../../../icons/robust.png") //
        .shortDescription("Keeps the features that two readers, or test and retest, reproduce.") //
        .fullDescription("""
            <p>Compares each feature between two tables of the same patients (two readers' contours, test and retest, or
            perturbed images) by an intraclass correlation with its interval, F and p value, and drops the features below the
            threshold. Patients are matched by RowID; those in one table only are not used for the comparison.</p>
            <p>The first table passes on with the robust features; all its other columns stay. Numbers agree with R's irr and
            psych.</p>
            <p><b>Common mistakes</b>: fewer than 30 patients (the interval is then wide); RowIDs that differ between the
            tables.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("First measurement", "Features of the first reader; this table passes on.") //
            .addInputTable("Second measurement", "Features of the second reader, same RowIDs.") //
            .addOutputTable("Robust features", "The first table without the features that are not reproduced.") //
            .addOutputTable("Reliability", "Coefficient, interval and verdict per feature.")) //
        .model(m -> m.parametersClass(RobustnessFilterParameters.class) //
            .configure(RobustnessFilterNodeFactory::configure) //
            .execute(RobustnessFilterNodeFactory::execute)) //
        .nodeType(NodeType.Manipulator) //
        .keywords("ICC", "reliability", "test-retest", "reproducibility", "robustness", "two readers", "feature selection");

    public RobustnessFilterNodeFactory() {
        super(NODE);
    }

    private static List<String> features(final DataTableSpec first, final DataTableSpec second,
        final RobustnessFilterParameters p) throws InvalidSettingsException {
        final List<DataColumnSpec> numbers =
            first.stream().filter(c -> c.getType().isCompatible(DoubleValue.class)).toList();
        final List<String> features = List.of(p.m_features.filter(numbers));
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

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final RobustnessFilterParameters p = in.getParameters();
        p.toFilter();
        if (in.getInTableSpec(0) != null && in.getInTableSpec(1) != null) {
            features(in.getInTableSpec(0), in.getInTableSpec(1), p);
        }
        // which features stay is known after execution
        out.setOutSpec(0, (DataTableSpec)null);
        out.setOutSpec(1, RELIABILITY);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final RobustnessFilterParameters p = in.getParameters();
        final BufferedDataTable first = in.getInTable(0);
        final BufferedDataTable second = in.getInTable(1);
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final List<String> features = features(first.getDataTableSpec(), second.getDataTableSpec(), p);
            final Table one = StatTables.of(first, features, exec);
            final Table two = StatTables.of(second, features, exec);
            final List<Verdict> verdicts = p.toFilter().twoTables(one, two, features);
            final Set<String> dropped = new HashSet<>();
            final StatTables.Builder t = new StatTables.Builder(exec, RELIABILITY);
            final List<String> notes = new ArrayList<>();
            for (final Verdict v : verdicts) {
                t.add(v.feature(), v.patients(), v.measurements(), v.icc(), v.interval().lower(), v.interval().upper(),
                    v.f(), v.p(), v.kept() ? "yes" : "no", v.reason());
                if (!v.kept()) {
                    dropped.add(v.feature());
                }
            }
            final int patients = verdicts.isEmpty() ? 0 : verdicts.get(0).patients();
            if (patients < RobustnessFilter.FEW_PATIENTS) {
                notes.add("Only " + patients + " patients are in both tables; 30 or more are advised.");
            }
            if (dropped.size() == verdicts.size()) {
                notes.add("No feature is robust enough.");
            }
            if (!notes.isEmpty()) {
                out.setWarningMessage(String.join(" ", notes));
            }
            final ColumnRearranger keep = new ColumnRearranger(first.getDataTableSpec());
            keep.remove(dropped.toArray(String[]::new));
            out.setOutData(0, exec.createColumnRearrangeTable(first, keep, exec.createSubProgress(0.1)));
            out.setOutData(1, t.build());
        });
    }
}
