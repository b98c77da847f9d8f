package org.dlrm.deep.learner;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** What training minimises, on tensors for the gradient and on numbers for the inner fold. */
final class Losses {

    /** Added to scores outside a risk set; their exponential is 0. */
    private static final float OUTSIDE = -1e9f;

    private Losses() {
    }

    /** Weighted mean of -log softmax of the true class. */
    static UnaryOperator<NDArray> crossEntropy(final List<Outcome> outcomes, final double[] classWeights) {
        final int classes = classWeights.length;
        final float[] target = new float[outcomes.size() * classes];
        final double total = outcomes.stream().mapToDouble(o -> classWeights[o.label()]).sum();
        for (int i = 0; i < outcomes.size(); i++) {
            final int label = outcomes.get(i).label();
            target[i * classes + label] = (float)(classWeights[label] / total);
        }
        return scores -> {
            final NDManager scope = scores.getManager();
            return scores.logSoftmax(1).mul(scope.create(target, new Shape(outcomes.size(), classes))).sum().neg();
        };
    }

    /**
     * Negative log partial likelihood (Cox 1972; ties as Breslow 1974) of a batch, divided by its events: the mean
     * over events i of log(sum over the risk set of i of exp(score_j)) - score_i.
     */
    static UnaryOperator<NDArray> cox(final List<Outcome> outcomes) {
        final int n = outcomes.size();
        final int[] events = IntStream.range(0, n).filter(i -> outcomes.get(i).event()).toArray();
        final float[] outside = new float[events.length * n];
        final float[] own = new float[events.length * n];
        for (int e = 0; e < events.length; e++) {
            for (int j = 0; j < n; j++) {
                outside[e * n + j] = outcomes.get(j).time() >= outcomes.get(events[e]).time() ? 0 : OUTSIDE;
            }
            own[e * n + events[e]] = 1f / events.length;
        }
        final Shape shape = new Shape(events.length, n);
        return scores -> {
            final NDManager scope = scores.getManager();
            final NDArray inRiskSet = scores.reshape(1, n).add(scope.create(outside, shape));
            return inRiskSet.logSoftmax(1).mul(scope.create(own, shape)).sum().neg();
        };
    }

    /** @return {@link #crossEntropy(List, double[])} of patients' mean scores */
    static double crossEntropy(final List<Outcome> outcomes, final double[][] scores, final double[] classWeights) {
        return crossEntropy(outcomes, scores, classWeights, new double[scores.length][classWeights.length]);
    }

    /** As above; writes the derivative by every score. */
    static double crossEntropy(final List<Outcome> outcomes, final double[][] scores, final double[] classWeights,
        final double[][] slopes) {
        double sum = 0;
        final double weights = outcomes.stream().mapToDouble(o -> classWeights[o.label()]).sum();
        for (int i = 0; i < scores.length; i++) {
            final int label = outcomes.get(i).label();
            final double all = logSumExp(scores[i]);
            sum += classWeights[label] * (all - scores[i][label]);
            for (int c = 0; c < scores[i].length; c++) {
                slopes[i][c] =
                    classWeights[label] / weights * (Math.exp(scores[i][c] - all) - (c == label ? 1 : 0));
            }
        }
        return sum / weights;
    }

    /** @return {@link #cox(List)} of patients' mean scores */
    static double cox(final List<Outcome> outcomes, final double[][] scores) {
        return cox(outcomes, scores, new double[scores.length][1]);
    }

    /** As above; writes the derivative by every score. */
    static double cox(final List<Outcome> outcomes, final double[][] scores, final double[][] slopes) {
        final long events = outcomes.stream().filter(Outcome::event).count();
        double sum = 0;
        for (final double[] slope : slopes) {
            slope[0] = 0;
        }
        for (int i = 0; i < scores.length; i++) {
            if (outcomes.get(i).event()) {
                final double time = outcomes.get(i).time();
                final int[] atRisk =
                    IntStream.range(0, scores.length).filter(j -> outcomes.get(j).time() >= time).toArray();
                final double all = logSumExp(IntStream.of(atRisk).mapToDouble(j -> scores[j][0]).toArray());
                for (final int j : atRisk) {
                    slopes[j][0] += Math.exp(scores[j][0] - all) / events;
                }
                slopes[i][0] -= 1.0 / events;
                sum += all - scores[i][0];
            }
        }
        return sum / events;
    }

    private static double logSumExp(final double[] x) {
        double highest = Double.NEGATIVE_INFINITY;
        for (final double v : x) {
            highest = Math.max(highest, v);
        }
        double sum = 0;
        for (final double v : x) {
            sum += Math.exp(v - highest);
        }
        return highest + Math.log(sum);
    }
}
