package org.dlrm.image.region;

import java.util.Arrays;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;

/**
 * Connected components of a mask by two passes with union-find over runs of voxels along x: time linear in the number
 * of voxels, memory linear in the number of runs.
 */
public final class Components {

    /** Which voxels are neighbours. */
    public enum Connectivity {
            /** across faces */
            SIX(1),
            /** across faces and edges */
            EIGHTEEN(2),
            /** across faces, edges and corners */
            TWENTY_SIX(3);

        private final int m_order;

        Connectivity(final int order) {
            m_order = order;
        }
    }

    private final Grid m_grid;

    private final Connectivity m_connectivity;

    private final Box m_box;

    /** First and last voxel (along x) of every run, and the index of the first run of every row (and the end). */
    private int[] m_first = new int[64];

    private int[] m_last = new int[64];

    private int[] m_label = new int[64];

    private final int[] m_rows;

    private int m_runs;

    private final int m_count;

    private final int[] m_sizes;

    private Components(final Mask mask, final Box box, final Connectivity connectivity) {
        m_grid = mask.grid();
        m_connectivity = connectivity;
        m_rows = new int[box.ny() * box.nz() + 1];
        m_box = box;
        findRuns(mask.inside());
        join();
        m_count = number();
        m_sizes = new int[m_count];
        for (int r = 0; r < m_runs; r++) {
            m_sizes[m_label[r]] += m_last[r] - m_first[r] + 1;
        }
    }

    /** Finds the components of a mask. */
    public static Components of(final Mask mask, final Connectivity connectivity) {
        return new Components(mask, mask.boundingBox().orElse(new Box(0, 0, 0, 0, 0, 0)), connectivity);
    }

    private void findRuns(final byte[] inside) {
        int row = 0;
        for (int k = 0; k < m_box.nz(); k++) {
            for (int j = 0; j < m_box.ny(); j++) {
                m_rows[row++] = m_runs;
                final int from = m_grid.index(m_box.x(), m_box.y() + j, m_box.z() + k);
                int i = 0;
                while (i < m_box.nx()) {
                    if (inside[from + i] == 0) {
                        i++;
                        continue;
                    }
                    final int first = i;
                    while (i < m_box.nx() && inside[from + i] != 0) {
                        i++;
                    }
                    add(first, i - 1);
                }
            }
        }
        m_rows[row] = m_runs;
    }

    private void add(final int first, final int last) {
        if (m_runs == m_first.length) {
            m_first = Arrays.copyOf(m_first, 2 * m_runs);
            m_last = Arrays.copyOf(m_last, 2 * m_runs);
            m_label = Arrays.copyOf(m_label, 2 * m_runs);
        }
        m_first[m_runs] = first;
        m_last[m_runs] = last;
        m_label[m_runs] = m_runs;
        m_runs++;
    }

    private void join() {
        final int order = m_connectivity.m_order;
        for (int k = 0; k < m_box.nz(); k++) {
            for (int j = 0; j < m_box.ny(); j++) {
                final int row = j + m_box.ny() * k;
                if (j > 0) {
                    join(row, row - 1, order >= 2 ? 1 : 0);
                }
                if (k > 0) {
                    join(row, row - m_box.ny(), order >= 2 ? 1 : 0);
                    if (order >= 2 && j > 0) {
                        join(row, row - m_box.ny() - 1, order - 2);
                    }
                    if (order >= 2 && j + 1 < m_box.ny()) {
                        join(row, row - m_box.ny() + 1, order - 2);
                    }
                }
            }
        }
    }

    /** Joins the runs of two rows that touch, a gap of {@code reach} voxels along x counting as touching. */
    private void join(final int rowA, final int rowB, final int reach) {
        int a = m_rows[rowA];
        int b = m_rows[rowB];
        while (a < m_rows[rowA + 1] && b < m_rows[rowB + 1]) {
            if (m_first[a] <= m_last[b] + reach && m_first[b] <= m_last[a] + reach) {
                final int ra = root(a);
                final int rb = root(b);
                m_label[Math.max(ra, rb)] = Math.min(ra, rb);
            }
            if (m_last[a] < m_last[b]) {
                a++;
            } else {
                b++;
            }
        }
    }

    private int root(final int run) {
        int r = run;
        while (m_label[r] != r) {
            m_label[r] = m_label[m_label[r]];
            r = m_label[r];
        }
        return r;
    }

    /** Replaces roots by component numbers, in the order of their first voxels. */
    private int number() {
        int n = 0;
        final int[] numbers = new int[m_runs];
        for (int r = 0; r < m_runs; r++) {
            numbers[r] = m_label[r] == r ? n++ : numbers[root(r)];
        }
        System.arraycopy(numbers, 0, m_label, 0, m_runs);
        return n;
    }

    /** @return number of components */
    public int count() {
        return m_count;
    }

    /** @return number of voxels of a component, numbered from 0 in the order of their first voxels */
    public int size(final int component) {
        return m_sizes[component];
    }

    /** @return the component with the most voxels (of equally large ones the first), -1 if there is none */
    public int largest() {
        int best = -1;
        for (int c = 0; c < m_count; c++) {
            if (best < 0 || m_sizes[c] > m_sizes[best]) {
                best = c;
            }
        }
        return best;
    }

    /** @return the components that are chosen, as a mask on the whole grid */
    public Mask select(final java.util.function.IntPredicate chosen) {
        final byte[] out = new byte[m_grid.voxels()];
        int row = 0;
        for (int k = 0; k < m_box.nz(); k++) {
            for (int j = 0; j < m_box.ny(); j++, row++) {
                final int from = m_grid.index(m_box.x(), m_box.y() + j, m_box.z() + k);
                for (int r = m_rows[row]; r < m_rows[row + 1]; r++) {
                    if (chosen.test(m_label[r])) {
                        Arrays.fill(out, from + m_first[r], from + m_last[r] + 1, (byte)1);
                    }
                }
            }
        }
        return new Mask(m_grid, out);
    }
}
