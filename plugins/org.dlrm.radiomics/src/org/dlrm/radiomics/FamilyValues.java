package org.dlrm.radiomics;

import java.util.Arrays;

/**
 * A family's values in the order of {@link FeatureDictionary#of}.
 *
 * @param reason why values that are not finite do not exist
 */
record FamilyValues(double[] values, String reason) {

    /** @return no values at all */
    static FamilyValues missing(final String reason) {
        final double[] none = new double[64];
        Arrays.fill(none, Double.NaN);
        return new FamilyValues(none, reason);
    }
}
