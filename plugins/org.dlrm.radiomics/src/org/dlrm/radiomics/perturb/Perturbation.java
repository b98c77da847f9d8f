package org.dlrm.radiomics.perturb;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One way of disturbing an image and its region, to see which features are robust (Zwanenburg et al., Sci Rep
 * 2019;9:614; settings and order as in MIRP: noise, rotation and translation, volume, contour).
 *
 * @param noise whether noise is added, of the level that the image itself has
 * @param rotation of the sampling grid about the z axis, degrees
 * @param translation of the sampling grid along each axis, as a fraction of a voxel, 0 to below 1. At exactly 0.5 border
 *            voxels are covered by half and count as inside (IBSI: at least 0.5), so that the region grows.
 * @param growth change of the region; {@link Growth#NONE} for none
 * @param contour whether the contour is randomised by supervoxels
 */
public record Perturbation(boolean noise, double rotation, double translation, Growth growth, boolean contour) {

    /** Nothing is changed. */
    public static final Perturbation NONE = new Perturbation(false, 0, 0, Growth.NONE, false);

    /**
     * Growth (positive) or shrinkage (negative) of a region: by a fraction of its volume or by a distance.
     *
     * @param fraction e.g. 0.2 or -0.2; empty if the distance counts
     * @param distance mm
     */
    public record Growth(OptionalDouble fraction, OptionalDouble distance) {

        /** No change. */
        public static final Growth NONE = new Growth(OptionalDouble.empty(), OptionalDouble.empty());

        public Growth {
            if (fraction.isPresent() && distance.isPresent()) {
                throw new IllegalArgumentException("A region grows by a fraction or by a distance, not by both");
            }
            require(fraction.isEmpty() || fraction.getAsDouble() > -1 && fraction.getAsDouble() <= 10,
                "volume fraction", "above -1, at most 10", fraction.orElse(0));
            require(distance.isEmpty() || Math.abs(distance.getAsDouble()) <= 100, "distance", "-100 to 100 mm",
                distance.orElse(0));
        }

        // here, not in Perturbation, whose constants need this class first
        private static void require(final boolean ok, final String name, final String expected, final Object found) {
            if (!ok) {
                throw new IllegalArgumentException("Perturbation: " + name + " must be " + expected + ", found " + found);
            }
        }

        public static Growth byFraction(final double fraction) {
            return new Growth(OptionalDouble.of(fraction), OptionalDouble.empty());
        }

        public static Growth byDistance(final double mm) {
            return new Growth(OptionalDouble.empty(), OptionalDouble.of(mm));
        }
    }

    public Perturbation {
        Growth.require(Math.abs(rotation) <= 180, "rotation", "-180 to 180 degrees", rotation);
        Growth.require(translation >= 0 && translation < 1, "translation", "0 to below 1 voxel", translation);
    }

    /** @return e.g. "noise, rotation -6 degrees, volume -15 %, contour"; "none" if nothing is changed */
    public String describe() {
        final List<String> parts = new ArrayList<>();
        if (noise) {
            parts.add("noise");
        }
        if (rotation != 0) {
            parts.add("rotation " + number(rotation) + " degrees");
        }
        if (translation != 0) {
            parts.add("translation " + number(translation) + " voxels");
        }
        growth.fraction().ifPresent(f -> parts.add("volume " + number(100 * f) + " %"));
        growth.distance().ifPresent(d -> parts.add("border " + number(d) + " mm"));
        if (contour) {
            parts.add("contour");
        }
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }

    private static String number(final double v) {
        return BigDecimal.valueOf(v).setScale(6, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
    }
}
