package org.dlrm.radiomics.filter;

import java.util.List;

final class PyRadiomicsFilters {

    private PyRadiomicsFilters() {
    }

    static List<ImageFilter> of(final String type, final Parameters p) {
        throw new IllegalArgumentException("Unknown filter type \"" + type + "\"");
    }
}
