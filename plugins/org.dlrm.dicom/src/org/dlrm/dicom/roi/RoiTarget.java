package org.dlrm.dicom.roi;

import java.util.Arrays;
import java.util.Optional;

import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;

/**
 * The image that a region of interest is brought onto.
 *
 * @param grid its voxels
 * @param slicePositions position of every slice along the slice normal in mm, relative to slice 0; ascending
 * @param seriesInstanceUid empty if unknown
 * @param frameOfReferenceUid empty if unknown
 */
public record RoiTarget(Grid grid, double[] slicePositions, Optional<String> seriesInstanceUid,
    Optional<String> frameOfReferenceUid) {

    /** @throws IllegalArgumentException if there is not one position per slice, in ascending order */
    public RoiTarget {
        boolean ascending = slicePositions.length == grid.nz();
        for (int k = 1; ascending && k < slicePositions.length; k++) {
            ascending = slicePositions[k] > slicePositions[k - 1];
        }
        if (!ascending) {
            throw new IllegalArgumentException("One ascending position per slice is needed");
        }
        slicePositions = slicePositions.clone();
    }

    /** A target whose slices lie where its grid says. */
    public static RoiTarget of(final Grid grid, final Optional<String> seriesInstanceUid,
        final Optional<String> frameOfReferenceUid) {
        final double step = grid.sz() * Math.abs(grid.zAxis().dot(grid.xAxis().cross(grid.yAxis()).unit()));
        final double[] positions = new double[grid.nz()];
        Arrays.setAll(positions, k -> k * step);
        return new RoiTarget(grid, positions, seriesInstanceUid, frameOfReferenceUid);
    }

    /**
     * A series as target: slices count where they really are, not where the grid's averaged spacing puts them.
     *
     * @param grid the series' own, or the one that tilt correction made of it
     */
    public static RoiTarget of(final SeriesInfo series, final Grid grid) {
        final Optional<String> uid = Optional.of(series.seriesInstanceUid()).filter(s -> !s.isEmpty());
        final Optional<String> frame = Optional.of(series.frameOfReferenceUid()).filter(s -> !s.isEmpty());
        if (series.slices().size() != grid.nz() || grid.nz() == 1) {
            return of(grid, uid, frame);
        }
        final Vec3 first = series.slices().get(0).position();
        final Vec3 normal = of(grid).normal();
        return new RoiTarget(grid,
            series.slices().stream().mapToDouble(s -> s.position().minus(first).dot(normal)).toArray(), uid, frame);
    }

    /** A target of which only the grid is known: no frame of reference is checked. */
    public static RoiTarget of(final Grid grid) {
        return of(grid, Optional.empty(), Optional.empty());
    }

    /** @return unit normal of the slices, towards growing k */
    Vec3 normal() {
        final Vec3 n = grid.xAxis().cross(grid.yAxis()).unit();
        return n.dot(grid.zAxis()) < 0 ? n.times(-1) : n;
    }

    /** @return the typical distance of neighbouring slices in mm */
    double step() {
        final int n = slicePositions.length;
        return n > 1 ? (slicePositions[n - 1] - slicePositions[0]) / (n - 1) : grid.sz();
    }

    /**
     * Finds the slice nearest to a position.
     *
     * @param position in mm along {@link #normal()}, relative to slice 0
     * @return the index; of two equally near slices the lower; -1 if the position is more than half a slice distance
     *         outside
     */
    int nearestSlice(final double position) {
        final double[] p = slicePositions;
        final double reach = step() / 2 + 1e-4;
        if (!(position >= p[0] - reach && position <= p[p.length - 1] + reach)) {
            return -1;
        }
        int k = Arrays.binarySearch(p, position);
        if (k < 0) {
            k = -k - 1;
            if (k == p.length || k > 0 && position - p[k - 1] <= p[k] - position + 1e-9) {
                k--;
            }
        }
        return k;
    }
}
