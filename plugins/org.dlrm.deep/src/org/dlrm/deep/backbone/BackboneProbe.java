package org.dlrm.deep.backbone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.patch.Frame;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Vec3;
import org.dlrm.work.Progress;

/**
 * How well a network's features, left as they are, tell apart textures of families that no network was trained on: a
 * ridge-regularised linear classifier for every pair of held-out families, learnt on some samples, its area under the
 * ROC curve measured on others, averaged over pairs.
 */
final class BackboneProbe {

    /** Samples per family to learn from, and as many to test. */
    private static final int SAMPLES = 60;

    /** Ridge penalty relative to the mean squared length of a standardised sample. */
    private static final double RIDGE = 0.1;

    private BackboneProbe() {
    }

    /** @return patches of the held-out families: [family][sample] */
    static List<List<Patches>> samples(final long seed, final Progress progress) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<List<Patches>> samples = new ArrayList<>();
        for (int f = Texture.TRAINED; f < Texture.values().length; f++) {
            final List<Patches> family = new ArrayList<>();
            for (int i = 0; i < 2 * SAMPLES; i++) {
                progress.check();
                family.add(new Patches(TextureGenerator.draw(Texture.values()[f], random.split()).patch(),
                    Backbone.PATCHES.shape(), List.of(Frame.axial(new Vec3(0, 0, 0))), 0, 1));
            }
            samples.add(family);
        }
        return samples;
    }

    /** @return mean area under the ROC curve over all pairs of families */
    static double auc(final DeepModel model, final List<List<Patches>> samples, final Progress progress) {
        final int used = (model.featureNames().size() - 2) / 2; // the means: of one patch the maximum is the same
        final List<double[][]> features = samples.stream().map(family -> family.stream()
            .map(patch -> Arrays.copyOf(model.extract(patch, progress).values(), used)).toArray(double[][]::new))
            .toList();
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < features.size(); a++) {
            for (int b = a + 1; b < features.size(); b++) {
                sum += pair(features.get(a), features.get(b));
                pairs++;
            }
        }
        return sum / pairs;
    }

    private static double pair(final double[][] negative, final double[][] positive) {
        final double[][] learn = new double[2 * SAMPLES][];
        final double[][] test = new double[2 * SAMPLES][];
        for (int i = 0; i < SAMPLES; i++) {
            learn[2 * i] = negative[i].clone();
            learn[2 * i + 1] = positive[i].clone();
            test[2 * i] = negative[SAMPLES + i].clone();
            test[2 * i + 1] = positive[SAMPLES + i].clone();
        }
        standardise(learn, test);
        // ridge regression of -1 and 1 in its dual form: (X X' + ridge I) alpha = y
        final int n = learn.length;
        final double[][] system = new double[n][n + 1];
        double trace = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                system[i][j] = dot(learn[i], learn[j]);
            }
            trace += system[i][i];
            system[i][n] = i % 2 == 0 ? -1 : 1;
        }
        for (int i = 0; i < n; i++) {
            system[i][i] += RIDGE * trace / n;
        }
        final double[] alpha = solve(system);
        final double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                scores[i] += alpha[j] * dot(test[i], learn[j]);
            }
        }
        double wins = 0;
        for (int i = 0; i < n; i += 2) {
            for (int j = 1; j < n; j += 2) {
                wins += scores[j] > scores[i] ? 1 : scores[j] == scores[i] ? 0.5 : 0;
            }
        }
        return wins / (SAMPLES * (double)SAMPLES);
    }

    /** Mean 0 and deviation 1 by the learning samples. */
    private static void standardise(final double[][] learn, final double[][] test) {
        for (int f = 0; f < learn[0].length; f++) {
            double sum = 0;
            double squares = 0;
            for (final double[] row : learn) {
                sum += row[f];
                squares += row[f] * row[f];
            }
            final double mean = sum / learn.length;
            final double sd = Math.sqrt(Math.max(0, squares / learn.length - mean * mean)) + 1e-9;
            for (final double[][] part : List.of(learn, test)) {
                for (final double[] row : part) {
                    row[f] = (row[f] - mean) / sd;
                }
            }
        }
    }

    private static double dot(final double[] a, final double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Gauss elimination of a positive definite system whose last column is the right-hand side. */
    private static double[] solve(final double[][] s) {
        final int n = s.length;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                final double factor = s[j][i] / s[i][i];
                for (int k = i; k <= n; k++) {
                    s[j][k] -= factor * s[i][k];
                }
            }
        }
        final double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            x[i] = s[i][n];
            for (int k = i + 1; k < n; k++) {
                x[i] -= s[i][k] * x[k];
            }
            x[i] /= s[i][i];
        }
        return x;
    }
}
