package org.dlrm.stats.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.roc.McNemar;
import org.dlrm.stats.roc.OperatingPoint;
import org.dlrm.stats.roc.Proportion;
import org.dlrm.stats.roc.Roc;
import org.dlrm.work.Progress;

/**
 * Performance of one or more scores in one or more cohorts: everything that exists is computed, what does not exist is
 * left out with the reason in words. Immutable.
 */
public final class ModelValidator {

    /**
     * A score to validate.
     *
     * @param name of the column
     * @param direction which values speak for the positive class
     * @param probability whether it is a probability, which calibration, decision curve and reclassification need
     * @param threshold operating threshold from the training rows, NaN if there is none
     */
    public record Score(String name, Roc.Direction direction, boolean probability, double threshold) {
    }

    /**
     * @param level of the intervals
     * @param groups of the Hosmer-Lemeshow test
     * @param degreesOfFreedom of that test; NaN means the groups that ties leave, minus 2
     * @param thresholds of the decision curve
     * @param riskLimits limits of the risk categories of the categorical NRI, empty for none
     * @param bootstraps samples for intervals without a formula, 0 for none
     */
    public record Settings(double level, int groups, double degreesOfFreedom, double[] thresholds, double[] riskLimits,
        int bootstraps, long seed) {

        /** 95 %, ten groups, thresholds 0.01 to 0.99, no categories, 1,000 bootstraps. */
        public static final Settings DEFAULTS = new Settings(0.95, 10, Double.NaN,
            DecisionCurve.thresholds(0.01, 0.99, 0.01), new double[0], 1000, 1);
    }

    /** A share with both intervals, e.g. the sensitivity. */
    public record Rate(String name, Proportion count, Interval wilson, Interval clopperPearson) {
    }

    /**
     * One score in one cohort. What needs a probability or a threshold is empty without.
     *
     * @param missing rows without a score
     * @param histogram how the probabilities are spread
     * @param brierInterval bootstrap
     * @param averagePrecisionInterval bootstrap
     * @param notes what does not exist and why, in words
     */
    public record ScoreReport(Score score, int n, int events, int missing, double auc, double se, Interval delong,
        Interval delongLogit, double pVersusHalf, Optional<Roc.Curve> curve, Optional<OperatingPoint> point,
        List<Rate> rates, Optional<PrecisionRecall> precisionRecall, Interval averagePrecisionInterval,
        Optional<Calibration> calibration, Interval brierInterval, Optional<ValProb.Curve> smooth,
        Optional<HosmerLemeshow> hosmerLemeshow, Optional<PredictionHistogram> histogram,
        Optional<DecisionCurve> decisionCurve, List<String> notes) {
    }

    /**
     * Two scores in the same rows of one cohort; {@code first} counts as the new model.
     *
     * @param n rows that have both
     */
    public record Comparison(String first, String second, int n, Roc.PairedTest auc,
        Optional<Reclassification.Continuous> reclassification, Optional<Reclassification.Categorical> categorical,
        Optional<McNemar> mcNemar) {
    }

    /** One cohort. */
    public record CohortReport(String cohort, int n, int events, int missingOutcome, List<ScoreReport> scores,
        List<Comparison> comparisons, List<String> notes) {
    }

    /** One score in two cohorts. */
    public record CohortComparison(String score, String first, String second, Roc.UnpairedTest test) {
    }

    /** The whole report. */
    public record Report(List<CohortReport> cohorts, List<CohortComparison> betweenCohorts) {
    }

    private final List<Score> m_scores;
    private final Settings m_settings;

    public ModelValidator(final List<Score> scores, final Settings settings) {
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("There is no score to validate");
        }
        m_scores = List.copyOf(scores);
        m_settings = settings;
    }

    /**
     * @param outcome 0 or 1 per row, NaN is missing
     * @param scores {@code [score][row]}, NaN is missing
     * @param cohort name per row; reported in the order of first occurrence
     */
    public Report validate(final double[] outcome, final double[][] scores, final List<String> cohort,
        final Progress progress) {
        Check.sameLength("The list of scores", m_scores.size(), "their columns", scores.length);
        Check.sameLength("The outcome", outcome.length, "the cohort", cohort.size());
        for (int s = 0; s < scores.length; s++) {
            Check.sameLength("The outcome", outcome.length, "score '" + m_scores.get(s).name + "'", scores[s].length);
        }
        final List<CohortReport> cohorts = new ArrayList<>();
        final List<List<Optional<Roc>>> curves = new ArrayList<>();
        final List<String> names = List.copyOf(new LinkedHashSet<>(cohort));
        for (int c = 0; c < names.size(); c++) {
            progress.report((double)c / names.size(), "Validating " + names.get(c));
            final String name = names.get(c);
            final int[] rows = IntStream.range(0, outcome.length).filter(i -> cohort.get(i).equals(name)).toArray();
            final List<Optional<Roc>> rocs = new ArrayList<>();
            cohorts.add(cohort(name, rows, outcome, scores, rocs, progress));
            curves.add(rocs);
        }
        final List<CohortComparison> between = new ArrayList<>();
        for (int s = 0; s < m_scores.size(); s++) {
            for (int a = 0; a < names.size(); a++) {
                for (int b = a + 1; b < names.size(); b++) {
                    final Optional<Roc> first = curves.get(a).get(s);
                    final Optional<Roc> second = curves.get(b).get(s);
                    if (first.isPresent() && second.isPresent()) {
                        between.add(new CohortComparison(m_scores.get(s).name, names.get(a), names.get(b),
                            first.get().unpairedTest(second.get())));
                    }
                }
            }
        }
        return new Report(List.copyOf(cohorts), List.copyOf(between));
    }

    private CohortReport cohort(final String name, final int[] all, final double[] outcome, final double[][] scores,
        final List<Optional<Roc>> rocs, final Progress progress) {
        final int[] rows = IntStream.of(all).filter(i -> !Double.isNaN(outcome[i])).toArray();
        final double[] y = Descriptive.pick(outcome, rows);
        final int events = (int)Arrays.stream(y).filter(v -> v == 1).count();
        final List<String> notes = new ArrayList<>();
        if (rows.length < all.length) {
            notes.add((all.length - rows.length) + " of " + all.length + " rows have no outcome and were left out");
        }
        if (events == 0 || events == rows.length) {
            notes.add(rows.length == 0 ? "No row has an outcome"
                : "All " + rows.length + " rows have the outcome " + (events == 0 ? 0 : 1)
                    + ": discrimination and calibration cannot be assessed");
        }
        final List<ScoreReport> reports = new ArrayList<>();
        for (int s = 0; s < m_scores.size(); s++) {
            final double[] x = Descriptive.pick(scores[s], rows);
            reports.add(score(m_scores.get(s), y, x, rocs, progress));
        }
        return new CohortReport(name, rows.length, events, all.length - rows.length, reports,
            comparisons(y, rows, scores), notes);
    }

    private static int[] known(final double[]... columns) {
        return IntStream.range(0, columns[0].length)
            .filter(i -> Arrays.stream(columns).noneMatch(c -> Double.isNaN(c[i]))).toArray();
    }

    private static boolean hasBothClasses(final double[] y) {
        return Arrays.stream(y).anyMatch(v -> v == 0) && Arrays.stream(y).anyMatch(v -> v == 1);
    }

    private ScoreReport score(final Score score, final double[] allY, final double[] allX,
        final List<Optional<Roc>> rocs, final Progress progress) {
        final int[] rows = known(allX);
        final double[] y = Descriptive.pick(allY, rows);
        final double[] x = Descriptive.pick(allX, rows);
        final List<String> notes = new ArrayList<>();
        final int missing = allX.length - x.length;
        if (missing > 0) {
            notes.add(missing + " rows have no score and were left out");
        }
        final int events = (int)Arrays.stream(y).filter(v -> v == 1).count();
        final Interval none = new Interval(Double.NaN, Double.NaN);
        if (!hasBothClasses(y)) {
            notes.add(x.length == 0 ? "no row with outcome and score" : "only one class: no ROC curve");
            rocs.add(Optional.empty());
            return new ScoreReport(score, x.length, events, missing, Double.NaN, Double.NaN, none, none, Double.NaN,
                Optional.empty(), Optional.empty(), List.of(), Optional.empty(), none, Optional.empty(), none,
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), notes);
        }
        final Roc roc = Roc.of(y, x, score.direction);
        rocs.add(roc.cases() > 1 && roc.controls() > 1 ? Optional.of(roc) : Optional.empty());
        if (roc.cases() < 2 || roc.controls() < 2) {
            notes.add("DeLong's interval needs at least two cases and two controls, there are " + roc.cases() + " and "
                + roc.controls());
        }
        final double level = m_settings.level;
        final Optional<OperatingPoint> point = Double.isNaN(score.threshold) ? Optional.empty()
            : Optional.of(roc.at(score.threshold));
        final double sign = score.direction == Roc.Direction.HIGHER_IS_POSITIVE ? 1 : -1;
        final double[] signed = Arrays.stream(x).map(v -> sign * v).toArray();
        final Bootstrap bootstrap = new Bootstrap(m_settings.bootstraps, m_settings.seed);
        final boolean isProbability = score.probability && isProbability(x, notes);
        final Optional<Calibration> calibration = isProbability ? calibration(y, x, notes) : Optional.empty();
        return new ScoreReport(score, x.length, events, missing, roc.auc(), roc.delongSe(), roc.delongInterval(level),
            roc.delongLogitInterval(level), roc.pValueVersusHalf(), Optional.of(roc.curve()), point,
            point.map(this::rates).orElse(List.of()), Optional.of(PrecisionRecall.of(y, signed)),
            bootstrap.interval(y, signed, (a, b) -> PrecisionRecall.of(a, b).averagePrecision(), level, progress),
            calibration, isProbability ? bootstrap.interval(y, x, Calibration::brier, level, progress) : none,
            isProbability ? Optional.of(ValProb.curve(y, x)) : Optional.empty(),
            isProbability ? hosmerLemeshow(y, x, notes) : Optional.empty(),
            isProbability ? Optional.of(PredictionHistogram.of(y, x)) : Optional.empty(),
            isProbability ? Optional.of(DecisionCurve.of(y, x, m_settings.thresholds)) : Optional.empty(), notes);
    }

    private static boolean isProbability(final double[] x, final List<String> notes) {
        final long outside = Arrays.stream(x).filter(v -> !(v >= 0 && v <= 1)).count();
        if (outside > 0) {
            notes.add(outside + " values lie outside 0 to 1: this is no probability; no calibration, no decision curve");
        }
        return outside == 0;
    }

    private static Optional<Calibration> calibration(final double[] y, final double[] p, final List<String> notes) {
        if (Arrays.stream(p).anyMatch(v -> v == 0 || v == 1)) {
            notes.add("probabilities of exactly 0 or 1 have no logit: no calibration slope");
            return Optional.empty();
        }
        final Calibration c = Calibration.of(y, p);
        if (Double.isNaN(c.slope())) {
            notes.add("the calibration slope does not exist (constant or perfectly separating predictions)");
        }
        return Optional.of(c);
    }

    private Optional<HosmerLemeshow> hosmerLemeshow(final double[] y, final double[] p, final List<String> notes) {
        final HosmerLemeshow test = HosmerLemeshow.of(y, p, m_settings.groups);
        if (test.groups() < m_settings.groups) {
            notes.add("ties leave " + test.groups() + " of " + m_settings.groups + " Hosmer-Lemeshow groups");
        }
        return Double.isNaN(test.chisq()) ? Optional.empty() : Optional.of(test.withDf(
            Double.isNaN(m_settings.degreesOfFreedom) ? test.groups() - 2.0 : m_settings.degreesOfFreedom));
    }

    private List<Rate> rates(final OperatingPoint p) {
        return List.of(rate("sensitivity", p.tp(), p.tp() + p.fn()), rate("specificity", p.tn(), p.tn() + p.fp()),
            rate("PPV", p.tp(), p.tp() + p.fp()), rate("NPV", p.tn(), p.tn() + p.fn()),
            rate("accuracy", p.tp() + p.tn(), p.tp() + p.tn() + p.fp() + p.fn()));
    }

    private Rate rate(final String name, final int x, final int n) {
        final Proportion p = new Proportion(x, n);
        return new Rate(name, p, p.wilson(m_settings.level), p.clopperPearson(m_settings.level));
    }

    private List<Comparison> comparisons(final double[] y, final int[] rows, final double[][] scores) {
        final List<Comparison> comparisons = new ArrayList<>();
        for (int a = 0; a < m_scores.size(); a++) {
            for (int b = a + 1; b < m_scores.size(); b++) {
                final double[] x1 = Descriptive.pick(scores[a], rows);
                final double[] x2 = Descriptive.pick(scores[b], rows);
                final int[] both = known(x1, x2);
                final double[] common = Descriptive.pick(y, both);
                if (hasBothClasses(common)) {
                    comparisons.add(compare(m_scores.get(a), m_scores.get(b), common, Descriptive.pick(x1, both),
                        Descriptive.pick(x2, both)));
                }
            }
        }
        return comparisons;
    }

    private Comparison compare(final Score a, final Score b, final double[] y, final double[] x1, final double[] x2) {
        final Roc first = Roc.of(y, x1, a.direction);
        final Roc second = Roc.of(y, x2, b.direction);
        final boolean probabilities = a.probability && b.probability && isProbability(x1, new ArrayList<>())
            && isProbability(x2, new ArrayList<>());
        final boolean thresholds = !Double.isNaN(a.threshold) && !Double.isNaN(b.threshold);
        Optional<Reclassification.Continuous> continuous = Optional.empty();
        Optional<Reclassification.Categorical> categorical = Optional.empty();
        if (probabilities) {
            continuous = Optional.of(Reclassification.continuous(y, x2, x1));
            categorical = m_settings.riskLimits.length == 0 ? Optional.empty()
                : Optional.of(Reclassification.categorical(y, x2, x1, m_settings.riskLimits));
        }
        return new Comparison(a.name, b.name, y.length, first.pairedTest(second, m_settings.level), continuous,
            categorical, thresholds ? Optional.of(correctness(first, second, a, b, y, x1, x2)) : Optional.empty());
    }

    /** Which of the two classifies correctly: McNemar's table. */
    private static McNemar correctness(final Roc first, final Roc second, final Score a, final Score b, final double[] y,
        final double[] x1, final double[] x2) {
        final boolean[] correct1 = new boolean[y.length];
        final boolean[] correct2 = new boolean[y.length];
        for (int i = 0; i < y.length; i++) {
            correct1[i] = isPositive(first, a, x1[i]) == (y[i] == 1);
            correct2[i] = isPositive(second, b, x2[i]) == (y[i] == 1);
        }
        return McNemar.of(correct1, correct2);
    }

    private static boolean isPositive(final Roc roc, final Score score, final double value) {
        return roc.direction() == Roc.Direction.HIGHER_IS_POSITIVE ? value >= score.threshold
            : value <= score.threshold;
    }

    /** @throws DegenerateDataException if no cohort has both classes */
    public static void requireSomething(final Report report) {
        if (report.cohorts.stream().allMatch(c -> c.events == 0 || c.events == c.n)) {
            throw new DegenerateDataException("No cohort has both outcome classes: nothing can be validated");
        }
    }
}
