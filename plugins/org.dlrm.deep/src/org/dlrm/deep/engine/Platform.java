package org.dlrm.deep.engine;

import java.util.List;
import java.util.Locale;

/** Operating system and processor in OSGi's words. */
record Platform(String os, String arch) {

    static final List<Platform> SUPPORTED =
        List.of(new Platform("linux", "x86_64"), new Platform("win32", "x86_64"), new Platform("macosx", "aarch64"));

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(final String osName, final String osArch) {
        final String name = osName.toLowerCase(Locale.ROOT);
        final String os = name.startsWith("windows") ? "win32" : name.startsWith("mac") ? "macosx" : name;
        return new Platform(os, osArch.equals("amd64") ? "x86_64" : osArch);
    }

    boolean supported() {
        return SUPPORTED.contains(this);
    }

    @Override
    public String toString() {
        return os + "." + arch;
    }
}
