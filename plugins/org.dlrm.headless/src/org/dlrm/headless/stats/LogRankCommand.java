package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.dlrm.stats.survival.LogRank;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlrm stats logrank}: comparison of groups as R's survdiff. */
@Command(name = "logrank", description = "Log-rank test and its relatives as R's survdiff; CSV in, JSON out.",
    footer = {"", "Example:",
        "  dlrm stats logrank lung.csv --time time --event status --event-value 2 --group sex"})
final class LogRankCommand extends StatsSubcommand {

    @Mixin
    private SurvivalOptions m_input;

    @Option(names = "--group", required = true, paramLabel = "COLUMN", description = "Groups")
    private String m_group;

    @Option(names = "--strata", defaultValue = "", paramLabel = "COLUMN", description = "Strata")
    private String m_strata;

    @Option(names = "--rho", paramLabel = "N", defaultValue = "0",
        description = "0 = log-rank, 1 = Peto-Peto, for the main result (default: ${DEFAULT-VALUE})")
    private int m_rho;

    @Override
    Object compute(final Table data) {
        if (m_rho != 0 && m_rho != 1) {
            throw wrong("--rho " + m_rho + ": expected 0 (log-rank) or 1 (Peto-Peto)");
        }
        final SurvivalOptions.Study study =
            m_input.read(data, List.of(m_group, m_strata), this::note);
        final int[] group = study.codes(m_group);
        final List<String> labels = study.labels(m_group);
        final int[] stratum = m_strata.isEmpty() ? new int[group.length] : study.codes(m_strata);
        final LogRank.Result main = LogRank.test(study.data(), group, labels.size(), stratum,
            m_rho == 0 ? LogRank.Weight.LOG_RANK : LogRank.Weight.PETO_PETO);
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("groups", labels);
        json.put("n", main.n());
        json.put("obs", main.observed());
        json.put("exp", main.expected());
        json.put("var", main.variance());
        json.put("chisq", main.chisq());
        json.put("df", main.df());
        json.put("p", main.p());
        for (final LogRank.Weight weight : LogRank.Weight.values()) {
            json.put(weight == LogRank.Weight.LOG_RANK ? "logrank" : weight.label().toLowerCase(java.util.Locale.ROOT)
                .replace('-', '_'), family(LogRank.test(study.data(), group, labels.size(), stratum, weight)));
        }
        if (labels.size() > 2) {
            json.put("trend", LogRank.trend(main, IntStream.rangeClosed(1, labels.size()).asDoubleStream().toArray()));
            json.put("pairwise", pairwise(study, group));
        }
        return json;
    }

    private static Map<String, Object> family(final LogRank.Result result) {
        final Map<String, Object> json = new LinkedHashMap<>();
        if (result.n().length == 2) {
            json.put("z", result.z());
        }
        json.put("chisq", result.chisq());
        json.put("p", result.p());
        return json;
    }

    private Map<String, Object> pairwise(final SurvivalOptions.Study study, final int[] group) {
        final List<String> levels = study.table().factor(m_group).levels();
        final List<LogRank.Pair> pairs = LogRank.pairwise(study.data(), group, levels.size(),
            m_rho == 0 ? LogRank.Weight.LOG_RANK : LogRank.Weight.PETO_PETO);
        final List<Map<String, Object>> list = new ArrayList<>();
        for (final LogRank.Pair pair : pairs) {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("a", levels.get(pair.a()));
            json.put("b", levels.get(pair.b()));
            json.put("chisq", pair.chisq());
            json.put("p", pair.p());
            list.add(json);
        }
        final double[] p = pairs.stream().mapToDouble(LogRank.Pair::p).toArray();
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("pairs", list);
        json.put("bonferroni", PAdjust.BONFERRONI.adjust(p));
        json.put("holm", PAdjust.HOLM.adjust(p));
        json.put("bh", PAdjust.BH.adjust(p));
        return json;
    }
}
