package org.dlrm.dicom;

import java.io.IOException;
import java.nio.file.Path;

import org.dlrm.dicom.pixel.Frames;
import org.dlrm.dicom.pixel.PixelFormat;

/** The reader of this bundle. */
public final class OwnToolkit implements DicomToolkit {

    @Override
    public String name() {
        return "dlrm";
    }

    @Override
    public DicomFile read(final Path path, final ReadOptions options) throws IOException {
        return DicomFile.read(path, options);
    }

    @Override
    public Image open(final Path path) throws IOException {
        final ByteSource source = DicomFile.source(path);
        try {
            final DicomFile file = DicomFile.read(source, path, ReadOptions.HEADER);
            final Frames frames = Frames.open(file, source);
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
                    source.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }
}
