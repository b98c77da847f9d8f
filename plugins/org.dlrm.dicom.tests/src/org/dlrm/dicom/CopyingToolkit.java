package org.dlrm.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.dlrm.dicom.pixel.PixelFormat;

/**
 * A toolkit written against the public seam only, as one in another bundle would be: what the own reader has read goes
 * through the builder, value by value.
 */
public final class CopyingToolkit implements DicomToolkit {

    private final DicomToolkit m_own = new OwnToolkit();

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public DicomFile read(final Path path, final ReadOptions options) throws IOException {
        return copy(m_own.read(path, options));
    }

    private static DicomFile copy(final DicomFile f) throws DicomException {
        return DicomFile.of(f.path(), f.transferSyntax(), copy(f.meta()), copy(f.dataSet()), f.pixelData(),
            f.warnings());
    }

    private static DataSet copy(final DataSet from, final String... inherited) throws DicomException {
        final DataSet.Builder to = new DataSet.Builder(inherited);
        final String[] sets = from.has(Tag.SpecificCharacterSet) ? from.getStrings(Tag.SpecificCharacterSet) : inherited;
        for (final int tag : from.tags()) {
            final VR vr = from.vr(tag).orElseThrow();
            if (vr == VR.SQ) {
                final List<DataSet> items = new ArrayList<>();
                for (final DataSet item : from.sequence(tag)) {
                    items.add(copy(item, sets));
                }
                to.sequence(tag, items);
            } else {
                to.value(tag, vr, bytes(from, tag).orElse(new byte[0]));
            }
        }
        return to.build();
    }

    private static Optional<byte[]> bytes(final DataSet from, final int tag) {
        try {
            return from.bytes(tag);
        } catch (DicomException e) {
            return Optional.empty(); // too long to be of interest
        }
    }

    @Override
    public Image open(final Path path) throws IOException {
        final Image image = m_own.open(path);
        return new Image() {
            @Override
            public DicomFile file() {
                return image.file();
            }

            @Override
            public PixelFormat format() {
                return image.format();
            }

            @Override
            public void read(final int frame, final byte[] target) throws IOException {
                image.read(frame, target);
            }

            @Override
            public void close() throws IOException {
                image.close();
            }
        };
    }
}
