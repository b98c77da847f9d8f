package org.dlrm.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/**
 * Where PyRadiomics 3 has rules of its own for small, flat or scattered regions. Expected numbers follow from its source;
 * all of its features were compared with it on 700 random regions of this kind.
 */
class PyRadiomicsEdgeCasesTest {

    private static final RadiomicsSettings ONE_PER_LEVEL = RadiomicsSettings.pyRadiomicsDefault().toBuilder()
        .discretisation(Discretisation.width(1)).minimumDimensions(1).build();

    /** @param values of a row or a slice; 0 outside the region */
    private static RadiomicsResult extract(final RadiomicsSettings s, final int nx, final float... values) {
        final Grid g = Grid.of(nx, values.length / nx, 1, 1, 1, 1);
        final byte[] inside = new byte[values.length];
        for (int p = 0; p < inside.length; p++) {
            inside[p] = (byte)(values[p] != 0 ? 1 : 0);
        }
        return RadiomicsExtractor.extract(new Volume(g, values), new Mask(g, inside), s, Progress.NONE);
    }

    /** A run matrix of a direction without two voxels in a line would tell of runs of 1 only. */
    @Test
    void runsOfARowAreThoseAlongIt() {
        final RadiomicsResult r = extract(ONE_PER_LEVEL, 4, 5, 5, 5, 5);
        assertEquals(16, r.value("original_glrlm_LongRunEmphasis"), 1e-12);
        assertEquals(0.25, r.value("original_glrlm_RunPercentage"), 1e-12);
        final RadiomicsResult ibsi = extract(ONE_PER_LEVEL.toBuilder().convention(Convention.IBSI).build(), 4, 5, 5, 5, 5);
        assertEquals((16 + 12) / 13., ibsi.value("original_glrlm_LongRunEmphasis"), 1e-12);
    }

    /** Voxels with a gap between them lie in a line, too. */
    @Test
    void aLineMayHaveGaps() {
        assertEquals(1, extract(ONE_PER_LEVEL, 3, 5, 0, 5).value("original_glrlm_LongRunEmphasis"), 1e-12);
        final RadiomicsResult knight = extract(ONE_PER_LEVEL, 3, 5, 0, 0, 0, 0, 5);
        assertEquals("no two voxels of the region lie in a line",
            knight.find("original_glrlm_RunEntropy").orElseThrow().missing().orElseThrow());
    }

    /** Levels 1 and 2 side by side, and a 2 alone: it counts for PyRadiomics, not for IBSI. */
    @Test
    void voxelsWithoutNeighbourCountAsEqualToTheirNeighbours() {
        final RadiomicsResult r = extract(ONE_PER_LEVEL, 4, 1, 2, 0, 2);
        assertEquals(2. / 9 * 2 / 3, r.value("original_ngtdm_Contrast"), 1e-12);
        final RadiomicsResult ibsi = extract(ONE_PER_LEVEL.toBuilder().convention(Convention.IBSI).build(), 4, 1, 2, 0, 2);
        assertEquals(1. / 4, ibsi.value("original_ngtdm_Contrast"), 1e-12);
    }

    /** Of the three directions with pairs, one has pairs of equal levels only: the other level's eigenvalue is 0. */
    @Test
    void correlationInADirectionOfOneLevelIsZero() {
        final RadiomicsResult r = extract(ONE_PER_LEVEL, 2, 1, 1, 2, 0);
        assertEquals(2. / 3, r.value("original_glcm_MCC"), 1e-12);
        assertEquals(1, extract(ONE_PER_LEVEL, 2, 1, 1, 1, 0).value("original_glcm_MCC"), 1e-12);
    }

    @Test
    void aConstantRegionIsInTheMiddleBin() {
        final RadiomicsSettings s = ONE_PER_LEVEL.toBuilder().discretisation(Discretisation.bins(32)).build();
        assertEquals(17, extract(s, 2, 7, 7, 7, 7).value("original_glcm_JointAverage"), 1e-12);
        assertEquals(1, extract(s.toBuilder().convention(Convention.IBSI).build(), 2, 7, 7, 7, 7)
            .value("original_glcm_JointAverage"), 1e-12);
    }

    /** numpy.digitize with edges that are rounded: 7 (58 / 14) is above 29, the tenth edge from -300 on above -299. */
    @Test
    void edgesAreNumPys() {
        final Binning bins = Binning.of(Discretisation.bins(14), Resegmentation.NONE, Convention.PYRADIOMICS_3, 0, 58);
        assertEquals(7, bins.level(29));
        assertEquals(1, bins.level(0));
        assertEquals(14, bins.level(58));
        final Binning width =
            Binning.of(Discretisation.width(0.1), Resegmentation.NONE, Convention.PYRADIOMICS_3, -300, 100);
        assertEquals(1, width.level(-300));
        assertEquals(10, width.level(-299));
        final int[] levels = new int[3];
        bins.levels(new float[]{0, 29, 58}, 0, 3, levels);
        assertEquals(7, levels[1]);
        assertEquals(8, Binning.of(Discretisation.bins(14), Resegmentation.NONE, Convention.IBSI, 0, 58).level(29));
        assertEquals(11,
            Binning.of(Discretisation.width(0.1), Resegmentation.NONE, Convention.IBSI, -300, 100).level(-299));
    }
}
