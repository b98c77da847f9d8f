package org.dlrm.stats.survival;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.number;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import org.dlrm.stats.base.Oracle;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonObject;

/** Every value of R's maxstat.test in maxstat.json, 1e-8 (random permutations 0.01). */
final class MaxStatOracleTest {

    private static final double TOLERANCE = 1e-8;

    @ParameterizedTest
    @CsvSource({"DLBCL_MGE,DLBCL,MGE,0.1,0.9", "lung_age,lung,age,0.1,0.9", "gbsg_pgr,gbsg,pgr,0.1,0.9",
        "gbsg_nodes_minprop20,gbsg,nodes,0.2,0.8"})
    void asMaxstatTest(final String name, final String data, final String column, final double minProp,
        final double maxProp) {
        final JsonObject expected = Oracle.results("maxstat").getAsJsonObject(name);
        final Fixtures.Study study = Fixtures.study(data, column);
        final double[] score = study.table().numbers(column);
        final MaxStat search = MaxStat.search(study.data(), score, minProp, maxProp);
        assertEquals(number(at(expected, "n")), score.length);
        close(at(expected, "logrank_scores"), search.scores(), TOLERANCE, name + " scores");
        close(at(expected, "cuts"), search.cuts(), TOLERANCE, name + " cuts");
        close(at(expected, "stats"), search.statistics(), TOLERANCE, name + " stats");
        close(at(expected, "statistic"), search.statistic(), TOLERANCE, name + " M");
        close(at(expected, "cutpoint"), search.cutpoint(), TOLERANCE, name + " cut");
        close(at(expected, "p_Lau92"), search.pLau92(), TOLERANCE, name + " Lau92");
        close(at(expected, "p_Lau94"), search.pLau94(), TOLERANCE, name + " Lau94");
        if (expected.has("p_HL")) {
            close(at(expected, "p_HL"), search.pHl(Progress.NONE).orElseThrow(), TOLERANCE, name + " HL");
        }
        if (expected.has("p_condMC")) {
            assertEquals(number(at(expected, "p_condMC")), search.pPermutation(9999, 42, Progress.NONE), 0.01,
                name + " condMC");
        }
        final int[] high = Arrays.stream(score).mapToInt(s -> s > search.cutpoint() ? 1 : 0).toArray();
        final LogRank.Result logRank = LogRank.test(study.data(), high, 2, LogRank.Weight.LOG_RANK);
        close(at(expected, "logrank_at_cut", "chisq"), logRank.chisq(), TOLERANCE, name + " log-rank at cut");
        close(at(expected, "logrank_at_cut", "p_unadjusted"), logRank.p(), TOLERANCE, name + " unadjusted p");
        close(at(expected, "logrank_at_cut", "n"), Arrays.stream(logRank.n()).asDoubleStream().toArray(), TOLERANCE,
            name + " n");
        assertEquals(logRank.n()[0], search.lowerCount(), name);
    }

    /**
     * A score of two values has one cut, and nothing is searched: the p value is that of the permutation test. R, maxstat
     * 0.7: {@code maxstat.test(Surv(time, ev) ~ x, smethod = "LogRank", pmethod = "HL", minprop = .1, maxprop = .9)}.
     */
    @Test
    void oneCut() {
        final double[] time = {1, 3, 1, 1, 1, 2, 3, 4, 3, 4, 4, 4, 3, 2, 1, 4, 2, 2, 4, 1};
        final int[] event = {0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0};
        final double[] score = {1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1};
        final boolean[] happened = new boolean[event.length];
        for (int i = 0; i < event.length; i++) {
            happened[i] = event[i] == 1;
        }
        final MaxStat search = MaxStat.search(SurvivalData.of(time, happened), score, 0.1, 0.9);
        assertEquals(1, search.cuts().length);
        close(0.4900531872668095, search.pHl(Progress.NONE).orElseThrow(), TOLERANCE, "HL");
        // time rises with the score, all had the event: the most extreme of 6 choose 3 orders and its mirror
        final MaxStat extreme = MaxStat.search(SurvivalData.of(new double[]{1, 2, 3, 4, 5, 6}, new boolean[]{true, true, true,
            true, true, true}), new double[]{0, 0, 0, 1, 1, 1}, 0.1, 0.9);
        close(2.0 / 20, extreme.pHl(Progress.NONE).orElseThrow(), TOLERANCE, "never 0");
    }
}
