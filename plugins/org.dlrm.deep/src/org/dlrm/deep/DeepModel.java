package org.dlrm.deep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.engine.TorchScript;
import org.dlrm.deep.onnx.OnnxFile;
import org.dlrm.deep.onnx.OnnxGraph;
import org.dlrm.deep.patch.PatchExtractor;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

/**
 * A frozen network: ONNX plus {@link ModelSpec}. Computes deep features, the deep signature and attention volumes with
 * ONNX Runtime, one thread per call. Thread-safe; close it after use.
 *
 * <p>A user's TorchScript network cannot be turned into ONNX here. It is kept as it is and PyTorch runs it; the ONNX
 * file then takes its outputs instead of the image and holds the head.
 */
public final class DeepModel implements AutoCloseable {

    private static final long MAX_FILE = 1L << 30;

    /** Patches per run: bounds the memory of large user networks. */
    private static final int BATCH = 16;

    /** Divides ROI mean and deviation (HU) where they enter a network's head. */
    public static final float ROI_SCALE = 100;

    /** Names of the files of a stored network. */
    public static final String ONNX_FILE = "network.onnx";

    /** Only where a TorchScript network computes the inputs of the ONNX file. */
    public static final String TORCH_FILE = "network.pt";

    private static final String ROI_INPUT = "roi";

    /** Start of the names of inputs that a TorchScript network computes. */
    private static final String TORCH_INPUT = "torch.";

    private final byte[] m_onnx;

    private final Optional<byte[]> m_torchFile;

    private final Optional<TorchScript> m_torch;

    private final boolean m_hasAttention;

    private final ModelSpec m_spec;

    private final String m_hash;

    private final OrtEnvironment m_environment;

    private final OrtSession m_session;

    private final String m_image;

    private final boolean m_usesRoi;

    private final int m_batch;

    /** Per layer the shape of its values for one patch: [features] or [features][positions...]. */
    private final List<long[]> m_layerShapes;

    private DeepModel(final byte[] onnx, final Optional<byte[]> torchScript, final ModelSpec spec) {
        m_onnx = onnx;
        m_spec = spec;
        m_torchFile = torchScript;
        m_hash = sha256(onnx, spec);
        final OnnxFile file = new OnnxFile(onnx);
        file.requireSelfContained();
        checkTorchScript(torchScript, spec);
        m_environment = Engines.onnxRuntime();
        final List<String> inputs = new ArrayList<>(file.inputs());
        m_usesRoi = inputs.remove(ROI_INPUT);
        if (torchScript.isPresent() != inputs.stream().anyMatch(i -> i.startsWith(TORCH_INPUT))
            || torchScript.isEmpty() && inputs.size() != 1) {
            throw new IllegalArgumentException("The ONNX file has the inputs " + file.inputs()
                + "; one image input is expected (and, optionally, one named \"" + ROI_INPUT + "\")");
        }
        m_image = inputs.get(0);
        m_hasAttention = file.outputs().contains("attention");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // what fails is thrown
            m_session = m_environment.createSession(file.withOutputs(spec.layers()), options);
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime cannot load the network: " + e.getMessage(), e);
        }
        try {
            m_torch = torchScript.map(TorchScript::new);
        } catch (RuntimeException e) {
            closeSession();
            throw e;
        }
        try {
            final int batch = m_torch.isPresent() ? BATCH : checkInput();
            m_layerShapes = probeLayers();
            m_batch = batch > 1 && m_spec.architecture().isEmpty() && !takesBatches() ? 1 : batch;
        } catch (IllegalStateException e) { // it cannot even be applied to zeros
            close();
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void checkTorchScript(final Optional<byte[]> torchScript, final ModelSpec spec) {
        if (spec.torchScript().isPresent() != torchScript.isPresent()) {
            throw new IllegalArgumentException(torchScript.isPresent()
                ? "A TorchScript file is given, but the network is an ONNX file alone"
                : "This ONNX file is the head of a TorchScript network and cannot be applied without it: put the file \""
                    + TORCH_FILE + "\" that was saved with it beside it");
        }
        if (torchScript.isPresent() && !spec.torchScript().get().equals(sha256(torchScript.get()))) {
            throw new IllegalArgumentException("The TorchScript file is not the one this head was trained on: its SHA-256 is "
                + sha256(torchScript.get()) + ", expected is " + spec.torchScript().get());
        }
    }

    /** @return the network that comes with this library: trained on synthetic CT textures, see docs/backbone.md */
    public static DeepModel builtIn() {
        try (InputStream in = DeepModel.class.getResourceAsStream("/org/dlrm/deep/backbone.onnx")) {
            return fromBytes(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param file an ONNX file with our description inside, or beside it as {@code <name>.json}; what was trained on a
     *            TorchScript network also needs {@code <name>.pt}
     * @throws IllegalArgumentException if it is no such file, saying what is missing
     */
    public static DeepModel load(final Path file) throws IOException {
        final byte[] onnx = read(file);
        final String stem = file.getFileName().toString().replaceFirst("\\.onnx$", "");
        final Path json = file.resolveSibling(stem + ".json");
        final Path torchScript = file.resolveSibling(stem + ".pt");
        final ModelSpec spec =
            Files.isRegularFile(json) ? ModelSpec.fromJson(Files.readString(json)) : description(onnx);
        return new DeepModel(onnx, spec.torchScript().isPresent() && Files.isRegularFile(torchScript)
            ? Optional.of(read(torchScript)) : Optional.empty(), spec);
    }

    /** @return a user's own ONNX file, with the layers and the preprocessing that the user declares */
    public static DeepModel load(final Path file, final ModelSpec spec) throws IOException {
        return new DeepModel(described(read(file), spec), Optional.empty(), spec);
    }

    /** The network with its description inside, so that it is the same file, with the same hash, once stored. */
    private static byte[] described(final byte[] onnx, final ModelSpec spec) {
        final OnnxFile file = new OnnxFile(onnx);
        final String json = spec.toJson();
        final Map<String, String> metadata = file.metadata();
        if (json.equals(metadata.put(ModelSpec.METADATA_KEY, json))) {
            return onnx;
        }
        return file.withMetadata(metadata);
    }

    /**
     * A user's own network without description.
     *
     * @param file an ONNX file, or a TorchScript file, which needs PyTorch to be applied
     * @param layers values to average: for ONNX names of values of its graph, for TorchScript {@code output1},
     *            {@code output2} ...; empty for all outputs
     * @throws IllegalArgumentException saying what does not fit
     */
    public static DeepModel custom(final byte[] file, final List<String> layers, final PatchSettings preprocessing) {
        if (TorchScript.looksLike(file)) {
            return customTorchScript(file, layers, preprocessing);
        }
        final ModelSpec spec =
            ModelSpec.custom(layers.isEmpty() ? new OnnxFile(file).outputs() : layers, preprocessing);
        return new DeepModel(described(file, spec), Optional.empty(), spec);
    }

    /** The ONNX part only hands the outputs on; a head can be appended to it. */
    private static DeepModel customTorchScript(final byte[] file, final List<String> layers,
        final PatchSettings preprocessing) {
        final OnnxGraph graph = new OnnxGraph("dlrm");
        final List<String> outputs = new ArrayList<>();
        final long[] patch = preprocessing.shape();
        try (TorchScript network = new TorchScript(file)) {
            for (final TorchScript.Tensor t : network.run(new float[(int)count(patch)], batchOf(1, patch))) {
                final String name = "output" + (outputs.size() + 1);
                if (t.shape().length < 2 || t.shape()[0] != 1) {
                    throw new IllegalArgumentException("The TorchScript network's " + name + " has the shape "
                        + Arrays.toString(t.shape()) + "; features need [batch][features] or "
                        + "[batch][features][positions...]");
                }
                final long[] shape = Arrays.copyOfRange(t.shape(), 1, t.shape().length);
                graph.output(graph.node("Identity", List.of(graph.input(TORCH_INPUT + name, shape)), Map.of(), name),
                    shape);
                outputs.add(name);
            }
        }
        if (!outputs.containsAll(layers)) {
            throw new IllegalArgumentException("The TorchScript network has no layer "
                + layers.stream().filter(l -> !outputs.contains(l)).findFirst().orElseThrow() + ", only its outputs "
                + outputs);
        }
        final ModelSpec spec = new ModelSpec(ModelSpec.FORMAT, ModelSpec.VERSION, ModelSpec.Task.FEATURES, List.of(),
            layers.isEmpty() ? outputs : layers, preprocessing, Optional.empty(),
            Map.of("source", "user's TorchScript file"), Optional.of(sha256(file)));
        return new DeepModel(graph.toBytes(Map.of(ModelSpec.METADATA_KEY, spec.toJson())), Optional.of(file), spec);
    }

    private static byte[] read(final Path file) throws IOException {
        final long size = Files.size(file);
        if (size > MAX_FILE) {
            throw new IllegalArgumentException(file.getFileName() + " has " + size + " bytes; networks of up to "
                + MAX_FILE + " are supported");
        }
        return Files.readAllBytes(file);
    }

    /** @param onnx a file with our description in its metadata */
    public static DeepModel fromBytes(final byte[] onnx) {
        return new DeepModel(onnx, Optional.empty(), description(onnx));
    }

    /** @param json a {@link ModelSpec} */
    public static DeepModel fromBytes(final byte[] onnx, final String json) {
        return new DeepModel(onnx, Optional.empty(), ModelSpec.fromJson(json));
    }

    /** @param files as {@link #files()} gives them */
    public static DeepModel fromFiles(final Map<String, byte[]> files) {
        final byte[] onnx = files.get(ONNX_FILE);
        if (onnx == null) {
            throw new IllegalArgumentException("The network's file \"" + ONNX_FILE + "\" is missing; there are "
                + files.keySet());
        }
        return new DeepModel(onnx, Optional.ofNullable(files.get(TORCH_FILE)), description(onnx));
    }

    /** @return the same network, of which other layers are features and nothing is a score; to be closed, too */
    public DeepModel withLayers(final List<String> layers) {
        return new DeepModel(m_onnx, m_torchFile, new ModelSpec(ModelSpec.FORMAT, ModelSpec.VERSION,
            ModelSpec.Task.FEATURES, List.of(), layers, m_spec.preprocessing(), Optional.empty(), Map.of(),
            m_spec.torchScript()));
    }

    /** @return whether an ONNX file of ours is the head of a TorchScript network, whose file belongs to it */
    public static boolean needsTorchScript(final byte[] onnx) {
        final String json = new OnnxFile(onnx).metadata().get(ModelSpec.METADATA_KEY);
        return json != null && ModelSpec.fromJson(json).torchScript().isPresent();
    }

    private static ModelSpec description(final byte[] onnx) {
        final String json = new OnnxFile(onnx).metadata().get(ModelSpec.METADATA_KEY);
        if (json == null) {
            throw new IllegalArgumentException("The ONNX file carries no description of layers and preprocessing, so it was "
                + "not saved by DLRM Nodes: choose \"Other software\" and declare them in the settings");
        }
        return ModelSpec.fromJson(json);
    }

    private static String sha256(final byte[] onnx, final ModelSpec spec) {
        final MessageDigest digest = sha256();
        digest.update(onnx);
        digest.update(spec.toJson().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String sha256(final byte[] file) {
        return HexFormat.of().formatHex(sha256().digest(file));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return patches per run: some networks only take one */
    private int checkInput() {
        final long[] patch = m_spec.preprocessing().shape();
        try {
            final NodeInfo info = m_session.getInputInfo().get(m_image);
            final long[] expected = ((TensorInfo)info.getInfo()).getShape();
            boolean fits = expected.length == patch.length + 1;
            for (int d = 0; fits && d < patch.length; d++) {
                fits = expected[d + 1] <= 0 || expected[d + 1] == patch[d];
            }
            if (!fits) {
                throw new IllegalArgumentException("The network expects input of shape " + Arrays.toString(expected)
                    + " (first: batch), the preprocessing makes patches of " + Arrays.toString(patch)
                    + (square(expected) ? ": set size, channels or mode to fit"
                        : ": only networks for square images or cubes can be used"));
            }
            if (expected[0] > 1) {
                throw new IllegalArgumentException("The network only takes batches of " + expected[0]
                    + " images: export it with a free batch size");
            }
            return expected[0] == 1 ? 1 : BATCH;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean square(final long[] shape) {
        return Arrays.stream(shape).skip(2).filter(d -> d > 0).distinct().count() < 2;
    }

    /** Networks whose batch size is declared free may be exported for one image all the same. */
    private boolean takesBatches() {
        try {
            return runRaw(new float[2 * (int)count(m_spec.preprocessing().shape())], 2, 0, 0,
                Set.copyOf(m_spec.layers())).values().stream().allMatch(out -> out.shape()[0] == 2);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return false;
        }
    }

    private static long count(final long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    private static long[] batchOf(final int n, final long[] patch) {
        final long[] shape = new long[patch.length + 1];
        shape[0] = n;
        System.arraycopy(patch, 0, shape, 1, patch.length);
        return shape;
    }

    /** One run on zeros tells how many features each layer has, and fails early if a layer is unusable. */
    private List<long[]> probeLayers() {
        final Map<String, Output> out =
            runRaw(new float[(int)count(m_spec.preprocessing().shape())], 1, 0, 0, Set.copyOf(m_spec.layers()));
        return m_spec.layers().stream().map(layer -> {
            final long[] shape = out.get(layer).shape();
            if (shape.length < 2 || shape[0] != 1) {
                throw new IllegalArgumentException("Layer " + layer + " has the shape " + Arrays.toString(shape)
                    + "; features need [batch][features] or [batch][features][positions...]");
            }
            return Arrays.copyOfRange(shape, 1, shape.length);
        }).toList();
    }

    /** @return per declared layer the shape of its values for one patch */
    public List<long[]> layerShapes() {
        return m_layerShapes.stream().map(long[]::clone).toList();
    }

    private int layerSize(final int layer) {
        return (int)m_layerShapes.get(layer)[0];
    }

    public ModelSpec spec() {
        return m_spec;
    }

    /** @return SHA-256 of network and description, hexadecimal */
    public String hash() {
        return m_hash;
    }

    /** @return the ONNX file with the description inside, to be stored */
    public byte[] toBytes() {
        return described(m_onnx, m_spec);
    }

    /** @return the files that are to be stored, by name; {@link #fromFiles} reads them */
    public Map<String, byte[]> files() {
        final Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(ONNX_FILE, toBytes());
        m_torchFile.ifPresent(file -> files.put(TORCH_FILE, file));
        return files;
    }

    /** @return the TorchScript file that belongs to the network; empty where the ONNX file is all */
    public Optional<byte[]> torchScript() {
        return m_torchFile;
    }

    /** @return the ONNX file as it is: what another network can be built on */
    public OnnxFile file() {
        return new OnnxFile(m_onnx);
    }

    /** @return the network's constants by name: what a training can start from */
    public Map<String, float[]> initializers() {
        return new OnnxFile(m_onnx).initializers();
    }

    private String prefix() {
        return "deep_" + m_hash.substring(0, 8) + "_";
    }

    /**
     * @return names of the features: {@code deep_<hash>_<layer>_<index>_<mean|max>}, the mean and maximum over patches
     *         of a layer's average over all positions; then the ROI's mean and standard deviation in windowed HU. With
     *         one patch per lesion there is no max.
     */
    public List<String> featureNames() {
        final List<String> names = new ArrayList<>();
        for (final String pool : pools()) {
            for (int l = 0; l < m_layerShapes.size(); l++) {
                final String layer = m_spec.layers().get(l).replaceAll("[^A-Za-z0-9.]+", ".");
                for (int i = 0; i < layerSize(l); i++) {
                    names.add(String.format("%s%s_%04d_%s", prefix(), layer, i, pool));
                }
            }
        }
        names.add(prefix() + "roi_mean_HU");
        names.add(prefix() + "roi_sd_HU");
        return names;
    }

    private List<String> pools() {
        return m_spec.preprocessing().patches() > 1 ? List.of("mean", "max") : List.of("mean");
    }

    /** @return names of the deep signature's values: one per class, or one log relative hazard, or none */
    public List<String> scoreNames() {
        return switch (m_spec.task()) {
            case FEATURES -> List.of();
            case COX -> List.of(prefix() + "risk");
            case CLASSES -> m_spec.classes().stream().map(c -> prefix() + "p_" + c).toList();
        };
    }

    /**
     * Computes features and scores of one lesion.
     *
     * @param volume in HU; when cut out, with at least {@link org.dlrm.deep.patch.PatchSettings#marginMm()} around
     * @param mask on the same grid
     * @throws IllegalArgumentException if the mask is empty or on another grid
     */
    public DeepFeatures extract(final Volume volume, final Mask mask, final Progress progress) {
        return extract(new PatchExtractor(m_spec.preprocessing()).extract(volume, mask, progress), progress);
    }

    /** As {@link #extract(Volume, Mask, Progress)} for patches made before. */
    public DeepFeatures extract(final Patches patches, final Progress progress) {
        final List<Map<String, float[][]>> batches = new ArrayList<>();
        final Set<String> wanted = new LinkedHashSet<>(m_spec.layers());
        if (m_spec.task() != ModelSpec.Task.FEATURES) {
            wanted.add("score");
        }
        for (int from = 0; from < patches.count(); from += m_batch) {
            progress.check();
            final int to = Math.min(patches.count(), from + m_batch);
            batches.add(run(Arrays.copyOfRange(patches.data(), from * patches.patchLength(),
                to * patches.patchLength()), to - from, patches.roiMean(), patches.roiSd(), wanted));
        }
        final List<String> names = featureNames();
        final double[] values = new double[names.size()];
        int p = 0;
        for (final String pool : pools()) {
            for (int l = 0; l < m_layerShapes.size(); l++) {
                for (int i = 0; i < layerSize(l); i++) {
                    values[p++] = pool(batches, m_spec.layers().get(l), i, pool.equals("max"));
                }
            }
        }
        values[p++] = patches.roiMean();
        values[p] = patches.roiSd();
        return new DeepFeatures(names, values, scores(batches), patches.count());
    }

    private static double pool(final List<Map<String, float[][]>> batches, final String layer, final int i,
        final boolean max) {
        double sum = 0;
        double highest = Double.NEGATIVE_INFINITY;
        int n = 0;
        for (final Map<String, float[][]> batch : batches) {
            for (final float[] patch : batch.get(layer)) {
                sum += patch[i];
                highest = Math.max(highest, patch[i]);
                n++;
            }
        }
        return max ? highest : sum / n;
    }

    /** The mean of the linear scores over patches; for classes its softmax. */
    private Map<String, Double> scores(final List<Map<String, float[][]>> batches) {
        final List<String> names = scoreNames();
        final double[] mean = new double[names.size()];
        for (int c = 0; c < mean.length; c++) {
            mean[c] = pool(batches, "score", c, false);
        }
        final double[] out = m_spec.task() == ModelSpec.Task.CLASSES ? softmax(mean) : mean;
        final Map<String, Double> scores = new LinkedHashMap<>();
        for (int c = 0; c < out.length; c++) {
            scores.put(names.get(c), out[c]);
        }
        return scores;
    }

    /** @return exp(s_c) / sum of all, without overflow */
    public static double[] softmax(final double[] scores) {
        final double highest = Arrays.stream(scores).max().orElse(0);
        final double[] p = Arrays.stream(scores).map(s -> Math.exp(s - highest)).toArray();
        final double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(e -> e / sum).toArray();
    }

    /**
     * Grad-CAM of one output of the head: where the network looked, as a volume on the image's grid. Positive part of
     * the class activation map of every patch, spread over the voxels it covers (planes: up to the reach of their
     * neighbouring slices, falling off linearly), averaged where several patches cover a voxel, 0 elsewhere.
     *
     * @param output index of the class, or 0 for a Cox model
     * @throws IllegalArgumentException if the network has no head or no such output
     */
    public Volume attention(final Volume volume, final Mask mask, final int output, final Progress progress) {
        if (output < 0 || output >= scoreNames().size()) {
            throw new IllegalArgumentException(scoreNames().isEmpty()
                ? "An attention map needs a network with a trained head; this one only computes features"
                : "The network has no output " + output + ", only " + scoreNames());
        }
        final Patches patches = new PatchExtractor(m_spec.preprocessing()).extract(volume, mask, progress);
        return new AttentionVolume(m_spec.preprocessing(), volume.grid())
            .paint(attentionMaps(patches, output, progress), patches.frames(), progress);
    }

    /** @return whether there is an attention map: the network has a head on averages of feature maps */
    public boolean hasAttention() {
        return m_hasAttention;
    }

    /** @return class activation map per patch before its ReLU, [y][x] or [z][y][x] as the last feature maps */
    public float[][] attentionMaps(final Patches patches, final int output, final Progress progress) {
        if (!m_hasAttention) {
            throw new IllegalArgumentException("This network has no attention map: its last layer is no average of "
                + "feature maps. Declare a layer of feature maps as the last one");
        }
        final float[][] maps = new float[patches.count()][];
        for (int i = 0; i < maps.length; i++) {
            progress.check();
            final float[] patch = Arrays.copyOfRange(patches.data(), i * patches.patchLength(),
                (i + 1) * patches.patchLength());
            final float[] all = runRaw(patch, 1, patches.roiMean(), patches.roiSd(), Set.of("attention"))
                .get("attention").values();
            final int length = all.length / scoreNames().size();
            maps[i] = Arrays.copyOfRange(all, output * length, (output + 1) * length);
        }
        return maps;
    }

    /** Values of an output with their shape. */
    private record Output(long[] shape, float[] values) {
    }

    /** @return per output and patch the values averaged over all positions */
    private Map<String, float[][]> run(final float[] data, final int n, final double roiMean, final double roiSd,
        final Set<String> wanted) {
        final Map<String, float[][]> averaged = new HashMap<>();
        runRaw(data, n, roiMean, roiSd, wanted).forEach((name, out) -> averaged.put(name, average(out, n)));
        return averaged;
    }

    private static float[][] average(final Output out, final int n) {
        final int channels = (int)out.shape[1];
        final int positions = out.values.length / (n * channels);
        final float[][] means = new float[n][channels];
        int p = 0;
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                for (int k = 0; k < positions; k++) {
                    sum += out.values[p++];
                }
                means[i][c] = (float)(sum / positions);
            }
        }
        return means;
    }

    private Map<String, Output> runRaw(final float[] data, final int n, final double roiMean, final double roiSd,
        final Set<String> wanted) {
        final long[] shape = batchOf(n, m_spec.preprocessing().shape());
        final float[] roi = new float[2 * n];
        for (int i = 0; i < n; i++) {
            roi[2 * i] = (float)roiMean / ROI_SCALE;
            roi[2 * i + 1] = (float)roiSd / ROI_SCALE;
        }
        final Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            if (m_torch.isPresent()) {
                int i = 0;
                for (final TorchScript.Tensor t : m_torch.get().run(data, shape)) {
                    final String name = TORCH_INPUT + "output" + ++i;
                    inputs.put(name, OnnxTensor.createTensor(m_environment, FloatBuffer.wrap(t.values()), t.shape()));
                }
            } else {
                inputs.put(m_image, OnnxTensor.createTensor(m_environment, FloatBuffer.wrap(data), shape));
            }
            if (m_usesRoi) {
                inputs.put(ROI_INPUT, OnnxTensor.createTensor(m_environment, FloatBuffer.wrap(roi), new long[]{n, 2}));
            }
            try (OrtSession.Result result = m_session.run(inputs, wanted)) {
                final Map<String, Output> outputs = new HashMap<>();
                for (final String name : wanted) {
                    if (!(result.get(name).orElseThrow() instanceof OnnxTensor tensor)
                        || tensor.getFloatBuffer() == null) {
                        throw new IllegalArgumentException("Layer " + name + " does not give numbers (float)");
                    }
                    final float[] values = new float[tensor.getFloatBuffer().remaining()];
                    tensor.getFloatBuffer().get(values);
                    outputs.put(name, new Output(tensor.getInfo().getShape(), values));
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed on the network: " + e.getMessage(), e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        m_torch.ifPresent(TorchScript::close);
        closeSession();
    }

    private void closeSession() {
        try {
            m_session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
