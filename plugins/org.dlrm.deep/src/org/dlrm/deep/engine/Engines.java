package org.dlrm.deep.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

/**
 * The only door to the native engines: ONNX Runtime (applies networks) and PyTorch through DJL (trains them, optional).
 *
 * <p>Whatever touches an engine first decides for the life of the JVM how it is found, so every touch goes through
 * here, where offline mode, native folders, one thread per operation and the class loader are fixed before. Nothing is
 * ever downloaded. Properties that the user set win.
 */
public final class Engines {

    /** What training needs, as users find it in KNIME's "Install KNIME Extensions". */
    static final String LEARNER_FEATURE = "DLRM Deep Feature Learner (PyTorch)";

    /** Held, because loggers that nobody holds forget their level. DJL warns at every start that there is no GPU. */
    private static final Logger DJL_LOG = Logger.getLogger("ai.djl");

    private Engines() {
    }

    /**
     * @return ONNX Runtime
     * @throws EngineMissingException saying what to install
     */
    public static synchronized OrtEnvironment onnxRuntime() {
        final Platform platform = Platform.current();
        Natives.folder("onnxruntime", "onnxruntime")
            .ifPresent(folder -> set("onnxruntime.native.path", folder.toString()));
        try {
            final OrtEnvironment environment = run(OrtEnvironment::getEnvironment);
            environment.setTelemetry(false);
            return environment;
        } catch (LinkageError | RuntimeException | OrtException e) {
            throw new EngineMissingException("ONNX Runtime, which computes deep features, does not start on "
                + platform + ": " + reason(e) + ". " + (Platform.ONNX_RUNTIME.contains(platform)
                    ? "Install or repair the feature \"DLRM Nodes for KNIME\", which brings it"
                    : "It is there for " + Platform.ONNX_RUNTIME + ": run this node on such a machine") + ".", e);
        }
    }

    /** @return whether the optional PyTorch engine is installed; starts nothing */
    public static boolean hasPytorch() {
        return Natives.folder("pytorch", "torch_cpu").isPresent() && pytorchClasses();
    }

    private static boolean pytorchClasses() {
        return Engines.class.getClassLoader().getResource("ai/djl/pytorch/engine/PtEngineProvider.class") != null;
    }

    /**
     * Starts nothing.
     *
     * @param purpose what PyTorch is needed for, e.g. "Training a network"
     * @throws EngineMissingException saying what to install, if PyTorch is not installed
     */
    public static void requirePytorch(final String purpose) {
        if (!hasPytorch()) {
            throw new EngineMissingException(pytorchMissing(Platform.current(), purpose), null);
        }
    }

    /**
     * @return the PyTorch engine
     * @throws EngineMissingException saying what to install
     */
    public static Engine pytorch() {
        return pytorch("Training a network");
    }

    /**
     * As {@link #pytorch()}.
     *
     * @param purpose what PyTorch is needed for, for the message
     */
    static synchronized Engine pytorch(final String purpose) {
        final Platform platform = Platform.current();
        requirePytorch(purpose);
        final Path folder = Natives.folder("pytorch", "torch_cpu").orElseThrow();
        set("ai.djl.offline", "true");
        set("OPT_OUT_TRACKING", "true");
        set("PYTORCH_LIBRARY_PATH", folder.toString());
        set("PYTORCH_FLAVOR", "cpu");
        set("PYTORCH_VERSION", "2.7.1");
        set("ai.djl.pytorch.num_threads", "1");
        set("ai.djl.pytorch.num_interop_threads", "1");
        // TorchScript is else optimised after its first runs, which may change last digits from call to call
        set("ai.djl.pytorch.graph_optimizer", "false");
        DJL_LOG.setLevel(Level.SEVERE);
        NativeMemory.keep();
        try {
            return run(() -> Engine.getEngine("PyTorch"));
        } catch (LinkageError | RuntimeException e) {
            throw new EngineMissingException("PyTorch does not start on " + platform + ": " + reason(e)
                + ". Repair the feature \"" + LEARNER_FEATURE + "\".", e);
        }
    }

    static String pytorchMissing(final Platform platform, final String purpose) {
        return purpose + " needs PyTorch, which is not installed. "
            + (Platform.PYTORCH.contains(platform)
                ? "Install the feature \"" + LEARNER_FEATURE + "\" (File > Install KNIME Extensions)"
                : "On " + platform + " it is not available, only on " + Platform.PYTORCH
                    + ": run this node on such a machine")
            + ". Networks that are saved as ONNX alone are applied without it.";
    }

    /** Runs something that touches an engine: the thread's context class loader is this bundle's meanwhile. */
    public static <T> T run(final Supplier<T> task) {
        final Thread thread = Thread.currentThread();
        final ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Engines.class.getClassLoader());
        try {
            return task.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void set(final String property, final String value) {
        if (System.getProperty(property) == null && System.getenv(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static String reason(final Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
