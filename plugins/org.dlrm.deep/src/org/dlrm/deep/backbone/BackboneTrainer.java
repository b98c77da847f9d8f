package org.dlrm.deep.backbone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.learner.Augmentation;
import org.dlrm.deep.learner.Batch;
import org.dlrm.deep.learner.TorchNetwork;
import org.dlrm.deep.learner.TrainingLock;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.deep.patch.Frame;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Vec3;
import org.dlrm.work.Progress;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Trains the built-in network from nothing: synthetic textures, of which it learns to name the family and the
 * generator's parameters (size, shape, noise). Fixed seeds; minutes on one core. See docs/backbone.md.
 */
public final class BackboneTrainer {

    private static final int BATCH = 32;

    private static final double LEARNING_RATE = 2e-3;

    private static final double WEIGHT_DECAY = 1e-2;

    /** Weight of the mean squared error of the parameters beside the cross-entropy of the family. */
    private static final float REGRESSION = 0.5f;

    private static final Augmentation SYMMETRIES = new Augmentation(true, true, 0, 0, 0);

    private final int m_patches;

    private final int m_epochs;

    private final long m_seed;

    /** @param patches number of textures drawn; each is shown {@code epochs} times, mirrored and turned anew */
    public BackboneTrainer(final int patches, final int epochs, final long seed) {
        m_patches = patches;
        m_epochs = epochs;
        m_seed = seed;
    }

    /** The tool's own settings: those of the network that is shipped. */
    public static BackboneTrainer standard() {
        return new BackboneTrainer(10_000, 4, 20_261_123);
    }

    /** @return the ONNX file with its description inside */
    public byte[] train(final Progress progress) {
        final SplittableRandom random = new SplittableRandom(m_seed);
        final TextureGenerator.Sample[] samples = new TextureGenerator.Sample[m_patches];
        final SplittableRandom drawing = random.split();
        for (int i = 0; i < m_patches; i++) {
            progress.check();
            samples[i] = TextureGenerator.draw(Texture.values()[i % Texture.TRAINED], drawing.split());
            progress.report(0.2 * i / m_patches, "Texture " + (i + 1) + " of " + m_patches);
        }
        final Architecture architecture =
            Backbone.ARCHITECTURE.withOutputs(Texture.TRAINED + TextureGenerator.TARGETS);
        final Weights start = Weights
            .initial(ShapeOps.summarise(architecture, Backbone.PATCHES.shape()).parameters(), random.nextLong());
        final Engine engine = Engines.pytorch();
        final TorchNetwork network = TrainingLock.with(progress,
            () -> new TorchNetwork(engine, architecture, Backbone.PATCHES.shape(), start, false));
        try {
            final int perEpoch = m_patches / BATCH;
            final int steps = perEpoch * m_epochs;
            final int[] order = new int[m_patches];
            Arrays.setAll(order, i -> i);
            double smoothed = Double.NaN;
            for (int step = 0; step < steps; step++) {
                if (step % perEpoch == 0) {
                    shuffle(order, random);
                }
                final int[] chosen =
                    Arrays.copyOfRange(order, step % perEpoch * BATCH, (step % perEpoch + 1) * BATCH);
                final double rate = LEARNING_RATE * (1 + Math.cos(Math.PI * step / steps)) / 2;
                final Batch batch = batch(samples, chosen, random);
                final double loss = TrainingLock.with(progress,
                    () -> network.step(batch, head -> loss(head, samples, chosen), rate, WEIGHT_DECAY));
                smoothed = Double.isNaN(smoothed) ? loss : 0.98 * smoothed + 0.02 * loss;
                progress.report(0.2 + 0.8 * (step + 1) / steps,
                    String.format(Locale.ROOT, "Step %d of %d: loss %.3f", step + 1, steps, smoothed));
            }
            final Map<String, String> provenance = new TreeMap<>();
            provenance.put("source", "DLRM built-in backbone, trained on synthetic textures");
            provenance.put("patches", Integer.toString(m_patches));
            provenance.put("epochs", Integer.toString(m_epochs));
            provenance.put("seed", Long.toString(m_seed));
            provenance.put("families", Arrays.toString(Arrays.copyOf(Texture.values(), Texture.TRAINED)));
            provenance.put("pytorch", engine.getVersion());
            return Backbone.export(TrainingLock.with(progress, network::weights), provenance);
        } finally {
            TrainingLock.with(Progress.NONE, () -> {
                network.close();
                return null;
            });
        }
    }

    private static void shuffle(final int[] order, final SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            final int j = random.nextInt(i + 1);
            final int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    private static Batch batch(final TextureGenerator.Sample[] samples, final int[] chosen,
        final SplittableRandom random) {
        final int length = samples[0].patch().length;
        final float[] images = new float[chosen.length * length];
        for (int i = 0; i < chosen.length; i++) {
            final Patches patch = new Patches(samples[chosen[i]].patch(), Backbone.PATCHES.shape(),
                List.of(Frame.axial(new Vec3(0, 0, 0))), 0, 1);
            SYMMETRIES.apply(patch, 0, Backbone.PATCHES.normalisation(), random, images, i * length);
        }
        return new Batch(chosen.length, images, new float[chosen.length]);
    }

    /** Cross-entropy of the family plus the squared error of the parameters. */
    private static NDArray loss(final NDArray head, final TextureGenerator.Sample[] samples, final int[] chosen) {
        final int n = chosen.length;
        final float[] family = new float[n * Texture.TRAINED];
        final float[] targets = new float[n * TextureGenerator.TARGETS];
        for (int i = 0; i < n; i++) {
            family[i * Texture.TRAINED + samples[chosen[i]].family()] = 1f / n;
            System.arraycopy(samples[chosen[i]].targets(), 0, targets, i * TextureGenerator.TARGETS,
                TextureGenerator.TARGETS);
        }
        final NDManager scope = head.getManager();
        final NDArray names = head.get(new NDIndex(":, 0:" + Texture.TRAINED));
        final NDArray numbers = head.get(new NDIndex(":, " + Texture.TRAINED + ":"));
        return names.logSoftmax(1).mul(scope.create(family, new Shape(n, Texture.TRAINED))).sum().neg()
            .add(numbers.sub(scope.create(targets, new Shape(n, TextureGenerator.TARGETS))).square().mean()
                .mul(REGRESSION));
    }

    /**
     * Trains, measures the linear probe on held-out families against random weights, and writes the file.
     *
     * @param arguments path of the .onnx file to write
     */
    public static void main(final String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("One argument is needed: the .onnx file to write");
            System.exit(2);
        }
        final long begin = System.nanoTime();
        final byte[] onnx = standard().train(new Progress() {
            private int m_percent = -1;

            @Override
            public void report(final double fraction, final String message) {
                if ((int)(100 * fraction) > m_percent) {
                    m_percent = (int)(100 * fraction);
                    System.out.println(m_percent + " %  " + message);
                }
            }

            @Override
            public boolean isCanceled() {
                return false;
            }
        });
        Files.write(Path.of(arguments[0]), onnx);
        System.out.printf(Locale.ROOT, "Trained in %.0f s, %d bytes%n", (System.nanoTime() - begin) / 1e9,
            onnx.length);
        try (DeepModel trained = DeepModel.fromBytes(onnx);
            DeepModel random = DeepModel.fromBytes(Backbone.random(1))) {
            final List<List<Patches>> samples = BackboneProbe.samples(99, Progress.NONE);
            System.out.printf(Locale.ROOT, "Linear probe on families never seen: AUC %.3f, random weights %.3f%n",
                BackboneProbe.auc(trained, samples, Progress.NONE), BackboneProbe.auc(random, samples, Progress.NONE));
        }
    }
}
