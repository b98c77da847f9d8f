package org.dlrm.dicom.dcm4che;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Fragments;
import org.dcm4che3.data.Sequence;
import org.dcm4che3.io.DicomInputHandler;
import org.dcm4che3.io.DicomInputStream;
import org.dlrm.dicom.DataSet;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.PixelData;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.dicom.VR;

/**
 * Lets dcm4che parse a file into its {@link Attributes} and copies them into the project's data sets. The limits of
 * {@link ReadOptions} are checked before dcm4che reads a value; pixels are passed over and only their place is kept.
 */
final class DataSetReader implements DicomInputHandler {

    private static final int MAX_ELEMENTS = 1_000_000;

    private final FileStream m_file;

    private final ReadOptions m_options;

    private final List<Problem> m_warnings = new ArrayList<>();

    private Optional<PixelData> m_pixels = Optional.empty();

    private boolean m_pixelsComplete;

    private boolean m_ascending = true;

    /** The attribute before, at every level. */
    private final int[] m_last;

    /** Whether the attribute at hand is of VR UN in the file; dcm4che then replaces it. */
    private boolean m_unknown;

    private int m_elements;

    DataSetReader(final FileStream file, final ReadOptions options) {
        m_file = file;
        m_options = options;
        m_last = new int[options.maxDepth() + 1];
    }

    DicomFile read() throws IOException {
        try {
            return parse();
        } catch (DicomException e) {
            throw e.in("", m_file.path().toString());
        } catch (EOFException e) {
            throw new DicomException(ProblemClass.TRUNCATED, "The file ends early", "",
                "end of file in " + Tag.name(m_file.stream().tag()), "Copy it again from its source")
                    .in("", m_file.path().toString());
        } catch (IOException | RuntimeException e) { // dcm4che does not check everything
            throw new DicomException(ProblemClass.MALFORMED, "dcm4che cannot read the file", "",
                e.getClass().getSimpleName() + " in " + Tag.name(m_file.stream().tag()),
                "Export the file again from the PACS").in("", m_file.path().toString());
        }
    }

    private DicomFile parse() throws IOException {
        final Attributes meta = m_file.readMeta();
        final DicomInputStream in = m_file.stream();
        if (m_file.metaEnd().orElse(in.getPosition()) != in.getPosition()) {
            warn("FileMetaInformationGroupLength is wrong", String.valueOf(in.getPosition()),
                String.valueOf(m_file.metaEnd().getAsLong()));
        }
        in.setDicomInputHandler(this);
        final TransferSyntax syntax = TransferSyntax.of(in.getTransferSyntax());
        final Attributes dataSet = new Attributes(in.bigEndian(), 64);
        try {
            in.readAttributes(dataSet, -1, this::stop);
        } catch (EOFException e) {
            if (m_pixels.isEmpty() || !m_pixelsComplete) {
                throw e;
            }
            warn("Bytes follow the pixel data", "the end of the file", "");
        }
        if (meta.isEmpty() && dataSet.isEmpty() && m_pixels.isEmpty()) {
            throw new DicomException(ProblemClass.NOT_DICOM, "This is not a DICOM file", "a DICOM Part 10 file", "",
                "Leave it out");
        }
        if (!m_ascending) {
            warn("Attributes are not in ascending order", "", "");
        }
        return DicomFile.of(m_file.path(), syntax, copy(meta), copy(dataSet), m_pixels, m_warnings);
    }

    private void warn(final String what, final String expected, final String found) {
        m_warnings.add(Problem.warning(ProblemClass.NONCONFORMANT, what, expected, found, ""));
    }

    /** Headers end at the pixels; the contours of a structure set are not needed to list its ROIs. */
    private boolean stop(final DicomInputStream in) {
        m_unknown = in.explicitVR() && in.vr() == org.dcm4che3.data.VR.UN;
        if (!m_options.headerOnly()) {
            return false;
        }
        if (isPixels(in.tag())) {
            keepPixels(in);
            return true;
        }
        return in.tag() == Tag.ROIContourSequence;
    }

    private static boolean isPixels(final int tag) {
        return tag == Tag.PixelData || tag == Tag.FloatPixelData || tag == Tag.DoubleFloatPixelData;
    }

    private void keepPixels(final DicomInputStream in) {
        final VR vr = in.vr() == org.dcm4che3.data.VR.UN ? VR.OW : VR.valueOf(in.vr().name());
        m_pixels = Optional.of(new PixelData(in.tag(), vr, in.getPosition(), in.unsignedLength()));
    }

    // ------------------------------------------------------------------------------------ called back by dcm4che

    @Override
    public void readValue(final DicomInputStream in, final Attributes attributes) throws IOException {
        if (++m_elements > MAX_ELEMENTS) {
            throw new DicomException(ProblemClass.SIZE_LIMIT, "The file has too many attributes",
                "at most " + MAX_ELEMENTS, "more at byte " + in.getPosition(), "");
        }
        if (in.getPosition() > m_options.maxInflated() && m_file.isDeflated()) {
            throw new DicomException(ProblemClass.SIZE_LIMIT, "The deflated data set inflates beyond the limit",
                "at most " + m_options.maxInflated() + " bytes", "more", "");
        }
        final int level = in.level();
        if (level < m_last.length) {
            m_ascending &= attributes.isEmpty() || Integer.compareUnsigned(m_last[level], in.tag()) < 0;
            m_last[level] = in.tag();
        }
        final long length = in.unsignedLength();
        if (length > m_file.size() - in.getPosition()) {
            throw new EOFException();
        }
        if (in.level() == 0 && isPixels(in.tag())) {
            keepPixels(in);
            if (length < 0) {
                in.skipSequence();
            } else {
                in.skipFully(length);
            }
            m_pixelsComplete = true;
        } else if (attributes.contains(in.tag())) {
            warn(Tag.name(in.tag()) + " occurs more than once; the first one counts", "", "");
            if (length < 0) {
                in.skipSequence();
            } else {
                in.skipFully(length);
            }
        } else if (length > m_options.maxValueLength() && in.vr() != org.dcm4che3.data.VR.SQ) {
            if (!m_options.headerOnly()) {
                throw new DicomException(ProblemClass.SIZE_LIMIT, Tag.name(in.tag()) + " is too long",
                    "at most " + m_options.maxValueLength() + " bytes", length + " bytes", "");
            }
            attributes.setNull(in.tag(), in.vr());
            in.skipFully(length);
        } else {
            if (level == 0 && m_unknown && Tag.vr(in.tag()) == VR.SQ && length != 0) {
                warn(Tag.name(in.tag()) + " passed through a system that did not know it", "SQ", "UN");
            }
            in.readValue(in, attributes);
        }
    }

    @Override
    public void readValue(final DicomInputStream in, final Sequence items) throws IOException {
        if (in.level() > m_options.maxDepth()) {
            throw new DicomException(ProblemClass.NESTING_LIMIT, "Sequences are nested too deeply",
                "at most " + m_options.maxDepth() + " levels", "more at byte " + in.getPosition(), "");
        }
        if (in.unsignedLength() > m_file.size() - in.getPosition()) {
            throw new EOFException();
        }
        in.readValue(in, items);
    }

    @Override
    public void readValue(final DicomInputStream in, final Fragments fragments) throws IOException {
        in.skipFully(in.unsignedLength()); // of an icon; those of the image itself do not come here
    }

    @Override
    public void startDataset(final DicomInputStream in) {
        // nothing to prepare
    }

    @Override
    public void endDataset(final DicomInputStream in) {
        // nothing to finish
    }

    // ------------------------------------------------------------------------------------ copying

    private static DataSet copy(final Attributes from, final String... inherited) throws IOException {
        final DataSet.Builder to = new DataSet.Builder(inherited);
        final String[] own = from.getStrings(Tag.SpecificCharacterSet);
        final String[] sets = own == null ? inherited : own;
        for (final int tag : from.tags()) {
            final org.dcm4che3.data.VR vr = from.getVR(tag);
            final Object value = from.getValue(tag);
            if (value instanceof Sequence items) {
                final List<DataSet> copies = new ArrayList<>(items.size());
                for (final Attributes item : items) {
                    copies.add(copy(item, sets));
                }
                to.sequence(tag, copies);
            } else if (vr == org.dcm4che3.data.VR.SQ) {
                to.sequence(tag, List.of());
            } else if (!(value instanceof Fragments)) {
                to.value(tag, VR.valueOf(vr.name()), littleEndian(from, tag, vr));
            }
        }
        return to.build();
    }

    private static byte[] littleEndian(final Attributes from, final int tag, final org.dcm4che3.data.VR vr)
        throws IOException {
        final byte[] bytes = from.getBytes(tag);
        if (bytes == null) {
            return new byte[0];
        }
        return from.bigEndian() ? vr.toggleEndian(bytes, true) : bytes;
    }
}
