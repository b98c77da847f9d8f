package org.dlrm.standin;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The XML file beside a classic factory class. */
record ClassicDescription(String name, String icon, String type, String shortDescription, String intro,
    List<String> keywords, List<String[]> inPorts, List<String[]> outPorts, Map<String, String> options) {

    static ClassicDescription of(final Class<?> factory) {
        final String file = factory.getSimpleName() + ".xml";
        try (InputStream in = factory.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing beside " + factory.getName());
            }
            final Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in)
                .getDocumentElement();
            final List<String> keywords = new ArrayList<>();
            elements(root, "keyword").forEach(e -> keywords.add(e.getTextContent().trim()));
            final Map<String, String> options = new LinkedHashMap<>();
            elements(root, "option").forEach(e -> options.put(e.getAttribute("name"), e.getTextContent().trim()));
            return new ClassicDescription(text(root, "name"), root.getAttribute("icon"), root.getAttribute("type"),
                text(root, "shortDescription"), text(root, "intro"), keywords, ports(root, "inPort"),
                ports(root, "outPort"), options);
        } catch (final IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<Element> elements(final Element root, final String tag) {
        final NodeList nodes = root.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element)nodes.item(i)).toList();
    }

    private static String text(final Element root, final String tag) {
        return elements(root, tag).stream().findFirst().map(e -> e.getTextContent().trim()).orElse("");
    }

    /** Name and description by index. */
    private static List<String[]> ports(final Element root, final String tag) {
        return elements(root, tag).stream().sorted(
            Comparator.comparingInt(e -> Integer.parseInt(e.getAttribute("index"))))
            .map(e -> new String[]{e.getAttribute("name"), e.getTextContent().trim()}).toList();
    }
}
