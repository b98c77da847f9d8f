package org.dlrm.knime.node.mask;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.dlrm.deep.segment.SegmentationSettings;
import org.dlrm.dicom.roi.RoiMerge;
import org.dlrm.dicom.roi.RoiOptions;
import org.dlrm.dicom.roi.RoiSelection;
import org.dlrm.image.io.ImageFolder;
import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.Limits;
import org.dlrm.knime.cell.VolumeValue;
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
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.util.CompatibleColumnsProvider;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveDoubleValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveIntegerValidation;
import org.knime.node.parameters.widget.text.TextAreaWidget;
import org.knime.node.parameters.widget.text.TextInputWidget;
import org.knime.node.parameters.widget.text.TextInputWidgetValidation.PatternValidation.IsNotBlankValidation;

/** Settings of the ROI Masker. */
public final class RoiMaskerParameters implements NodeParameters {

    private static final double LARGEST_MARGIN = 1000;

    @Section(title = "Image and contours")
    interface InputSection {
    }

    @Section(title = "Segmentation network")
    @After(InputSection.class)
    interface NetworkSection {
    }

    @Section(title = "Which region")
    @After(NetworkSection.class)
    interface WhichSection {
    }

    @Section(title = "Mask operations")
    @After(WhichSection.class)
    interface OperationSection {
    }

    @Section(title = "Second reader")
    @After(OperationSection.class)
    interface SecondSection {
    }

    @Section(title = "Output")
    @After(SecondSection.class)
    interface OutputSection {
    }

    enum Source {
        @Label(value = "Contour file", description = "RTSTRUCT, DICOM SEG, NIfTI or NRRD.")
        FILE,
        @Label(value = "Segmentation network", description = "Your own ONNX network is run on the image.")
        NETWORK
    }

    interface SourceRef extends ParameterReference<Source> {
    }

    static final class ByFile implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return byFile(i);
        }
    }

    private static EffectPredicate byFile(final EffectPredicateProvider.PredicateInitializer i) {
        return i.getEnum(SourceRef.class).isOneOf(Source.FILE);
    }

    static final class ByNetwork implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(SourceRef.class).isOneOf(Source.NETWORK);
        }
    }

    enum Activation {
        @Label(value = "Probability", description = "The output is a probability already.")
        NONE,
        @Label(value = "Sigmoid", description = "Every channel is a logit of its own.")
        SIGMOID,
        @Label(value = "Softmax", description = "The channels are logits of classes that exclude each other.")
        SOFTMAX
    }

    enum NameSource {
        @Label(value = "Same for all", description = "One list of names for all patients.")
        LIST,
        @Label(value = "Column", description = "Each row names its region.")
        COLUMN
    }

    enum Merge {
        @Label(value = "Union", description = "Voxels of at least one region.")
        UNION,
        @Label(value = "Intersection", description = "Voxels of all regions.")
        INTERSECTION,
        @Label(value = "Difference", description = "Voxels of the first region that are in no other.")
        DIFFERENCE,
        @Label(value = "Keep separate", description = "Each region stays a mask of its own in the same cell; features are "
            + "computed in the first.")
        SEPARATE
    }

    interface RangeRef extends BooleanReference {
    }

    static final class HasRange implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(RangeRef.class).isTrue();
        }
    }

    enum Second {
        @Label(value = "None", description = "No comparison.")
        NONE,
        @Label(value = "Contour file", description = "A second reader's file: contours as drawn are compared with contours "
            + "as drawn.")
        FILE,
        @Label(value = "Region column", description = "Regions that another ROI Masker made: they are compared with this "
            + "node's final regions.")
        REGION
    }

    interface SecondRef extends ParameterReference<Second> {
    }

    static final class SecondFile implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(SecondRef.class).isOneOf(Second.FILE);
        }
    }

    static final class SecondRegion implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(SecondRef.class).isOneOf(Second.REGION);
        }
    }

    interface NameRef extends ParameterReference<NameSource> {
    }

    static final class FromList implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return byFile(i).and(i.getEnum(NameRef.class).isOneOf(NameSource.LIST));
        }
    }

    static final class FromColumn implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return byFile(i).and(i.getEnum(NameRef.class).isOneOf(NameSource.COLUMN));
        }
    }

    @Layout(InputSection.class)
    @Widget(title = "Image volume", description = "Column with the volume, as made by the DICOM Reader.")
    @ChoicesProvider(VolumeColumns.class)
    String m_volume = "CT";

    @Layout(InputSection.class)
    @Widget(title = "Regions come from", description = "Whether somebody has drawn the regions or a network "
        + "finds them.")
    @ValueSwitchWidget
    @ValueReference(SourceRef.class)
    Source m_source = Source.FILE;

    @Layout(InputSection.class)
    @Widget(title = "Contour file", description = "Column with the path of the RTSTRUCT, SEG, NIfTI or NRRD file: from the "
        + "cohort table, or the column 'ROI file' that the DICOM Reader found. A folder will do if one such file of the "
        + "patient is in it.")
    @ChoicesProvider(ColumnChoices.Texts.class)
    @Effect(predicate = ByFile.class, type = EffectType.SHOW)
    String m_roiFile = "rtstruct_path";

    @Advanced
    @Layout(InputSection.class)
    @Widget(title = "Label maps are called", advanced = true, description = "If the path is a folder: a regular expression that "
        + "occurs in the path of NIfTI and NRRD label maps below it.")
    @Effect(predicate = ByFile.class, type = EffectType.SHOW)
    String m_maskFiles = ImageFolder.MASK_NAMES;

    @Layout(NetworkSection.class)
    @Widget(title = "ONNX file", description = "Network with one input of batch, channel, z, y, x (or y, x) and "
        + "one output of that size.")
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    String m_network = "";

    @Layout(NetworkSection.class)
    @Widget(title = "Voxel spacing x and y (mm)", description = "Spacing that the network was trained on. 0 "
        + "keeps the image's.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    double m_networkSpacing = 0;

    @Layout(NetworkSection.class)
    @Widget(title = "Voxel spacing z (mm)", description = "Slice distance that the network was trained on. 0 "
        + "keeps the image's.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    double m_networkSpacingZ = 0;

    @Layout(NetworkSection.class)
    @Widget(title = "Window x and y (voxels)", description = "Size of the input along x and y.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    int m_window = 128;

    @Layout(NetworkSection.class)
    @Widget(title = "Window z (voxels)", description = "Size of the input along z. 1 runs the network slice by slice.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    int m_windowZ = 64;

    @Layout(NetworkSection.class)
    @Widget(title = "HU that becomes 0", description = "Lower values are cut.")
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    double m_networkLow = -160;

    @Layout(NetworkSection.class)
    @Widget(title = "HU that becomes 1", description = "Higher values are cut.")
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    double m_networkHigh = 240;

    @Layout(NetworkSection.class)
    @Widget(title = "Overlap of windows", description = "Part of a window that its neighbour shares, 0 to 0.9. "
        + "Their probabilities are averaged.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostNineTenths.class)
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    double m_overlap = 0.5;

    @Layout(NetworkSection.class)
    @Widget(title = "Output channel", description = "Which channel of the output is the region, counted from 0.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    int m_channel = 0;

    @Layout(NetworkSection.class)
    @Widget(title = "Probability threshold", description = "Smallest probability that counts as inside.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostOne.class)
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    double m_probability = 0.5;

    @Layout(NetworkSection.class)
    @Widget(title = "Output is", description = "How the output becomes a probability.")
    @ValueSwitchWidget
    @Effect(predicate = ByNetwork.class, type = EffectType.SHOW)
    Activation m_activation = Activation.SIGMOID;

    @Layout(WhichSection.class)
    @Widget(title = "Region names from", description = "Whether all patients share the names or a column holds them.")
    @ValueSwitchWidget
    @ValueReference(NameRef.class)
    @Effect(predicate = ByFile.class, type = EffectType.SHOW)
    NameSource m_nameSource = NameSource.LIST;

    @Layout(WhichSection.class)
    @Widget(title = "Names, in order of preference", description = "One entry per line; the first that fits decides. An "
        + "exact name, a pattern with * and ?, a regular expression between slashes, or #number. Empty takes the only "
        + "region of the file.")
    @TextAreaWidget(rows = 3)
    @Effect(predicate = FromList.class, type = EffectType.SHOW)
    String m_names = "GTV*";

    @Layout(WhichSection.class)
    @Widget(title = "Name column", description = "Column with the region's name or pattern.")
    @ChoicesProvider(ColumnChoices.Texts.class)
    @Effect(predicate = FromColumn.class, type = EffectType.SHOW)
    String m_nameColumn = "roi_name";

    @Layout(WhichSection.class)
    @Widget(title = "If several regions fit", description = "What becomes of them.")
    @ValueSwitchWidget
    @Effect(predicate = ByFile.class, type = EffectType.SHOW)
    Merge m_merge = Merge.UNION;

    @Advanced
    @Layout(WhichSection.class)
    @Widget(title = "Ignore the frame of reference", advanced = true, description = "Accept contours drawn on another "
        + "frame of reference than the image's, with a warning. Only if you know that the two are aligned.")
    @Effect(predicate = ByFile.class, type = EffectType.SHOW)
    boolean m_ignoreFrame = false;

    @Advanced
    @Layout(WhichSection.class)
    @Widget(title = "Resample masks of another grid", advanced = true, description = "Bring a SEG or label map with other "
        + "voxels onto the image by nearest neighbour, with a warning that states the overlap, instead of refusing it.")
    @Effect(predicate = ByFile.class, type = EffectType.SHOW)
    boolean m_resample = false;

    @Advanced
    @Layout(WhichSection.class)
    @Widget(title = "Threshold of fractional segmentations", advanced = true, description = "Smallest fraction of a "
        + "fractional DICOM SEG that counts as inside, above 0 up to 1.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class, maxValidation = Limits.AtMostOne.class)
    @Effect(predicate = ByFile.class, type = EffectType.SHOW)
    double m_fraction = 0.5;

    @Layout(OperationSection.class)
    @Widget(title = "Largest component only", description = "Drops everything but the largest connected part.")
    boolean m_largest = false;

    @Layout(OperationSection.class)
    @Widget(title = "Fill holes", description = "Fills holes that are closed in 3D.")
    boolean m_fill = false;

    @Layout(OperationSection.class)
    @Widget(title = "Grow (+) or shrink (-) by (mm)", description = "Exact Euclidean distance; 0 leaves the "
        + "mask as it is.")
    double m_grow = 0;

    @Layout(OperationSection.class)
    @Widget(title = "Ring of (mm)", description = "Replaces the mask by the peritumoral ring of this width around it; 0 for "
        + "none.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    double m_ring = 0;

    @Advanced
    @Layout(OperationSection.class)
    @Widget(title = "Keep the region beside its ring", advanced = true, description = "The cell then holds the ring and, "
        + "as its second mask, the region as it was before the ring. Features are computed in the ring.")
    boolean m_keepRegion = false;

    @Layout(OperationSection.class)
    @Widget(title = "Keep only this HU range", description = "Drops voxels outside the range below, for example air and "
        + "bone from a ring.")
    @ValueReference(RangeRef.class)
    boolean m_useRange = false;

    @Layout(OperationSection.class)
    @Widget(title = "Lowest HU", description = "Lower end of the range, included.")
    @Effect(predicate = HasRange.class, type = EffectType.SHOW)
    double m_low = -150;

    @Layout(OperationSection.class)
    @Widget(title = "Highest HU", description = "Upper end of the range, included.")
    @Effect(predicate = HasRange.class, type = EffectType.SHOW)
    double m_high = 250;

    @Advanced
    @Layout(OperationSection.class)
    @Widget(title = "First slice", advanced = true, description = "Drops what lies below this slice of the image, counted "
        + "from 1 in the order of the volume. 0: no limit.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_firstSlice = 0;

    @Advanced
    @Layout(OperationSection.class)
    @Widget(title = "Last slice", advanced = true, description = "Drops what lies above this slice of the image, counted "
        + "from 1. 0: no limit.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_lastSlice = 0;

    @Layout(OperationSection.class)
    @Widget(title = "Largest slice only (2D)", description = "Keeps only the slice with most voxels, as in many "
        + "2D studies.")
    boolean m_largestSlice = false;

    @Layout(SecondSection.class)
    @Widget(title = "Compare with", description = "Appends the Dice coefficient with a second reader's region, from 0 "
        + "(disjoint) to 1 (the same).")
    @ValueSwitchWidget
    @ValueReference(SecondRef.class)
    Second m_second = Second.NONE;

    @Layout(SecondSection.class)
    @Widget(title = "Second contour file", description = "Column with the path of the second reader's file. Its regions are "
        + "chosen and merged by the same names and rule.")
    @ChoicesProvider(ColumnChoices.Texts.class)
    @Effect(predicate = SecondFile.class, type = EffectType.SHOW)
    String m_secondFile = "";

    @Layout(SecondSection.class)
    @Widget(title = "Names in the second file", description = "As above, one entry per line, if the second reader named the "
        + "region otherwise. Empty: the same names.")
    @TextAreaWidget(rows = 2)
    @Effect(predicate = SecondFile.class, type = EffectType.SHOW)
    String m_secondNames = "";

    @Layout(SecondSection.class)
    @Widget(title = "Second region column", description = "Column with the second reader's regions on the same images.")
    @ChoicesProvider(ColumnChoices.Rois.class)
    @Effect(predicate = SecondRegion.class, type = EffectType.SHOW)
    String m_secondRegion = "";

    @Layout(OutputSection.class)
    @Widget(title = "Margin (mm)", description = "How far around the mask the image is cut out. Filters and the deep "
        + "network need tissue around the region: 32 mm serve the built-in network.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    double m_margin = 32;

    @Layout(OutputSection.class)
    @Widget(title = "Name of the new column", description = "Column with the region of interest. Quality "
        + "columns start with it.")
    @TextInputWidget(patternValidation = IsNotBlankValidation.class)
    String m_output = "ROI";

    @Advanced
    @Layout(OutputSection.class)
    @Widget(title = "Patients in the view", advanced = true, description = "How many patients the view shows, the first "
        + "of the table; images make the workflow larger.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_shown = 12;

    /** For new nodes without input. */
    public RoiMaskerParameters() {
    }

    RoiMaskerParameters(final NodeParametersInput input) {
        m_volume = ColumnChoices.prefer(input, m_volume, VolumeValue.class);
        input.getInTableSpec(0).filter(s -> !s.containsName(m_roiFile) && s.containsName("ROI file"))
            .ifPresent(s -> m_roiFile = "ROI file");
    }

    /** Volumes. */
    static final class VolumeColumns extends CompatibleColumnsProvider {
        VolumeColumns() {
            super(VolumeValue.class);
        }
    }

    RoiMerge merge() {
        return RoiMerge.valueOf(m_merge.name());
    }

    RoiOptions options() throws InvalidSettingsException {
        try {
            return new RoiOptions(m_ignoreFrame, m_fraction, m_resample);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }

    /** @return what is declared about the network */
    SegmentationSettings segmentation() throws InvalidSettingsException {
        try {
            return new SegmentationSettings(new double[]{m_networkSpacing, m_networkSpacing, m_networkSpacingZ},
                new int[]{m_window, m_window, m_windowZ}, m_networkLow, m_networkHigh, m_overlap,
                SegmentationSettings.Activation.valueOf(m_activation.name()), m_channel, m_probability);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("Segmentation network: " + e.getMessage(), e);
        }
    }

    /** @throws InvalidSettingsException if a value cannot be meant */
    void check() throws InvalidSettingsException {
        try {
            selection(m_names);
            selection(m_secondNames);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("Names: " + e.getMessage(), e);
        }
        try {
            labelMaps();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("Label maps are called: " + e.getMessage(), e);
        }
        if (m_source == Source.NETWORK) {
            FilePaths.resolve(m_network, "ONNX file");
            segmentation();
        }
        if (m_output.isBlank()) {
            throw new InvalidSettingsException("Name of the new column: enter a name.");
        }
        if (!(m_margin >= 0 && m_margin <= LARGEST_MARGIN)) {
            throw new InvalidSettingsException("Margin (mm): enter a number from 0 to " + (int)LARGEST_MARGIN + ", not " + m_margin
                + ".");
        }
        if (m_useRange && !(m_low <= m_high)) {
            throw new InvalidSettingsException("The lowest HU " + m_low + " is above the highest HU " + m_high + ".");
        }
        if (m_lastSlice > 0 && m_firstSlice > m_lastSlice) {
            throw new InvalidSettingsException("The first slice " + m_firstSlice + " comes after the last slice "
                + m_lastSlice + ".");
        }
    }

    /** @return how label maps are recognised in a folder */
    ImageFolder.Rule labelMaps() {
        return new ImageFolder.Rule(Optional.empty(), ImageFolder.Rule.pattern(m_maskFiles), Optional.empty());
    }

    /** @return the names of the list, as {@link RoiSelection} takes them */
    RoiSelection selection(final String text) {
        final List<String> entries = Arrays.stream(text.split("\\R")).map(String::trim).filter(s -> !s.isEmpty())
            .toList();
        return RoiSelection.of(entries);
    }
}
