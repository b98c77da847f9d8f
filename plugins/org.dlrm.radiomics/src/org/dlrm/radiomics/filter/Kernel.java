package org.dlrm.radiomics.filter;

import java.util.Arrays;

/**
 * A one-dimensional convolution kernel: {@code out[i] = sum over k of weight[k] in[i + centre - k]}.
 *
 * @param weight weights, not changed afterwards
 * @param centre index of the weight that meets the voxel itself
 */
record Kernel(double[] weight, int centre) {

    /** Does nothing: for the axis that a 2D filter does not touch. */
    static final Kernel IDENTITY = new Kernel(new double[]{1}, 0);

    /** A kernel around its middle; one of even length gets a zero at its end first, as IBSI 2 centres wavelets. */
    static Kernel centred(final double... weight) {
        final double[] odd = weight.length % 2 == 0 ? Arrays.copyOf(weight, weight.length + 1) : weight;
        return new Kernel(odd, odd.length / 2);
    }

    /**
     * @param sigma standard deviation in voxels
     * @param truncate the kernel ends at this many sigma
     * @return a sampled Gaussian, not normalised again after truncation
     */
    static Kernel gaussian(final double sigma, final double truncate) {
        final int reach = (int)Math.floor(truncate * sigma + 0.5);
        final double[] w = new double[2 * reach + 1];
        for (int i = -reach; i <= reach; i++) {
            w[reach + i] = Math.exp(-i * i / (2 * sigma * sigma)) / (Math.sqrt(2 * Math.PI) * sigma);
        }
        return centred(w);
    }

    /** @return the kernel mirrored about its centre */
    Kernel flipped() {
        final double[] w = new double[weight.length];
        for (int k = 0; k < w.length; k++) {
            w[k] = weight[w.length - 1 - k];
        }
        return new Kernel(w, w.length - 1 - centre);
    }

    /** @return the kernel of the next level of an undecimated (a trous) transform: a zero between any two weights */
    Kernel dilated() {
        final double[] w = new double[2 * weight.length - 1];
        for (int k = 0; k < weight.length; k++) {
            w[2 * k] = weight[k];
        }
        return new Kernel(w, 2 * centre);
    }

    /** @return the kernel that does what this one and then the other do, where borders do not matter */
    Kernel then(final Kernel o) {
        final double[] w = new double[weight.length + o.weight.length - 1];
        for (int i = 0; i < weight.length; i++) {
            for (int k = 0; k < o.weight.length; k++) {
                w[i + k] += weight[i] * o.weight[k];
            }
        }
        return new Kernel(w, centre + o.centre);
    }

    /** @return how many voxels to either side the kernel looks */
    int reach() {
        return Math.max(centre, weight.length - 1 - centre);
    }

    boolean same(final Kernel o) {
        return centre == o.centre && Arrays.equals(weight, o.weight);
    }
}
