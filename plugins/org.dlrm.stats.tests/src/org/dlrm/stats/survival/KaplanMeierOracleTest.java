package org.dlrm.stats.survival;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Oracle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Every value of R's survfit in km.json, 1e-10. */
final class KaplanMeierOracleTest {

    private static final double TOLERANCE = 1e-10;

    private static final JsonObject ORACLE = Oracle.results("km");

    @ParameterizedTest
    @CsvSource({"lung_all,lung,", "lung_sex,lung,sex", "veteran_celltype,veteran,celltype", "ovarian_rx,ovarian,rx",
        "therneau_test1_x,therneau_test1,x"})
    void asSurvfit(final String name, final String data, final String column) {
        final JsonObject expected = ORACLE.getAsJsonObject(name);
        final List<KaplanMeier> curves = new ArrayList<>();
        if (column == null) {
            curves.add(KaplanMeier.fit(Fixtures.study(data).data()));
        } else {
            final Fixtures.Study study = Fixtures.study(data, column);
            final int[] groups = study.groups(column);
            for (final String level : order(expected, study.levels(column), column)) {
                final int g = study.levels(column).indexOf(level);
                curves.add(KaplanMeier.fit(study.data()
                    .rows(IntStream.range(0, groups.length).filter(i -> groups[i] == g).toArray())));
            }
        }
        checkCurves(expected, curves, name);
        for (final CiType type : CiType.values()) {
            checkBands(expected, curves, type, name + " " + type.label());
        }
        checkMeans(expected, curves, name);
    }

    /** R's factor levels may come in another order than ours: take the oracle's. */
    private static List<String> order(final JsonObject expected, final List<String> levels, final String column) {
        final List<String> strata = Oracle.strings(at(expected, "curve", "stratum")).stream().distinct()
            .map(s -> s.substring(column.length() + 1).trim()).toList();
        assertEquals(levels.size(), strata.size());
        return strata;
    }

    private static double[] all(final List<KaplanMeier> curves, final Function<KaplanMeier, double[]> values) {
        return curves.stream().map(values).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] ints(final int[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }

    private static void checkCurves(final JsonObject expected, final List<KaplanMeier> curves, final String name) {
        close(at(expected, "curve", "time"), all(curves, KaplanMeier::time), TOLERANCE, name + " time");
        close(at(expected, "curve", "n_risk"), all(curves, c -> ints(c.atRisk())), TOLERANCE, name + " n.risk");
        close(at(expected, "curve", "n_event"), all(curves, c -> ints(c.events())), TOLERANCE, name + " n.event");
        close(at(expected, "curve", "n_censor"), all(curves, c -> ints(c.censored())), TOLERANCE, name + " n.censor");
        close(at(expected, "curve", "surv"), all(curves, KaplanMeier::survival), TOLERANCE, name + " surv");
        close(at(expected, "curve", "std_err_cumhaz"), all(curves, KaplanMeier::logStdErr), TOLERANCE, name + " se");
        close(at(expected, "curve", "std_err_surv"), all(curves, KaplanMeier::stdErr), TOLERANCE, name + " se surv");
        close(at(expected, "curve", "cumhaz"), all(curves, KaplanMeier::cumulativeHazard), TOLERANCE, name + " chaz");
    }

    private static void checkBands(final JsonObject expected, final List<KaplanMeier> curves, final CiType type,
        final String name) {
        final String label = type.label();
        close(at(expected, "ci", label, "lower"), all(curves, c -> c.band(type, 0.95).lower()), TOLERANCE, name);
        close(at(expected, "ci", label, "upper"), all(curves, c -> c.band(type, 0.95).upper()), TOLERANCE, name);
        final JsonObject quantiles = at(expected, "quantiles", label).getAsJsonObject();
        final double[] probs = numbers(at(quantiles, "probs"));
        for (int q = 0; q < probs.length; q++) {
            for (int g = 0; g < curves.size(); g++) {
                final KaplanMeier.Quantile quantile = curves.get(g).quantile(probs[q], type, 0.95);
                close(cell(quantiles, "quantile", g, q, curves), quantile.time(), TOLERANCE, name + " quantile");
                close(cell(quantiles, "lower", g, q, curves), quantile.lower(), TOLERANCE, name + " quantile lower");
                close(cell(quantiles, "upper", g, q, curves), quantile.upper(), TOLERANCE, name + " quantile upper");
            }
        }
        final JsonObject atTimes = at(expected, "at_times", label).getAsJsonObject();
        final double[] times = numbers(at(expected, "times"));
        final List<KaplanMeier.AtTime> rows = curves.stream().flatMap(c -> Arrays.stream(times)
            .mapToObj(t -> c.at(t, type, 0.95))).toList();
        checkRows(atTimes, "n_risk", rows, KaplanMeier.AtTime::atRisk, name);
        checkRows(atTimes, "surv", rows, KaplanMeier.AtTime::survival, name);
        checkRows(atTimes, "std_err", rows, KaplanMeier.AtTime::stdErr, name);
        checkRows(atTimes, "lower", rows, KaplanMeier.AtTime::lower, name);
        checkRows(atTimes, "upper", rows, KaplanMeier.AtTime::upper, name);
    }

    private static double cell(final JsonObject quantiles, final String key, final int g, final int q,
        final List<KaplanMeier> curves) {
        final JsonArray rows = quantiles.getAsJsonArray(key);
        return curves.size() == 1 ? Oracle.number(rows.get(q).getAsJsonArray().get(0))
            : Oracle.number(rows.get(g).getAsJsonArray().get(q));
    }

    private static void checkRows(final JsonObject expected, final String key, final List<KaplanMeier.AtTime> rows,
        final ToDoubleFunction<KaplanMeier.AtTime> value, final String name) {
        close(at(expected, key), rows.stream().mapToDouble(value).toArray(), TOLERANCE, name + " at times " + key);
    }

    private static void checkMeans(final JsonObject expected, final List<KaplanMeier> curves, final String name) {
        final double tau = Oracle.number(at(expected, "rmst", "tau"));
        close(at(expected, "rmst", "rmean"), curves.stream().mapToDouble(c -> c.restrictedMean(tau).mean()).toArray(),
            TOLERANCE, name + " rmst");
        close(at(expected, "rmst", "se"), curves.stream().mapToDouble(c -> c.restrictedMean(tau).stdErr()).toArray(),
            TOLERANCE, name + " rmst se");
        final double common = curves.stream().mapToDouble(KaplanMeier::maxTime).max().orElseThrow();
        for (final String table : new String[] {"common", "individual"}) {
            for (int g = 0; g < curves.size(); g++) {
                final KaplanMeier curve = curves.get(g);
                final KaplanMeier.RestrictedMean mean =
                    curve.restrictedMean(table.equals("common") ? common : curve.maxTime());
                final KaplanMeier.Quantile median = curve.median(CiType.LOG, 0.95);
                close(at(expected, "table_rmean_" + table, "values").getAsJsonArray().get(g),
                    new double[] {curve.size(), curve.size(), curve.size(), curve.eventCount(), mean.mean(),
                        mean.stdErr(), median.time(), median.lower(), median.upper()},
                    TOLERANCE, name + " table " + table);
            }
        }
    }

    @Test
    void reverseKaplanMeierFollowUp() {
        final KaplanMeier.Quantile median =
            KaplanMeier.fit(Fixtures.study("lung").data().reversed()).median(CiType.LOG, 0.95);
        final JsonObject expected = ORACLE.getAsJsonObject("lung_reverse_km_median_followup");
        close(at(expected, "median"), median.time(), TOLERANCE, "median follow-up");
        close(at(expected, "0.95LCL"), median.lower(), TOLERANCE, "lower");
        close(at(expected, "0.95UCL"), median.upper(), TOLERANCE, "upper");
    }

    /** R 4.2.2, survival 3.5: {@code summary(survfit(Surv(time, event) ~ 1))$table} and {@code quantile}. */
    @Test
    void medianOfACurveThatEndsAtOneHalf() {
        final KaplanMeier curve = KaplanMeier.fit(SurvivalData.of(new double[]{1, 2, 3, 4, 5, 9},
            new boolean[]{true, true, true, false, false, false}));
        assertEquals(new KaplanMeier.Quantile(0.5, 3, 2, Double.NaN), curve.median(CiType.LOG, 0.95));
        assertEquals(new KaplanMeier.Quantile(0.5, 6, 2, Double.NaN), curve.quantile(0.5, CiType.LOG, 0.95));
    }
}
