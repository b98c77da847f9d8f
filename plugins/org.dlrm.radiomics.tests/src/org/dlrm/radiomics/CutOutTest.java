package org.dlrm.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.image.io.Nifti;
import org.dlrm.image.region.RoiCutter;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.radiomics.reference.ReferenceCheck.Configuration;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Regions of patients are cut out of their images with a margin. Their features must be those of the whole image: with a
 * grid aligned with the cut, two thirds of IBSI's values of configurations D and E would be missed.
 */
class CutOutTest {

    private static void assertSame(final Volume image, final Mask mask, final double margin, final RadiomicsSettings s) {
        final Roi cut = RoiCutter.cut(image, "tumour", mask, margin);
        assertTrue(cut.grid().voxels() < image.grid().voxels());
        final RadiomicsResult whole = RadiomicsExtractor.extract(image, mask, s, Progress.NONE);
        final RadiomicsResult part =
            RadiomicsExtractor.extract(cut.image(), cut.mask(), cut.whole(), s, Progress.NONE);
        for (final FeatureValue f : whole.features()) {
            assertEquals(f.missing(), part.find(f.column()).orElseThrow().missing(), f.column());
            assertEquals(f.value(), part.value(f.column()), 1e-6 * Math.abs(f.value()) + 1e-9, f.column());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Configuration.class, names = "DIGITAL", mode = EnumSource.Mode.EXCLUDE)
    void ibsiConfigurations(final Configuration c) throws IOException {
        final Path nifti = Shared.require("ibsi").resolve("ibsi1_ct_phantom/nifti");
        assertSame(Nifti.readVolume(nifti.resolve("image/phantom.nii.gz")),
            Nifti.readMask(nifti.resolve("mask/mask.nii.gz")), 32, c.settings().toBuilder().diagnostics(false).build());
    }

    /** Noise on an oblique grid; the margin holds what the filters see. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resampledAndFiltered(final boolean ibsi) {
        final double a = 0.3;
        final Grid g = new Grid(61, 58, 40, 0.9, 0.9, 1.7, new Vec3(-30, 12, 7), new Vec3(Math.cos(a), 0, -Math.sin(a)),
            new Vec3(0, 1, 0), new Vec3(Math.sin(a), 0, Math.cos(a)));
        final SplittableRandom random = new SplittableRandom(2);
        final Volume v = TestImages.volume(g, () -> Math.rint(40 + 60 * random.nextGaussian()));
        final byte[] inside = new byte[g.voxels()];
        for (int p = 0; p < inside.length; p++) {
            inside[p] = (byte)(Math.pow((p % 61 - 27) / 6., 2) + Math.pow((p / 61 % 58 - 30) / 7., 2)
                + Math.pow((p / (61 * 58) - 21) / 4., 2) <= 1 ? 1 : 0);
        }
        final RadiomicsSettings.Builder b = ibsi
            ? RadiomicsSettings.ibsiDefault().toBuilder().families(EnumSet.allOf(Family.class))
                .ivhDiscretisation(Discretisation.bins(100)).filters(List.of(
                    new FilterSpec("log", Map.of("sigma", 1.2)), new FilterSpec("wavelet", Map.of("family", "db2"))))
            : RadiomicsSettings.pyRadiomicsDefault().toBuilder();
        final Interpolator image = ibsi ? Interpolator.LINEAR : Interpolator.CUBIC_SPLINE;
        final Interpolator mask = ibsi ? Interpolator.LINEAR : Interpolator.NEAREST;
        assertSame(v, new Mask(g, inside), 16, b.resampling(new Resampling(image, mask, 1.3, 1.3, 1.3, 0.5, ibsi)).build());
    }

    /** The region's own grid serves where nothing was cut. */
    @Test
    void whereACutWasMade() {
        final Grid g = Grid.of(20, 18, 16, 1, 2, 3);
        final byte[] inside = new byte[g.voxels()];
        inside[g.index(12, 9, 8)] = 1;
        final Roi cut = RoiCutter.cut(new Volume(g, new float[g.voxels()]), "a", new Mask(g, inside), 4);
        assertEquals(Map.of("cut", "8 7 6 of 20 18 16"), cut.info());
        assertTrue(g.difference(cut.whole(), 1e-9).isEmpty());
        assertEquals(cut.grid(), Roi.of(cut.image()).whole());
    }
}
