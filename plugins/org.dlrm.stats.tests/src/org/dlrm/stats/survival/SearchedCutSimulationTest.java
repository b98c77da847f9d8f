package org.dlrm.stats.survival;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/**
 * With a score that says nothing, the adjusted p value of the searched cut is below 0.05 in about 5 % of the studies; the
 * unadjusted one, which common tools print, far more often.
 */
final class SearchedCutSimulationTest {

    private static final int STUDIES = 2000;

    private static final int PATIENTS = 100;

    private static final int PERMUTATIONS = 399;

    @Test
    void adjustedPValuesHoldTheirLevel() {
        final SplittableRandom random = new SplittableRandom(20220704);
        final Map<MaxStat.PMethod, Integer> adjusted = new EnumMap<>(MaxStat.PMethod.class);
        int unadjusted = 0;
        for (int study = 0; study < STUDIES; study++) {
            final double[] score = new double[PATIENTS];
            final double[] time = new double[PATIENTS];
            final boolean[] event = new boolean[PATIENTS];
            final int[] high = new int[PATIENTS];
            for (int i = 0; i < PATIENTS; i++) {
                score[i] = random.nextDouble();
                final double failure = -30 * Math.log(1 - random.nextDouble());
                final double censoring = 10 + 60 * random.nextDouble();
                time[i] = Math.min(failure, censoring);
                event[i] = failure <= censoring;
            }
            final SurvivalData data = SurvivalData.of(time, event);
            final MaxStat search = MaxStat.search(data, score, 0.1, 0.9);
            for (int i = 0; i < PATIENTS; i++) {
                high[i] = score[i] > search.cutpoint() ? 1 : 0;
            }
            unadjusted += LogRank.test(data, high, 2, LogRank.Weight.LOG_RANK).p() < 0.05 ? 1 : 0;
            for (final MaxStat.PMethod method : new MaxStat.PMethod[] {MaxStat.PMethod.LAU92, MaxStat.PMethod.LAU94,
                MaxStat.PMethod.PERMUTATION}) {
                final double p = search.p(method, PERMUTATIONS, study, Progress.NONE).orElseThrow();
                adjusted.merge(method, p < 0.05 ? 1 : 0, Integer::sum);
            }
        }
        System.out.printf(Locale.ROOT, "Noise score, %d studies of %d patients: p < 0.05 unadjusted in %.1f %%, %s%n",
            STUDIES, PATIENTS, percent(unadjusted), adjusted.entrySet().stream().map(e -> String.format(Locale.ROOT,
                "%s %.1f %%", e.getKey().label(), percent(e.getValue()))).toList());
        // the default holds its level; the approximations by formula are conservative
        final double rate = percent(adjusted.get(CutRule.maxStat().pMethod()));
        assertTrue(rate >= 3 && rate <= 7, "below 0.05 in " + rate + " %");
        assertTrue(percent(adjusted.get(MaxStat.PMethod.LAU92)) <= 7);
        assertTrue(percent(adjusted.get(MaxStat.PMethod.LAU94)) <= 7);
        assertTrue(percent(unadjusted) > 20, "the unadjusted p value must fail this: " + percent(unadjusted) + " %");
    }

    private static double percent(final int count) {
        return 100.0 * count / STUDIES;
    }
}
