package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.survival.BaselineHazard;
import org.dlrm.stats.survival.Concordance;
import org.dlrm.stats.survival.CoxFit;
import org.dlrm.stats.survival.CoxPh;
import org.dlrm.stats.survival.CoxTies;
import org.dlrm.stats.survival.ZphTest;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlrm stats cox}: Cox regression as R's coxph. */
@Command(name = "cox", description = "Cox proportional hazards regression as R's coxph; CSV in, JSON out.",
    footer = {"", "Example:", "  dlrm stats cox lung.csv --time time --event status --event-value 2 --x age,sex"})
final class CoxCommand extends StatsSubcommand {

    private static final int SAMPLE = 25;

    @Mixin
    private SurvivalOptions m_input;

    @Option(names = "--x", required = true, split = ",", paramLabel = "COLUMN", description = "Covariates")
    private List<String> m_x;

    @Option(names = "--ties", defaultValue = "efron", paramLabel = "METHOD",
        description = "efron, breslow or exact (default: ${DEFAULT-VALUE})")
    private String m_ties;

    @Option(names = "--strata", defaultValue = "", paramLabel = "COLUMN", description = "Strata")
    private String m_strata;

    @Option(names = "--cluster", defaultValue = "", paramLabel = "COLUMN",
        description = "Clusters for robust standard errors")
    private String m_cluster;

    @Option(names = "--firth", description = "Firth's penalty: finite estimates where a group has no event")
    private boolean m_firth;

    @Override
    Object compute(final Table data) {
        final List<String> columns = new ArrayList<>(m_x);
        columns.add(m_strata);
        columns.add(m_cluster);
        final SurvivalOptions.Study study = m_input.read(data, columns, this::note);
        final CoxTies ties = Arrays.stream(CoxTies.values()).filter(t -> t.label().equals(m_ties)).findFirst()
            .orElseThrow(() -> wrong("--ties " + m_ties
                + ": expected efron, breslow or exact"));
        final DesignMatrix design = DesignMatrix.of(study.table(), m_x);
        final int[] assign = m_x.stream().flatMapToInt(column -> IntStream.generate(() -> m_x.indexOf(column))
            .limit(DesignMatrix.Coding.of(study.table(), column).terms().size())).toArray();
        final CoxPh model = CoxPh.of(study.data(), design.names(), design.columns()).ties(ties).terms(m_x, assign)
            .firth(m_firth);
        if (!m_strata.isEmpty()) {
            model.strata(study.codes(m_strata));
        }
        if (!m_cluster.isEmpty()) {
            model.cluster(study.codes(m_cluster));
        }
        final CoxFit fit = model.fit();
        fit.warnings().forEach(this::note);
        return json(fit);
    }

    private Map<String, Object> json(final CoxFit fit) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("n", fit.size());
        json.put("nevent", fit.eventCount());
        json.put("method", fit.ties().label());
        json.put("terms", fit.names());
        json.put("coef", fit.coef());
        json.put("se", fit.stdErr());
        json.put("z", fit.z());
        json.put("p", fit.p());
        json.put("hr", fit.hazardRatio());
        json.put("hr_lower95", IntStream.range(0, fit.df()).mapToDouble(j -> fit.hazardRatioInterval(j, 0.95).lower())
            .toArray());
        json.put("hr_upper95", IntStream.range(0, fit.df()).mapToDouble(j -> fit.hazardRatioInterval(j, 0.95).upper())
            .toArray());
        json.put("vcov", fit.vcov());
        if (fit.isRobust()) {
            json.put("naive_se", fit.naiveStdErr());
            json.put("robust_se", fit.stdErr());
        }
        json.put("loglik_null", fit.logLikelihoodNull());
        json.put("loglik", fit.logLikelihood());
        json.put("lr_chisq", fit.likelihoodRatioTest().chisq());
        json.put("lr_df", fit.df());
        json.put("lr_p", fit.likelihoodRatioTest().p());
        json.put("wald_chisq", fit.waldTest().chisq());
        json.put("wald_p", fit.waldTest().p());
        json.put("score_chisq", fit.scoreTest().chisq());
        json.put("score_p", fit.scoreTest().p());
        json.put("aic", fit.aic());
        json.put("bic_nevent", fit.bic());
        final Concordance concordance = fit.concordance();
        json.put("concordance", concordance.c());
        json.put("concordance_se", concordance.stdErr());
        json.put("concordance_count", count(concordance));
        json.put("means", fit.means());
        json.put("iter", fit.iterations());
        if (fit.isFinite() && fit.ties() != CoxTies.EXACT) {
            for (final ZphTest.Transform transform : ZphTest.Transform.values()) {
                json.put("zph_" + transform.label(), zph(fit, transform));
            }
        }
        final List<BaselineHazard> baselines = fit.baselineHazards();
        final double[] time = baselines.stream().flatMapToDouble(b -> Arrays.stream(b.time())).toArray();
        final double[] hazard = baselines.stream().flatMapToDouble(b -> Arrays.stream(b.cumulative())).toArray();
        final int points = Math.min(SAMPLE, time.length);
        final int[] sample = IntStream.range(0, points).map(i -> points == 1 ? 0
            : (int)Math.rint(1 + i * (time.length - 1.0) / (points - 1)) - 1).distinct().toArray();
        json.put("basehaz_uncentered_sample", Map.of("time", Arrays.stream(sample).mapToDouble(i -> time[i]).toArray(),
            "hazard", Arrays.stream(sample).mapToDouble(i -> hazard[i]).toArray()));
        json.put("lp_centered_first10", SurvivalOptions.first(fit.linearPredictors(), 10));
        json.put("martingale_first10", SurvivalOptions.first(fit.martingaleResiduals(), 10));
        json.put("deviance_first10", SurvivalOptions.first(fit.devianceResiduals(), 10));
        json.put("basehaz_uncentered", Map.of("time", time, "hazard", hazard));
        json.put("lp_centered", fit.linearPredictors());
        json.put("martingale", fit.martingaleResiduals());
        json.put("deviance", fit.devianceResiduals());
        json.put("warnings", fit.warnings());
        return json;
    }

    /** @return counts by name; with strata, as R's matrix by columns */
    static Object count(final Concordance concordance) {
        final double[][] counts = concordance.counts();
        if (counts.length > 1) {
            return IntStream.range(0, 5 * counts.length).mapToDouble(i -> counts[i % counts.length][i / counts.length])
                .toArray();
        }
        final Map<String, Object> json = new LinkedHashMap<>();
        int k = 0;
        for (final String name : List.of("concordant", "discordant", "tied.x", "tied.y", "tied.xy")) {
            json.put(name, counts[0][k++]);
        }
        return json;
    }

    /** @return null where the test does not exist, after saying why */
    private Map<String, Object> zph(final CoxFit fit, final ZphTest.Transform transform) {
        final ZphTest test;
        try {
            test = fit.zph(transform);
        } catch (DegenerateDataException e) {
            note(e.getMessage());
            return null;
        }
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", test.rows());
        json.put("chisq", test.chisq());
        json.put("df", test.df());
        json.put("p", test.p());
        return json;
    }
}
