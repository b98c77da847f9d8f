package org.dlrm.radiomics;

/**
 * How directions and slices are put together (IBSI 1, section 3.6). Texture families without directions (size zones,
 * distance zones, NGTDM, NGLDM) know only 2D, 2.5D and 3D: see {@link #withoutDirections()}.
 */
public enum Aggregation {
        /** Features of each slice and direction, averaged. */
        AVERAGED_2D("2D, averaged", "2D_avg", "2D", "2D"),
        /** Directions of a slice merged, features averaged over slices. */
        SLICE_MERGED_2D("2D, slice-merged", "2D_comb", "2D", "2D"),
        /** Slices merged for each direction, features averaged over directions. */
        DIRECTION_MERGED_2_5D("2.5D, direction-merged", "2_5D_avg", "2.5D", "2_5D"),
        /** All slices and directions merged. */
        MERGED_2_5D("2.5D, merged", "2_5D_comb", "2.5D", "2_5D"),
        /** Features of each of the 13 directions, averaged. */
        AVERAGED_3D("3D, averaged", "3D_avg", "3D", "3D"),
        /** The 13 directions merged. */
        MERGED_3D("3D, merged", "3D_comb", "3D", "3D");

    private final String m_title;

    private final String m_suffix;

    private final String m_plainTitle;

    private final String m_plainSuffix;

    Aggregation(final String title, final String suffix, final String plainTitle, final String plainSuffix) {
        m_title = title;
        m_suffix = suffix;
        m_plainTitle = plainTitle;
        m_plainSuffix = plainSuffix;
    }

    /** @return the name in IBSI's tables, e.g. "2.5D, direction-merged" */
    public String title() {
        return m_title;
    }

    /** @return the end of a column name, e.g. "2_5D_avg" */
    public String suffix() {
        return m_suffix;
    }

    /** @return "2D", "2.5D" or "3D" */
    public String withoutDirections() {
        return m_plainTitle;
    }

    /** @return "2D", "2_5D" or "3D" */
    public String suffixWithoutDirections() {
        return m_plainSuffix;
    }

    /** @return whether neighbours are looked for within slices only */
    public boolean inSlices() {
        return this != AVERAGED_3D && this != MERGED_3D;
    }
}
