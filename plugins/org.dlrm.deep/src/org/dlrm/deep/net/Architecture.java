package org.dlrm.deep.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The structure of a network: a small DenseNet (Huang et al. 2017, pre-activation, without bottlenecks) or ResNet (He
 * et al. 2016), 2D or 3D, that ends in a global average and one linear head.
 *
 * @param kind family
 * @param dimensions 2 or 3
 * @param channels of the input patch
 * @param width channels after the first convolution
 * @param growth channels that a layer of a dense block adds; unused by a ResNet
 * @param blocks layers (residual units) per block
 * @param extras values beside the patch that the head also sees: ROI mean and deviation
 * @param outputs of the head: classes, or 1 for a Cox model; 0 for a network without head
 */
public record Architecture(Kind kind, int dimensions, int channels, int width, int growth, List<Integer> blocks,
    int extras, int outputs) {

    /** Family of networks. */
    public enum Kind {
            DENSENET, RESNET
    }

    /**
     * What a network computes for a batch.
     *
     * @param blocks the global average of every block
     * @param maps the last feature maps
     * @param head the head's output; empty for a network without head
     */
    public record Outputs<T>(List<T> blocks, T maps, Optional<T> head) {
    }

    public Architecture {
        blocks = List.copyOf(blocks);
        if (dimensions < 2 || dimensions > 3 || channels < 1 || width < 1 || growth < 0 || blocks.isEmpty()
            || blocks.stream().anyMatch(n -> n < 1) || extras < 0 || outputs < 0) {
            throw new IllegalArgumentException("Impossible architecture: " + kind + ", " + dimensions + "D, "
                + channels + " channels, width " + width + ", growth " + growth + ", blocks " + blocks);
        }
    }

    /** The default: about 80 000 parameters, 246 features from three scales. */
    public static Architecture denseNet(final int channels, final int extras, final int outputs) {
        return new Architecture(Kind.DENSENET, 2, channels, 24, 12, List.of(4, 4, 4), extras, outputs);
    }

    /** About 56 000 parameters, 130 features from three scales. */
    public static Architecture denseNet3d(final int channels, final int extras, final int outputs) {
        return new Architecture(Kind.DENSENET, 3, channels, 16, 8, List.of(3, 3, 3), extras, outputs);
    }

    /** Three residual units of 16, 32 and 64 channels. */
    public static Architecture resNet(final int dimensions, final int channels, final int extras,
        final int outputs) {
        return new Architecture(Kind.RESNET, dimensions, channels, 16, 0, List.of(1, 1, 1), extras, outputs);
    }

    public Architecture withOutputs(final int n) {
        return new Architecture(kind, dimensions, channels, width, growth, blocks, extras, n);
    }

    /**
     * Runs the network.
     *
     * @param image [N, channels, ...]
     * @param extra [N, extras]; ignored where extras is 0
     */
    public <T> Outputs<T> run(final Ops<T> ops, final T image, final T extra) {
        final List<T> means = new ArrayList<>();
        final T maps = kind == Kind.DENSENET ? dense(ops, image, means) : residual(ops, image, means);
        if (outputs == 0) {
            return new Outputs<>(means, maps, Optional.empty());
        }
        final T pooled = means.get(means.size() - 1);
        // normalised, because HU-scaled values beside features of about 1 would be learnt far too slowly
        final T input = extras > 0 ? ops.concat(List.of(pooled, ops.batchNorm("extras", extra))) : pooled;
        return new Outputs<>(means, maps, Optional.of(ops.linear("head", input, outputs)));
    }

    private <T> T dense(final Ops<T> ops, final T image, final List<T> means) {
        T x = ops.conv("stem", image, width, dimensions == 2 ? 5 : 3, 2);
        int c = width;
        for (int b = 0; b < blocks.size(); b++) {
            for (int l = 0; l < blocks.get(b); l++) {
                final String name = "block" + (b + 1) + ".layer" + (l + 1);
                final T y = ops.conv(name + ".conv", ops.relu(ops.batchNorm(name + ".norm", x)), growth, 3, 1);
                x = ops.concat(List.of(x, y));
                c += growth;
            }
            x = ops.relu(ops.batchNorm("block" + (b + 1) + ".norm", x));
            means.add(ops.globalAvgPool(x));
            if (b + 1 < blocks.size()) {
                c /= 2;
                x = ops.avgPool(ops.conv("transition" + (b + 1), x, c, 1, 1), 2);
            }
        }
        return x;
    }

    private <T> T residual(final Ops<T> ops, final T image, final List<T> means) {
        T x = ops.relu(ops.batchNorm("stem.norm", ops.conv("stem", image, width, dimensions == 2 ? 5 : 3, 2)));
        int c = width;
        for (int b = 0; b < blocks.size(); b++) {
            for (int l = 0; l < blocks.get(b); l++) {
                final String name = "block" + (b + 1) + ".unit" + (l + 1);
                final int stride = b > 0 && l == 0 ? 2 : 1;
                final int out = b > 0 && l == 0 ? 2 * c : c;
                final T first = ops.relu(ops.batchNorm(name + ".norm1", ops.conv(name + ".conv1", x, out, 3, stride)));
                final T second = ops.batchNorm(name + ".norm2", ops.conv(name + ".conv2", first, out, 3, 1));
                final T skip = out == c ? x
                    : ops.batchNorm(name + ".norm0", ops.conv(name + ".conv0", x, out, 1, stride));
                x = ops.relu(ops.add(second, skip));
                c = out;
            }
            means.add(ops.globalAvgPool(x));
        }
        return x;
    }
}
