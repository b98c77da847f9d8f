package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.stats.roc.OperatingPoint;
import org.dlrm.stats.roc.Proportion;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats roc}. */
@Command(name = "roc", description = {"ROC curves with DeLong's variance, intervals and tests (as R's pROC).",
    "One entry per score, paired_A_B for two scores of the same rows, with --by unpaired_SCORE_G_H for two groups."})
final class RocCommand extends StatsSubcommand {

    /** Which scores speak for the positive class. */
    enum Direction { higher, lower }

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Outcome")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE", description = "Value of the positive class; default: 1")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--score", required = true, split = ",", paramLabel = "COLUMN", description = "Scores")
    private List<String> m_scores;

    @Option(names = "--direction", paramLabel = "NAME", defaultValue = "higher",
        description = "Which scores are positive: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Direction m_direction;

    @Option(names = "--by", paramLabel = "COLUMN", description = "Compare each score between the groups of this column")
    private Optional<String> m_by = Optional.empty();

    @Option(names = "--level", paramLabel = "X", defaultValue = "0.95",
        description = "Confidence level. Default: ${DEFAULT-VALUE}")
    private double m_level;

    @Option(names = "--threshold", paramLabel = "VALUE",
        description = "Threshold of the operating point with intervals; default: Youden's")
    private Optional<Double> m_threshold = Optional.empty();

    @Option(names = "--partial", split = ",", paramLabel = "SPEC", defaultValue = "1,0.9",
        description = "Specificities of the partial AUC. Default: ${DEFAULT-VALUE}")
    private double[] m_partial;

    @Override
    Object compute(final Table data) {
        if (m_partial.length != 2) {
            throw wrong("--partial needs two specificities, e.g. 1,0.9");
        }
        final List<String> used = plus(m_scores, m_y);
        m_by.ifPresent(used::add);
        final Table table = complete(data, used);
        final Map<String, Object> result = new LinkedHashMap<>();
        final List<Roc> curves = m_scores.stream().map(s -> roc(table, s)).toList();
        for (int i = 0; i < curves.size(); i++) {
            result.put(m_scores.get(i), one(curves.get(i)));
        }
        for (int i = 0; i < curves.size(); i++) {
            for (int j = i + 1; j < curves.size(); j++) {
                final Roc.PairedTest t = curves.get(i).pairedTest(curves.get(j), m_level);
                result.put("paired_" + m_scores.get(i) + "_" + m_scores.get(j), map("z", t.z(), "p", t.p(), "auc",
                    new double[] {t.auc1(), t.auc2()}, "cov", t.covariance(), percent("diff_ci"),
                    t.difference().toArray()));
            }
        }
        m_by.ifPresent(by -> groups(table, by, result));
        return result;
    }

    private Roc roc(final Table table, final String score) {
        return Roc.of(outcome(table, m_y, m_positive), table.numbers(score), m_direction == Direction.higher
            ? Roc.Direction.HIGHER_IS_POSITIVE : Roc.Direction.LOWER_IS_POSITIVE);
    }

    private String percent(final String key) {
        final String percent = Double.toString(m_level * 100);
        return key + (percent.endsWith(".0") ? percent.substring(0, percent.length() - 2) : percent);
    }

    private Map<String, Object> one(final Roc roc) {
        final Roc.Curve curve = roc.curve();
        final List<OperatingPoint> youden = roc.bestYouden();
        final OperatingPoint closest = roc.bestClosestTopLeft().get(0);
        final OperatingPoint point = m_threshold.map(roc::at).orElse(youden.get(0));
        if (youden.size() > 1) {
            note("Several thresholds have the largest sensitivity + specificity: "
                + youden.stream().map(OperatingPoint::threshold).toList() + "; the first is shown");
        }
        final Map<String, Object> best = point(youden.get(0));
        best.put("youden", youden.get(0).youden());
        return map("n_cases", roc.cases(), "n_controls", roc.controls(), "auc", roc.auc(), "delong_var",
            roc.delongVariance(), "delong_se", roc.delongSe(), percent("delong_ci"), roc.delongInterval(m_level).toArray(),
            percent("delong_ci") + "_logit", roc.delongLogitInterval(m_level).toArray(), "hanley_mcneil_var",
            roc.hanleyMcNeilVariance(), "thresholds", finite(curve.thresholds()), "sensitivities",
            curve.sensitivities(), "specificities", curve.specificities(), "p_vs_half", roc.pValueVersusHalf(),
            "wilcoxon_W", roc.wilcoxonW(), "best_youden", best, "best_closest", map("threshold",
                closest.threshold(), "sensitivity", closest.sensitivity(), "specificity", closest.specificity()),
            "partial_auc_spec_" + number(m_partial[0]) + "_" + number(m_partial[1]),
            roc.partialAuc(m_partial[0], m_partial[1]), m_threshold.isPresent() ? "at_threshold_ci" : "at_youden_ci",
            map("threshold", point.threshold(), "sens", proportion(point.tp(), point.tp() + point.fn()), "spec",
                proportion(point.tn(), point.tn() + point.fp()), "ppv", proportion(point.tp(), point.tp() + point.fp()),
                "npv", proportion(point.tn(), point.tn() + point.fn()), "acc",
                proportion(point.tp() + point.tn(), roc.cases() + roc.controls())));
    }

    private static String number(final double v) {
        return v == Math.rint(v) ? Long.toString((long)v) : Double.toString(v);
    }

    /** The thresholds at the ends are infinite and written as null, as in the reference. */
    private static double[] finite(final double[] thresholds) {
        return Arrays.stream(thresholds).map(t -> Double.isInfinite(t) ? Double.NaN : t).toArray();
    }

    private static Map<String, Object> point(final OperatingPoint p) {
        return map("threshold", p.threshold(), "sensitivity", p.sensitivity(), "specificity", p.specificity(), "accuracy",
            p.accuracy(), "ppv", p.ppv(), "npv", p.npv(), "tp", p.tp(), "tn", p.tn(), "fp", p.fp(), "fn", p.fn());
    }

    private Map<String, Object> proportion(final int x, final int n) {
        return ProportionCommand.of(new Proportion(x, n), m_level);
    }

    private void groups(final Table table, final String by, final Map<String, Object> result) {
        final Column.Factor group = table.factor(by);
        final List<String> levels = new ArrayList<>(group.levels());
        for (final String score : m_scores) {
            for (int i = 0; i < levels.size(); i++) {
                for (int j = i + 1; j < levels.size(); j++) {
                    final String a = levels.get(i);
                    final String b = levels.get(j);
                    final Roc.UnpairedTest t = roc(table.filter(r -> group.label(r).equals(a)), score)
                        .unpairedTest(roc(table.filter(r -> group.label(r).equals(b)), score));
                    result.put("unpaired_" + score + "_" + a + "_" + b, map("statistic_D", t.statisticD(), "df", t.df(),
                        "p", t.p(), "auc", new double[] {t.auc1(), t.auc2()}));
                }
            }
        }
    }
}
