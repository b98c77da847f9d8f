package org.dlrm.deep.engine;

/**
 * What goes into a network or comes out of it. Arrays belong to the tensor: read only.
 *
 * @param shape sizes, batch first
 * @param values row-major
 */
public record Tensor(long[] shape, float[] values) {
}
