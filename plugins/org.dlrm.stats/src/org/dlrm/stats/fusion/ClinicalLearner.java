package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Tail;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;

/** Chooses clinical columns by univariable regression and backward elimination. */
final class ClinicalLearner {

    private static final String GROUP = "clinical";

    private final ClinicalSettings m_settings;
    private final Table m_table;
    private final Target m_target;
    private final DlrmSettings.Firth m_firth;
    private final List<TraceRow> m_trace = new ArrayList<>();
    private final List<String> m_warnings = new ArrayList<>();

    /** @param table the candidate columns, without missing values */
    ClinicalLearner(final ClinicalSettings settings, final Table table, final Target target,
        final DlrmSettings.Firth firth) {
        m_settings = settings;
        m_table = table;
        m_target = target;
        m_firth = firth;
    }

    /** The chosen columns in the order of the settings. */
    record Learned(List<DesignMatrix.Coding> columns, List<TraceRow> trace, List<String> warnings) {
    }

    Learned learn() {
        final List<DesignMatrix.Coding> candidates = new ArrayList<>();
        for (final String column : m_settings.columns()) {
            final DesignMatrix.Coding coding = DesignMatrix.Coding.of(m_table, column);
            if (univariable(coding)) {
                candidates.add(coding);
            }
        }
        final List<DesignMatrix.Coding> left = new Elimination(m_target, m_firth, GROUP, m_trace).run(
            candidates.stream().map(c -> Elimination.Term.of(c, m_table, !m_settings.forced().contains(c.column())))
                .toList(), m_settings.backward(), m_settings.backwardAlpha())
            .stream().map(Elimination.Term::coding).toList();
        return new Learned(left, m_trace, m_warnings);
    }

    private boolean univariable(final DesignMatrix.Coding coding) {
        final String column = coding.column();
        final boolean forced = m_settings.forced().contains(column);
        final DesignMatrix x = DesignMatrix.of(m_table, coding);
        final String test = m_target.isSurvival() ? "Cox" : "logistic";
        try {
            if (x.names().isEmpty()) {
                throw new DegenerateDataException("only one category");
            }
            final Regression fit = Regression.fit(m_target, x.names(), x.columns(), m_firth);
            final boolean single = x.names().size() == 1;
            final double chisq = 2 * (fit.loglik() - fit.loglikNull());
            final double p = single ? fit.p(0) : Tail.chisq(chisq, x.names().size());
            final boolean kept = forced || m_settings.alpha() >= 1 || p < m_settings.alpha();
            m_trace.add(new TraceRow(GROUP, column, "univariable regression", test + (single ? " z"
                : " likelihood-ratio chi-square"), single ? fit.z(0) : chisq, p, p, kept, forced ? "forced"
                    : kept ? "p < " + m_settings.alpha() : "p >= " + m_settings.alpha()));
            return kept;
        } catch (DegenerateDataException e) {
            if (forced) {
                throw new DegenerateDataException("The forced clinical column '" + column + "' cannot be used: "
                    + e.getMessage());
            }
            m_warnings.add("The clinical column '" + column + "' was left out: " + e.getMessage());
            m_trace.add(new TraceRow(GROUP, column, "univariable regression", test, Double.NaN, Double.NaN, Double.NaN,
                false, e.getMessage()));
            return false;
        }
    }
}
