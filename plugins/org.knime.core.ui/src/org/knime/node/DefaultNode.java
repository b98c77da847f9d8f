package org.knime.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import org.dlrm.standin.NodeDeclaration;
import org.dlrm.standin.PortGroupDeclaration;
import org.knime.core.node.FluentNodeAPI;
import org.knime.core.node.NodeFactory;
import org.knime.core.util.Version;

/** A node as one declaration. */
public final class DefaultNode implements FluentNodeAPI {

    /** First step. */
    public interface RequireName {

        RequireIcon name(String name);
    }

    /** Next step. */
    public interface RequireIcon {

        /** @param icon relative to the factory class */
        RequireShortDescription icon(String icon);
    }

    /** Next step. */
    public interface RequireShortDescription {

        RequireFullDescription shortDescription(String shortDescription);
    }

    /** Next step. */
    public interface RequireFullDescription {

        RequireSinceVersion fullDescription(String fullDescription);
    }

    /** Next step. */
    public interface RequireSinceVersion {

        RequirePorts sinceVersion(int major, int minor, int revision);
    }

    /** Last step. */
    public interface RequireModel {

        DefaultNode model(Function<DefaultModel.RequireModelParameters, DefaultModel> model);
    }

    private final String m_name;

    private final String m_icon;

    private final String m_shortDescription;

    private final String m_fullDescription;

    private final Version m_sinceVersion;

    private final List<PortGroupDeclaration> m_ports;

    private final DefaultModel m_model;

    private DefaultView m_view;

    private NodeFactory.NodeType m_type;

    private final List<String> m_keywords = new ArrayList<>();

    private final Map<String, String> m_externalResources = new LinkedHashMap<>();

    private DefaultNode(final String name, final String icon, final String shortDescription,
        final String fullDescription, final Version sinceVersion, final List<PortGroupDeclaration> ports,
        final DefaultModel model) {
        m_name = Objects.requireNonNull(name, "name");
        m_icon = Objects.requireNonNull(icon, "icon");
        m_shortDescription = Objects.requireNonNull(shortDescription, "shortDescription");
        m_fullDescription = Objects.requireNonNull(fullDescription, "fullDescription");
        m_sinceVersion = sinceVersion;
        m_ports = ports;
        m_model = model;
    }

    public static RequireName create() {
        return name -> icon -> shortDescription -> fullDescription -> (major, minor, revision) -> ports -> model ->
            new DefaultNode(name, icon, shortDescription, fullDescription, new Version(major, minor, revision),
                PortGroups.collect(ports), model.apply(DefaultModel.create()));
    }

    public DefaultNode addView(final Function<DefaultView.RequireViewParameters, DefaultView> view) {
        if (m_view != null) {
            throw new UnsupportedOperationException("Multiple views per node are not supported yet.");
        }
        m_view = view.apply(new DefaultView.RequireViewParameters() {
        });
        return this;
    }

    public DefaultNode nodeType(final NodeFactory.NodeType nodeType) {
        if (m_type != null) {
            throw new IllegalStateException("nodeType() has already been called; a node can only have one node type.");
        }
        m_type = nodeType;
        return this;
    }

    public DefaultNode keywords(final String... keywords) {
        if (!m_keywords.isEmpty()) {
            throw new IllegalStateException(
                "keywords() has already been called; a node can only have one list of keywords.");
        }
        m_keywords.addAll(List.of(keywords));
        return this;
    }

    public DefaultNode addExternalResource(final String href, final String description) {
        m_externalResources.put(Objects.requireNonNull(href), Objects.requireNonNull(description));
        return this;
    }

    NodeDeclaration declaration() {
        return new NodeDeclaration(m_name, m_icon, m_shortDescription, m_fullDescription, m_sinceVersion, m_ports,
            m_model.declaration(), Optional.ofNullable(m_view).map(DefaultView::declaration),
            m_type == null ? NodeFactory.NodeType.Other : m_type, List.copyOf(m_keywords),
            Collections.unmodifiableMap(m_externalResources));
    }
}
