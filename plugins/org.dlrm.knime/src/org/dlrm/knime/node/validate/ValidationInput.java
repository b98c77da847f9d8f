package org.dlrm.knime.node.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

import org.dlrm.knime.StatTables;
import org.dlrm.knime.node.validate.ModelValidatorParameters.Point;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.validate.ModelValidator;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;

/**
 * The rows to validate, training first; rows without a cohort are left out.
 *
 * @param outcome 1 for the positive class, 0 for others, NaN where missing
 * @param values {@code [score][row]}
 * @param points what the operating point of each score is called
 */
record ValidationInput(List<ModelValidator.Score> scores, double[] outcome, double[][] values, List<String> cohort,
    List<String> points, List<String> warnings) {

    private static final String ALL = "all";

    static ValidationInput of(final ModelValidatorParameters p, final List<String> names, final BufferedDataTable input,
        final ExecutionContext exec) throws InvalidSettingsException, CanceledExecutionException {
        final boolean byClass = p.m_point == Point.CLASS_COLUMN;
        final Set<String> columns = new LinkedHashSet<>(names);
        columns.add(p.m_outcome);
        if (p.m_useCohort) {
            columns.add(p.m_cohort);
        }
        if (byClass) {
            columns.add(p.m_class);
        }
        final Table all = StatTables.of(input, List.copyOf(columns), exec);
        final List<String> warnings = new ArrayList<>();
        final Table table = p.m_useCohort ? byCohort(all, p, warnings) : all;
        if (table.rows() == 0) {
            throw new InvalidSettingsException("The input table has no rows" + (all.rows() > 0 ? " with a cohort." : "."));
        }
        final Column.Factor outcome = table.factor(p.m_outcome);
        final String positive = p.m_positive.trim();
        if (!outcome.levels().contains(positive)) {
            throw new InvalidSettingsException("The positive class '" + positive + "' does not occur in the outcome column '"
                + p.m_outcome + "'; values there: " + outcome.levelsInWords()
                + ". Set 'Positive class' to the one that the scores predict.");
        }
        if (outcome.levels().size() > 2) {
            warnings.add("The outcome column has " + outcome.levels().size() + " values; all but '" + positive
                + "' count as negative.");
        }
        if (p.m_useCohort) {
            spelling(table.factor(p.m_cohort), p.m_training.trim()).ifPresent(warnings::add);
        }
        if (byClass) {
            requireClass(table.factor(p.m_class), p.m_class, positive);
        }
        final Roc.Direction direction = Roc.Direction.valueOf(p.m_direction.name());
        final List<ModelValidator.Score> scores = new ArrayList<>();
        final List<String> points = new ArrayList<>();
        final double[][] values = new double[names.size()][];
        boolean frozen = !byClass;
        for (int s = 0; s < values.length; s++) {
            values[s] = table.numbers(names.get(s));
            final OptionalDouble called = frozen ? OptionalDouble.empty()
                : threshold(values[s], table.factor(p.m_class), positive, direction);
            frozen |= called.isPresent();
            final double threshold = called.orElse(p.m_threshold);
            if (Arrays.stream(values[s]).allMatch(Double::isNaN)) {
                warnings.add("No patient has the score '" + names.get(s) + "'.");
            }
            scores.add(new ModelValidator.Score(names.get(s), direction, true, threshold));
            points.add(called.isPresent() ? "at the frozen threshold"
                : "at the threshold " + String.format(Locale.ROOT, "%.4g", threshold));
        }
        if (!frozen) {
            throw new InvalidSettingsException("The classes in '" + p.m_class + "' do not follow from one threshold of any of "
                + names + ": choose the score that they were made from, or give the threshold.");
        }
        final List<String> cohort = p.m_useCohort ? IntStream.range(0, table.rows())
            .mapToObj(table.factor(p.m_cohort)::label).toList() : Collections.nCopies(table.rows(), ALL);
        return new ValidationInput(scores, IntStream.range(0, table.rows()).mapToDouble(r -> outcome.isMissing(r)
            ? Double.NaN : outcome.label(r).equals(positive) ? 1 : 0).toArray(), values, cohort, points, warnings);
    }

    private static Table byCohort(final Table all, final ModelValidatorParameters p, final List<String> warnings) {
        final Column.Factor cohort = all.factor(p.m_cohort);
        final int[] known = IntStream.range(0, all.rows()).filter(r -> !cohort.isMissing(r)).toArray();
        if (known.length < all.rows()) {
            warnings.add((all.rows() - known.length) + " patients have no cohort and are left out.");
        }
        final String training = p.m_training.trim();
        return all.rows(IntStream.concat(IntStream.of(known).filter(r -> cohort.label(r).equals(training)),
            IntStream.of(known).filter(r -> !cohort.label(r).equals(training))).toArray());
    }

    /** Other validation tables rightly have no training patients; one that spells them otherwise is a mistake. */
    private static Optional<String> spelling(final Column.Factor cohort, final String training) {
        return cohort.levels().contains(training) ? Optional.empty()
            : cohort.levels().stream().filter(training::equalsIgnoreCase).findFirst().map(l -> "The training value is '" + training
                + "', the cohort column has '" + l + "': its numbers are not marked as optimistic.");
    }

    /** Of two classes one must be the positive one, or nobody would ever be called positive. */
    private static void requireClass(final Column.Factor called, final String column, final String positive)
        throws InvalidSettingsException {
        final Column.Factor used = called.dropUnusedLevels();
        if (used.levels().size() > 1 && !used.levels().contains(positive)) {
            throw new InvalidSettingsException("Predicted class column: '" + column + "' never is the positive class '" + positive
                + "'; values there: " + used.levelsInWords() + ". Classes and outcome must use the same words.");
        }
    }

    /** @return the threshold of this score that the predicted classes follow; empty if they follow none */
    private static OptionalDouble threshold(final double[] score, final Column.Factor called, final String positive,
        final Roc.Direction direction) {
        final double sign = direction == Roc.Direction.HIGHER_IS_POSITIVE ? 1 : -1;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < score.length; i++) {
            if (!called.isMissing(i) && !Double.isNaN(score[i]) && called.label(i).equals(positive)) {
                lowest = Math.min(lowest, sign * score[i]);
            }
        }
        final double limit = lowest;
        final boolean followed = IntStream.range(0, score.length).noneMatch(i -> !called.isMissing(i)
            && !called.label(i).equals(positive) && sign * score[i] >= limit);
        return followed ? OptionalDouble.of(sign * limit) : OptionalDouble.empty();
    }
}
