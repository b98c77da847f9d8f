package org.dlrm.stats.nomogram;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.dlrm.stats.base.Oracle.strings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.logistic.LogisticFit;
import org.dlrm.stats.logistic.LogisticRegression;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;

/** R's rms::nomogram, datadist and pretty: rms.json within 1e-8. */
class NomogramOracleTest {

    private static final double TOLERANCE = 1e-8;
    private final JsonElement m_expected = Oracle.results("rms");

    @ParameterizedTest
    @CsvSource({"aSAH_lrm,aSAH_model", "pbc_cph,pbc_model"})
    void dataDist(final String key, final String data) {
        final JsonElement e = at(m_expected, key, "datadist_limits");
        final JsonArray rows = at(e, "values").getAsJsonArray();
        final List<String> columns = strings(at(e, "colnames"));
        final Table table = Oracle.data(data);
        for (int c = 0; c < columns.size(); c++) {
            final int column = c;
            final double[] limits = IntStream.range(0, rows.size()).mapToDouble(r -> numbers(rows.get(r))[column]).toArray();
            final DataDist d = DataDist.of(table.numbers(columns.get(c)));
            final double[] actual = {d.lowEffect(), d.adjustTo(), d.highEffect(), d.lowPrediction(), d.highPrediction(),
                d.low(), d.high()};
            for (int i = 0; i < actual.length; i++) {
                close(limits[i], actual[i], TOLERANCE, columns.get(c) + "[" + i + "]");
            }
        }
    }

    static void check(final JsonElement e, final Nomogram nomogram) {
        for (final Nomogram.Axis axis : nomogram.axes()) {
            final JsonElement a = at(e, axis.predictor().name());
            close(at(a, "values"), axis.predictor().values(), TOLERANCE, "values");
            close(at(a, "lp_contrib_Xbeta"), axis.predictor().effects(), TOLERANCE, "lp_contrib_Xbeta");
            close(at(a, "points"), axis.points(), TOLERANCE, axis.predictor().name() + " points");
        }
        close(at(e, "total.points", "x"), nomogram.totalPoints(), TOLERANCE, "total.points");
        close(at(e, "lp", "x"), nomogram.lp().points(), TOLERANCE, "lp");
        close(at(e, "lp", "x.real"), nomogram.lp().values(), TOLERANCE, "lp values");
        for (final Nomogram.Scale scale : nomogram.functions()) {
            close(at(e, scale.name(), "x"), scale.points(), TOLERANCE, scale.name());
            close(at(e, scale.name(), "x.real"), scale.values(), TOLERANCE, scale.name());
        }
    }

    @Test
    void logistic() {
        final Table table = Oracle.data("aSAH_model");
        final List<String> names = List.of("age", "male", "wf", "s100b");
        final LogisticFit fit = LogisticRegression.maximumLikelihood().fit(names, table.numbers(names),
            table.numbers("y"));
        final List<Nomogram.Predictor> predictors = IntStream.range(0, names.size()).mapToObj(i -> Nomogram.Predictor
            .linear(names.get(i), fit.coef(i + 1), DataDist.of(table.numbers(names.get(i))))).toList();
        final Nomogram nomogram = Nomogram.of(predictors, fit.coef(0), Arrays.stream(fit.lp()).min().orElseThrow(),
            Arrays.stream(fit.lp()).max().orElseThrow(), List.of(new Nomogram.Output("Risk",
                lp -> 1 / (1 + Math.exp(-lp)), new double[] {.05, .1, .2, .3, .5, .7, .8, .9, .95})));
        check(at(m_expected, "aSAH_lrm", "nomogram"), nomogram);
        close(at(m_expected, "aSAH_lrm", "sc"), nomogram.pointsPerLp(), TOLERANCE, "sc");
        close(at(m_expected, "aSAH_lrm", "Intercept"), nomogram.intercept(), TOLERANCE, "Intercept");
    }

    @Test
    void prettyAsR() {
        // R: pretty(c(lo, hi), n)
        assertArrayEquals(new double[] {0, 5, 10, 15, 20, 25}, Pretty.of(1, 23.1, 5), 1e-12);
        assertArrayEquals(new double[] {-3, -2, -1, 0, 1, 2, 3, 4}, Pretty.of(-3, 4, 5), 1e-12);
        assertArrayEquals(new double[] {0.001, 0.0015, 0.002}, Pretty.of(0.0011, 0.002, 3), 1e-12);
        assertArrayEquals(new double[] {16, 18, 20, 22}, Pretty.of(20, 20, 10), 1e-12);
        assertArrayEquals(new double[] {-0.4, -0.2, 0, 0.2}, Pretty.of(0, 0, 10), 1e-12);
        assertEquals(11, Pretty.of(0, 1, 10).length);
    }
}
