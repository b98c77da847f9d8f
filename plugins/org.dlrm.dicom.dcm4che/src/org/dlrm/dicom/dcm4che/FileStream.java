package org.dlrm.dicom.dcm4che;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.UID;
import org.dcm4che3.io.DicomInputStream;
import org.dcm4che3.io.DicomStreamException;
import org.dlrm.dicom.ByteSource;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.Tag;

/**
 * A file as dcm4che's stream, with positions as dcm4che counts them: in a deflated file those of the inflated data
 * set. Reading backwards opens the stream again.
 */
final class FileStream implements ByteSource {

    /** Where the value of FileMetaInformationGroupLength ends. */
    private static final int META_LENGTH_END = 144;

    private final Path m_path;

    private final long m_size;

    private DicomInputStream m_stream;

    private OptionalLong m_metaEnd = OptionalLong.empty();

    FileStream(final Path path) throws IOException {
        m_path = path;
        try {
            m_size = Files.size(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (m_size == 0) {
            throw new DicomException(ProblemClass.EMPTY_FILE, "The file is empty", "", "0 bytes",
                "Copy it again from its source").in("", path.toString());
        }
        m_stream = open();
    }

    private DicomException unreadable(final IOException e) {
        return new DicomException(ProblemClass.UNREADABLE, "The file cannot be opened", "",
            e.getClass().getSimpleName(), "Check that it exists and that you may read it").in("", m_path.toString());
    }

    private DicomInputStream open() throws IOException {
        final InputStream in;
        try {
            in = new BufferedInputStream(Files.newInputStream(m_path));
        } catch (IOException e) {
            throw unreadable(e);
        }
        try {
            m_metaEnd = metaEnd(in);
            // with the limit no value is allocated that the file cannot hold
            return DicomInputStream.createWithLimit(in, m_size);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw new DicomException(ProblemClass.NOT_DICOM, "This is not a DICOM file", "a DICOM Part 10 file", "",
                "Leave it out").in("", m_path.toString());
        }
    }

    /** dcm4che uses (0002,0000) and forgets it, right or wrong. */
    private static OptionalLong metaEnd(final InputStream in) throws IOException {
        in.mark(META_LENGTH_END);
        final ByteBuffer start = ByteBuffer.wrap(in.readNBytes(META_LENGTH_END)).order(ByteOrder.LITTLE_ENDIAN);
        in.reset();
        return start.limit() == META_LENGTH_END && start.getInt(132) == 2
            ? OptionalLong.of(META_LENGTH_END + (start.getInt(140) & 0xFFFFFFFFL)) : OptionalLong.empty();
    }

    /** @return where the meta information ends according to its own length; empty if it names none */
    OptionalLong metaEnd() {
        return m_metaEnd;
    }

    Path path() {
        return m_path;
    }

    DicomInputStream stream() {
        return m_stream;
    }

    /**
     * Reads the meta information, after which {@link #stream()} stands at the data set.
     *
     * @return the meta information, empty if the file has none
     */
    Attributes readMeta() throws IOException {
        final Attributes meta = m_stream.readFileMetaInformation();
        if (meta == null) {
            return new Attributes();
        }
        if (!meta.containsValue(Tag.TransferSyntaxUID)) {
            final long position = m_stream.getPosition();
            m_stream = guess(m_stream);
            m_stream.setPosition(position);
        }
        return meta;
    }

    /** dcm4che guesses by the first attribute where there is no meta information; else the default of PS3.5 10.1. */
    private static DicomInputStream guess(final DicomInputStream dataSet) throws IOException {
        dataSet.mark(256);
        try {
            return new DicomInputStream(dataSet);
        } catch (DicomStreamException e) {
            dataSet.reset();
            return new DicomInputStream(dataSet, UID.ImplicitVRLittleEndian);
        }
    }

    boolean isDeflated() {
        return UID.DeflatedExplicitVRLittleEndian.equals(m_stream.getTransferSyntax());
    }

    /** @return size of the file; of a deflated one no more than that it is longer than anything asked for */
    @Override
    public long size() {
        return isDeflated() ? Long.MAX_VALUE : m_size;
    }

    @Override
    public void read(final long position, final byte[] target, final int offset, final int length)
        throws IOException {
        if (length > size() - position) {
            throw new EOFException();
        }
        if (position < m_stream.getPosition()) {
            m_stream.close();
            m_stream = open();
            readMeta();
        }
        m_stream.skipFully(position - m_stream.getPosition());
        m_stream.readFully(target, offset, length);
    }

    @Override
    public void close() throws IOException {
        m_stream.close();
    }
}
