package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.Tail;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;

/** Backward elimination of whole columns from a regression. */
final class Elimination {

    private final Target m_target;
    private final DlrmSettings.Firth m_firth;
    private final String m_group;
    private final List<TraceRow> m_trace;

    Elimination(final Target target, final DlrmSettings.Firth firth, final String group, final List<TraceRow> trace) {
        m_target = target;
        m_firth = firth;
        m_group = group;
        m_trace = trace;
    }

    /**
     * A column of the regression.
     *
     * @param columns its terms {@code [term][row]}
     * @param removable whether it may be eliminated
     */
    record Term(DesignMatrix.Coding coding, double[][] columns, boolean removable) {

        static Term of(final DesignMatrix.Coding coding, final Table table, final boolean removable) {
            return new Term(coding, coding.apply(table), removable);
        }
    }

    static double[][] columns(final List<Term> terms) {
        return terms.stream().flatMap(t -> Arrays.stream(t.columns)).toArray(double[][]::new);
    }

    static List<String> names(final List<Term> terms) {
        return terms.stream().flatMap(t -> t.coding.terms().stream()).toList();
    }

    Regression fit(final List<Term> terms) {
        return Regression.fit(m_target, names(terms), columns(terms), m_firth);
    }

    /** @return the terms that stay, in the order given */
    List<Term> run(final List<Term> terms, final ClinicalSettings.Backward backward, final double alpha) {
        List<Term> left = new ArrayList<>(terms);
        while (backward != ClinicalSettings.Backward.NONE && left.stream().anyMatch(Term::removable)) {
            final Regression full = fit(left);
            Term worst = null;
            double worstValue = backward == ClinicalSettings.Backward.AIC ? full.aic() : alpha;
            double worstP = Double.NaN;
            for (final Term term : left) {
                if (term.removable) {
                    final List<Term> without = new ArrayList<>(left);
                    without.remove(term);
                    final Regression fit = fit(without);
                    final double p = Tail.chisq(2 * (full.loglik() - fit.loglik()), term.columns.length);
                    if (backward == ClinicalSettings.Backward.AIC ? fit.aic() < worstValue : p > worstValue) {
                        worst = term;
                        worstP = p;
                        worstValue = backward == ClinicalSettings.Backward.AIC ? fit.aic() : p;
                    }
                }
            }
            if (worst == null) {
                break;
            }
            left.remove(worst);
            m_trace.add(new TraceRow(m_group, worst.coding.column(), "backward elimination",
                backward == ClinicalSettings.Backward.AIC ? "AIC without" : "likelihood-ratio p",
                worstValue, worstP, worstP, false, backward == ClinicalSettings.Backward.AIC
                    ? "AIC is lower without it" : "p >= " + alpha));
        }
        if (backward != ClinicalSettings.Backward.NONE) {
            left.forEach(t -> m_trace.add(new TraceRow(m_group, t.coding.column(), "backward elimination", "", Double.NaN,
                Double.NaN, Double.NaN, true, t.removable ? "stays" : "forced")));
        }
        return left;
    }
}
