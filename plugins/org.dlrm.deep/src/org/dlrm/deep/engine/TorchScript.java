package org.dlrm.deep.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;

/**
 * A TorchScript network, frozen: runs it without gradient on one thread. Thread-safe; close it after use. A TorchScript
 * file is a program: it can do what PyTorch's operators can.
 */
public final class TorchScript implements AutoCloseable {

    private final Model m_model;

    /**
     * @param file content of a file that {@code torch.jit.save} wrote
     * @throws EngineMissingException if PyTorch is not installed
     * @throws IllegalArgumentException if it is no TorchScript network
     */
    public TorchScript(final byte[] file) {
        Engines.pytorch("Applying a TorchScript network");
        m_model = Engines.run(() -> Model.newInstance("network", "PyTorch"));
        try {
            Engines.run(() -> {
                try {
                    m_model.load(new ByteArrayInputStream(file));
                    return null;
                } catch (IOException | MalformedModelException e) {
                    throw new IllegalArgumentException(e.getMessage(), e);
                }
            });
        } catch (RuntimeException e) {
            m_model.close();
            throw new IllegalArgumentException("PyTorch cannot load the network: " + firstLine(e)
                + ". Save it with torch.jit.script or torch.jit.trace and torch.jit.save, on the CPU", e);
        }
    }

    /** @return whether a file may be TorchScript: like it, it is a ZIP archive */
    public static boolean looksLike(final byte[] file) {
        return file.length > 4 && file[0] == 'P' && file[1] == 'K' && file[2] == 3 && file[3] == 4;
    }

    private static String firstLine(final Throwable e) {
        final String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.strip().lines().findFirst().orElse("").strip();
    }

    /**
     * @param shape of the images, batch first
     * @return the outputs in order; a tuple, list or dictionary of tensors counts one by one
     * @throws IllegalArgumentException if the network does not take such images
     */
    public List<Tensor> run(final float[] images, final long... shape) {
        return Engines.run(() -> {
            try (NDManager scope = m_model.getNDManager().newSubManager()) {
                final NDArray x = scope.create(FloatBuffer.wrap(images), new Shape(shape), DataType.FLOAT32);
                final NDList out = m_model.getBlock().forward(new ParameterStore(scope, false), new NDList(x), false);
                out.attach(scope);
                final List<Tensor> tensors = new ArrayList<>();
                for (final NDArray t : out) {
                    if (!t.getDataType().isFloating()) {
                        throw new IllegalArgumentException("output " + (tensors.size() + 1) + " holds "
                            + t.getDataType() + ", not numbers (float)");
                    }
                    tensors.add(new Tensor(t.getShape().getShape(),
                        t.toType(DataType.FLOAT32, false).toFloatArray()));
                }
                return tensors;
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("The TorchScript network fails on images of the shape "
                    + Arrays.toString(shape) + " (first: batch): " + firstLine(e), e);
            }
        });
    }

    @Override
    public void close() {
        m_model.close();
    }
}
