package org.dlrm.headless.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.dlrm.standin.NodeCatalog;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The documentation: node pages as the nodes are, links that lead somewhere, classes that exist, small pictures. */
final class DocsCommandTest {

    private static final Path ROOT = Path.of("..", "..");

    private static final Path DOCS = ROOT.resolve("docs");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    private static final int MAX_PICTURE = 200_000;

    @BeforeAll
    static void inTheCheckout() {
        Assumptions.assumeTrue(Files.isDirectory(DOCS), "skipped: not run inside the checkout");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), files.filter(f -> f.toString().endsWith(".md")))
                .sorted().toList();
        }
    }

    @Test
    void nodePagesSayWhatTheNodesSay() throws IOException {
        assertEquals(List.of(), DocsCommand.differences(DOCS.resolve("nodes"), DocsCommand.pages(NodeCatalog.fromRegistry())),
            "Run 'dlrm docs' and commit what it writes");
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        final List<String> broken = new ArrayList<>();
        for (final Path page : pages()) {
            final Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!link.group(1).contains("://") && !Files.exists(page.resolveSibling(link.group(1)))) {
                    broken.add(page + ": " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    /** Classes are named as `package.Class` below org.dlrm, tests by their name alone. */
    @Test
    void namedClassesExist() throws IOException {
        final List<String> sources;
        try (Stream<Path> files = Files.walk(ROOT.resolve("plugins"))) {
            sources = files.map(f -> f.toString().replace('\\', '/')).filter(f -> f.endsWith(".java")).toList();
        }
        final List<String> unknown = new ArrayList<>();
        final Matcher validation = Pattern.compile("`(\\w+Test)`").matcher(Files.readString(DOCS.resolve("validation.md")));
        final Matcher methods =
            Pattern.compile("`((?:[a-z0-9]+\\.)+[A-Z]\\w+)`").matcher(Files.readString(DOCS.resolve("methods.md")));
        Stream.concat(validation.results(), methods.results()).map(m -> m.group(1).replace('.', '/'))
            .filter(name -> sources.stream().noneMatch(s -> s.endsWith("/" + name + ".java"))).forEach(unknown::add);
        assertEquals(List.of(), unknown);
    }

    @Test
    void picturesAreSmall() throws IOException {
        final Path pictures = DOCS.resolve("pictures");
        try (Stream<Path> files = Files.list(pictures)) {
            for (final Path picture : files.toList()) {
                assertTrue(Files.size(picture) < MAX_PICTURE, () -> picture + " is too large");
            }
        }
    }
}
