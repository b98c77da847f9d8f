package org.dlrm.deep.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.deep.ModelSpec;
import org.dlrm.deep.onnx.OnnxGraph;
import org.dlrm.work.Progress;

/**
 * Keeps a network as it is (a user's ONNX or TorchScript file, or the built-in backbone) and trains a linear head on its
 * features: for cohorts too small to train a network. The head's ridge penalty is chosen by inner folds. Needs no
 * PyTorch but for TorchScript.
 *
 * <p>As the head is linear, the mean of its scores over patches is its score of the mean features, so it is learnt on
 * patients. The features of all folds come from the same network.
 */
public final class HeadLearner {

    private final LearnerSettings m_settings;

    private final DeepModel m_backbone;

    /**
     * @param settings loss, balance, folds, inner folds and seed count; the network's own preprocessing is used
     * @param backbone without a head
     */
    public HeadLearner(final LearnerSettings settings, final DeepModel backbone) {
        if (backbone.spec().task() != ModelSpec.Task.FEATURES) {
            throw new IllegalArgumentException("The network that is to stay frozen has a head already: it "
                + "predicts " + (backbone.spec().classes().isEmpty() ? "a risk" : backbone.spec().classes())
                + ". Take one that only computes features: the built-in backbone, or a network of other software");
        }
        m_settings = settings;
        m_backbone = backbone;
    }

    /**
     * @param cases with patches made by {@code backbone.spec().preprocessing()}
     * @param classNames names of the classes in the order of the labels; empty for Cox
     * @param log told every penalty that was tried: as epoch its number, as learning rate its value
     */
    public LearnerResult train(final List<TrainingCase> cases, final List<String> classNames,
        final Consumer<LogRow> log, final Progress progress) {
        return train(cases, classNames, Optional.empty(), log, progress);
    }

    /** @param folds fold per case, from 0; empty: drawn. Given, a changed outcome changes no one's fold */
    LearnerResult train(final List<TrainingCase> cases, final List<String> classNames, final Optional<int[]> folds,
        final Consumer<LogRow> log, final Progress progress) {
        final List<String> classes =
            m_settings.loss() == LearnerSettings.Loss.COX ? List.of() : List.copyOf(classNames);
        TrainingData.check(m_settings, m_backbone.spec().preprocessing(), cases, classes);
        final List<DeepFeatures> extracted = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            extracted.add(m_backbone.extract(cases.get(i).patches(), progress));
            progress.report(0.5 * (i + 1) / cases.size(), "Features of row " + (i + 1) + " of " + cases.size());
        }
        final List<double[]> inputs = extracted.stream().map(this::headInput).toList();
        final HeadFit fit = new HeadFit(m_settings, cases, inputs, classes.size());
        final List<LogRow> rows = new ArrayList<>();
        final Consumer<LogRow> logger = row -> {
            rows.add(row);
            log.accept(row);
        };
        final SplittableRandom random = new SplittableRandom(m_settings.seed());
        final int[] all = IntStream.range(0, cases.size()).toArray();
        final SplittableRandom draw = random.split();
        final int[] fold = folds.orElseGet(() -> TrainingData.folds(cases, all, m_settings.folds(), draw));
        final double[][] scores = new double[cases.size()][];
        for (int f = 0; f < m_settings.folds(); f++) {
            final int number = f;
            final int[] training = IntStream.of(all).filter(i -> fold[i] != number).toArray();
            TrainingData.innerFolds(m_settings, cases, training); // refuses too few
            final LinearHead head = fit.train(training, "Fold " + (f + 1) + " of " + m_settings.folds(), random.split(),
                logger, progress);
            for (int i = 0; i < cases.size(); i++) {
                if (fold[i] == f) {
                    scores[i] = head.scores(inputs.get(i));
                }
            }
            progress.report(0.5 + 0.4 * (f + 1) / m_settings.folds(), "Fold " + (f + 1));
        }
        final LinearHead head = fit.train(all, "Final", random.split(), logger, progress);
        final byte[] onnx = export(head, classes, cases);
        try (DeepModel model = open(onnx)) {
            final List<OutOfFold> outOfFold = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                final double[] values = classes.isEmpty() ? scores[i] : DeepModel.softmax(scores[i]);
                final Map<String, Double> named = new LinkedHashMap<>();
                for (int c = 0; c < values.length; c++) {
                    named.put(model.scoreNames().get(c), values[c]);
                }
                outOfFold.add(new OutOfFold(cases.get(i).id(), fold[i] + 1, extracted.get(i).values(), named));
            }
            return new LearnerResult(onnx, m_backbone.torchScript(), model.featureNames(), List.copyOf(rows), outOfFold);
        }
    }

    private DeepModel open(final byte[] onnx) {
        final Map<String, byte[]> files = new LinkedHashMap<>(m_backbone.files());
        files.put(DeepModel.ONNX_FILE, onnx);
        return DeepModel.fromFiles(files);
    }

    /** Mean features of every layer, then ROI mean and deviation as they enter a head. */
    private double[] headInput(final DeepFeatures features) {
        final int n = (int)m_backbone.layerShapes().stream().mapToLong(s -> s[0]).sum();
        final double[] input = Arrays.copyOf(features.values(), n + 2);
        input[n] = features.values()[features.values().length - 2] / DeepModel.ROI_SCALE;
        input[n + 1] = features.values()[features.values().length - 1] / DeepModel.ROI_SCALE;
        return input;
    }

    /** The backbone's ONNX file with the head appended; for TorchScript it takes the TorchScript's outputs. */
    private byte[] export(final LinearHead head, final List<String> classes, final List<TrainingCase> cases) {
        final ModelSpec base = m_backbone.spec();
        final OnnxGraph graph = new OnnxGraph(m_backbone.file());
        final List<String> parts = new ArrayList<>();
        for (int l = 0; l < base.layers().size(); l++) {
            final String layer = base.layers().get(l);
            parts.add(m_backbone.layerShapes().get(l).length == 1 ? layer : graph.node("Flatten",
                List.of(graph.node("GlobalAveragePool", List.of(layer), Map.of())), Map.of()));
        }
        parts.add(graph.input("roi", 2));
        final int outputs = head.bias().length;
        final int n = head.weights()[0].length;
        final float[] weight = new float[outputs * n];
        final float[] bias = new float[outputs];
        for (int c = 0; c < outputs; c++) {
            bias[c] = (float)head.bias()[c];
            for (int f = 0; f < n; f++) {
                weight[c * n + f] = (float)head.weights()[c][f];
            }
        }
        graph.initializer("head.weight", new long[]{outputs, n}, weight);
        graph.initializer("head.bias", new long[]{outputs}, bias);
        graph.output(graph.node("Gemm", List.of(graph.node("Concat", parts, Map.of("axis", 1L)), "head.weight",
            "head.bias"), Map.of("transB", 1L), "score"), outputs);
        attention(graph, head, n);
        final Map<String, String> provenance = new TreeMap<>();
        provenance.put("source", "linear head on a frozen network");
        provenance.put("backbone.sha256", m_backbone.hash());
        base.provenance().forEach((key, value) -> provenance.put("backbone." + key, value));
        TrainingData.provenance(provenance, m_settings, cases);
        final ModelSpec spec = new ModelSpec(ModelSpec.FORMAT, ModelSpec.VERSION,
            classes.isEmpty() ? ModelSpec.Task.COX : ModelSpec.Task.CLASSES, classes, base.layers(),
            base.preprocessing(), Optional.empty(), provenance, base.torchScript());
        return graph.toBytes(Map.of(ModelSpec.METADATA_KEY, spec.toJson()));
    }

    /**
     * Grad-CAM at the last layer's feature maps, as in {@link org.dlrm.deep.net.OnnxOps}: exact, because the score
     * depends on these maps only through their averages. Left out where the last layer is no average of maps.
     */
    private void attention(final OnnxGraph graph, final LinearHead head, final int inputs) {
        final List<String> layers = m_backbone.spec().layers();
        final int last = layers.size() - 1;
        final String layer = layers.get(last);
        final Optional<String> maps = m_backbone.layerShapes().get(last).length > 2 ? Optional.of(layer)
            : m_backbone.file().averaged(layer);
        if (maps.isEmpty()) {
            return;
        }
        final long[] shape;
        try (DeepModel probe = m_backbone.withLayers(List.of(maps.get()))) {
            shape = probe.layerShapes().get(0);
        }
        final int features = (int)shape[0];
        final int first = inputs - 2 - features;
        long positions = 1;
        for (int d = 1; d < shape.length; d++) {
            positions *= shape[d];
        }
        final int outputs = head.bias().length;
        final float[] weight = new float[outputs * features];
        for (int c = 0; c < outputs; c++) {
            for (int f = 0; f < features; f++) {
                weight[c * features + f] = (float)(head.weights()[c][first + f] / positions);
            }
        }
        final long[] kernel = new long[shape.length + 1];
        Arrays.fill(kernel, 1);
        kernel[0] = outputs;
        kernel[1] = features;
        graph.initializer("attention.weight", kernel, weight);
        final long[] out = shape.clone();
        out[0] = outputs;
        graph.output(graph.node("Conv", List.of(maps.get(), "attention.weight"), Map.of(), "attention"), out);
    }
}
