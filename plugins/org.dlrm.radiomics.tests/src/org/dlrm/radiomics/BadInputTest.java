package org.dlrm.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** One filter of every kind. */
    private static final List<FilterSpec> FILTERS = List.of(new FilterSpec("mean", Map.of("size", 5)),
        new FilterSpec("log", Map.of("sigma", 3)),
        new FilterSpec("log", Map.of("sigma", 1, "riesz", List.of(1, 0, 1), "steeringSigma", 1)),
        new FilterSpec("laws", Map.of("kernel", "L5E5S5", "rotationInvariant", true, "delta", 3)),
        new FilterSpec("gabor", Map.of("sigma", 2, "gamma", 1, "lambda", 3, "planes", 3)),
        new FilterSpec("wavelet", Map.of("subband", "LHH", "level", 2)), new FilterSpec("simoncelli", Map.of("level", 1)),
        new FilterSpec("shannon", Map.of("level", 1, "dimensions", 2)),
        new FilterSpec("square", Map.of()), new FilterSpec("squareroot", Map.of()),
        new FilterSpec("logarithm", Map.of()), new FilterSpec("exponential", Map.of()),
        new FilterSpec("gradient", Map.of()), new FilterSpec("lbp2d", Map.of()), new FilterSpec("lbp3d", Map.of()),
        new FilterSpec("pyradiomics:LoG", Map.of("sigma", 2)), new FilterSpec("pyradiomics:Wavelet", Map.of()));

    /** Every family, filter and aggregation, in both conventions: a value or a reason, and always the same columns. */
    @ParameterizedTest
    @ValueSource(strings = {"empty", "one voxel", "line", "two voxels apart", "smaller than the kernels", "constant",
        "not a number inside", "not a number beside", "infinite", "at the border", "one voxel thin image"})
    void everyFeatureHasAValueOrAReason(final String input) {
        final Grid g = switch (input) {
            case "smaller than the kernels" -> Grid.of(3, 2, 2, 1, 1, 2);
            case "one voxel thin image" -> Grid.of(7, 6, 1, 1, 1, 2);
            default -> Grid.of(7, 6, 5, 1, 1, 2);
        };
        final SplittableRandom random = new SplittableRandom(21);
        final Volume v = TestImages.volume(g,
            () -> input.equals("constant") ? 40 : Math.rint(100 * random.nextGaussian()));
        final Mask m = switch (input) {
            case "smaller than the kernels", "at the border", "one voxel thin image" -> TestImages.all(g);
            case "constant", "not a number inside", "not a number beside", "infinite" -> TestImages.random(g, 0.7, 3);
            default -> TestImages.empty(g);
        };
        switch (input) {
            case "one voxel" -> m.inside()[g.index(3, 3, 2)] = 1;
            case "line" -> Arrays.fill(m.inside(), g.index(1, 3, 2), g.index(5, 3, 2), (byte)1);
            case "two voxels apart" -> {
                m.inside()[g.index(1, 1, 1)] = 1;
                m.inside()[g.index(5, 4, 3)] = 1;
            }
            case "not a number inside", "infinite" -> {
                m.inside()[g.index(3, 3, 2)] = 1;
                v.values()[g.index(3, 3, 2)] = input.equals("infinite") ? Float.POSITIVE_INFINITY : Float.NaN;
            }
            case "not a number beside" -> {
                m.inside()[g.index(3, 3, 2)] = 0;
                v.values()[g.index(3, 3, 2)] = Float.NaN;
            }
            default -> {
            }
        }
        final RadiomicsSettings ibsi = SETTINGS.toBuilder().filters(FILTERS).build();
        final RadiomicsResult r = extract(v, m, ibsi);
        final RadiomicsResult p = extract(v, m, RadiomicsSettings.pyRadiomicsDefault().toBuilder()
            .filters(FILTERS.stream().filter(f -> f.type().startsWith("pyradiomics")).toList()).build());
        switch (input) {
            case "one voxel", "line" -> {
                assertTrue(Double.isFinite(r.value("log-s3.0-3D_stat_mean")));
                assertTrue(reason(p, "wavelet-LLH_firstorder_Mean").contains("fewer than the minimum of 2"));
            }
            case "smaller than the kernels" -> {
                assertTrue(Double.isFinite(r.value("log-s3.0-3D_stat_mean")));
                assertEquals("the image has 3 voxels along x, PyRadiomics' LoG of 2.0 mm needs 4",
                    reason(p, "log-sigma-2-mm-3D_firstorder_Mean"));
            }
            case "constant" -> assertEquals(0, r.value("gradient_stat_var"));
            case "not a number beside" -> {
                assertTrue(Double.isFinite(r.value("stat_mean")));
                assertTrue(reason(r, "mean-5-3D_stat_mean").contains("no finite intensity"));
            }
            default -> {
            }
        }
    }

    /** What PyRadiomics checks after re-segmentation, and that it cuts to what is left. */
    @Test
    void resegmentationOfPyRadiomics() {
        final Grid g = Grid.of(8, 6, 5, 1, 1, 1);
        final Volume v = new Volume(g, new float[g.voxels()]);
        // x counts
        for (int i = 0; i < v.values().length; i++) {
            v.values()[i] = i % 8;
        }
        final RadiomicsSettings.Builder b = RadiomicsSettings.pyRadiomicsDefault().toBuilder()
            .resegmentation(new Resegmentation(2, 5, OptionalDouble.empty()));
        final Mask m = TestImages.all(g);
        m.inside()[g.index(3, 3, 3)] = 0;
        v.values()[g.index(4, 3, 3)] = 100;
        // of the mask, what lies in the box of the re-segmented region: 4 x 6 x 5 without one voxel
        assertEquals(119, extract(v, m, b.build()).value("original_shape_VoxelVolume"));
        assertEquals(118, extract(v, m, b.resegmentShape(true).build()).value("original_shape_VoxelVolume"));
        assertEquals("no voxel of the region is left after re-segmentation",
            reason(extract(v, m, b.resegmentation(new Resegmentation(200, 300, OptionalDouble.empty())).build()),
                "original_shape_VoxelVolume"));
        assertEquals("the region is larger than one voxel in 0 dimension(s), fewer than the minimum of 2",
            reason(extract(v, m, b.resegmentation(new Resegmentation(100, 300, OptionalDouble.empty())).build()),
                "original_shape_VoxelVolume"));
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
        for (final Resegmentation s : List.of(new Resegmentation(-150, 250, OptionalDouble.empty()),
            new Resegmentation(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, OptionalDouble.of(3)))) {
            assertTrue(reason(extract(v, TestImages.all(GRID), SETTINGS.toBuilder().resegmentation(s).build()), "stat_mean")
                .matches("1 of 1[0-9]{3} voxels of the region have no finite intensity"));
        }
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
        final SplittableRandom random = new SplittableRandom(8);
        final RadiomicsResult r = extract(TestImages.volume(g, () -> ++next[0]), TestImages.all(g),
            RadiomicsSettings.builder().discretisation(Discretisation.NONE).build());
        assertEquals("144000 grey levels: use fewer or wider bins (at most 65535 levels)",
            reason(r, "cm_contrast_3D_avg"));
        assertEquals(72000.5, r.value("stat_mean"), 1e-9);
        final RadiomicsResult fine = extract(TestImages.volume(g, () -> random.nextDouble() * 1e6), TestImages.all(g),
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
