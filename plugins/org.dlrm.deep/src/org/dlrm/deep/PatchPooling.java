package org.dlrm.deep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.dlrm.deep.engine.Tensor;
import org.dlrm.deep.patch.Patches;

/** From what a network gives for each patch to the named features and scores of a lesion. */
final class PatchPooling {

    private static final String SCORE = "score";

    private final ModelSpec m_spec;

    /** Features per layer. */
    private final int[] m_sizes;

    private final List<String> m_pools;

    private final List<String> m_featureNames;

    private final List<String> m_scoreNames;

    /**
     * @param hash of the network, which names its features
     * @param layerShapes per layer the shape of its values for one patch
     */
    PatchPooling(final ModelSpec spec, final String hash, final List<long[]> layerShapes) {
        m_spec = spec;
        m_sizes = layerShapes.stream().mapToInt(s -> (int)s[0]).toArray();
        m_pools = spec.preprocessing().patches() > 1 ? List.of("mean", "max") : List.of("mean");
        final String prefix = "deep_" + hash.substring(0, 8) + "_";
        m_featureNames = featureNames(prefix);
        m_scoreNames = switch (spec.task()) {
            case FEATURES -> List.of();
            case COX -> List.of(prefix + "risk");
            case CLASSES -> spec.classes().stream().map(c -> prefix + "p_" + c).toList();
        };
    }

    private List<String> featureNames(final String prefix) {
        final List<String> names = new ArrayList<>();
        for (final String pool : m_pools) {
            for (int l = 0; l < m_sizes.length; l++) {
                final String layer = m_spec.layers().get(l).replaceAll("[^A-Za-z0-9.]+", ".");
                for (int i = 0; i < m_sizes[l]; i++) {
                    names.add(String.format(Locale.ROOT, "%s%s_%04d_%s", prefix, layer, i, pool));
                }
            }
        }
        names.add(prefix + "roi_mean_HU");
        names.add(prefix + "roi_sd_HU");
        return List.copyOf(names);
    }

    List<String> featureNames() {
        return m_featureNames;
    }

    List<String> scoreNames() {
        return m_scoreNames;
    }

    /** @return what has to be run for {@link #pooled}: the layers and, where there is a head, the score */
    List<String> outputs() {
        final List<String> outputs = new ArrayList<>(m_spec.layers());
        if (m_spec.task() != ModelSpec.Task.FEATURES) {
            outputs.add(SCORE);
        }
        return outputs;
    }

    /**
     * @param batches outputs by name, of all patches in their order
     * @param patches that were run
     */
    DeepFeatures pooled(final List<Map<String, Tensor>> batches, final Patches patches) {
        final Map<String, List<float[]>> perPatch = new LinkedHashMap<>();
        for (final Map<String, Tensor> batch : batches) {
            batch.forEach(
                (name, out) -> perPatch.computeIfAbsent(name, k -> new ArrayList<>()).addAll(averages(out)));
        }
        final double[] values = new double[m_featureNames.size()];
        int p = 0;
        for (final String pool : m_pools) {
            for (int l = 0; l < m_sizes.length; l++) {
                for (int i = 0; i < m_sizes[l]; i++) {
                    final List<float[]> layer = perPatch.get(m_spec.layers().get(l));
                    values[p++] = pool.equals("max") ? highest(layer, i) : mean(layer, i);
                }
            }
        }
        values[p++] = patches.roiMean();
        values[p] = patches.roiSd();
        return new DeepFeatures(m_featureNames, values, scores(perPatch), patches.count());
    }

    /** @return per patch the values averaged over all positions */
    private static List<float[]> averages(final Tensor out) {
        final int n = (int)out.shape()[0];
        final int channels = (int)out.shape()[1];
        final int positions = out.values().length / (n * channels);
        final List<float[]> averages = new ArrayList<>();
        int p = 0;
        for (int i = 0; i < n; i++) {
            final float[] means = new float[channels];
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                for (int k = 0; k < positions; k++) {
                    sum += out.values()[p++];
                }
                means[c] = (float)(sum / positions);
            }
            averages.add(means);
        }
        return averages;
    }

    private static double mean(final List<float[]> patches, final int i) {
        double sum = 0;
        for (final float[] patch : patches) {
            sum += patch[i];
        }
        return sum / patches.size();
    }

    private static double highest(final List<float[]> patches, final int i) {
        double highest = Double.NEGATIVE_INFINITY;
        for (final float[] patch : patches) {
            highest = Math.max(highest, patch[i]);
        }
        return highest;
    }

    /** The mean of the linear scores over patches; for classes its softmax. */
    private Map<String, Double> scores(final Map<String, List<float[]>> perPatch) {
        final double[] means = new double[m_scoreNames.size()];
        for (int c = 0; c < means.length; c++) {
            means[c] = mean(perPatch.get(SCORE), c);
        }
        final double[] out = m_spec.task() == ModelSpec.Task.CLASSES ? DeepModel.softmax(means) : means;
        final Map<String, Double> scores = new LinkedHashMap<>();
        for (int c = 0; c < out.length; c++) {
            scores.put(m_scoreNames.get(c), out[c]);
        }
        return scores;
    }
}
