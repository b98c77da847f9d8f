package org.dlrm.standin.tests;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Assumptions;

/** Compiles Java sources at test time against the classes that run here. */
final class Compiler {

    private Compiler() {
    }

    /** @return folder with the classes */
    static Path compile(final Path out, final List<Path> sources, final Path... extraClassPath)
        throws IOException, URISyntaxException {
        final List<String> classPath = new ArrayList<>();
        for (final Path p : extraClassPath) {
            classPath.add(p.toString());
        }
        for (final Path p : standIn()) {
            classPath.add(p.toString());
        }
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Assumptions.assumeTrue(compiler != null, "skipped: no Java compiler here (a JRE without JDK)");
        final StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            final boolean done = compiler.getTask(messages, files, null,
                List.of("-d", Files.createDirectories(out).toString(), "-proc:none", "-nowarn", "--release", "17",
                    "-cp", String.join(File.pathSeparator, classPath)),
                null, files.getJavaFileObjectsFromPaths(sources)).call();
            if (!done) {
                throw new IOException(messages.toString());
            }
        }
        return out;
    }

    /** @param sources file name such as "a/b/C.java" and text */
    static Path compile(final Path folder, final Map<String, String> sources, final Path... extraClassPath)
        throws IOException, URISyntaxException {
        final List<Path> files = new ArrayList<>();
        for (final Map.Entry<String, String> source : sources.entrySet()) {
            final Path file = folder.resolve("src").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        return compile(folder.resolve("classes"), files, extraClassPath);
    }

    static List<Path> standIn() throws IOException, URISyntaxException {
        return List.of(Binaries.of("org.knime.core", "org.knime.core.node.NodeModel").orElseThrow(),
            Binaries.of("org.knime.core.ui", "org.knime.node.DefaultNode").orElseThrow());
    }

    /** The files of a folder whose name starts so. */
    static List<Path> files(final Path folder, final String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList();
        }
    }

    static List<Path> sources(final Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }
}
