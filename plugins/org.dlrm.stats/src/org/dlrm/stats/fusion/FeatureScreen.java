package org.dlrm.stats.fusion;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.univariable.ContingencyTable;
import org.dlrm.stats.univariable.MannWhitney;
import org.dlrm.stats.univariable.TTest;
import org.dlrm.stats.univariable.TestResult;

/** Statistics of one feature and the outcome. */
final class FeatureScreen {

    private final Target m_target;
    private final int[] m_positive;
    private final int[] m_negative;

    FeatureScreen(final Target target) {
        m_target = target;
        m_positive = target.isSurvival() ? new int[0]
            : IntStream.range(0, target.size()).filter(i -> target.y()[i] == 1).toArray();
        m_negative = target.isSurvival() ? new int[0]
            : IntStream.range(0, target.size()).filter(i -> target.y()[i] == 0).toArray();
    }

    /** A named statistic with its p value, NaN where there is none. */
    record Statistic(String name, double value, double p) {
    }

    Statistic test(final SelectionStep.Test test, final double[] x) {
        if (m_target.isSurvival() != (test == SelectionStep.Test.COX)) {
            throw new IllegalArgumentException("The univariable test " + test + " does not suit "
                + (m_target.isSurvival() ? "a survival outcome; use COX" : "a class outcome"));
        }
        return switch (test) {
            case WELCH_T -> of("Welch t", TTest.welch(positive(x), negative(x)));
            case STUDENT_T -> of("Student t", TTest.student(positive(x), negative(x)));
            case MANN_WHITNEY -> {
                final MannWhitney u = MannWhitney.of(positive(x), negative(x));
                yield new Statistic("Mann-Whitney W", u.w(), u.pValue(MannWhitney.Method.NORMAL_CORRECTED));
            }
            case CHI_SQUARE -> of("chi-square", table(x).chiSquare(true));
            case FISHER -> new Statistic("Fisher's exact test", Double.NaN, table(x).fisherP());
            case LOGISTIC, COX -> regression(x);
        };
    }

    private double[] positive(final double[] x) {
        return Descriptive.pick(x, m_positive);
    }

    private double[] negative(final double[] x) {
        return Descriptive.pick(x, m_negative);
    }

    private static Statistic of(final String name, final TestResult result) {
        return new Statistic(name, result.statistic(), result.p());
    }

    private ContingencyTable table(final double[] x) {
        final double[] values = Arrays.stream(x).sorted().distinct().toArray();
        return ContingencyTable.of(Arrays.stream(x).mapToInt(v -> Arrays.binarySearch(values, v)).toArray(),
            Arrays.stream(m_target.y()).mapToInt(v -> (int)v).toArray());
    }

    private Statistic regression(final double[] x) {
        final String name = m_target.isSurvival() ? "Cox z" : "logistic z";
        try {
            final Regression fit = Regression.fit(m_target, List.of("x"), new double[][] {x},
                DlrmSettings.Firth.WHEN_SEPARATED);
            return new Statistic(name, fit.z(0), fit.p(0));
        } catch (DegenerateDataException e) {
            return new Statistic(name, Double.NaN, Double.NaN);
        }
    }

    double relevance(final SelectionStep.Relevance relevance, final double[] x) {
        if (relevance == SelectionStep.Relevance.SPEARMAN) {
            if (m_target.isSurvival()) {
                throw new IllegalArgumentException("The relevance SPEARMAN does not suit a survival outcome; use AUC, "
                    + "which is the concordance there");
            }
            final double r = Math.abs(Descriptive.spearman(x, m_target.y()));
            return Double.isNaN(r) ? 0 : r;
        }
        final double auc = m_target.isSurvival() ? Performance.concordance(m_target, x)
            : MannWhitney.of(positive(x), negative(x)).w() / ((double)m_positive.length * m_negative.length);
        return Math.max(auc, 1 - auc);
    }

    /** What mRMR takes for the outcome: 0/1, or the martingale residuals of the model without covariates. */
    double[] numericOutcome() {
        if (!m_target.isSurvival()) {
            return m_target.y();
        }
        final double[] time = m_target.y();
        final int[] order = Descriptive.order(time);
        final double[] residual = new double[time.length];
        double hazard = 0;
        for (int i = 0; i < order.length;) {
            int j = i;
            int events = 0;
            while (j < order.length && time[order[j]] == time[order[i]]) {
                events += m_target.event()[order[j]] ? 1 : 0;
                j++;
            }
            hazard += (double)events / (order.length - i);
            for (int k = i; k < j; k++) {
                residual[order[k]] = (m_target.event()[order[k]] ? 1 : 0) - hazard;
            }
            i = j;
        }
        return residual;
    }
}
