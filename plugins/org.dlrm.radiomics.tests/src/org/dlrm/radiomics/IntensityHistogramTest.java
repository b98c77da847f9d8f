package org.dlrm.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.OptionalDouble;

import org.dlrm.image.Grid;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.DiscretisationMethod;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** Histogram features where the region does not reach the first bin. */
class IntensityHistogramTest {

    /** IBSI's histogram has bins 1 to Ng: 0, 0, 0, 0, 6, 2, 0, 1 voxels. The empty ones take part in its gradient. */
    @Test
    void gradientsStartAtTheFirstBin() {
        final Volume v =
            new Volume(Grid.of(9, 1, 1, 1, 1, 1), new float[]{100, 101, 110, 124, 100, 120, 125, 149, 199});
        final RadiomicsResult r = RadiomicsExtractor.extract(v, TestImages.all(v.grid()),
            RadiomicsSettings.builder().families(EnumSet.of(Family.INTENSITY_HISTOGRAM))
                .discretisation(new Discretisation(DiscretisationMethod.FIXED_BIN_SIZE, 25, OptionalDouble.of(0)))
                .build(),
            Progress.NONE);
        assertEquals(5, r.value("ih_min"));
        assertEquals(3, r.value("ih_max_grad"));
        assertEquals(4, r.value("ih_max_grad_g"));
        assertEquals(-3, r.value("ih_min_grad"));
        assertEquals(6, r.value("ih_min_grad_g"));
    }
}
