package org.dlrm.dicom.roi;

import java.util.List;

import org.dlrm.dicom.Problem;
import org.dlrm.image.Mask;

/**
 * A region of interest on the image's grid, with what is noteworthy about it.
 *
 * @param name the ROIName, SegmentLabel or label
 * @param mask the voxels; may be empty, which is then one of the problems, of severity ERROR
 * @param problems in words
 */
public record RoiMask(String name, Mask mask, List<Problem> problems) {

    public RoiMask {
        problems = List.copyOf(problems);
    }
}
