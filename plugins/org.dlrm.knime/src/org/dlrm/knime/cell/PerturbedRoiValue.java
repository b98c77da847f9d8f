package org.dlrm.knime.cell;

/**
 * A region of interest that is perturbed when it is read. KNIME takes column types for equal if their cells have the same
 * values, whatever their classes: this one tells the types apart.
 */
public interface PerturbedRoiValue extends RoiValue {
}
