package org.dlrm.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the reference data beside the checkout ({@code ../shared}), which is not part of the project. Tests that need
 * it are skipped with a message where it is missing.
 */
public final class Shared {

    private Shared() {
    }

    /** @return {@code shared/<name>} beside the checkout (or in the folder of the system property dlrm.shared) */
    public static Optional<Path> find(final String name) {
        final String set = System.getProperty("dlrm.shared");
        if (set != null) {
            return Optional.of(Path.of(set, name)).filter(Files::exists);
        }
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            final Path path = dir.resolve("shared").resolve(name);
            if (Files.exists(dir.resolve("shared").resolve("design.md")) && Files.exists(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** @return the folder; skips the calling test, saying so, where it is missing */
    public static Path require(final String name) {
        final Optional<Path> path = find(name);
        org.junit.jupiter.api.Assumptions.assumeTrue(path.isPresent(),
            () -> "skipped: reference data shared/" + name + " is not beside the checkout");
        return path.orElseThrow();
    }
}
