package org.dlrm.stats.survival;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.univariable.PAdjust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonObject;

/** Every value of R's survdiff and of the formulas in logrank.json, 1e-9. */
final class LogRankOracleTest {

    private static final double TOLERANCE = 1e-9;

    private static final JsonObject ORACLE = Oracle.results("logrank");

    @ParameterizedTest
    @CsvSource({"lung_sex,lung,sex,", "veteran_celltype,veteran,celltype,", "ovarian_rx,ovarian,rx,",
        "colon_rx,colon_recurrence,rx,", "gbsg_hormon,gbsg,hormon,", "lung_ecog_strata_sex,lung,ph.ecog,sex"})
    void asSurvdiff(final String name, final String data, final String column, final String strata) {
        for (final LogRank.Weight weight : List.of(LogRank.Weight.LOG_RANK, LogRank.Weight.PETO_PETO)) {
            final String key = name + (weight == LogRank.Weight.LOG_RANK ? "_rho0" : "_rho1");
            final JsonObject expected = ORACLE.getAsJsonObject(key);
            final Fixtures.Study study = strata == null ? Fixtures.study(data, column)
                : Fixtures.study(data, column, strata);
            // R's order of the groups is the oracle's, ours that of the levels
            final List<String> labels = Oracle.strings(at(expected, "groups")).stream()
                .map(s -> s.contains(",") ? s.substring(0, s.indexOf(',')) : s)
                .map(s -> s.substring(s.indexOf('=') + 1).trim()).toList();
            final List<String> levels = study.levels(column);
            final int[] group = Arrays.stream(study.groups(column)).map(g -> labels.indexOf(levels.get(g))).toArray();
            final LogRank.Result result = LogRank.test(study.data(), group, labels.size(),
                strata == null ? new int[group.length] : study.groups(strata), weight);
            assertArrayEquals(numbers(at(expected, "n")), Arrays.stream(result.n()).asDoubleStream().toArray(), key);
            close(at(expected, "obs"), result.observed(), TOLERANCE, key + " obs");
            close(at(expected, "exp"), result.expected(), TOLERANCE, key + " exp");
            close(at(expected, "var"), result.variance(), TOLERANCE, key + " var");
            close(at(expected, "chisq"), result.chisq(), TOLERANCE, key + " chisq");
            assertEquals(numbers(at(expected, "df"))[0], result.df(), key + " df");
            close(at(expected, "p"), result.p(), TOLERANCE, key + " p");
        }
    }

    @Test
    void pairwise() {
        final JsonObject expected = ORACLE.getAsJsonObject("veteran_celltype_pairwise");
        final Fixtures.Study study = Fixtures.study("veteran", "celltype");
        final List<String> labels = List.of("squamous", "smallcell", "adeno", "large");
        final List<String> levels = study.levels("celltype");
        final int[] group = Arrays.stream(study.groups("celltype")).map(g -> labels.indexOf(levels.get(g))).toArray();
        final List<LogRank.Pair> pairs = LogRank.pairwise(study.data(), group, 4, LogRank.Weight.LOG_RANK);
        final var reference = expected.getAsJsonArray("pairs");
        assertEquals(6, pairs.size());
        for (int i = 0; i < reference.size(); i++) {
            final LogRank.Pair pair = pairs.get(index(reference.get(i).getAsJsonObject(), labels, pairs));
            close(at(reference.get(i), "chisq"), pair.chisq(), TOLERANCE, "pair chisq");
            close(at(reference.get(i), "p"), pair.p(), TOLERANCE, "pair p");
        }
        final double[] p = pairs.stream().mapToDouble(LogRank.Pair::p).toArray();
        close(at(expected, "bonferroni"), PAdjust.BONFERRONI.adjust(p), TOLERANCE, "Bonferroni");
        close(at(expected, "holm"), PAdjust.HOLM.adjust(p), TOLERANCE, "Holm");
        close(at(expected, "bh"), PAdjust.BH.adjust(p), TOLERANCE, "BH");
    }

    private static int index(final JsonObject pair, final List<String> labels, final List<LogRank.Pair> pairs) {
        final int a = labels.indexOf(pair.get("a").getAsString());
        final int b = labels.indexOf(pair.get("b").getAsString());
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).a() == Math.min(a, b) && pairs.get(i).b() == Math.max(a, b)) {
                return i;
            }
        }
        throw new AssertionError(pair);
    }

    @ParameterizedTest
    @CsvSource({"lung_sex_formula,lung,sex", "ovarian_rx_formula,ovarian,rx"})
    void weights(final String name, final String data, final String column) {
        final Fixtures.Study study = Fixtures.study(data, column);
        final int[] group = study.groups(column);
        for (final LogRank.Weight weight : List.of(LogRank.Weight.LOG_RANK, LogRank.Weight.GEHAN,
            LogRank.Weight.TARONE_WARE)) {
            final JsonObject expected = at(ORACLE, name, switch (weight) {
                case GEHAN -> "gehan_breslow";
                case TARONE_WARE -> "tarone_ware";
                default -> "logrank";
            }).getAsJsonObject();
            final LogRank.Result result = LogRank.test(study.data(), group, 2, weight);
            close(at(expected, "z"), result.z(), TOLERANCE, name + " z");
            close(at(expected, "chisq"), result.chisq(), TOLERANCE, name + " chisq");
            close(at(expected, "p"), result.p(), TOLERANCE, name + " p");
        }
    }

    /** For two groups the trend test is the log-rank test. */
    @Test
    void trendOfTwoGroups() {
        final Fixtures.Study study = Fixtures.study("lung", "sex");
        final LogRank.Result result = LogRank.test(study.data(), study.groups("sex"), 2, LogRank.Weight.LOG_RANK);
        final LogRank.Trend trend = LogRank.trend(result, 1, 2);
        close(result.chisq(), trend.chisq(), 1e-12, "trend");
        close(result.p(), trend.p(), 1e-12, "trend p");
        close(result.z(), trend.z(), 1e-12, "trend z");
    }
}
