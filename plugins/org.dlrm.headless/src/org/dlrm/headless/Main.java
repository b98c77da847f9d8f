package org.dlrm.headless;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code dlrm} command. In Equinox {@link App} calls it; a plain Java class path will do for the commands that only
 * use the libraries (all but run, nodes and workflows).
 */
public final class Main {

    private Main() {
    }

    /** @param args the command line */
    public static void main(final String[] args) {
        System.exit(execute(args));
    }

    /**
     * @param args the command line
     * @return 0 done, 1 a node or case failed (named on standard error), 2 wrong usage
     */
    public static int execute(final String... args) {
        final CommandLine line = new CommandLine(new DlrmCommand());
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((e, given) -> wrongUsage(e));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
        return line.execute(args);
    }

    private static int wrongUsage(final ParameterException e) {
        final PrintWriter err = e.getCommandLine().getErr();
        err.println(unknownCommand(e).or(() -> unknownOption(e)).orElseGet(e::getMessage));
        err.printf("'%s --help' explains the command.%n", e.getCommandLine().getCommandSpec().qualifiedName());
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static Optional<String> unknownCommand(final ParameterException e) {
        final Set<String> commands = e.getCommandLine().getSubcommands().keySet();
        return unmatched(e).filter(word -> !word.startsWith("-") && !commands.isEmpty())
            .map(word -> "There is no command '" + word + "'." + meant(word, commands));
    }

    private static Optional<String> unknownOption(final ParameterException e) {
        return unmatched(e).filter(word -> word.startsWith("-")).map(word -> "There is no option '" + word + "'."
            + meant(word, e.getCommandLine().getCommandSpec().optionsMap().keySet()));
    }

    private static Optional<String> unmatched(final ParameterException e) {
        return e instanceof UnmatchedArgumentException u ? u.getUnmatched().stream().findFirst() : Optional.empty();
    }

    private static String meant(final String word, final Collection<String> known) {
        return Suggest.nearest(word, known).map(k -> " Did you mean '" + k + "'?").orElse("");
    }

    private static int failed(final Exception e, final CommandLine command) {
        final PrintWriter err = command.getErr();
        if (e instanceof CancellationException) {
            err.println("Stopped.");
        } else {
            err.println(reason(e));
        }
        if (System.getenv("DLRM_DEBUG") != null) {
            e.printStackTrace(err);
        } else {
            err.println("(DLRM_DEBUG=1 shows where this came from)");
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** @return what to tell the user: the message where it was written for people, otherwise all of it */
    private static String reason(final Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": there is no such file or folder";
        } else if (e instanceof FileAlreadyExistsException existing) {
            return existing.getFile() + ": exists already and is of another kind (file or folder)";
        } else if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": no permission";
        }
        final boolean foreseen = e instanceof IOException || e instanceof IllegalArgumentException
            || e.getClass().getName().startsWith("org.dlrm.");
        return foreseen && e.getMessage() != null ? e.getMessage() : e.toString();
    }
}
