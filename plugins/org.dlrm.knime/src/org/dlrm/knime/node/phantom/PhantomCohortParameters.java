package org.dlrm.knime.node.phantom;

import org.dlrm.dicom.phantom.PhantomCohort;
import org.dlrm.knime.Limits;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.Advanced;
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

/** Settings of the Phantom Cohort Generator. */
public final class PhantomCohortParameters implements NodeParameters {

    @Section(title = "Cohort")
    interface Cohort {
    }

    @Section(title = "Images")
    @After(Cohort.class)
    interface Images {
    }

    enum Sizes {
        @Label(value = "Numbers below", description = "As many patients as you say.")
        CUSTOM,
        @Label(value = "Published study", description = "719 patients: 243, 103, 207 and 166.")
        PAPER
    }

    interface SizesRef extends ParameterReference<Sizes> {
    }

    static final class IsCustom implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(SizesRef.class).isOneOf(Sizes.CUSTOM);
        }
    }

    @Layout(Cohort.class)
    @Widget(title = "Output folder", description = "Where the DICOM files and cohort.csv are written. An absolute path, or "
        + "inside the workflow folder (knime://knime.workflow/data/phantom). Files of an earlier run are replaced.")
    String m_folder = "knime://knime.workflow/data/phantom";

    @Layout(Cohort.class)
    @Widget(title = "Cohort sizes", description = "Few patients for learning, or as many as in the published study.")
    @ValueSwitchWidget
    @ValueReference(SizesRef.class)
    Sizes m_sizes = Sizes.CUSTOM;

    @Layout(Cohort.class)
    @Widget(title = "Training patients", description = "Patients of the training cohort, of centres A and B.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_train = 120;

    @Layout(Cohort.class)
    @Widget(title = "Internal validation patients", description = "Further patients of centres A and B.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_internal = 50;

    @Layout(Cohort.class)
    @Widget(title = "External validation 1 patients", description = "Patients of centre C.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_external1 = 60;

    @Layout(Cohort.class)
    @Widget(title = "External validation 2 patients", description = "Patients of centre D.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsCustom.class, type = EffectType.SHOW)
    int m_external2 = 60;

    @Layout(Images.class)
    @Widget(title = "Signal", description = "How much images and clinical factors say about response and survival: 0 "
        + "nothing (every honest model is then at chance), 1 as much as gives an area under the ROC curve of about 0.8.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostOne.class)
    double m_signal = 1;

    @Layout(Images.class)
    @Widget(title = "Slice size (pixels)", description = "Rows and columns of each slice, 48 to 512.")
    @NumberInputWidget(minValidation = Limits.AtLeast48.class, maxValidation = Limits.AtMost512.class)
    int m_size = 96;

    @Advanced
    @Layout(Images.class)
    @Widget(title = "Seed", advanced = true, description = "Start of all random numbers; the same seed gives the same "
        + "files, byte for byte.")
    int m_seed = 1;

    /** @return the generator's settings */
    PhantomCohort.Settings toSettings() throws InvalidSettingsException {
        final PhantomCohort.Settings paper = PhantomCohort.Settings.PAPER;
        try {
            return m_sizes == Sizes.PAPER
                ? new PhantomCohort.Settings(m_seed, paper.train(), paper.internal(), paper.external1(),
                    paper.external2(), m_size, m_signal)
                : new PhantomCohort.Settings(m_seed, m_train, m_internal, m_external1, m_external2, m_size, m_signal);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }
}
