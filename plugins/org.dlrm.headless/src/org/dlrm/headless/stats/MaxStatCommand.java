package org.dlrm.headless.stats;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.survival.CoxFit;
import org.dlrm.stats.survival.CoxPh;
import org.dlrm.stats.survival.LogRank;
import org.dlrm.stats.survival.MaxStat;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlrm stats maxstat}: maximally selected log-rank statistic as R's maxstat.test. */
@Command(name = "maxstat",
    description = "Cut-off with the largest log-rank statistic and p values that account for the search, as R's "
        + "maxstat.test; CSV in, JSON out.",
    footer = {"", "Example:", "  dlrm stats maxstat DLBCL.csv --time time --event cens --x MGE"})
final class MaxStatCommand extends StatsSubcommand {

    @Mixin
    private SurvivalOptions m_input;

    @Option(names = "--x", required = true, paramLabel = "COLUMN", description = "Score to cut")
    private String m_x;

    @Option(names = "--minprop", paramLabel = "X", defaultValue = "0.1",
        description = "Smallest part of the patients in the lower group (default: ${DEFAULT-VALUE})")
    private double m_minProp;

    @Option(names = "--maxprop", paramLabel = "X", defaultValue = "0.9",
        description = "Largest part (default: ${DEFAULT-VALUE})")
    private double m_maxProp;

    @Option(names = "--permutations", paramLabel = "N", defaultValue = "9999",
        description = "Permutations of p_condMC, 0 = none (default: ${DEFAULT-VALUE})")
    private int m_permutations;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
        description = "Of the permutations (default: ${DEFAULT-VALUE})")
    private long m_seed;

    @Override
    Object compute(final Table data) {
        final SurvivalOptions.Study study = m_input.read(data, List.of(m_x), this::note);
        final double[] score = study.table().numbers(m_x);
        final MaxStat search = MaxStat.search(study.data(), score, m_minProp, m_maxProp);
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("minprop", m_minProp);
        json.put("maxprop", m_maxProp);
        json.put("n", score.length);
        json.put("statistic", search.statistic());
        json.put("cutpoint", search.cutpoint());
        json.put("cuts", search.cuts());
        json.put("stats", search.statistics());
        search.pHl(Progress.NONE).ifPresent(p -> json.put("p_HL", p));
        json.put("p_Lau92", search.pLau92());
        json.put("p_Lau94", search.pLau94());
        if (m_permutations > 0) {
            json.put("p_condMC", search.pPermutation(m_permutations, m_seed, Progress.NONE));
        }
        json.put("logrank_scores", search.scores());
        json.put("low_group_rule", "x <= cutpoint");
        final double[] high = Arrays.stream(score).map(s -> s > search.cutpoint() ? 1 : 0).toArray();
        json.put("logrank_at_cut", logRank(study, high));
        json.put("hr_high_vs_low", hazardRatio(study, high));
        return json;
    }

    private static Map<String, Object> logRank(final SurvivalOptions.Study study, final double[] high) {
        final LogRank.Result result = LogRank.test(study.data(), Arrays.stream(high).mapToInt(h -> (int)h).toArray(),
            2, LogRank.Weight.LOG_RANK);
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("n", result.n());
        json.put("chisq", result.chisq());
        json.put("p_unadjusted", result.p());
        return json;
    }

    private Map<String, Object> hazardRatio(final SurvivalOptions.Study study, final double[] high) {
        final Map<String, Object> json = new LinkedHashMap<>();
        try {
            final CoxFit fit = CoxPh.of(study.data(), "high", high).fit();
            json.put("hr", fit.hazardRatio()[0]);
            json.put("ci", fit.hazardRatioInterval(0, 0.95).toArray());
            fit.warnings().forEach(this::note);
        } catch (DegenerateDataException e) {
            json.put("hr", Double.NaN);
            json.put("ci", new double[] {Double.NaN, Double.NaN});
            note(e.getMessage());
        }
        return json;
    }
}
