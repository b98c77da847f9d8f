package org.dlrm.radiomics.filter;

import java.util.List;

/** Makes filters from their settings. */
public final class ImageFilters {

    private ImageFilters() {
    }

    /**
     * @return the filters of a setting; more than one where a type stands for a set (all sub-bands of a wavelet)
     * @throws IllegalArgumentException for an unknown type or a wrong parameter, naming it
     */
    public static List<ImageFilter> of(final FilterSpec spec) {
        throw new IllegalArgumentException("Unknown filter type \"" + spec.type() + "\"");
    }
}
