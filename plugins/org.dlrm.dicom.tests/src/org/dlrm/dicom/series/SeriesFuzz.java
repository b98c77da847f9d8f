package org.dlrm.dicom.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.dlrm.dicom.ByteSource;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.TransferSyntax;

/** Entry point for coverage-guided fuzzing of what the scanner makes of headers: the bytes are one slice of three. */
public final class SeriesFuzz {

    private SeriesFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] data) {
        final List<Instance> slices = new ArrayList<>();
        slices.addAll(slices(data));
        slices.addAll(slices(TestSlices.axial("2.25.7", 2).toBytes(TransferSyntax.EXPLICIT)));
        slices.addAll(slices(TestSlices.axial("2.25.8", 4).toBytes(TransferSyntax.EXPLICIT)));
        final SeriesGeometry g = SeriesGeometry.of(slices);
        if (g.grid().isEmpty() && g.shearedGrid().isEmpty() && g.problems().isEmpty()) {
            throw new IllegalStateException("no volume and no reason");
        }
    }

    private static List<Instance> slices(final byte[] data) {
        try {
            final ImageHeader h = ImageHeader.of(
                DicomFile.read(ByteSource.of(data), Path.of("fuzz.dcm"), ReadOptions.HEADER), true);
            if (h.slices().isEmpty() && h.object().isEmpty() && h.problems().isEmpty() && data.length > 0) {
                return List.of(); // a DICOMDIR
            }
            return h.slices().stream().map(Map.Entry::getValue).toList();
        } catch (DicomException e) {
            return List.of(); // refused with a class and a message
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
