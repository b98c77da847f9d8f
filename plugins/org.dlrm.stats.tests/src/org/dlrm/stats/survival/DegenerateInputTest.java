package org.dlrm.stats.survival;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.Random;
import java.util.concurrent.CancellationException;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** What the survival statistics say when the data do not allow them. */
final class DegenerateInputTest {

    private static final double NAN = Double.NaN;

    private static SurvivalData data(final double[] time, final int... event) {
        final boolean[] happened = new boolean[event.length];
        for (int i = 0; i < event.length; i++) {
            happened[i] = event[i] == 1;
        }
        return SurvivalData.of(time, happened);
    }

    private static void says(final String part, final Runnable action) {
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static void blank(final String part, final Runnable action) {
        final DegenerateDataException e = assertThrows(DegenerateDataException.class, action::run);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void badTimes() {
        says("row 2 is missing", () -> data(new double[] {1, NAN}, 1, 1));
        says("row 1 is missing or infinite", () -> data(new double[] {Double.POSITIVE_INFINITY, 1}, 1, 1));
        says("row 3 is negative (-0.5)", () -> data(new double[] {1, 2, -0.5}, 1, 1, 1));
        says("2 times but 1 event", () -> SurvivalData.of(new double[] {1, 2}, new boolean[1]));
        says("status in row 2 is missing", () -> SurvivalData.of(new double[] {1, 2}, new double[] {1, NAN}, 1));
        blank("No patient", () -> SurvivalData.of(new double[0], new boolean[0]));
    }

    /** As in R, a time of 0 counts: the event happens before anybody else leaves. */
    @Test
    void timeZero() {
        final KaplanMeier curve = KaplanMeier.fit(data(new double[] {0, 1, 2}, 1, 0, 1));
        assertArrayEquals(new double[] {2.0 / 3, 2.0 / 3, 0}, curve.survival(), 1e-15);
        assertEquals(1, curve.survivalBefore(0));
    }

    @Test
    void allCensored() {
        final SurvivalData data = data(new double[] {1, 2, 3, 4}, 0, 0, 0, 0);
        final double[] score = {1, 2, 3, 4};
        assertArrayEquals(new double[] {1, 1, 1, 1}, KaplanMeier.fit(data).survival());
        assertTrue(Double.isNaN(KaplanMeier.fit(data).median(CiType.LOG, 0.95).time()));
        assertEquals(4, KaplanMeier.fit(data).restrictedMean(4).mean());
        assertEquals(0, KaplanMeier.fit(data).restrictedMean(4).stdErr());
        blank("No event among the 4 patients", () -> LogRank.test(data, new int[] {0, 0, 1, 1}, 2,
            LogRank.Weight.LOG_RANK));
        blank("No event among the 4 patients", () -> CoxPh.of(data, "x", score).fit());
        blank("No event among the 4 patients", () -> MaxStat.search(data, score, 0.1, 0.9));
        blank("had the event by 2", () -> TimeDependent.auc(data, score, 2, TimeDependent.CaseTies.AT_OR_BEFORE));
        assertTrue(Double.isNaN(Concordance.of(data, score, Concordance.Weighting.HARRELL, 9).c()));
    }

    @Test
    void oneGroup() {
        final SurvivalData data = data(new double[] {1, 2, 3, 4}, 1, 0, 1, 1);
        blank("one group", () -> LogRank.test(data, new int[4], 2, LogRank.Weight.LOG_RANK));
        blank("same value in all 4", () -> CoxPh.of(data, "group", new double[4]).fit());
        blank("one value only", () -> MaxStat.search(data, new double[] {7, 7, 7, 7}, 0.1, 0.9));
    }

    /** Events happen only when one group is left. */
    @Test
    void groupsThatNeverMeet() {
        final SurvivalData data = data(new double[] {1, 2, 3, 4}, 0, 0, 1, 1);
        blank("only patients of one group were at risk", () -> LogRank.test(data, new int[] {0, 0, 1, 1}, 2,
            LogRank.Weight.LOG_RANK));
        blank("constant among the patients at risk", () -> CoxPh.of(data, "group", new double[] {0, 0, 1, 1}).fit());
    }

    @Test
    void tiesEverywhere() {
        final SurvivalData data = data(new double[] {5, 5, 5, 5, 5, 5}, 1, 1, 1, 1, 1, 1);
        final double[] score = {1, 2, 3, 4, 5, 6};
        assertArrayEquals(new double[] {0}, KaplanMeier.fit(data).survival());
        assertTrue(Double.isNaN(KaplanMeier.fit(data).band(CiType.LOG, 0.95).lower()[0]), "no interval at S = 0");
        blank("no variance", () -> LogRank.test(data, new int[] {0, 0, 0, 1, 1, 1}, 2, LogRank.Weight.LOG_RANK));
        blank("constant among the patients at risk",
            () -> CoxPh.of(data, "score", score).ties(CoxTies.EXACT).fit());
        assertTrue(Double.isNaN(Concordance.of(data, score, Concordance.Weighting.HARRELL, 9).c()));
        // a few patients outlive the ties
        final SurvivalData more = data(new double[] {5, 5, 5, 5, 5, 5, 9, 9}, 1, 1, 1, 1, 1, 1, 0, 0);
        for (final CoxTies ties : CoxTies.values()) {
            assertTrue(CoxPh.of(more, "score", new double[] {1, 2, 3, 4, 5, 6, 2, 4}).ties(ties).fit().isFinite());
        }
    }

    /** Times that differ by rounding only are ties, as R's timefix makes them. */
    @Test
    void timesThatDifferByRounding() {
        final double third = 1.0 / 3;
        final KaplanMeier curve =
            KaplanMeier.fit(data(new double[] {third, 0.1 + 0.2 + third - 0.3, 1, 2}, 1, 1, 1, 0));
        assertEquals(3, curve.time().length);
        assertArrayEquals(new double[] {0.5, 0.25, 0.25}, curve.survival(), 1e-15);
    }

    /** A group without events has no effect of treatment to estimate either: blank, not 1.00 (0.00 to Infinity). */
    @Test
    void nothingIsKnownWithinAGroupWithoutEvents() {
        final SurvivalData data = data(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
        final double[] high = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
        final double[] treated = {1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0};
        final double[] both = new double[high.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = high[i] * treated[i];
        }
        for (final CoxTies ties : CoxTies.values()) {
            final CoxFit fit = CoxPh.of(data, List.of("treated", "high", "treated x high"),
                new double[][] {treated, high, both}).ties(ties).fit();
            assertFalse(fit.isFinite());
            for (int j = 0; j < 3; j++) {
                assertTrue(Double.isNaN(fit.hazardRatio()[j]) && Double.isNaN(fit.hazardRatioInterval(j, 0.95).upper())
                    && Double.isNaN(fit.p()[j]), fit.names().get(j));
            }
            assertTrue(fit.warnings().stream().anyMatch(w -> w.contains("'high' has no maximum"))
                && fit.warnings().stream().anyMatch(w -> w.contains("say nothing about 'treated'")), fit.warnings().toString());
            // what the events do know stays: age beside them
            final double[] age = {60, 51, 47, 62, 71, 55, 49, 66, 58, 52, 64, 57};
            final CoxFit beside = CoxPh.of(data, List.of("high", "age"), new double[][] {high, age}).ties(ties).fit();
            assertTrue(Double.isNaN(beside.coef()[0]) && beside.stdErr()[1] < 1, Arrays.toString(beside.stdErr()));
        }
    }

    /** A score that orders the times nearly perfectly: relative hazards beyond the largest number. */
    @Test
    void hazardsTooLargeForANumber() {
        final SplittableRandom random = new SplittableRandom(1349);
        for (int study = 0; study < 200; study++) {
            final double[] time = random.doubles(15, 0, 100).toArray();
            final double[] score = Arrays.stream(time).map(t -> -t + random.nextDouble(0.2)).toArray();
            final CoxFit fit = CoxPh.of(data(time, random.ints(15, 0, 2).toArray()), "score", score).fit();
            assertEquals(fit.isFinite(), Double.isFinite(fit.coef()[0]));
            assertEquals(fit.isFinite(), Double.isFinite(fit.stdErr()[0]), "an estimate has a standard error");
            assertEquals(fit.isFinite(), fit.warnings().stream().noneMatch(w -> w.contains("has no maximum")));
        }
    }

    /** Firth's penalty has a maximum for every data set; Fisher's steps go to and fro around it with few patients. */
    @Test
    void firthConvergesWithFewPatients() {
        final SplittableRandom random = new SplittableRandom(15);
        for (int study = 0; study < 100; study++) {
            final double[][] x = new double[4][];
            for (int j = 0; j < x.length; j++) {
                x[j] = random.doubles(9).toArray();
            }
            final CoxFit fit = CoxPh.of(data(random.doubles(9, 1, 50).toArray(), 1, 1, 1, 1, 1, 0, 1, 0, 1),
                List.of("a", "b", "c", "d"), x).firth(true).fit();
            assertTrue(fit.isFinite() && Arrays.stream(fit.stdErr()).allMatch(Double::isFinite), Arrays.toString(fit.coef()));
        }
    }

    /** A hospital that has one sex only: blank with the reason, and the rest of the cohort's statistics stay. */
    @Test
    void aCovariateOfOneCategory() {
        final Table table = Table.ofRows(8).with("time", new double[] {1, 2, 3, 4, 5, 6, 7, 8})
            .with("event", new double[] {1, 1, 0, 1, 1, 0, 1, 1}).with("score", new double[] {5, 3, 4, 1, 2, 6, 0, 2})
            .with("sex", Column.Factor.of(List.of("f", "f", "f", "f", "f", "f", "f", "f")));
        final CohortStatistics s = SurvivalStratifier.learn(StratifierSettings.of("score", "time", "event", "1")
            .withCovariates(List.of("sex")), table, Progress.NONE).training().cohorts().get(0);
        assertTrue(Double.isNaN(s.univariable().get(0).hr()) && s.multivariable().isEmpty());
        assertTrue(s.warnings().stream().anyMatch(w -> w.contains("'sex' has the same value in all 8 patients")),
            s.warnings().toString());
        assertFalse(Double.isNaN(s.scoreHazardRatio().hr()));
    }

    @Test
    void monotoneLikelihood() {
        // all events in group 1
        final SurvivalData data = data(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 0, 1, 0, 1, 0, 1, 0);
        final double[] group = {1, 0, 1, 0, 1, 0, 1, 0};
        for (final CoxTies ties : CoxTies.values()) {
            final CoxFit fit = CoxPh.of(data, "group", group).ties(ties).fit();
            assertFalse(fit.isFinite());
            assertTrue(Double.isNaN(fit.coef()[0]) && Double.isNaN(fit.stdErr()[0])
                && Double.isNaN(fit.hazardRatio()[0]) && Double.isNaN(fit.hazardRatioInterval(0, 0.95).upper())
                && Double.isNaN(fit.p()[0]) && Double.isNaN(fit.waldTest().p()));
            assertTrue(fit.warnings().toString().contains("tends to infinity"), fit.warnings().toString());
            assertTrue(fit.likelihoodRatioTest().p() < 0.1 && fit.scoreTest().p() < 0.1, "these two exist");
        }
        final CoxFit other = CoxPh.of(data, "group", Arrays.stream(group).map(g -> 1 - g).toArray()).fit();
        assertTrue(other.warnings().toString().contains("tends to 0"), other.warnings().toString());
        final CoxFit firth = CoxPh.of(data, "group", group).firth(true).fit();
        assertTrue(firth.isFinite() && firth.coef()[0] > 0 && firth.coef()[0] < 6, Arrays.toString(firth.coef()));
    }

    /** Another covariate keeps its estimate beside one without. */
    @Test
    void monotoneInOneOfTwo() {
        final Random random = new Random(1);
        final int n = 120;
        final double[] x = random.doubles(n).toArray();
        final double[] group = new double[n];
        final double[] time = new double[n];
        final int[] event = new int[n];
        for (int i = 0; i < n; i++) {
            group[i] = i % 4 == 0 ? 1 : 0;
            time[i] = -Math.log(random.nextDouble()) * Math.exp(-x[i]);
            event[i] = group[i] == 1 ? 0 : 1;
        }
        final CoxFit fit = CoxPh.of(data(time, event), List.of("x", "group"), new double[][] {x, group}).fit();
        assertTrue(Double.isFinite(fit.coef()[0]) && Double.isNaN(fit.coef()[1]), Arrays.toString(fit.coef()));
    }

    @Test
    void collinearCovariates() {
        final SurvivalData data = data(new double[] {1, 2, 3, 4, 5, 6}, 1, 0, 1, 1, 0, 1);
        final double[] a = {1, 5, 2, 4, 3, 6};
        blank("'b' is a combination of the others", () -> CoxPh.of(data, List.of("a", "b"),
            new double[][] {a, Arrays.stream(a).map(v -> 3 - 2 * v).toArray()}).fit());
        says("missing value", () -> CoxPh.of(data, "a", new double[] {1, NAN, 2, 4, 3, 6}).fit());
    }

    /** Firth's estimate maximises the penalised likelihood: no neighbour is better. */
    @Test
    void firthMaximisesThePenalisedLikelihood() {
        final Fixtures.Study study = Fixtures.study("ovarian", "age", "rx");
        final double[][] x = study.table().numbers(List.of("age", "rx"));
        for (final CoxTies ties : List.of(CoxTies.EFRON, CoxTies.BRESLOW)) {
            final CoxFit fit = CoxPh.of(study.data(), List.of("age", "rx"), x).ties(ties).firth(true).fit();
            final CoxData sorted = new CoxData(study.data(), x, new String[] {"age", "rx"}, new int[26]);
            final double[] beta = {fit.coef()[0] * sorted.scale[0], fit.coef()[1] * sorted.scale[1]};
            final double best = penalised(sorted, ties, beta);
            assertEquals(fit.logLikelihood(), best, 1e-10);
            for (int j = 0; j < 2; j++) {
                for (final double step : new double[] {-1e-3, 1e-3}) {
                    final double[] moved = beta.clone();
                    moved[j] += step;
                    assertTrue(penalised(sorted, ties, moved) < best, "covariate " + j + " by " + step);
                }
                final double[] up = beta.clone();
                final double[] down = beta.clone();
                up[j] += 1e-4;
                down[j] -= 1e-4;
                assertEquals(0, (penalised(sorted, ties, up) - penalised(sorted, ties, down)) / 2e-4, 1e-6, "slope");
            }
        }
    }

    private static double penalised(final CoxData data, final CoxTies ties, final double[] beta) {
        final CoxLikelihood likelihood = new CoxLikelihood(data, ties);
        likelihood.evaluate(beta);
        final double[][] i = likelihood.information();
        return likelihood.value() + 0.5 * Math.log(i[0][0] * i[1][1] - i[0][1] * i[1][0]);
    }

    @Test
    void badProportionsAndHorizons() {
        final SurvivalData data = data(new double[] {1, 2, 3, 4}, 1, 1, 0, 1);
        final double[] score = {1, 2, 3, 4};
        says("0 <= min < max <= 1", () -> MaxStat.search(data, score, 0.9, 0.1));
        blank("no cut that leaves between 45 % and 49 %", () -> MaxStat.search(data, new double[] {1, 1, 1, 2}, 0.45,
            0.49));
        says("must be above 0", () -> KaplanMeier.fit(data).restrictedMean(0));
        says("level lies between", () -> KaplanMeier.fit(data).band(CiType.LOG, 1));
    }

    @Test
    void longWorkCanBeCancelled() {
        final Progress cancelled = new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                // nobody listens
            }

            @Override
            public boolean isCanceled() {
                return true;
            }
        };
        final SurvivalData data = data(new double[] {1, 2, 3, 4, 5, 6}, 1, 1, 0, 1, 1, 1);
        final MaxStat search = MaxStat.search(data, new double[] {1, 2, 3, 4, 5, 6}, 0.1, 0.9);
        assertThrows(CancellationException.class, () -> search.pPermutation(9999, 1, cancelled));
        assertThrows(CancellationException.class, () -> search.pHl(cancelled));
    }
}
