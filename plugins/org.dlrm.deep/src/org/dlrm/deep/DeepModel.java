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
import java.util.Set;

import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.onnx.OnnxFile;
import org.dlrm.deep.patch.PatchExtractor;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

/**
 * A frozen network: ONNX plus {@link ModelSpec}. Computes deep features, the deep signature and attention volumes with
 * ONNX Runtime, one thread per call. Thread-safe; close it after use.
 */
public final class DeepModel implements AutoCloseable {

    private static final long MAX_FILE = 1L << 30;

    /** Patches per run: bounds the memory of large user networks. */
    private static final int BATCH = 16;

    /** Divides ROI mean and deviation (HU) where they enter a network's head. */
    public static final float ROI_SCALE = 100;

    private final byte[] m_onnx;

    private final ModelSpec m_spec;

    private final String m_hash;

    private final OrtEnvironment m_environment;

    private final OrtSession m_session;

    private final String m_image;

    private final boolean m_usesRoi;

    private final int m_batch;

    /** Per layer the shape of its values for one patch: [features] or [features][positions...]. */
    private final List<long[]> m_layerShapes;

    private DeepModel(final byte[] onnx, final ModelSpec spec) {
        m_onnx = onnx;
        m_spec = spec;
        m_hash = sha256(onnx, spec);
        m_environment = Engines.onnxRuntime();
        final OnnxFile file = new OnnxFile(onnx);
        final List<String> inputs = file.inputs();
        m_usesRoi = inputs.contains("roi");
        if (inputs.size() != (m_usesRoi ? 2 : 1)) {
            throw new IllegalArgumentException("The ONNX file has the inputs " + inputs
                + "; one image input is expected (and, optionally, one named \"roi\")");
        }
        m_image = inputs.get(0).equals("roi") ? inputs.get(1) : inputs.get(0);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            m_session = m_environment.createSession(file.withOutputs(spec.layers()), options);
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime cannot load the network: " + e.getMessage(), e);
        }
        try {
            m_batch = checkInput();
            m_layerShapes = probeLayers();
        } catch (RuntimeException e) {
            close();
            throw e;
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
     * @param file an ONNX file with our description inside, or beside it as {@code <name>.json}
     * @throws IllegalArgumentException if it is no such file, saying what is missing
     */
    public static DeepModel load(final Path file) throws IOException {
        final byte[] onnx = read(file);
        final Path json = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.onnx$", "") + ".json");
        return Files.isRegularFile(json) ? fromBytes(onnx, Files.readString(json)) : fromBytes(onnx);
    }

    /** @return a user's own ONNX file, with the layers and the preprocessing that the user declares */
    public static DeepModel load(final Path file, final ModelSpec spec) throws IOException {
        return new DeepModel(read(file), spec);
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
        final String json = new OnnxFile(onnx).metadata().get(ModelSpec.METADATA_KEY);
        if (json == null) {
            throw new IllegalArgumentException("The ONNX file carries no description of layers and preprocessing: "
                + "declare them in the settings");
        }
        return fromBytes(onnx, json);
    }

    /** @param json a {@link ModelSpec} */
    public static DeepModel fromBytes(final byte[] onnx, final String json) {
        return new DeepModel(onnx, ModelSpec.fromJson(json));
    }

    private static String sha256(final byte[] onnx, final ModelSpec spec) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(onnx);
            digest.update(spec.toJson().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
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
                    + ": set size, channels or mode to fit");
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

    /** One run on zeros tells how many features each layer has, and fails early if a layer is unusable. */
    private List<long[]> probeLayers() {
        int length = 1;
        for (final long d : m_spec.preprocessing().shape()) {
            length *= (int)d;
        }
        final Map<String, Output> out = runRaw(new float[length], 1, 0, 0, Set.copyOf(m_spec.layers()));
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
        return new OnnxFile(m_onnx).withMetadata(Map.of(ModelSpec.METADATA_KEY, m_spec.toJson()));
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

    /** @return class activation map per patch before its ReLU, [y][x] or [z][y][x] as the last feature maps */
    public float[][] attentionMaps(final Patches patches, final int output, final Progress progress) {
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
        final long[] patch = m_spec.preprocessing().shape();
        final long[] shape = new long[patch.length + 1];
        shape[0] = n;
        System.arraycopy(patch, 0, shape, 1, patch.length);
        final float[] roi = new float[2 * n];
        for (int i = 0; i < n; i++) {
            roi[2 * i] = (float)roiMean / ROI_SCALE;
            roi[2 * i + 1] = (float)roiSd / ROI_SCALE;
        }
        final Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            inputs.put(m_image, OnnxTensor.createTensor(m_environment, FloatBuffer.wrap(data), shape));
            if (m_usesRoi) {
                inputs.put("roi", OnnxTensor.createTensor(m_environment, FloatBuffer.wrap(roi), new long[]{n, 2}));
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
        try {
            m_session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
