package org.dlrm.standin.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Extensions read straight from plugin.xml files. */
final class XmlExtensions implements Extensions.Source {

    private record XmlElement(Element element, ClassLoader loader, Extensions.Contributor contributor)
        implements Extensions.Element {

        @Override
        public String name() {
            return element.getTagName();
        }

        @Override
        public Optional<String> attribute(final String name) {
            return element.hasAttribute(name) ? Optional.of(element.getAttribute(name)) : Optional.empty();
        }

        @Override
        public List<Extensions.Element> children(final String name) {
            return childElements(element).stream().filter(e -> e.getTagName().equals(name))
                .<Extensions.Element> map(e -> new XmlElement(e, loader, contributor)).toList();
        }

        @Override
        public Class<?> load(final String className) {
            try {
                return Class.forName(className, true, loader);
            } catch (final ClassNotFoundException | LinkageError e) {
                throw new IllegalStateException("plugin.xml of " + contributor.symbolicName() + ": class " + className
                    + " cannot be loaded: " + e, e);
            }
        }
    }

    private final Map<String, List<Extensions.Element>> m_elements = new LinkedHashMap<>();

    static XmlExtensions of(final URL pluginXml, final ClassLoader loader, final Extensions.Contributor contributor) {
        final XmlExtensions extensions = new XmlExtensions();
        extensions.add(pluginXml, loader, contributor);
        return extensions;
    }

    static XmlExtensions ofClassPath() {
        final XmlExtensions extensions = new XmlExtensions();
        final ClassLoader loader = XmlExtensions.class.getClassLoader();
        try {
            for (final URL url : Collections.list(loader.getResources("plugin.xml"))) {
                extensions.add(url, loader, contributor(url));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return extensions;
    }

    /** From META-INF/MANIFEST.MF beside the plugin.xml. */
    private static Extensions.Contributor contributor(final URL pluginXml) {
        try (InputStream in = new URL(pluginXml, "META-INF/MANIFEST.MF").openStream()) {
            final Attributes headers = new Manifest(in).getMainAttributes();
            final String name = header(headers, "Bundle-SymbolicName");
            return new Extensions.Contributor(name.contains(";") ? name.substring(0, name.indexOf(';')) : name,
                header(headers, "Bundle-Name"), header(headers, "Bundle-Vendor"), header(headers, "Bundle-Version"));
        } catch (final IOException e) {
            return new Extensions.Contributor(pluginXml.toString(), "", "", "");
        }
    }

    private static String header(final Attributes headers, final String name) {
        final String value = headers.getValue(name);
        return value == null ? "" : value;
    }

    private void add(final URL pluginXml, final ClassLoader loader, final Extensions.Contributor contributor) {
        try (InputStream in = pluginXml.openStream()) {
            final Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in)
                .getDocumentElement();
            for (final Element extension : childElements(root)) {
                if (extension.getTagName().equals("extension")) {
                    for (final Element e : childElements(extension)) {
                        m_elements.computeIfAbsent(extension.getAttribute("point"), k -> new ArrayList<>())
                            .add(new XmlElement(e, loader, contributor));
                    }
                }
            }
        } catch (final IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(pluginXml + " is not a plugin.xml: " + e.getMessage(), e);
        }
    }

    private static List<Element> childElements(final Element parent) {
        final List<Element> all = new ArrayList<>();
        for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element e) {
                all.add(e);
            }
        }
        return all;
    }

    @Override
    public List<Extensions.Element> elements(final String pointId) {
        return m_elements.getOrDefault(pointId, List.of());
    }
}
