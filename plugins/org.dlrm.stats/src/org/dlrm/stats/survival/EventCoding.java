package org.dlrm.stats.survival;

import java.util.Optional;
import java.util.Set;

import org.dlrm.stats.table.Column;

/** What deserves a second look in the coding of an event column. */
public final class EventCoding {

    /** SPSS and R code so; nobody can see which of them is the event. */
    private static final Set<String> ONE_AND_TWO = Set.of("1", "2");

    private EventCoding() {
    }

    /**
     * @param event the event column without unused levels
     * @param column its name
     * @param eventValue the value that means that the event happened
     * @return what a reader should know
     */
    public static Optional<String> remark(final Column.Factor event, final String column, final String eventValue) {
        if (event.levels().size() > 2) {
            return Optional.of("The event column '" + column + "' has " + event.levels().size() + " values ("
                + event.levelsInWords() + "); all but '" + eventValue + "' count as censored, competing events too");
        }
        if (eventValue.equals("1") && Set.copyOf(event.levels()).equals(ONE_AND_TWO)) {
            return Optional.of("The event column '" + column + "' is coded 1 and 2, and 1 is taken for the event; R's survival "
                + "package takes 2");
        }
        return Optional.empty();
    }
}
