package org.dlrm.knime.node.radiomics;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.Limits;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.node.radiomics.FeaturePlan.Kind;
import org.dlrm.radiomics.Aggregation;
import org.dlrm.radiomics.Family;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.DiscretisationMethod;
import org.dlrm.radiomics.RadiomicsSettings.Naming;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.radiomics.RadiomicsSettings.Texture;
import org.dlrm.radiomics.SettingsFormat;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.layout.After;
import org.knime.node.parameters.layout.Layout;
import org.knime.node.parameters.layout.Section;
import org.knime.node.parameters.updates.Effect;
import org.knime.node.parameters.updates.Effect.EffectType;
import org.knime.node.parameters.updates.EffectPredicate;
import org.knime.node.parameters.updates.EffectPredicateProvider;
import org.knime.node.parameters.updates.ParameterReference;
import org.knime.node.parameters.updates.ValueReference;
import org.knime.node.parameters.updates.util.BooleanReference;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.StringChoice;
import org.knime.node.parameters.widget.choices.StringChoicesProvider;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.choices.filter.TwinlistWidget;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveDoubleValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveIntegerValidation;
import org.knime.node.parameters.widget.text.TextAreaWidget;
import org.knime.node.parameters.widget.text.TextInputWidget;

/** Settings of the Radiomics Extractor; {@link #toSettings} turns them into the library's one object. */
public final class RadiomicsExtractorParameters implements NodeParameters {

    @Section(title = "Input")
    interface InputSection {
    }

    @Section(title = "Settings")
    @After(InputSection.class)
    interface SettingsSection {
    }

    @Section(title = "Processing")
    @After(SettingsSection.class)
    interface ProcessingSection {
    }

    @Section(title = "Features")
    @After(ProcessingSection.class)
    interface FeatureSection {
    }

    @Section(title = "Filtered images")
    @After(FeatureSection.class)
    interface FilterSection {
    }

    @Section(title = "Output")
    @After(FilterSection.class)
    interface OutputSection {
    }

    enum Preset {
        @Label(value = "Paper (gastric DLRM)", description = "For CT of the stomach as in Cui et al. 2022, whose text leaves the "
            + "details open: 1 mm trilinear interpolation, rounded HU, -150 to 250 HU, bins of 5 HU, 3D merged; original image, "
            + "LoG of 1, 3 and 5 mm and the eight sub-bands of a coif1 wavelet.")
        GASTRIC,
        @Label(value = "IBSI default", description = "IBSI's recommendations as a start for CT: 1 mm trilinear interpolation, "
            + "rounded HU, -1000 to 400 HU, bins of 25 HU, 3D merged aggregation.")
        IBSI,
        @Label(value = "PyRadiomics 3", description = "PyRadiomics' defaults and names: no interpolation, bins of 25 HU, 107 "
            + "features.")
        PYRADIOMICS,
        @Label(value = "Custom", description = "The options below.")
        CUSTOM,
        @Label(value = "File", description = "A settings file: ours (YAML or JSON) or a PyRadiomics parameter file.")
        FILE
    }

    enum Masks {
        @Label(value = "First", description = "Features of the first mask of each cell.")
        FIRST,
        @Label(value = "By name", description = "Features of each mask that is named below.")
        NAMED
    }

    enum Change {
        @Label(value = "None", description = "Only the features themselves.")
        NONE,
        @Label(value = "Difference", description = "Further region minus first region (columns delta_...).")
        DIFFERENCE(Kind.DIFFERENCE),
        @Label(value = "Ratio", description = "Further region divided by first region (columns ratio_...).")
        RATIO(Kind.RATIO),
        @Label(value = "Relative change", description = "Difference divided by the absolute value in the first region, 0.1 for "
            + "10 % more (columns relative_...).")
        RELATIVE(Kind.RELATIVE),
        @Label(value = "Difference and ratio", description = "Both, in columns of their own.")
        BOTH(Kind.DIFFERENCE, Kind.RATIO),
        @Label(value = "All", description = "Difference, ratio and relative change.")
        ALL(Kind.values());

        private final List<Kind> m_kinds;

        Change(final Kind... kinds) {
            m_kinds = List.of(kinds);
        }

        List<Kind> kinds() {
            return m_kinds;
        }
    }

    enum Interpolation {
        @Label(value = "None", description = "The image's voxels are kept.")
        NONE,
        @Label(value = "Nearest neighbour", description = "The value of the nearest voxel.")
        NEAREST,
        @Label(value = "Trilinear", description = "Usual for CT.")
        LINEAR,
        @Label(value = "Tricubic spline", description = "Cubic B-spline through all voxels.")
        CUBIC_SPLINE,
        @Label(value = "Cubic convolution", description = "Catmull-Rom, over 4 voxels along each axis.")
        CUBIC_CONVOLUTION
    }

    enum Bins {
        @Label(value = "Fixed width", description = "Grey levels mean the same in every patient: for CT.")
        FIXED_BIN_SIZE,
        @Label(value = "Fixed number", description = "Between each region's lowest and highest intensity.")
        FIXED_BIN_NUMBER,
        @Label(value = "None", description = "Intensities are grey levels already: whole numbers of at least 1.")
        NONE
    }

    enum Names {
        @Label(value = "IBSI", description = "For example cm_joint_max_3D_comb.")
        IBSI,
        @Label(value = "PyRadiomics", description = "For example original_glcm_MaximumProbability.")
        PYRADIOMICS
    }

    enum Definitions {
        @Label(value = "IBSI", description = "As the IBSI 1 manual defines them.")
        IBSI,
        @Label(value = "PyRadiomics 3", description = "As PyRadiomics computes them where it differs: bin edges, kurtosis, "
            + "mesh, resampling grid.")
        PYRADIOMICS_3
    }

    enum Wavelet {
        @Label("None")
        NONE, @Label("Haar")
        DB1, @Label("Daubechies 2")
        DB2, @Label("Daubechies 3")
        DB3, @Label("Daubechies 4")
        DB4, @Label("Coiflet 1")
        COIF1, @Label("Coiflet 2")
        COIF2, @Label("Coiflet 3")
        COIF3, @Label("Symlet 4")
        SYM4
    }

    interface PresetRef extends ParameterReference<Preset> {
    }

    interface MasksRef extends ParameterReference<Masks> {
    }

    interface InterpolationRef extends ParameterReference<Interpolation> {
    }

    interface BinsRef extends ParameterReference<Bins> {
    }

    interface WaveletRef extends ParameterReference<Wavelet> {
    }

    interface RangeRef extends BooleanReference {
    }

    interface OutlierRef extends BooleanReference {
    }

    interface OriginRef extends BooleanReference {
    }

    interface OutcomeRef extends BooleanReference {
    }

    private static EffectPredicate custom(final EffectPredicateProvider.PredicateInitializer i) {
        return i.getEnum(PresetRef.class).isOneOf(Preset.CUSTOM);
    }

    static final class IsCustom implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return custom(i);
        }
    }

    static final class IsFile implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(PresetRef.class).isOneOf(Preset.FILE);
        }
    }

    static final class IsNamed implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(MasksRef.class).isOneOf(Masks.NAMED);
        }
    }

    static final class Interpolates implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return custom(i).and(i.getEnum(InterpolationRef.class).isOneOf(Interpolation.NONE).negate());
        }
    }

    static final class HasRange implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return custom(i).and(i.getBoolean(RangeRef.class).isTrue());
        }
    }

    static final class HasOutliers implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return custom(i).and(i.getBoolean(OutlierRef.class).isTrue());
        }
    }

    static final class HasWidth implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return custom(i).and(i.getEnum(BinsRef.class).isOneOf(Bins.FIXED_BIN_SIZE));
        }
    }

    static final class HasNumber implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return custom(i).and(i.getEnum(BinsRef.class).isOneOf(Bins.FIXED_BIN_NUMBER));
        }
    }

    static final class HasOrigin implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getPredicate(HasWidth.class).and(i.getBoolean(OriginRef.class).isTrue());
        }
    }

    static final class HasWavelet implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return custom(i).and(i.getEnum(WaveletRef.class).isOneOf(Wavelet.NONE).negate());
        }
    }

    static final class HasOutcome implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(OutcomeRef.class).isTrue();
        }
    }

    @Layout(InputSection.class)
    @Widget(title = "Region of interest", description = "Column with image and mask, as made by the ROI Masker.")
    @ChoicesProvider(ColumnChoices.Rois.class)
    String m_roi = "ROI";

    @Layout(InputSection.class)
    @Widget(title = "Masks", description = "Which masks of a cell that holds several.")
    @ValueSwitchWidget
    @ValueReference(MasksRef.class)
    Masks m_masks = Masks.FIRST;

    @Layout(InputSection.class)
    @Widget(title = "Mask names", description = "One name per line, upper or lower case alike; each gives its own "
        + "columns, whose names then contain it.")
    @TextAreaWidget(rows = 3)
    @Effect(predicate = IsNamed.class, type = EffectType.SHOW)
    String m_maskNames = "";

    @Advanced
    @Layout(InputSection.class)
    @Widget(title = "Further regions of interest", advanced = true, description = "More region columns of the same "
        + "patients, for example other phases or time points; column names then contain the name of the region column.")
    @ChoicesProvider(ColumnChoices.Rois.class)
    ColumnFilter m_further = FeatureColumns.of();

    @Advanced
    @Layout(InputSection.class)
    @Widget(title = "Change from the first region", advanced = true, description = "Adds delta features: how each further "
        + "region differs from the region of interest above.")
    Change m_change = Change.NONE;

    @Layout(SettingsSection.class)
    @Widget(title = "Preset", description = "Where the settings come from.")
    @ValueReference(PresetRef.class)
    Preset m_preset = Preset.IBSI;

    @Layout(SettingsSection.class)
    @Widget(title = "Settings file", description = "Absolute path, or inside the workflow folder "
        + "(knime://knime.workflow/settings.yaml).")
    @Effect(predicate = IsFile.class, type = EffectType.SHOW)
    String m_file = "";

    @Layout(ProcessingSection.class)
    @Widget(title = "Interpolation", description = "How intensities between voxels are found.")
    @ValueReference(InterpolationRef.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    Interpolation m_interpolation = Interpolation.LINEAR;

    @Layout(ProcessingSection.class)
    @Widget(title = "Voxel size x (mm)", description = "Voxel size along x after interpolation; 0 keeps the image's.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = Interpolates.class, type = EffectType.SHOW)
    double m_spacingX = 1;

    @Layout(ProcessingSection.class)
    @Widget(title = "Voxel size y (mm)", description = "Voxel size along y after interpolation; 0 keeps the image's.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = Interpolates.class, type = EffectType.SHOW)
    double m_spacingY = 1;

    @Layout(ProcessingSection.class)
    @Widget(title = "Voxel size z (mm)", description = "Voxel size along z after interpolation; 0 keeps the image's slices.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = Interpolates.class, type = EffectType.SHOW)
    double m_spacingZ = 1;

    @Advanced
    @Layout(ProcessingSection.class)
    @Widget(title = "Mask threshold", advanced = true, description = "A voxel belongs to the region if at least this part "
        + "of it does after interpolation, above 0 up to 1.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class, maxValidation = Limits.AtMostOne.class)
    @Effect(predicate = Interpolates.class, type = EffectType.SHOW)
    double m_maskThreshold = 0.5;

    @Layout(ProcessingSection.class)
    @Widget(title = "Round to whole HU", description = "Rounds interpolated intensities to the nearest whole number.")
    @Effect(predicate = Interpolates.class, type = EffectType.SHOW)
    boolean m_round = true;

    @Layout(ProcessingSection.class)
    @Widget(title = "Re-segment to a range", description = "Leaves voxels outside a range of HU out of intensity and "
        + "texture features; shape is not changed.")
    @ValueReference(RangeRef.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    boolean m_useRange = true;

    @Layout(ProcessingSection.class)
    @Widget(title = "Lowest intensity (HU)", description = "Voxels below are left out of intensity and texture features.")
    @Effect(predicate = HasRange.class, type = EffectType.SHOW)
    double m_low = -1000;

    @Layout(ProcessingSection.class)
    @Widget(title = "Highest intensity (HU)", description = "Voxels above are left out of intensity and texture features.")
    @Effect(predicate = HasRange.class, type = EffectType.SHOW)
    double m_high = 400;

    @Layout(ProcessingSection.class)
    @Widget(title = "Leave out outliers", description = "Leaves voxels far from the region's mean out of intensity and "
        + "texture features.")
    @ValueReference(OutlierRef.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    boolean m_useOutliers = false;

    @Layout(ProcessingSection.class)
    @Widget(title = "Outliers beyond (standard deviations)", description = "How far from the mean an outlier is, usually 3.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class)
    @Effect(predicate = HasOutliers.class, type = EffectType.SHOW)
    double m_outlierSigma = 3;

    @Layout(ProcessingSection.class)
    @Widget(title = "Grey levels", description = "How intensities become the grey levels of histogram and texture features.")
    @ValueSwitchWidget
    @ValueReference(BinsRef.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    Bins m_discretisation = Bins.FIXED_BIN_SIZE;

    @Layout(ProcessingSection.class)
    @Widget(title = "Bin width (HU)", description = "Width of the grey level bins of texture features.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class)
    @Effect(predicate = HasWidth.class, type = EffectType.SHOW)
    double m_binWidth = 25;

    @Advanced
    @Layout(ProcessingSection.class)
    @Widget(title = "Set the origin of the bins", advanced = true, description = "Off: bins start at the lowest intensity "
        + "of the range, or at the region's minimum if there is no range (IBSI's rule).")
    @ValueReference(OriginRef.class)
    @Effect(predicate = HasWidth.class, type = EffectType.SHOW)
    boolean m_useOrigin = false;

    @Advanced
    @Layout(ProcessingSection.class)
    @Widget(title = "Origin of the bins (HU)", advanced = true, description = "Lower edge of the first bin.")
    @Effect(predicate = HasOrigin.class, type = EffectType.SHOW)
    double m_origin = -1000;

    @Layout(ProcessingSection.class)
    @Widget(title = "Number of bins", description = "Grey levels between the region's lowest and highest intensity.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = HasNumber.class, type = EffectType.SHOW)
    int m_bins = 32;

    @Advanced
    @Layout(ProcessingSection.class)
    @Widget(title = "Fewest voxels", advanced = true, description = "A region with fewer voxels gets missing cells with the "
        + "reason.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_minimumVoxels = 1;

    @Layout(FeatureSection.class)
    @Widget(title = "Families", description = "Which families of features are computed.")
    @TwinlistWidget(includedLabel = "Computed", excludedLabel = "Left out")
    @ChoicesProvider(FamilyChoices.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String[] m_families = names(Family.values());

    @Layout(FeatureSection.class)
    @Widget(title = "Aggregations", description = "How directions and slices of texture matrices are put together; each "
        + "gives its own columns.")
    @TwinlistWidget(includedLabel = "Computed", excludedLabel = "Left out")
    @ChoicesProvider(AggregationChoices.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String[] m_aggregations = {Aggregation.MERGED_3D.name()};

    @Advanced
    @Layout(FeatureSection.class)
    @Widget(title = "Definitions", advanced = true, description = "Whose definitions hold where IBSI and PyRadiomics "
        + "differ.")
    @ValueSwitchWidget
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    Definitions m_definitions = Definitions.IBSI;

    @Advanced
    @Layout(FeatureSection.class)
    @Widget(title = "Distance of neighbours (voxels)", advanced = true, description = "Chebyshev distance of neighbours "
        + "in the GLCM, NGTDM and NGLDM, usually 1.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_distance = 1;

    @Advanced
    @Layout(FeatureSection.class)
    @Widget(title = "Coarseness of the NGLDM", advanced = true, description = "Neighbours that differ by at most this "
        + "many grey levels depend on the voxel, usually 0.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_coarseness = 0;

    @Layout(FilterSection.class)
    @Widget(title = "Unfiltered image", description = "Computes features of the image itself.")
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    boolean m_original = true;

    @Layout(FilterSection.class)
    @Widget(title = "Laplacian of Gaussian (mm)", description = "Scales separated by commas, for example 1, 3, 5; empty "
        + "for none.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String m_logSigmas = "";

    @Layout(FilterSection.class)
    @Widget(title = "Wavelet", description = "Undecimated separable wavelet, all sub-bands.")
    @ValueReference(WaveletRef.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    Wavelet m_wavelet = Wavelet.NONE;

    @Layout(FilterSection.class)
    @Widget(title = "Wavelet level", description = "Level of the decomposition, 1 for the finest.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = HasWavelet.class, type = EffectType.SHOW)
    int m_waveletLevel = 1;

    @Advanced
    @Layout(FilterSection.class)
    @Widget(title = "Rotation invariant wavelet and Laws", advanced = true, description = "Pools the responses over all "
        + "right-angled turns.")
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    boolean m_rotationInvariant = false;

    @Advanced
    @Layout(FilterSection.class)
    @Widget(title = "Other images", advanced = true, description = "Non-linear images as PyRadiomics makes them; IBSI "
        + "does not define them.")
    @TwinlistWidget(includedLabel = "Computed", excludedLabel = "Left out")
    @ChoicesProvider(OtherImages.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String[] m_otherImages = {};

    @Advanced
    @Layout(FilterSection.class)
    @Widget(title = "Mean filter (voxels)", advanced = true, description = "Odd widths separated by commas, for example "
        + "3, 5; empty for none.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String m_meanSizes = "";

    @Advanced
    @Layout(FilterSection.class)
    @Widget(title = "Laws kernels", advanced = true, description = "Kernels along x, y and z separated by commas, for "
        + "example L5E5E5, E5E5S5; empty for none.")
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String m_laws = "";

    @Advanced
    @Layout(FilterSection.class)
    @Widget(title = "Laws energy distance (voxels)", advanced = true, description = "Averages the magnitude of the Laws "
        + "response over this distance; 0 keeps the response.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_lawsDelta = 7;

    @Advanced
    @Layout(FilterSection.class)
    @Widget(title = "Gabor wavelengths (mm)", advanced = true, description = "Wavelengths separated by commas, each with "
        + "a standard deviation of half of it, aspect ratio 1.5, pooled over directions of 22.5 degrees in three planes; "
        + "empty for none.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String m_gaborWavelengths = "";

    @Advanced
    @Layout(FilterSection.class)
    @Widget(title = "Simoncelli levels", advanced = true, description = "Levels of the Simoncelli wavelet separated by "
        + "commas, for example 1, 2; empty for none.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String m_simoncelliLevels = "";

    @Layout(FilterSection.class)
    @Widget(title = "Bins of filtered images", description = "Fixed number of grey levels, because a filter's response is "
        + "not in HU.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_filterBins = 32;

    @Layout(OutputSection.class)
    @Widget(title = "Names of features", description = "Style of the column names; presets and files bring their own.")
    @ValueSwitchWidget
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    Names m_names = Names.IBSI;

    @Layout(OutputSection.class)
    @Widget(title = "Column prefix", description = "Put in front of every feature's name, so that later nodes can choose "
        + "the radiomics features by it. Leave empty to keep PyRadiomics' names for a published signature.")
    String m_prefix = "rad_";

    @Advanced
    @Layout(OutputSection.class)
    @Widget(title = "Save settings as", advanced = true, description = "JSON file that gets the settings, for the preset "
        + "<i>File</i> of another node or hospital; empty for none. A file with other settings is never overwritten.")
    String m_saveAs = "";

    @Layout(OutputSection.class)
    @Widget(title = "Compare groups in the view", description = "Draws the features' distributions by the values of a "
        + "column.")
    @ValueReference(OutcomeRef.class)
    boolean m_useOutcome = false;

    @Layout(OutputSection.class)
    @Widget(title = "Group column", description = "Outcome, cohort or centre; only the view uses it.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = HasOutcome.class, type = EffectType.SHOW)
    String m_outcome = "response";

    /** For new nodes without input. */
    public RadiomicsExtractorParameters() {
    }

    RadiomicsExtractorParameters(final NodeParametersInput input) {
        m_roi = ColumnChoices.prefer(input, m_roi, RoiValue.class);
    }

    /** Families by their names in the IBSI manual. */
    static final class FamilyChoices implements StringChoicesProvider {
        @Override
        public List<StringChoice> computeState(final NodeParametersInput context) {
            return Arrays.stream(Family.values()).map(f -> new StringChoice(f.name(), f.title())).toList();
        }
    }

    /** Aggregations by their names in the IBSI manual. */
    static final class AggregationChoices implements StringChoicesProvider {
        @Override
        public List<StringChoice> computeState(final NodeParametersInput context) {
            return Arrays.stream(Aggregation.values()).map(a -> new StringChoice(a.name(), a.title())).toList();
        }
    }

    /** Images that only PyRadiomics defines. */
    static final class OtherImages implements StringChoicesProvider {
        @Override
        public List<StringChoice> computeState(final NodeParametersInput context) {
            return FilterTexts.OTHER_IMAGES.entrySet().stream().map(e -> new StringChoice(e.getKey(), e.getValue())).toList();
        }
    }

    private static String[] names(final Enum<?>... all) {
        return Arrays.stream(all).map(Enum::name).toArray(String[]::new);
    }

    /** @return the names of the masks wanted; empty for the first of each cell */
    List<String> maskNames() throws InvalidSettingsException {
        if (m_masks == Masks.FIRST) {
            return List.of();
        }
        final List<String> names = m_maskNames.lines().map(String::trim).filter(s -> !s.isEmpty()).toList();
        if (names.isEmpty()) {
            throw new InvalidSettingsException("Mask names: enter at least one name, or compute the first mask of each cell: "
                + "the feature columns must be known before the images are read.");
        }
        final Set<String> different = names.stream().map(String::toLowerCase).collect(Collectors.toSet());
        if (different.size() < names.size()) {
            throw new InvalidSettingsException("Mask names: a name occurs twice: " + String.join(", ", names) + ".");
        }
        return names;
    }

    /** @return the library's settings; what is wrong with them in words */
    RadiomicsSettings toSettings() throws InvalidSettingsException {
        try {
            return switch (m_preset) {
                case GASTRIC -> RadiomicsSettings.gastricCt();
                case IBSI -> RadiomicsSettings.ibsiDefault();
                case PYRADIOMICS -> RadiomicsSettings.pyRadiomicsDefault();
                case CUSTOM -> custom();
                case FILE -> SettingsFormat.parse(Files.readString(FilePaths.resolve(m_file, "Settings file")));
            };
        } catch (java.nio.file.NoSuchFileException e) {
            throw new InvalidSettingsException("Settings file: there is no file " + e.getMessage() + ".", e);
        } catch (IllegalArgumentException | IOException e) {
            throw new InvalidSettingsException("Radiomics settings: "
                + (e.getMessage() == null ? e.toString() : e.getMessage().replaceFirst("^Radiomics settings: ", "")), e);
        }
    }

    private RadiomicsSettings custom() {
        final boolean grid = m_interpolation != Interpolation.NONE
            && (m_spacingX != 0 || m_spacingY != 0 || m_spacingZ != 0);
        final boolean ibsi = m_definitions == Definitions.IBSI;
        return RadiomicsSettings.builder() //
            .convention(Convention.valueOf(m_definitions.name())) //
            .naming(Naming.valueOf(m_names.name())) //
            .resampling(grid ? new Resampling(Interpolator.valueOf(m_interpolation.name()),
                ibsi ? Interpolator.LINEAR : Interpolator.NEAREST, m_spacingX, m_spacingY, m_spacingZ, m_maskThreshold,
                m_round) : Resampling.NONE)
            .resegmentation(new Resegmentation(m_useRange ? m_low : Double.NEGATIVE_INFINITY,
                m_useRange ? m_high : Double.POSITIVE_INFINITY,
                m_useOutliers ? OptionalDouble.of(m_outlierSigma) : OptionalDouble.empty()))
            .discretisation(discretisation()) //
            .filterDiscretisation(Discretisation.bins(m_filterBins)) //
            .families(Arrays.stream(m_families).map(Family::valueOf).collect(Collectors.toSet())) //
            .aggregations(Arrays.stream(m_aggregations).map(Aggregation::valueOf).collect(Collectors.toSet())) //
            .texture(new Texture(m_distance, m_distance, m_distance, m_coarseness)) //
            .minimumVoxels(m_minimumVoxels) //
            .original(m_original) //
            .filters(FilterTexts.filters(this)).build();
    }

    private Discretisation discretisation() {
        return switch (m_discretisation) {
            case NONE -> Discretisation.NONE;
            case FIXED_BIN_NUMBER -> Discretisation.bins(m_bins);
            case FIXED_BIN_SIZE -> new Discretisation(DiscretisationMethod.FIXED_BIN_SIZE, m_binWidth,
                m_useOrigin ? OptionalDouble.of(m_origin) : OptionalDouble.empty());
        };
    }
}
