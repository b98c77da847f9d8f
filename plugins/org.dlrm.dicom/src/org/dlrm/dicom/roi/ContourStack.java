package org.dlrm.dicom.roi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;

/**
 * Turns the contours of one region into a mask. Every contour goes to the slice nearest to it. Contours of one plane
 * are combined by the even-odd rule (holes, islands); planes that share a slice, because they are closer together than
 * the slices, are united.
 */
final class ContourStack {

    /** Contours that leave the slice plane by more than this part of the slice distance lie on another plane. */
    private static final double MAX_TILT = 0.5;

    /** Contours that leave the slice plane by more than this part are flattened with a warning. */
    private static final double MAX_WOBBLE = 0.1;

    /** Contours whose planes differ by less than this part of the slice distance are of one plane. */
    private static final double SAME_PLANE = 0.05;

    /** More contours than this in one plane are not compared pair by pair. */
    private static final int MAX_COMPARED = 200;

    private final String m_name;

    private final RoiTarget m_target;

    private final Grid m_grid;

    private final Vec3 m_normal;

    private final List<Problem> m_problems;

    private final ContourRasterizer m_rasterizer;

    private int m_tooShort;

    private int m_outside;

    private double m_farthest;

    private int m_beside;

    private double m_farthestBeside;

    private int m_uneven;

    private double m_largestOffset;

    private int m_wobbly;

    private double m_largestWobble;

    private int m_duplicates;

    /** A contour in pixel coordinates. */
    private record Planar(double position, double[] pixels) {
    }

    ContourStack(final String name, final RoiTarget target, final List<Problem> problems) {
        m_name = name;
        m_target = target;
        m_grid = target.grid();
        m_normal = target.normal();
        m_problems = problems;
        m_rasterizer = new ContourRasterizer(m_grid.nx(), m_grid.ny());
    }

    /** @param contours x, y, z of every vertex, patient coordinates in mm */
    RoiMask rasterize(final List<double[]> contours) throws DicomException {
        final Map<Integer, List<Planar>> slices = new TreeMap<>();
        for (final double[] contour : contours) {
            place(contour, slices);
        }
        final byte[] inside = new byte[m_grid.voxels()];
        final List<Integer> overlapping = new ArrayList<>();
        final List<Integer> crowded = new ArrayList<>();
        for (final Map.Entry<Integer, List<Planar>> e : slices.entrySet()) {
            final int offset = e.getKey() * m_grid.nx() * m_grid.ny();
            final List<List<double[]>> planes = planes(e.getValue());
            if (planes.size() > 1) {
                crowded.add(e.getKey());
            }
            for (final List<double[]> plane : planes) {
                m_rasterizer.fill(plane, inside, offset);
                if (overlap(plane)) {
                    overlapping.add(e.getKey());
                }
            }
        }
        final Mask mask = new Mask(m_grid, inside);
        report(slices.size(), overlapping, crowded, mask.count());
        reportGaps(slices.keySet());
        return new RoiMask(m_name, mask, m_problems);
    }

    private void place(final double[] contour, final Map<Integer, List<Planar>> slices) throws DicomException {
        final int n = contour.length / 3;
        if (n < 3) {
            m_tooShort++;
            return;
        }
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int p = 0; p < n; p++) {
            final double h = point(contour, p).minus(m_grid.origin()).dot(m_normal);
            least = Math.min(least, h);
            most = Math.max(most, h);
        }
        final double step = m_target.step();
        if (most - least > MAX_TILT * step) {
            throw tilted(contour, most - least);
        }
        if (most - least > MAX_WOBBLE * step + 0.01) {
            m_wobbly++;
            m_largestWobble = Math.max(m_largestWobble, most - least);
        }
        final double position = (least + most) / 2;
        final int k = m_target.nearestSlice(position);
        final double[] z = m_target.slicePositions();
        if (k < 0) {
            m_outside++;
            final double by = position < 0 ? position : position - z[z.length - 1];
            m_farthest = Math.abs(by) > Math.abs(m_farthest) ? by : m_farthest;
            return;
        }
        final double offset = position - z[k];
        if (Math.abs(offset) > GridFit.TOLERANCE_MM + (most - least) / 2) {
            m_uneven++;
            m_largestOffset = Math.max(m_largestOffset, Math.abs(offset));
        }
        final double gridPosition = m_grid.zAxis().dot(m_normal) * m_grid.sz() * k;
        final double[] pixels = new double[2 * n];
        for (int p = 0; p < n; p++) {
            // into the plane of the slice along the normal, so that a sheared grid needs no special case
            final Vec3 v = point(contour, p);
            final double h = v.minus(m_grid.origin()).dot(m_normal);
            final Vec3 index = m_grid.toIndex(v.plus(m_normal.times(gridPosition - h)));
            pixels[2 * p] = index.x();
            pixels[2 * p + 1] = index.y();
        }
        beside(pixels);
        slices.computeIfAbsent(k, x -> new ArrayList<>()).add(new Planar(position, pixels));
    }

    /** Notes a contour that leaves the image in its plane; half a pixel more than the pixels' area is no matter. */
    private void beside(final double[] pixels) {
        double most = 0;
        for (int i = 0; i < pixels.length; i += 2) {
            most = Math.max(most, Math.max(-1 - pixels[i], pixels[i] - m_grid.nx()) * m_grid.sx());
            most = Math.max(most, Math.max(-1 - pixels[i + 1], pixels[i + 1] - m_grid.ny()) * m_grid.sy());
        }
        if (most > 0) {
            m_beside++;
            m_farthestBeside = Math.max(m_farthestBeside, most);
        }
    }

    private static Vec3 point(final double[] contour, final int p) {
        return new Vec3(contour[3 * p], contour[3 * p + 1], contour[3 * p + 2]);
    }

    /** The angle comes from the contour's area vector (Newell). */
    private DicomException tilted(final double[] contour, final double extent) {
        Vec3 area = new Vec3(0, 0, 0);
        final int n = contour.length / 3;
        for (int p = 0; p < n; p++) {
            area = area.plus(point(contour, p).minus(point(contour, 0))
                .cross(point(contour, (p + 1) % n).minus(point(contour, 0))));
        }
        final double angle = area.length() > 0
            ? Math.toDegrees(Math.acos(Math.min(1, Math.abs(area.unit().dot(m_normal))))) : Double.NaN;
        return new DicomException(ProblemClass.GEOMETRY_MISMATCH,
            "Region '" + m_name + "' was not drawn on the slices of this image",
            "contours in the slice plane (within " + mm(MAX_TILT * m_target.step()) + " mm)",
            "a contour that extends " + mm(extent) + " mm across it"
                + (Double.isNaN(angle) ? "" : String.format(java.util.Locale.ROOT, ", tilted by %.1f degrees", angle)),
            "Use the series that the region was drawn on");
    }

    /** Groups the contours of a slice by plane, without exact repetitions. */
    private List<List<double[]>> planes(final List<Planar> contours) {
        final List<Planar> sorted = new ArrayList<>(contours);
        sorted.sort((a, b) -> Double.compare(a.position(), b.position()));
        final List<List<double[]>> planes = new ArrayList<>();
        double last = Double.NEGATIVE_INFINITY;
        for (final Planar c : sorted) {
            if (c.position() - last > SAME_PLANE * m_target.step()) {
                planes.add(new ArrayList<>());
            }
            last = c.position();
            final List<double[]> plane = planes.get(planes.size() - 1);
            if (plane.size() < MAX_COMPARED && plane.stream().anyMatch(o -> Arrays.equals(o, c.pixels()))) {
                m_duplicates++;
            } else {
                plane.add(c.pixels());
            }
        }
        return planes;
    }

    /** @return whether two contours of a plane overlap without one lying in the other, or coincide */
    private boolean overlap(final List<double[]> plane) {
        if (plane.size() < 2 || plane.size() > MAX_COMPARED) {
            return false;
        }
        final List<Patch> patches = new ArrayList<>();
        for (final double[] polygon : plane) {
            final Patch patch = patch(polygon);
            for (final Patch other : patches) {
                final int common = patch.common(other);
                final boolean nested = common == Math.min(patch.count(), other.count())
                    && patch.count() != other.count();
                if (common > 0 && !nested) {
                    return true;
                }
            }
            patches.add(patch);
        }
        return false;
    }

    /** The pixels of one contour in the smallest rectangle that holds it. */
    private record Patch(int x, int y, int nx, int ny, byte[] inside, int count) {

        int common(final Patch o) {
            int n = 0;
            for (int j = Math.max(y, o.y); j < Math.min(y + ny, o.y + o.ny); j++) {
                for (int i = Math.max(x, o.x); i < Math.min(x + nx, o.x + o.nx); i++) {
                    n += inside[i - x + nx * (j - y)] & o.inside[i - o.x + o.nx * (j - o.y)];
                }
            }
            return n;
        }
    }

    private Patch patch(final double[] polygon) {
        final double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        final double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int i = 0; i < polygon.length; i++) {
            least[i % 2] = Math.min(least[i % 2], polygon[i]);
            most[i % 2] = Math.max(most[i % 2], polygon[i]);
        }
        final int x = (int)Math.max(0, Math.min(m_grid.nx() - 1, Math.floor(least[0])));
        final int y = (int)Math.max(0, Math.min(m_grid.ny() - 1, Math.floor(least[1])));
        final int nx = (int)Math.max(x + 1, Math.min(m_grid.nx(), Math.ceil(most[0]) + 1)) - x;
        final int ny = (int)Math.max(y + 1, Math.min(m_grid.ny(), Math.ceil(most[1]) + 1)) - y;
        final double[] moved = new double[polygon.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = polygon[i] - (i % 2 == 0 ? x : y);
        }
        final byte[] inside = new byte[nx * ny];
        new ContourRasterizer(nx, ny).fill(List.of(moved), inside, 0);
        int count = 0;
        for (final byte b : inside) {
            count += b;
        }
        return new Patch(x, y, nx, ny, inside, count);
    }

    private void report(final int slices, final List<Integer> overlapping, final List<Integer> crowded,
        final int voxels) throws DicomException {
        if (m_tooShort > 0) {
            warn(ProblemClass.ROI, contours(m_tooShort) + " of region '" + m_name + "' without an area, left out",
                "at least 3 points", "fewer", "");
        }
        if (m_outside > 0) {
            final String found = contours(m_outside) + " up to " + mm(Math.abs(m_farthest)) + " mm "
                + (m_farthest < 0 ? "below the first" : "above the last") + " slice";
            if (slices == 0) {
                throw new DicomException(ProblemClass.GEOMETRY_MISMATCH,
                    "Region '" + m_name + "' lies outside the image along the slice direction",
                    "contours on the slices of the image", found, "Use the series that the region was drawn on");
            }
            warn(ProblemClass.GEOMETRY_MISMATCH, "Region '" + m_name + "' leaves the image; the rest is left out",
                "contours on the slices of the image", found, "Check that the series is complete");
        }
        if (m_beside > 0 && voxels > 0) {
            warn(ProblemClass.GEOMETRY_MISMATCH, "Region '" + m_name + "' leaves the image; the rest is left out",
                "contours within the slices", contours(m_beside) + " up to " + mm(m_farthestBeside) + " mm beside them",
                "Check that the region was drawn on this series, or choose one of a larger field of view");
        }
        if (m_uneven > 0) {
            warn(ProblemClass.GEOMETRY_MISMATCH,
                contours(m_uneven) + " of region '" + m_name + "' between slices, taken to the nearest", "",
                "up to " + mm(m_largestOffset) + " mm off", "Check that the region was drawn on this series");
        }
        if (m_wobbly > 0) {
            warn(ProblemClass.GEOMETRY_MISMATCH,
                contours(m_wobbly) + " of region '" + m_name + "' not in a slice plane, flattened", "planar contours",
                "up to " + mm(m_largestWobble) + " mm across", "Check that the region was drawn on this series");
        }
        if (m_duplicates > 0) {
            warn(ProblemClass.NONCONFORMANT, contours(m_duplicates) + " of region '" + m_name
                + "' drawn twice, counted once", "", "", "");
        }
        if (!crowded.isEmpty()) {
            warn(ProblemClass.GEOMETRY_MISMATCH,
                "Contours of region '" + m_name + "' are closer together than the slices; united where they meet",
                "one plane per slice", "several on slices " + list(crowded),
                "Use the series that the region was drawn on");
        }
        if (!overlapping.isEmpty()) {
            warn(ProblemClass.ROI,
                "Contours of region '" + m_name + "' overlap without being nested; the overlap counts as outside",
                "separate or nested contours", "overlap on slices " + list(overlapping), "Check the contours");
        }
        if (voxels == 0) {
            m_problems.add(Problem.error(ProblemClass.ROI, "Region '" + m_name + "' contains no voxel centre",
                "at least one voxel", "none", "Check that the region was drawn on this image"));
        }
    }

    /** Slices without contour between others: two lesions, or a contour that was forgotten. */
    private void reportGaps(final Set<Integer> slices) {
        final List<Integer> gaps = new ArrayList<>();
        int last = -1;
        for (final int k : slices) {
            for (int gap = last + 1; last >= 0 && gap < k; gap++) {
                gaps.add(gap);
            }
            last = k;
        }
        if (!gaps.isEmpty()) {
            m_problems.add(new Problem("", "", Problem.Severity.INFO, ProblemClass.ROI,
                "Region '" + m_name + "' has slices without contour between others; nothing is filled in", "",
                "slices " + list(gaps), "Check that no contour was forgotten"));
        }
    }

    private void warn(final ProblemClass type, final String what, final String expected, final String found,
        final String remedy) {
        m_problems.add(Problem.warning(type, what, expected, found, remedy));
    }

    private static String contours(final int n) {
        return n == 1 ? "1 contour" : n + " contours";
    }

    /** Slice numbers for people: counted from 1, at most six. */
    private static String list(final List<Integer> slices) {
        final StringBuilder s = new StringBuilder();
        for (int i = 0; i < Math.min(6, slices.size()); i++) {
            s.append(i == 0 ? "" : ", ").append(slices.get(i) + 1);
        }
        return slices.size() > 6 ? s + " ... (" + slices.size() + ")" : s.toString();
    }

    private static String mm(final double v) {
        return String.format(java.util.Locale.ROOT, "%.3g", v);
    }
}
