package org.dlrm.radiomics;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The most bytes that are alive during a job. Another thread asks the virtual machine for its class histogram at random
 * times: the threads stand still, garbage is collected, and the objects that are left are counted one by one. So the
 * numbers are sizes of objects that are in use, not those of a heap that holds garbage, too; they do not depend on the
 * collector, and what the question itself leaves behind is measured with an idle job.
 */
final class PeakMemory {

    private static final int LONGEST_PAUSE = 2_000_000;

    private final MBeanServer m_server = ManagementFactory.getPlatformMBeanServer();

    private final ObjectName m_name;

    PeakMemory() {
        try {
            m_name = new ObjectName("com.sun.management:type=DiagnosticCommand");
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param bytes alive at the worst moment seen, beyond those alive before the job
     * @param idle the same for a job that does nothing: the error of the measurement
     * @param looks how often was looked
     */
    record Result(long bytes, long idle, int looks) {
    }

    /** Repeats a job until it has been looked at so many times. */
    Result of(final Runnable job, final int looks) {
        job.run();
        final long idle = most(() -> LockSupport.parkNanos(LONGEST_PAUSE), 20);
        return new Result(most(job, looks), idle, looks);
    }

    private long most(final Runnable job, final int looks) {
        live();
        final long before = live();
        final boolean[] done = {false};
        final Thread worker = new Thread(() -> {
            while (!isSet(done)) {
                job.run();
            }
        });
        worker.start();
        final SplittableRandom random = new SplittableRandom(5);
        long most = 0;
        for (int i = 0; i < looks; i++) {
            LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE));
            most = Math.max(most, live() - before);
        }
        synchronized (done) {
            done[0] = true;
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return most;
    }

    private static boolean isSet(final boolean[] flag) {
        synchronized (flag) {
            return flag[0];
        }
    }

    /** @return bytes of all objects that are reachable */
    private long live() {
        try {
            final String histogram = (String)m_server.invoke(m_name, "gcClassHistogram", new Object[]{new String[0]},
                new String[]{String[].class.getName()});
            // Total   instances   bytes
            return Long.parseLong(histogram.substring(histogram.lastIndexOf("Total")).trim().split("\\s+")[2]);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
