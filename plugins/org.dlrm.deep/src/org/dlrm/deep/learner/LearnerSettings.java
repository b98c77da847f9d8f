package org.dlrm.deep.learner;

import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.patch.PatchSettings;

/**
 * Everything that decides what a training gives.
 *
 * @param network family of the network; its dimensions follow from the patches
 * @param patches how patches are cut
 * @param loss cross-entropy or Cox partial likelihood
 * @param balance against unequal class sizes (cross-entropy)
 * @param augmentation random changes of training patches
 * @param epochs largest number of passes over the training patches
 * @param patience passes without a better inner loss after which training stops
 * @param batch patches per step
 * @param learningRate of Adam at the start; falls to 0 as half a cosine
 * @param weightDecay decoupled, per step times the learning rate
 * @param folds of the out-of-fold predictions
 * @param innerFolds one of these many parts of the training rows decides when to stop
 * @param members networks that differ in their seed and whose scores are averaged
 * @param pretrained whether to start from the built-in backbone, where it has the same structure
 * @param seed of everything random
 * @param memoryLimit in bytes; a training that is estimated to need more is refused
 */
public record LearnerSettings(Architecture.Kind network, PatchSettings patches, Loss loss, Balance balance,
    Augmentation augmentation, int epochs, int patience, int batch, double learningRate, double weightDecay, int folds,
    int innerFolds, int members, boolean pretrained, long seed, long memoryLimit) {

    /** What is minimised. */
    public enum Loss {
            CROSS_ENTROPY, COX
    }

    /** What is done about unequal class sizes. */
    public enum Balance {
            /** nothing */
            NONE,
            /** each class weighs the same in the loss */
            CLASS_WEIGHTS,
            /** each class is drawn equally often */
            SAMPLING
    }

    public LearnerSettings {
        check("number of epochs", epochs, 1, 10_000);
        check("patience", patience, 1, 10_000);
        check("batch size", batch, 2, 4096);
        check("learning rate", learningRate, 1e-7, 1);
        check("weight decay", weightDecay, 0, 1);
        check("number of folds", folds, 2, 100);
        check("number of inner folds", innerFolds, 2, 100);
        check("number of networks", members, 1, 50);
    }

    private static void check(final String what, final double value, final double from, final double to) {
        if (!(value >= from && value <= to)) {
            throw new IllegalArgumentException("The " + what + " is " + value + "; allowed is " + from + " to " + to);
        }
    }

    /** A small DenseNet on the given patches, 5 folds, one network, all augmentation. */
    public static LearnerSettings defaults(final PatchSettings patches, final Loss loss) {
        return new LearnerSettings(Architecture.Kind.DENSENET, patches, loss, Balance.CLASS_WEIGHTS,
            Augmentation.standard(), 40, 8, loss == Loss.COX ? 32 : 16, 1e-3, 1e-2, 5, 5, 1, true, 1, 4L << 30);
    }

    public LearnerSettings withTraining(final int newEpochs, final int newPatience, final int newFolds,
        final int newMembers) {
        return new LearnerSettings(network, patches, loss, balance, augmentation, newEpochs, newPatience, batch,
            learningRate, weightDecay, newFolds, innerFolds, newMembers, pretrained, seed, memoryLimit);
    }

    public LearnerSettings withSeed(final long newSeed) {
        return new LearnerSettings(network, patches, loss, balance, augmentation, epochs, patience, batch,
            learningRate, weightDecay, folds, innerFolds, members, pretrained, newSeed, memoryLimit);
    }

    public LearnerSettings withPretrained(final boolean newPretrained) {
        return new LearnerSettings(network, patches, loss, balance, augmentation, epochs, patience, batch,
            learningRate, weightDecay, folds, innerFolds, members, newPretrained, seed, memoryLimit);
    }

    public LearnerSettings withMemoryLimit(final long newLimit) {
        return new LearnerSettings(network, patches, loss, balance, augmentation, epochs, patience, batch,
            learningRate, weightDecay, folds, innerFolds, members, pretrained, seed, newLimit);
    }

    /** @param outputs classes, or 1 for Cox */
    Architecture architecture(final int outputs) {
        final int channels = (int)patches.shape()[0];
        if (network == Architecture.Kind.RESNET) {
            return Architecture.resNet(patches.is3d() ? 3 : 2, channels, 2, outputs);
        }
        return patches.is3d() ? Architecture.denseNet3d(channels, 2, outputs)
            : Architecture.denseNet(channels, 2, outputs);
    }
}
