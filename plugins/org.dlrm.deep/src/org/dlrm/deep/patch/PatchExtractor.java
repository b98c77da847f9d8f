package org.dlrm.deep.patch;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Cuts normalised patches out of a volume around an ROI. Planes are the patient's (LPS), whatever the orientation of
 * the scan, so that "axial" means the same in every centre. Values are interpolated trilinearly in the windowed HU;
 * where a patch's voxels are coarser than the image's, several samples are averaged. Positions outside the image take
 * the value at its border.
 */
public final class PatchExtractor {

    private static final double SAME_GRID_MM = 0.01;

    private final PatchSettings m_settings;

    public PatchExtractor(final PatchSettings settings) {
        m_settings = settings;
    }

    /**
     * @param volume in HU
     * @param mask on the same grid, not empty
     * @throws IllegalArgumentException if the mask is empty or lies on another grid, or values are NaN
     */
    public Patches extract(final Volume volume, final Mask mask, final Progress progress) {
        volume.grid().difference(mask.grid(), SAME_GRID_MM).ifPresent(difference -> {
            throw new IllegalArgumentException("Image and mask do not lie on the same grid: " + difference);
        });
        final Roi roi = Roi.of(volume, mask, m_settings.normalisation());
        final List<Frame> frames = frames(roi);
        final Sampler sampler = new Sampler(volume, m_settings);
        int length = 1;
        for (final long d : m_settings.shape()) {
            length *= (int)d;
        }
        final float[] data = new float[frames.size() * length];
        for (int i = 0; i < frames.size(); i++) {
            sampler.sample(frames.get(i), roi.mean(), roi.sd(), data, i * length, progress);
        }
        for (final float v : data) {
            if (Float.isNaN(v)) {
                throw new IllegalArgumentException("The image holds values near the ROI that are no numbers (NaN): it was "
                    + "damaged before it came here. Read it again from its source");
            }
        }
        return new Patches(data, m_settings.shape(), List.copyOf(frames), roi.mean(), roi.sd());
    }

    private List<Frame> frames(final Roi roi) {
        final List<Frame> frames = new ArrayList<>();
        switch (m_settings.mode()) {
            case CUBE_3D -> frames.add(new Frame("cube", roi.centroid(), new Vec3(1, 0, 0), new Vec3(0, 1, 0),
                new Vec3(0, 0, 1)));
            case LARGEST_SLICE_2D -> frames.add(Frame.axial(roi.largestSlice()));
            case PLANES_2_5D -> {
                frames.add(Frame.axial(roi.centroid()));
                frames.add(Frame.coronal(roi.centroid()));
                frames.add(Frame.sagittal(roi.centroid()));
                final int n = m_settings.axialSlices();
                for (int i = 0; i < n; i++) {
                    frames.add(Frame.axial(roi.atHeight((i + 0.5) / n)));
                }
            }
        }
        return frames;
    }

    /** Trilinear sampling of one volume. */
    private static final class Sampler {

        private final Grid m_grid;

        private final float[] m_values;

        private final PatchSettings m_settings;

        private final Normalisation m_normalisation;

        /** Samples averaged per output voxel and direction. */
        private final int m_over;

        Sampler(final Volume volume, final PatchSettings settings) {
            m_grid = volume.grid();
            m_values = volume.values();
            m_settings = settings;
            m_normalisation = settings.normalisation();
            final double finest = Math.min(m_grid.sx(), Math.min(m_grid.sy(), m_grid.sz()));
            m_over = (int)Math.max(1, Math.min(8, Math.round(settings.spacingMm() / finest)));
        }

        void sample(final Frame frame, final double mean, final double sd, final float[] out, final int offset,
            final Progress progress) {
            final int size = m_settings.size();
            final boolean cube = m_settings.is3d();
            final int slices = cube ? size : m_settings.channels();
            final double step = cube ? m_settings.spacingMm() : m_settings.sliceStepMm();
            final int overW = cube ? m_over : 1;
            int p = offset;
            for (int s = 0; s < slices; s++) {
                progress.check();
                for (int r = 0; r < size; r++) {
                    for (int c = 0; c < size; c++) {
                        double sum = 0;
                        for (int a = 0; a < overW; a++) {
                            for (int b = 0; b < m_over; b++) {
                                for (int d = 0; d < m_over; d++) {
                                    sum += at(position(frame, offsetMm(c, d, m_over, size, m_settings.spacingMm()),
                                        offsetMm(r, b, m_over, size, m_settings.spacingMm()),
                                        offsetMm(s, a, overW, slices, step)));
                                }
                            }
                        }
                        out[p++] = m_normalisation.apply(sum / (overW * m_over * m_over), cube ? 0 : s, mean, sd);
                    }
                }
            }
        }

        /** Distance of sample {@code sub} of {@code over} of pixel i from the middle of n pixels. */
        private static double offsetMm(final int i, final int sub, final int over, final int n, final double step) {
            return (i - (n - 1) / 2.0 + (sub - (over - 1) / 2.0) / over) * step;
        }

        private static Vec3 position(final Frame f, final double u, final double v, final double w) {
            return f.centre().plus(f.u().times(u)).plus(f.v().times(v)).plus(f.w().times(w));
        }

        /** @return windowed HU at a position */
        private double at(final Vec3 position) {
            final Vec3 index = m_grid.toIndex(position);
            final double x = clamp(index.x(), m_grid.nx());
            final double y = clamp(index.y(), m_grid.ny());
            final double z = clamp(index.z(), m_grid.nz());
            final int i = (int)x;
            final int j = (int)y;
            final int k = (int)z;
            final int dx = i + 1 < m_grid.nx() ? 1 : 0;
            final int dy = j + 1 < m_grid.ny() ? m_grid.nx() : 0;
            final int dz = k + 1 < m_grid.nz() ? m_grid.nx() * m_grid.ny() : 0;
            final int p = m_grid.index(i, j, k);
            final double front = mix(mix(w(p), w(p + dx), x - i), mix(w(p + dy), w(p + dy + dx), x - i), y - j);
            final double back = mix(mix(w(p + dz), w(p + dz + dx), x - i),
                mix(w(p + dz + dy), w(p + dz + dy + dx), x - i), y - j);
            return mix(front, back, z - k);
        }

        private double w(final int p) {
            return m_normalisation.window(m_values[p]);
        }

        private static double clamp(final double index, final int n) {
            return Math.min(Math.max(index, 0), n - 1);
        }

        private static double mix(final double a, final double b, final double t) {
            return a + (b - a) * t;
        }
    }
}
