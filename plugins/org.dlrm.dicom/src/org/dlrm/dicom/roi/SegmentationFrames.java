package org.dlrm.dicom.roi;

import java.util.List;
import java.util.Locale;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.roi.Segmentation.Plane;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;

/**
 * Puts the frames of a segment onto a grid. Where every frame's pixels are voxels of the image (whatever the order and
 * direction of the axes, whatever part of the image the frames cover) they are copied; otherwise the frames make a grid
 * of their own.
 */
final class SegmentationFrames {

    /** How far a pixel may be from a voxel centre, in voxels. */
    private static final double TOLERANCE = 0.05;

    private final String m_name;

    private final List<Plane> m_planes;

    private final Grid m_image;

    private int m_outsideVoxels;

    private Grid m_own;

    SegmentationFrames(final String name, final List<Plane> planes, final Grid image) {
        m_name = name;
        m_planes = planes;
        m_image = image;
    }

    /** Index of pixel (0, 0) in the target, and steps per column and row. */
    private record Steps(Vec3 start, Vec3 column, Vec3 row) {

        static Steps of(final Grid plane, final Grid target) {
            final Vec3 start = target.toIndex(plane.origin());
            return new Steps(start, target.toIndex(plane.toPatient(1, 0, 0)).minus(start),
                target.toIndex(plane.toPatient(0, 1, 0)).minus(start));
        }
    }

    /** @return whether all frames lie on voxels of the image */
    boolean fits() {
        for (final Plane plane : m_planes) {
            final Grid g = plane.grid();
            final Steps s = Steps.of(g, m_image);
            for (final Vec3 step : new Vec3[]{s.column(), s.row()}) {
                if (Math.abs(step.length() - 1) > TOLERANCE) {
                    return false;
                }
            }
            for (int c = 0; c < 4; c++) {
                final Vec3 q = m_image.toIndex(g.toPatient((c & 1) * (g.nx() - 1), (c >> 1) * (g.ny() - 1), 0));
                if (Math.abs(q.x() - Math.rint(q.x())) > TOLERANCE || Math.abs(q.y() - Math.rint(q.y())) > TOLERANCE
                    || Math.abs(q.z() - Math.rint(q.z())) > TOLERANCE) {
                    return false;
                }
            }
        }
        return true;
    }

    /** @return in words where the first frame lies in the image, in voxels */
    String difference() {
        final Grid g = m_planes.get(0).grid();
        final Vec3 q = m_image.toIndex(g.origin());
        return String.format(Locale.ROOT,
            "pixels of %.4g x %.4g mm against %.4g x %.4g mm, first one at voxel %.2f, %.2f, %.2f", g.sx(), g.sy(),
            m_image.sx(), m_image.sy(), q.x(), q.y(), q.z());
    }

    /** Copies a frame onto the image's grid. */
    void copy(final Plane plane, final byte[] inside, final byte[] target) {
        copy(plane.grid(), inside, m_image, target);
    }

    /** Copies a frame onto the frames' own grid. */
    void copyOwn(final Plane plane, final byte[] inside, final byte[] target) {
        copy(plane.grid(), inside, m_own, target);
    }

    private void copy(final Grid from, final byte[] inside, final Grid to, final byte[] target) {
        final Steps s = Steps.of(from, to);
        int p = 0;
        for (int j = 0; j < from.ny(); j++) {
            for (int i = 0; i < from.nx(); i++, p++) {
                if (inside[p] != 0) {
                    final long x = Math.round(s.start().x() + i * s.column().x() + j * s.row().x());
                    final long y = Math.round(s.start().y() + i * s.column().y() + j * s.row().y());
                    final long z = Math.round(s.start().z() + i * s.column().z() + j * s.row().z());
                    if (x >= 0 && y >= 0 && z >= 0 && x < to.nx() && y < to.ny() && z < to.nz()) {
                        target[to.index((int)x, (int)y, (int)z)] = 1;
                    } else {
                        m_outsideVoxels++;
                    }
                }
            }
        }
    }

    /**
     * Makes a grid of the frames: parallel, of one size, at distances that are multiples of the smallest one.
     *
     * @throws DicomException if they make none
     */
    Grid ownGrid() throws DicomException {
        final Grid first = m_planes.get(0).grid();
        final Vec3 n = first.zAxis();
        final double[] z = m_planes.stream().mapToDouble(p -> p.grid().origin().minus(first.origin()).dot(n)).sorted()
            .distinct().toArray();
        double step = Double.POSITIVE_INFINITY;
        for (int k = 1; k < z.length; k++) {
            if (z[k] - z[k - 1] > GridFit.TOLERANCE_MM) {
                step = Math.min(step, z[k] - z[k - 1]);
            }
        }
        step = Double.isInfinite(step) ? first.sz() : step;
        final double slices = (z[z.length - 1] - z[0]) / step + 1;
        for (final Plane p : m_planes) {
            final Vec3 d = p.grid().origin().minus(first.origin());
            final double k = (d.dot(n) - z[0]) / step;
            final boolean parallel = p.grid().xAxis().minus(first.xAxis()).length() < 1e-3
                && p.grid().yAxis().minus(first.yAxis()).length() < 1e-3
                && Math.abs(p.grid().sx() - first.sx()) * first.nx() < GridFit.TOLERANCE_MM
                && Math.abs(p.grid().sy() - first.sy()) * first.ny() < GridFit.TOLERANCE_MM
                && d.minus(n.times(d.dot(n))).length() < GridFit.TOLERANCE_MM;
            if (!parallel || Math.abs(k - Math.rint(k)) > TOLERANCE || slices > 100_000) {
                throw new DicomException(ProblemClass.GEOMETRY_MISMATCH,
                    "The frames of segment '" + m_name + "' make no regular volume",
                    "parallel frames of one size at regular distances", "others",
                    "Use the segmentation drawn on this series");
            }
        }
        if (slices * first.voxels() > Runtime.getRuntime().maxMemory() / 4) {
            throw new DicomException(ProblemClass.SIZE_LIMIT, "Segment '" + m_name + "' is too large", "",
                first.nx() + " x " + first.ny() + " x " + Math.round(slices) + " voxels",
                "Give KNIME more memory (-Xmx in knime.ini)");
        }
        try {
            m_own = new Grid(first.nx(), first.ny(), (int)Math.rint(slices), first.sx(), first.sy(), step,
                first.origin().plus(n.times(z[0])), first.xAxis(), first.yAxis(), n);
        } catch (IllegalArgumentException e) {
            throw new DicomException(ProblemClass.SIZE_LIMIT, e.getMessage());
        }
        return m_own;
    }

    /** Tells what of the segment did not come onto the image. */
    void report(final int voxels, final List<Problem> problems) throws DicomException {
        if (m_outsideVoxels > 0 && voxels == 0) {
            throw new DicomException(ProblemClass.GEOMETRY_MISMATCH, "Segment '" + m_name + "' lies outside the image",
                "voxels of the image", m_outsideVoxels + " voxels outside", "Use the series that it was drawn on");
        }
        if (m_outsideVoxels > 0) {
            problems.add(Problem.warning(ProblemClass.GEOMETRY_MISMATCH,
                "Segment '" + m_name + "' leaves the image; the rest is left out", "voxels of the image",
                m_outsideVoxels + " of " + (m_outsideVoxels + voxels) + " voxels outside",
                "Check that the series is complete"));
        } else if (voxels == 0) {
            problems.add(Problem.error(ProblemClass.ROI, "Segment '" + m_name + "' is empty", "at least one voxel",
                "none", "Choose another segment"));
        }
    }
}
