package org.dlrm.deep.learner;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.dlrm.deep.net.Parameter;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.deep.patch.PatchSettings;
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
        check(m_settings, m_settings.patches(), cases, classes);
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
            () -> folds(cases, IntStream.range(0, cases.size()).toArray(), m_settings.folds(), draw));
        final ModelSpec spec = spec(architecture, classes, cases, engine);
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

    /** Refuses rows that cannot be learnt from. */
    static void check(final LearnerSettings settings, final PatchSettings patches, final List<TrainingCase> cases,
        final List<String> classes) {
        cases.stream().filter(c -> !Arrays.equals(c.patches().shape(), patches.shape())
            || c.patches().count() != patches.patches()).findFirst().ifPresent(c -> {
                throw new IllegalArgumentException("Row " + c.id() + " has " + c.patches().count() + " patches of "
                    + Arrays.toString(c.patches().shape()) + ", the settings ask for " + patches.patches() + " of "
                    + Arrays.toString(patches.shape()));
            });
        if (settings.loss() == LearnerSettings.Loss.COX) {
            final long events = cases.stream().filter(c -> c.outcome().event()).count();
            if (events < 2L * settings.folds()) {
                throw new IllegalArgumentException("Only " + events + " events in " + cases.size()
                    + " training rows; Cox training with " + settings.folds() + " folds needs at least "
                    + 2 * settings.folds());
            }
            cases.stream().filter(c -> !(c.outcome().time() > 0)).findFirst().ifPresent(c -> {
                throw new IllegalArgumentException("Row " + c.id() + " has the time " + c.outcome().time()
                    + "; times must be positive");
            });
        } else {
            if (classes.size() < 2) {
                throw new IllegalArgumentException("All training rows have the same outcome " + classes
                    + "; a network learns to tell at least two apart");
            }
            cases.stream().filter(c -> c.outcome().label() < 0 || c.outcome().label() >= classes.size()).findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException("Row " + c.id() + " has the class number "
                        + c.outcome().label() + "; the classes are " + classes);
                });
            for (int k = 0; k < classes.size(); k++) {
                final int label = k;
                final long n = cases.stream().filter(c -> c.outcome().label() == label).map(TrainingCase::group)
                    .distinct().count();
                if (n < settings.folds()) {
                    throw new IllegalArgumentException("Class \"" + classes.get(k) + "\" has " + n
                        + (n == 1 ? " patient" : " patients") + " in the training rows; " + settings.folds()
                        + " folds need at least one each" + (n < 2 ? ": add patients"
                            : ": choose " + n + " folds or fewer, or add patients"));
                }
            }
        }
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

    static int[] folds(final List<TrainingCase> cases, final int[] of, final int folds,
        final SplittableRandom random) {
        return Folds.split(Arrays.stream(of).mapToObj(i -> cases.get(i).group()).toList(),
            Arrays.stream(of).map(i -> cases.get(i).outcome().label()).toArray(), folds, random);
    }

    /** Fewer than wished where a class (or the events) has too few patients for one in every inner fold. */
    static int innerFolds(final LearnerSettings settings, final List<TrainingCase> cases, final int[] training) {
        final Map<Integer, Set<String>> groups = new HashMap<>();
        for (final int i : training) {
            groups.computeIfAbsent(cases.get(i).outcome().label(), k -> new HashSet<>()).add(cases.get(i).group());
        }
        final int scarcest = groups.values().stream().mapToInt(Set::size).min().orElse(0);
        if (scarcest < 2) {
            throw new IllegalArgumentException("A class (or the events) has " + scarcest
                + " patients in the training rows of a fold; at least 2 are needed: one to learn from, one to decide "
                + "when to stop. Choose fewer folds or add patients");
        }
        return Math.min(settings.innerFolds(), scarcest);
    }

    private byte[] fitEnsemble(final Fit fit, final Architecture architecture, final int[] training,
        final List<TrainingCase> cases, final String name, final ModelSpec spec, final SplittableRandom random,
        final Consumer<LogRow> log, final Progress progress) {
        final int innerFolds = innerFolds(m_settings, cases, training);
        final int[] inner = folds(cases, training, innerFolds, random.split());
        final List<Weights> members = new ArrayList<>();
        for (int m = 0; m < m_settings.members(); m++) {
            final int held = m % innerFolds;
            final int[] learn = IntStream.range(0, training.length).filter(i -> inner[i] != held)
                .map(i -> training[i]).toArray();
            final int[] stop = IntStream.range(0, training.length).filter(i -> inner[i] == held)
                .map(i -> training[i]).toArray();
            members.add(fit.train(learn, stop, start(architecture, m), name, m + 1, random.split(), log,
                progress.part(m / (double)m_settings.members(), (m + 1.0) / m_settings.members())));
        }
        return OnnxOps.export(architecture, m_settings.patches().shape(), members,
            Map.of(ModelSpec.METADATA_KEY, spec.toJson()));
    }

    /**
     * Starting weights of a member: the same for every fold, so that folds differ by their data alone. From the
     * built-in backbone, all but the head.
     */
    private Weights start(final Architecture architecture, final int member) {
        final List<Parameter> parameters =
            ShapeOps.summarise(architecture, m_settings.patches().shape()).parameters();
        final Weights random = Weights.initial(parameters, m_settings.seed() + member);
        if (!usesBackbone(architecture)) {
            return random;
        }
        final Map<String, float[]> values = new HashMap<>(random.values());
        try (DeepModel backbone = DeepModel.builtIn()) {
            final Map<String, float[]> trained = backbone.initializers();
            for (final Parameter p : parameters) {
                if (trained.containsKey("m0." + p.name())) {
                    values.put(p.name(), trained.get("m0." + p.name()));
                }
            }
        }
        return new Weights(values);
    }

    private boolean usesBackbone(final Architecture architecture) {
        if (!m_settings.pretrained()) {
            return false;
        }
        try (DeepModel backbone = DeepModel.builtIn()) {
            return backbone.spec().architecture().equals(Optional.of(new Architecture(architecture.kind(),
                architecture.dimensions(), architecture.channels(), architecture.width(), architecture.growth(),
                architecture.blocks(), 0, 0)));
        }
    }

    private ModelSpec spec(final Architecture architecture, final List<String> classes,
        final List<TrainingCase> cases, final Engine engine) {
        final Map<String, String> provenance = new TreeMap<>();
        provenance.put("source", "Deep Feature Learner");
        provenance(provenance, m_settings, cases);
        provenance.put("start", usesBackbone(architecture) ? "built-in backbone" : "random weights");
        provenance.put("threads", System.getProperty("ai.djl.pytorch.num_threads", "unknown"));
        provenance.put("device", engine.defaultDevice().toString());
        provenance.put("pytorch", engine.getVersion());
        provenance.put("djl", Engine.getDjlVersion());
        return new ModelSpec(ModelSpec.FORMAT, ModelSpec.VERSION,
            m_settings.loss() == LearnerSettings.Loss.COX ? ModelSpec.Task.COX : ModelSpec.Task.CLASSES, classes,
            IntStream.rangeClosed(1, architecture.blocks().size()).mapToObj(b -> "block" + b).toList(),
            m_settings.patches(), Optional.of(architecture), provenance);
    }

    /** What every learner records: settings, data and platform. */
    static void provenance(final Map<String, String> provenance, final LearnerSettings settings,
        final List<TrainingCase> cases) {
        provenance.put("settings", settings.toString());
        provenance.put("seed", Long.toString(settings.seed()));
        provenance.put("cases", Integer.toString(cases.size()));
        provenance.put("data.sha256", dataHash(cases));
        provenance.put("java", System.getProperty("java.version"));
        provenance.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    /** SHA-256 of groups, outcomes and patches, not of names. */
    private static String dataHash(final List<TrainingCase> cases) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            final Map<String, Integer> groups = new HashMap<>();
            for (final TrainingCase c : cases) {
                final int group = groups.computeIfAbsent(c.group(), g -> groups.size());
                final ByteBuffer bytes = ByteBuffer.allocate(17 + 4 * c.patches().data().length);
                bytes.putInt(group).putInt(c.outcome().label()).putDouble(c.outcome().time());
                bytes.put((byte)(c.outcome().event() ? 1 : 0));
                bytes.asFloatBuffer().put(c.patches().data());
                digest.update(bytes.array());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
