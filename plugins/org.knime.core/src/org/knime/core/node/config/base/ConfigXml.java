package org.knime.core.node.config.base;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;

import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** XMLConfig 2008/09: the format of settings.xml, workflow.knime, spec.xml and model files. */
final class ConfigXml {

    private static final String NAMESPACE = "http://www.knime.org/2008/09/XMLConfig";

    /** Deeper trees than any dialog makes are refused before they overflow the stack. */
    private static final int MAX_DEPTH = 200;

    private ConfigXml() {
    }

    static void write(final ConfigBase config, final OutputStream out) throws IOException {
        final StringBuilder b = new StringBuilder();
        b.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        b.append("<config xmlns=\"").append(NAMESPACE)
            .append("\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"")
            .append(NAMESPACE).append(" http://www.knime.org/XMLConfig_2008_09.xsd\" key=\"")
            .append(attribute(config.getKey())).append("\"");
        if (config.entries().isEmpty()) {
            b.append("/>\n");
        } else {
            b.append(">\n");
            entries(config, b, "    ");
            b.append("</config>\n");
        }
        out.write(b.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void entries(final ConfigBase config, final StringBuilder b, final String indent) {
        config.entries().forEach((key, value) -> {
            if (value instanceof ConfigBase child) {
                b.append(indent).append("<config key=\"").append(attribute(key)).append('"');
                if (child.entries().isEmpty()) {
                    b.append("/>\n");
                } else {
                    b.append(">\n");
                    entries(child, b, indent + "    ");
                    b.append(indent).append("</config>\n");
                }
            } else {
                final ConfigEntry entry = (ConfigEntry)value;
                b.append(indent).append("<entry key=\"").append(attribute(key)).append("\" type=\"")
                    .append(entry.type()).append('"');
                if (entry.value() == null) {
                    b.append(" isnull=\"true\" value=\"\"/>\n");
                } else {
                    b.append(" value=\"").append(attribute(escape(entry.value().toString()))).append("\"/>\n");
                }
            }
        });
    }

    private static String attribute(final String s) {
        return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** Control characters as "%%" and five digits, a literal "%%" likewise. */
    static String escape(final String s) {
        final StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            final char c = s.charAt(i);
            final boolean doubled = c == '%' && i + 1 < s.length() && s.charAt(i + 1) == '%';
            if (c < ' ' || doubled) {
                b.append(String.format("%%%%%05d", (int)c));
            } else {
                b.append(c);
            }
        }
        return b.toString();
    }

    static String unescape(final String s) {
        final StringBuilder b = new StringBuilder();
        int i = 0;
        while (i < s.length()) {
            if (s.startsWith("%%", i) && i + 7 <= s.length() && s.substring(i + 2, i + 7).chars()
                .allMatch(Character::isDigit)) {
                b.append((char)Integer.parseInt(s.substring(i + 2, i + 7)));
                i += 7;
            } else {
                b.append(s.charAt(i++));
            }
        }
        return b.toString();
    }

    /** Reads a file into the given config; its own key is kept, the stream stays open. */
    static void read(final ConfigBase into, final InputStream in) throws IOException {
        try {
            final SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.newSAXParser().parse(new FilterInputStream(in) {
                @Override
                public void close() {
                    // zip streams have more entries to come
                }
            }, new Handler(into));
        } catch (final SAXParseException e) {
            throw new IOException("line " + e.getLineNumber() + ": " + e.getMessage(), e);
        } catch (final SAXException | ParserConfigurationException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static final class Handler extends DefaultHandler {

        private final Deque<ConfigBase> m_open = new ArrayDeque<>();

        private final ConfigBase m_root;

        private Locator m_locator;

        Handler(final ConfigBase root) {
            m_root = root;
        }

        @Override
        public void setDocumentLocator(final Locator locator) {
            m_locator = locator;
        }

        @Override
        public void startElement(final String uri, final String name, final String qName, final Attributes a)
            throws SAXException {
            final String key = a.getValue("key");
            switch (name) {
                case "config" -> {
                    if (m_open.size() >= MAX_DEPTH) {
                        throw problem("configs are nested more than " + MAX_DEPTH + " deep");
                    }
                    m_open.push(m_open.isEmpty() ? m_root : m_open.peek().addConfigBase(required(key, "key")));
                }
                case "entry" -> {
                    if (m_open.isEmpty()) {
                        throw problem("an entry outside a config");
                    }
                    entry(required(key, "key"), required(a.getValue("type"), "type"), a);
                }
                default -> throw problem("unexpected element \"" + name + "\" (expected config or entry)");
            }
        }

        private void entry(final String key, final String type, final Attributes a) throws SAXException {
            final String value = required(a.getValue("value"), "value");
            if ("true".equals(a.getValue("isnull"))) {
                m_open.peek().entries().put(key, new ConfigEntry(type, null));
                return;
            }
            try {
                m_open.peek().entries().put(key, ConfigEntry.parse(type, unescape(value)));
            } catch (final NumberFormatException e) {
                throw problem("entry \"" + key + "\": \"" + value + "\" is not a value of type " + type);
            }
        }

        private String required(final String value, final String attribute) throws SAXException {
            if (value == null) {
                throw problem("attribute \"" + attribute + "\" is missing");
            }
            return value;
        }

        private SAXParseException problem(final String message) {
            return new SAXParseException(message, m_locator);
        }

        @Override
        public void endElement(final String uri, final String name, final String qName) {
            if ("config".equals(name)) {
                m_open.pop();
            }
        }

        @Override
        public void error(final SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
