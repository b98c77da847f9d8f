package org.dlrm.headless.run;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.BooleanSupplier;

import org.dlrm.headless.run.NodeReport.Output;
import org.dlrm.standin.NodeRuntime;

/**
 * One line per node on standard error: number, name, rows, time. On a terminal the line of the running node shows how far
 * it is; elsewhere (logs) a line is added every half minute.
 */
public final class ProgressLines {

    private static final long TERMINAL_PERIOD = 100_000_000L;

    private static final long LOG_PERIOD = 30_000_000_000L;

    private static final int WIDTH = 100;

    private final PrintStream m_err;

    private final boolean m_terminal;

    private String m_head = "";

    private long m_start;

    private long m_last;

    /**
     * @param err where to
     * @param terminal whether lines can be overwritten
     */
    public ProgressLines(final PrintStream err, final boolean terminal) {
        m_err = err;
        m_terminal = terminal;
    }

    /** A node begins. */
    synchronized void start(final int number, final int count, final String title) {
        final int digits = Integer.toString(count).length();
        m_head = ("[%" + digits + "d/%d] %-40s").formatted(number, count, title);
        m_start = System.nanoTime();
        m_last = m_start;
        if (m_terminal) {
            overwrite(m_head + " ...");
        }
    }

    /** A node ended. */
    synchronized void end(final NodeReport report) {
        final String what = switch (report.state()) {
            case EXECUTED -> report.outputs().isEmpty() ? "done"
                : String.join(", ", report.outputs().stream().map(Output::shortText).toList());
            case FAILED -> "FAILED";
            case NOT_RUN -> "not run";
            case CANCELLED -> "stopped";
        };
        final String line = "%s %-34s %9s".formatted(m_head, what, time(report.seconds()));
        if (m_terminal) {
            overwrite("");
        }
        m_err.println(line.stripTrailing());
        report.warning().ifPresent(w -> m_err.println("       warning: " + w.strip().replace("\n", "\n       ")));
        report.problem().ifPresent(p -> m_err.println("       " + p.reason().strip().replace("\n", "\n       ")
            + (p.remedy().isBlank() ? "" : "\n       What to do: " + p.remedy())));
        m_err.flush();
    }

    /** @return what a node reports to */
    NodeRuntime.Monitor monitor(final BooleanSupplier cancelled) {
        return new NodeRuntime.Monitor() {
            private double m_fraction;

            private String m_message = "";

            @Override
            public void progress(final double fraction, final String message) {
                synchronized (ProgressLines.this) {
                    m_fraction = Double.isNaN(fraction) ? m_fraction : fraction;
                    m_message = message == null ? m_message : message.replace('\n', ' ');
                    show(m_fraction, m_message);
                }
            }

            @Override
            public boolean cancelled() {
                return cancelled.getAsBoolean();
            }
        };
    }

    private void show(final double fraction, final String message) {
        final long now = System.nanoTime();
        if (now - m_last < (m_terminal ? TERMINAL_PERIOD : LOG_PERIOD)) {
            return;
        }
        m_last = now;
        final String line = "%s %3.0f %%  %s  %s".formatted(m_head, 100 * Math.min(1, Math.max(0, fraction)),
            time((now - m_start) / 1e9), message);
        if (m_terminal) {
            overwrite(line);
        } else {
            m_err.println(line.stripTrailing());
        }
    }

    private void overwrite(final String line) {
        final String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
        m_err.print("\r" + cut + "\u001b[K");
        m_err.flush();
    }

    /** @return e.g. "0.4 s", "2 min 05 s" */
    static String time(final double seconds) {
        return seconds < 60 ? String.format(Locale.ROOT, "%.1f s", seconds)
            : String.format(Locale.ROOT, "%d min %02d s", (int)seconds / 60, (int)seconds % 60);
    }
}
