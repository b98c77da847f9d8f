package org.dlrm.dicom.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;

/**
 * From slices to a grid: ordered along the slice normal (never by InstanceNumber), checked for everything that would
 * make a wrong volume.
 */
public final class SeriesGeometry {

    /** Largest accepted distance of a slice from its place in the regular stack, in mm. */
    public static final double POSITION_TOLERANCE = 0.05;

    /** Slices nearer than this are at the same position, in mm. */
    static final double SAME_POSITION = 0.01;

    /** Largest difference of direction cosines within a series, and from orthogonality and unit length. */
    static final double COSINE_TOLERANCE = 1e-3;

    /** Smallest shear that counts as a tilted gantry, in degrees. */
    static final double TILT_DEGREES = 0.1;

    private final List<Instance> m_slices;

    private final List<Problem> m_problems = new ArrayList<>();

    private Optional<Grid> m_grid = Optional.empty();

    private OptionalDouble m_tilt = OptionalDouble.empty();

    private SeriesGeometry(final List<Instance> slices) {
        m_slices = slices;
    }

    /** @param slices in any order, at least one, without duplicates that are to be dropped */
    public static SeriesGeometry of(final List<Instance> slices) {
        final SeriesGeometry g = new SeriesGeometry(sorted(slices));
        if (g.sameShape()) {
            g.stack();
        }
        return g;
    }

    /** @return the slices along the normal of the first one; ties by SOPInstanceUID, so that the order is fixed */
    static List<Instance> sorted(final List<Instance> slices) {
        final Instance first = slices.stream().min(Comparator.comparing(Instance::sopInstanceUid)
            .thenComparing(Instance::frame)).orElseThrow();
        final Vec3 n = first.normal();
        final List<Instance> out = new ArrayList<>(slices);
        out.sort(Comparator.comparingDouble((final Instance s) -> s.position().dot(n))
            .thenComparing(Instance::sopInstanceUid).thenComparing(Instance::frame)
            .thenComparing(s -> s.path().toString()));
        return out;
    }

    /** @return the slices in the order of the grid */
    public List<Instance> slices() {
        return m_slices;
    }

    /** @return the grid; empty if the slices do not make a volume, see {@link #problems()} */
    public Optional<Grid> grid() {
        return m_grid.filter(g -> m_tilt.isEmpty() && errors().isEmpty());
    }

    /** @return the shear of the stack in degrees if the gantry was tilted */
    public OptionalDouble tilt() {
        return m_tilt;
    }

    /** @return the sheared grid of a tilted series that has no other error, see {@link TiltCorrection} */
    public Optional<Grid> shearedGrid() {
        return m_grid.filter(g -> m_tilt.isPresent()
            && errors().stream().allMatch(p -> p.type() == ProblemClass.GANTRY_TILT));
    }

    private List<Problem> errors() {
        return m_problems.stream().filter(p -> p.severity() == Problem.Severity.ERROR).toList();
    }

    public List<Problem> problems() {
        return m_problems;
    }

    private void error(final ProblemClass type, final String what, final String expected, final String found,
        final String remedy) {
        m_problems.add(Problem.error(type, what, expected, found, remedy));
    }

    private boolean sameShape() {
        final Instance a = m_slices.get(0);
        for (final Instance b : m_slices) {
            final String name = b.path().getFileName().toString();
            if (a.rows() != b.rows() || a.columns() != b.columns()) {
                error(ProblemClass.INCONSISTENT_SIZE, "Slices differ in size: " + name,
                    a.rows() + " rows x " + a.columns() + " columns", b.rows() + " x " + b.columns(),
                    "Remove the slices that do not belong to the series");
                return false;
            }
            if (!sameOrientation(a, b)) {
                error(ProblemClass.MIXED_ORIENTATION, "Slices differ in orientation: " + name,
                    text(a.rowDirection()) + " / " + text(a.columnDirection()),
                    text(b.rowDirection()) + " / " + text(b.columnDirection()),
                    "Remove the slices that do not belong to the series");
                return false;
            }
            final double dr = Math.abs(a.rowSpacing() - b.rowSpacing()) * a.rows();
            final double dc = Math.abs(a.columnSpacing() - b.columnSpacing()) * a.columns();
            if (Math.max(dr, dc) > POSITION_TOLERANCE) {
                error(ProblemClass.INCONSISTENT_SPACING, "Slices differ in pixel spacing: " + name,
                    a.rowSpacing() + " x " + a.columnSpacing() + " mm", b.rowSpacing() + " x " + b.columnSpacing(),
                    "Remove the slices that do not belong to the series");
                return false;
            }
        }
        return true;
    }

    static boolean sameOrientation(final Instance a, final Instance b) {
        return a.rowDirection().minus(b.rowDirection()).length() <= COSINE_TOLERANCE
            && a.columnDirection().minus(b.columnDirection()).length() <= COSINE_TOLERANCE;
    }

    private void stack() {
        final Instance first = m_slices.get(0);
        final int n = m_slices.size();
        final Vec3 normal = first.normal();
        if (n == 1) {
            single(first, normal);
            return;
        }
        final double[] z = new double[n];
        for (int k = 0; k < n; k++) {
            z[k] = m_slices.get(k).position().minus(first.position()).dot(normal);
        }
        if (z[n - 1] < SAME_POSITION) {
            error(ProblemClass.NOT_A_VOLUME, n + " slices at the same position do not make a volume",
                "slices at different positions", text(first.position()) + " mm", "Choose another series");
            return;
        }
        if (duplicates(z, normal)) {
            return;
        }
        final double[] gaps = new double[n - 1];
        for (int k = 0; k < n - 1; k++) {
            gaps[k] = z[k + 1] - z[k];
        }
        final double[] sortedGaps = gaps.clone();
        Arrays.sort(sortedGaps);
        final double median = sortedGaps[(n - 1) / 2];
        final Vec3 step = m_slices.get(n - 1).position().minus(first.position()).times(1.0 / (n - 1));
        final double dz = z[n - 1] / (n - 1);
        final boolean regular = regular(z, dz);
        if (!regular) {
            gaps(gaps, median, normal);
        }
        final Vec3 direction = m_slices.get(n - 1).position().minus(first.position()).unit();
        tilt(direction, normal, z);
        if (n == 2) {
            m_problems.add(Problem.warning(ProblemClass.TOO_FEW_SLICES, "The series has two slices only",
                "at least 3 slices", "2", "Check that it is the right series"));
        }
        if (regular) {
            final Vec3 axis = m_tilt.isPresent() || lateral(direction, normal) * z[n - 1] > POSITION_TOLERANCE
                ? direction : normal;
            grid(first, step.length(), dz, axis);
        }
    }

    private static double lateral(final Vec3 direction, final Vec3 normal) {
        return direction.minus(normal.times(direction.dot(normal))).length();
    }

    private void grid(final Instance first, final double along, final double dz, final Vec3 axis) {
        final boolean straight = axis.equals(first.normal());
        try {
            m_grid = Optional.of(new Grid(first.columns(), first.rows(), m_slices.size(), first.columnSpacing(),
                first.rowSpacing(), straight ? dz : along, first.position(), first.rowDirection(),
                first.columnDirection(), axis));
        } catch (IllegalArgumentException e) {
            error(ProblemClass.SIZE_LIMIT, "The series cannot be held as one volume", "", e.getMessage(), "");
        }
    }

    private void single(final Instance slice, final Vec3 normal) {
        if (slice.thickness().isEmpty() || !(slice.thickness().getAsDouble() > 0)) {
            error(ProblemClass.NOT_A_VOLUME, "The series has one slice, and no SliceThickness to make a volume of it",
                "several slices", "1", "Choose another series");
            return;
        }
        m_problems.add(Problem.warning(ProblemClass.SINGLE_SLICE,
            "The series has one slice; its spacing comes from SpacingBetweenSlices or SliceThickness", "several slices",
            "1 slice of " + slice.thickness().getAsDouble() + " mm", "Check that it is the right series"));
        grid(slice, slice.thickness().getAsDouble(), slice.thickness().getAsDouble(), normal);
    }

    private boolean duplicates(final double[] z, final Vec3 normal) {
        int positions = 0;
        String where = "";
        for (int k = 0; k < z.length; k++) {
            int same = 1;
            while (k + same < z.length && z[k + same] - z[k] < SAME_POSITION) {
                same++;
            }
            if (same > 1) {
                if (positions++ == 0) {
                    where = same + " slices at " + mm(position(k, normal)) + " ("
                        + m_slices.get(k).path().getFileName() + ", "
                        + m_slices.get(k + 1).path().getFileName() + ")";
                }
                k += same - 1;
            }
        }
        if (positions > 0) {
            error(ProblemClass.DUPLICATE_POSITION, "Different slices lie at the same position", "one slice per position",
                where + (positions > 1 ? " and " + (positions - 1) + " more positions" : ""),
                "Separate the phases or reconstructions of the series");
        }
        return positions > 0;
    }

    /** Coordinate of a slice along the normal in patient coordinates, mm. */
    private double position(final int k, final Vec3 normal) {
        return m_slices.get(k).position().dot(normal);
    }

    private boolean regular(final double[] z, final double dz) {
        // the straight line through all slices, by least squares, so that one rounded end does not tilt it
        final int n = z.length;
        final double mid = (n - 1) / 2.0;
        double sxy = 0;
        double sxx = 0;
        double mean = 0;
        for (int k = 0; k < n; k++) {
            mean += z[k] / n;
            sxy += (k - mid) * z[k];
            sxx += (k - mid) * (k - mid);
        }
        for (int k = 0; k < n; k++) {
            final double fitted = mean + sxy / sxx * (k - mid);
            if (Math.abs(z[k] - fitted) > POSITION_TOLERANCE || Math.abs(z[k] - k * dz) > 2 * POSITION_TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    private void gaps(final double[] gaps, final double median, final Vec3 normal) {
        int missing = 0;
        int odd = 0;
        String missingAt = "";
        double min = Double.MAX_VALUE;
        double max = 0;
        for (int k = 0; k < gaps.length; k++) {
            min = Math.min(min, gaps[k]);
            max = Math.max(max, gaps[k]);
            final double times = gaps[k] / median;
            final long whole = Math.round(times);
            if (Math.abs(gaps[k] - median) <= 2 * POSITION_TOLERANCE) {
                continue;
            }
            if (whole >= 2 && Math.abs(gaps[k] - whole * median) <= 2 * POSITION_TOLERANCE * whole) {
                missing += whole - 1;
                if (missingAt.isEmpty()) {
                    missingAt = "a gap of " + mm(gaps[k]) + " between " + mm(position(k, normal)) + " ("
                        + m_slices.get(k).path().getFileName() + ") and " + mm(position(k + 1, normal)) + " ("
                        + m_slices.get(k + 1).path().getFileName() + ")";
                }
            } else {
                odd++;
            }
        }
        if (missing > 0 && odd == 0) {
            error(ProblemClass.MISSING_SLICE, missing + (missing == 1 ? " slice is" : " slices are") + " missing",
                "a distance of " + mm(median), missingAt, "Export the series again from the PACS");
        } else {
            error(ProblemClass.NON_UNIFORM_SPACING, "The distance between slices is not uniform",
                mm(median) + " within " + Math.round(POSITION_TOLERANCE * 1000) + " micrometres",
                mm(min) + " to " + mm(max) + " over " + (gaps.length + 1) + " slices",
                "Choose another reconstruction, or export the series again from the PACS");
        }
    }

    private void tilt(final Vec3 direction, final Vec3 normal, final double[] z) {
        final double degrees = Math.toDegrees(Math.atan2(lateral(direction, normal), direction.dot(normal)));
        if (degrees >= TILT_DEGREES && lateral(direction, normal) * z[z.length - 1] > POSITION_TOLERANCE) {
            m_tilt = OptionalDouble.of(degrees);
            error(ProblemClass.GANTRY_TILT, "The stack of slices is sheared: the gantry was tilted",
                "slices stacked along their normal", String.format(Locale.ROOT, "%.2f degrees", degrees),
                "Switch on the tilt correction, which resamples the volume");
            return;
        }
        // a single slice shifted in its plane
        final Vec3 origin = m_slices.get(0).position();
        final double slope = 1 / direction.dot(normal);
        for (int k = 0; k < z.length; k++) {
            final Vec3 p = m_slices.get(k).position();
            final double off = p.minus(origin.plus(direction.times(z[k] * slope))).length();
            if (off > 2 * POSITION_TOLERANCE) {
                error(ProblemClass.NON_UNIFORM_SPACING, "A slice is shifted in its plane: "
                    + m_slices.get(k).path().getFileName(), "slices stacked along one line", mm(off) + " beside it",
                    "Remove the slices that do not belong to the series");
                return;
            }
        }
    }

    private static String mm(final double v) {
        return String.format(Locale.ROOT, "%.3f mm", v);
    }

    private static String text(final Vec3 v) {
        return String.format(Locale.ROOT, "(%.4f, %.4f, %.4f)", v.x(), v.y(), v.z());
    }
}
