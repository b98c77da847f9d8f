package org.dlrm.knime;

import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.migration.DefaultProvider;
import org.knime.node.parameters.updates.EffectPredicate;
import org.knime.node.parameters.updates.EffectPredicateProvider;
import org.knime.node.parameters.updates.util.BooleanReference;

/** Which rows are training rows: nodes that learn ask for it in the same words. */
public final class TrainingRows {

    /** The cohort column's title in every dialog. */
    public static final String COLUMN = "Cohort column";

    private TrainingRows() {
    }

    /** The option "The table has several cohorts". */
    public interface HasCohorts extends BooleanReference {
    }

    /** Shows what only matters if there are several cohorts. */
    public static final class WithCohorts implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(HasCohorts.class).isTrue();
        }
    }

    /** For nodes whose first version had no such option and took all rows: saved ones go on doing so. */
    public static final class AllRows implements DefaultProvider<Boolean> {
        @Override
        public Boolean getDefault() {
            return false;
        }
    }

    /** @throws InvalidSettingsException naming the column, those that would do, and the option to switch off */
    public static void require(final DataTableSpec spec, final String column) throws InvalidSettingsException {
        try {
            Columns.require(spec, column, COLUMN, DataValue.class);
        } catch (InvalidSettingsException e) {
            throw new InvalidSettingsException(e.getMessage()
                + " If all rows are of one cohort, switch off 'The table has several cohorts'.", e);
        }
    }

    /**
     * @param value of the cohort column for training patients
     * @return the training rows
     * @throws InvalidSettingsException if there are none
     */
    public static Table of(final Table table, final String column, final String value) throws InvalidSettingsException {
        final Column.Factor cohort = table.factor(column);
        final Table training = table.filter(r -> !cohort.isMissing(r) && cohort.label(r).equals(value.trim()));
        if (training.rows() == 0) {
            throw none(column, value, cohort.levelsInWords());
        }
        return training;
    }

    /**
     * @param found the values of the column, in words
     * @return what is wrong if there are no training rows
     */
    public static InvalidSettingsException none(final String column, final String value, final String found) {
        return new InvalidSettingsException("No row is a training row: the column '" + column + "' never is '" + value.trim()
            + "'; values there: " + found + ". Set 'Training value' to the one that marks training patients.");
    }
}
