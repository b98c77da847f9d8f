package org.dlrm.headless.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

/** A wrong folder is named with what is looked for; the check never falls back to the digital phantom alone. */
final class ReferenceCheckCommandTest {

    private static void refused(final Path folder, final String words) {
        final StringWriter said = new StringWriter();
        assertEquals(CommandLine.ExitCode.USAGE, new CommandLine(new ReferenceCheckCommand())
            .setErr(new PrintWriter(said, true)).execute("--ibsi", folder.toString()));
        assertTrue(said.toString().contains(words), said.toString());
    }

    @Test
    void wrongFolders(@TempDir final Path folder) {
        refused(folder, folder + " holds neither IBSI's phantoms");
        refused(folder.resolve("none"), "there is no folder " + folder.resolve("none"));
    }
}
