package org.dlrm.knime.node.robust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.Limits;
import org.dlrm.knime.Numbers;
import org.dlrm.knime.TrainingRows;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.radiomics.perturb.Perturbation;
import org.dlrm.radiomics.perturb.Perturbation.Growth;
import org.dlrm.radiomics.perturb.PerturbationChain;
import org.dlrm.radiomics.perturb.Perturbations;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.layout.After;
import org.knime.node.parameters.layout.Layout;
import org.knime.node.parameters.layout.Section;
import org.knime.node.parameters.migration.Migrate;
import org.knime.node.parameters.migration.Migration;
import org.knime.node.parameters.updates.Effect;
import org.knime.node.parameters.updates.Effect.EffectType;
import org.knime.node.parameters.updates.EffectPredicate;
import org.knime.node.parameters.updates.EffectPredicateProvider;
import org.knime.node.parameters.updates.ParameterReference;
import org.knime.node.parameters.updates.ValueReference;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.text.TextInputWidget;

/** Settings of the ROI Perturbator. */
public final class PerturbatorParameters implements NodeParameters {

    /** More repetitions of a patient tell nothing new and make tables that nobody waits for. */
    private static final int MOST = 200;

    @Section(title = "Input")
    interface InputSection {
    }

    @Section(title = "Perturbations")
    @After(InputSection.class)
    interface PerturbationSection {
    }

    @Section(title = "Output")
    @After(PerturbationSection.class)
    interface OutputSection {
    }

    enum Chain {
        @Label(value = "Position and reader (RVC), 12 per patient", description = "Rotation by -6, -2, 2 and 6 degrees, each with "
            + "the volume changed by -15, 0 and 15 %, each with a random contour along the image's edges.")
        RVC,
        @Label(value = "Position (RT), 8 per patient", description = "Rotation by -6, -2, 2 and 6 degrees, each translated by 0.25 "
            + "and 0.75 voxels along every axis.")
        RT,
        @Label(value = "Scan (NT), 9 per patient", description = "Three times noise of the image's own level, each translated by 0, "
            + "0.25 and 0.75 voxels.")
        NT,
        @Label(value = "Reader (VC), 9 per patient", description = "Volume changed by -15, 0 and 15 %, each with three random "
            + "contours.")
        VC,
        @Label(value = "All (NRTVC), 8 per patient", description = "Noise, rotation by -4 and 4 degrees, translation by 0.25 and "
            + "0.75 voxels, volume by -15 and 15 %, a random contour each.")
        NRTVC,
        @Label(value = "Custom", description = "Every combination of the options below.")
        CUSTOM
    }

    enum GrowthUnit {
        @Label(value = "% of the volume", description = "For example -15: the outermost 15 % of the voxels are taken away.")
        PERCENT,
        @Label(value = "mm at the border", description = "For example 2: the region grows by 2 mm; shrinking keeps 80 % of the "
            + "volume at least.")
        MM
    }

    interface ChainRef extends ParameterReference<Chain> {
    }

    static final class IsCustom implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(ChainRef.class).isOneOf(Chain.CUSTOM);
        }
    }

    @Layout(InputSection.class)
    @Widget(title = "Region of interest", description = "Column with image and mask, as made by the ROI Masker.")
    @ChoicesProvider(ColumnChoices.Rois.class)
    String m_roi = "ROI";

    @Advanced
    @Layout(InputSection.class)
    @Widget(title = "Mask name", advanced = true, description = "Which mask of a cell that holds several, upper or lower case "
        + "alike; empty for the first.")
    String m_mask = "";

    @Migration(TrainingRows.AllRows.class)
    @Layout(InputSection.class)
    @Widget(title = "The table has several cohorts", description = "On: only patients of the training cohort are repeated. Off: all "
        + "patients.")
    @ValueReference(TrainingRows.HasCohorts.class)
    boolean m_useCohort = true;

    @Migrate(loadDefaultIfAbsent = true)
    @Layout(InputSection.class)
    @Widget(title = TrainingRows.COLUMN, description = "Tells training from validation patients.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_cohort = "cohort";

    @Migrate(loadDefaultIfAbsent = true)
    @Layout(InputSection.class)
    @Widget(title = "Training value", description = "Value of the cohort column for training patients; other patients are not "
        + "repeated.")
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_training = "train";

    @Migrate(loadDefaultIfAbsent = true)
    @Layout(InputSection.class)
    @Widget(title = "Number of patients", description = "How many are repeated, drawn at random from those with a region; 0 for all. "
        + "30 or more give an ICC with a useful interval.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_patients = 0;

    @Layout(PerturbationSection.class)
    @Widget(title = "What varies", description = "Which perturbations are made; they are the same for every patient, what is "
        + "random in them is not.")
    @ValueReference(ChainRef.class)
    Chain m_chain = Chain.RVC;

    @Layout(PerturbationSection.class)
    @Widget(title = "Noise realisations", description = "How often noise of the image's own level is added; 0 for no noise.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_noises = 0;

    @Layout(PerturbationSection.class)
    @Widget(title = "Rotations (degrees)", description = "Angles about the z axis separated by commas, for example -6, -2, 2, 6; "
        + "empty for none.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String m_rotations = "-6, -2, 2, 6";

    @Layout(PerturbationSection.class)
    @Widget(title = "Translations (voxels)", description = "Shifts along every axis as parts of a voxel, 0 to below 1, separated by "
        + "commas, for example 0.25, 0.75; empty for none.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String m_translations = "";

    @Layout(PerturbationSection.class)
    @Widget(title = "Growth and shrinkage", description = "Positive numbers grow the region, negative ones shrink it, 0 keeps it; "
        + "separated by commas, empty for none.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    String m_growths = "-15, 0, 15";

    @Layout(PerturbationSection.class)
    @Widget(title = "Unit of growth", description = "What the numbers of growth and shrinkage mean.")
    @ValueSwitchWidget
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    GrowthUnit m_growthUnit = GrowthUnit.PERCENT;

    @Layout(PerturbationSection.class)
    @Widget(title = "Random contours", description = "How many contours are drawn at random along supervoxels of the image; 0 keeps "
        + "the contour.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_contours = 1;

    @Layout(PerturbationSection.class)
    @Widget(title = "Unperturbed region too", description = "Adds the region as it is as repetition 0.")
    boolean m_original = false;

    @Advanced
    @Layout(PerturbationSection.class)
    @Widget(title = "Seed", advanced = true, description = "Start of all random numbers. A patient's perturbations depend on it and "
        + "on the RowID only, not on the other patients.")
    int m_seed = 1;

    @Layout(OutputSection.class)
    @Widget(title = "Columns to keep", description = "Columns of the input that every repetition repeats, for example the cohort. "
        + "Outcomes are best left out: no model may be trained on repeated patients.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    ColumnFilter m_keep = FeatureColumns.of();

    /** For new nodes without input. */
    public PerturbatorParameters() {
    }

    PerturbatorParameters(final NodeParametersInput input) {
        m_roi = ColumnChoices.prefer(input, m_roi, RoiValue.class);
    }

    /** @return the perturbations of every patient, without the unperturbed region */
    List<Perturbation> perturbations() throws InvalidSettingsException {
        return m_chain == Chain.CUSTOM ? custom() : PerturbationChain.valueOf(m_chain.name()).perturbations();
    }

    private List<Perturbation> custom() throws InvalidSettingsException {
        final List<Perturbation> all;
        try {
            final List<Growth> growths = new ArrayList<>();
            for (final double g : orZero(m_growths, "Growth and shrinkage")) {
                growths.add(g == 0 ? Growth.NONE
                    : m_growthUnit == GrowthUnit.PERCENT ? Growth.byFraction(g / 100) : Growth.byDistance(g));
            }
            final List<Double> rotations = orZero(m_rotations, "Rotations (degrees)");
            final List<Double> translations = orZero(m_translations, "Translations (voxels)");
            final long number = (long)Math.max(1, m_noises) * rotations.size() * translations.size() * growths.size()
                * Math.max(1, m_contours);
            if (number > MOST) {
                throw new InvalidSettingsException("Perturbations: these options make " + number + " repetitions of every "
                    + "patient, more than " + MOST + ". Enter fewer values.");
            }
            all = Perturbations.combinations(rotations, translations, growths, m_contours, m_noises);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
        if (all.size() + (m_original ? 1 : 0) < 2 || all.stream().allMatch(Perturbation.NONE::equals)) {
            throw new InvalidSettingsException("Perturbations: with these options nothing is repeated. Enter at least two values, "
                + "for example the rotations -6, -2, 2, 6.");
        }
        return all;
    }

    private static List<Double> orZero(final String text, final String option) throws InvalidSettingsException {
        final double[] values = Numbers.of(text, option);
        return values.length == 0 ? List.of(0.) : Arrays.stream(values).boxed().toList();
    }
}
