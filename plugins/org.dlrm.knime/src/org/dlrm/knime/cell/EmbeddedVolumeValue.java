package org.dlrm.knime.cell;

/** A volume inside the workflow; tells its type from that of {@link VolumeCell}, see {@link PerturbedRoiValue}. */
public interface EmbeddedVolumeValue extends VolumeValue {
}
