package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;

/**
 * The training rows, and nothing else: rows of other cohorts never get past {@link #of}.
 *
 * @param keys row keys
 * @param groups features {@code [group][column][row]}
 * @param other score and clinical columns, complete
 * @param centre columns of the harmonization, complete; without columns if there is none
 * @param target the outcome
 * @param subject which patient a row is
 */
record TrainingData(List<String> keys, double[][][] groups, Table other, Table centre, Target target,
    int[] subject) {

    /**
     * @param table all rows of all cohorts
     * @param warnings receives what was left out
     */
    static TrainingData of(final Table table, final DlrmSettings settings, final List<String> warnings) {
        final Column.Factor cohort = table.factor(settings.cohortColumn());
        final Table training = table.filter(i -> cohort.label(i).equals(settings.trainingValue())).dropUnusedLevels();
        if (training.rows() == 0) {
            throw new IllegalArgumentException("No row has '" + settings.trainingValue() + "' in the cohort column '"
                + settings.cohortColumn() + "'; values there: " + cohort.levelsInWords());
        }
        final Table known = training.filter(i -> !settings.outcome().isMissing(training, i));
        if (known.rows() < training.rows()) {
            warnings.add((training.rows() - known.rows()) + " of " + training.rows()
                + " training rows have no outcome and were left out");
        }
        if (known.rows() == 0) {
            throw new DegenerateDataException("No training row has an outcome");
        }
        final List<String> others = new ArrayList<>(settings.scoreColumns());
        others.addAll(settings.clinical().columns());
        final List<String> centreColumns = new ArrayList<>();
        settings.harmonization().ifPresent(h -> {
            centreColumns.add(h.batchColumn());
            centreColumns.addAll(h.covariates());
        });
        final List<String> needed = new ArrayList<>(centreColumns);
        needed.addAll(settings.clinical().missing() == ClinicalSettings.Missing.DROP_ROWS ? others
            : settings.scoreColumns());
        final int[] complete = known.completeRows(needed);
        if (complete.length < known.rows()) {
            warnings.add((known.rows() - complete.length) + " of " + known.rows()
                + " training rows miss a value among " + needed + " and were left out");
        }
        if (complete.length == 0) {
            throw new DegenerateDataException("Every training row misses a value among " + needed
                + ": choose other columns or impute");
        }
        final Table rows = withFeatures(known.rows(complete), settings, warnings).dropUnusedLevels();
        final Target target = settings.outcome().extract(rows);
        settings.outcome().remark(rows).ifPresent(warnings::add);
        requireEvents(target);
        final double[][][] groups = settings.groups().stream().map(g -> rows.numbers(g.columns()))
            .toArray(double[][][]::new);
        Table other = rows.columns(others);
        for (final String column : others) {
            other = other.with(column, Imputation.of(other, column).fill(other.column(column)));
        }
        return new TrainingData(rows.keys(), groups, other, rows.columns(centreColumns), target,
            IntStream.range(0, rows.rows()).toArray());
    }

    /** A patient of whom a signature has no feature at all, for example without a region, teaches nothing about it. */
    private static Table withFeatures(final Table rows, final DlrmSettings settings, final List<String> warnings) {
        Table kept = rows;
        for (final FeatureGroup group : settings.groups()) {
            final double[][] x = kept.numbers(group.columns());
            final Table known = kept.filter(r -> Arrays.stream(x).anyMatch(v -> Double.isFinite(v[r])));
            if (known.rows() > 0 && known.rows() < kept.rows()) {
                warnings.add((kept.rows() - known.rows()) + " of " + rows.rows() + " training rows have no feature of "
                    + group.name() + " and were left out");
                kept = known;
            }
        }
        return kept;
    }

    private static void requireEvents(final Target target) {
        final int events = target.events();
        final int others = target.size() - events;
        if (events < 2 || others < 2 && !target.isSurvival()) {
            throw new DegenerateDataException("The training rows have " + events + (target.isSurvival()
                ? " events; at least 2 are needed" : " positives and " + others + " negatives; at least 2 of each are needed")
                + ", and 10 per term of the model to be taken seriously");
        }
    }

    int rows() {
        return target.size();
    }

    /** @return the same rows with other values of the features */
    TrainingData withGroups(final double[][][] features) {
        return new TrainingData(keys, features, other, centre, target, subject);
    }

    /** @return these rows, some perhaps more than once; categories that do not occur in them are unknown there */
    TrainingData rows(final int[] rows) {
        return new TrainingData(Arrays.stream(rows).mapToObj(keys::get).toList(),
            Arrays.stream(groups).map(g -> Arrays.stream(g).map(c -> Descriptive.pick(c, rows)).toArray(double[][]::new))
                .toArray(double[][][]::new),
            other.rows(rows).dropUnusedLevels(), centre.rows(rows).dropUnusedLevels(), target.rows(rows),
            Arrays.stream(rows).map(r -> subject[r]).toArray());
    }

    /**
     * What stands for a missing value of a column.
     *
     * @param number median of the training rows
     * @param level most frequent category of the training rows, -1 for a numeric column
     */
    record Imputation(double number, int level) {

        static Imputation of(final Table table, final String column) {
            if (table.column(column) instanceof Column.Factor factor) {
                final int[] counts = new int[factor.levels().size()];
                for (int i = 0; i < factor.size(); i++) {
                    if (factor.code(i) >= 0) {
                        counts[factor.code(i)]++;
                    }
                }
                int best = 0;
                for (int l = 1; l < counts.length; l++) {
                    best = counts[l] > counts[best] ? l : best;
                }
                return new Imputation(Double.NaN, best);
            }
            return new Imputation(Descriptive.median(
                Arrays.stream(table.numbers(column)).filter(v -> !Double.isNaN(v)).toArray()), -1);
        }

        Column fill(final Column column) {
            if (column instanceof Column.Factor factor) {
                return new Column.Factor(IntStream.range(0, factor.size())
                    .map(i -> factor.code(i) < 0 ? level : factor.code(i)).toArray(), factor.levels());
            }
            return new Column.Numeric(Arrays.stream(((Column.Numeric)column).values())
                .map(v -> Double.isNaN(v) ? number : v).toArray());
        }
    }

    /** @return the terms of a coding in these rows; NaN for a category that the coding does not know */
    double[][] terms(final DesignMatrix.Coding coding) {
        if (coding.levels().isEmpty()) {
            return coding.apply(other);
        }
        final Column.Factor factor = other.factor(coding.column());
        return coding.apply(other.with(coding.column(), new Column.Factor(IntStream.range(0, factor.size())
            .map(i -> coding.levels().indexOf(factor.label(i))).toArray(), coding.levels())));
    }
}
