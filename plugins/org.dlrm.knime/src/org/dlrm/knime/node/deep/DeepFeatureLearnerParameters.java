package org.dlrm.knime.node.deep;

import org.dlrm.deep.learner.Augmentation;
import org.dlrm.deep.learner.LearnerSettings;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.Limits;
import org.dlrm.knime.TrainingRows;
import org.dlrm.knime.cell.RoiValue;
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
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveDoubleValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveIntegerValidation;

/** Settings of the Deep Feature Learner; {@link #toSettings} turns them into the library's one object. */
public final class DeepFeatureLearnerParameters implements NodeParameters {

    @Section(title = "Regions and outcome")
    interface DataSection {
    }

    @Section(title = "Network")
    @After(DataSection.class)
    interface NetworkSection {
    }

    @Section(title = "Training")
    @After(NetworkSection.class)
    interface TrainingSection {
    }

    @Section(title = "Augmentation")
    @After(TrainingSection.class)
    interface AugmentationSection {
    }

    enum Kind {
        @Label(value = "Response", description = "A class outcome; cross-entropy.")
        CLASS,
        @Label(value = "Time to event", description = "A censored time; Cox partial likelihood.")
        SURVIVAL
    }

    enum Trained {
        @Label(value = "Network", description = "All layers, from the built-in backbone's weights or from random ones. Needs "
            + "PyTorch and, to be worth it, some hundred patients.")
        NETWORK,
        @Label(value = "Head only", description = "A linear head on the features of a frozen network: the one at the second "
            + "input, or the built-in backbone. Seconds instead of an hour; with few patients often better. Needs no PyTorch.")
        HEAD
    }

    enum Patches {
        @Label(value = "2.5D", description = "Three central planes and axial slices through the region, three neighbouring slices "
            + "as channels.")
        PLANES,
        @Label(value = "2D largest slice", description = "The axial slice in which the region is largest.")
        LARGEST_SLICE,
        @Label(value = "3D, 32 voxels", description = "A cube of 64 mm.")
        CUBE_32,
        @Label(value = "3D, 48 voxels", description = "A cube of 72 mm; needs more memory and time.")
        CUBE_48
    }

    enum Network {
        @Label("DenseNet")
        DENSENET, @Label("ResNet")
        RESNET
    }

    enum Balance {
        @Label(value = "Class weights", description = "Each class weighs the same in the loss.")
        CLASS_WEIGHTS,
        @Label(value = "Balanced sampling", description = "Each class is drawn equally often.")
        SAMPLING,
        @Label(value = "None", description = "Classes as they are.")
        NONE
    }

    interface TrainedRef extends ParameterReference<Trained> {
    }

    static final class IsNetwork implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(TrainedRef.class).isOneOf(Trained.NETWORK);
        }
    }

    interface KindRef extends ParameterReference<Kind> {
    }

    static final class IsClass implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(KindRef.class).isOneOf(Kind.CLASS);
        }
    }

    static final class IsSurvival implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(KindRef.class).isOneOf(Kind.SURVIVAL);
        }
    }

    interface GroupRef extends BooleanReference {
    }

    static final class HasGroup implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(GroupRef.class).isTrue();
        }
    }

    @Layout(DataSection.class)
    @Widget(title = "Region of interest", description = "Column with image and mask, as made by the ROI Masker.")
    @ChoicesProvider(ColumnChoices.Rois.class)
    String m_roi = "ROI";

    @Layout(DataSection.class)
    @Widget(title = "What is predicted", description = "A response, or a time to event.")
    @ValueSwitchWidget
    @ValueReference(KindRef.class)
    Kind m_kind = Kind.CLASS;

    @Layout(DataSection.class)
    @Widget(title = "Outcome column", description = "Response to treatment.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = IsClass.class, type = EffectType.SHOW)
    String m_outcome = "response";

    @Layout(DataSection.class)
    @Widget(title = "Positive class", description = "The value of the outcome column whose probability is the score.")
    @Effect(predicate = IsClass.class, type = EffectType.SHOW)
    String m_positive = "1";

    @Layout(DataSection.class)
    @Widget(title = "Time column", description = "Time to event or last contact, above zero.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    @Effect(predicate = IsSurvival.class, type = EffectType.SHOW)
    String m_time = "pfs_months";

    @Layout(DataSection.class)
    @Widget(title = "Event column", description = "Whether the event was observed.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = IsSurvival.class, type = EffectType.SHOW)
    String m_event = "pfs_event";

    @Layout(DataSection.class)
    @Widget(title = "Event value", description = "Value of the event column that means the event happened.")
    @Effect(predicate = IsSurvival.class, type = EffectType.SHOW)
    String m_eventValue = "1";

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
    @Widget(title = "Training value", description = "Value of the cohort column for training patients; other rows only "
        + "get the final network's score.")
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_training = "train";

    @Advanced
    @Layout(DataSection.class)
    @Widget(title = "Several rows per patient", advanced = true, description = "On: rows of one patient stay on the same "
        + "side of every split.")
    @ValueReference(GroupRef.class)
    boolean m_useGroup = false;

    @Advanced
    @Layout(DataSection.class)
    @Widget(title = "Patient column", advanced = true, description = "Tells which rows belong to one patient.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = HasGroup.class, type = EffectType.SHOW)
    String m_group = "patient_id";

    @Layout(NetworkSection.class)
    @Widget(title = "What is trained", description = "The whole network, or only a head on a frozen one.")
    @ValueSwitchWidget
    @ValueReference(TrainedRef.class)
    Trained m_trained = Trained.NETWORK;

    @Layout(NetworkSection.class)
    @Widget(title = "What the network sees", description = "How patches are cut out of image and region. A frozen network brings "
        + "its own patches.")
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    Patches m_patches = Patches.PLANES;

    @Layout(NetworkSection.class)
    @Widget(title = "Architecture", description = "Family of the network; both are small enough for a CPU.")
    @ValueSwitchWidget
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    Network m_network = Network.DENSENET;

    @Layout(NetworkSection.class)
    @Widget(title = "Start from the built-in backbone", description = "Starts from weights trained on synthetic CT textures: "
        + "a head is fitted first, then all weights follow at a tenth of the learning rate. Only a DenseNet on 2D or 2.5D "
        + "patches has its structure; others start from random weights.")
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    boolean m_pretrained = true;

    @Layout(TrainingSection.class)
    @Widget(title = "Epochs", description = "Largest number of passes over the training patches.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    int m_epochs = 40;

    @Advanced
    @Layout(TrainingSection.class)
    @Widget(title = "Patience", advanced = true, description = "Passes without a better inner loss after which training "
        + "stops.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    int m_patience = 8;

    @Layout(TrainingSection.class)
    @Widget(title = "Folds", description = "Each training patient's score comes from a network that never saw this patient.")
    @NumberInputWidget(minValidation = Limits.AtLeastTwo.class)
    int m_folds = 5;

    @Advanced
    @Layout(TrainingSection.class)
    @Widget(title = "Networks per fold", advanced = true, description = "Networks that differ in their seed and whose "
        + "scores are averaged.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    int m_members = 1;

    @Advanced
    @Layout(TrainingSection.class)
    @Widget(title = "Unequal classes", advanced = true, description = "What is done about classes of different size.")
    Balance m_balance = Balance.CLASS_WEIGHTS;

    @Layout(TrainingSection.class)
    @Widget(title = "Append deep features", description = "On: the score table also has the deep features; those of training "
        + "patients come from the network that gave their score and never saw them. With 'Network' every fold has a network "
        + "of its own, so a feature does not mean the same in every fold: use deep_score, or 'Head only'.")
    boolean m_features = false;

    @Advanced
    @Layout(AugmentationSection.class)
    @Widget(title = "Flips", advanced = true, description = "Mirrors patches along every axis at random.")
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    boolean m_flips = true;

    @Advanced
    @Layout(AugmentationSection.class)
    @Widget(title = "Turns of 90 degrees", advanced = true, description = "Turns patches in their plane at random.")
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    boolean m_turns = true;

    @Advanced
    @Layout(AugmentationSection.class)
    @Widget(title = "Scale", advanced = true, description = "Largest relative change of size: 0.1 is 10 percent. 0: none.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    double m_scale = 0.1;

    @Advanced
    @Layout(AugmentationSection.class)
    @Widget(title = "Shift (HU)", advanced = true, description = "Largest change of all values of a patch.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    double m_shift = 5;

    @Advanced
    @Layout(AugmentationSection.class)
    @Widget(title = "Noise (HU)", advanced = true, description = "Standard deviation of the noise that is added.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    double m_noise = 5;

    @Advanced
    @Layout(TrainingSection.class)
    @Widget(title = "Batch size", advanced = true, description = "Patches per step.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    int m_batch = 16;

    @Advanced
    @Layout(TrainingSection.class)
    @Widget(title = "Learning rate", advanced = true, description = "Of Adam at the start; it falls as half a "
        + "cosine. A tenth of it where training starts from the built-in backbone.")
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class, maxValidation = Limits.AtMostOne.class)
    double m_rate = 0.001;

    @Advanced
    @Layout(TrainingSection.class)
    @Widget(title = "Memory limit (GB)", advanced = true, description = "A training that is estimated to need more is refused.")
    @Effect(predicate = IsNetwork.class, type = EffectType.SHOW)
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class)
    double m_memory = 4;

    @Advanced
    @Layout(TrainingSection.class)
    @Widget(title = "Seed", advanced = true, description = "Start of all random numbers.")
    int m_seed = 1;

    /** For new nodes without input. */
    public DeepFeatureLearnerParameters() {
    }

    DeepFeatureLearnerParameters(final NodeParametersInput input) {
        m_roi = ColumnChoices.prefer(input, m_roi, RoiValue.class);
    }

    PatchSettings patches() {
        return switch (m_patches) {
            case PLANES -> PatchSettings.planes();
            case LARGEST_SLICE -> PatchSettings.largestSlice();
            case CUBE_32 -> PatchSettings.cube(32);
            case CUBE_48 -> PatchSettings.cube(48);
        };
    }

    LearnerSettings toSettings() throws InvalidSettingsException {
        try {
            final LearnerSettings d = LearnerSettings.defaults(patches(),
                m_kind == Kind.CLASS ? LearnerSettings.Loss.CROSS_ENTROPY : LearnerSettings.Loss.COX);
            return new LearnerSettings(Architecture.Kind.valueOf(m_network.name()), d.patches(), d.loss(),
                LearnerSettings.Balance.valueOf(m_balance.name()), new Augmentation(m_flips, m_turns, m_scale, m_shift, m_noise),
                m_epochs, m_patience, m_batch, m_rate,
                d.weightDecay(), m_folds, d.innerFolds(), m_members, m_pretrained, m_seed, (long)(m_memory * (1 << 30)));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }
}
