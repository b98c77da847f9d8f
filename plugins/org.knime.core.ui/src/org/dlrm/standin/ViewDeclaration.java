package org.dlrm.standin;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.knime.node.DefaultView.ViewInput;

/**
 * A node's view.
 *
 * @param initialData gives the page's data as JSON text
 * @param handlers services by name; "" is the one without
 */
public record ViewDeclaration(String description, PageDeclaration page,
    Optional<Function<ViewInput, String>> initialData, Map<String, Function<ViewInput, Object>> handlers) {
}
