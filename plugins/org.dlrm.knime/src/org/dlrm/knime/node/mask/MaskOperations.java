package org.dlrm.knime.node.mask;

import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.region.Components.Connectivity;
import org.dlrm.image.region.Regions;
import org.dlrm.work.Progress;

/** The mask operations of the settings, in the order of the dialog. */
final class MaskOperations {

    private MaskOperations() {
    }

    static Mask apply(final Mask mask, final Volume image, final RoiMaskerParameters p, final Progress progress) {
        Mask m = mask;
        if (p.m_largest) {
            m = Regions.largestComponent(m, Connectivity.TWENTY_SIX);
        }
        if (p.m_fill) {
            m = Regions.fillHoles(m);
        }
        if (p.m_grow > 0) {
            m = Regions.dilate(m, p.m_grow, progress);
        } else if (p.m_grow < 0) {
            m = Regions.erode(m, -p.m_grow, progress);
        }
        if (p.m_ring > 0) {
            m = Regions.ring(m, 0, p.m_ring, progress);
        }
        if (p.m_useRange) {
            m = Regions.withinRange(m, image, p.m_low, p.m_high);
        }
        if (p.m_largestSlice) {
            m = Regions.largestSliceOnly(m);
        }
        if (m.count() == 0) {
            throw new IllegalArgumentException("Nothing is left of the region after the mask operations ("
                + mask.count() + " voxels before). Check growth, range and component options.");
        }
        return m;
    }
}
