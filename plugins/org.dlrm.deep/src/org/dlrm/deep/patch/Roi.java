package org.dlrm.deep.patch;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;

/**
 * What the patches need to know of an ROI: windowed mean and deviation, centroid, extent along the patient's z axis.
 */
final class Roi {

    private final double m_mean;

    private final double m_sd;

    private final Vec3 m_centroid;

    /** Centre of every ROI voxel's slab: voxels sorted into layers of the patient's z axis. */
    private final List<Layer> m_layers;

    private record Layer(double z, Vec3 centroid, int voxels) {
    }

    private Roi(final double mean, final double sd, final Vec3 centroid, final List<Layer> layers) {
        m_mean = mean;
        m_sd = sd;
        m_centroid = centroid;
        m_layers = layers;
    }

    static Roi of(final Volume volume, final Mask mask, final Normalisation normalisation) {
        final Box box = mask.boundingBox()
            .orElseThrow(() -> new IllegalArgumentException("The mask is empty: there is no ROI to cut patches from"));
        final Grid grid = mask.grid();
        final double thickness = layerThickness(grid);
        final double firstZ = lowest(grid, box);
        final int count = 1 + (int)Math.ceil((highest(grid, box) - firstZ) / thickness);
        final double[] sx = new double[count];
        final double[] sy = new double[count];
        final double[] sz = new double[count];
        final int[] n = new int[count];
        double sum = 0;
        int voxels = 0;
        for (int k = box.z(); k < box.z() + box.nz(); k++) {
            for (int j = box.y(); j < box.y() + box.ny(); j++) {
                for (int i = box.x(); i < box.x() + box.nx(); i++) {
                    if (mask.get(i, j, k)) {
                        final Vec3 p = grid.toPatient(i, j, k);
                        final int layer = (int)Math.round((p.z() - firstZ) / thickness);
                        sx[layer] += p.x();
                        sy[layer] += p.y();
                        sz[layer] += p.z();
                        n[layer]++;
                        sum += normalisation.window(volume.get(i, j, k));
                        voxels++;
                    }
                }
            }
        }
        if (Double.isNaN(sum)) {
            throw new IllegalArgumentException("The image holds values inside the ROI that are no numbers (NaN): it was "
                + "damaged before it came here. Read it again from its source");
        }
        final double mean = sum / voxels;
        double squares = 0;
        for (int k = box.z(); k < box.z() + box.nz(); k++) {
            for (int j = box.y(); j < box.y() + box.ny(); j++) {
                for (int i = box.x(); i < box.x() + box.nx(); i++) {
                    if (mask.get(i, j, k)) {
                        final double d = normalisation.window(volume.get(i, j, k)) - mean;
                        squares += d * d;
                    }
                }
            }
        }
        final List<Layer> layers = new ArrayList<>();
        Vec3 total = new Vec3(0, 0, 0);
        for (int layer = 0; layer < count; layer++) {
            if (n[layer] > 0) {
                final Vec3 s = new Vec3(sx[layer], sy[layer], sz[layer]);
                final Vec3 c = s.times(1.0 / n[layer]);
                layers.add(new Layer(c.z(), c, n[layer]));
                total = total.plus(s);
            }
        }
        return new Roi(mean, Math.sqrt(squares / voxels), total.times(1.0 / voxels), layers);
    }

    /** Thickness of a layer: the distance of neighbouring voxel centres along the most cranio-caudal axis. */
    private static double layerThickness(final Grid g) {
        final double[] steps = {Math.abs(g.xAxis().z()) * g.sx(), Math.abs(g.yAxis().z()) * g.sy(),
            Math.abs(g.zAxis().z()) * g.sz()};
        return Math.max(steps[0], Math.max(steps[1], steps[2]));
    }

    private static double lowest(final Grid g, final Box b) {
        double z = Double.POSITIVE_INFINITY;
        for (int c = 0; c < 8; c++) {
            z = Math.min(z, corner(g, b, c));
        }
        return z;
    }

    private static double highest(final Grid g, final Box b) {
        double z = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < 8; c++) {
            z = Math.max(z, corner(g, b, c));
        }
        return z;
    }

    private static double corner(final Grid g, final Box b, final int c) {
        return g.toPatient(b.x() + ((c & 1) == 0 ? 0 : b.nx() - 1), b.y() + ((c & 2) == 0 ? 0 : b.ny() - 1),
            b.z() + ((c & 4) == 0 ? 0 : b.nz() - 1)).z();
    }

    double mean() {
        return m_mean;
    }

    double sd() {
        return m_sd;
    }

    Vec3 centroid() {
        return m_centroid;
    }

    /** @return centroid of the layer with most voxels; the lowest of equals */
    Vec3 largestSlice() {
        Layer best = m_layers.get(0);
        for (final Layer layer : m_layers) {
            if (layer.voxels() > best.voxels()) {
                best = layer;
            }
        }
        return best.centroid();
    }

    /** @return the point at a fraction of the ROI's height (0 lowest, 1 highest), in the middle of its nearest layer */
    Vec3 atHeight(final double fraction) {
        final double low = m_layers.get(0).z();
        final double high = m_layers.get(m_layers.size() - 1).z();
        final double z = low + fraction * (high - low);
        Layer nearest = m_layers.get(0);
        for (final Layer layer : m_layers) {
            if (Math.abs(layer.z() - z) < Math.abs(nearest.z() - z)) {
                nearest = layer;
            }
        }
        return new Vec3(nearest.centroid().x(), nearest.centroid().y(), z);
    }
}
