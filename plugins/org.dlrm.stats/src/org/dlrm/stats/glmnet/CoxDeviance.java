package org.dlrm.stats.glmnet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Partial likelihood deviance, Breslow's ties: twice the saturated minus the model's log partial likelihood. */
final class CoxDeviance {

    private CoxDeviance() {
    }

    static double of(final double[] eta, final Response response) {
        final int n = eta.length;
        final double[] time = response.y();
        final int[] order = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(i -> -time[i]))
            .mapToInt(Integer::intValue).toArray();
        // the deviance does not change with a constant added to eta, but exp(eta) would overflow
        final double largest = Arrays.stream(eta).max().orElse(0);
        double risk = 0;
        double deviance = 0;
        for (int i = 0; i < n;) {
            int end = i;
            int deaths = 0;
            double sum = 0;
            for (; end < n && time[order[end]] == time[order[i]]; end++) {
                risk += Math.exp(eta[order[end]] - largest);
                if (response.event()[order[end]]) {
                    deaths++;
                    sum += eta[order[end]] - largest;
                }
            }
            if (deaths > 0) {
                deviance += 2 * (deaths * Math.log(risk) - sum - deaths * Math.log(deaths));
            }
            i = end;
        }
        return deviance;
    }
}
