package org.dlrm.knime.node.harmonize;

import java.util.Optional;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.TrainingRows;
import org.dlrm.stats.combat.Combat;
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
import org.knime.node.parameters.updates.ValueReference;
import org.knime.node.parameters.updates.util.BooleanReference;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;

/** Settings of the Feature Harmonizer (Learner). */
public final class HarmonizerLearnerParameters implements NodeParameters {

    @Section(title = "Features and centres")
    interface DataSection {
    }

    @Section(title = "Method")
    @After(DataSection.class)
    interface MethodSection {
    }

    enum Priors {
        @Label(value = "Parametric", description = "Normal and inverse gamma priors.")
        PARAMETRIC,
        @Label(value = "Non-parametric", description = "The empirical distribution; slower.")
        NON_PARAMETRIC
    }

    interface ReferenceRef extends BooleanReference {
    }

    static final class HasReference implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(ReferenceRef.class).isTrue();
        }
    }

    @Layout(DataSection.class)
    @Widget(title = "Features", description = "Numeric columns to be harmonized. A training row without any of them is left out; a "
        + "column that only some rows lack must be left out or filled first.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    ColumnFilter m_features = FeatureColumns.matching("rad_*");

    @Layout(DataSection.class)
    @Widget(title = "Centre column", description = "The hospital or scanner whose effect is removed.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    String m_centre = "centre";

    @Layout(DataSection.class)
    @Widget(title = "Covariates to keep", description = "Columns whose effect on the features must survive, for example "
        + "age or stage. Never the outcome: it is unknown in new patients.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    ColumnFilter m_covariates = FeatureColumns.of();

    @Layout(DataSection.class)
    @Widget(title = "The table has several cohorts", description = "On: only the training cohort is learnt from. Off: "
        + "every row is a training row.")
    @ValueReference(TrainingRows.HasCohorts.class)
    boolean m_useCohort = true;

    @Layout(DataSection.class)
    @Widget(title = TrainingRows.COLUMN, description = "Tells training from validation patients.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_cohort = "cohort";

    @Layout(DataSection.class)
    @Widget(title = "Training value", description = "Value of the cohort column for training patients; other rows are not "
        + "used.")
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_training = "train";

    @Advanced
    @Layout(MethodSection.class)
    @Widget(title = "Priors", advanced = true, description = "How the centre effects are shrunk towards each other.")
    @ValueSwitchWidget
    Priors m_priors = Priors.PARAMETRIC;

    @Advanced
    @Layout(MethodSection.class)
    @Widget(title = "Shift only", advanced = true, description = "Removes differences of the mean, leaves the spread.")
    boolean m_meanOnly = false;

    @Layout(MethodSection.class)
    @Widget(title = "Use a reference centre", description = "The reference stays as it is and the others are brought to "
        + "it. With a reference, patients of an unknown centre can be let through unchanged.")
    @ValueReference(ReferenceRef.class)
    boolean m_useReference = false;

    @Layout(MethodSection.class)
    @Widget(title = "Reference centre", description = "Its value in the centre column.")
    @Effect(predicate = HasReference.class, type = EffectType.SHOW)
    String m_reference = "A";

    Combat toCombat() {
        return new Combat(m_priors == Priors.PARAMETRIC, m_meanOnly,
            m_useReference ? Optional.of(m_reference.trim()) : Optional.empty());
    }
}
