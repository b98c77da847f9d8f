package org.dlrm.deep.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

import org.dlrm.deep.engine.OnnxSession;
import org.dlrm.deep.engine.Tensor;
import org.dlrm.deep.onnx.OnnxFile;
import org.dlrm.deep.segment.SegmentationSettings.Activation;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.image.interpolate.Resampler;
import org.dlrm.work.Progress;

/**
 * A segmentation network in ONNX: one float input [1][1][z][y][x], or [1][1][y][x] for single slices, one output of the
 * same size with any number of channels. It is slid over the volume in overlapping windows whose probabilities are
 * averaged; the average is interpolated back onto the image and compared with the threshold there. One thread per call;
 * thread-safe; close it after use.
 */
public final class SegmentationModel implements AutoCloseable {

    private final SegmentationSettings m_settings;

    private final OnnxSession m_session;

    private final String m_input;

    private final String m_output;

    /** 4 for single slices, 5 for blocks. */
    private final int m_rank;

    private SegmentationModel(final byte[] onnx, final SegmentationSettings settings) {
        m_settings = settings;
        m_session = new OnnxSession(onnx);
        try {
            final Map<String, long[]> inputs = m_session.inputs();
            if (inputs.size() != 1) {
                throw new IllegalArgumentException("The network has the inputs " + inputs.keySet()
                    + "; one image is expected");
            }
            m_input = inputs.keySet().iterator().next();
            m_output = m_session.outputs().iterator().next();
            m_rank = rank(inputs.get(m_input), settings.size());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @throws IllegalArgumentException if it is no network that takes the declared windows, saying what it takes */
    public static SegmentationModel load(final Path file, final SegmentationSettings settings) throws IOException {
        return fromBytes(OnnxFile.read(file), settings);
    }

    /** As {@link #load} for a file in memory. */
    public static SegmentationModel fromBytes(final byte[] onnx, final SegmentationSettings settings) {
        return new SegmentationModel(onnx, settings);
    }

    private static int rank(final long[] takes, final int[] size) {
        final long[] declared = takes.length == 4 ? new long[]{1, 1, size[1], size[0]}
            : new long[]{1, 1, size[2], size[1], size[0]};
        boolean fits = takes.length == declared.length && (takes.length == 5 || size[2] == 1);
        for (int d = 0; fits && d < takes.length; d++) {
            fits = takes[d] <= 0 || takes[d] == declared[d];
        }
        if (!fits) {
            throw new IllegalArgumentException("The network takes input of shape " + Arrays.toString(takes)
                + " (batch, channel, z, y, x; -1 is any), the declared window is " + Arrays.toString(declared));
        }
        return takes.length;
    }

    /**
     * Segments a volume.
     *
     * @param image in HU
     * @return the region on the image's grid; may be empty
     */
    public Mask segment(final Volume image, final Progress progress) {
        final double[] mm = m_settings.spacing();
        final Grid g = Resampler.alignedByCentre(image.grid(), mm[0], mm[1], mm[2]);
        final boolean same = g.equals(image.grid());
        final Volume in = same ? image : Resampler.resample(image, g, Interpolator.LINEAR, progress);
        final Volume p = new Volume(g, probabilities(in, progress));
        final float[] back = (same ? p : Resampler.resample(p, image.grid(), Interpolator.LINEAR, progress)).values();
        final byte[] inside = new byte[back.length];
        for (int i = 0; i < back.length; i++) {
            inside[i] = (byte)(back[i] >= m_settings.threshold() ? 1 : 0);
        }
        return new Mask(image.grid(), inside);
    }

    /** Averages over all windows that hold a voxel. */
    private float[] probabilities(final Volume image, final Progress progress) {
        final Grid g = image.grid();
        final int[] size = m_settings.size();
        final int[][] starts = {starts(g.nx(), size[0]), starts(g.ny(), size[1]), starts(g.nz(), size[2])};
        final float[] sum = new float[g.voxels()];
        final short[] windows = new short[g.voxels()];
        final float[] block = new float[size[0] * size[1] * size[2]];
        int done = 0;
        for (final int z : starts[2]) {
            for (final int y : starts[1]) {
                for (final int x : starts[0]) {
                    progress.check();
                    progress.report((double)done++ / (starts[0].length * starts[1].length * starts[2].length),
                        "Segmenting");
                    fill(image, x, y, z, block);
                    add(run(block), g, x, y, z, sum, windows);
                }
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= windows[i];
        }
        return sum;
    }

    /** Windows cover the axis; the last ends at the border, an image smaller than the window is padded. */
    private int[] starts(final int n, final int size) {
        final int step = Math.max(1, (int)Math.round(size * (1 - m_settings.overlap())));
        final int count = n <= size ? 1 : (n - size + step - 1) / step + 1;
        final int[] starts = new int[count];
        Arrays.setAll(starts, i -> Math.max(0, Math.min(i * step, n - size)));
        return starts;
    }

    /** Cuts and scales to 0..1; beyond the image lies the lowest value, as air around a patient. */
    private void fill(final Volume image, final int x, final int y, final int z, final float[] block) {
        final Grid g = image.grid();
        final int[] size = m_settings.size();
        final double low = m_settings.low();
        final double width = m_settings.high() - low;
        int q = 0;
        for (int k = z; k < z + size[2]; k++) {
            for (int j = y; j < y + size[1]; j++) {
                for (int i = x; i < x + size[0]; i++) {
                    block[q++] = i < g.nx() && j < g.ny() && k < g.nz()
                        ? (float)Math.max(0, Math.min(1, (image.get(i, j, k) - low) / width)) : 0;
                }
            }
        }
    }

    /** @return the probability of the region for every voxel of a window */
    private float[] run(final float[] block) {
        final int[] size = m_settings.size();
        final long[] shape = m_rank == 4 ? new long[]{1, 1, size[1], size[0]}
            : new long[]{1, 1, size[2], size[1], size[0]};
        final Tensor out = output(new Tensor(shape, block));
        final long[] found = out.shape();
        final int channels = found.length == m_rank ? (int)found[1] : -1;
        if (channels < 1 || !Arrays.equals(Arrays.copyOfRange(found, 2, m_rank),
            Arrays.copyOfRange(shape, 2, m_rank))) {
            throw new IllegalArgumentException("The network's output has the shape " + Arrays.toString(found)
                + "; the size of its input " + Arrays.toString(shape) + " with any number of channels is expected");
        }
        if (m_settings.channel() >= channels) {
            throw new IllegalArgumentException("Channel " + m_settings.channel() + " (counted from 0) of a network "
                + "with " + channels + " output channels");
        }
        return activated(out.values(), channels, block.length);
    }

    private Tensor output(final Tensor window) {
        try {
            return m_session.run(Map.of(m_input, window), Set.of(m_output)).get(m_output);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("The network cannot be run: " + e.getMessage(), e);
        }
    }

    private float[] activated(final float[] out, final int channels, final int voxels) {
        final float[] p = new float[voxels];
        final int own = m_settings.channel() * voxels;
        for (int i = 0; i < voxels; i++) {
            final float v = out[own + i];
            if (m_settings.activation() == Activation.NONE) {
                p[i] = v;
            } else if (m_settings.activation() == Activation.SIGMOID) {
                p[i] = (float)(1 / (1 + Math.exp(-v)));
            } else {
                double sum = 0; // softmax as 1 / sum of exp(other - own): a large sum only gives 0
                for (int c = 0; c < channels; c++) {
                    sum += Math.exp((double)out[c * voxels + i] - v);
                }
                p[i] = (float)(1 / sum);
            }
        }
        return p;
    }

    private void add(final float[] p, final Grid g, final int x, final int y, final int z, final float[] sum,
        final short[] windows) {
        final int[] size = m_settings.size();
        for (int k = 0; k < size[2] && z + k < g.nz(); k++) {
            for (int j = 0; j < size[1] && y + j < g.ny(); j++) {
                for (int i = 0; i < size[0] && x + i < g.nx(); i++) {
                    final int at = g.index(x + i, y + j, z + k);
                    sum[at] += p[i + size[0] * (j + size[1] * k)];
                    windows[at]++;
                }
            }
        }
    }

    @Override
    public void close() {
        m_session.close();
    }
}
