package org.dlrm.knime.node.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.deep.patch.Normalisation;
import org.dlrm.deep.patch.PatchSettings;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.NodeParameters;
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
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveIntegerValidation;

/** Settings of the Deep Network Reader. */
public final class DeepNetworkReaderParameters implements NodeParameters {

    @Section(title = "File")
    interface FileSection {
    }

    @Section(title = "What the network is given")
    @After(FileSection.class)
    interface InputSection {
    }

    enum Origin {
        @Label(value = "DLRM", description = "The DLRM Model Writer saved it; everything it needs is in the file.")
        DLRM,
        @Label(value = "Other software", description = "An ONNX or TorchScript file without description: say below what it is "
            + "given and which of its values are features.")
        OTHER
    }

    enum Mode {
        @Label(value = "2.5D", description = "Three central planes and axial slices through the region.")
        PLANES,
        @Label(value = "2D largest slice", description = "The axial slice in which the region is largest.")
        LARGEST_SLICE,
        @Label(value = "3D", description = "A cube around the region's centre, one channel.")
        CUBE
    }

    enum Scale {
        @Label(value = "z-score of the region", description = "Minus the region's mean, divided by its standard deviation.")
        ROI_ZSCORE,
        @Label(value = "0 to 1", description = "0 at the lower end of the window, 1 at its upper end.")
        UNIT,
        @Label(value = "Mean and deviation", description = "0 to 1, then minus a mean and divided by a deviation per channel, "
            + "as photograph (ImageNet) networks expect.")
        MEAN_SD
    }

    interface OriginRef extends ParameterReference<Origin> {
    }

    static final class IsOther implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(OriginRef.class).isOneOf(Origin.OTHER);
        }
    }

    interface ModeRef extends ParameterReference<Mode> {
    }

    static final class HasChannels implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(OriginRef.class).isOneOf(Origin.OTHER).and(i.getEnum(ModeRef.class).isOneOf(Mode.PLANES,
                Mode.LARGEST_SLICE));
        }
    }

    static final class HasAxialSlices implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(OriginRef.class).isOneOf(Origin.OTHER).and(i.getEnum(ModeRef.class).isOneOf(Mode.PLANES));
        }
    }

    interface ScaleRef extends ParameterReference<Scale> {
    }

    static final class HasMeans implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(OriginRef.class).isOneOf(Origin.OTHER).and(i.getEnum(ScaleRef.class).isOneOf(Scale.MEAN_SD));
        }
    }

    @Layout(FileSection.class)
    @Widget(title = "Model file", description = "The file: network.onnx that the DLRM Model Writer wrote, or its folder; or an "
        + "ONNX or TorchScript (.pt) file of other software, as one file of up to 512 MB. An absolute path, or one inside the "
        + "workflow folder (knime://knime.workflow/data/model).")
    String m_file = "knime://knime.workflow/data/model";

    @Layout(FileSection.class)
    @Widget(title = "Saved by", description = "Where the file comes from. A TorchScript file is a program: use only those whose "
        + "makers you trust; applying it needs the feature DLRM Deep Feature Learner (PyTorch).")
    @ValueSwitchWidget
    @ValueReference(OriginRef.class)
    Origin m_origin = Origin.DLRM;

    @Layout(InputSection.class)
    @Widget(title = "Feature layers", description = "Names of the values of the ONNX graph that become features, separated by "
        + "commas, the deepest last; feature maps are averaged over all positions. Of a TorchScript network output1, output2 "
        + "and so on. Empty: all outputs.")
    @Effect(predicate = IsOther.class, type = EffectType.SHOW)
    String m_layers = "";

    @Layout(InputSection.class)
    @Widget(title = "Patches", description = "How patches are cut out of image and region.")
    @ValueSwitchWidget
    @ValueReference(ModeRef.class)
    @Effect(predicate = IsOther.class, type = EffectType.SHOW)
    Mode m_mode = Mode.LARGEST_SLICE;

    @Layout(InputSection.class)
    @Widget(title = "Size (pixels)", description = "Side of the square (or cube) that the network expects.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsOther.class, type = EffectType.SHOW)
    int m_size = 224;

    @Layout(InputSection.class)
    @Widget(title = "Pixel spacing (mm)", description = "Distance of neighbouring pixels; size times spacing is what the network "
        + "sees of the patient.")
    @Effect(predicate = IsOther.class, type = EffectType.SHOW)
    double m_spacing = 0.5;

    @Layout(InputSection.class)
    @Widget(title = "Channels", description = "Channels of the network's input: 3 for photograph networks.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = HasChannels.class, type = EffectType.SHOW)
    int m_channels = 3;

    @Layout(InputSection.class)
    @Widget(title = "Distance of the channels' slices (mm)", description = "0: every channel shows the same slice. Else the "
        + "channels are neighbouring slices at this distance.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = HasChannels.class, type = EffectType.SHOW)
    double m_sliceStep = 0;

    @Layout(InputSection.class)
    @Widget(title = "Axial slices", description = "Number of axial slices spread over the region, beside the three central "
        + "planes.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = HasAxialSlices.class, type = EffectType.SHOW)
    int m_axialSlices = 4;

    @Layout(InputSection.class)
    @Widget(title = "Window from (HU)", description = "Lower values are set to this.")
    @Effect(predicate = IsOther.class, type = EffectType.SHOW)
    double m_windowLow = -200;

    @Layout(InputSection.class)
    @Widget(title = "Window to (HU)", description = "Higher values are set to this.")
    @Effect(predicate = IsOther.class, type = EffectType.SHOW)
    double m_windowHigh = 300;

    @Layout(InputSection.class)
    @Widget(title = "Normalisation", description = "From windowed HU to the network's input.")
    @ValueReference(ScaleRef.class)
    @Effect(predicate = IsOther.class, type = EffectType.SHOW)
    Scale m_scale = Scale.MEAN_SD;

    @Layout(InputSection.class)
    @Widget(title = "Means", description = "One per channel, separated by commas.")
    @Effect(predicate = HasMeans.class, type = EffectType.SHOW)
    String m_means = "0.485, 0.456, 0.406";

    @Layout(InputSection.class)
    @Widget(title = "Deviations", description = "One per channel, separated by commas.")
    @Effect(predicate = HasMeans.class, type = EffectType.SHOW)
    String m_deviations = "0.229, 0.224, 0.225";

    List<String> layers() {
        return Arrays.stream(m_layers.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    /** @return how patches are made for a network of other software */
    PatchSettings patches() throws InvalidSettingsException {
        try {
            final boolean means = m_scale == Scale.MEAN_SD;
            final Normalisation normalisation = new Normalisation(m_windowLow, m_windowHigh,
                Normalisation.Scale.valueOf(m_scale.name()), means ? numbers(m_means, "Means") : List.of(),
                means ? numbers(m_deviations, "Deviations") : List.of());
            return switch (m_mode) {
                case PLANES -> new PatchSettings(PatchSettings.Mode.PLANES_2_5D, m_size, m_spacing, m_channels,
                    m_sliceStep, m_axialSlices, normalisation);
                case LARGEST_SLICE -> new PatchSettings(PatchSettings.Mode.LARGEST_SLICE_2D, m_size, m_spacing, m_channels,
                    m_sliceStep, 0, normalisation);
                case CUBE -> new PatchSettings(PatchSettings.Mode.CUBE_3D, m_size, m_spacing, 1, 0, 0, normalisation);
            };
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }

    private static List<Double> numbers(final String text, final String option) throws InvalidSettingsException {
        final List<Double> numbers = new ArrayList<>();
        for (final String part : text.split(",")) {
            try {
                numbers.add(Double.parseDouble(part.strip()));
            } catch (NumberFormatException e) {
                throw new InvalidSettingsException(option + ": '" + part.strip() + "' is no number. Write numbers with a "
                    + "point, separated by commas, e.g. 0.485, 0.456, 0.406", e);
            }
        }
        return numbers;
    }
}
