package org.dlrm.standin.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.knime.core.node.ExecutionContext;

/**
 * Where the nodes of one workflow run: its folder, the file stores, temporary files. Current on a thread while a node
 * runs on it (as KNIME's node context: threads a node starts do not have it).
 */
public final class ExecutionSpace implements AutoCloseable {

    /** Makes the space current until it is closed. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    private static final ThreadLocal<Deque<Optional<ExecutionSpace>>> CURRENT =
        ThreadLocal.withInitial(ArrayDeque::new);

    private final Path m_workflowDir;

    private final Path m_root;

    private final Set<String> m_fileStores = ConcurrentHashMap.newKeySet();

    private final AtomicInteger m_executions = new AtomicInteger();

    private ExecutionSpace(final Path workflowDir, final Path root) {
        m_workflowDir = workflowDir.toAbsolutePath().normalize();
        m_root = root;
    }

    public static ExecutionSpace open(final Path workflowDir) throws IOException {
        return new ExecutionSpace(workflowDir, Files.createTempDirectory("dlrm-run"));
    }

    public static ExecutionSpace open(final Path workflowDir, final Path parent) throws IOException {
        return new ExecutionSpace(workflowDir, Files.createTempDirectory(parent, "dlrm-run"));
    }

    /** The one whose node runs on this thread. */
    public static Optional<ExecutionSpace> current() {
        final Deque<Optional<ExecutionSpace>> stack = CURRENT.get();
        return stack.isEmpty() ? Optional.empty() : stack.peek();
    }

    /** Makes a space (or none) current on this thread until pop. */
    public static void push(final Optional<ExecutionSpace> space) {
        CURRENT.get().push(space);
    }

    public static void pop() {
        if (CURRENT.get().poll() == null) {
            throw new IllegalStateException("No node context to remove.");
        }
    }

    public Scope enter() {
        push(Optional.of(this));
        return ExecutionSpace::pop;
    }

    public Path workflowDir() {
        return m_workflowDir;
    }

    /** Folder for temporary files. */
    public Path tempDir() throws IOException {
        return Files.createDirectories(m_root.resolve("temp"));
    }

    /** A context for one node execution. */
    public ExecutionContext executionContext(final BiConsumer<Double, String> progress,
        final BooleanSupplier cancelled) {
        final String id = "execution-" + m_executions.incrementAndGet();
        try {
            return Hidden.create(ExecutionContext.class, new SpaceMonitor(this, id, progress, cancelled));
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The file of a store; its folder exists, the file only once the node wrote it. */
    public Path fileStore(final String executionId, final String name) {
        return m_root.resolve("filestore").resolve(executionId).resolve(name);
    }

    /**
     * @throws IOException if the name is no file name, begins with a dot (KNIME refuses it), or is taken; names that
     *             differ in upper and lower case only are one file on Windows
     */
    public void reserveFileStore(final String executionId, final String name) throws IOException {
        final Path file = fileStore(executionId, name);
        final Path folder = file.getParent();
        if (name.isEmpty() || name.startsWith(".") || name.contains("\\") || !file.normalize().equals(file)
            || !folder.getFileName().toString().equals(executionId)) {
            throw new IOException("\"" + name + "\" is not a file name");
        }
        if (!m_fileStores.add(executionId + "/" + name.toLowerCase(Locale.ROOT))) {
            throw new IOException("Duplicate file store name \"" + name + "\"");
        }
        Files.createDirectories(folder);
    }

    /** Deletes file stores and temporary files. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(m_root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(m_root)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
