package org.dlrm.knime;

import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionMonitor;
import org.knime.core.node.workflow.NodeContext;

/** Connects the libraries' progress, cancellation and threads with KNIME's. */
public final class Jobs {

    private Jobs() {
    }

    /** @return worker threads of a node: the system property {@code dlrm.threads}, else one per core */
    public static int threads() {
        return Math.max(1, Integer.getInteger("dlrm.threads", Runtime.getRuntime().availableProcessors()));
    }

    /** @return a progress that shows in the node and is cancelled with it */
    public static Progress progress(final ExecutionMonitor monitor) {
        return new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                monitor.setProgress(fraction, message);
            }

            @Override
            public boolean isCanceled() {
                try {
                    monitor.checkCanceled();
                    return false;
                } catch (CanceledExecutionException e) {
                    return true;
                }
            }
        };
    }

    /** A piece of work that may be cancelled. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Progress progress) throws Exception;
    }

    /** Runs work, turning the libraries' cancellation into KNIME's. */
    public static <T> T run(final ExecutionMonitor monitor, final Work<T> work) throws Exception {
        try {
            return work.run(progress(monitor));
        } catch (CancellationException e) {
            throw new CanceledExecutionException(e.getMessage());
        }
    }

    /**
     * Works through patients on several threads; results arrive in the order of the patients.
     *
     * @param total number of patients, for the progress
     * @param parallel how many at a time
     * @param name what to call patient i in the progress, e.g. its RowID
     */
    public static <I, O> void forEach(final ExecutionMonitor monitor, final long total,
        final OrderedParallel parallel, final Iterator<I> items, final BiFunction<I, Progress, String> name, final BiFunction<I, Progress, O> task,
        final BiConsumer<I, O> sink) throws CanceledExecutionException {
        record Done<A, B>(A item, B result) {
        }
        final Progress whole = progress(monitor);
        final Progress cancelOnly = new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                // patients run side by side: only the finished ones are counted
            }

            @Override
            public boolean isCanceled() {
                return Thread.currentThread().isInterrupted() || whole.isCanceled();
            }
        };
        final long start = System.nanoTime();
        final NodeContext context = NodeContext.getContext();
        try {
            parallel.<I, Done<I, O>> map(items,
                (index, item) -> inContext(context, () -> new Done<>(item, task.apply(item, cancelOnly))),
                (index, done) -> {
                    sink.accept(done.item(), done.result());
                    final double seconds = (System.nanoTime() - start) / 1e9;
                    whole.report((index + 1.0) / Math.max(1, total), String.format(java.util.Locale.ROOT, "%d of %d (%s), %.1f per second",
                        index + 1, total, name.apply(done.item(), cancelOnly), (index + 1) / Math.max(seconds, 1e-3)));
                }, whole);
        } catch (CancellationException e) {
            throw new CanceledExecutionException(e.getMessage());
        }
    }

    /** Workers need the node's context: without it KNIME cannot resolve paths inside the workflow. */
    private static <T> T inContext(final NodeContext context, final Supplier<T> work) {
        NodeContext.pushContext(context);
        try {
            return work.get();
        } finally {
            NodeContext.removeLastContext();
        }
    }
}
