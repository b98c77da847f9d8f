package org.dlrm.radiomics;

import java.util.Arrays;
import java.util.Set;

import org.dlrm.image.Grid;

/** Morphological features (IBSI HCUG). */
final class Morphology {

    private Morphology() {
    }

    /** @return the values of {@link FeatureDictionary#of} MORPHOLOGY; what is not wanted may be missing */
    static FamilyValues of(final Region r, final Set<String> wanted) {
        final double[] v = new double[FeatureDictionary.of(Family.MORPHOLOGY).size()];
        Arrays.fill(v, Double.NaN);
        final Grid g = r.grid();
        final int n = Region.count(r.morphological());
        final Mesh mesh = Mesh.of(g, r.morphological(), true);
        final double volume = mesh.volume();
        final double area = mesh.area();
        final double sphere = Math.cbrt(36 * Math.PI * volume * volume);
        v[0] = volume;
        v[1] = n * g.voxelVolume();
        v[2] = area;
        v[3] = area / volume;
        v[4] = volume / (Math.sqrt(Math.PI) * Math.pow(area, 1.5));
        v[5] = 36 * Math.PI * volume * volume / (area * area * area);
        v[6] = area / sphere;
        v[7] = sphere / area;
        v[8] = area / sphere - 1;
        return new FamilyValues(v, "undefined for this region");
    }
}
