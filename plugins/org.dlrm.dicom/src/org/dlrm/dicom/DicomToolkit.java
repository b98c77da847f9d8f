package org.dlrm.dicom;

import java.io.IOException;
import java.nio.file.Path;

import org.dlrm.dicom.pixel.PixelFormat;

/**
 * The seam between this project and whatever reads DICOM files: the reader of this bundle, or dcm4che in the optional
 * bundle. Everything about series and volumes sits above it.
 */
public interface DicomToolkit {

    /** @return a short name for messages and provenance */
    String name();

    /** Reads a file without its pixels. */
    DicomFile read(Path path, ReadOptions options) throws IOException;

    /** Opens an image: header and frames in one go. */
    Image open(Path path) throws IOException;

    /** An open image file. */
    interface Image extends AutoCloseable {

        DicomFile file();

        PixelFormat format();

        /** Decodes a frame (from 0): stored values, little endian, {@link PixelFormat#frameBytes()} long. */
        void read(int frame, byte[] target) throws IOException;

        @Override
        void close() throws IOException;
    }
}
