package org.dlrm.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map holds, at each voxel, what the extractor gives for the voxel's neighbourhood. */
final class FeatureMapTest {

    private static final Grid GRID = Grid.of(8, 7, 6, 1, 1, 1);

    private static final Mask MASK = TestImages.random(GRID, 0.8, 3);

    /** Whole numbers from 1 to 9 are their own grey levels: the neighbourhood can be extracted by itself. */
    private static final RadiomicsSettings SETTINGS = RadiomicsSettings.builder().discretisation(Discretisation.NONE)
        .aggregations(EnumSet.of(Aggregation.AVERAGED_3D)).build();

    private static Volume image() {
        final SplittableRandom random = new SplittableRandom(5);
        return TestImages.volume(GRID, () -> 1 + random.nextInt(9));
    }

    /** As the extractor, whose advice is about the same levels. */
    @Test
    void adviceAboutTheBinWidth() {
        final RadiomicsSettings wide = SETTINGS.toBuilder().discretisation(Discretisation.width(3)).build();
        final List<String> advice = FeatureMap.of(image(), MASK, wide, "cm_contrast", 1, Progress.NONE).advice();
        assertEquals(List.of("the bin width 3.0 gives 3 grey level(s) in this region; 16 to 128 are usual. A smaller width"
            + " would suit it."), advice);
        assertTrue(RadiomicsExtractor.extract(image(), MASK, wide, Progress.NONE).advice().get(0).endsWith(advice.get(0)));
        assertEquals(List.of(), FeatureMap.of(image(), MASK, wide, "stat_mean", 1, Progress.NONE).advice(),
            "statistics have no bins");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat_mean", "stat_kurt", "cm_joint_entr", "cm_contrast", "cm_corr", "rlm_sre", "szm_lze",
        "dzm_sde", "ngt_coarseness", "ngl_lde"})
    void neighbourhoodsByThemselves(final String tag) {
        final Volume image = image();
        final FeatureMap map = FeatureMap.of(image, MASK, SETTINGS, tag, 1, Progress.NONE);
        final Grid g = map.values().grid();
        assertEquals(GRID, g, "the mask reaches every border");
        int values = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    final float found = map.values().get(i, j, k);
                    if (!MASK.get(i, j, k)) {
                        assertTrue(Float.isNaN(found), "outside the region");
                        continue;
                    }
                    final byte[] near = new byte[g.voxels()];
                    for (int p = 0; p < near.length; p++) {
                        final int x = p % g.nx();
                        final int y = p / g.nx() % g.ny();
                        final int z = p / g.nx() / g.ny();
                        near[p] = (byte)(MASK.inside()[p] != 0 && Math.abs(x - i) <= 1 && Math.abs(y - j) <= 1
                            && Math.abs(z - k) <= 1 ? 1 : 0);
                    }
                    final double expected = RadiomicsExtractor.extract(image, new Mask(g, near), SETTINGS.toBuilder()
                        .families(EnumSet.of(FeatureDictionary.get(tag).family())).only(Set.of(tag)).build(),
                        Progress.NONE).features().get(0).value();
                    assertEquals((float)expected, found, 0, tag + " at " + i + ", " + j + ", " + k);
                    values++;
                }
            }
        }
        assertEquals(MASK.count(), values);
    }

    @Test
    void levelsAreThoseOfTheWholeRegion() {
        final Volume image = image();
        final RadiomicsSettings bins = SETTINGS.toBuilder().discretisation(Discretisation.bins(3)).build();
        final float[] thirds = new float[image.values().length];
        for (int p = 0; p < thirds.length; p++) {
            thirds[p] = 1 + Math.min(2, (int)(3 * (image.values()[p] - 1) / 8));
        }
        final FeatureMap found = FeatureMap.of(image, MASK, bins, "cm_contrast", 1, Progress.NONE);
        final FeatureMap expected =
            FeatureMap.of(new Volume(GRID, thirds), MASK, SETTINGS, "cm_contrast", 1, Progress.NONE);
        for (int p = 0; p < thirds.length; p++) {
            assertEquals(expected.values().values()[p], found.values().values()[p], 0);
        }
    }

    @Test
    void wrongQuestionsAreRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class,
            () -> FeatureMap.of(image(), MASK, SETTINGS, "morph_volume", 1, Progress.NONE)).getMessage()
                .contains("intensity statistics and textures only"));
        assertTrue(assertThrows(IllegalArgumentException.class,
            () -> FeatureMap.of(image(), MASK, SETTINGS, "stat_mean", 0, Progress.NONE)).getMessage()
                .contains("1 to 10"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> FeatureMap.of(image(), TestImages.empty(GRID),
            SETTINGS, "stat_mean", 1, Progress.NONE)).getMessage().contains("empty"));
        final Volume hole = image();
        hole.values()[GRID.index(1, 1, 1)] = Float.NaN;
        assertEquals("There is no map: 1 of " + GRID.voxels() + " voxels of the region have no finite intensity",
            assertThrows(IllegalArgumentException.class, () -> FeatureMap.of(hole, TestImages.all(GRID), SETTINGS,
                "cm_contrast", 1, Progress.NONE)).getMessage());
    }
}
