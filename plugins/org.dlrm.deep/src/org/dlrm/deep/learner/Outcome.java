package org.dlrm.deep.learner;

/**
 * What is to be predicted of a patient.
 *
 * @param label index of the class, for cross-entropy
 * @param time to event or censoring, for Cox
 * @param event whether the event was seen, for Cox
 */
public record Outcome(int label, double time, boolean event) {

    public static Outcome ofClass(final int label) {
        return new Outcome(label, 0, false);
    }

    public static Outcome ofTime(final double time, final boolean event) {
        return new Outcome(event ? 1 : 0, time, event);
    }
}
