package org.dlrm.standin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.knime.core.node.NodeFactory.NodeType;
import org.knime.core.util.Version;

/** Everything a node says about itself. */
public record NodeDeclaration(String name, String icon, String shortDescription, String fullDescription,
    Version sinceVersion, List<PortGroupDeclaration> ports, ModelDeclaration model, Optional<ViewDeclaration> view,
    NodeType type, List<String> keywords, Map<String, String> externalResources) {
}
