package org.knime.core.util;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/** Opens knime: addresses. */
final class KnimeUrls extends URLStreamHandler {

    @Override
    protected URLConnection openConnection(final URL url) throws IOException {
        try {
            return FileUtil.resolveToPath(url).toUri().toURL().openConnection();
        } catch (final URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
