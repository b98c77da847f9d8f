package org.dlrm.radiomics.perturb;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.perturb.Perturbation.Growth;
import org.dlrm.work.Progress;

/** Applies perturbations. Everything random comes from the seed: the same seed gives the same result everywhere. */
public final class Perturbations {

    /** A disturbed image with its region, on one grid. */
    public record Perturbed(Volume image, Mask mask) {
    }

    private Perturbations() {
    }

    /**
     * @param image intensities before interpolation
     * @param mask the region on the image's grid, not empty
     * @param seed of all that is random; another one for each repetition
     * @return image and region, on a turned and shifted grid of the same size if the perturbation says so
     * @throws IllegalArgumentException for different grids or an empty mask
     */
    public static Perturbed apply(final Volume image, final Mask mask, final Perturbation p, final long seed,
        final Progress progress) {
        image.grid().difference(mask.grid(), 1e-2).ifPresent(difference -> {
            throw new IllegalArgumentException("Image and mask lie on different grids: " + difference);
        });
        if (mask.count() == 0) {
            throw new IllegalArgumentException("The mask is empty: there is no region to perturb");
        }
        // each part has a sequence of its own, whichever others are switched on
        final SplittableRandom random = new SplittableRandom(seed);
        final SplittableRandom ofNoise = random.split();
        final SplittableRandom ofGrowth = random.split();
        final SplittableRandom ofContour = random.split();
        Volume v = p.noise() ? Noise.add(image, Noise.estimate(image, progress), ofNoise) : image;
        Mask m = mask;
        if (p.rotation() != 0 || p.translation() != 0) {
            final Perturbed moved = GridMotion.apply(v, m, p.rotation(), p.translation(), progress);
            v = moved.image();
            m = moved.mask();
        }
        if (!p.growth().equals(Growth.NONE)) {
            m = VolumeChange.apply(m, p.growth(), ofGrowth, progress);
        }
        if (p.contour()) {
            m = ContourRandomiser.apply(v, m, ofContour, progress);
        }
        return new Perturbed(v, m);
    }

    /**
     * @param rotations degrees; at least one, 0 for none; likewise translations
     * @param growths at least one, {@link Growth#NONE} for none
     * @param contours number of randomised contours of each, 0 for the contour itself
     * @param noises number of noise realisations of each, 0 for the image itself
     * @return every combination, as MIRP makes them; to be applied with a seed of its own each
     */
    public static List<Perturbation> combinations(final List<Double> rotations, final List<Double> translations,
        final List<Growth> growths, final int contours, final int noises) {
        final List<Perturbation> out = new ArrayList<>();
        for (int n = 0; n < Math.max(1, noises); n++) {
            for (final double rotation : rotations) {
                for (final double translation : translations) {
                    for (final Growth growth : growths) {
                        for (int c = 0; c < Math.max(1, contours); c++) {
                            out.add(new Perturbation(noises > 0, rotation, translation, growth, contours > 0));
                        }
                    }
                }
            }
        }
        return List.copyOf(out);
    }
}
