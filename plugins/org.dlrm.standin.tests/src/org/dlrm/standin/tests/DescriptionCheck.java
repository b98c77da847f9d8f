package org.dlrm.standin.tests;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Node texts are parsed as XML by KNIME: one that is not well-formed makes the whole node disappear, an element that its
 * description schema does not know at that place is reported as a coding problem. The same rules, as a test.
 */
final class DescriptionCheck {

    /** Where a text stands; the elements that may stand directly in it. */
    enum Place {
        /** Short description: no markup at all. */
        PLAIN(""),
        /** Options, ports and views. */
        EXTENDED("a b i u tt s em code samp sup sub br p hr pre ul ol dl"),
        /** The full description. */
        INTRO("a b i u tt s em code samp sup sub br p hr pre ul ol dl h3 h4 table");

        private final Set<String> m_elements;

        Place(final String elements) {
            m_elements = words(elements);
        }
    }

    private static final String INLINE = "a b i u tt s em code samp sup sub br";

    /** Element to the elements that may stand in it. */
    private static final Map<String, Set<String>> CONTENT = Stream.of(
        "p: " + INLINE + " ul ol dl", "li: " + INLINE + " ul ol dl", "ul: li", "ol: li", "dl: dt dd", "dt: " + INLINE,
        "dd: " + INLINE + " p hr pre ul ol dl h3 h4 table", "h3: " + INLINE, "h4: " + INLINE, "hr: ", "br: ",
        "b: " + INLINE, "i: " + INLINE, "em: " + INLINE, "u: " + INLINE, "code: " + INLINE, "tt: " + INLINE,
        "s: " + INLINE, "samp: " + INLINE, "sup: " + INLINE, "sub: " + INLINE, "a: b i u tt s em code samp sup sub",
        "pre: a b i u tt s br em code samp", "table: tr", "tr: th td",
        "th: " + INLINE + " p hr pre ul ol dl h3 h4 table", "td: " + INLINE + " p hr pre ul ol dl h3 h4 table")
        .map(l -> l.split(":", 2)).collect(Collectors.toMap(l -> l[0], l -> words(l[1])));

    private DescriptionCheck() {
    }

    private static Set<String> words(final String text) {
        return text.isBlank() ? Set.of() : Set.of(text.trim().split(" +"));
    }

    /** @return what KNIME would complain of, empty if nothing */
    static List<String> problems(final String text, final Place place) {
        final Element root;
        try {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader("<fragment>" + text + "</fragment>"))).getDocumentElement();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            return List.of("not well-formed XML: " + e.getMessage());
        }
        final List<String> problems = new ArrayList<>();
        check(root, place.m_elements, problems);
        return problems;
    }

    private static void check(final Element parent, final Set<String> allowed, final List<String> problems) {
        for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element e) {
                if (!allowed.contains(e.getTagName())) {
                    problems.add("<" + e.getTagName() + "> may not stand in <" + parent.getTagName() + ">");
                } else {
                    if (e.getTagName().equals("a") && !e.hasAttribute("href")) {
                        problems.add("<a> without href");
                    }
                    check(e, CONTENT.get(e.getTagName()), problems);
                }
            }
        }
    }
}
