package org.dlrm.knime.node.harmonize;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.TrainingRows;
import org.dlrm.knime.Views;
import org.dlrm.knime.port.HarmonizerPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** Feature Harmonizer (Learner): ComBat learnt on training rows. */
public final class HarmonizerLearnerNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec EFFECTS = StatTables.spec("Centre", StringCell.TYPE, "Training rows", IntCell.TYPE,
        "Feature", StringCell.TYPE, "Shift (SD)", DoubleCell.TYPE, "Variance ratio", DoubleCell.TYPE);

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Feature Harmonizer (Learner)") //
        .icon("../../../../../icons/harmonize.png") //
        .shortDescription("Learns centre effects of features (ComBat) from training rows.") //
        .fullDescription("""
            <p>Estimates, from training rows only, how each centre shifts and scales each feature (empirical Bayes, Johnson 2007;
            equal to R's sva::ComBat), keeping the effect of covariates you name. The frozen model is applied by the Feature
            Harmonizer (Apply), also to later patients of the same centres.</p>
            <p><b>Common mistakes</b>: naming the outcome as covariate (it leaks); centres with very few training rows; a
            centre that only occurs in validation: it cannot be harmonized, unless a reference centre lets it pass unchanged.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Features", "Features, centre and covariates.") //
            .addOutputPort("Harmonization", "The frozen centre effects.", HarmonizerPortObject.TYPE) //
            .addOutputTable("Centre effects", "Shift and variance ratio per centre and feature.")) //
        .model(m -> m.parametersClass(HarmonizerLearnerParameters.class) //
            .configure(HarmonizerLearnerNodeFactory::configure) //
            .execute(HarmonizerLearnerNodeFactory::execute)),
        "Training patients' features by centre before and after, variance explained by the centre.") //
        .nodeType(NodeType.Learner) //
        .keywords("ComBat", "harmonization", "batch effect", "multi-centre", "scanner", "normalization");

    public HarmonizerLearnerNodeFactory() {
        super(NODE);
    }

    /** The columns of the settings. */
    private record Roles(List<String> features, List<String> covariates) {

        static Roles of(final DataTableSpec spec, final HarmonizerLearnerParameters p)
            throws InvalidSettingsException {
            Columns.require(spec, p.m_centre, "Centre column", DataValue.class);
            if (p.m_useCohort) {
                TrainingRows.require(spec, p.m_cohort);
            }
            final List<String> features = FeatureColumns.numbers(p.m_features, spec, "Features");
            if (features.isEmpty()) {
                throw new InvalidSettingsException("Features: no numeric column is chosen. Choose the feature columns.");
            }
            return new Roles(features, FeatureColumns.any(p.m_covariates, spec, "Covariates"));
        }

        List<String> all(final HarmonizerLearnerParameters p) {
            final Set<String> all = new LinkedHashSet<>(features);
            all.addAll(covariates);
            all.add(p.m_centre);
            if (p.m_useCohort) {
                all.add(p.m_cohort);
            }
            return List.copyOf(all);
        }
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final HarmonizerLearnerParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        final List<String> features = spec == null ? List.of() : Roles.of(spec, p).features();
        out.setOutSpec(0, new ModelSpec("Harmonization of " + features.size() + " features", features, List.of()));
        out.setOutSpec(1, EFFECTS);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final HarmonizerLearnerParameters p = in.getParameters();
        final BufferedDataTable input = in.getInTable(0);
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final Roles roles = Roles.of(input.getDataTableSpec(), p);
            final Table all = StatTables.of(input, roles.all(p), exec);
            if (all.rows() == 0) {
                throw new InvalidSettingsException("The input table has no rows.");
            }
            final Table candidates = p.m_useCohort ? TrainingRows.of(all, p.m_cohort, p.m_training) : all;
            final Table training = usable(candidates, roles, p, out);
            final CombatModel model = p.toCombat().learn(training, roles.features(), p.m_centre, roles.covariates(),
                Jobs.progress(exec));
            out.setOutData(0, new HarmonizerPortObject(new ModelSpec("ComBat, " + model.batches().size() + " centres, "
                + roles.features().size() + " features, " + training.rows() + " training rows", roles.features(),
                List.of()), Map.of("model.json", model.toJson().getBytes(StandardCharsets.UTF_8))));
            final StatTables.Builder t = new StatTables.Builder(exec, EFFECTS);
            for (int b = 0; b < model.batches().size(); b++) {
                for (int f = 0; f < model.features().size(); f++) {
                    t.add(model.batches().get(b), model.rows()[b], model.features().get(f), model.gamma()[b][f],
                        model.delta()[b][f]);
                }
            }
            out.setOutData(1, t.build());
            out.setInternalData(Views.pack(exec, HarmonizerView.of("Feature Harmonizer (Learner)", model, training,
                model.apply(training, CombatModel.Unseen.ERROR), "training rows")));
        });
    }

    /**
     * @return the rows that can be learnt from: a patient without any feature, centre or covariate costs his own row only
     * @throws InvalidSettingsException naming the features that single patients lack
     */
    private static Table usable(final Table rows, final Roles roles, final HarmonizerLearnerParameters p,
        final ExecuteOutput out) throws InvalidSettingsException {
        final double[][] x = rows.numbers(roles.features());
        final List<String> labels = new ArrayList<>(roles.covariates());
        labels.add(p.m_centre);
        final List<Column.Factor> known = labels.stream().map(rows::factor).toList();
        final Table kept = rows.filter(r -> known.stream().noneMatch(f -> f.isMissing(r))
            && Arrays.stream(x).anyMatch(v -> Double.isFinite(v[r])));
        if (kept.rows() == 0) {
            throw new InvalidSettingsException("No training row has features, a centre and all covariates.");
        }
        if (kept.rows() < rows.rows()) {
            final Set<String> keys = new HashSet<>(kept.keys());
            out.setWarningMessage((rows.rows() - kept.rows()) + " of " + rows.rows() + " training rows are left out because "
                + "they have no feature, no centre or no covariate, first: "
                + rows.keys().stream().filter(k -> !keys.contains(k)).findFirst().orElseThrow() + ".");
        }
        final List<String> gaps = new ArrayList<>();
        String first = "";
        for (final String feature : roles.features()) {
            final double[] v = kept.numbers(feature);
            for (int r = 0; r < v.length; r++) {
                if (!Double.isFinite(v[r])) {
                    first = gaps.isEmpty() ? feature + " of " + kept.keys().get(r) : first;
                    gaps.add(feature);
                    break;
                }
            }
        }
        if (!gaps.isEmpty()) {
            throw new InvalidSettingsException("Features: " + gaps.size() + " of " + roles.features().size()
                + " columns have missing values in training rows, first " + first + ". Leave these columns out, or fill them "
                + "with KNIME's Missing Value node.");
        }
        return kept;
    }
}
