package org.dlrm.deep.learner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Another runtime in a process of its own, where one is installed: Python's torch ({@code rival.py}) or Node's
 * onnxruntime ({@code rival.js}; found through NODE_PATH). It answers line by line.
 */
public final class Rival implements AutoCloseable {

    private final Process m_process;

    private final BufferedReader m_answers;

    private final Writer m_questions;

    private final String m_version;

    private Rival(final Process process) throws IOException {
        m_process = process;
        m_answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        m_questions = process.outputWriter(StandardCharsets.UTF_8);
        final String first = m_answers.readLine();
        m_version = first != null && first.startsWith("ready ") ? first.substring(6) : "";
    }

    /** @return Python's torch, which writes its networks into the folder; empty if there is none */
    public static Optional<Rival> torch(final Path folder) {
        for (final String python : List.of("python3", "/usr/bin/python3")) {
            final Optional<Rival> rival = start("rival.py", folder, python, Map.of());
            if (rival.isPresent()) {
                return rival;
            }
        }
        return Optional.empty();
    }

    /** @return Node's onnxruntime; empty if there is none */
    public static Optional<Rival> onnxRuntime(final Path folder) {
        return start("rival.js", folder, "node", Map.of());
    }

    /**
     * For a fair race. Each package brings a library of its own, and Node's for Linux is the one for graphics cards, built
     * by an older compiler than that of Java and Python: 1 to 3 % apart, measured.
     *
     * @param library the native library that it uses instead of its own (Linux only)
     * @return Node's onnxruntime; empty if there is none
     */
    static Optional<Rival> onnxRuntime(final Path folder, final Path library) {
        return start("rival.js", folder, "node", Map.of("LD_PRELOAD", library.toString()));
    }

    private static Optional<Rival> start(final String script, final Path folder, final String interpreter,
        final Map<String, String> environment) {
        final Path file = folder.resolve(script);
        try (InputStream in = Rival.class.getResourceAsStream(script)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        final List<String> command = new ArrayList<>(List.of(interpreter, file.toString(), folder.toString()));
        try {
            final ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(environment);
            final Rival rival = new Rival(builder.start());
            if (rival.m_version.isEmpty()) {
                rival.close();
                return Optional.empty();
            }
            return Optional.of(rival);
        } catch (IOException e) {
            return Optional.empty(); // no such interpreter
        }
    }

    /** @return name and version */
    public String version() {
        return m_version;
    }

    /** @return the answer to a line */
    public String ask(final String question) {
        try {
            m_questions.write(question + "\n");
            m_questions.flush();
            final String answer = m_answers.readLine();
            if (answer == null) {
                throw new IllegalStateException(m_version + " ended at: " + question);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        m_process.destroy();
    }
}
