package org.dlrm.deep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.dlrm.deep.engine.OnnxSession;
import org.dlrm.deep.engine.Tensor;
import org.dlrm.deep.engine.TorchScript;
import org.dlrm.deep.onnx.OnnxFile;
import org.dlrm.deep.patch.PatchSettings;

/**
 * Runs a network on patches: ONNX Runtime, for a TorchScript network PyTorch before it. What does not fit is refused when
 * the network is loaded. One thread per call; thread-safe; close it after use.
 */
final class NetworkRunner implements AutoCloseable {

    /** Start of the names of inputs that a TorchScript network computes. */
    static final String TORCH_INPUT = "torch.";

    private static final String ROI_INPUT = "roi";

    /** Patches per run of a user's network: bounds its memory. */
    private static final int BATCH = 16;

    /**
     * Patches per run of our own networks: the feature maps of one patch fit a processor's cache, those of 16 do not and
     * cost up to a tenth more. The numbers are the same to the bit.
     */
    private static final int OWN_BATCH = 1;

    private final ModelSpec m_spec;

    private final OnnxSession m_session;

    private final Optional<TorchScript> m_torch;

    private final String m_image;

    private final boolean m_usesRoi;

    private final int m_batch;

    private final List<long[]> m_layerShapes;

    /** @throws IllegalArgumentException saying what does not fit */
    NetworkRunner(final NetworkFiles files) {
        m_spec = files.spec();
        final OnnxFile file = new OnnxFile(files.onnx());
        file.requireSelfContained();
        final List<String> inputs = new ArrayList<>(file.inputs());
        m_usesRoi = inputs.remove(ROI_INPUT);
        final boolean torch = files.torchScript().isPresent();
        if (torch != inputs.stream().anyMatch(i -> i.startsWith(TORCH_INPUT)) || !torch && inputs.size() != 1) {
            throw new IllegalArgumentException("The ONNX file has the inputs " + file.inputs()
                + "; one image input is expected (and, optionally, one named \"" + ROI_INPUT + "\")");
        }
        m_image = inputs.get(0);
        m_session = new OnnxSession(file.withOutputs(m_spec.layers()));
        try {
            m_torch = files.torchScript().map(TorchScript::new);
        } catch (RuntimeException e) {
            m_session.close();
            throw e;
        }
        try {
            final int most = torch ? BATCH : checkInput();
            m_layerShapes = probeLayers();
            m_batch = m_spec.architecture().isPresent() ? OWN_BATCH : most > 1 && !takesBatches() ? 1 : most;
        } catch (IllegalStateException e) { // it cannot even be applied to zeros
            close();
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @return name of a TorchScript network's output, counted from 0 */
    static String torchOutput(final int index) {
        return "output" + (index + 1);
    }

    /** @return n patches as an input */
    static Tensor patches(final float[] data, final int n, final PatchSettings settings) {
        final long[] patch = settings.shape();
        final long[] shape = new long[patch.length + 1];
        shape[0] = n;
        System.arraycopy(patch, 0, shape, 1, patch.length);
        return new Tensor(shape, data);
    }

    /** @return patches per run, at most: some networks only take one */
    private int checkInput() {
        final long[] patch = m_spec.preprocessing().shape();
        final long[] expected = m_session.inputs().get(m_image);
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
    }

    private static boolean square(final long[] shape) {
        return Arrays.stream(shape).skip(2).filter(d -> d > 0).distinct().count() < 2;
    }

    /** Networks whose batch size is declared free may be exported for one image all the same. */
    private boolean takesBatches() {
        try {
            return zeros(2).values().stream().allMatch(out -> out.shape()[0] == 2);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return false;
        }
    }

    /** One run on zeros tells how many features each layer has, and fails early if a layer is unusable. */
    private List<long[]> probeLayers() {
        final Map<String, Tensor> out = zeros(1);
        return m_spec.layers().stream().map(layer -> {
            final long[] shape = out.get(layer).shape();
            if (shape.length < 2 || shape[0] != 1) {
                throw new IllegalArgumentException("Layer " + layer + " has the shape " + Arrays.toString(shape)
                    + "; features need [batch][features] or [batch][features][positions...]");
            }
            return Arrays.copyOfRange(shape, 1, shape.length);
        }).toList();
    }

    private Map<String, Tensor> zeros(final int n) {
        return run(new float[n * m_spec.preprocessing().values()], n, 0, 0, Set.copyOf(m_spec.layers()));
    }

    /** @return per declared layer the shape of its values for one patch: [features] or [features][positions...] */
    List<long[]> layerShapes() {
        return m_layerShapes;
    }

    /** @return greatest number of patches of one run */
    int batch() {
        return m_batch;
    }

    /**
     * @param data values of n patches
     * @param roiMean in HU, likewise the standard deviation
     * @param wanted names of outputs
     * @return those outputs
     * @throws IllegalArgumentException if an output is none of numbers
     * @throws IllegalStateException if the network fails
     */
    Map<String, Tensor> run(final float[] data, final int n, final double roiMean, final double roiSd,
        final Set<String> wanted) {
        final Map<String, Tensor> inputs = new HashMap<>();
        final Tensor image = patches(data, n, m_spec.preprocessing());
        if (m_torch.isPresent()) {
            final List<Tensor> outputs = m_torch.get().run(image.values(), image.shape());
            for (int i = 0; i < outputs.size(); i++) {
                inputs.put(TORCH_INPUT + torchOutput(i), outputs.get(i));
            }
        } else {
            inputs.put(m_image, image);
        }
        if (m_usesRoi) {
            final float[] roi = new float[2 * n];
            for (int i = 0; i < n; i++) {
                roi[2 * i] = (float)roiMean / DeepModel.ROI_SCALE;
                roi[2 * i + 1] = (float)roiSd / DeepModel.ROI_SCALE;
            }
            inputs.put(ROI_INPUT, new Tensor(new long[]{n, 2}, roi));
        }
        return m_session.run(inputs, wanted);
    }

    @Override
    public void close() {
        m_torch.ifPresent(TorchScript::close);
        m_session.close();
    }
}
