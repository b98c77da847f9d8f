package org.dlrm.knime.node.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Interval;
import org.dlrm.stats.roc.McNemar;
import org.dlrm.stats.roc.Proportion;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.validate.Calibration;
import org.dlrm.stats.validate.DecisionCurve;
import org.dlrm.stats.validate.HosmerLemeshow;
import org.dlrm.stats.validate.ModelValidator;
import org.dlrm.stats.validate.PrecisionRecall;
import org.dlrm.stats.validate.Reclassification;

/**
 * The library's report as rows, for the tables and the view.
 *
 * @param scores the score columns
 * @param cohorts training first
 * @param warnings what a reader must know
 */
record ValidationRows(List<String> scores, List<String> cohorts, double level, List<Metric> metrics,
    List<Comparison> comparisons, List<Curve> curves, List<String> warnings) {

    private static final double NONE = Double.NaN;

    private static final double[] NO_INTERVAL = {};

    /** A number; NaN where it does not exist, then the note says why. */
    record Metric(String cohort, String score, int n, int positive, String name, double value, double lower,
        double upper, double p, String note) {

        Object[] cells() {
            return new Object[]{cohort, score, n, positive, name, value, lower, upper, p, note};
        }
    }

    /** A against B: two scores in one cohort, or one score in two cohorts. */
    record Comparison(String test, String of, String a, String b, double valueA, double valueB, double difference,
        double lower, double upper, double statistic, double p) {

        Object[] cells() {
            return new Object[]{test, of, a, b, valueA, valueB, difference, lower, upper, statistic, p};
        }
    }

    /** Kinds of curves, with their name in the table. */
    enum CurveKind {
        /** x: 1 - specificity, y: sensitivity. */
        ROC("ROC"),
        /** x: recall, y: precision. */
        PRECISION_RECALL("precision-recall"),
        /** x: mean predicted, y: observed share per group, with Wilson's interval. */
        CALIBRATION("calibration"),
        /** lowess of the outcome over the probability. */
        CALIBRATION_SMOOTH("calibration, smoothed"),
        /** x: lower edge of a bin of predicted probability, y: patients with the event in it. */
        HISTOGRAM_EVENTS("predicted, with event"),
        /** x: lower edge of a bin of predicted probability, y: patients without the event in it. */
        HISTOGRAM_OTHERS("predicted, without event"),
        /** x: threshold, y: net benefit. */
        DECISION("decision");

        private final String m_label;

        CurveKind(final String label) {
            m_label = label;
        }

        String label() {
            return m_label;
        }
    }

    /** Points of a curve; lower and upper are empty where there is no interval. */
    record Curve(CurveKind kind, String cohort, String score, double[] x, double[] y, double[] lower,
        double[] upper) {
    }

    /** Degrees of freedom of the Hosmer-Lemeshow test. */
    enum DegreesOfFreedom {
        BY_COHORT, GROUPS_MINUS_2, GROUPS;

        private double of(final int groups, final boolean training) {
            return this == GROUPS_MINUS_2 || this == BY_COHORT && training ? groups - 2.0 : groups;
        }
    }

    /** @return a metric by name */
    Optional<Metric> metric(final String cohort, final String score, final String name) {
        return metrics.stream().filter(m -> m.cohort().equals(cohort) && m.score().equals(score)
            && m.name().equals(name)).findFirst();
    }

    /**
     * @param training value of the cohort column in training rows; empty if there are no cohorts
     * @param point how the operating point is called in notes, by score
     * @param warnings so far
     */
    static ValidationRows of(final ModelValidator.Report report, final ModelValidator.Settings settings,
        final DegreesOfFreedom df, final String training, final List<String> scores, final List<String> point,
        final List<String> warnings) {
        final Collector all = new Collector(settings, df, training, point, new ArrayList<>(warnings));
        for (final ModelValidator.CohortReport c : report.cohorts()) {
            all.cohort(c);
        }
        for (final ModelValidator.CohortComparison b : report.betweenCohorts()) {
            final Roc.UnpairedTest t = b.test();
            all.m_comparisons.add(new Comparison("AUC, unpaired DeLong", b.score(), b.first(), b.second(), t.auc1(),
                t.auc2(), t.auc1() - t.auc2(), NONE, NONE, t.statisticD(), t.p()));
        }
        return new ValidationRows(scores, report.cohorts().stream().map(ModelValidator.CohortReport::cohort).toList(),
            settings.level(), List.copyOf(all.m_metrics), List.copyOf(all.m_comparisons), List.copyOf(all.m_curves),
            List.copyOf(all.m_warnings));
    }

    private static final class Collector {

        private final ModelValidator.Settings m_settings;

        private final DegreesOfFreedom m_df;

        private final String m_training;

        private final List<String> m_point;

        private final List<Metric> m_metrics = new ArrayList<>();

        private final List<Comparison> m_comparisons = new ArrayList<>();

        private final List<Curve> m_curves = new ArrayList<>();

        private final List<String> m_warnings;

        Collector(final ModelValidator.Settings settings, final DegreesOfFreedom df, final String training,
            final List<String> point, final List<String> warnings) {
            m_settings = settings;
            m_df = df;
            m_training = training;
            m_point = point;
            m_warnings = warnings;
        }

        void cohort(final ModelValidator.CohortReport c) {
            c.notes().forEach(n -> m_warnings.add("Cohort '" + c.cohort() + "': " + n + "."));
            for (int s = 0; s < c.scores().size(); s++) {
                score(c, c.scores().get(s), m_point.get(s));
            }
            c.scores().stream().flatMap(s -> s.decisionCurve().stream()).findFirst().ifPresent(d -> {
                m_curves.add(new Curve(CurveKind.DECISION, c.cohort(), "treat all", d.threshold(), d.treatAll(),
                    NO_INTERVAL, NO_INTERVAL));
                m_curves.add(new Curve(CurveKind.DECISION, c.cohort(), "treat none", d.threshold(),
                    new double[d.threshold().length], NO_INTERVAL, NO_INTERVAL));
            });
            c.comparisons().forEach(x -> compare(c.cohort(), x));
        }

        private void score(final ModelValidator.CohortReport c, final ModelValidator.ScoreReport r,
            final String point) {
            final boolean training = !m_training.isEmpty() && c.cohort().equals(m_training);
            final Out out = new Out(c.cohort(), r, training ? "training patients: optimistic" : "");
            if (r.curve().isEmpty()) {
                final List<String> why = new ArrayList<>(r.notes());
                why.addAll(c.notes());
                out.add("AUC", NONE, NONE, NONE, NONE, String.join("; ", why));
                return;
            }
            out.add("AUC", r.auc(), r.delong().lower(), r.delong().upper(), r.pVersusHalf(), "DeLong interval");
            out.add("AUC (logit interval)", r.auc(), r.delongLogit().lower(), r.delongLogit().upper(), NONE, "");
            final Roc.Curve curve = r.curve().get();
            m_curves.add(new Curve(CurveKind.ROC, c.cohort(), r.score().name(),
                Arrays.stream(curve.specificities()).map(v -> 1 - v).toArray(), curve.sensitivities(), NO_INTERVAL,
                NO_INTERVAL));
            r.rates().forEach(rate -> rate(out, rate, point));
            r.precisionRecall().ifPresent(pr -> precisionRecall(out, r, pr));
            r.calibration().ifPresent(k -> calibration(out, r, k, training));
            r.hosmerLemeshow().ifPresent(hl -> hosmerLemeshow(out, hl, training));
            r.smooth().ifPresent(k -> m_curves.add(new Curve(CurveKind.CALIBRATION_SMOOTH, c.cohort(),
                r.score().name(), k.predicted(), k.observed(), NO_INTERVAL, NO_INTERVAL)));
            r.histogram().ifPresent(h -> {
                final double[] edges = Arrays.copyOf(h.edges(), h.events().length);
                m_curves.add(new Curve(CurveKind.HISTOGRAM_EVENTS, c.cohort(), r.score().name(), edges,
                    Arrays.stream(h.events()).asDoubleStream().toArray(), NO_INTERVAL, NO_INTERVAL));
                m_curves.add(new Curve(CurveKind.HISTOGRAM_OTHERS, c.cohort(), r.score().name(), edges,
                    Arrays.stream(h.others()).asDoubleStream().toArray(), NO_INTERVAL, NO_INTERVAL));
            });
            r.decisionCurve().ifPresent(d -> m_curves.add(new Curve(CurveKind.DECISION, c.cohort(), r.score().name(),
                d.threshold(), d.netBenefit(), d.lower(m_settings.level()), d.upper(m_settings.level()))));
            r.notes().forEach(n -> out.add("remark", NONE, NONE, NONE, NONE, n));
        }

        private static void rate(final Out out, final ModelValidator.Rate rate, final String point) {
            final Proportion x = rate.count();
            final String note = x.n() == 0 ? "no such patients " + point : x.x() + " of " + x.n() + " " + point;
            out.add(rate.name(), x.estimate(), rate.wilson().lower(), rate.wilson().upper(), NONE,
                note + ", Wilson interval");
            out.add(rate.name() + " (exact interval)", x.estimate(), rate.clopperPearson().lower(),
                rate.clopperPearson().upper(), NONE, note + ", Clopper-Pearson interval");
        }

        private void precisionRecall(final Out out, final ModelValidator.ScoreReport r, final PrecisionRecall pr) {
            out.add("average precision", pr.averagePrecision(), r.averagePrecisionInterval().lower(),
                r.averagePrecisionInterval().upper(), NONE, bootstrap());
            m_curves.add(new Curve(CurveKind.PRECISION_RECALL, out.m_cohort, r.score().name(), pr.recall(),
                pr.precision(), NO_INTERVAL, NO_INTERVAL));
        }

        private String bootstrap() {
            return m_settings.bootstraps() == 0 ? "" : "interval of " + m_settings.bootstraps() + " bootstrap samples";
        }

        private void calibration(final Out out, final ModelValidator.ScoreReport r, final Calibration k,
            final boolean training) {
            out.add("Brier score", k.brier(), r.brierInterval().lower(), r.brierInterval().upper(), NONE, bootstrap());
            out.add("scaled Brier score", k.scaledBrier(), NONE, NONE, NONE, "");
            final Interval citl = Interval.wald(k.citl(), k.citlSe(), m_settings.level());
            out.add("calibration intercept", k.citl(), citl.lower(), citl.upper(), NONE, "ideal 0");
            final Interval slope = Interval.wald(k.slope(), k.slopeSe(), m_settings.level());
            out.add("calibration slope", k.slope(), slope.lower(), slope.upper(), NONE, "ideal 1");
            if (!training && !(k.slope() >= 0.8 && k.slope() <= 1.2)) {
                m_warnings.add(Double.isNaN(k.slope())
                    ? "Cohort '" + out.m_cohort + "', " + out.m_report.score().name() + ": no calibration slope exists."
                    : String.format(Locale.ROOT, "Cohort '%s', %s: calibration slope %.3g is outside 0.8 to 1.2.",
                        out.m_cohort, out.m_report.score().name(), k.slope()));
            }
        }

        private void hosmerLemeshow(final Out out, final HosmerLemeshow hl, final boolean training) {
            final HosmerLemeshow test = hl.withDf(m_df.of(hl.groups(), training));
            out.add("Hosmer-Lemeshow chi-squared", hl.chisq(), NONE, NONE, test.p(), test.df() < 1
                ? "no p value: too few different probabilities (" + hl.groups() + " groups)"
                : hl.groups() + " groups, " + (int)test.df() + " df" + (hl.groups() < hl.g() ? "; ties leave no " + hl.g() : ""));
            final int[] used = IntStream.range(0, hl.n().length).filter(g -> hl.n()[g] > 0).toArray();
            final Proportion[] shares = IntStream.of(used).mapToObj(g -> new Proportion(hl.observed()[g], hl.n()[g]))
                .toArray(Proportion[]::new);
            final double level = m_settings.level();
            m_curves.add(new Curve(CurveKind.CALIBRATION, out.m_cohort, out.m_report.score().name(),
                IntStream.of(used).mapToDouble(g -> hl.expected()[g] / hl.n()[g]).toArray(),
                Arrays.stream(shares).mapToDouble(Proportion::estimate).toArray(),
                Arrays.stream(shares).mapToDouble(s -> s.wilson(level).lower()).toArray(),
                Arrays.stream(shares).mapToDouble(s -> s.wilson(level).upper()).toArray()));
        }

        private void compare(final String cohort, final ModelValidator.Comparison x) {
            final Roc.PairedTest t = x.auc();
            m_comparisons.add(new Comparison("AUC, paired DeLong", cohort, x.first(), x.second(), t.auc1(), t.auc2(),
                t.auc1() - t.auc2(), t.difference().lower(), t.difference().upper(), t.z(), t.p()));
            if (x.reclassification().isPresent()) {
                final Reclassification.Continuous r = x.reclassification().get();
                gain(cohort, x, "continuous NRI of A over B", r.nri(), r.seNri(), r.zNri(), r.pNri());
                gain(cohort, x, "IDI of A over B", r.idi(), r.seIdi(), r.zIdi(), r.pIdi());
            }
            if (x.categorical().isPresent()) {
                final Reclassification.Categorical r = x.categorical().get();
                gain(cohort, x, "categorical NRI of A over B", r.nri(), r.seWald(), r.z(), r.p());
            }
            if (x.mcNemar().isPresent()) { // values: patients whom only A, or only B, classifies correctly
                final McNemar m = x.mcNemar().get();
                final int onlyA = m.table()[1][0];
                final int onlyB = m.table()[0][1];
                m_comparisons.add(new Comparison("correct by one score only, McNemar", cohort, x.first(), x.second(),
                    onlyA, onlyB, onlyA - onlyB, NONE, NONE, m.statistic(true), m.pValue(true)));
            }
        }

        private void gain(final String cohort, final ModelValidator.Comparison x, final String test,
            final double value, final double se, final double z, final double p) {
            final Interval i = Interval.wald(value, se, m_settings.level());
            m_comparisons.add(new Comparison(test, cohort, x.first(), x.second(), NONE, NONE, value, i.lower(),
                i.upper(), z, p));
        }

        /** Metrics of one cohort and score. */
        private final class Out {

            private final String m_cohort;

            private final ModelValidator.ScoreReport m_report;

            private final String m_remark;

            Out(final String cohort, final ModelValidator.ScoreReport report, final String remark) {
                m_cohort = cohort;
                m_report = report;
                m_remark = remark;
            }

            void add(final String name, final double value, final double lower, final double upper, final double p,
                final String note) {
                m_metrics.add(new Metric(m_cohort, m_report.score().name(), m_report.n(), m_report.events(), name, value,
                    lower, upper, p, note.isEmpty() || m_remark.isEmpty() ? note + m_remark : note + "; " + m_remark));
            }
        }
    }
}
