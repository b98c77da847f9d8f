package org.dlrm.image;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What travels between nodes: an image, cut to the region of interest or not, with any number of named masks on the
 * same grid. A feature or attention map is a Roi without regions (or with the mask it was computed in).
 *
 * @param image the values
 * @param regions the masks, each on the image's grid; names need not differ
 * @param info short texts about the origin, e.g. the digest of the source; never a patient's name
 */
public record Roi(Volume image, List<Region> regions, SortedMap<String, String> info) {

    /** Key of the text that says where this was cut from: "x y z of nx ny nz" voxels. */
    private static final String CUT = "cut";

    private static final Pattern CUT_TEXT =
        Pattern.compile("(\\d{1,6}) (\\d{1,6}) (\\d{1,6}) of (\\d{1,6}) (\\d{1,6}) (\\d{1,6})");

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

    /**
     * @param whole the grid of the image that this one was cut from
     * @return this region of interest, knowing where it lies there
     */
    public Roi cutFrom(final Grid whole) {
        final Box cut = whole.boxOf(grid());
        final SortedMap<String, String> more = new TreeMap<>(info);
        more.put(CUT, cut.x() + " " + cut.y() + " " + cut.z() + " of " + whole.nx() + " " + whole.ny() + " " + whole.nz());
        return new Roi(image, regions, more);
    }

    /** @return the grid of the image that this one was cut from; its own if it was not cut */
    public Grid whole() {
        if (!info.containsKey(CUT)) {
            return grid();
        }
        final Matcher m = CUT_TEXT.matcher(info.get(CUT));
        if (!m.matches()) {
            throw new IllegalArgumentException("Where the image was cut from must be \"x y z of nx ny nz\", not \""
                + info.get(CUT) + '"');
        }
        final int[] n = IntStream.rangeClosed(1, 6).map(i -> Integer.parseInt(m.group(i))).toArray();
        final Grid g = grid();
        return new Grid(n[3], n[4], n[5], g.sx(), g.sy(), g.sz(), g.toPatient(-n[0], -n[1], -n[2]), g.xAxis(), g.yAxis(),
            g.zAxis());
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
