package org.dlrm.knime.port;

import java.util.Map;

/** A model that can be saved outside KNIME. */
public interface ModelFile {

    /** @return file name to content, e.g. {@code model.json}; versioned and readable without KNIME */
    Map<String, byte[]> files();
}
