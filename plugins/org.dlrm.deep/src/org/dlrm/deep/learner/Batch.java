package org.dlrm.deep.learner;

/**
 * What a network is given at once.
 *
 * @param size number of patches
 * @param images [size][patch...], row-major
 * @param extras [size][extras], row-major
 */
public record Batch(int size, float[] images, float[] extras) {
}
