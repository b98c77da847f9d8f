package org.dlrm.dicom.fuzz;

import java.io.IOException;
import java.nio.file.Path;

import org.dlrm.dicom.ByteSource;
import org.dlrm.dicom.DataSet;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.pixel.Frames;
import org.dlrm.dicom.pixel.PixelFormat;
import org.dlrm.dicom.pixel.StoredValues;

/**
 * Entry point for coverage-guided fuzzing of the parser, the frames and, through them, every decoder. Jazzer finds
 * {@code fuzzerTestOneInput}. Anything but a {@link DicomException} is a bug.
 */
public final class DicomFileFuzz {

    private DicomFileFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] data) {
        for (final ReadOptions options : new ReadOptions[]{ReadOptions.HEADER, ReadOptions.FULL}) {
            try {
                final DicomFile f = DicomFile.read(ByteSource.of(data), Path.of("fuzz.dcm"), options);
                touch(f.dataSet());
                if (f.pixelData().isPresent()) {
                    frames(f, data);
                }
            } catch (DicomException e) {
                continue; // refused with a class and a message: what is wanted
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void frames(final DicomFile f, final byte[] data) throws IOException {
        try (Frames frames = Frames.open(f, ByteSource.of(data))) {
            final PixelFormat p = frames.format();
            if (p.frameBytes() > 1 << 22) {
                return; // large images are slow, not different
            }
            final byte[] raw = new byte[p.frameBytes()];
            frames.read(p.frames() - 1, raw);
            frames.read(0, raw);
            if (p.samples() == 1) {
                StoredValues.rescale(raw, p, 2, -1024, new float[p.rows() * p.columns()], 0);
            }
        }
    }

    private static void touch(final DataSet d) {
        for (final int tag : d.tags()) {
            try {
                d.getStrings(tag);
                d.getDoubles(tag);
            } catch (DicomException e) {
                // this value is none
            }
            try {
                for (final DataSet item : d.sequence(tag)) {
                    touch(item);
                }
            } catch (DicomException e) {
                // not a sequence
            }
        }
    }
}
