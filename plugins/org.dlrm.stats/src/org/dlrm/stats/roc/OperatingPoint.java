package org.dlrm.stats.roc;

/**
 * The fourfold table of a threshold.
 *
 * @param threshold the score at or beyond which a row is called positive
 * @param tp true positives, likewise tn, fp, fn
 */
public record OperatingPoint(double threshold, int tp, int tn, int fp, int fn) {

    public double sensitivity() {
        return (double)tp / (tp + fn);
    }

    public double specificity() {
        return (double)tn / (tn + fp);
    }

    public double accuracy() {
        return (double)(tp + tn) / (tp + tn + fp + fn);
    }

    /** @return the positive predictive value, NaN if nothing is called positive */
    public double ppv() {
        return (double)tp / (tp + fp);
    }

    /** @return the negative predictive value, NaN if everything is called positive */
    public double npv() {
        return (double)tn / (tn + fn);
    }

    /** @return sensitivity + specificity, what pROC calls "youden" (Youden's J is this minus 1) */
    public double youden() {
        return sensitivity() + specificity();
    }
}
