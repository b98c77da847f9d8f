package org.dlrm.deep.learner;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.dlrm.deep.engine.Engines;
import org.dlrm.work.Progress;

/**
 * One training step at a time in this JVM: PyTorch's gradient collector exists once per process, and native threads
 * that compete are far slower than one. Held for one batch, so that several learners take turns and each can be
 * cancelled while it waits.
 */
public final class TrainingLock {

    private static final ReentrantLock LOCK = new ReentrantLock(true);

    private TrainingLock() {
    }

    /** Runs a task when it is its turn. */
    public static <T> T with(final Progress progress, final Supplier<T> task) {
        try {
            do {
                progress.check();
            } while (!LOCK.tryLock(50, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Cancelled");
        }
        try {
            return Engines.run(task);
        } finally {
            LOCK.unlock();
        }
    }
}
