package org.dlrm.deep.engine;

import com.sun.jna.Library;
import com.sun.jna.Native;

/**
 * Lets the C library keep memory that PyTorch gives back, for PyTorch takes as much again in the next batch. By default
 * glibc returns it to the system from every thread but the first one of a process, and each batch pays thousands of page
 * faults: a third of the time of a small network, measured. Python does not suffer, as it runs on the first thread.
 */
final class NativeMemory {

    /** Of mallopt(3). */
    private static final int M_TRIM_THRESHOLD = -1;

    private static final int M_TOP_PAD = -2;

    private static final int M_MMAP_THRESHOLD = -3;

    /** A thread that has less than this free at the end of its memory keeps it. */
    private static final int KEPT_BYTES = 256 << 20;

    /** Greater pieces come from the system and go back to it at once; the greatest value that glibc takes. */
    private static final int GREATEST_PIECE = 32 << 20;

    /** Address space that a thread takes ahead: as much as a piece of its memory, so that no piece is given back. */
    private static final int AHEAD_BYTES = 64 << 20;

    /** The C library's allocator. */
    public interface Allocator extends Library {
        int mallopt(int parameter, int value);
    }

    private NativeMemory() {
    }

    /**
     * Does nothing on other systems and where the user set glibc's variables; without it PyTorch is only slower.
     *
     * @return whether the C library was told
     */
    static boolean keep() {
        if (!Platform.current().os().equals("linux") || System.getenv("MALLOC_TRIM_THRESHOLD_") != null
            || System.getenv("MALLOC_MMAP_THRESHOLD_") != null) {
            return false;
        }
        try {
            final Allocator allocator = Native.load("c", Allocator.class);
            return allocator.mallopt(M_MMAP_THRESHOLD, GREATEST_PIECE) == 1
                && allocator.mallopt(M_TRIM_THRESHOLD, KEPT_BYTES) == 1
                && allocator.mallopt(M_TOP_PAD, AHEAD_BYTES) == 1;
        } catch (Error | RuntimeException e) { // JNA throws a plain Error where another JNA's library is in its way
            return false; // or a C library without mallopt: nothing is lost but speed
        }
    }
}
