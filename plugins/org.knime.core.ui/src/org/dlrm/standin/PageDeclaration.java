package org.dlrm.standin;

import java.util.List;

/**
 * A view's page.
 *
 * @param resources files and folders below the base path that the page loads
 */
public record PageDeclaration(Class<?> bundleClass, String basePath, String file, List<String> resources) {
}
