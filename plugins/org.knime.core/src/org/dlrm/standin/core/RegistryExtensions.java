package org.dlrm.standin.core;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.RegistryFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** The extension registry of Equinox. */
final class RegistryExtensions implements Extensions.Source {

    private static final boolean ON_CLASS_PATH = onClassPath();

    private static boolean onClassPath() {
        try {
            Class.forName("org.eclipse.core.runtime.RegistryFactory", false,
                RegistryExtensions.class.getClassLoader());
            return true;
        } catch (final ClassNotFoundException | NoClassDefFoundError e) {
            return false;
        }
    }

    static boolean isRunning() {
        return ON_CLASS_PATH && Registry.isRunning();
    }

    @Override
    public List<Extensions.Element> elements(final String pointId) {
        return Registry.elements(pointId);
    }

    /** Apart, so that a plain JVM without the Eclipse jars never links it. */
    private static final class Registry {

        static boolean isRunning() {
            return FrameworkUtil.getBundle(RegistryExtensions.class) != null && RegistryFactory.getRegistry() != null;
        }

        static List<Extensions.Element> elements(final String pointId) {
            final List<Extensions.Element> all = new ArrayList<>();
            for (final IConfigurationElement e : RegistryFactory.getRegistry()
                .getConfigurationElementsFor(pointId)) {
                all.add(new RegistryElement(e));
            }
            return all;
        }
    }

    private record RegistryElement(IConfigurationElement element) implements Extensions.Element {

        @Override
        public String name() {
            return element.getName();
        }

        @Override
        public Optional<String> attribute(final String name) {
            return Optional.ofNullable(element.getAttribute(name));
        }

        @Override
        public List<Extensions.Element> children(final String name) {
            return Stream.of(element.getChildren(name)).<Extensions.Element> map(RegistryElement::new).toList();
        }

        private Bundle bundle() {
            return Platform.getBundle(element.getContributor().getName());
        }

        @Override
        public Class<?> load(final String className) {
            try {
                return bundle().loadClass(className);
            } catch (final ClassNotFoundException | LinkageError e) {
                throw new IllegalStateException("plugin.xml of " + element.getContributor().getName() + ": class "
                    + className + " cannot be loaded: " + e, e);
            }
        }

        @Override
        public Extensions.Contributor contributor() {
            final Bundle bundle = bundle();
            final Dictionary<String, String> headers = bundle.getHeaders();
            return new Extensions.Contributor(bundle.getSymbolicName(), text(headers.get("Bundle-Name")),
                text(headers.get("Bundle-Vendor")), bundle.getVersion().toString());
        }

        private static String text(final String s) {
            return s == null ? "" : s;
        }
    }
}
