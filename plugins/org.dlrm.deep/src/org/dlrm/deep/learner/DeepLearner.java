package org.dlrm.deep.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.deep.ModelSpec;
import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.OnnxOps;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.work.Progress;

import ai.djl.engine.Engine;

/**
 * Trains a network on the cohort's own lesions and freezes it as ONNX.
 *
 * <p>First every fold is predicted by networks that saw neither its patients nor their outcome, then the final
 * networks are trained on all training rows. Each fit keeps an inner fold of its own patients to decide when to stop.
 * Same data, settings, seed, thread count and platform give the same bits.
 */
public final class DeepLearner {

    /** Engine, libraries and JVM without any training, in bytes. */
    private static final long BASE_MEMORY = 300L << 20;

    /** Copies of a batch's activations that a training step holds: forward, gradient, work space of convolutions. */
    private static final int ACTIVATION_COPIES = 4;

    private final LearnerSettings m_settings;

    /** @param settings what to train and how */
    public DeepLearner(final LearnerSettings settings) {
        m_settings = settings;
    }

    /**
     * Trains. Needs the PyTorch engine.
     *
     * @param cases the training rows, in their order
     * @param classes names of the classes in the order of the labels; empty for Cox
     * @param log told every finished epoch, for a live view
     * @throws org.dlrm.deep.engine.EngineMissingException if PyTorch is not installed
     * @throws IllegalArgumentException if the data cannot be learnt from, or the memory limit is too low
     * @throws java.util.concurrent.CancellationException when cancelled, within one batch
     */
    public LearnerResult train(final List<TrainingCase> cases, final List<String> classes, final Consumer<LogRow> log,
        final Progress progress) {
        return train(cases, classes, Optional.empty(), log, progress);
    }

    /** @param folds fold per case, from 0; empty: drawn. Given, a changed outcome changes no one's fold */
    LearnerResult train(final List<TrainingCase> cases, final List<String> classes, final Optional<int[]> folds,
        final Consumer<LogRow> log, final Progress progress) {
        final boolean cox = m_settings.loss() == LearnerSettings.Loss.COX;
        TrainingData.check(m_settings, m_settings.patches(), cases, classes);
        final Architecture architecture = m_settings.architecture(cox ? 1 : classes.size());
        final long needed = memoryEstimate(architecture, cases.size());
        if (needed > m_settings.memoryLimit()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                "The training is estimated to need %.1f GB of memory, the limit is %.1f GB: choose a smaller batch or "
                    + "patch, or raise the limit", needed / 1e9, m_settings.memoryLimit() / 1e9));
        }
        final Engine engine = Engines.pytorch();
        progress.report(0, "PyTorch " + engine.getVersion() + " trains on " + engine.defaultDevice());
        final Fit fit = new Fit(engine, m_settings, architecture, cases);
        final List<LogRow> rows = new ArrayList<>();
        final Consumer<LogRow> logger = row -> {
            rows.add(row);
            log.accept(row);
        };
        final SplittableRandom random = new SplittableRandom(m_settings.seed());
        final SplittableRandom draw = random.split();
        final int[] fold = folds.orElseGet(
            () -> TrainingData.folds(cases, IntStream.range(0, cases.size()).toArray(), m_settings.folds(), draw));
        final ModelSpec spec = spec(architecture, classes, cases, engine, fit.pretrained());
        final List<OutOfFold> outOfFold = new ArrayList<>(Collections.nCopies(cases.size(), null));
        final int fits = m_settings.folds() + 1;
        for (int f = 0; f < m_settings.folds(); f++) {
            final int number = f;
            final int[] training = IntStream.range(0, cases.size()).filter(i -> fold[i] != number).toArray();
            final byte[] onnx = fitEnsemble(fit, architecture, training, cases, "Fold " + (f + 1) + " of "
                + m_settings.folds(), spec, random.split(), logger, progress.part(f / (double)fits, (f + 1.0) / fits));
            try (DeepModel model = DeepModel.fromBytes(onnx)) {
                for (int i = 0; i < cases.size(); i++) {
                    if (fold[i] == f) {
                        final DeepFeatures out = model.extract(cases.get(i).patches(), progress);
                        outOfFold.set(i, new OutOfFold(cases.get(i).id(), f + 1, out.values(), out.scores()));
                    }
                }
            }
        }
        final byte[] onnx = fitEnsemble(fit, architecture, IntStream.range(0, cases.size()).toArray(), cases, "Final",
            spec, random.split(), logger, progress.part((fits - 1.0) / fits, 1));
        try (DeepModel model = DeepModel.fromBytes(onnx)) {
            return new LearnerResult(onnx, Optional.empty(), model.featureNames(), List.copyOf(rows),
                outOfFold.stream().map(o -> renamed(o, model.scoreNames())).toList());
        }
    }

    /** The scores of a fold's network under the final model's names, which differ in the hash only. */
    private static OutOfFold renamed(final OutOfFold o, final List<String> names) {
        final Map<String, Double> scores = new LinkedHashMap<>();
        final List<Double> values = List.copyOf(o.scores().values());
        for (int i = 0; i < names.size(); i++) {
            scores.put(names.get(i), values.get(i));
        }
        return new OutOfFold(o.id(), o.fold(), o.features(), scores);
    }

    /** @return estimated peak memory of the process in bytes */
    public long memoryEstimate(final int outputs, final int cases) {
        return memoryEstimate(m_settings.architecture(outputs), cases);
    }

    private long memoryEstimate(final Architecture architecture, final int cases) {
        final long[] patch = m_settings.patches().shape();
        final long floats = Arrays.stream(patch).reduce(1, (a, b) -> a * b);
        final long activations = ShapeOps.summarise(architecture, patch).activations();
        return BASE_MEMORY + 4 * (ACTIVATION_COPIES * m_settings.batch() * activations
            + floats * m_settings.patches().patches() * cases);
    }

    private byte[] fitEnsemble(final Fit fit, final Architecture architecture, final int[] training,
        final List<TrainingCase> cases, final String name, final ModelSpec spec, final SplittableRandom random,
        final Consumer<LogRow> log, final Progress progress) {
        final int innerFolds = TrainingData.innerFolds(m_settings, cases, training);
        final int[] inner = TrainingData.folds(cases, training, innerFolds, random.split());
        final List<Weights> members = new ArrayList<>();
        for (int m = 0; m < m_settings.members(); m++) {
            final int held = m % innerFolds;
            final int[] learn = IntStream.range(0, training.length).filter(i -> inner[i] != held)
                .map(i -> training[i]).toArray();
            final int[] stop = IntStream.range(0, training.length).filter(i -> inner[i] == held)
                .map(i -> training[i]).toArray();
            members.add(fit.train(learn, stop, name, m + 1, random.split(), log,
                progress.part(m / (double)m_settings.members(), (m + 1.0) / m_settings.members())));
        }
        return OnnxOps.export(architecture, m_settings.patches().shape(), members,
            Map.of(ModelSpec.METADATA_KEY, spec.toJson()));
    }

    private ModelSpec spec(final Architecture architecture, final List<String> classes,
        final List<TrainingCase> cases, final Engine engine, final boolean pretrained) {
        final Map<String, String> provenance = new TreeMap<>();
        provenance.put("source", "Deep Feature Learner");
        TrainingData.provenance(provenance, m_settings, cases);
        provenance.put("start", pretrained ? "built-in backbone" : "random weights");
        provenance.put("threads", System.getProperty("ai.djl.pytorch.num_threads", "unknown"));
        provenance.put("device", engine.defaultDevice().toString());
        provenance.put("pytorch", engine.getVersion());
        provenance.put("djl", Engine.getDjlVersion());
        return new ModelSpec(ModelSpec.FORMAT, ModelSpec.VERSION,
            m_settings.loss() == LearnerSettings.Loss.COX ? ModelSpec.Task.COX : ModelSpec.Task.CLASSES, classes,
            IntStream.rangeClosed(1, architecture.blocks().size()).mapToObj(b -> "block" + b).toList(),
            m_settings.patches(), Optional.of(architecture), provenance);
    }
}
