package org.dlrm.deep.learner;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;

/** Processor time of this process. Java's own clock ticks every 10 ms; that of Linux counts nanoseconds. */
final class CpuClock {

    /** CLOCK_PROCESS_CPUTIME_ID of clock_gettime(2). */
    private static final int PROCESS = 2;

    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    /** The C library. */
    public interface Clock extends Library {
        int clock_gettime(int clock, Time time);
    }

    /** struct timespec on 64 bit. */
    public static final class Time extends Structure {

        public long seconds;

        public long nanos;

        @Override
        protected List<String> getFieldOrder() {
            return List.of("seconds", "nanos");
        }
    }

    /** The library, loaded when first used. */
    private static final class Libc {
        private static final Clock CLOCK = Native.load("c", Clock.class);
    }

    private CpuClock() {
    }

    static double seconds() {
        if (!LINUX) {
            return ((com.sun.management.OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime() / 1e9;
        }
        final Time time = new Time();
        if (Libc.CLOCK.clock_gettime(PROCESS, time) != 0) {
            throw new IllegalStateException("clock_gettime failed");
        }
        return time.seconds + time.nanos / 1e9;
    }
}
