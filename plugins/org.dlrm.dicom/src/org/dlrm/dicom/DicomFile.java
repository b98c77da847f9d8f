package org.dlrm.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A DICOM Part 10 file (or a bare data set) as read: meta information, data set, and where the pixels are. */
public final class DicomFile {

    private final Path m_path;

    private final TransferSyntax m_syntax;

    private final DataSet m_meta;

    private final DataSet m_dataSet;

    private final Optional<PixelData> m_pixelData;

    private final List<Problem> m_warnings;

    private final byte[] m_inflated;

    DicomFile(final Path path, final TransferSyntax syntax, final DataSet meta, final DataSet dataSet,
        final Optional<PixelData> pixelData, final List<Problem> warnings, final byte[] inflated) {
        m_path = path;
        m_syntax = syntax;
        m_meta = meta;
        m_dataSet = dataSet;
        m_pixelData = pixelData;
        m_warnings = List.copyOf(warnings);
        m_inflated = inflated;
    }

    /** A file as another toolkit has read it; its pixels are then read by that toolkit, too. */
    public static DicomFile of(final Path path, final TransferSyntax syntax, final DataSet meta,
        final DataSet dataSet, final Optional<PixelData> pixelData, final List<Problem> warnings) {
        final List<Problem> all = new ArrayList<>(warnings);
        dataSet.characterSets().problem().filter(p -> warnings.stream().noneMatch(w -> w.type() == p.type()))
            .ifPresent(all::add);
        return new DicomFile(path, syntax, meta, dataSet, pixelData, all, null);
    }

    /**
     * Reads a file.
     *
     * @throws DicomException with a class that says what is wrong with the file
     * @throws IOException if the file system fails
     */
    public static DicomFile read(final Path path, final ReadOptions options) throws IOException {
        try (ByteSource source = source(path)) {
            return read(source, path, options);
        }
    }

    /** Reads from an open source, which stays open; {@code path} is for messages and for reopening. */
    public static DicomFile read(final ByteSource source, final Path path, final ReadOptions options)
        throws IOException {
        try {
            return new Part10Reader(source, path, options).read();
        } catch (DicomException e) {
            throw e.in("", path.toString());
        }
    }

    /** Opens a file; UNREADABLE if that fails. */
    static ByteSource source(final Path path) throws IOException {
        try {
            return ByteSource.of(path);
        } catch (IOException e) {
            throw new DicomException(ProblemClass.UNREADABLE, "The file cannot be opened", "",
                e.getClass().getSimpleName(), "Check that it exists and that you may read it")
                    .in("", path.toString());
        }
    }

    /** @return the bytes that {@link PixelData#offset()} refers to; to be closed */
    public ByteSource open() throws IOException {
        return m_inflated != null ? ByteSource.of(m_inflated) : source(m_path);
    }

    /** @return {@code file} itself if it holds the pixels, or the inflated data set */
    public ByteSource pixelSource(final ByteSource file) {
        return m_inflated != null ? ByteSource.of(m_inflated) : file;
    }

    public Path path() {
        return m_path;
    }

    /** @return the transfer syntax that the data set turned out to have */
    public TransferSyntax transferSyntax() {
        return m_syntax;
    }

    /** @return the file meta information, empty if the file has none */
    public DataSet meta() {
        return m_meta;
    }

    public DataSet dataSet() {
        return m_dataSet;
    }

    public Optional<PixelData> pixelData() {
        return m_pixelData;
    }

    /** @return what is against the standard but could be read */
    public List<Problem> warnings() {
        return m_warnings;
    }
}
