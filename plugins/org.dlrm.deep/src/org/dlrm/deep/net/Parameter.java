package org.dlrm.deep.net;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A tensor of numbers that belongs to a network.
 *
 * @param name unique within the network
 * @param role how it starts and whether training changes it by gradients
 */
public record Parameter(String name, long[] shape, Role role) {

    /** What a parameter is. */
    public enum Role {
            /** weights of a convolution or linear map: He normal initialisation */
            WEIGHT,
            /** scale of a batch normalisation, starts at 1 */
            GAMMA,
            /** shift or bias, starts at 0 */
            BETA,
            /** running mean, no gradient, starts at 0 */
            MEAN,
            /** running variance, no gradient, starts at 1 */
            VARIANCE;

        public boolean trained() {
            return this == WEIGHT || this == GAMMA || this == BETA;
        }
    }

    public int length() {
        long n = 1;
        for (final long d : shape) {
            n *= d;
        }
        return Math.toIntExact(n);
    }

    /** @return starting values; the same on every platform for a given state of the random source */
    public float[] initial(final SplittableRandom random) {
        final float[] values = new float[length()];
        switch (role) {
            case GAMMA, VARIANCE -> Arrays.fill(values, 1);
            case WEIGHT -> {
                final double sd = Math.sqrt(2.0 / (values.length / shape[0]));
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float)(sd * gaussian(random));
                }
            }
            default -> {
                // zeros
            }
        }
        return values;
    }

    /** Standard normal by Box and Muller; StrictMath, so that every platform draws the same. */
    public static double gaussian(final SplittableRandom random) {
        final double u = 1 - random.nextDouble();
        return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
