package org.dlrm.radiomics;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.radiomics.filter.FilterSpec;

/**
 * Everything that determines the numbers: immutable, validated, versioned, with a hash that travels with the output.
 * {@link SettingsFormat} reads and writes JSON and YAML, {@link PyRadiomicsParameters} reads PyRadiomics' files.
 */
public final class RadiomicsSettings {

    /** Version of the settings' format. */
    public static final int VERSION = 1;

    /** PyRadiomics' default of minimumROIDimensions. */
    private static final int PYRADIOMICS_DIMENSIONS = 2;

    /** Whose definitions are followed where they differ. */
    public enum Convention {
            /** The IBSI 1 manual. */
            IBSI,
            /** PyRadiomics 3: its bin edges, mesh, kurtosis, distances, resampling grid. */
            PYRADIOMICS_3
    }

    /** Style of the column names. */
    public enum Naming {
            /** "cm_joint_max_3D_avg", filters in front: "log-s3.0-3D_cm_joint_max_3D_avg". */
            IBSI,
            /** "original_glcm_MaximumProbability"; features that PyRadiomics lacks keep their IBSI name. */
            PYRADIOMICS
    }

    /**
     * The grid on which features are computed.
     *
     * @param image how intensities are interpolated; NONE keeps the image's grid
     * @param mask how the mask is interpolated: NEAREST or LINEAR (partial volume)
     * @param x new spacing in mm; 0 keeps the image's, likewise y, z. IBSI's 2D configurations keep z.
     * @param maskThreshold a voxel belongs to the region if its interpolated mask is at least this (0 to 1)
     * @param roundIntensities whether interpolated intensities are rounded to the nearest integer (HU)
     */
    public record Resampling(Interpolator image, Interpolator mask, double x, double y, double z,
        double maskThreshold, boolean roundIntensities) {

        /** No interpolation. */
        public static final Resampling NONE =
            new Resampling(Interpolator.NONE, Interpolator.LINEAR, 0, 0, 0, 0.5, false);

        public Resampling {
            for (final double s : new double[]{x, y, z}) {
                require(s >= 0 && s < 1000, "interpolation.spacing", "0 (keep) to 1000 mm", s);
            }
            require(maskThreshold > 0 && maskThreshold <= 1, "interpolation.maskThreshold", "above 0, at most 1",
                maskThreshold);
            require(mask == Interpolator.NEAREST || mask == Interpolator.LINEAR, "interpolation.maskMethod",
                "nearest or linear", mask);
            require(image == Interpolator.NONE || x > 0 || y > 0 || z > 0, "interpolation.spacing",
                "at least one spacing above 0", 0);
        }
    }

    /**
     * Which voxels of the region take part in intensity features. The morphological mask is never changed by this.
     *
     * @param low lowest intensity kept, -Infinity for none
     * @param high highest intensity kept, +Infinity for none
     * @param outlierSigma keeps intensities within this many standard deviations of the region's mean; empty for none
     * @param unit what low and high are
     */
    public record Resegmentation(double low, double high, OptionalDouble outlierSigma, RangeUnit unit) {

        /** Every voxel of the mask. */
        public static final Resegmentation NONE =
            new Resegmentation(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, OptionalDouble.empty());

        public Resegmentation(final double low, final double high, final OptionalDouble outlierSigma) {
            this(low, high, outlierSigma, RangeUnit.INTENSITY);
        }

        public Resegmentation {
            require(low < high, "resegmentation.range", "low below high", low + " to " + high);
            require(outlierSigma.isEmpty() || outlierSigma.getAsDouble() > 0, "resegmentation.outlierSigma",
                "a positive number", outlierSigma);
        }

        public boolean hasRange() {
            return low != Double.NEGATIVE_INFINITY || high != Double.POSITIVE_INFINITY;
        }

        /** @return this, if its range is the same for every region; else what keeps every voxel */
        Resegmentation ofIntensity() {
            return unit == RangeUnit.INTENSITY ? this : NONE;
        }
    }

    /** What the ends of a range for re-segmentation are. */
    public enum RangeUnit {
            /** Intensities. */
            INTENSITY,
            /** Parts of the region's largest intensity (PyRadiomics: resegmentMode relative). */
            OF_MAXIMUM,
            /** Standard deviations from the region's mean (PyRadiomics: resegmentMode sigma). */
            STANDARD_DEVIATIONS
    }

    /** How grey levels are formed. */
    public enum DiscretisationMethod {
            /** The (rounded) intensities are the levels: they must be integers of at least 1. */
            NONE,
            /** A fixed number of bins between the region's minimum and maximum. */
            FIXED_BIN_NUMBER,
            /** Bins of a fixed width from an origin. */
            FIXED_BIN_SIZE
    }

    /**
     * Discretisation of intensities into grey levels 1, 2, ...
     *
     * @param method how
     * @param value number of bins or bin width; ignored for NONE
     * @param origin lower edge of the first bin (fixed bin size only); when empty IBSI's rule holds: the lower end of
     *            the re-segmentation range if there is one, else the region's minimum. The PyRadiomics convention
     *            uses the multiple of the width at or below the minimum.
     */
    public record Discretisation(DiscretisationMethod method, double value, OptionalDouble origin) {

        /** Intensities are grey levels already. */
        public static final Discretisation NONE =
            new Discretisation(DiscretisationMethod.NONE, 0, OptionalDouble.empty());

        public Discretisation {
            require(method != DiscretisationMethod.FIXED_BIN_NUMBER
                || value >= 2 && value <= 65535 && value == Math.rint(value), "discretisation.bins",
                "a whole number from 2 to 65535", value);
            require(method != DiscretisationMethod.FIXED_BIN_SIZE || value > 0 && value < 1e9,
                "discretisation.binWidth", "a positive number", value);
            require(origin.isEmpty() || Double.isFinite(origin.getAsDouble()), "discretisation.origin", "a number",
                origin);
        }

        /** @return n bins between minimum and maximum */
        public static Discretisation bins(final int n) {
            return new Discretisation(DiscretisationMethod.FIXED_BIN_NUMBER, n, OptionalDouble.empty());
        }

        /** @return bins of a width, e.g. 25 HU, with IBSI's origin */
        public static Discretisation width(final double width) {
            return new Discretisation(DiscretisationMethod.FIXED_BIN_SIZE, width, OptionalDouble.empty());
        }
    }

    /**
     * Normalisation of the image before anything else, as PyRadiomics' setting "normalize": (x - mean) / sd * scale
     * over the whole image.
     *
     * @param scale factor, usually 1 or 100
     * @param outlierSigma values beyond this many standard deviations are set to that limit; empty for none
     */
    public record Normalisation(double scale, OptionalDouble outlierSigma) {

        public Normalisation {
            require(scale > 0, "normalisation.scale", "a positive number", scale);
            require(outlierSigma.isEmpty() || outlierSigma.getAsDouble() > 0, "normalisation.outlierSigma",
                "a positive number", outlierSigma);
        }
    }

    /**
     * Parameters of the texture matrices.
     *
     * @param glcmDistance Chebyshev distance of GLCM neighbours in voxels
     * @param ngtdmDistance Chebyshev radius of the NGTDM neighbourhood
     * @param ngldmDistance Chebyshev radius of the NGLDM neighbourhood
     * @param ngldmAlpha coarseness: neighbours differing by at most this many grey levels depend on the voxel
     * @param shells Chebyshev distances of the neighbours of all three, which then hold in place of those above
     *            (PyRadiomics: distances); empty if not
     */
    public record Texture(int glcmDistance, int ngtdmDistance, int ngldmDistance, int ngldmAlpha,
        List<Integer> shells) {

        /** All distances 1, coarseness 0. */
        public static final Texture DEFAULT = new Texture(1, 1, 1, 0);

        public Texture(final int glcmDistance, final int ngtdmDistance, final int ngldmDistance,
            final int ngldmAlpha) {
            this(glcmDistance, ngtdmDistance, ngldmDistance, ngldmAlpha, List.of());
        }

        public Texture {
            shells = shells.stream().sorted().distinct().toList();
            for (final int d : shells) {
                require(d >= 1 && d <= 20, "texture distance", "1 to 20 voxels", d);
            }
            for (final int d : new int[]{glcmDistance, ngtdmDistance, ngldmDistance}) {
                require(d >= 1 && d <= 20, "texture distance", "1 to 20 voxels", d);
            }
            require(ngldmAlpha >= 0, "texture.ngldmAlpha", "0 or more", ngldmAlpha);
        }

        /** @return distances of the neighbours in co-occurrence matrices */
        List<Integer> glcmShells() {
            return shells.isEmpty() ? List.of(glcmDistance) : shells;
        }

        List<Integer> ngtdmShells() {
            return shells.isEmpty() ? upTo(ngtdmDistance) : shells;
        }

        List<Integer> ngldmShells() {
            return shells.isEmpty() ? upTo(ngldmDistance) : shells;
        }

        private static List<Integer> upTo(final int distance) {
            return IntStream.rangeClosed(1, distance).boxed().toList();
        }

        /** @return the distance of the farthest neighbour */
        int reach() {
            return Stream.of(glcmShells(), ngtdmShells(), ngldmShells()).flatMap(List::stream)
                .mapToInt(Integer::intValue).max().orElseThrow();
        }
    }

    private final Builder m_b;

    private final String m_hash;

    private RadiomicsSettings(final Builder b) {
        m_b = b;
        require(!b.families.isEmpty(), "families", "at least one", "none");
        require(!b.aggregations.isEmpty(), "aggregations", "at least one", "none");
        require(b.original || !b.filters.isEmpty(), "images", "the original or at least one filter", "none");
        require(Double.isFinite(b.energyShift), "energyShift", "a number", b.energyShift);
        require(b.minimumVoxels >= 1, "minimumVoxels", "1 or more", b.minimumVoxels);
        require(b.minimumDimensions >= 0 && b.minimumDimensions <= 3, "minimumDimensions", "0 to 3",
            b.minimumDimensions);
        require(b.padDistance >= 0 && b.padDistance <= 1000, "padDistance", "0 to 1000 voxels", b.padDistance);
        if (!b.only.isEmpty()) {
            final Set<String> known = FeatureDictionary.tagsAndNames();
            for (final String name : b.only) {
                require(known.contains(name), "features", "a tag or PyRadiomics name of the dictionary",
                    '"' + name + '"');
            }
        }
        m_hash = SettingsFormat.hash(this);
    }

    /** @return IBSI definitions, no interpolation, fixed bin width 25 from IBSI's origin, all families, 3D averaged */
    public static Builder builder() {
        return new Builder();
    }

    /** @return the setting IBSI recommends for CT as a start: 1 mm trilinear, rounded HU, 25 HU bins, 3D merged */
    public static RadiomicsSettings ibsiDefault() {
        return builder().resampling(new Resampling(Interpolator.LINEAR, Interpolator.LINEAR, 1, 1, 1, 0.5, true))
            .resegmentation(new Resegmentation(-1000, 400, OptionalDouble.empty()))
            .discretisation(Discretisation.width(25)).aggregations(EnumSet.of(Aggregation.MERGED_3D)).build();
    }

    /**
     * @return what studies of gastric cancer on CT usually do, within IBSI: 1 mm trilinear, rounded HU, -150 to 250 HU,
     *         bins of 5 HU (16 to 80 levels in a tumour), 3D merged; original image, LoG of 1, 3 and 5 mm and the eight
     *         sub-bands of a coif1 wavelet, with 32 levels
     */
    public static RadiomicsSettings gastricCt() {
        return ibsiDefault().toBuilder().resegmentation(new Resegmentation(-150, 250, OptionalDouble.empty()))
            .discretisation(Discretisation.width(5))
            .filters(List.of(new FilterSpec("log", Map.of("sigma", List.of(1., 3., 5.))),
                new FilterSpec("wavelet", Map.of("family", "coif1"))))
            .build();
    }

    /** @return PyRadiomics' own defaults: its 107 features of the original image, bin width 25, no resampling */
    public static RadiomicsSettings pyRadiomicsDefault() {
        return builder().pyRadiomics().build();
    }

    public Convention convention() {
        return m_b.convention;
    }

    public Naming naming() {
        return m_b.naming;
    }

    /** @return whether features of the unfiltered image are computed */
    public boolean original() {
        return m_b.original;
    }

    public List<FilterSpec> filters() {
        return m_b.filters;
    }

    public Optional<Normalisation> normalisation() {
        return m_b.normalisation;
    }

    public Resampling resampling() {
        return m_b.resampling;
    }

    public Resegmentation resegmentation() {
        return m_b.resegmentation;
    }

    public Discretisation discretisation() {
        return m_b.discretisation;
    }

    /** @return discretisation of filtered images, whose values are no HU */
    public Discretisation filterDiscretisation() {
        return m_b.filterDiscretisation;
    }

    public Discretisation ivhDiscretisation() {
        return m_b.ivhDiscretisation;
    }

    public Set<Family> families() {
        return m_b.families;
    }

    /** @return tags or PyRadiomics names of the features wanted; empty for all of the families */
    public Set<String> only() {
        return m_b.only;
    }

    public Set<Aggregation> aggregations() {
        return m_b.aggregations;
    }

    public Texture texture() {
        return m_b.texture;
    }

    /** @return what PyRadiomics adds to intensities for its energy features (voxelArrayShift) */
    public double energyShift() {
        return m_b.energyShift;
    }

    /** @return smallest number of voxels for which features are computed */
    public int minimumVoxels() {
        return m_b.minimumVoxels;
    }

    /** @return in how many dimensions the region must be larger than one voxel (PyRadiomics: minimumROIDimensions) */
    public int minimumDimensions() {
        return m_b.minimumDimensions;
    }

    /** @return the default of {@link #minimumDimensions()} */
    int usualDimensions() {
        return convention() == Convention.IBSI ? 0 : PYRADIOMICS_DIMENSIONS;
    }

    /** @return whether shape is that of the re-segmented region (PyRadiomics convention) */
    public boolean resegmentShape() {
        return m_b.resegmentShape;
    }

    /** @return voxels kept around the region's box (PyRadiomics convention): filters see no more than that */
    public int padDistance() {
        return m_b.padDistance;
    }

    /** @return whether an image that is not resampled is cut to the region's box too (PyRadiomics convention) */
    public boolean preCrop() {
        return m_b.preCrop;
    }

    /** @return whether IBSI's diagnostic numbers are wanted */
    public boolean diagnostics() {
        return m_b.diagnostics;
    }

    /** @return the first 12 hexadecimal digits of the SHA-256 of the canonical JSON */
    public String hash() {
        return m_hash;
    }

    /** @return a builder that starts with these settings */
    public Builder toBuilder() {
        return new Builder(m_b);
    }

    @Override
    public boolean equals(final Object o) {
        return o instanceof RadiomicsSettings s && SettingsFormat.toMap(this).equals(SettingsFormat.toMap(s));
    }

    @Override
    public int hashCode() {
        return m_hash.hashCode();
    }

    @Override
    public String toString() {
        return "RadiomicsSettings " + m_hash;
    }

    private static void require(final boolean ok, final String name, final String expected, final Object found) {
        if (!ok) {
            throw new IllegalArgumentException(
                "Radiomics settings: " + name + " must be " + expected + ", found " + found);
        }
    }

    /** Collects settings; {@link #build()} validates them. */
    public static final class Builder {

        private Convention convention = Convention.IBSI;

        private Naming naming = Naming.IBSI;

        private boolean original = true;

        private List<FilterSpec> filters = List.of();

        private Optional<Normalisation> normalisation = Optional.empty();

        private Resampling resampling = Resampling.NONE;

        private Resegmentation resegmentation = Resegmentation.NONE;

        private Discretisation discretisation = Discretisation.width(25);

        private Discretisation filterDiscretisation = Discretisation.bins(32);

        private Discretisation ivhDiscretisation = Discretisation.NONE;

        private Set<Family> families = Collections.unmodifiableSet(EnumSet.allOf(Family.class));

        private Set<String> only = Set.of();

        private Set<Aggregation> aggregations = Collections.unmodifiableSet(EnumSet.of(Aggregation.AVERAGED_3D));

        private Texture texture = Texture.DEFAULT;

        private double energyShift;

        private int minimumVoxels = 1;

        private int minimumDimensions;

        private boolean resegmentShape;

        private int padDistance = 5;

        private boolean preCrop;

        private boolean diagnostics;

        private Builder() {
        }

        private Builder(final Builder b) {
            convention = b.convention;
            naming = b.naming;
            original = b.original;
            filters = b.filters;
            normalisation = b.normalisation;
            resampling = b.resampling;
            resegmentation = b.resegmentation;
            discretisation = b.discretisation;
            filterDiscretisation = b.filterDiscretisation;
            ivhDiscretisation = b.ivhDiscretisation;
            families = b.families;
            only = b.only;
            aggregations = b.aggregations;
            texture = b.texture;
            energyShift = b.energyShift;
            minimumVoxels = b.minimumVoxels;
            minimumDimensions = b.minimumDimensions;
            resegmentShape = b.resegmentShape;
            padDistance = b.padDistance;
            preCrop = b.preCrop;
            diagnostics = b.diagnostics;
        }

        /** Sets the PyRadiomics 3 convention, its names, its families and its defaults. */
        public Builder pyRadiomics() {
            convention = Convention.PYRADIOMICS_3;
            naming = Naming.PYRADIOMICS;
            families(EnumSet.of(Family.MORPHOLOGY, Family.INTENSITY_STATISTICS, Family.GLCM, Family.GLRLM,
                Family.GLSZM, Family.NGTDM, Family.NGLDM));
            filterDiscretisation = discretisation;
            minimumDimensions = PYRADIOMICS_DIMENSIONS;
            return this;
        }

        public Builder convention(final Convention v) {
            convention = Objects.requireNonNull(v);
            return this;
        }

        public Builder naming(final Naming v) {
            naming = Objects.requireNonNull(v);
            return this;
        }

        public Builder original(final boolean v) {
            original = v;
            return this;
        }

        public Builder filters(final List<FilterSpec> v) {
            filters = List.copyOf(v);
            return this;
        }

        public Builder normalisation(final Optional<Normalisation> v) {
            normalisation = Objects.requireNonNull(v);
            return this;
        }

        public Builder resampling(final Resampling v) {
            resampling = Objects.requireNonNull(v);
            return this;
        }

        public Builder resegmentation(final Resegmentation v) {
            resegmentation = Objects.requireNonNull(v);
            return this;
        }

        public Builder discretisation(final Discretisation v) {
            discretisation = Objects.requireNonNull(v);
            return this;
        }

        public Builder filterDiscretisation(final Discretisation v) {
            filterDiscretisation = Objects.requireNonNull(v);
            return this;
        }

        public Builder ivhDiscretisation(final Discretisation v) {
            ivhDiscretisation = Objects.requireNonNull(v);
            return this;
        }

        public Builder families(final Set<Family> v) {
            families = v.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(v));
            return this;
        }

        public Builder only(final Set<String> v) {
            only = Collections.unmodifiableSet(new TreeSet<>(v));
            return this;
        }

        public Builder aggregations(final Set<Aggregation> v) {
            aggregations = v.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(v));
            return this;
        }

        public Builder texture(final Texture v) {
            texture = Objects.requireNonNull(v);
            return this;
        }

        public Builder energyShift(final double v) {
            energyShift = v;
            return this;
        }

        public Builder minimumVoxels(final int v) {
            minimumVoxels = v;
            return this;
        }

        public Builder minimumDimensions(final int v) {
            minimumDimensions = v;
            return this;
        }

        public Builder resegmentShape(final boolean v) {
            resegmentShape = v;
            return this;
        }

        public Builder padDistance(final int v) {
            padDistance = v;
            return this;
        }

        public Builder preCrop(final boolean v) {
            preCrop = v;
            return this;
        }

        public Builder diagnostics(final boolean v) {
            diagnostics = v;
            return this;
        }

        /** @throws IllegalArgumentException for settings that make no sense, naming the setting */
        public RadiomicsSettings build() {
            return new RadiomicsSettings(new Builder(this));
        }
    }
}
