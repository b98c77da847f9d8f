package org.dlrm.standin.core;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The plugin.xml extensions: from the registry of a running Equinox, else from the plugin.xml files on the class path
 * (plain JVM), and those registered by hand.
 */
public final class Extensions {

    /** One configuration element of an extension. */
    public interface Element {

        /** The element's tag. */
        String name();

        Optional<String> attribute(String name);

        List<Element> children(String name);

        /** @throws IllegalStateException if the class cannot be loaded */
        Class<?> load(String className);

        Contributor contributor();

        /** An instance of the class that the attribute names. */
        default <T> T create(final String attribute, final Class<T> type) {
            final String name = attribute(attribute).orElseThrow(() -> new IllegalStateException(
                "plugin.xml of " + contributor().symbolicName() + ": attribute \"" + attribute + "\" is missing"));
            try {
                return type.cast(Hidden.create(load(name)));
            } catch (final IllegalStateException e) {
                throw e;
            } catch (final Exception e) {
                throw new IllegalStateException("plugin.xml of " + contributor().symbolicName() + ": " + name
                    + " cannot be created: " + e, e);
            }
        }
    }

    /** The bundle an extension comes from; empty texts if not known. */
    public record Contributor(String symbolicName, String name, String vendor, String version) {
    }

    /** An extension with its elements. */
    interface Source {
        List<Element> elements(String pointId);
    }

    private static final List<Source> REGISTERED = new CopyOnWriteArrayList<>();

    private static Source s_classPath;

    private Extensions() {
    }

    /** The elements of that name in all extensions of a point, in the order of the contributing bundles. */
    public static List<Element> elements(final String pointId, final String elementName) {
        final List<Element> all = new ArrayList<>();
        for (final Source source : sources()) {
            for (final Element element : source.elements(pointId)) {
                if (element.name().equals(elementName)) {
                    all.add(element);
                }
            }
        }
        return all;
    }

    private static synchronized List<Source> sources() {
        final List<Source> sources = new ArrayList<>(REGISTERED);
        if (RegistryExtensions.isRunning()) {
            sources.add(new RegistryExtensions());
        } else {
            if (s_classPath == null) {
                s_classPath = XmlExtensions.ofClassPath();
            }
            sources.add(s_classPath);
        }
        return sources;
    }

    /** Adds the extensions of a plugin.xml, for tests; closing the result removes them. */
    public static AutoCloseable register(final URL pluginXml, final ClassLoader loader,
        final Contributor contributor) {
        final Source source = XmlExtensions.of(pluginXml, loader, contributor);
        REGISTERED.add(source);
        return () -> REGISTERED.remove(source);
    }
}
