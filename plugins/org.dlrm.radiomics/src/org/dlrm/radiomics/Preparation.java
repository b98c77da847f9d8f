package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.image.interpolate.Resampler;
import org.dlrm.radiomics.RadiomicsResult.Diagnostic;
import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.RadiomicsSettings.RangeUnit;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.radiomics.filter.ImageFilter;
import org.dlrm.work.Progress;

/**
 * IBSI's processing before features: interpolation of image and mask, rounding, re-segmentation.
 *
 * @param image interpolated image on {@link #box}, grown by what local intensity features and filters look at
 * @param mask morphological mask on the image's grid
 * @param box the morphological mask's bounding box in the image's grid
 * @param region the region; empty if no voxel is left
 * @param diagnostics if asked for
 */
record Preparation(Volume image, Mask mask, Box box, Optional<Region> region, List<Diagnostic> diagnostics) {

    /** Radius of a sphere of 1 cm^3, mm. */
    static final double PEAK_RADIUS = 10 * StrictMath.cbrt(3 / (4 * Math.PI));

    /**
     * @param whole the grid of the image that this one was cut from, with which the interpolation grid is aligned; the image's
     *            own if it was not cut
     * @param filters those that the image is prepared for
     */
    static Preparation of(final Volume image, final Mask mask, final Grid whole, final RadiomicsSettings s,
        final Collection<ImageFilter> filters, final Progress progress) {
        image.grid().difference(mask.grid(), 1e-2).ifPresent(difference -> {
            throw new IllegalArgumentException("Image and mask lie on different grids: " + difference
                + ". Resample the mask to the image first.");
        });
        final List<Diagnostic> diagnostics = new ArrayList<>();
        if (s.diagnostics()) {
            Diagnostics.image(diagnostics, "init_img", image);
            Diagnostics.roi(diagnostics, "init_roi", image, mask.inside(), mask.inside());
        }
        final Volume normal = s.normalisation().isPresent() ? Normaliser.apply(image, s.normalisation().get()) : image;
        final Optional<Box> found = boundingBox(mask);
        if (found.isEmpty()) {
            return new Preparation(normal, mask, new Box(0, 0, 0, 1, 1, 1), Optional.empty(), diagnostics);
        }
        final Volume onGrid;
        final Mask maskOnGrid;
        final boolean ibsi = s.convention() == Convention.IBSI;
        if (s.resampling().image() == Interpolator.NONE) {
            final boolean cut = !ibsi && s.preCrop();
            final Box kept = cut
                ? found.get().grow(s.padDistance(), s.padDistance(), s.padDistance(), image.grid()) : image.grid().box();
            onGrid = cut ? normal.crop(kept) : normal;
            maskOnGrid = cut ? mask.crop(kept) : mask;
        } else {
            final Resampling r = s.resampling();
            final Grid target = ibsi ? Resampler.alignedByCentre(whole, r.x(), r.y(), r.z())
                : PyRadiomicsGrid.of(whole, found.get().within(whole.boxOf(image.grid())), r.x(), r.y(), r.z(),
                    s.padDistance());
            final Box there = covered(target, image.grid(), whole);
            final Grid near = target.crop(s.diagnostics() ? there
                : common(seen(target, around(target, image.grid(), found.get(), margin(s)), filters), there));
            maskOnGrid = Resampler.resample(mask, near, r.mask(), r.maskThreshold(), progress);
            final Volume resampled = Resampler.resample(normal, near, r.image(), progress);
            onGrid = ibsi ? r.roundIntensities() ? change(resampled, Math::rint) : resampled
                // ITK keeps the pixel type: whole numbers stay whole, by truncation
                : isWhole(normal) ? change(resampled, v -> v < 0 ? Math.ceil(v) : Math.floor(v)) : resampled;
        }
        if (s.diagnostics()) {
            Diagnostics.image(diagnostics, "interp_img", onGrid);
            Diagnostics.roi(diagnostics, "interp_roi", onGrid, maskOnGrid.inside(), maskOnGrid.inside());
        }
        final Optional<Box> box = maskOnGrid == mask ? found : boundingBox(maskOnGrid);
        if (box.isEmpty()) {
            return new Preparation(onGrid, maskOnGrid, new Box(0, 0, 0, 1, 1, 1), Optional.empty(), diagnostics);
        }
        final float[] values = onGrid.crop(box.get()).values();
        final byte[] morphological = maskOnGrid.crop(box.get()).inside();
        final byte[] intense = resegment(values, morphological, s.resegmentation());
        final Region region = new Region(onGrid.grid().crop(box.get()), values, morphological, intense);
        if (s.diagnostics()) {
            Diagnostics.region(diagnostics, "reseg_roi", onGrid.grid(), region);
        }
        final Optional<Box> left = ibsi || intense == morphological ? Optional.empty()
            : boundingBox(new Mask(region.grid(), intense));
        if (left.isEmpty()) {
            return new Preparation(onGrid, maskOnGrid, box.get(), Optional.of(region), diagnostics);
        }
        return new Preparation(onGrid, maskOnGrid, left.get().within(box.get()),
            Optional.of(resegmented(region, left.get(), s.resegmentShape())), diagnostics);
    }

    /**
     * PyRadiomics cuts to the box of the re-segmented region, and with it the region of which it takes the shape.
     *
     * @param box of what is left, in the region
     * @param shape whether shape is that of the re-segmented region altogether
     */
    private static Region resegmented(final Region r, final Box box, final boolean shape) {
        final byte[] intense = new Mask(r.grid(), r.intense()).crop(box).inside();
        return new Region(r.grid().crop(box), new Volume(r.grid(), r.intensity()).crop(box).values(),
            shape ? intense : new Mask(r.grid(), r.morphological()).crop(box).inside(), intense);
    }

    /** Row by row: most rows of a mask are empty, which comparing with zeros finds out fastest. */
    private static Optional<Box> boundingBox(final Mask mask) {
        final Grid g = mask.grid();
        final byte[] in = mask.inside();
        final byte[] empty = new byte[g.nx()];
        int x0 = g.nx();
        int x1 = -1;
        int y0 = g.ny();
        int y1 = -1;
        int z0 = g.nz();
        int z1 = -1;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                final int start = g.index(0, j, k);
                final int first = Arrays.mismatch(in, start, start + g.nx(), empty, 0, g.nx());
                if (first < 0) {
                    continue;
                }
                x0 = Math.min(x0, first);
                int last = g.nx() - 1;
                while (last > x1 && in[start + last] == 0) {
                    last--;
                }
                x1 = Math.max(x1, last);
                y0 = Math.min(y0, j);
                y1 = Math.max(y1, j);
                z0 = Math.min(z0, k);
                z1 = k;
            }
        }
        return x1 < 0 ? Optional.empty() : Optional.of(new Box(x0, y0, z0, x1 - x0 + 1, y1 - y0 + 1, z1 - z0 + 1));
    }

    /** @return how far local intensity features look beyond the region, mm */
    private static double margin(final RadiomicsSettings s) {
        return s.families().contains(Family.LOCAL_INTENSITY) ? PEAK_RADIUS : 0;
    }

    /** @return the target's voxels within a margin of a box of the source's voxels */
    private static Box around(final Grid target, final Grid source, final Box b, final double margin) {
        final Vec3 low = target.toIndex(source.toPatient(b.x() - 1, b.y() - 1, b.z() - 1));
        final Vec3 high =
            target.toIndex(source.toPatient(b.x() + b.nx(), b.y() + b.ny(), b.z() + b.nz()));
        final int x0 = clamp(Math.floor(low.x() - margin / target.sx()), target.nx());
        final int y0 = clamp(Math.floor(low.y() - margin / target.sy()), target.ny());
        final int z0 = clamp(Math.floor(low.z() - margin / target.sz()), target.nz());
        return new Box(x0, y0, z0, clamp(Math.ceil(high.x() + margin / target.sx()), target.nx()) - x0 + 1,
            clamp(Math.ceil(high.y() + margin / target.sy()), target.ny()) - y0 + 1,
            clamp(Math.ceil(high.z() + margin / target.sz()), target.nz()) - z0 + 1);
    }

    /** @return the part of the grid on which the responses in a box depend */
    private static Box seen(final Grid g, final Box box, final Collection<ImageFilter> filters) {
        Box all = box;
        for (final ImageFilter f : filters) {
            all = all.union(f.seen(g, box));
        }
        return all;
    }

    /** @return the part of the image on which a filter's response is needed: the box and what features see around it */
    Box window(final RadiomicsSettings s) {
        final Grid g = image.grid();
        final double margin = margin(s);
        return box.grow((int)Math.ceil(margin / g.sx()), (int)Math.ceil(margin / g.sy()),
            (int)Math.ceil(margin / g.sz()), g);
    }

    /** @return the target's voxels whose centres lie in the part of the image that is there: all if it was not cut */
    private static Box covered(final Grid target, final Grid part, final Grid whole) {
        if (part.nx() == whole.nx() && part.ny() == whole.ny() && part.nz() == whole.nz()) {
            return target.box();
        }
        final Vec3 low = target.toIndex(part.toPatient(-0.5, -0.5, -0.5));
        final Vec3 high = target.toIndex(part.toPatient(part.nx() - 0.5, part.ny() - 0.5, part.nz() - 0.5));
        final int x0 = clamp(Math.ceil(low.x()), target.nx());
        final int y0 = clamp(Math.ceil(low.y()), target.ny());
        final int z0 = clamp(Math.ceil(low.z()), target.nz());
        return new Box(x0, y0, z0, Math.max(1, clamp(Math.floor(high.x()), target.nx()) - x0 + 1),
            Math.max(1, clamp(Math.floor(high.y()), target.ny()) - y0 + 1),
            Math.max(1, clamp(Math.floor(high.z()), target.nz()) - z0 + 1));
    }

    private static Box common(final Box a, final Box b) {
        final int x0 = Math.max(a.x(), b.x());
        final int y0 = Math.max(a.y(), b.y());
        final int z0 = Math.max(a.z(), b.z());
        return new Box(x0, y0, z0, Math.max(1, Math.min(a.x() + a.nx(), b.x() + b.nx()) - x0),
            Math.max(1, Math.min(a.y() + a.ny(), b.y() + b.ny()) - y0),
            Math.max(1, Math.min(a.z() + a.nz(), b.z() + b.nz()) - z0));
    }

    private static int clamp(final double index, final int n) {
        return (int)Math.max(0, Math.min(n - 1, index));
    }

    /** Changes every value in place: the array is this class's own. */
    private static Volume change(final Volume image, final DoubleUnaryOperator how) {
        final float[] v = image.values();
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)how.applyAsDouble(v[i]);
        }
        return image;
    }

    private static boolean isWhole(final Volume image) {
        for (final float v : image.values()) {
            if (v != Math.rint(v)) {
                return false;
            }
        }
        return true;
    }

    /** Mean, standard deviation and largest intensity of a mask. */
    private record Spread(double mean, double deviation, double max) {

        static Spread of(final float[] values, final byte[] mask) {
            double sum = 0;
            double max = Double.NEGATIVE_INFINITY;
            int n = 0;
            for (int p = 0; p < mask.length; p++) {
                if (mask[p] != 0) {
                    sum += values[p];
                    max = Math.max(max, values[p]);
                    n++;
                }
            }
            final double mean = sum / n;
            double squares = 0;
            for (int p = 0; p < mask.length; p++) {
                if (mask[p] != 0) {
                    squares += (values[p] - mean) * (values[p] - mean);
                }
            }
            return new Spread(mean, Math.sqrt(squares / n), max);
        }
    }

    /** @return the intensity mask: range and outliers are both judged on the whole morphological mask */
    static byte[] resegment(final float[] values, final byte[] mask, final Resegmentation r) {
        if (r.outlierSigma().isEmpty() && !r.hasRange()) {
            return mask;
        }
        final Spread s = Spread.of(values, mask);
        final double origin = r.unit() == RangeUnit.STANDARD_DEVIATIONS ? s.mean : 0;
        final double unit = switch (r.unit()) {
            case INTENSITY -> 1;
            case OF_MAXIMUM -> s.max;
            case STANDARD_DEVIATIONS -> s.deviation;
        };
        // an open end stays open, also where there is no deviation
        double low = r.low() == Double.NEGATIVE_INFINITY ? r.low() : origin + unit * r.low();
        double high = r.high() == Double.POSITIVE_INFINITY ? r.high() : origin + unit * r.high();
        if (r.outlierSigma().isPresent()) {
            final double reach = r.outlierSigma().getAsDouble() * s.deviation;
            low = Math.max(low, s.mean - reach);
            high = Math.min(high, s.mean + reach);
        }
        final byte[] out = new byte[mask.length];
        for (int p = 0; p < mask.length; p++) {
            // what is not a number stays, and is told; it must not leave unnoticed
            out[p] = (byte)(mask[p] == 0 || values[p] < low || values[p] > high ? 0 : 1);
        }
        return out;
    }
}
