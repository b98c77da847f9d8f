package org.dlrm.knime.cell;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

import javax.imageio.ImageIO;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.image.region.Regions;

/** Draws one slice of an image with the outline of its mask. Pixels are square in mm. */
final class Thumbnail {

    /** Longest side in pixels. */
    static final int SIZE = 64;

    /** More than any thumbnail takes; a damaged cell must not allocate. */
    static final int MAX_BYTES = 1 << 16;

    /** Soft-tissue window in HU. */
    private static final double CENTRE = 40;

    private static final double WIDTH = 400;

    /** Palette entry of the outline; the others are greys. */
    private static final int OUTLINE = 255;

    private Thumbnail() {
    }

    /** Draws the slice with most voxels of the first region; the middle slice if there is no region. */
    static byte[] of(final Roi roi) throws IOException {
        final Optional<Mask> mask = roi.regions().isEmpty() ? Optional.empty() : Optional.of(roi.mask());
        final int slice = mask.map(Regions::largestSlice).filter(k -> k >= 0).orElse(roi.grid().nz() / 2);
        return of(roi.image(), mask, slice);
    }

    static byte[] of(final Volume image, final Optional<Mask> mask, final int slice) throws IOException {
        final Grid g = image.grid();
        final double mm = Math.max(g.nx() * g.sx(), g.ny() * g.sy()) / SIZE;
        final int nx = Math.max(1, (int)Math.round(g.nx() * g.sx() / mm));
        final int ny = Math.max(1, (int)Math.round(g.ny() * g.sy() / mm));
        final double[] window = window(image, slice);
        final BufferedImage picture =
            new BufferedImage(nx, ny, BufferedImage.TYPE_BYTE_INDEXED, palette());
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                final double v = image.get(x * g.nx() / nx, y * g.ny() / ny, slice);
                final double grey = (v - window[0]) / (window[1] - window[0]) * (OUTLINE - 1);
                final boolean edge = mask.isPresent() && edge(mask.get(), x, y, nx, ny, slice);
                picture.getRaster().setSample(x, y, 0,
                    edge ? OUTLINE : (int)Math.max(0, Math.min(OUTLINE - 1, Math.round(grey))));
            }
        }
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", out);
        return out.toByteArray();
    }

    /** @return whether a pixel is inside and one of its four neighbours is not */
    private static boolean edge(final Mask m, final int x, final int y, final int nx, final int ny, final int slice) {
        return inside(m, x, y, nx, ny, slice) && !(inside(m, x - 1, y, nx, ny, slice)
            && inside(m, x + 1, y, nx, ny, slice) && inside(m, x, y - 1, nx, ny, slice)
            && inside(m, x, y + 1, nx, ny, slice));
    }

    private static boolean inside(final Mask m, final int x, final int y, final int nx, final int ny,
        final int slice) {
        return x >= 0 && y >= 0 && x < nx && y < ny
            && m.get(x * m.grid().nx() / nx, y * m.grid().ny() / ny, slice);
    }

    /** HU are whole numbers; a feature or attention map is shown over its own range. */
    private static double[] window(final Volume image, final int slice) {
        final Grid g = image.grid();
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        boolean whole = true;
        for (int p = g.index(0, 0, slice); p < g.index(0, 0, slice) + g.nx() * g.ny(); p++) {
            final float v = image.values()[p];
            if (Float.isFinite(v)) {
                least = Math.min(least, v);
                most = Math.max(most, v);
            }
            whole &= v == Math.rint(v);
        }
        return whole || !(least < most) ? new double[]{CENTRE - WIDTH / 2, CENTRE + WIDTH / 2}
            : new double[]{least, most};
    }

    private static IndexColorModel palette() {
        final byte[] red = new byte[OUTLINE + 1];
        final byte[] green = new byte[OUTLINE + 1];
        final byte[] blue = new byte[OUTLINE + 1];
        for (int i = 0; i < OUTLINE; i++) {
            final byte grey = (byte)Math.round(i * 255.0 / (OUTLINE - 1));
            red[i] = grey;
            green[i] = grey;
            blue[i] = grey;
        }
        red[OUTLINE] = (byte)255;
        green[OUTLINE] = (byte)194;
        blue[OUTLINE] = 10;
        return new IndexColorModel(8, OUTLINE + 1, red, green, blue);
    }
}
