package org.dlrm.stats.fusion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

/**
 * Harmonization inside the pipeline, so that folds and bootstrap samples repeat it.
 *
 * @param groups the feature groups
 * @param model learnt, empty if the settings ask for none
 */
record Harmonizer(List<FeatureGroup> groups, Optional<CombatModel> model) {

    static Harmonizer learn(final DlrmSettings settings, final TrainingData data) {
        if (settings.harmonization().isEmpty() || settings.groups().isEmpty()) {
            return new Harmonizer(settings.groups(), Optional.empty());
        }
        final DlrmSettings.Harmonization h = settings.harmonization().get();
        final List<String> features = settings.groups().stream().flatMap(g -> g.columns().stream()).distinct().toList();
        return new Harmonizer(settings.groups(), Optional.of(h.combat().learn(table(settings.groups(), data), features,
            h.batchColumn(), h.covariates())));
    }

    private static Table table(final List<FeatureGroup> groups, final TrainingData data) {
        final Map<String, Column> features = new LinkedHashMap<>();
        for (int g = 0; g < groups.size(); g++) {
            for (int j = 0; j < groups.get(g).columns().size(); j++) {
                features.put(groups.get(g).columns().get(j), new Column.Numeric(data.groups()[g][j]));
            }
        }
        return data.centre().with(features);
    }

    /** @return the rows with harmonized features; NaN in the rows of a centre that it was not learnt with */
    TrainingData apply(final TrainingData data) {
        if (model.isEmpty()) {
            return data;
        }
        final CombatModel combat = model.get();
        final Table table = table(groups, data);
        final Column.Factor centre = table.factor(combat.batchColumn());
        final int[] known = IntStream.range(0, table.rows()).filter(i -> combat.batches().contains(centre.label(i)))
            .toArray();
        final Table harmonized = combat.apply(table.rows(known), CombatModel.Unseen.ERROR);
        final double[][][] features = new double[groups.size()][][];
        for (int g = 0; g < features.length; g++) {
            final List<String> columns = groups.get(g).columns();
            features[g] = new double[columns.size()][];
            for (int j = 0; j < columns.size(); j++) {
                final double[] x = new double[table.rows()];
                java.util.Arrays.fill(x, Double.NaN);
                final double[] values = harmonized.numbers(columns.get(j));
                for (int k = 0; k < known.length; k++) {
                    x[known[k]] = values[k];
                }
                features[g][j] = x;
            }
        }
        return data.withGroups(features);
    }
}
