package org.dlrm.headless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.io.PrintWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

/** The command line itself. */
final class MainTest {

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help", "--version", "run --help", "nodes --help", "workflows --help", "help run"})
    void helpIsNoMistake(final String args) {
        assertEquals(0, Main.execute(args.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rnu", "run --sett x", "run a b", "run --threads many"})
    void wrongUsageGivesTwo(final String args) {
        assertEquals(2, Main.execute(args.isEmpty() ? new String[0] : args.split(" ")));
    }

    @Test
    void everyCommandAndOptionIsDescribed() {
        final CommandLine line = new CommandLine(new DlrmCommand());
        final StringWriter usage = new StringWriter();
        line.usage(new PrintWriter(usage));
        line.getSubcommands().forEach((name, command) -> {
            assertTrue(usage.toString().contains("  " + name), name);
            assertTrue(command.getCommandSpec().usageMessage().description().length > 0, name);
            command.getCommandSpec().options().forEach(option -> assertTrue(option.description().length > 0,
                name + " " + option.longestName()));
            assertFalse(command.getCommandSpec().positionalParameters().stream()
                .anyMatch(parameter -> parameter.description().length == 0), name);
        });
        assertTrue(usage.toString().contains("Exit codes:"));
    }
}
