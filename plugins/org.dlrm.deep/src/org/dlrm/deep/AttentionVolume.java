package org.dlrm.deep;

import java.util.List;

import org.dlrm.deep.patch.Frame;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/** Brings the attention maps of patches back into the image's space. */
final class AttentionVolume {

    private final PatchSettings m_settings;

    private final Grid m_grid;

    /** Pixels (voxels) of a side of a map. */
    private int m_side;

    AttentionVolume(final PatchSettings settings, final Grid grid) {
        m_settings = settings;
        m_grid = grid;
    }

    Volume paint(final float[][] maps, final List<Frame> frames, final Progress progress) {
        m_side = (int)Math.round(Math.pow(maps[0].length, m_settings.is3d() ? 1 / 3.0 : 1 / 2.0));
        final float[] out = new float[m_grid.voxels()];
        int p = 0;
        for (int k = 0; k < m_grid.nz(); k++) {
            progress.check();
            for (int j = 0; j < m_grid.ny(); j++) {
                for (int i = 0; i < m_grid.nx(); i++, p++) {
                    final Vec3 position = m_grid.toPatient(i, j, k);
                    double sum = 0;
                    double weight = 0;
                    for (int f = 0; f < maps.length; f++) {
                        final double w = weight(frames.get(f), position);
                        if (w > 0) {
                            sum += w * Math.max(0, value(maps[f], frames.get(f), position));
                            weight += w;
                        }
                    }
                    out[p] = weight > 0 ? (float)(sum / weight) : 0;
                }
            }
        }
        return new Volume(m_grid, out);
    }

    /** @return how much a patch says about a position: 0 outside it */
    private double weight(final Frame f, final Vec3 position) {
        final Vec3 d = position.minus(f.centre());
        final double half = m_settings.size() * m_settings.spacingMm() / 2;
        if (Math.abs(d.dot(f.u())) > half || Math.abs(d.dot(f.v())) > half) {
            return 0;
        }
        final double distance = Math.abs(d.dot(f.w()));
        if (m_settings.is3d()) {
            return distance > half ? 0 : 1;
        }
        final double reach = Math.max(m_settings.sliceStepMm() * (m_settings.channels() / 2 + 0.5),
            Math.max(m_grid.sx(), Math.max(m_grid.sy(), m_grid.sz())));
        return Math.max(0, 1 - distance / reach);
    }

    /** Linear interpolation between the middles of a map's pixels; constant beyond the outermost middles. */
    private double value(final float[] map, final Frame f, final Vec3 position) {
        if (m_side == 1) {
            return map[0];
        }
        final Vec3 d = position.minus(f.centre());
        final double x = index(d.dot(f.u()));
        final double y = index(d.dot(f.v()));
        if (!m_settings.is3d()) {
            return plane(map, 0, x, y);
        }
        final double z = index(d.dot(f.w()));
        final int k = Math.min((int)z, m_side - 2);
        return plane(map, k, x, y) * (1 - (z - k)) + plane(map, k + 1, x, y) * (z - k);
    }

    private double plane(final float[] map, final int k, final double x, final double y) {
        final int i = Math.min((int)x, m_side - 2);
        final int j = Math.min((int)y, m_side - 2);
        final int p = (k * m_side + j) * m_side + i;
        final double upper = map[p] * (1 - (x - i)) + map[p + 1] * (x - i);
        final double lower = map[p + m_side] * (1 - (x - i)) + map[p + m_side + 1] * (x - i);
        return upper * (1 - (y - j)) + lower * (y - j);
    }

    private double index(final double mm) {
        final double i = (mm / (m_settings.size() * m_settings.spacingMm()) + 0.5) * m_side - 0.5;
        return Math.min(Math.max(i, 0), m_side - 1);
    }
}
