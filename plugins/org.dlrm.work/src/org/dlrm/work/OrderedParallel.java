package org.dlrm.work;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Runs one task per item on several threads and hands the results over in the order of the items, so that a result
 * never depends on the number of threads. A bounded number of items is in flight, which bounds the memory: an item counts
 * until its result has been handed over, also while it only waits for a slower one before it.
 */
public final class OrderedParallel {

    /** Items in flight per thread where results are small, e.g. numbers: a cohort has patients ten times as large as others. */
    public static final int SMALL_RESULTS = 16;

    private static final int LARGE_RESULTS = 2;

    private final int m_threads;

    private final int m_inFlight;

    /**
     * For results that may be large: two items in flight per thread.
     *
     * @param threads number of worker threads, at least 1
     */
    public OrderedParallel(final int threads) {
        this(threads, LARGE_RESULTS);
    }

    /**
     * @param threads number of worker threads, at least 1
     * @param inFlightPerThread items in flight per thread, at least 1: the more, the less often a thread waits because an
     *            item that takes long holds up the results behind it
     */
    public OrderedParallel(final int threads, final int inFlightPerThread) {
        if (threads < 1 || inFlightPerThread < 1) {
            throw new IllegalArgumentException("At least one thread and one item are needed, not " + threads + " and "
                + inFlightPerThread);
        }
        m_threads = threads;
        m_inFlight = threads * inFlightPerThread;
    }

    /**
     * @param items read on the calling thread, lazily
     * @param task called on a worker thread with the item's index and the item; a task that can fail for one patient
     *            returns the failure as its result
     * @param sink called on the calling thread with the index and the result, in order
     * @param progress asked for cancellation every 50 ms; workers are then interrupted. However this ends, no task runs any
     *            more afterwards
     * @throws CancellationException when cancelled
     * @throws RuntimeException what a task threw, unchanged
     */
    public <I, O> void map(final Iterator<? extends I> items, final BiFunction<Integer, ? super I, ? extends O> task,
        final BiConsumer<Integer, ? super O> sink, final Progress progress) {
        if (m_threads == 1) {
            for (int i = 0; items.hasNext(); i++) {
                progress.check();
                sink.accept(i, task.apply(i, items.next()));
            }
            return;
        }
        final ExecutorService pool = Executors.newFixedThreadPool(m_threads, runnable -> {
            final Thread thread = new Thread(runnable, "dlrm-worker");
            thread.setDaemon(true);
            return thread;
        });
        try {
            final ArrayDeque<Future<O>> inFlight = new ArrayDeque<>();
            int submitted = 0;
            int delivered = 0;
            while (items.hasNext() || !inFlight.isEmpty()) {
                while (items.hasNext() && inFlight.size() < m_inFlight) {
                    final int index = submitted++;
                    final I item = items.next();
                    inFlight.add(pool.submit(() -> task.apply(index, item)));
                }
                sink.accept(delivered++, await(inFlight.remove(), progress));
            }
        } finally {
            stop(pool);
        }
    }

    /** Waits for the tasks that still run: what they use, such as a network's native memory, is closed after this. */
    private static void stop(final ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (pool.awaitTermination(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <O> O await(final Future<O> future, final Progress progress) {
        while (true) {
            progress.check();
            try {
                return future.get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("Cancelled");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException r) {
                    throw r;
                }
                if (e.getCause() instanceof Error r) {
                    throw r;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
