package org.dlrm.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order, and how far a cohort goes on beside a slow patient. */
class OrderedParallelTest {

    /** The first item waits until all that may be in flight beside it are done, and sees that no other has begun. */
    @ParameterizedTest
    @ValueSource(ints = {2, OrderedParallel.SMALL_RESULTS})
    void aSlowItemHoldsUpOnlyWhatWouldFillTheMemory(final int perThread) {
        final int threads = 3;
        final int items = 100;
        final int inFlight = threads * perThread;
        final CountDownLatch others = new CountDownLatch(inFlight - 1);
        final List<Integer> begun = new ArrayList<>();
        final List<Integer> delivered = new ArrayList<>();
        new OrderedParallel(threads, perThread).<Integer, Integer> map(IntStream.range(0, items).boxed().iterator(),
            (index, item) -> {
                if (index == 0) {
                    assertTrue(await(others), "the others stand still");
                    synchronized (begun) {
                        assertEquals(inFlight - 1, begun.size());
                    }
                    return 0;
                }
                synchronized (begun) {
                    begun.add(index);
                }
                others.countDown();
                return item;
            }, (index, result) -> delivered.add(result), Progress.NONE);
        assertEquals(IntStream.range(0, items).boxed().toList(), delivered);
    }

    private static boolean await(final CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A network is closed after a cancelled node: a worker that still used it would take KNIME down. */
    @Test
    void noTaskRunsAfterACancelledOrFailedOne() {
        for (final boolean cancelled : new boolean[]{true, false}) {
            final AtomicInteger running = new AtomicInteger();
            final AtomicBoolean cancel = new AtomicBoolean();
            assertThrows(RuntimeException.class, () -> new OrderedParallel(3).<Integer, Integer> map(
                IntStream.range(0, 100).boxed().iterator(), (index, item) -> {
                    running.incrementAndGet();
                    cancel.set(cancelled);
                    if (index == 0 && !cancelled) {
                        running.decrementAndGet();
                        throw new IllegalStateException("one task fails");
                    }
                    final long end = System.nanoTime() + 400_000_000;
                    while (System.nanoTime() < end) { // as native code, which no interruption ends
                        Thread.onSpinWait();
                    }
                    running.decrementAndGet();
                    return item;
                }, (index, result) -> { }, new Progress() {
                    @Override
                    public void report(final double fraction, final String message) {
                        // not asked for
                    }

                    @Override
                    public boolean isCanceled() {
                        return cancel.get();
                    }
                }));
            assertEquals(0, running.get(), cancelled ? "cancelled" : "failed");
        }
    }

    @Test
    void numbersBelowOneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new OrderedParallel(0));
        assertThrows(IllegalArgumentException.class, () -> new OrderedParallel(1, 0));
    }
}
