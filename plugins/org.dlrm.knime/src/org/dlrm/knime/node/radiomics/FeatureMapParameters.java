package org.dlrm.knime.node.radiomics;

import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;

import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.radiomics.Aggregation;
import org.dlrm.radiomics.FeatureDefinition;
import org.dlrm.radiomics.FeatureDictionary;
import org.dlrm.radiomics.FeatureMap;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.SettingsFormat;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.layout.After;
import org.knime.node.parameters.layout.Layout;
import org.knime.node.parameters.layout.Section;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.StringChoice;
import org.knime.node.parameters.widget.choices.StringChoicesProvider;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveDoubleValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveIntegerValidation;

/** Settings of the Feature Map node. */
public final class FeatureMapParameters implements NodeParameters {

    @Section(title = "Map")
    interface MapSection {
    }

    @Section(title = "Processing")
    @After(MapSection.class)
    interface ProcessingSection {
    }

    @Layout(MapSection.class)
    @Widget(title = "Region of interest", description = "Column with image and mask, as made by the ROI Masker.")
    @ChoicesProvider(ColumnChoices.Rois.class)
    String m_roi = "ROI";

    @Layout(MapSection.class)
    @Widget(title = "Feature", description = "What is computed around every voxel: an intensity statistic or a texture.")
    @ChoicesProvider(Features.class)
    String m_feature = "cm_joint_entr";

    @Layout(MapSection.class)
    @Widget(title = "Radius (voxels)", description = "The neighbourhood is a cube of twice this and one voxels, cut to "
        + "the mask.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    int m_radius = 1;

    @Layout(ProcessingSection.class)
    @Widget(title = "Interpolate to (mm)", description = "Voxel size after trilinear interpolation, the same in x, y and "
        + "z; 0 keeps the image's voxels.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    double m_spacing = 1;

    @Layout(ProcessingSection.class)
    @Widget(title = "Bin width (HU)", description = "Width of the grey level bins, the same for the whole region.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class)
    double m_binWidth = 25;

    @Advanced
    @Layout(ProcessingSection.class)
    @Widget(title = "Settings file", advanced = true, description = "Radiomics settings that replace the two options "
        + "above, as an absolute path or inside the workflow folder; empty for none.")
    String m_file = "";

    /** For new nodes without input. */
    public FeatureMapParameters() {
    }

    FeatureMapParameters(final NodeParametersInput input) {
        m_roi = ColumnChoices.prefer(input, m_roi, RoiValue.class);
    }

    /** Features that have maps. */
    static final class Features implements StringChoicesProvider {
        @Override
        public List<StringChoice> computeState(final NodeParametersInput context) {
            return FeatureDictionary.all().stream().filter(d -> FeatureMap.has(d.family()))
                .map(d -> new StringChoice(d.tag(), d.name() + " (" + d.tag() + ")")).toList();
        }
    }

    FeatureDefinition feature() throws InvalidSettingsException {
        return FeatureDictionary.all().stream().filter(d -> d.tag().equals(m_feature) && FeatureMap.has(d.family()))
            .findFirst().orElseThrow(() -> new InvalidSettingsException("Feature: there is no map of '" + m_feature
                + "'. Choose an intensity statistic or a texture, for example cm_joint_entr."));
    }

    RadiomicsSettings toSettings() throws InvalidSettingsException {
        try {
            return m_file.isBlank() ? RadiomicsSettings.builder()
                .resampling(m_spacing == 0 ? Resampling.NONE : new Resampling(Interpolator.LINEAR, Interpolator.LINEAR,
                    m_spacing, m_spacing, m_spacing, 0.5, true))
                .discretisation(Discretisation.width(m_binWidth)).aggregations(EnumSet.of(Aggregation.MERGED_3D)).build()
                : SettingsFormat.parse(Files.readString(FilePaths.resolve(m_file, "Settings file")));
        } catch (java.nio.file.NoSuchFileException e) {
            throw new InvalidSettingsException("Settings file: there is no file " + e.getMessage() + ".", e);
        } catch (IllegalArgumentException | IOException e) {
            throw new InvalidSettingsException("Settings file: " + e.getMessage(), e);
        }
    }
}
