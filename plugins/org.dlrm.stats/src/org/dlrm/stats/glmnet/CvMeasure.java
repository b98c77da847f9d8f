package org.dlrm.stats.glmnet;

import java.util.EnumSet;
import java.util.Set;

/** What cross-validation measures on the left-out rows; R's {@code type.measure}. */
public enum CvMeasure {
    /** Binomial: minus twice the log-likelihood. Cox: partial likelihood deviance (grouped). Gaussian: as MSE. */
    DEVIANCE("deviance", false, EnumSet.allOf(Family.class)),
    /** Area under the ROC curve; larger is better. */
    AUC("auc", true, EnumSet.of(Family.BINOMIAL)),
    /** Misclassified rows at probability 0.5. */
    CLASS("class", false, EnumSet.of(Family.BINOMIAL)),
    /** Squared error; binomial: summed over both classes, as R does. */
    MSE("mse", false, EnumSet.of(Family.BINOMIAL, Family.GAUSSIAN)),
    /** Absolute error; binomial: summed over both classes, as R does. */
    MAE("mae", false, EnumSet.of(Family.BINOMIAL, Family.GAUSSIAN)),
    /** Harrell's concordance; larger is better. */
    C("C", true, EnumSet.of(Family.COX));

    private final String m_label;

    private final boolean m_largerIsBetter;

    private final Set<Family> m_families;

    CvMeasure(final String label, final boolean largerIsBetter, final Set<Family> families) {
        m_label = label;
        m_largerIsBetter = largerIsBetter;
        m_families = families;
    }

    /** @return R's name of the measure */
    public String label() {
        return m_label;
    }

    /** @return whether the best lambda has the largest value */
    public boolean largerIsBetter() {
        return m_largerIsBetter;
    }

    /** @return whether the measure exists for the family */
    public boolean suits(final Family family) {
        return m_families.contains(family);
    }
}
