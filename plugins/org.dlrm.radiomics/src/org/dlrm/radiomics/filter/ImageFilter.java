package org.dlrm.radiomics.filter;

import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Turns an interpolated image into a response map, from which the same intensity families are computed as from the
 * image itself (IBSI 2). Implementations are immutable and give the same result on every machine.
 */
public interface ImageFilter {

    /**
     * @return the prefix of the column names of this filter's features: letters, digits, '-', '.', without spaces,
     *         stable between versions, e.g. "log-sigma-3-0-mm-3D"
     */
    String name();

    /**
     * @param image the interpolated (and, if so set, rounded) image: the whole grid that was given, so that a filter
     *            sees what surrounds the region
     * @param mask the region on the same grid; most filters ignore it
     * @param progress asked for cancellation while filtering
     * @return the response on the same grid
     */
    Volume apply(Volume image, Mask mask, Progress progress);
}
