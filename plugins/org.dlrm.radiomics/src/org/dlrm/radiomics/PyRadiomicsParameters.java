package org.dlrm.radiomics;

import java.util.Map;

/** Reads PyRadiomics' YAML parameter files. */
final class PyRadiomicsParameters {

    private PyRadiomicsParameters() {
    }

    static boolean isParameterFile(final Map<?, ?> root) {
        return root.containsKey("setting") || root.containsKey("imageType") || root.containsKey("featureClass")
            || root.containsKey("voxelSetting");
    }

    static RadiomicsSettings read(final Map<?, ?> root) {
        throw new IllegalArgumentException("PyRadiomics parameter files are not read yet");
    }
}
