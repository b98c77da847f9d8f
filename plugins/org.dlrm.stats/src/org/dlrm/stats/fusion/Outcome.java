package org.dlrm.stats.fusion;

import java.util.List;
import java.util.Optional;

import org.dlrm.stats.survival.EventCoding;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

/** What the model predicts, named by columns of the table. */
public sealed interface Outcome permits Outcome.Binary, Outcome.Survival {

    /** @return the columns that hold the outcome */
    List<String> columns();

    /** @return the outcome of the rows, none of which may be missing */
    Target extract(Table table);

    /** @return what a reader should know of the outcome of these rows, none of which may be missing */
    default Optional<String> remark(final Table table) {
        return Optional.empty();
    }

    /** @return whether the outcome of a row is missing */
    default boolean isMissing(final Table table, final int row) {
        return columns().stream().anyMatch(c -> table.column(c).isMissing(row));
    }

    /**
     * A class outcome.
     *
     * @param column numbers or categories
     * @param positiveClass the category that the probability is about; all others are the negative class
     */
    record Binary(String column, String positiveClass) implements Outcome {

        @Override
        public List<String> columns() {
            return List.of(column);
        }

        @Override
        public Target extract(final Table table) {
            final Column.Factor factor = table.factor(column);
            if (!factor.levels().contains(positiveClass)) {
                throw new IllegalArgumentException("The positive class '" + positiveClass + "' does not occur in column '"
                    + column + "' of the training patients; values there: " + factor.levelsInWords()
                    + ". Choose the one whose probability the model is to predict");
            }
            final double[] y = new double[table.rows()];
            for (int i = 0; i < y.length; i++) {
                y[i] = factor.label(i).equals(positiveClass) ? 1 : 0;
            }
            return Target.binary(y);
        }

        @Override
        public Optional<String> remark(final Table table) {
            final Column.Factor factor = table.factor(column);
            return factor.levels().size() <= 2 ? Optional.empty()
                : Optional.of("The outcome '" + column + "' has " + factor.levels().size() + " values in the training rows ("
                    + factor.levelsInWords() + "); all but '" + positiveClass + "' count as negative");
        }
    }

    /**
     * A censored time.
     *
     * @param time follow-up, above 0, in any unit
     * @param event whether the event was observed
     * @param eventValue the value of the event column that means that it was; any other means censored
     */
    record Survival(String time, String event, String eventValue) implements Outcome {

        @Override
        public List<String> columns() {
            return List.of(time, event);
        }

        @Override
        public Target extract(final Table table) {
            final Column.Factor factor = table.factor(event);
            if (!factor.levels().contains(eventValue)) {
                throw new IllegalArgumentException("The event value '" + eventValue + "' does not occur in column '"
                    + event + "' of the training patients; values there: " + factor.levelsInWords()
                    + ". Choose the one that means that the event happened");
            }
            final boolean[] events = new boolean[table.rows()];
            for (int i = 0; i < events.length; i++) {
                events[i] = factor.label(i).equals(eventValue);
            }
            final double[] times = table.numbers(time);
            for (int i = 0; i < times.length; i++) {
                if (!(times[i] > 0) || Double.isInfinite(times[i])) {
                    throw new IllegalArgumentException("Row " + table.keys().get(i) + " has the time " + times[i] + " in column '"
                        + time + "'; a survival model needs times above 0: check the dates, or leave the row out");
                }
            }
            return Target.survival(times, events);
        }

        @Override
        public Optional<String> remark(final Table table) {
            return EventCoding.remark(table.factor(event), event, eventValue);
        }
    }
}
