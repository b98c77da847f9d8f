package org.dlrm.stats.survival;

import java.util.Arrays;

import org.dlrm.stats.base.DegenerateDataException;

/**
 * Patients by stratum and falling time, with centred covariates scaled to standard deviation 1, as the partial
 * likelihood is summed over them.
 */
final class CoxData {

    /** Number of covariates. */
    final int p;

    /** Original row of every sorted position. */
    final int[] row;

    final boolean[] event;

    final double[] time;

    /** First position of every stratum, and the number of patients at the end. */
    final int[] stratumStart;

    /** {@code z[i * p + j]}: centred and scaled covariate j of position i. */
    final double[] z;

    final double[] center;

    final double[] scale;

    CoxData(final SurvivalData data, final double[][] x, final String[] names, final int[] stratum) {
        p = x.length;
        final int n = data.size();
        final int strata = Arrays.stream(stratum).max().orElse(0) + 1;
        stratumStart = new int[strata + 1];
        for (final int s : stratum) {
            stratumStart[s + 1]++;
        }
        for (int s = 0; s < strata; s++) {
            stratumStart[s + 1] += stratumStart[s];
        }
        final int[] next = stratumStart.clone();
        row = new int[n];
        final int[] order = data.order();
        for (int i = n - 1; i >= 0; i--) {
            row[next[stratum[order[i]]]++] = order[i];
        }
        event = new boolean[n];
        time = new double[n];
        for (int i = 0; i < n; i++) {
            event[i] = data.event(row[i]);
            time[i] = data.time(row[i]);
        }
        center = new double[p];
        scale = new double[p];
        z = new double[n * p];
        for (int j = 0; j < p; j++) {
            fill(j, x[j], names[j]);
        }
    }

    private void fill(final int j, final double[] x, final String name) {
        final int n = row.length;
        double mean = 0;
        for (final double v : x) {
            mean += v / n;
        }
        double squares = 0;
        for (final double v : x) {
            squares += (v - mean) * (v - mean);
        }
        final double sd = Math.sqrt(squares / n);
        if (!(sd > 1e-12 * Math.abs(mean))) {
            throw new DegenerateDataException("The covariate '" + name + "' has the same value in all " + n
                + " patients: its effect cannot be estimated, leave it out");
        }
        center[j] = mean;
        scale[j] = sd;
        for (int i = 0; i < n; i++) {
            z[i * p + j] = (x[row[i]] - mean) / sd;
        }
    }

    int size() {
        return row.length;
    }

    /** @return end (exclusive) of the patients with the time of position i, within its stratum ending at {@code end} */
    int tieEnd(final int i, final int end) {
        int k = i;
        while (k < end && time[k] == time[i]) {
            k++;
        }
        return k;
    }

    /** @return linear predictors of the scaled covariates */
    double[] eta(final double[] beta) {
        final double[] eta = new double[size()];
        for (int i = 0; i < eta.length; i++) {
            double sum = 0;
            for (int j = 0; j < p; j++) {
                sum += beta[j] * z[i * p + j];
            }
            eta[i] = sum;
        }
        return eta;
    }
}
