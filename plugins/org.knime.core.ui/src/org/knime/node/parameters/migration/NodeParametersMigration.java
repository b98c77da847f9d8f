package org.knime.node.parameters.migration;

import java.util.List;

/** How older settings become a parameter. */
public interface NodeParametersMigration<T> {

    List<ConfigMigration<T>> getConfigMigrations();
}
