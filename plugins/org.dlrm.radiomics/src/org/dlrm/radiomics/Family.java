package org.dlrm.radiomics;

/** The feature families of IBSI 1 (arXiv:1612.07003), in the order of the manual. */
public enum Family {
        /** Morphology. */
        MORPHOLOGY("Morphological features", false),
        /** Local intensity. */
        LOCAL_INTENSITY("Local intensity features", true),
        /** Intensity-based statistics. */
        INTENSITY_STATISTICS("Intensity-based statistical features", true),
        /** Intensity histogram. */
        INTENSITY_HISTOGRAM("Intensity histogram features", true),
        /** Intensity-volume histogram. */
        IVH("Intensity-volume histogram features", true),
        /** Grey level co-occurrence matrix. */
        GLCM("Grey level co-occurrence based features", true),
        /** Grey level run length matrix. */
        GLRLM("Grey level run length based features", true),
        /** Grey level size zone matrix. */
        GLSZM("Grey level size zone based features", true),
        /** Grey level distance zone matrix. */
        GLDZM("Grey level distance zone based features", true),
        /** Neighbourhood grey tone difference matrix. */
        NGTDM("Neighbourhood grey tone difference based features", true),
        /** Neighbouring grey level dependence matrix. */
        NGLDM("Neighbouring grey level dependence based features", true),
        /** Shape of a region of one slice; PyRadiomics has it, IBSI does not. */
        SHAPE_2D("Two-dimensional shape features (PyRadiomics)", false);

    private final String m_title;

    private final boolean m_ofFilteredImages;

    Family(final String title, final boolean ofFilteredImages) {
        m_title = title;
        m_ofFilteredImages = ofFilteredImages;
    }

    /** @return the family's name in the IBSI manual */
    public String title() {
        return m_title;
    }

    /** @return whether the family is also computed from filtered images; morphology is not */
    public boolean ofFilteredImages() {
        return m_ofFilteredImages;
    }

    /** @return whether the family is computed from discretised grey levels in space */
    public boolean isTexture() {
        return ordinal() >= GLCM.ordinal() && this != SHAPE_2D;
    }
}
