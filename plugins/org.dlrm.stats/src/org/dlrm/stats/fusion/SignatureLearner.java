package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.glmnet.CvGlmnet;
import org.dlrm.stats.glmnet.CvResult;
import org.dlrm.stats.glmnet.Folds;
import org.dlrm.stats.glmnet.Glmnet;
import org.dlrm.stats.glmnet.GlmnetPath;
import org.dlrm.stats.glmnet.GlmnetSettings;
import org.dlrm.stats.select.Mrmr;
import org.dlrm.stats.select.SpearmanFilter;
import org.dlrm.work.Progress;

/** Learns one signature from the training rows of one feature group. */
final class SignatureLearner {

    private static final int MAX_PASSES = 1_000_000;

    private final FeatureGroup m_group;
    private final Target m_target;
    /** Which patient a row is: the same for the copies of a row in a bootstrap sample. */
    private final int[] m_subject;
    private final SplittableRandom m_random;
    private final Progress m_progress;
    private final FeatureScreen m_screen;
    private final List<TraceRow> m_trace = new ArrayList<>();

    private double[][] m_x;
    private final double[] m_fill;
    private int[] m_left;
    private double m_lambda = Double.NaN;
    private Optional<SelectionPath> m_path = Optional.empty();

    SignatureLearner(final FeatureGroup group, final double[][] x, final Target target, final int[] subject,
        final long seed, final Progress progress) {
        m_group = group;
        m_x = x.clone();
        m_target = target;
        m_subject = subject;
        m_random = new SplittableRandom(seed);
        m_progress = progress;
        m_screen = new FeatureScreen(target);
        m_fill = new double[x.length];
        Arrays.fill(m_fill, Double.NaN);
        m_left = IntStream.range(0, x.length).toArray();
    }

    /**
     * @param signature the signature; it has no features if none survived
     * @param indices of the features in the group
     * @param trace what every step did
     * @param path of the penalised step; empty without one
     */
    record Learned(Signature signature, int[] indices, List<TraceRow> trace, Optional<SelectionPath> path) {

        /** @return values of rows {@code x[column of the group][row]} */
        double[] values(final double[][] x, final int rows) {
            final double[] values = new double[rows];
            Arrays.fill(values, signature.intercept());
            for (int f = 0; f < indices.length; f++) {
                final Signature.Feature feature = signature.features().get(f);
                final double[] column = x[indices[f]];
                for (int i = 0; i < rows; i++) {
                    final double v = Double.isFinite(column[i]) ? column[i] : feature.fill();
                    values[i] += feature.coef() * ((v - feature.mean()) / feature.sd());
                }
            }
            return values;
        }
    }

    Learned learn() {
        boolean penalized = false;
        final List<SelectionStep> steps = new ArrayList<>(m_group.steps());
        steps.stream().filter(SelectionStep.MissingRule.class::isInstance).findFirst().ifPresentOrElse(rule -> {
            steps.remove(rule);
            steps.add(0, rule);
        }, this::requireComplete);
        double[] coef = null;
        for (final SelectionStep step : steps) {
            m_progress.check();
            if (m_left.length == 0) {
                break;
            }
            if (step instanceof SelectionStep.MissingRule rule) {
                missing(rule);
            } else if (step instanceof SelectionStep.NearZeroVariance rule) {
                nearZeroVariance(rule);
            } else if (step instanceof SelectionStep.UnivariableScreen rule) {
                univariable(rule);
            } else if (step instanceof SelectionStep.Redundancy rule) {
                redundancy(rule);
            } else if (step instanceof SelectionStep.MrmrSelection rule) {
                mrmr(rule);
            } else if (step instanceof SelectionStep.Stability rule) {
                stability(rule);
            } else if (step instanceof SelectionStep.Penalized rule) {
                dropConstant(rule);
                coef = m_left.length == 0 ? null : penalized(rule);
                penalized = true;
            }
        }
        if (!penalized && m_left.length > 0) {
            coef = unpenalized();
        }
        return coef == null ? new Learned(new Signature(m_group.name(), 0, m_lambda, List.of()), new int[0], m_trace,
            m_path)
            : signature(coef);
    }

    private String name(final int feature) {
        return m_group.columns().get(feature);
    }

    private void keep(final SelectionStep step, final boolean[] kept) {
        m_left = IntStream.range(0, m_left.length).filter(i -> kept[i]).map(i -> m_left[i]).toArray();
    }

    private void trace(final SelectionStep step, final int feature, final String statistic, final double value,
        final double p, final double adjusted, final boolean kept, final String reason) {
        m_trace.add(new TraceRow(m_group.name(), name(feature), step.label(), statistic, value, p, adjusted, kept,
            reason));
    }

    private void requireComplete() {
        for (final int j : m_left) {
            final long missing = Arrays.stream(m_x[j]).filter(v -> !Double.isFinite(v)).count();
            if (missing > 0) {
                throw new IllegalArgumentException("Feature '" + name(j) + "' is missing (or infinite) in " + missing
                    + " of " + m_target.size() + " training rows: add a rule for missing values or remove the feature");
            }
        }
    }

    private void missing(final SelectionStep.MissingRule rule) {
        final boolean[] kept = new boolean[m_left.length];
        for (int i = 0; i < kept.length; i++) {
            final int j = m_left[i];
            final double[] known = Arrays.stream(m_x[j]).filter(Double::isFinite).toArray();
            final double share = 1 - (double)known.length / m_target.size();
            kept[i] = known.length > 0 && share <= rule.maxShare();
            if (kept[i]) {
                m_fill[j] = Descriptive.median(known);
                if (share > 0) {
                    m_x[j] = Arrays.stream(m_x[j]).map(v -> Double.isFinite(v) ? v : m_fill[j]).toArray();
                }
            }
            trace(rule, j, "share missing", share, Double.NaN, Double.NaN, kept[i], kept[i]
                ? share > 0 ? "filled with the training median" : "complete"
                : known.length == 0 ? "missing everywhere" : "more than " + rule.maxShare() + " missing");
        }
        keep(rule, kept);
    }

    private void nearZeroVariance(final SelectionStep.NearZeroVariance rule) {
        final boolean[] kept = new boolean[m_left.length];
        for (int i = 0; i < kept.length; i++) {
            final double[] sorted = m_x[m_left[i]].clone();
            Arrays.sort(sorted);
            int distinct = 0;
            int most = 0;
            int second = 0;
            for (int from = 0; from < sorted.length;) {
                final int to = Descriptive.upperBound(sorted, sorted[from]);
                final int count = to - from;
                distinct++;
                if (count > most) {
                    second = most;
                    most = count;
                } else {
                    second = Math.max(second, count);
                }
                from = to;
            }
            final double ratio = second == 0 ? Double.POSITIVE_INFINITY : (double)most / second;
            kept[i] = distinct > 1
                && !(ratio > rule.frequencyRatio() && (double)distinct / sorted.length <= rule.uniqueShare());
            trace(rule, m_left[i], "frequency ratio", ratio, Double.NaN, Double.NaN, kept[i],
                kept[i] ? "varies" : distinct == 1 ? "constant" : "nearly constant: " + distinct + " distinct values");
        }
        keep(rule, kept);
    }

    private void univariable(final SelectionStep.UnivariableScreen rule) {
        final FeatureScreen.Statistic[] statistics = new FeatureScreen.Statistic[m_left.length];
        for (int i = 0; i < statistics.length; i++) {
            if (i % 64 == 0) {
                m_progress.check();
            }
            statistics[i] = m_screen.test(rule.test(), m_x[m_left[i]]);
        }
        final double[] adjusted = rule.adjust()
            .adjust(Arrays.stream(statistics).mapToDouble(FeatureScreen.Statistic::p).toArray());
        final boolean[] kept = new boolean[m_left.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = adjusted[i] < rule.alpha();
            trace(rule, m_left[i], statistics[i].name(), statistics[i].value(), statistics[i].p(), adjusted[i], kept[i],
                Double.isNaN(adjusted[i]) ? "no p value: the feature is constant or separates the classes"
                    : kept[i] ? "p < " + rule.alpha() : "p >= " + rule.alpha());
        }
        keep(rule, kept);
    }

    private void redundancy(final SelectionStep.Redundancy rule) {
        final double[][] x = columns();
        final double[] relevance = Arrays.stream(x).mapToDouble(c -> m_screen.relevance(rule.relevance(), c)).toArray();
        final List<SpearmanFilter.Verdict> verdicts = new SpearmanFilter(rule.threshold()).apply(x, relevance);
        final boolean[] kept = new boolean[m_left.length];
        for (int i = 0; i < kept.length; i++) {
            final SpearmanFilter.Verdict verdict = verdicts.get(i);
            kept[i] = verdict.kept();
            trace(rule, m_left[i], kept[i] ? rule.relevance().name() : "Spearman correlation",
                kept[i] ? relevance[i] : verdict.correlation(), Double.NaN, Double.NaN, kept[i],
                kept[i] ? "not redundant" : "redundant with " + name(m_left[verdict.keptInstead()]));
        }
        keep(rule, kept);
    }

    private void mrmr(final SelectionStep.MrmrSelection rule) {
        final Mrmr.Selection selection = new Mrmr(rule.count(), rule.criterion(), rule.correlation()).apply(columns(),
            m_screen.numericOutcome());
        final boolean[] kept = new boolean[m_left.length];
        final double[] score = new double[m_left.length];
        final int[] rank = new int[m_left.length];
        Arrays.fill(score, Double.NaN);
        for (int k = 0; k < selection.order().length; k++) {
            kept[selection.order()[k]] = true;
            score[selection.order()[k]] = selection.scores()[k];
            rank[selection.order()[k]] = k + 1;
        }
        for (int i = 0; i < kept.length; i++) {
            trace(rule, m_left[i], rule.criterion().name(), score[i], Double.NaN, Double.NaN, kept[i],
                kept[i] ? "selected as number " + rank[i] : "not among the first " + rule.count());
        }
        keep(rule, kept);
    }

    private void stability(final SelectionStep.Stability rule) {
        final double[][] x = standardized();
        final int[] selected = new int[m_left.length];
        final GlmnetSettings settings = GlmnetSettings.DEFAULTS;
        for (int b = 0; b < rule.subsamples(); b++) {
            final int[] half = half();
            final GlmnetPath path = Glmnet.fit(settings, x, m_target.response(), half, m_progress);
            int k = 0;
            while (k < path.size() - 1 && path.df(k + 1) <= rule.features()) {
                k++;
            }
            final boolean[] entered = new boolean[selected.length];
            for (int l = 0; l <= k; l++) {
                Arrays.stream(path.index()[l]).forEach(j -> entered[j] = true);
            }
            for (int j = 0; j < selected.length; j++) {
                selected[j] += entered[j] ? 1 : 0;
            }
        }
        final boolean[] kept = new boolean[m_left.length];
        for (int i = 0; i < kept.length; i++) {
            final double frequency = (double)selected[i] / rule.subsamples();
            kept[i] = frequency >= rule.threshold();
            trace(rule, m_left[i], "selection frequency", frequency, Double.NaN, Double.NaN, kept[i],
                kept[i] ? "selected in at least " + rule.threshold() + " of the subsamples" : "selected too rarely");
        }
        keep(rule, kept);
    }

    /** A random half of the rows with half of the positives or events; copies of a row stay together. */
    private int[] half() {
        final int[] quarter = folds(4, SelectionStep.FoldScheme.STRATIFIED, m_random.nextLong());
        return IntStream.range(0, quarter.length).filter(i -> quarter[i] <= 2).toArray();
    }

    private void dropConstant(final SelectionStep step) {
        final boolean[] kept = new boolean[m_left.length];
        for (int i = 0; i < kept.length; i++) {
            final double[] x = m_x[m_left[i]];
            kept[i] = Arrays.stream(x).anyMatch(v -> v != x[0]);
            if (!kept[i]) {
                trace(step, m_left[i], "standard deviation", 0, Double.NaN, Double.NaN, false, "constant");
            }
        }
        keep(step, kept);
    }

    private double[] penalized(final SelectionStep.Penalized rule) {
        final List<int[]> folds = new ArrayList<>();
        for (int repeat = 0; repeat < rule.repeats(); repeat++) {
            folds.add(folds(rule.folds(), rule.scheme(), m_random.nextLong()));
        }
        final CvResult cv = CvGlmnet.repeated(
            GlmnetSettings.DEFAULTS.withAlpha(rule.alpha()).withThresh(rule.thresh(), MAX_PASSES), standardized(),
            m_target.response(), folds, rule.measure(), 1, m_progress);
        m_lambda = rule.rule() == SelectionStep.LambdaRule.MIN ? cv.lambdaMin() : cv.lambda1se();
        m_path = Optional.of(SelectionPath.of(m_group.name(), Arrays.stream(m_left).mapToObj(this::name).toList(), cv,
            rule.rule() == SelectionStep.LambdaRule.MIN));
        final double[] coef = cv.path().coef(m_lambda);
        final String where = (rule.rule() == SelectionStep.LambdaRule.MIN ? "lambda.min = " : "lambda.1se = ")
            + String.format(Locale.ROOT, "%.6g", m_lambda);
        for (int i = 0; i < m_left.length; i++) {
            trace(rule, m_left[i], "coefficient per sd", coef[i + 1], Double.NaN, Double.NaN, coef[i + 1] != 0,
                coef[i + 1] != 0 ? "in the signature at " + where : "coefficient 0 at " + where);
        }
        return coef;
    }

    private double[] unpenalized() {
        final Regression fit = Regression.fit(m_target, Arrays.stream(m_left).mapToObj(this::name).toList(),
            standardized(), DlrmSettings.Firth.WHEN_SEPARATED);
        final double[] coef = new double[m_left.length + 1];
        coef[0] = fit.intercept();
        for (int j = 0; j < m_left.length; j++) {
            coef[j + 1] = fit.coef(j);
        }
        return coef;
    }

    private double[][] columns() {
        return Arrays.stream(m_left).mapToObj(j -> m_x[j]).toArray(double[][]::new);
    }

    private double[][] standardized() {
        return Arrays.stream(m_left).mapToObj(j -> {
            final double mean = Descriptive.mean(m_x[j]);
            final double sd = Descriptive.sd(m_x[j]);
            return Arrays.stream(m_x[j]).map(v -> (v - mean) / sd).toArray();
        }).toArray(double[][]::new);
    }

    private Learned signature(final double[] coef) {
        final List<Signature.Feature> features = new ArrayList<>();
        final List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < m_left.length; i++) {
            if (coef[i + 1] != 0) {
                final double[] x = m_x[m_left[i]];
                features.add(new Signature.Feature(name(m_left[i]), Descriptive.mean(x), Descriptive.sd(x), coef[i + 1],
                    m_fill[m_left[i]], Arrays.stream(x).min().orElse(Double.NaN),
                    Arrays.stream(x).max().orElse(Double.NaN)));
                indices.add(m_left[i]);
            }
        }
        return new Learned(new Signature(m_group.name(), coef[0], m_lambda, features),
            indices.stream().mapToInt(Integer::intValue).toArray(), m_trace, m_path);
    }

    /** Folds 1 to k in which copies of a row share the fold. */
    private int[] folds(final int k, final SelectionStep.FoldScheme scheme, final long seed) {
        final Map<Integer, Integer> first = new HashMap<>();
        final List<Integer> representative = new ArrayList<>();
        for (int i = 0; i < m_subject.length; i++) {
            if (first.putIfAbsent(m_subject[i], representative.size()) == null) {
                representative.add(i);
            }
        }
        final Target distinct = m_target.rows(representative.stream().mapToInt(Integer::intValue).toArray());
        final int[] fold = scheme == SelectionStep.FoldScheme.ALTERNATING ? Folds.alternating(distinct.size(), k)
            : Folds.stratified(distinct.response(), k, seed);
        return Arrays.stream(m_subject).map(s -> fold[first.get(s)]).toArray();
    }
}
