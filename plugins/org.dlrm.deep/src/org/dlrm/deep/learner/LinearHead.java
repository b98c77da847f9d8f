package org.dlrm.deep.learner;

import java.util.Arrays;
import java.util.List;

import org.dlrm.work.Progress;

/**
 * A linear map from the features of a frozen network to scores: ridge-penalised softmax or Cox regression.
 *
 * @param weights [outputs][features]
 * @param bias [outputs]
 */
record LinearHead(double[][] weights, double[] bias) {

    /** Below this standard deviation a feature is constant and gets no weight. */
    private static final double CONSTANT = 1e-9;

    /** @return scores of one patient */
    double[] scores(final double[] features) {
        final double[] s = bias.clone();
        for (int c = 0; c < s.length; c++) {
            for (int f = 0; f < features.length; f++) {
                s[c] += weights[c][f] * features[f];
            }
        }
        return s;
    }

    /**
     * Minimises the loss per patient (per event for Cox) plus {@code penalty / 2} times the squared weights of
     * standardised features. The weights returned are those of the features as they are.
     *
     * @param classWeights one per class; empty for Cox
     */
    static LinearHead fit(final List<double[]> features, final List<Outcome> outcomes, final double[] classWeights,
        final double penalty, final Progress progress) {
        final int n = features.size();
        final int p = features.get(0).length;
        final double[] mean = new double[p];
        final double[] sd = new double[p];
        for (int f = 0; f < p; f++) {
            for (final double[] row : features) {
                mean[f] += row[f] / n;
            }
            for (final double[] row : features) {
                sd[f] += (row[f] - mean[f]) * (row[f] - mean[f]) / n;
            }
            sd[f] = Math.sqrt(sd[f]);
        }
        final double[][] z = new double[n][p];
        for (int i = 0; i < n; i++) {
            for (int f = 0; f < p; f++) {
                z[i][f] = sd[f] > CONSTANT ? (features.get(i)[f] - mean[f]) / sd[f] : 0;
            }
        }
        final boolean cox = classWeights.length == 0;
        final int outputs = cox ? 1 : classWeights.length;
        final double[] x = Lbfgs.minimise((w, gradient) -> {
            final double[][] scores = new double[n][outputs];
            for (int i = 0; i < n; i++) {
                for (int c = 0; c < outputs; c++) {
                    scores[i][c] = w[outputs * p + c];
                    for (int f = 0; f < p; f++) {
                        scores[i][c] += w[c * p + f] * z[i][f];
                    }
                }
            }
            final double[][] slopes = new double[n][outputs];
            double value = cox ? Losses.cox(outcomes, scores, slopes)
                : Losses.crossEntropy(outcomes, scores, classWeights, slopes);
            Arrays.fill(gradient, 0);
            for (int i = 0; i < n; i++) {
                for (int c = 0; c < outputs; c++) {
                    gradient[outputs * p + c] += slopes[i][c];
                    for (int f = 0; f < p; f++) {
                        gradient[c * p + f] += slopes[i][c] * z[i][f];
                    }
                }
            }
            for (int k = 0; k < outputs * p; k++) {
                value += penalty / 2 * w[k] * w[k];
                gradient[k] += penalty * w[k];
            }
            return value;
        }, outputs * (p + 1), progress);
        final double[][] weights = new double[outputs][p];
        final double[] bias = new double[outputs];
        for (int c = 0; c < outputs; c++) {
            bias[c] = x[outputs * p + c];
            for (int f = 0; f < p; f++) {
                if (sd[f] > CONSTANT) {
                    weights[c][f] = x[c * p + f] / sd[f];
                    bias[c] -= weights[c][f] * mean[f];
                }
            }
        }
        return new LinearHead(weights, bias);
    }
}
