package org.dlrm.knime.node.mask;

import java.util.List;

import org.dlrm.image.Mask;
import org.dlrm.image.Roi.Region;
import org.dlrm.image.Volume;
import org.dlrm.image.region.Components.Connectivity;
import org.dlrm.image.region.Regions;
import org.dlrm.work.Progress;

/** The mask operations of the settings, in the order of the dialog. */
final class MaskOperations {

    private MaskOperations() {
    }

    /**
     * @param image the cut-out that the mask lies on
     * @param firstSlice which slice of the whole image the cut-out's first one is, counted from 0
     * @return the region; if a ring is made and the region itself is kept, the ring and then the region
     */
    static List<Region> apply(final Region region, final Volume image, final int firstSlice,
        final RoiMaskerParameters p, final Progress progress) {
        final Mask shape = shape(region.mask(), p, progress);
        Mask m = shape;
        if (p.m_ring > 0) {
            m = Regions.ring(m, 0, p.m_ring, progress);
        }
        if (p.m_useRange) {
            m = Regions.withinRange(m, image, p.m_low, p.m_high);
        }
        m = sliceRange(m, firstSlice, p);
        if (p.m_largestSlice) {
            m = Regions.largestSliceOnly(m);
        }
        progress.check();
        if (m.count() == 0) {
            throw new IllegalArgumentException("Nothing is left of the region after the mask operations ("
                + region.mask().count() + " voxels before). Check growth, range, slice and component options.");
        }
        return p.m_ring > 0 && p.m_keepRegion
            ? List.of(new Region(region.name() + " ring", m), new Region(region.name(), shape))
            : List.of(new Region(region.name(), m));
    }

    private static Mask shape(final Mask mask, final RoiMaskerParameters p, final Progress progress) {
        Mask m = mask;
        if (p.m_largest) {
            m = Regions.largestComponent(m, Connectivity.TWENTY_SIX);
            progress.check();
        }
        if (p.m_fill) {
            m = Regions.fillHoles(m);
            progress.check();
        }
        return p.m_grow > 0 ? Regions.dilate(m, p.m_grow, progress)
            : p.m_grow < 0 ? Regions.erode(m, -p.m_grow, progress) : m;
    }

    private static Mask sliceRange(final Mask m, final int firstSlice, final RoiMaskerParameters p) {
        if (p.m_firstSlice == 0 && p.m_lastSlice == 0) {
            return m;
        }
        final int nz = m.grid().nz();
        final int first = Math.max(0, p.m_firstSlice - 1 - firstSlice);
        final int last = p.m_lastSlice == 0 ? nz - 1 : Math.min(nz - 1, p.m_lastSlice - 1 - firstSlice);
        return first > last ? new Mask(m.grid(), new byte[m.inside().length]) : Regions.slices(m, first, last);
    }
}
