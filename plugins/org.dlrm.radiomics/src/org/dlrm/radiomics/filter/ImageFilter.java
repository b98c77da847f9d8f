package org.dlrm.radiomics.filter;

import java.util.Optional;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
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

    /** @return in words why an image of this size has no response; empty if it has */
    default Optional<String> unfit(final Grid g) {
        return Optional.empty();
    }

    /** @return whether the response anywhere depends on all of the image, so that it is another one where the image is cut */
    default boolean isOfWholeImage() {
        return false;
    }

    /**
     * @param g an image's grid
     * @param window a part of it
     * @return the part that the response in the window depends on: what lies outside it may be missing
     */
    default Box seen(final Grid g, final Box window) {
        return g.box();
    }

    /**
     * The response in a part of the image: what {@link #apply} gives there, but for rounding, with less work for filters
     * that see only a neighbourhood.
     *
     * @return the response on the window
     */
    default Volume within(final Volume image, final Mask mask, final Box window, final Progress progress) {
        final Box all = image.grid().box();
        final Box seen = seen(image.grid(), window);
        final Volume response = seen.equals(all) ? apply(image, mask, progress)
            : apply(image.crop(seen), mask.crop(seen), progress);
        return window.equals(seen) ? response : response.crop(window.relativeTo(seen));
    }
}
