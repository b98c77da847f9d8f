package org.knime.core.data;

import java.net.URL;

import javax.swing.Icon;
import javax.swing.ImageIcon;

import org.knime.core.data.renderer.DataValueRendererFamily;
import org.knime.core.data.renderer.DefaultDataValueRendererFamily;

/** What a cell can be read as. */
public interface DataValue {

    UtilityFactory UTILITY = new UtilityFactory();

    /** Icon, renderers and order of a value class. */
    class UtilityFactory {

        protected UtilityFactory() {
        }

        public Icon getIcon() {
            return null;
        }

        protected DataValueRendererFamily getRendererFamily(final DataColumnSpec spec) {
            return new DefaultDataValueRendererFamily();
        }

        /** @return null if values have no order of their own */
        protected DataValueComparator getComparator() {
            return null;
        }

        protected static Icon loadIcon(final Class<?> base, final String path) {
            final URL url = base.getResource(path);
            return url == null ? null : new ImageIcon(url);
        }
    }
}
