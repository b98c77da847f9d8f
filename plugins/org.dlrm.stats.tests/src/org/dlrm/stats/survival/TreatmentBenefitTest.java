package org.dlrm.stats.survival;

import static org.dlrm.stats.base.Oracle.close;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Interval;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * Predicted benefit of a treatment against R 4.2.2, survival 3.5: {@code f <- coxph(Surv(time, event) ~ score * treatment)}
 * (score centred, eps 1e-13), {@code survfit(f, newdata)} with treatment 1 and 0, {@code summary(times = )} and
 * {@code summary(rmean = )$table}, and against sums written out by hand.
 */
final class TreatmentBenefitTest {

    private static final double TOLERANCE = 1e-8;

    private static final double[] TIME = {3, 5, 5, 6, 7, 8, 9, 9, 10, 11, 12, 12, 13, 14, 15, 15, 16, 17, 18, 19, 20, 21, 22,
        23, 24, 24, 25, 26, 27, 28, 29, 30};

    private static final int[] EVENT =
        {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0};

    private static final double[] SCORE = {1.2, 0.8, -0.3, 1.5, 0.1, 0.9, 1.1, -0.4, 0.6, 0.7, -1.1, 1.4, 0.2, -0.2, -0.9, 0.5,
        0.3, -0.6, -1.3, 0.4, -0.8, 0.0, -1.2, -0.1, -1.5, -0.7, 0.65, -1.0, -0.5, 0.35, -1.4, -0.25};

    private static final int[] TREATED =
        {0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1};

    /** R: risk score; S(12), S(24) treated minus untreated; restricted means to 12, 24; hazard ratio and its 95 % limits. */
    private static final double[][] EFRON = {
        {-1.2, -0.114375869732443, -0.499928295833783, -0.320613679214242, -3.40430735678919, 6.19432585940249,
            0.810411809620782, 47.3458955027034},
        {0, 0.114434773681386, 0.321385725727054, 0.334057411098396, 2.96469609776885, 0.404351546548379, 0.106159041144169,
            1.54014365082693},
        {0.9, 0.639084076591715, 0.633649698769021, 2.35412906576394, 11.3122327567233, 0.0522195234033587,
            0.00624472084906747, 0.436669418919043}};

    private static final double[][] BRESLOW = {
        {-1.2, -0.111100103566073, -0.490308377744534, -0.327954152549536, -3.35772491443643, 5.84870913717697,
            0.778049139596584, 43.9656016958438},
        {0, 0.111688025858846, 0.31929138742544, 0.342408361871206, 2.94393733454922, 0.407072223323019, 0.107395706979423,
            1.54296479497914},
        {0.9, 0.614721058370364, 0.633820960173773, 2.32238874896359, 11.1521783697055, 0.0551607361106521,
            0.00662091853998952, 0.459559619997049}};

    /**
     * Standard errors of the mean benefit of one, three and all patients: restricted mean to 12, survival at 12, restricted
     * mean to 24, survival at 24. Computed with R by the delta method with derivatives by differences. Breslow: covariance of
     * coefficients and hazard increments from the information of the full likelihood, which is that of a Poisson regression
     * on the risk sets (Whitehead, Appl Stat 1980;29:268). Efron: coxph's covariance, baseline hazard fitted anew at
     * coefficients a little off ({@code init, iter.max = 0}), increments of its own variance summed by hand.
     */
    private static final double[][] BRESLOW_ERRORS = {
        {0.781461587440817, 0.137778191363224, 2.22037140739838, 0.269355706786584},
        {0.318229852741311, 0.0714438534180433, 1.53502050294422, 0.172282667671191},
        {0.317516148100298, 0.0676599237755685, 1.56707050617713, 0.179975302579378}};

    private static final double[][] EFRON_ERRORS = {
        {0.780746404091609, 0.140142493192602, 2.19421597942549, 0.269452018655917},
        {0.315395272024252, 0.0724325797994813, 1.52710037848887, 0.171841803570765},
        {0.313223702899521, 0.0683892194216374, 1.55971121845356, 0.17962618432698}};

    private static SurvivalData data() {
        final boolean[] event = new boolean[EVENT.length];
        for (int i = 0; i < event.length; i++) {
            event[i] = EVENT[i] == 1;
        }
        return SurvivalData.of(TIME, event);
    }

    private static TreatmentBenefit learn(final CoxTies ties) {
        final boolean[] treated = new boolean[TREATED.length];
        for (int i = 0; i < treated.length; i++) {
            treated[i] = TREATED[i] == 1;
        }
        return TreatmentBenefit.learn(data(), SCORE, treated, ties, new ArrayList<>());
    }

    @Test
    void equalsRsSurvfitOfTheModelWithInteraction() {
        final TreatmentBenefit efron = learn(CoxTies.EFRON);
        close(1.86470468973021, efron.coef()[0], TOLERANCE, "score");
        close(-0.795311456578322, efron.coef()[1], TOLERANCE, "treatment");
        close(-2.27425358643191, efron.coef()[2], TOLERANCE, "interaction");
        close(0.785763310807329, Math.sqrt(efron.vcov()[2][2]), TOLERANCE, "standard error of the interaction");
        close(0.00379975893035888, efron.interactionP(), TOLERANCE, "p of the interaction");
        close(0.00450918646656676, learn(CoxTies.BRESLOW).interactionP(), TOLERANCE, "p of the interaction, Breslow");
        check(EFRON, efron);
        check(BRESLOW, learn(CoxTies.BRESLOW));
    }

    private static void check(final double[][] expected, final TreatmentBenefit b) {
        for (final double[] e : expected) {
            final String at = " at score " + e[0];
            close(e[1], b.survivalDifference(e[0], 12), TOLERANCE, "S(12)" + at);
            close(e[2], b.survivalDifference(e[0], 24), TOLERANCE, "S(24)" + at);
            close(e[3], b.restrictedMeanDifference(e[0], 12), TOLERANCE, "restricted mean to 12" + at);
            close(e[4], b.restrictedMeanDifference(e[0], 24), TOLERANCE, "restricted mean to 24" + at);
            close(e[5], b.hazardRatio(e[0]), TOLERANCE, "hazard ratio" + at);
            final Interval i = b.hazardRatioInterval(e[0], 0.95);
            close(e[6], i.lower(), TOLERANCE, "lower limit" + at);
            close(e[7], i.upper(), TOLERANCE, "upper limit" + at);
        }
    }

    /** Breslow's estimate with R's coefficients, written out: the sum over event times of 1 / sum of relative hazards. */
    @Test
    void equalsTheFormulaWrittenOut() {
        final double[] beta = {1.8131109559138, -0.791193621735638, -2.2208213608195};
        final double mean = Arrays.stream(SCORE).sum() / SCORE.length;
        final double risk = 0.4;
        final double tau = 20.5;
        final double[] area = new double[2];
        final double[] survival = {1, 1};
        double before = 0;
        double hazard = 0;
        for (int i = 0; i < TIME.length && TIME[i] <= tau; i++) { // times rise
            for (int z = 0; z < 2; z++) {
                area[z] += survival[z] * (TIME[i] - before);
            }
            before = TIME[i];
            if (EVENT[i] == 1) {
                double atRisk = 0;
                for (int j = 0; j < TIME.length; j++) {
                    final double c = SCORE[j] - mean;
                    atRisk += TIME[j] >= TIME[i] ? Math.exp(beta[0] * c + TREATED[j] * (beta[1] + beta[2] * c)) : 0;
                }
                hazard += 1 / atRisk;
            }
            for (int z = 0; z < 2; z++) {
                final double c = risk - mean;
                survival[z] = Math.exp(-hazard * Math.exp(beta[0] * c + z * (beta[1] + beta[2] * c)));
            }
        }
        for (int z = 0; z < 2; z++) {
            area[z] += survival[z] * (tau - before);
        }
        final TreatmentBenefit b = learn(CoxTies.BRESLOW);
        close(survival[1] - survival[0], b.survivalDifference(risk, tau), TOLERANCE, "difference of survival");
        close(area[1] - area[0], b.restrictedMeanDifference(risk, tau), TOLERANCE, "difference of restricted means");
        close(area[0], b.restrictedMean(risk, false, tau), TOLERANCE, "restricted mean, untreated");
    }

    @Test
    void summaryCountsThePatients() {
        final TreatmentBenefit b = learn(CoxTies.EFRON);
        final TreatmentBenefit.Summary s = b.summary("all", new double[]{-1.2, 0, 0.9, Double.NaN}, 24, 0.95);
        assertEquals(3, s.n());
        assertEquals(2, s.above());
        assertEquals(1, s.clear(), "only the third patient's interval lies below 1");
        close((EFRON[0][4] + EFRON[1][4] + EFRON[2][4]) / 3, s.meanRestricted(), TOLERANCE, "mean");
        close(EFRON[1][4], s.medianRestricted(), TOLERANCE, "median");
        close((EFRON[0][2] + EFRON[1][2] + EFRON[2][2]) / 3, s.meanSurvival(), TOLERANCE, "mean difference of survival");
    }

    @Test
    void intervalsOfMeansAreTheDeltaMethods() {
        checkErrors(BRESLOW_ERRORS, learn(CoxTies.BRESLOW));
        checkErrors(EFRON_ERRORS, learn(CoxTies.EFRON));
    }

    private static void checkErrors(final double[][] expected, final TreatmentBenefit b) {
        final double[][] patients = {{0.9}, {-1.2, 0, 0.9}, SCORE};
        final double z = 1.6448536269514722; // qnorm(0.95)
        for (int i = 0; i < patients.length; i++) {
            for (final double horizon : new double[]{12, 24}) {
                final TreatmentBenefit.Summary s = b.summary("all", patients[i], horizon, 0.9);
                final int at = horizon == 12 ? 0 : 2;
                final String what = patients[i].length + " patients to " + horizon;
                close(expected[i][at], (s.restrictedInterval().upper() - s.meanRestricted()) / z, TOLERANCE, what);
                close(expected[i][at], (s.meanRestricted() - s.restrictedInterval().lower()) / z, TOLERANCE, what);
                close(expected[i][at + 1], (s.survivalInterval().upper() - s.meanSurvival()) / z, TOLERANCE, what);
                close(expected[i][at + 1], (s.meanSurvival() - s.survivalInterval().lower()) / z, TOLERANCE, what);
            }
        }
    }

    /** Trials from a known model: the intervals of a fixed cohort's means hold the truth in about 95 %. */
    @Test
    void intervalsHoldTheirLevel() {
        final SplittableRandom random = new SplittableRandom(19860528);
        final double[] cohort = random.doubles(60, -1.5, 1.5).toArray();
        final double horizon = 24;
        double restricted = 0;
        double survival = 0;
        for (final double r : cohort) {
            final double[] rate = {rate(r, false), rate(r, true)};
            survival += (Math.exp(-rate[1] * horizon) - Math.exp(-rate[0] * horizon)) / cohort.length;
            restricted += ((1 - Math.exp(-rate[1] * horizon)) / rate[1] - (1 - Math.exp(-rate[0] * horizon)) / rate[0])
                / cohort.length;
        }
        final int trials = 2000;
        int restrictedHeld = 0;
        int survivalHeld = 0;
        for (int trial = 0; trial < trials; trial++) {
            final int n = 200;
            final double[] risk = new double[n];
            final double[] time = new double[n];
            final boolean[] event = new boolean[n];
            final boolean[] treated = new boolean[n];
            for (int i = 0; i < n; i++) {
                risk[i] = random.nextDouble(-1.5, 1.5);
                treated[i] = random.nextBoolean();
                final double failure = -Math.log(1 - random.nextDouble()) / rate(risk[i], treated[i]);
                final double censoring = random.nextDouble(12, 60);
                time[i] = Math.min(failure, censoring);
                event[i] = failure <= censoring;
            }
            final TreatmentBenefit.Summary s = TreatmentBenefit.learn(SurvivalData.of(time, event), risk, treated,
                CoxTies.EFRON, new ArrayList<>()).summary("all", cohort, horizon, 0.95);
            restrictedHeld += s.restrictedInterval().lower() <= restricted && restricted <= s.restrictedInterval().upper() ? 1 : 0;
            survivalHeld += s.survivalInterval().lower() <= survival && survival <= s.survivalInterval().upper() ? 1 : 0;
        }
        System.out.printf(Locale.ROOT, "Mean benefit, %d trials: 95 %% intervals hold the truth in %.1f %% (restricted mean), "
            + "%.1f %% (survival)%n", trials, 100.0 * restrictedHeld / trials, 100.0 * survivalHeld / trials);
        // three standard errors of a share of 95 % in 2,000 trials
        assertEquals(0.95, (double)restrictedHeld / trials, 0.015);
        assertEquals(0.95, (double)survivalHeld / trials, 0.015);
    }

    private static double rate(final double risk, final boolean treated) {
        return 0.03 * Math.exp(0.7 * risk + (treated ? -0.4 - 0.8 * risk : 0));
    }

    @Test
    void nothingIsPredictedBeyondEitherTreatmentsFollowUp() {
        final TreatmentBenefit b = learn(CoxTies.EFRON);
        assertEquals(29, b.maxTime(), "the untreated were followed to 29, the treated to 30");
        assertFalse(Double.isNaN(b.survivalDifference(0, 29)));
        assertTrue(Double.isNaN(b.survivalDifference(0, 29.5)));
        assertTrue(Double.isNaN(b.restrictedMeanDifference(Double.NaN, 12)));
        assertEquals(24, b.longest(List.of(12.0, 24.0, 36.0)));
    }

    private static Table table(final int[] treatment) {
        return Table.ofRows(TIME.length).with("time", TIME).with("score", SCORE)
            .with("event", Arrays.stream(EVENT).asDoubleStream().toArray())
            .with("arm", Column.Factor.of(Arrays.stream(treatment).mapToObj(t -> t == 1 ? "chemo" : "none").toList()));
    }

    private static final StratifierSettings SETTINGS = StratifierSettings.of("score", "time", "event", "1")
        .withHorizons(List.of(12.0, 24.0, 36.0)).withTreatment("arm", "chemo");

    @Test
    void isFrozenInTheModelAndComesBackFromItsJson() {
        final SurvivalStratifier.Learned learned = SurvivalStratifier.learn(SETTINGS, table(TREATED), Progress.NONE);
        final SurvivalModel model = SurvivalModel.fromJson(learned.model().toJson());
        check(EFRON, model.benefit());
        assertEquals(List.of(12.0, 24.0), learned.training().benefits().stream().map(TreatmentBenefit.Summary::horizon).toList());
        assertEquals("chemo", learned.training().rows().get(2).treatment());
        final Table unseen = Table.ofRows(2).with("score", new double[]{0.9, Double.NaN});
        final Stratification applied = SurvivalStratifier.apply(model, unseen, Progress.NONE);
        assertEquals(1, applied.benefits().get(0).n(), "a benefit needs neither treatment nor outcome");
        close(EFRON[2][4], applied.benefits().get(1).meanRestricted(), TOLERANCE, "the third patient of the oracle");
        assertEquals("", applied.rows().get(0).treatment());
        assertTrue(model.equation().contains("hazard ratio of treatment = exp("), model.equation());
        // observed: Kaplan-Meier of treated minus untreated
        final KaplanMeier.MeanDifference observed = learned.training().cohorts().get(0).treatmentDifferences().get(1);
        final double[] means = new double[2];
        for (int z = 0; z < 2; z++) {
            final int arm = z;
            means[z] = KaplanMeier.fit(data().rows(IntStream.range(0, TIME.length).filter(i -> TREATED[i] == arm).toArray()))
                .restrictedMean(24).mean();
        }
        close(means[1] - means[0], observed.difference(), TOLERANCE, "observed difference");
    }

    @Test
    void aModelWithoutBenefitSaysWhy() {
        final SurvivalStratifier.Learned one = SurvivalStratifier.learn(SETTINGS, table(new int[TIME.length]), Progress.NONE);
        assertFalse(one.model().benefit().exists());
        assertTrue(one.training().warnings().contains(
            "The benefit of the treatment cannot be predicted: no training patient was treated"), one.training().warnings().toString());
        assertTrue(one.training().benefits().isEmpty());
        final JsonObject old = JsonParser.parseString(one.model().toJson()).getAsJsonObject();
        old.remove("benefit");
        assertTrue(SurvivalModel.fromJson(old.toString()).benefit().reason().contains("learn it again"));
    }

    @Test
    void aModelWrittenBeforeTheIntervalsHasNone() {
        final SurvivalModel model = SurvivalStratifier.learn(SETTINGS, table(TREATED), Progress.NONE).model();
        final JsonObject old = JsonParser.parseString(model.toJson()).getAsJsonObject();
        old.getAsJsonObject("benefit").remove("uncertainty");
        final TreatmentBenefit.Summary before = SurvivalModel.fromJson(old.toString()).benefit().summary("all", SCORE, 12, 0.95);
        final TreatmentBenefit.Summary now = SurvivalModel.fromJson(model.toJson()).benefit().summary("all", SCORE, 12, 0.95);
        assertEquals(now.meanRestricted(), before.meanRestricted());
        assertTrue(Double.isNaN(before.restrictedInterval().lower()) && Double.isNaN(before.survivalInterval().upper()));
        assertEquals(model.benefit().summary("all", SCORE, 12, 0.95), now, "frozen with the model");
        old.getAsJsonObject("benefit").add("uncertainty", JsonParser.parseString("{\"variance\":[1],\"mean\":[[1,2,3]]}"));
        assertThrows(IllegalArgumentException.class, () -> SurvivalModel.fromJson(old.toString()));
    }
}
