package org.dlrm.stats.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.roc.OperatingPoint;
import org.dlrm.stats.roc.Proportion;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;

/**
 * Validation of score columns per cohort: discrimination, calibration, benefit, and comparisons of scores and cohorts.
 * What does not exist (one outcome class, scores that are no probabilities) is left out with a note in words.
 *
 * @param scores the score columns
 * @param cohorts cohorts in the order of their first row, training first
 * @param metrics one per cohort, score and name
 * @param comparisons of scores in the same patients and of cohorts
 * @param curves points of ROC, calibration and decision curves
 * @param warnings what a reader must know
 */
public record CohortValidation(List<String> scores, List<String> cohorts, List<Metric> metrics,
    List<Comparison> comparisons, List<Curve> curves, List<String> warnings) {

    /**
     * @param scores numeric columns
     * @param outcome column of the true outcome
     * @param positive its value that the scores predict
     * @param cohort column that tells the cohorts apart; empty: one cohort named "all"
     * @param training its value in training rows
     * @param predicted column of the class predicted at a frozen threshold, for the first score; empty: the threshold
     * @param threshold a score at or beyond it is positive
     * @param direction what a high score means
     * @param level of the intervals
     * @param groups of the Hosmer-Lemeshow test and the calibration points
     */
    public record Settings(List<String> scores, String outcome, String positive, Optional<String> cohort,
        String training, Optional<String> predicted, double threshold, Roc.Direction direction, double level,
        int groups) {
    }

    /** A number; NaN where it does not exist, then the note says why. */
    public record Metric(String cohort, String score, int n, int positive, String name, double value, double lower,
        double upper, double p, String note) {
    }

    /** A against B: two scores in one cohort, or one score in two cohorts. */
    public record Comparison(String test, String cohort, String a, String b, double valueA, double valueB,
        double difference, double lower, double upper, double statistic, double p) {
    }

    /** Kinds of curves. */
    public enum CurveKind {
        /** x: 1 - specificity, y: sensitivity. */
        ROC("ROC"),
        /** x: mean predicted, y: observed share per group, with Wilson's interval. */
        CALIBRATION("calibration"),
        /** lowess of the outcome over the probability. */
        CALIBRATION_SMOOTH("calibration, smoothed"),
        /** x: threshold, y: net benefit. */
        DECISION("decision");

        private final String m_label;

        CurveKind(final String label) {
            m_label = label;
        }

        public String label() {
            return m_label;
        }
    }

    /** Points of a curve; lower and upper are empty where there is no interval. */
    public record Curve(CurveKind kind, String cohort, String score, double[] x, double[] y, double[] lower,
        double[] upper) {
    }

    /** @return a metric by name */
    public Optional<Metric> metric(final String cohort, final String score, final String name) {
        return metrics.stream().filter(m -> m.cohort().equals(cohort) && m.score().equals(score)
            && m.name().equals(name)).findFirst();
    }

    /**
     * @param table one row per patient with the columns of the settings
     * @throws IllegalArgumentException if no row has the positive class, naming the values there are
     */
    public static CohortValidation of(final Settings settings, final Table table, final Progress progress) {
        return new Run(settings, table).run(progress);
    }

    private static final class Run {

        private static final double NONE = Double.NaN;

        private static final double[] NO_INTERVAL = {};

        private final Settings m_s;

        private final Table m_table;

        private final List<Metric> m_metrics = new ArrayList<>();

        private final List<Comparison> m_comparisons = new ArrayList<>();

        private final List<Curve> m_curves = new ArrayList<>();

        private final List<String> m_warnings = new ArrayList<>();

        /** score, then cohort, to its ROC curve */
        private final Map<String, Map<String, Roc>> m_rocs = new LinkedHashMap<>();

        Run(final Settings settings, final Table table) {
            m_s = settings;
            m_table = table;
        }

        CohortValidation run(final Progress progress) {
            final Column.Factor outcome = m_table.factor(m_s.outcome());
            if (!outcome.levels().contains(m_s.positive())) {
                throw new IllegalArgumentException("The positive class '" + m_s.positive()
                    + "' does not occur in the outcome column '" + m_s.outcome() + "'; values there: "
                    + outcome.levels() + ".");
            }
            if (outcome.levels().size() > 2) {
                m_warnings.add("The outcome column has " + outcome.levels().size() + " values; all but '" + m_s.positive()
                    + "' count as negative.");
            }
            final Map<String, List<Integer>> cohorts = cohorts(outcome);
            for (final Map.Entry<String, List<Integer>> c : cohorts.entrySet()) {
                for (final String score : m_s.scores()) {
                    progress.check();
                    score(c.getKey(), score, rows(c.getValue(), List.of(score)), outcome);
                }
                pairs(c.getKey(), c.getValue(), outcome);
            }
            cohortPairs();
            return new CohortValidation(m_s.scores(), List.copyOf(cohorts.keySet()), List.copyOf(m_metrics),
                List.copyOf(m_comparisons), List.copyOf(m_curves), List.copyOf(m_warnings));
        }

        /** @return rows with an outcome per cohort, training first */
        private Map<String, List<Integer>> cohorts(final Column.Factor outcome) {
            final Map<String, List<Integer>> found = new LinkedHashMap<>();
            if (m_s.cohort().isPresent() && m_table.factor(m_s.cohort().get()).levels().contains(m_s.training())) {
                found.put(m_s.training(), new ArrayList<>());
            }
            int noOutcome = 0;
            int noCohort = 0;
            for (int r = 0; r < m_table.rows(); r++) {
                final int row = r;
                final String cohort = m_s.cohort().map(c -> m_table.factor(c).label(row)).orElse("all");
                noCohort += cohort.isEmpty() ? 1 : 0;
                noOutcome += outcome.isMissing(r) ? 1 : 0;
                if (!cohort.isEmpty() && !outcome.isMissing(r)) {
                    found.computeIfAbsent(cohort, c -> new ArrayList<>()).add(r);
                }
            }
            if (noOutcome > 0) {
                m_warnings.add(noOutcome + " patients have no outcome and are left out.");
            }
            if (noCohort > 0) {
                m_warnings.add(noCohort + " patients have no cohort and are left out.");
            }
            return found;
        }

        /** @return those rows that have all the scores */
        private int[] rows(final List<Integer> rows, final List<String> scores) {
            return rows.stream().filter(r -> scores.stream().noneMatch(s -> m_table.column(s).isMissing(r)))
                .mapToInt(Integer::intValue).toArray();
        }

        private double[] outcome(final Column.Factor outcome, final int[] rows) {
            return IntStream.of(rows).mapToDouble(r -> outcome.label(r).equals(m_s.positive()) ? 1 : 0).toArray();
        }

        private double[] values(final String score, final int[] rows) {
            return Descriptive.pick(m_table.numbers(score), rows);
        }

        private boolean isTraining(final String cohort) {
            return m_s.cohort().isPresent() && cohort.equals(m_s.training());
        }

        private void score(final String cohort, final String score, final int[] rows, final Column.Factor outcome) {
            final double[] y = outcome(outcome, rows);
            final double[] x = values(score, rows);
            final int positive = (int)Arrays.stream(y).sum();
            final Out out = new Out(cohort, score, rows.length, positive,
                isTraining(cohort) ? "training patients: optimistic" : "");
            if (positive == 0 || positive == rows.length) {
                final String why = rows.length == 0 ? "no patient has outcome and score"
                    : "all " + rows.length + " patients have the same outcome: no discrimination can be measured";
                out.add("AUC", NONE, NONE, NONE, NONE, why);
                m_warnings.add("Cohort '" + cohort + "': " + why + ".");
                return;
            }
            final Roc roc = Roc.of(y, x, m_s.direction());
            m_rocs.computeIfAbsent(score, s -> new LinkedHashMap<>()).put(cohort, roc);
            if (positive > 1 && rows.length - positive > 1) {
                final Interval delong = roc.delongInterval(m_s.level());
                final Interval logit = roc.delongLogitInterval(m_s.level());
                out.add("AUC", roc.auc(), delong.lower(), delong.upper(), roc.pValueVersusHalf(), "DeLong interval");
                out.add("AUC (logit interval)", roc.auc(), logit.lower(), logit.upper(), NONE, "");
            } else {
                out.add("AUC", roc.auc(), NONE, NONE, NONE, "an interval needs two patients of each class");
            }
            final Roc.Curve curve = roc.curve();
            m_curves.add(new Curve(CurveKind.ROC, cohort, score,
                Arrays.stream(curve.specificities()).map(v -> 1 - v).toArray(), curve.sensitivities(), NO_INTERVAL,
                NO_INTERVAL));
            point(out, score, rows, y, roc);
            probability(out, cohort, score, x, y);
        }

        private void point(final Out out, final String score, final int[] rows, final double[] y, final Roc roc) {
            final boolean frozen = m_s.predicted().isPresent() && score.equals(m_s.scores().get(0));
            OperatingPoint at = roc.at(m_s.threshold());
            if (frozen) {
                final Column.Factor predicted = m_table.factor(m_s.predicted().get());
                int tp = 0;
                int fp = 0;
                int tn = 0;
                int fn = 0;
                for (int i = 0; i < rows.length; i++) {
                    final boolean called = predicted.label(rows[i]).equals(m_s.positive());
                    tp += called && y[i] == 1 ? 1 : 0;
                    fp += called && y[i] == 0 ? 1 : 0;
                    fn += !called && y[i] == 1 ? 1 : 0;
                    tn += !called && y[i] == 0 ? 1 : 0;
                }
                at = new OperatingPoint(NONE, tp, tn, fp, fn);
            }
            final String note = frozen ? "at the frozen threshold" : "at the threshold "
                + String.format(Locale.ROOT, "%.4g", m_s.threshold());
            out.share("sensitivity", at.tp(), at.tp() + at.fn(), note);
            out.share("specificity", at.tn(), at.tn() + at.fp(), note);
            out.share("PPV", at.tp(), at.tp() + at.fp(), note);
            out.share("NPV", at.tn(), at.tn() + at.fn(), note);
            out.share("accuracy", at.tp() + at.tn(), rows.length, note);
        }

        private void probability(final Out out, final String cohort, final String score, final double[] p,
            final double[] y) {
            if (Arrays.stream(p).anyMatch(v -> !(v > 0 && v < 1))) {
                out.add("calibration slope", NONE, NONE, NONE, NONE,
                    "not a probability between 0 and 1: no calibration or decision curve");
                return;
            }
            final Calibration c = Calibration.of(y, p);
            out.add("Brier score", c.brier(), NONE, NONE, NONE, "");
            out.add("scaled Brier score", c.scaledBrier(), NONE, NONE, NONE, "");
            final Interval citl = Interval.wald(c.citl(), c.citlSe(), m_s.level());
            out.add("calibration intercept", c.citl(), citl.lower(), citl.upper(), NONE, "ideal 0");
            final Interval slope = Interval.wald(c.slope(), c.slopeSe(), m_s.level());
            out.add("calibration slope", c.slope(), slope.lower(), slope.upper(), NONE, "ideal 1");
            if (!isTraining(cohort) && !(c.slope() >= 0.8 && c.slope() <= 1.2)) {
                m_warnings.add(String.format(Locale.ROOT, "Cohort '%s', %s: calibration slope %.2f is outside 0.8 to 1.2.",
                    cohort, score, c.slope()));
            }
            try {
                final double df = isTraining(cohort) ? m_s.groups() - 2 : m_s.groups();
                final HosmerLemeshow hl = HosmerLemeshow.of(y, p, m_s.groups(), df);
                out.add("Hosmer-Lemeshow chi-squared", hl.chisq(), NONE, NONE, hl.p(),
                    m_s.groups() + " groups, " + (int)hl.df() + " df");
                groups(cohort, score, hl);
            } catch (IllegalArgumentException e) {
                out.add("Hosmer-Lemeshow chi-squared", NONE, NONE, NONE, NONE, e.getMessage());
            }
            final ValProb.Curve smooth = ValProb.curve(y, p);
            m_curves.add(new Curve(CurveKind.CALIBRATION_SMOOTH, cohort, score, smooth.predicted(), smooth.observed(),
                NO_INTERVAL, NO_INTERVAL));
            final DecisionCurve d = DecisionCurve.of(y, p, DecisionCurve.thresholds(0.01, 0.99, 0.01));
            m_curves.add(new Curve(CurveKind.DECISION, cohort, score, d.threshold(), d.netBenefit(),
                d.lower(m_s.level()), d.upper(m_s.level())));
            if (score.equals(m_s.scores().get(m_s.scores().size() - 1))) {
                m_curves.add(new Curve(CurveKind.DECISION, cohort, "treat all", d.threshold(), d.treatAll(),
                    NO_INTERVAL, NO_INTERVAL));
                m_curves.add(new Curve(CurveKind.DECISION, cohort, "treat none", d.threshold(),
                    new double[d.threshold().length], NO_INTERVAL, NO_INTERVAL));
            }
        }

        /** Observed share and mean prediction per group, with Wilson's interval. */
        private void groups(final String cohort, final String score, final HosmerLemeshow hl) {
            final int k = hl.n().length;
            final double[] x = new double[k];
            final double[] y = new double[k];
            final double[] lower = new double[k];
            final double[] upper = new double[k];
            for (int g = 0; g < k; g++) {
                x[g] = hl.expected()[g] / hl.n()[g];
                final Proportion share = new Proportion(hl.observed()[g], hl.n()[g]);
                y[g] = share.estimate();
                lower[g] = share.wilson(m_s.level()).lower();
                upper[g] = share.wilson(m_s.level()).upper();
            }
            m_curves.add(new Curve(CurveKind.CALIBRATION, cohort, score, x, y, lower, upper));
        }

        /** Scores against each other in the same patients. */
        private void pairs(final String cohort, final List<Integer> all, final Column.Factor outcome) {
            for (int a = 0; a < m_s.scores().size(); a++) {
                for (int b = a + 1; b < m_s.scores().size(); b++) {
                    final String first = m_s.scores().get(a);
                    final String second = m_s.scores().get(b);
                    final int[] rows = rows(all, List.of(first, second));
                    final double[] y = outcome(outcome, rows);
                    final double positive = Arrays.stream(y).sum();
                    if (positive > 1 && rows.length - positive > 1) {
                        pair(cohort, first, second, values(first, rows), values(second, rows), y);
                    }
                }
            }
        }

        private void pair(final String cohort, final String a, final String b, final double[] xa, final double[] xb,
            final double[] y) {
            final Roc.PairedTest t =
                Roc.of(y, xa, m_s.direction()).pairedTest(Roc.of(y, xb, m_s.direction()), m_s.level());
            m_comparisons.add(new Comparison("AUC, paired DeLong", cohort, a, b, t.auc1(), t.auc2(), t.auc1() - t.auc2(),
                t.difference().lower(), t.difference().upper(), t.z(), t.p()));
            final boolean probabilities = IntStream.range(0, y.length)
                .allMatch(i -> xa[i] >= 0 && xa[i] <= 1 && xb[i] >= 0 && xb[i] <= 1);
            if (probabilities) {
                final Reclassification.Continuous r = Reclassification.continuous(y, xb, xa);
                final Interval nri = Interval.wald(r.nri(), r.seNri(), m_s.level());
                m_comparisons.add(new Comparison("continuous NRI of A over B", cohort, a, b, NONE, NONE, r.nri(),
                    nri.lower(), nri.upper(), r.zNri(), r.pNri()));
                final Interval idi = Interval.wald(r.idi(), r.seIdi(), m_s.level());
                m_comparisons.add(new Comparison("IDI of A over B", cohort, a, b, NONE, NONE, r.idi(), idi.lower(),
                    idi.upper(), r.zIdi(), r.pIdi()));
            }
        }

        /** One score in two cohorts. */
        private void cohortPairs() {
            m_rocs.forEach((score, byCohort) -> {
                final List<String> names = List.copyOf(byCohort.keySet());
                for (int a = 0; a < names.size(); a++) {
                    for (int b = a + 1; b < names.size(); b++) {
                        final Roc first = byCohort.get(names.get(a));
                        final Roc second = byCohort.get(names.get(b));
                        if (Math.min(Math.min(first.cases(), first.controls()),
                            Math.min(second.cases(), second.controls())) > 1) {
                            final Roc.UnpairedTest t = first.unpairedTest(second);
                            m_comparisons.add(new Comparison("AUC, unpaired DeLong", score, names.get(a), names.get(b),
                                t.auc1(), t.auc2(), t.auc1() - t.auc2(), NONE, NONE, t.statisticD(), t.p()));
                        }
                    }
                }
            });
        }

        /** Metrics of one cohort and score. */
        private final class Out {

            private final String m_cohort;

            private final String m_score;

            private final int m_n;

            private final int m_positive;

            private final String m_remark;

            Out(final String cohort, final String score, final int n, final int positive, final String remark) {
                m_cohort = cohort;
                m_score = score;
                m_n = n;
                m_positive = positive;
                m_remark = remark;
            }

            void add(final String name, final double value, final double lower, final double upper, final double p,
                final String note) {
                m_metrics.add(new Metric(m_cohort, m_score, m_n, m_positive, name, value, lower, upper, p,
                    note.isEmpty() || m_remark.isEmpty() ? note + m_remark : note + "; " + m_remark));
            }

            void share(final String name, final int x, final int n, final String note) {
                if (n == 0) {
                    add(name, NONE, NONE, NONE, NONE, "no such patients " + note);
                } else {
                    final Proportion share = new Proportion(x, n);
                    final Interval wilson = share.wilson(m_s.level());
                    add(name, share.estimate(), wilson.lower(), wilson.upper(), NONE,
                        x + " of " + n + " " + note + ", Wilson interval");
                }
            }
        }
    }
}
