package org.dlrm.knime.node.radiomics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalDouble;

import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.radiomics.Aggregation;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.radiomics.SettingsFormat;
import org.knime.core.node.InvalidSettingsException;
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
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveDoubleValidation;

/** Settings of the Radiomics Extractor; {@link #toSettings} turns them into the library's one object. */
public final class RadiomicsExtractorParameters implements NodeParameters {

    @Section(title = "Input")
    interface InputSection {
    }

    @Section(title = "Settings")
    @After(InputSection.class)
    interface SettingsSection {
    }

    @Section(title = "Output")
    @After(SettingsSection.class)
    interface OutputSection {
    }

    enum Preset {
        @Label(value = "IBSI for CT", description = "1 mm trilinear interpolation, rounded HU, -1000 to 400 HU, bins of 25 HU, "
            + "3D merged aggregation.")
        IBSI,
        @Label(value = "PyRadiomics 3", description = "PyRadiomics' defaults and names: no interpolation, bins of 25 HU, 107 "
            + "features.")
        PYRADIOMICS,
        @Label(value = "Custom", description = "The options below.")
        CUSTOM,
        @Label(value = "File", description = "A settings file: ours (YAML or JSON) or a PyRadiomics parameter file.")
        FILE
    }

    interface PresetRef extends ParameterReference<Preset> {
    }

    static final class IsCustom implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(PresetRef.class).isOneOf(Preset.CUSTOM);
        }
    }

    static final class IsFile implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(PresetRef.class).isOneOf(Preset.FILE);
        }
    }

    @Layout(InputSection.class)
    @Widget(title = "Region of interest", description = "Column with image and mask, as made by the ROI Masker.")
    @ChoicesProvider(ColumnChoices.Rois.class)
    String m_roi = "ROI";

    @Layout(SettingsSection.class)
    @Widget(title = "Preset", description = "Where the settings come from.")
    @ValueSwitchWidget
    @ValueReference(PresetRef.class)
    Preset m_preset = Preset.IBSI;

    @Layout(SettingsSection.class)
    @Widget(title = "Settings file", description = "Absolute path, or inside the workflow folder "
        + "(knime://knime.workflow/settings.yaml).")
    @Effect(predicate = IsFile.class, type = EffectType.SHOW)
    String m_file = "";

    @Layout(SettingsSection.class)
    @Widget(title = "Interpolate to (mm)", description = "Voxel size after trilinear interpolation, the same in x, y and z. 0 "
        + "keeps the image's voxels.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    double m_spacing = 1;

    @Layout(SettingsSection.class)
    @Widget(title = "Lowest intensity (HU)", description = "Voxels below are left out of intensity and texture features.")
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    double m_low = -1000;

    @Layout(SettingsSection.class)
    @Widget(title = "Highest intensity (HU)", description = "Voxels above are left out of intensity and texture features.")
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    double m_high = 400;

    @Layout(SettingsSection.class)
    @Widget(title = "Bin width (HU)", description = "Width of the grey level bins of texture features.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    double m_binWidth = 25;

    @Layout(OutputSection.class)
    @Widget(title = "Column prefix", description = "Put in front of every feature's name, so that later nodes can choose the "
        + "radiomics features by it. Leave empty to keep PyRadiomics' names for a published signature.")
    String m_prefix = "rad_";

    /** For new nodes without input. */
    public RadiomicsExtractorParameters() {
    }

    RadiomicsExtractorParameters(final NodeParametersInput input) {
        m_roi = ColumnChoices.prefer(input, m_roi, RoiValue.class);
    }

    /** @return the library's settings; what is wrong with them in words */
    RadiomicsSettings toSettings() throws InvalidSettingsException {
        try {
            return switch (m_preset) {
                case IBSI -> RadiomicsSettings.ibsiDefault();
                case PYRADIOMICS -> RadiomicsSettings.pyRadiomicsDefault();
                case CUSTOM -> RadiomicsSettings.builder()
                    .resampling(m_spacing == 0 ? Resampling.NONE : new Resampling(Interpolator.LINEAR,
                        Interpolator.LINEAR, m_spacing, m_spacing, m_spacing, 0.5, true))
                    .resegmentation(new Resegmentation(m_low, m_high, OptionalDouble.empty()))
                    .discretisation(Discretisation.width(m_binWidth))
                    .aggregations(EnumSet.of(Aggregation.MERGED_3D)).build();
                case FILE -> {
                    final Path file = FilePaths.resolve(m_file, "Settings file");
                    yield SettingsFormat.parse(Files.readString(file));
                }
            };
        } catch (IllegalArgumentException | IOException e) {
            throw new InvalidSettingsException("Radiomics settings: " + e.getMessage(), e);
        }
    }
}
