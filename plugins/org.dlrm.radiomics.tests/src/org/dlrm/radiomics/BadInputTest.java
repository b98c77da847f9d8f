package org.dlrm.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** Regions that hospitals do send: every feature has a value or says why not, and the columns never change. */
class BadInputTest {

    private static final Grid GRID = Grid.of(12, 11, 10, 1, 1, 2);

    private static final RadiomicsSettings SETTINGS =
        RadiomicsSettings.builder().aggregations(EnumSet.allOf(Aggregation.class)).build();

    private static Volume noise(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        return TestImages.volume(GRID, () -> Math.rint(100 * random.nextGaussian()));
    }

    /** Extracts, and checks what holds for every input. */
    private static RadiomicsResult extract(final Volume v, final Mask m, final RadiomicsSettings s) {
        final RadiomicsResult r = RadiomicsExtractor.extract(v, m, s, Progress.NONE);
        assertEquals(FeatureLayout.of(s).columns().stream().map(FeatureLayout.Column::name).toList(),
            r.features().stream().map(FeatureValue::column).toList());
        for (final FeatureValue f : r.features()) {
            assertTrue(Double.isFinite(f.value()) || f.missing().filter(t -> !t.isBlank()).isPresent(), f.column());
        }
        return r;
    }

    private static String reason(final RadiomicsResult r, final String column) {
        return r.find(column).orElseThrow().missing().orElse("");
    }

    @Test
    void columnNamesAreUnique() {
        final List<String> names = FeatureLayout.of(SETTINGS).columns().stream().map(c -> c.name()).toList();
        assertEquals(names.size(), names.stream().distinct().count());
        // 482 with a reference on the digital phantom, 5 without
        assertEquals(487, names.size());
        assertEquals(107, FeatureLayout.of(RadiomicsSettings.pyRadiomicsDefault()).columns().size());
    }

    @Test
    void emptyMask() {
        final RadiomicsResult r = extract(noise(1), TestImages.empty(GRID), SETTINGS);
        assertTrue(r.features().stream().allMatch(f -> f.missing().isPresent()));
        assertEquals("the mask is empty", reason(r, "morph_volume"));
    }

    @Test
    void oneVoxel() {
        final Mask m = TestImages.empty(GRID);
        m.inside()[GRID.index(5, 5, 5)] = 1;
        final RadiomicsResult r = extract(noise(1), m, SETTINGS);
        assertEquals(2, r.value("morph_vol_approx"), 1e-12);
        assertEquals(0, r.value("stat_var"));
        assertEquals(0, r.value("morph_pca_maj_axis"));
        assertTrue(reason(r, "cm_contrast_3D_avg").contains("no two neighbouring voxels"));
        assertTrue(reason(r, "ngt_contrast_3D").contains("no voxel of the region has a neighbour"));
        assertEquals(1, r.value("szm_z_perc_3D"));
        assertFalse(reason(r, "morph_moran_i").isEmpty());
    }

    @Test
    void constantIntensity() {
        final RadiomicsResult r = extract(TestImages.volume(GRID, () -> 40), TestImages.all(GRID), SETTINGS);
        assertEquals(0, r.value("stat_skew"));
        assertEquals(0, r.value("stat_kurt"));
        assertEquals(1, r.value("cm_corr_3D_avg"));
        assertEquals(0, r.value("cm_joint_entr_3D_avg"));
        assertEquals(1e6, r.value("ngt_coarseness_3D"));
        assertEquals(1, r.value("ih_uniformity"));
        assertFalse(reason(r, "ivh_v10").isEmpty());
        assertTrue(r.advice().get(0).contains("gives 1 grey level(s)"));
    }

    @Test
    void notANumberInTheRegion() {
        final Volume v = noise(2);
        v.values()[GRID.index(5, 5, 5)] = Float.NaN;
        final RadiomicsResult r = extract(v, TestImages.all(GRID), SETTINGS);
        assertEquals("1 of 1320 voxels of the region have no finite intensity", reason(r, "stat_mean"));
        assertTrue(Double.isFinite(r.value("morph_volume")));
    }

    @Test
    void notANumberBesideTheRegion() {
        final Volume v = noise(2);
        v.values()[0] = Float.NaN;
        final Mask m = TestImages.all(GRID);
        m.inside()[0] = 0;
        final RadiomicsResult r = extract(v, m, SETTINGS);
        assertTrue(Double.isFinite(r.value("stat_mean")));
        assertTrue(Double.isFinite(r.value("cm_contrast_3D_avg")));
    }

    @Test
    void regionAtEveryBorder() {
        final RadiomicsResult r = extract(noise(3), TestImages.all(GRID), SETTINGS.toBuilder()
            .resampling(new Resampling(Interpolator.CUBIC_SPLINE, Interpolator.LINEAR, 1.5, 1.5, 1.5, 0.5, true))
            .build());
        assertTrue(r.features().stream().filter(f -> f.missing().isPresent()).toList().isEmpty(),
            () -> r.features().stream().filter(f -> f.missing().isPresent()).toList().toString());
    }

    @Test
    void oneSlice() {
        final Mask m = TestImages.empty(GRID);
        for (int j = 3; j < 8; j++) {
            for (int i = 3; i < 9; i++) {
                m.inside()[GRID.index(i, j, 4)] = 1;
            }
        }
        final RadiomicsResult r = extract(noise(4), m, SETTINGS);
        assertEquals(0, r.value("morph_pca_least_axis"));
        assertTrue(r.find("morph_vol_dens_aee").orElseThrow().missing().isPresent());
        assertEquals(r.value("szm_sze_2_5D"), r.value("szm_sze_3D"), 1e-12);
    }

    @Test
    void nothingLeftAfterResegmentation() {
        final RadiomicsResult r = extract(noise(5), TestImages.all(GRID), SETTINGS.toBuilder()
            .resegmentation(new Resegmentation(1e5, 2e5, OptionalDouble.empty())).build());
        assertEquals("no voxel of the region is left after re-segmentation", reason(r, "cm_contrast_3D_avg"));
        assertEquals("no voxel of the region is left after re-segmentation", reason(r, "stat_mean"));
        assertTrue(Double.isFinite(r.value("morph_volume")));
    }

    @Test
    void moreThan100000GreyLevels() {
        final Grid g = Grid.of(60, 60, 40, 1, 1, 1);
        final int[] next = {0};
        final RadiomicsResult r = extract(TestImages.volume(g, () -> ++next[0]), TestImages.all(g),
            RadiomicsSettings.builder().discretisation(Discretisation.NONE).build());
        assertEquals("144000 grey levels: use fewer or wider bins (at most 65535 levels)",
            reason(r, "cm_contrast_3D_avg"));
        assertEquals(72000.5, r.value("stat_mean"), 1e-9);
        final RadiomicsResult fine = extract(TestImages.volume(g, () -> Math.random() * 1e6), TestImages.all(g),
            RadiomicsSettings.builder().discretisation(Discretisation.width(1e-3)).build());
        assertTrue(reason(fine, "szm_sze_3D").startsWith("grey levels up to"));
    }

    @Test
    void everyVoxelALevelOfItsOwn() {
        // the paths for very many levels, with values known in closed form
        final Grid g = Grid.of(600, 4, 4, 1, 1, 1);
        final int[] next = {0};
        final RadiomicsResult r = extract(TestImages.volume(g, () -> ++next[0]), TestImages.all(g),
            RadiomicsSettings.builder().discretisation(Discretisation.NONE).families(EnumSet.of(Family.GLCM,
                Family.GLRLM, Family.GLSZM, Family.NGLDM, Family.NGTDM, Family.INTENSITY_HISTOGRAM))
                .aggregations(EnumSet.of(Aggregation.MERGED_3D)).build());
        final long x = g.nx();
        final long y = g.ny();
        final long z = g.nz();
        final long n = x * y * z;
        final long pairs = (x - 1) * y * z + x * (y - 1) * z + x * y * (z - 1)
            + 2 * ((x - 1) * (y - 1) * z + (x - 1) * y * (z - 1) + x * (y - 1) * (z - 1))
            + 4 * (x - 1) * (y - 1) * (z - 1);
        assertEquals(1. / (2 * pairs), r.value("cm_joint_max_3D_comb"), 1e-15);
        assertEquals(Math.log(2 * pairs) / Math.log(2), r.value("cm_joint_entr_3D_comb"), 1e-9);
        assertEquals(1, r.value("rlm_sre_3D_comb"), 1e-12);
        assertEquals(1, r.value("rlm_r_perc_3D_comb"), 1e-12);
        assertEquals(1, r.value("szm_z_perc_3D"), 1e-12);
        assertEquals(1, r.value("ngl_lde_3D"), 1e-12);
        assertEquals(Math.log(n) / Math.log(2), r.value("ih_entropy"), 1e-9);
    }

    @Test
    void levelsWithoutDiscretisationMustBeWholeNumbers() {
        final RadiomicsResult r = extract(noise(6), TestImages.all(GRID),
            RadiomicsSettings.builder().discretisation(Discretisation.NONE).build());
        assertEquals("without discretisation intensities must be whole numbers of at least 1",
            reason(r, "ih_mean"));
    }

    @Test
    void adviceForTooManyBins() {
        final RadiomicsResult r = extract(noise(7), TestImages.all(GRID),
            RadiomicsSettings.builder().discretisation(Discretisation.width(1)).build());
        assertTrue(r.advice().get(0).contains("A larger width would suit it"), r.advice().toString());
        assertEquals(List.of(), extract(noise(7), TestImages.all(GRID), SETTINGS).advice());
    }

    @Test
    void differentGridsAreRefused() {
        final Mask m = TestImages.all(Grid.of(12, 11, 10, 1, 1, 2.5));
        final Exception e = assertThrows(IllegalArgumentException.class,
            () -> RadiomicsExtractor.extract(noise(1), m, SETTINGS, Progress.NONE));
        assertTrue(e.getMessage().contains("spacing along z"), e.getMessage());
    }

    @Test
    void fewerVoxelsThanTheMinimum() {
        final Mask m = TestImages.random(GRID, 0.01, 1);
        final RadiomicsResult r = extract(noise(1), m, SETTINGS.toBuilder().minimumVoxels(500).build());
        assertTrue(reason(r, "stat_mean").contains("fewer than the minimum of 500"));
    }

    @Test
    void sameNumbersForAnyNumberOfThreads() {
        final List<Integer> cases = IntStream.range(0, 12).boxed().toList();
        final StringBuilder[] outputs = {new StringBuilder(), new StringBuilder()};
        for (int t = 0; t < 2; t++) {
            final StringBuilder out = outputs[t];
            new OrderedParallel(1 + 3 * t).map(cases.iterator(),
                (i, c) -> RadiomicsExtractor.extract(noise(c), TestImages.random(GRID, 0.6, c), SETTINGS,
                    Progress.NONE),
                (i, r) -> r.features().forEach(f -> out.append(Double.doubleToLongBits(f.value())).append(' ')),
                Progress.NONE);
        }
        assertEquals(outputs[0].toString(), outputs[1].toString());
    }

    @Test
    void cancelled() {
        final Progress cancelled = new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                // not needed
            }

            @Override
            public boolean isCanceled() {
                return true;
            }
        };
        assertThrows(CancellationException.class,
            () -> RadiomicsExtractor.extract(noise(1), TestImages.all(GRID), SETTINGS, cancelled));
    }
}
