package org.dlrm.deep.patch;

import java.util.List;

/**
 * From HU to what the network sees: cut at a window, then scaled.
 *
 * @param windowLow lower end of the window in HU
 * @param windowHigh upper end in HU
 * @param scale how the windowed value w is scaled
 * @param mean per channel, for {@link Scale#MEAN_SD} only
 * @param sd per channel, for {@link Scale#MEAN_SD} only
 */
public record Normalisation(double windowLow, double windowHigh, Scale scale, List<Double> mean,
    List<Double> sd) {

    /** Smallest standard deviation that is divided by, in HU: a flat ROI stays flat. */
    static final double MIN_SD = 1;

    /** Largest absolute ROI z-score: bone or air beside a homogeneous ROI must not drown it. */
    static final double MAX_Z = 6;

    /** How a windowed value w becomes an input value. */
    public enum Scale {
            /** (w - ROI mean) / ROI standard deviation, cut at 6 */
            ROI_ZSCORE,
            /** (w - low) / (high - low): 0 to 1 */
            UNIT,
            /** (u - mean) / sd of the channel, u as in {@link #UNIT}: what ImageNet networks expect */
            MEAN_SD
    }

    public Normalisation {
        if (scale == null) {
            throw new IllegalArgumentException("The normalisation needs a scale");
        }
        mean = mean == null ? List.of() : List.copyOf(mean);
        sd = sd == null ? List.of() : List.copyOf(sd);
        if (scale == Scale.MEAN_SD && (mean.isEmpty() || mean.size() != sd.size())) {
            throw new IllegalArgumentException("Channels are scaled by mean and standard deviation, but there are "
                + mean.size() + " means and " + sd.size() + " deviations");
        }
        if (!(windowLow < windowHigh)) {
            throw new IllegalArgumentException("The HU window runs from " + windowLow + " to " + windowHigh
                + "; its lower end must lie below its upper end");
        }
        for (final double s : sd) {
            if (!(s > 0)) {
                throw new IllegalArgumentException("A channel's standard deviation of " + s + " is not positive");
            }
        }
    }

    /** Window -200 to 300 HU (soft tissue with contrast agent), then the ROI's z-score. */
    public static Normalisation softTissue() {
        return new Normalisation(-200, 300, Scale.ROI_ZSCORE, List.of(), List.of());
    }

    /** @return HU cut at the window */
    public double window(final double hu) {
        return Math.min(Math.max(hu, windowLow), windowHigh);
    }

    /**
     * @return the input value of a windowed value
     * @param w windowed HU
     * @param roiMean mean of the windowed ROI, likewise roiSd
     */
    public float apply(final double w, final int channel, final double roiMean, final double roiSd) {
        if (scale == Scale.ROI_ZSCORE) {
            return (float)Math.min(Math.max((w - roiMean) / Math.max(roiSd, MIN_SD), -MAX_Z), MAX_Z);
        }
        final double unit = (w - windowLow) / (windowHigh - windowLow);
        return (float)(scale == Scale.UNIT ? unit
            : (unit - mean.get(channel % mean.size())) / sd.get(channel % sd.size()));
    }
}
