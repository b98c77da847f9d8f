package org.dlrm.dicom.roi;

import java.util.List;
import java.util.Locale;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.region.MaskResampler;

/** Whether a mask's grid fits an image's: the same, the same voxels in another storage order, or another grid. */
enum GridFit {
        SAME, REORDERED, OTHER;

    /** Largest distance of corresponding voxel centres, mm. */
    static final double TOLERANCE_MM = 0.05;

    static GridFit of(final Grid mask, final Grid image) {
        if (image.difference(mask, TOLERANCE_MM).isEmpty()) {
            return SAME;
        }
        if (mask.voxels() != image.voxels()) {
            return OTHER;
        }
        for (int c = 0; c < 8; c++) {
            final Vec3 q = mask.toIndex(image.toPatient((c & 1) * (image.nx() - 1), (c >> 1 & 1) * (image.ny() - 1),
                (c >> 2) * (image.nz() - 1)));
            if (!atEnd(q.x(), mask.nx(), mask.sx()) || !atEnd(q.y(), mask.ny(), mask.sy())
                || !atEnd(q.z(), mask.nz(), mask.sz())) {
                return OTHER;
            }
        }
        return REORDERED;
    }

    private static boolean atEnd(final double index, final int n, final double spacing) {
        return Math.min(Math.abs(index), Math.abs(index - (n - 1))) * spacing <= TOLERANCE_MM;
    }

    /**
     * @param difference in words, image first
     * @throws DicomException if the grid is another one and must not be resampled
     */
    void require(final String name, final String difference, final RoiOptions options) throws DicomException {
        if (this == OTHER && !options.resample()) {
            throw new DicomException(ProblemClass.GEOMETRY_MISMATCH,
                "'" + name + "' lies on another voxel grid than the image", "the grid of the image", difference,
                "Use the mask drawn on this series, or allow resampling");
        }
    }

    /** Brings a mask onto the image's grid. */
    Mask apply(final String name, final Mask mask, final Grid image, final List<Problem> problems)
        throws DicomException {
        final Mask out;
        if (this == SAME) {
            out = new Mask(image, mask.inside());
        } else {
            final MaskResampler.Result r = MaskResampler.resample(mask, image);
            out = r.mask();
            if (this == OTHER && r.overlap() == 0) {
                throw new DicomException(ProblemClass.GEOMETRY_MISMATCH, "'" + name + "' lies outside the image",
                    "a region within the image", "no voxel in common", "Use the mask drawn on this series");
            }
            if (this == OTHER) {
                problems.add(Problem.warning(ProblemClass.GEOMETRY_MISMATCH,
                    "'" + name + "' was resampled onto the image", "the image's voxel grid",
                    String.format(Locale.ROOT, "%.1f %% of it within the image, %.2f ml before and %.2f ml after",
                        100 * r.overlap(), r.millilitresBefore(), r.millilitresAfter()),
                    "Check the overlay"));
            }
        }
        if (out.count() == 0) {
            problems.add(Problem.error(ProblemClass.ROI, "'" + name + "' contains no voxel", "at least one voxel",
                "none", "Check that the region was drawn on this image"));
        }
        return out;
    }
}
