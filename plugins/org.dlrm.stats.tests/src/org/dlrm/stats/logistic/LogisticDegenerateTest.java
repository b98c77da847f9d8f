package org.dlrm.stats.logistic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;

/** Firth's regression where it has a closed form, weights, offsets, and data without a maximum. */
class LogisticDegenerateTest {

    private static String refusal(final double[][] x, final double... y) {
        final List<String> names = List.of("x1", "x2", "x3").subList(0, x.length);
        return assertThrows(DegenerateDataException.class,
            () -> LogisticRegression.maximumLikelihood().fit(names, x, y)).getMessage();
    }

    @Test
    void completeSeparation() {
        final String message = refusal(new double[][] {{1, 2, 3, 4, 5, 6}, {3, 1, 2, 2, 1, 3}}, 0, 0, 0, 1, 1, 1);
        assertTrue(message.startsWith("Complete separation: [") && message.contains("x1")
            && message.contains("Firth"), message);
    }

    @Test
    void quasiCompleteSeparation() {
        final String message = refusal(new double[][] {{0, 0, 0, 0, 1, 1, 1, 1, 0, 1}, {3, 1, 2, 2, 1, 3, 2, 1, 1, 2}},
            0, 1, 0, 1, 1, 1, 1, 1, 1, 1);
        assertTrue(message.startsWith("Quasi-complete separation: [") && message.contains("x1"), message);
    }

    @Test
    void overlapByOneRowIsNoSeparation() {
        final LogisticFit fit = LogisticRegression.maximumLikelihood().fit(List.of("x"),
            new double[][] {{1, 2, 3, 4, 5, 6, 7, 8}}, new double[] {0, 0, 0, 1, 0, 1, 1, 1});
        assertTrue(Double.isFinite(fit.coef(1)) && fit.se(1) < 10);
    }

    /** With one indicator the model is saturated, and Firth's penalty is half an observation in each of the four cells. */
    @Test
    void firthOfAFourfoldTable() {
        final double[] x = {0, 0, 0, 0, 0, 1, 1, 1, 1};
        final double[] y = {0, 0, 0, 1, 0, 1, 1, 1, 1};
        final LogisticFit fit = LogisticRegression.firth().fit(List.of("x"), new double[][] {x}, y);
        assertEquals(Math.log(1.5 / 4.5), fit.coef(0), 1e-8);
        assertEquals(Math.log(4.5 / 0.5 * 4.5 / 1.5), fit.coef(1), 1e-8);
        final Interval ci = fit.profileOddsRatio(1, 0.95);
        assertTrue(ci.lower() > 1 && ci.lower() < fit.oddsRatio(1) && ci.upper() > fit.oddsRatio(1), ci.toString());
    }

    /** As many terms as rows: half an observation more in each cell of one row. Fisher's steps go to and fro here for ever. */
    @Test
    void firthOfASaturatedModel() {
        final LogisticFit fit = LogisticRegression.firth().fit(List.of("a", "b"), new double[][] {{0, 1, 0}, {0, 0, 1}},
            new double[] {0, 1, 1});
        assertEquals(Math.log(0.5 / 1.5), fit.coef(0), 1e-12);
        assertEquals(2 * Math.log(3), fit.coef(1), 1e-12);
        assertEquals(2 * Math.log(3), fit.coef(2), 1e-12);
    }

    /** R's optim and uniroot on the penalized likelihood written out, to the digits they converge to. */
    @Test
    void firthOfRealData() {
        final Table data = Oracle.data("aSAH_model");
        final List<String> names = List.of("age", "male", "wf", "s100b");
        final LogisticFit firth = LogisticRegression.firth().fit(names, data.numbers(names), data.numbers("y"));
        final double[] expected = {-4.65761999, 0.0330450257, 0.9343492251, 0.6351333434, 1.1913999822};
        for (int i = 0; i < 5; i++) {
            assertEquals(expected[i], firth.coef(i), 2e-7 * Math.abs(expected[i]) + 1e-8);
        }
        assertEquals(0.311476067047, firth.profileOddsRatio(4, 0.95).lower(), 1e-9);
        assertEquals(70.5229845606, firth.profileOddsRatio(4, 0.95).upper(), 1e-5);
    }

    /** Diffusion coefficients are thousandths, volumes millions: the unit of a column changes its coefficient's unit only. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-8, 1e-3, 1e7})
    void firthDoesNotDependOnTheUnit(final double unit) {
        final Table data = Oracle.data("aSAH_model");
        final List<String> names = List.of("age", "male", "wf", "s100b");
        final double[][] x = data.numbers(names);
        x[3] = Arrays.stream(x[3]).map(v -> unit * v).toArray();
        final LogisticFit firth = LogisticRegression.firth().fit(names, x, data.numbers("y"));
        assertEquals(1.1913999822, firth.coef(4) * unit, 3e-7);
        assertEquals(0.0330450257, firth.coef(1), 2e-8);
        assertEquals(-4.65761999, firth.coef(0), 1e-6);
        final double lower = firth.profileOddsRatio(4, 0.95).lower(); // of a whole unit: 0 where that is very much
        assertEquals(unit < 1 ? 0 : 0.311476067047, unit < 1 ? lower : Math.pow(lower, unit), 1e-7);
    }

    /** A year of birth, a date: far from 0 against its spread. R's numbers of the same columns nearer to 0. */
    @ParameterizedTest
    @ValueSource(doubles = {2000, 1e6})
    void distanceFromZeroDoesNotMatter(final double offset) {
        final Table data = Oracle.data("aSAH_model");
        final JsonElement e = Oracle.at(Oracle.results("logistic"), "aSAH_full");
        final List<String> names = List.of("age", "male", "wf", "s100b");
        final double[][] x = data.numbers(names);
        x[0] = Arrays.stream(x[0]).map(v -> v + offset).toArray();
        final LogisticFit fit = LogisticRegression.maximumLikelihood().fit(names, x, data.numbers("y"));
        final double[] coef = Oracle.numbers(Oracle.at(e, "coef"));
        final double[] se = Oracle.numbers(Oracle.at(e, "se"));
        final JsonArray profile = Oracle.at(e, "profile_or_ci").getAsJsonArray();
        for (int i = 1; i < coef.length; i++) {
            Oracle.close(coef[i], fit.coef(i), 1e-8, names.get(i - 1));
            Oracle.close(se[i], fit.se(i), 1e-8, "standard error of " + names.get(i - 1));
            Oracle.close(profile.get(i), fit.profileOddsRatio(i, 0.95).toArray(), 1e-5, "interval of " + names.get(i - 1));
        }
        Oracle.close(coef[0] - offset * coef[1], fit.coef(0), 1e-8, "intercept");
    }

    /** R: {@code uniroot(function(a) sum(plogis(a + offset)) - sum(y), c(-100, 100), tol = 1e-15)}. */
    @Test
    void interceptOfHopelessPredictions() {
        final double[] p = {0.997185979345737, 3.69855341556367e-08, 0.998879039685149, 1.15066768985948e-19,
            8.13899059082018e-28, 1.52199690224654e-13};
        final double[] offset = Arrays.stream(p).map(v -> Math.log(v / (1 - v))).toArray();
        final LogisticFit fit = LogisticRegression.maximumLikelihood().fit(List.of(), new double[0][],
            new double[] {0, 0, 0, 0, 0, 1}, new double[0], offset);
        assertEquals(-6.33138547066767, fit.coef(0), 1e-9);
        assertEquals(1.451959227872329, fit.se(0), 1e-7);
    }

    @Test
    void exactProfileIsNearTheInterpolatedOne() {
        final Table data = Oracle.data("aSAH_model");
        final List<String> names = List.of("age", "male", "wf", "s100b");
        final LogisticFit ml = LogisticRegression.maximumLikelihood().fit(names, data.numbers(names), data.numbers("y"));
        for (int i = 0; i < 5; i++) {
            assertEquals(ml.exactProfileOddsRatio(i, 0.95).lower(), ml.profileOddsRatio(i, 0.95).lower(),
                2e-3 * ml.profileOddsRatio(i, 0.95).lower());
            assertEquals(ml.exactProfileOddsRatio(i, 0.95).upper(), ml.profileOddsRatio(i, 0.95).upper(),
                2e-3 * ml.profileOddsRatio(i, 0.95).upper());
        }
    }

    @Test
    void collinearConstantAndTooManyColumns() {
        final double[] a = {1, 5, 2, 4, 3, 6};
        final double[] y = {0, 1, 0, 1, 1, 0};
        final double[] twice = Arrays.stream(a).map(v -> 2 * v + 1).toArray();
        assertTrue(refusal(new double[][] {a, twice}, y).contains("'x2' is a linear combination"));
        assertTrue(refusal(new double[][] {a, {7, 7, 7, 7, 7, 7}}, y).contains("'x2' is constant"));
        assertTrue(refusal(new double[][] {{1, 2}, {3, 5}, {1, 0}}, 0, 1).contains("4 terms but only 2 rows"));
        assertTrue(refusal(new double[][] {a}, 1, 1, 1, 1, 1, 1).contains("1 in all 6 rows"));
    }

    @Test
    void weightsCountRows() {
        final double[] x = {1, 2, 3, 4, 5, 6};
        final double[] y = {0, 1, 0, 1, 0, 1};
        final double[] w = {1, 2, 0, 1, 1, 3};
        final LogisticFit weighted = LogisticRegression.maximumLikelihood().fit(List.of("x"), new double[][] {x}, y, w,
            new double[0]);
        final LogisticFit repeated = LogisticRegression.maximumLikelihood().fit(List.of("x"),
            new double[][] {{1, 2, 2, 4, 5, 6, 6, 6}}, new double[] {0, 1, 1, 1, 0, 1, 1, 1});
        assertEquals(repeated.coef(1), weighted.coef(1), 1e-9);
        assertEquals(repeated.se(1), weighted.se(1), 1e-6);
        assertEquals(repeated.deviance(), weighted.deviance(), 1e-9);
        assertEquals(5, weighted.n());
        assertTrue(assertThrows(DegenerateDataException.class, () -> LogisticRegression.maximumLikelihood()
            .fit(List.of("x"), new double[][] {x}, y, new double[6], new double[0])).getMessage().contains("All weights are zero"));
        assertThrows(IllegalArgumentException.class, () -> LogisticRegression.maximumLikelihood().fit(List.of("x"),
            new double[][] {x}, y, new double[] {1, 1, 1, 1, 1, -1}, new double[0]));
    }

    @Test
    void missingValuesAreNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> LogisticRegression.maximumLikelihood()
            .fit(List.of("age"), new double[][] {{1, Double.NaN, 3}}, new double[] {0, 1, 1})).getMessage()
                .contains("'age' has a missing value in row 2"));
    }
}
