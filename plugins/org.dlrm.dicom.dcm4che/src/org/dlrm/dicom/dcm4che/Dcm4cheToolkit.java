package org.dlrm.dicom.dcm4che;

import java.io.IOException;
import java.nio.file.Path;

import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.DicomToolkit;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.pixel.Frames;
import org.dlrm.dicom.pixel.PixelFormat;

/**
 * Reads DICOM through dcm4che: transfer syntax, data set, sequences, inflating and every byte of the pixels. Compressed
 * frames are then decoded by {@link Frames}, since dcm4che needs native libraries for most codecs.
 */
public final class Dcm4cheToolkit implements DicomToolkit {

    @Override
    public String name() {
        return "dcm4che";
    }

    @Override
    public DicomFile read(final Path path, final ReadOptions options) throws IOException {
        try (FileStream stream = new FileStream(path)) {
            return new DataSetReader(stream, options).read();
        }
    }

    @Override
    public Image open(final Path path) throws IOException {
        final FileStream stream = new FileStream(path);
        try {
            final DicomFile file = new DataSetReader(stream, ReadOptions.HEADER).read();
            final Frames frames = Frames.open(file, stream);
            return new Image() {
                @Override
                public DicomFile file() {
                    return file;
                }

                @Override
                public PixelFormat format() {
                    return frames.format();
                }

                @Override
                public void read(final int frame, final byte[] target) throws IOException {
                    frames.read(frame, target);
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }
}
