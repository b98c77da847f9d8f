package org.dlrm.deep.engine;

import java.util.List;
import java.util.Locale;

/** Operating system and processor in OSGi's words. */
record Platform(String os, String arch) {

    /** Where there is a fragment with ONNX Runtime. */
    static final List<Platform> ONNX_RUNTIME =
        List.of(new Platform("linux", "x86_64"), new Platform("linux", "aarch64"), new Platform("win32", "x86_64"),
            new Platform("macosx", "aarch64"), new Platform("macosx", "x86_64"));

    /** Where there is a fragment with PyTorch. */
    static final List<Platform> PYTORCH =
        List.of(new Platform("linux", "x86_64"), new Platform("win32", "x86_64"), new Platform("macosx", "aarch64"));

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(final String osName, final String osArch) {
        final String name = osName.toLowerCase(Locale.ROOT);
        final String os = name.startsWith("windows") ? "win32" : name.startsWith("mac") ? "macosx" : name;
        return new Platform(os, osArch.equals("amd64") ? "x86_64" : osArch);
    }

    @Override
    public String toString() {
        return os + "." + arch;
    }
}
