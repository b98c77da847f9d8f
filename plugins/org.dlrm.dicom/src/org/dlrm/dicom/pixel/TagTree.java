package org.dlrm.dicom.pixel;

import org.dlrm.dicom.DicomException;

/** A tag tree (T.800 B.10.2): minima of a two-dimensional array, coded level by level. */
final class TagTree {

    private final int[] m_widths = new int[32];

    private final int[] m_starts = new int[32];

    private int m_levels;

    private final int[] m_values;

    private final boolean[] m_known;

    TagTree(final int width, final int height) {
        int w = width;
        int h = height;
        int n = 0;
        while (w > 0 && h > 0) {
            m_widths[m_levels] = w;
            m_starts[m_levels++] = n;
            n += w * h;
            if (w == 1 && h == 1) {
                break;
            }
            w = w + 1 >> 1;
            h = h + 1 >> 1;
        }
        m_values = new int[n];
        m_known = new boolean[n];
    }

    /** @return whether the value at (x, y) is below the threshold, reading as many bits as that takes */
    boolean below(final int x, final int y, final int threshold, final Jpeg2000Packets bits) throws DicomException {
        int low = 0;
        for (int level = m_levels - 1; level >= 0; level--) {
            final int i = m_starts[level] + (y >> level) * m_widths[level] + (x >> level);
            m_values[i] = Math.max(m_values[i], low);
            while (!m_known[i] && m_values[i] < threshold) {
                if (bits.bit() == 1) {
                    m_known[i] = true;
                } else {
                    m_values[i]++;
                }
            }
            low = m_values[i];
            if (!m_known[i]) {
                return false;
            }
        }
        return low < threshold;
    }
}
