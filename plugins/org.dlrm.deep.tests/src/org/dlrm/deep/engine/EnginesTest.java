package org.dlrm.deep.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class EnginesTest {

    /** KNIME's worker threads have a class loader that knows nothing of this bundle; the hardest case is none. */
    private static void withoutContextClassLoader(final Runnable task) throws Exception {
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final Thread thread = new Thread(task);
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        thread.setContextClassLoader(null);
        thread.start();
        thread.join();
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    @Test
    void onnxRuntimeStartsOnAThreadWithoutContextClassLoader() throws Exception {
        withoutContextClassLoader(() -> {
            assertNotNull(Engines.onnxRuntime());
            assertNull(Thread.currentThread().getContextClassLoader());
        });
    }

    @Test
    void pytorchStartsOnAThreadWithoutContextClassLoader() throws Exception {
        Assumptions.assumeTrue(Engines.hasPytorch(), "skipped: PyTorch (optional feature) is not installed");
        withoutContextClassLoader(() -> {
            assertTrue(Engines.pytorch().getVersion().startsWith("2.7.1"));
            assertEquals("true", System.getProperty("ai.djl.offline"));
            assertEquals("true", System.getProperty("OPT_OUT_TRACKING"));
            assertEquals("1", System.getProperty("ai.djl.pytorch.num_threads"));
            assertNull(Thread.currentThread().getContextClassLoader());
        });
    }

    @Test
    void theCLibraryIsToldToKeepMemoryOnLinux() {
        Assumptions.assumeTrue(Platform.current().os().equals("linux") && System.getenv("MALLOC_TRIM_THRESHOLD_") == null
            && System.getenv("MALLOC_MMAP_THRESHOLD_") == null, "skipped: not on this system");
        assertTrue(NativeMemory.keep());
    }

    @Test
    void nativesLieInTheFragmentOfThisPlatform() {
        final var folder = Natives.folder("onnxruntime", "onnxruntime").orElseThrow();
        assertTrue(Files.isRegularFile(folder.resolve(System.mapLibraryName("onnxruntime4j_jni"))));
        assertEquals(Optional.empty(), Natives.folder("onnxruntime", "no-such-library"));
    }

    @Test
    void namesPlatformsAsOsgiDoes() {
        assertEquals("linux.x86_64", Platform.of("Linux", "amd64").toString());
        assertEquals("win32.x86_64", Platform.of("Windows 11", "amd64").toString());
        assertEquals("macosx.aarch64", Platform.of("Mac OS X", "aarch64").toString());
        assertTrue(Platform.PYTORCH.contains(Platform.of("Mac OS X", "aarch64")));
        assertFalse(Platform.PYTORCH.contains(Platform.of("Linux", "aarch64")));
        assertTrue(Platform.ONNX_RUNTIME.contains(Platform.of("Mac OS X", "x86_64")));
        assertTrue(Platform.ONNX_RUNTIME.contains(Platform.of("Linux", "aarch64")));
    }

    @Test
    void saysWhatToInstallWhenPytorchIsMissing() {
        final String known = Engines.pytorchMissing(Platform.of("Linux", "amd64"), "Training a network");
        assertTrue(known.startsWith("Training a network needs PyTorch, which is not installed"), known);
        assertTrue(known.contains("Install the feature \"DLRM Deep Feature Learner (PyTorch)\""), known);
        final String unknown = Engines.pytorchMissing(Platform.of("Linux", "aarch64"), "Training a network");
        assertTrue(unknown.contains("On linux.aarch64 it is not available, only on [linux.x86_64")
            && unknown.contains("run this node on such a machine"), unknown);
    }
}
