package org.dlrm.knime.node.survival;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.knime.Columns;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.StatTables;
import org.dlrm.stats.survival.CohortStatistics;
import org.dlrm.stats.survival.KaplanMeier;
import org.dlrm.stats.survival.Stratification;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;

/** The tables of both survival nodes. */
final class SurvivalOutputs {

    static final DataTableSpec STATISTICS = StatTables.spec("Cohort", StringCell.TYPE, "Statistic", StringCell.TYPE,
        "Of", StringCell.TYPE, "Value", DoubleCell.TYPE, "Lower", DoubleCell.TYPE, "Upper", DoubleCell.TYPE, "p",
        DoubleCell.TYPE, "Note", StringCell.TYPE);

    static final DataTableSpec CURVES = StatTables.spec("Cohort", StringCell.TYPE, "Group", StringCell.TYPE, "Time",
        DoubleCell.TYPE, "At risk", IntCell.TYPE, "Events", IntCell.TYPE, "Censored", IntCell.TYPE, "Survival",
        DoubleCell.TYPE, "SE", DoubleCell.TYPE, "Lower", DoubleCell.TYPE, "Upper", DoubleCell.TYPE, "Rule", StringCell.TYPE);

    private SurvivalOutputs() {
    }

    /** @return names of the columns that a patient table gets */
    static List<String> columnNames(final StratifierSettings s) {
        final List<String> names = new ArrayList<>(List.of(s.endpoint() + " risk score", s.endpoint() + " group"));
        for (final double h : s.horizons()) {
            names.add(s.endpoint() + " survival at " + time(s, h));
        }
        if (!s.treatment().isEmpty()) {
            for (final double h : s.horizons()) {
                names.add(benefitName(s, h, true));
                names.add(benefitName(s, h, false));
            }
        }
        return names;
    }

    private static String time(final StratifierSettings s, final double h) {
        return SurvivalStatistics.number(h) + (s.timeUnit().isEmpty() ? "" : " " + s.timeUnit());
    }

    /**
     * @param restrictedMean whether it is the difference of restricted means, else that of survival probabilities
     * @return name of the column of a predicted benefit
     */
    static String benefitName(final StratifierSettings s, final double h, final boolean restrictedMean) {
        return s.endpoint() + " benefit of " + s.treatment() + (restrictedMean ? ", restricted mean to " : ", survival at ")
            + time(s, h);
    }

    static List<DataColumnSpec> columns(final List<String> names) {
        final List<DataColumnSpec> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(Columns.spec(names.get(i), i == 1 ? StringCell.TYPE : DoubleCell.TYPE));
        }
        return columns;
    }

    /** @return the input's rows that the stratification speaks of, with their groups */
    static BufferedDataTable patients(final BufferedDataTable input, final Stratification s, final SurvivalModel model,
        final ExecutionContext exec) throws CanceledExecutionException {
        final BufferedDataContainer out = exec.createDataContainer(
            PatientRows.spec(input.getDataTableSpec(), columns(columnNames(model.settings()))));
        final String unknown = model.benefit().exists() ? "a score is missing, or the follow-up of one treatment ends before"
            : "cannot be predicted: " + model.benefit().reason();
        int next = 0;
        try (CloseableRowIterator rows = input.iterator()) {
            while (rows.hasNext() && next < s.rows().size()) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                final Stratification.Row r = s.rows().get(next);
                if (!row.getKey().getString().equals(r.key())) {
                    continue;
                }
                next++;
                final List<DataCell> cells = new ArrayList<>();
                row.forEach(cells::add);
                cells.add(Columns.cell(r.risk(), "a score is missing"));
                cells.add(r.group().isEmpty() ? Columns.missing("a score is missing") : new StringCell(r.group()));
                for (final double p : r.survival()) {
                    cells.add(Columns.cell(p, "cannot be predicted"));
                }
                if (!model.settings().treatment().isEmpty()) {
                    for (final double h : model.settings().horizons()) {
                        cells.add(Columns.cell(model.benefit().restrictedMeanDifference(r.risk(), h), unknown));
                        cells.add(Columns.cell(model.benefit().survivalDifference(r.risk(), h), unknown));
                    }
                }
                out.addRowToTable(new DefaultRow(row.getKey(), cells));
            }
        }
        out.close();
        return out.getTable();
    }

    static BufferedDataTable statistics(final List<SurvivalStatistics.Row> rows, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, STATISTICS);
        rows.forEach(r -> t.add(r.cells()));
        return t.build();
    }

    static BufferedDataTable curves(final Stratification s, final SurvivalModel model, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, CURVES);
        for (final CohortStatistics c : s.cohorts()) {
            for (final CohortStatistics.Group g : c.groups()) {
                g.curve().ifPresent(k -> {
                    final KaplanMeier.Band band = k.band(model.settings().ciType(), model.settings().level());
                    for (int i = 0; i < k.time().length; i++) {
                        t.add(c.cohort(), g.label(), k.time()[i], k.atRisk()[i], k.events()[i], k.censored()[i],
                            k.survival()[i], k.stdErr()[i], band.lower()[i], band.upper()[i], model.rule(g.label()));
                    }
                });
            }
        }
        return t.build();
    }
}
