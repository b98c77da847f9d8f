package org.dlrm.deep.net;

import java.util.List;

/**
 * The operations a network is written in. An {@link Architecture} is one program over them; what runs it decides what
 * comes out: shapes and parameters ({@link ShapeOps}), an ONNX graph ({@link OnnxOps}) or tensors that can be trained.
 * So the exported network cannot differ from the trained one.
 *
 * <p>Values are [N, C, H, W] or [N, C, D, H, W]; kernels, strides and paddings are the same in every direction.
 *
 * @param <T> handle of a value
 */
public interface Ops<T> {

    /** Epsilon of every batch normalisation. */
    float EPSILON = 1e-5f;

    /** Convolution without bias, padded by kernel / 2. Parameter {@code name.weight} [out, in, kernel...]. */
    T conv(String name, T x, int out, int kernel, int stride);

    /** Batch normalisation over channels. Parameters {@code name.gamma, .beta}; state {@code name.mean, .var}. */
    T batchNorm(String name, T x);

    T relu(T x);

    /** Mean over non-overlapping blocks; what does not fill a block at the upper end is left out. */
    T avgPool(T x, int kernel);

    T maxPool(T x, int kernel);

    /** Mean over all positions: [N, C]. */
    T globalAvgPool(T x);

    /** Joins channels. */
    T concat(List<T> xs);

    T add(T a, T b);

    /** Affine map of [N, C]. Parameters {@code name.weight} [out, C] and {@code name.bias} [out]. */
    T linear(String name, T x, int out);
}
