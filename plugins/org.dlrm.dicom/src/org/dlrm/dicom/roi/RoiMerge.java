package org.dlrm.dicom.roi;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.dlrm.dicom.Problem;
import org.dlrm.image.Mask;
import org.dlrm.image.region.Regions;

/** What becomes of several regions. */
public enum RoiMerge {
        /** every region stays a mask of its own */
        SEPARATE,
        /** voxels of at least one region */
        UNION,
        /** voxels of all regions */
        INTERSECTION,
        /** voxels of the first region that are in no other */
        DIFFERENCE;

    /**
     * @param masks at least one, on one grid
     * @return the masks themselves, or one that keeps the problems of all
     */
    public List<RoiMask> apply(final List<RoiMask> masks) {
        if (this == SEPARATE || masks.size() == 1) {
            return masks;
        }
        final List<Mask> m = masks.stream().map(RoiMask::mask).toList();
        final List<Problem> problems = new ArrayList<>();
        masks.forEach(r -> problems.addAll(r.problems()));
        final String sign = this == UNION ? " + " : this == INTERSECTION ? " & " : " - ";
        return List.of(new RoiMask(masks.stream().map(RoiMask::name).collect(Collectors.joining(sign)),
            this == UNION ? Regions.union(m) : this == INTERSECTION ? Regions.intersection(m) : Regions.difference(m),
            problems));
    }
}
