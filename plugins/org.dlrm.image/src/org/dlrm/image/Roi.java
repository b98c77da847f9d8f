package org.dlrm.image;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What travels between nodes: an image, cut to the region of interest or not, with any number of named masks on the
 * same grid. A feature or attention map is a Roi without regions (or with the mask it was computed in).
 *
 * @param image the values
 * @param regions the masks, each on the image's grid; names need not differ
 * @param info short texts about the origin, e.g. the digest of the source; never a patient's name
 */
public record Roi(Volume image, List<Region> regions, SortedMap<String, String> info) {

    /**
     * A named mask.
     *
     * @param name the region's name, e.g. the ROIName
     */
    public record Region(String name, Mask mask) {
    }

    /** @throws IllegalArgumentException if a mask lies on another grid than the image */
    public Roi {
        for (final Region r : regions) {
            final Grid g = r.mask().grid();
            if (g != image.grid() && !g.equals(image.grid())) {
                image.grid().difference(g, 1e-4).ifPresent(d -> {
                    throw new IllegalArgumentException(
                        "Mask '" + r.name() + "' lies on another grid than the image: " + d);
                });
            }
        }
        regions = List.copyOf(regions);
        info = Collections.unmodifiableSortedMap(new TreeMap<>(info));
    }

    /** An image with one mask. */
    public static Roi of(final Volume image, final String name, final Mask mask) {
        return new Roi(image, List.of(new Region(name, mask)), new TreeMap<>());
    }

    /** An image without a mask, e.g. a feature map. */
    public static Roi of(final Volume image) {
        return new Roi(image, List.of(), new TreeMap<>());
    }

    /** @return this region of interest with other texts */
    public Roi withInfo(final Map<String, String> info) {
        return new Roi(image, regions, new TreeMap<>(info));
    }

    public Grid grid() {
        return image.grid();
    }

    /** @return the first mask; throws if there is none */
    public Mask mask() {
        if (regions.isEmpty()) {
            throw new IllegalStateException("This image has no region of interest");
        }
        return regions.get(0).mask();
    }
}
