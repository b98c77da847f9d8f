package org.dlrm.dicom.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomToolkit;
import org.dlrm.dicom.OwnToolkit;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.pixel.PixelFormat;
import org.dlrm.dicom.pixel.StoredValues;
import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Reads the pixels of a series into a volume of rescaled values (HU for CT). Files are read one slice at a time into
 * one buffer, so nothing is held twice.
 */
public final class VolumeReader {

    private final DicomToolkit m_toolkit;

    public VolumeReader() {
        this(new OwnToolkit());
    }

    public VolumeReader(final DicomToolkit toolkit) {
        m_toolkit = toolkit;
    }

    /**
     * Reads a whole series.
     *
     * @throws DicomException the first ERROR of the series if it makes no volume; what is wrong with a slice
     */
    public Volume read(final SeriesInfo series, final Progress progress) throws IOException {
        return read(series, grid(series).box(), progress);
    }

    /** Reads a block of a series; only the slices it touches are opened. */
    public Volume read(final SeriesInfo series, final Box box, final Progress progress) throws IOException {
        return read(series.slices(), grid(series), box, progress);
    }

    /** Reads a tilted series and resamples it onto an orthogonal grid. */
    public Volume readTiltCorrected(final SeriesInfo series, final Progress progress) throws IOException {
        if (series.shearedGrid().isEmpty()) {
            return read(series, progress);
        }
        final Grid sheared = series.shearedGrid().get();
        return TiltCorrection.apply(read(series.slices(), sheared, sheared.box(), progress));
    }

    /** @return the grid of a series; its first ERROR as exception if there is none */
    public static Grid grid(final SeriesInfo series) throws DicomException {
        if (series.grid().isPresent()) {
            return series.grid().get();
        }
        throw new DicomException(series.problems().stream().filter(p -> p.severity() == Problem.Severity.ERROR)
            .findFirst().orElse(Problem.error(ProblemClass.NOT_A_VOLUME, "The series does not make a volume", "", "",
                "Choose another series").in(series.patientId(), series.folder().toString())));
    }

    /**
     * Reads a block of a grid.
     *
     * @param slices one per layer of the grid, in its order
     * @param grid of the whole stack
     * @param box the block to read
     */
    public Volume read(final List<Instance> slices, final Grid grid, final Box box, final Progress progress)
        throws IOException {
        final Grid target = grid.crop(box);
        if (slices.size() != grid.nz()) {
            throw new IllegalArgumentException(slices.size() + " slices for a grid of " + grid.nz());
        }
        final float[] values = new float[target.voxels()];
        final boolean whole = box.nx() == grid.nx() && box.ny() == grid.ny();
        final float[] slice = whole ? null : new float[grid.nx() * grid.ny()];
        byte[] raw = new byte[0];
        Path path = null;
        DicomToolkit.Image image = null;
        try {
            for (int k = 0; k < box.nz(); k++) {
                progress.check();
                final Instance s = slices.get(box.z() + k);
                if (!s.path().equals(path)) {
                    if (image != null) {
                        image.close();
                        image = null;
                    }
                    image = open(s);
                    path = s.path();
                }
                final PixelFormat f = image.format();
                if (raw.length != f.frameBytes()) {
                    raw = new byte[f.frameBytes()];
                }
                image.read(s.frame(), raw);
                if (whole) {
                    StoredValues.rescale(raw, f, s.slope(), s.intercept(), values, target.index(0, 0, k));
                } else {
                    StoredValues.rescale(raw, f, s.slope(), s.intercept(), slice, 0);
                    for (int j = 0; j < box.ny(); j++) {
                        System.arraycopy(slice, grid.index(box.x(), box.y() + j, 0), values, target.index(0, j, k),
                            box.nx());
                    }
                }
                progress.report((k + 1.0) / box.nz(), "Slice " + (k + 1) + " of " + box.nz());
            }
        } finally {
            if (image != null) {
                image.close();
            }
        }
        return new Volume(target, values);
    }

    /** Opens a slice's file and checks that it is still the one that was scanned. */
    private DicomToolkit.Image open(final Instance s) throws IOException {
        final DicomToolkit.Image image = m_toolkit.open(s.path());
        try {
            final String uid = image.file().dataSet().getString(Tag.SOPInstanceUID).orElse("");
            final PixelFormat f = image.format();
            if (!uid.equals(s.sopInstanceUid()) || f.rows() != s.rows() || f.columns() != s.columns()
                || s.frame() >= f.frames() || f.samples() != 1) {
                throw new DicomException(ProblemClass.CHANGED, "The file is not the one that was scanned",
                    s.sopInstanceUid() + ", " + s.rows() + " x " + s.columns(),
                    uid + ", " + f.rows() + " x " + f.columns(), "Execute the DICOM Reader again")
                        .in("", s.path().toString());
            }
            return image;
        } catch (IOException | RuntimeException e) {
            image.close();
            throw e;
        }
    }
}
