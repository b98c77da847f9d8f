package org.dlrm.deep.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.dlrm.deep.engine.Engines;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

class LossesTest {

    /** "test1" of R's survival (Therneau and Grambsch 2000, appendix E). */
    private static final List<Outcome> TEST1 = List.of(Outcome.ofTime(9, true), Outcome.ofTime(1, true),
        Outcome.ofTime(1, false), Outcome.ofTime(6, true), Outcome.ofTime(6, true), Outcome.ofTime(8, false));

    private static final double[] X = {0, 1, 1, 1, 0, 0};

    /** coxph(Surv(time, status) ~ x, test1, method = "breslow"), R survival. */
    private static final double COEF = 1.475284914828868;

    private static final double LOGLIK_NULL = -4.564348191467836;

    private static final double LOGLIK = -3.8247495050028655;

    private static double[][] scores(final double coef) {
        final double[][] s = new double[X.length][1];
        for (int i = 0; i < X.length; i++) {
            s[i][0] = coef * X[i];
        }
        return s;
    }

    @Test
    void coxLossIsThePartialLikelihoodOfR() {
        assertEquals(LOGLIK_NULL, -4 * Losses.cox(TEST1, scores(0)), 1e-8 * Math.abs(LOGLIK_NULL));
        assertEquals(LOGLIK, -4 * Losses.cox(TEST1, scores(COEF)), 1e-8 * Math.abs(LOGLIK));
    }

    @Test
    void tensorLossesAreTheSameFunctions() {
        Assumptions.assumeTrue(Engines.hasPytorch(), "skipped: PyTorch (optional feature) is not installed");
        final List<Outcome> classes =
            List.of(Outcome.ofClass(0), Outcome.ofClass(2), Outcome.ofClass(1), Outcome.ofClass(2));
        final double[][] scores = {{0.3, -1, 2}, {1, 0.5, -0.25}, {0, 4, 1}, {30, -20, 0}};
        final float[] flat = {0.3f, -1, 2, 1, 0.5f, -0.25f, 0, 4, 1, 30, -20, 0};
        final double[] weights = {2, 0.5, 1};
        final float[] risks = new float[X.length];
        for (int i = 0; i < risks.length; i++) {
            risks[i] = (float)(COEF * X[i]);
        }
        TrainingLock.with(Progress.NONE, () -> {
            try (NDManager m = Engines.pytorch().newBaseManager()) {
                assertEquals(LOGLIK, -4 * Losses.cox(TEST1).apply(m.create(risks, new Shape(6, 1))).getFloat(), 1e-5);
                assertEquals(Losses.crossEntropy(classes, scores, weights),
                    Losses.crossEntropy(classes, weights).apply(m.create(flat, new Shape(4, 3))).getFloat(), 1e-5);
            }
            return null;
        });
        // -log softmax by hand for the first patient: log(e^0.3 + e^-1 + e^2) - 0.3, weight 2
        final double first = Math.log(Math.exp(0.3) + Math.exp(-1) + Math.exp(2)) - 0.3;
        assertEquals(first, Losses.crossEntropy(classes.subList(0, 1), new double[][]{scores[0]}, weights), 1e-12);
    }
}
