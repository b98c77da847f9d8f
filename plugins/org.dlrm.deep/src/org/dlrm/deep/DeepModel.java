package org.dlrm.deep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.dlrm.deep.engine.Tensor;
import org.dlrm.deep.onnx.OnnxFile;
import org.dlrm.deep.patch.PatchExtractor;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * A frozen network: ONNX plus {@link ModelSpec}. Computes deep features, the deep signature and attention volumes with
 * ONNX Runtime, one thread per call. Thread-safe; close it after use.
 *
 * <p>A user's TorchScript network cannot be turned into ONNX here. It is kept as it is and PyTorch runs it; the ONNX
 * file then takes its outputs instead of the image and holds the head.
 */
public final class DeepModel implements AutoCloseable {

    /** Divides ROI mean and deviation (HU) where they enter a network's head. */
    public static final float ROI_SCALE = 100;

    /** Names of the files of a stored network. */
    public static final String ONNX_FILE = "network.onnx";

    /** Only where a TorchScript network computes the inputs of the ONNX file. */
    public static final String TORCH_FILE = "network.pt";

    private static final String ATTENTION = "attention";

    private final NetworkFiles m_files;

    private final String m_hash;

    private final boolean m_hasAttention;

    private final NetworkRunner m_runner;

    private final PatchPooling m_pooling;

    private DeepModel(final NetworkFiles files) {
        m_files = files;
        m_hash = files.hash();
        m_hasAttention = new OnnxFile(files.onnx()).outputs().contains(ATTENTION);
        m_runner = new NetworkRunner(files);
        m_pooling = new PatchPooling(files.spec(), m_hash, m_runner.layerShapes());
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
        return new DeepModel(NetworkFiles.read(file));
    }

    /** @return a user's own ONNX file, with the layers and the preprocessing that the user declares */
    public static DeepModel load(final Path file, final ModelSpec spec) throws IOException {
        return new DeepModel(NetworkFiles.of(OnnxFile.read(file), spec));
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
        return new DeepModel(CustomNetwork.of(file, layers, preprocessing));
    }

    /** @param onnx a file with our description in its metadata */
    public static DeepModel fromBytes(final byte[] onnx) {
        return new DeepModel(NetworkFiles.of(onnx));
    }

    /** @param json a {@link ModelSpec} */
    public static DeepModel fromBytes(final byte[] onnx, final String json) {
        return new DeepModel(new NetworkFiles(onnx, Optional.empty(), ModelSpec.fromJson(json)));
    }

    /** @param files as {@link #files()} gives them */
    public static DeepModel fromFiles(final Map<String, byte[]> files) {
        return new DeepModel(NetworkFiles.of(files));
    }

    /** @return the same network, of which other layers are features and nothing is a score; to be closed, too */
    public DeepModel withLayers(final List<String> layers) {
        return new DeepModel(new NetworkFiles(m_files.onnx(), m_files.torchScript(), new ModelSpec(ModelSpec.FORMAT,
            ModelSpec.VERSION, ModelSpec.Task.FEATURES, List.of(), layers, spec().preprocessing(), Optional.empty(),
            Map.of(), spec().torchScript())));
    }

    /** @return whether an ONNX file of ours is the head of a TorchScript network, whose file belongs to it */
    public static boolean needsTorchScript(final byte[] onnx) {
        final String json = new OnnxFile(onnx).metadata().get(ModelSpec.METADATA_KEY);
        return json != null && ModelSpec.fromJson(json).torchScript().isPresent();
    }

    /** @return per declared layer the shape of its values for one patch */
    public List<long[]> layerShapes() {
        return m_runner.layerShapes().stream().map(long[]::clone).toList();
    }

    public ModelSpec spec() {
        return m_files.spec();
    }

    /** @return SHA-256 of network and description, hexadecimal; where the network comes from does not change it */
    public String hash() {
        return m_hash;
    }

    /** @return the ONNX file with the description inside, to be stored */
    public byte[] toBytes() {
        return m_files.described();
    }

    /** @return the files that are to be stored, by name; {@link #fromFiles} reads them */
    public Map<String, byte[]> files() {
        return m_files.byName();
    }

    /** @return the TorchScript file that belongs to the network; empty where the ONNX file is all */
    public Optional<byte[]> torchScript() {
        return m_files.torchScript();
    }

    /** @return the ONNX file as it is: what another network can be built on */
    public OnnxFile file() {
        return new OnnxFile(m_files.onnx());
    }

    /** @return the network's constants by name: what a training can start from */
    public Map<String, float[]> initializers() {
        return file().initializers();
    }

    /**
     * @return names of the features: {@code deep_<hash>_<layer>_<index>_<mean|max>}, the mean and maximum over patches
     *         of a layer's average over all positions; then the ROI's mean and standard deviation in windowed HU. With
     *         one patch per lesion there is no max.
     */
    public List<String> featureNames() {
        return m_pooling.featureNames();
    }

    /** @return names of the deep signature's values: one per class, or one log relative hazard, or none */
    public List<String> scoreNames() {
        return m_pooling.scoreNames();
    }

    /**
     * Computes features and scores of one lesion.
     *
     * @param volume in HU; when cut out, with at least {@link org.dlrm.deep.patch.PatchSettings#marginMm()} around
     * @param mask on the same grid
     * @throws IllegalArgumentException if the mask is empty or on another grid
     */
    public DeepFeatures extract(final Volume volume, final Mask mask, final Progress progress) {
        return extract(new PatchExtractor(spec().preprocessing()).extract(volume, mask, progress), progress);
    }

    /** As {@link #extract(Volume, Mask, Progress)} for patches made before. */
    public DeepFeatures extract(final Patches patches, final Progress progress) {
        final List<Map<String, Tensor>> batches = new ArrayList<>();
        final Set<String> wanted = new LinkedHashSet<>(m_pooling.outputs());
        for (int from = 0; from < patches.count(); from += m_runner.batch()) {
            progress.check();
            final int to = Math.min(patches.count(), from + m_runner.batch());
            batches.add(m_runner.run(Arrays.copyOfRange(patches.data(), from * patches.patchLength(),
                to * patches.patchLength()), to - from, patches.roiMean(), patches.roiSd(), wanted));
        }
        return m_pooling.pooled(batches, patches);
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
        final Patches patches = new PatchExtractor(spec().preprocessing()).extract(volume, mask, progress);
        return new AttentionVolume(spec().preprocessing(), volume.grid())
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
            final float[] all = m_runner.run(patch, 1, patches.roiMean(), patches.roiSd(), Set.of(ATTENTION))
                .get(ATTENTION).values();
            final int length = all.length / scoreNames().size();
            maps[i] = Arrays.copyOfRange(all, output * length, (output + 1) * length);
        }
        return maps;
    }

    @Override
    public void close() {
        m_runner.close();
    }
}
