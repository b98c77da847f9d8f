package org.dlrm.image.io;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

import org.dlrm.image.Grid;

/**
 * What the header of a NIfTI or NRRD file says; no voxel has been read yet.
 *
 * @param format "NIfTI-1", "NIfTI-2" or "NRRD"
 * @param grid the voxel grid in the order of the file, in LPS mm
 * @param type how values are stored
 * @param order byte order of the values
 * @param slope value = stored * slope + intercept
 * @param intercept see slope
 * @param labels names of label values, where the file gives them (Slicer's .seg.nrrd)
 * @param warnings what is odd but was understood
 * @param samples where the values are
 */
public record ImageHeader(String format, Grid grid, SampleType type, ByteOrder order, double slope, double intercept,
    SortedMap<String, Label> labels, List<String> warnings, Samples samples) {

    /**
     * A named region of a label file.
     *
     * @param value the voxels' value
     * @param layer which of the file's layers (0 where there is only one)
     */
    public record Label(int value, int layer) {
    }

    /**
     * Where and how the values are stored.
     *
     * @param file the file that holds them
     * @param encoding how they are packed
     * @param skipLines lines before the values (applied first)
     * @param skipBytes bytes before the values, counted after decompression; -1: the values end the file
     * @param layers values per voxel, fastest in the file; 1 for an image
     */
    record Samples(Path file, Encoding encoding, int skipLines, long skipBytes, int layers) {
    }

    /** How the values of a file are packed. */
    enum Encoding {
            RAW, GZIP, TEXT
    }

    /** @return number of stored values: voxels times layers */
    long values() {
        return (long)grid.voxels() * samples.layers();
    }
}
