package org.dlrm.radiomics.perturb;

import java.util.List;

import org.dlrm.radiomics.perturb.Perturbation.Growth;

/**
 * Ready-made sets of perturbations, named by their steps as in Zwanenburg et al. 2019: noise N, rotation R, translation T,
 * volume V, contour C. Every step is small against what changes between two scans or two readers of one patient. The values
 * are ours; a translation of half a voxel is left out, see {@link Perturbation}.
 */
public enum PerturbationChain {
        /** Another position of the patient: rotation by -6, -2, 2, 6 degrees, translation by 0.25 and 0.75 voxels. */
        RT(List.of(-6., -2., 2., 6.), List.of(.25, .75), List.of(Growth.NONE), 0, 0),
        /** Another scan: three realisations of noise, each translated by 0, 0.25 and 0.75 voxels. */
        NT(List.of(0.), List.of(0., .25, .75), List.of(Growth.NONE), 0, 3),
        /** Another reader: the volume changed by -15, 0 and 15 %, each with three random contours. */
        VC(List.of(0.), List.of(0.), growths(-.15, 0, .15), 3, 0),
        /** Position and reader: rotation by -6, -2, 2, 6 degrees, volume by -15, 0, 15 %, a random contour each. */
        RVC(List.of(-6., -2., 2., 6.), List.of(0.), growths(-.15, 0, .15), 1, 0),
        /** All of them: noise, rotation by -4 and 4 degrees, 0.25 and 0.75 voxels, -15 and 15 %, a random contour each. */
        NRTVC(List.of(-4., 4.), List.of(.25, .75), growths(-.15, .15), 1, 1);

    private final List<Perturbation> m_perturbations;

    PerturbationChain(final List<Double> rotations, final List<Double> translations, final List<Growth> growths,
        final int contours, final int noises) {
        m_perturbations = Perturbations.combinations(rotations, translations, growths, contours, noises);
    }

    private static List<Growth> growths(final double... fractions) {
        return java.util.Arrays.stream(fractions).mapToObj(f -> f == 0 ? Growth.NONE : Growth.byFraction(f)).toList();
    }

    /** @return one per repetition, each to be applied with a seed of its own */
    public List<Perturbation> perturbations() {
        return m_perturbations;
    }
}
