package org.dlrm.deep.segment;

/**
 * What a user declares about a segmentation network.
 *
 * @param spacing mm along x, y, z that the network was trained on; 0 keeps the image's
 * @param size window along x, y, z in voxels of that spacing; z 1 for a network that takes single slices
 * @param low HU that becomes 0; lower values are cut
 * @param high HU that becomes 1; higher values are cut
 * @param overlap part of the window that neighbouring windows share, 0 up to 0.9
 * @param activation what makes a probability of the network's output
 * @param channel which of the output's channels is the region, counted from 0
 * @param threshold smallest probability that counts as inside
 */
public record SegmentationSettings(double[] spacing, int[] size, double low, double high, double overlap,
    Activation activation, int channel, double threshold) {

    /** How the network's output becomes a probability. */
    public enum Activation {
        /** It is one already. */
        NONE,
        /** Every channel is a logit of its own. */
        SIGMOID,
        /** The channels are logits of classes that exclude each other. */
        SOFTMAX
    }

    /** Largest window. */
    private static final long MAX_VOXELS = 1 << 26;

    /** @throws IllegalArgumentException that names the value */
    public SegmentationSettings {
        if (spacing.length != 3 || size.length != 3) {
            throw new IllegalArgumentException("Spacing and window need three values each");
        }
        long voxels = 1;
        for (int a = 0; a < 3; a++) {
            if (!(spacing[a] >= 0 && spacing[a] <= 100)) {
                throw new IllegalArgumentException("The spacing must lie between 0 and 100 mm, not " + spacing[a]);
            }
            if (size[a] < 1 || size[a] > 4096) {
                throw new IllegalArgumentException("The window must have 1 to 4096 voxels a side, not " + size[a]);
            }
            voxels *= size[a];
        }
        if (voxels > MAX_VOXELS) {
            throw new IllegalArgumentException("A window of " + voxels + " voxels is too large; at most " + MAX_VOXELS);
        }
        if (!(low < high)) {
            throw new IllegalArgumentException("The lower HU " + low + " must be below the upper HU " + high);
        }
        if (!(overlap >= 0 && overlap <= 0.9)) {
            throw new IllegalArgumentException("The overlap must lie between 0 and 0.9, not " + overlap);
        }
        if (channel < 0) {
            throw new IllegalArgumentException("Channels are counted from 0, not " + channel);
        }
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("The threshold must be above 0 and at most 1, not " + threshold);
        }
        spacing = spacing.clone();
        size = size.clone();
    }
}
