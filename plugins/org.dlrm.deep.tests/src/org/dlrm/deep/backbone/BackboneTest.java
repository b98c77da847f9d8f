package org.dlrm.deep.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.patch.Patches;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BackboneTest {

    /** Seed of its own: neither training nor the tool's report uses it. */
    private static final long SEED = 20_262;

    @Test
    void tellsTexturesApartThatItNeverSaw() {
        final List<List<Patches>> samples = BackboneProbe.samples(SEED, Progress.NONE);
        assertEquals(6, samples.size());
        try (DeepModel trained = DeepModel.builtIn(); DeepModel random = DeepModel.fromBytes(Backbone.random(1))) {
            final double auc = BackboneProbe.auc(trained, samples, Progress.NONE);
            final double chance = BackboneProbe.auc(random, samples, Progress.NONE);
            assertTrue(auc >= 0.93, "AUC " + auc);
            assertTrue(auc - chance >= 0.15, "AUC " + auc + ", random weights " + chance);
        }
    }

    @Test
    void texturesAreTheSameForTheSameSeed() {
        for (final Texture texture : Texture.values()) {
            final TextureGenerator.Sample a = TextureGenerator.draw(texture, new SplittableRandom(5));
            assertArrayEquals(a.patch(), TextureGenerator.draw(texture, new SplittableRandom(5)).patch());
            assertEquals(texture.ordinal(), a.family());
            for (final float v : a.patch()) {
                assertTrue(Math.abs(v) <= 6);
            }
            for (final float t : a.targets()) {
                assertTrue(Math.abs(t) <= 1);
            }
        }
    }

    @Test
    void theToolGivesTheSameBytesTwice() {
        Assumptions.assumeTrue(Engines.hasPytorch(), "skipped: PyTorch (optional feature) is not installed");
        final BackboneTrainer trainer = new BackboneTrainer(64, 1, 3);
        final byte[] first = trainer.train(Progress.NONE);
        assertArrayEquals(first, trainer.train(Progress.NONE));
        try (DeepModel model = DeepModel.fromBytes(first)) {
            assertEquals("64", model.spec().provenance().get("patches"));
        }
    }
}
