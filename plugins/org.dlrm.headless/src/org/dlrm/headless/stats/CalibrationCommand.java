package org.dlrm.headless.stats;

import org.dlrm.stats.validate.Calibration;
import org.dlrm.stats.validate.ValProb;

import picocli.CommandLine.Command;

/** {@code dlrm stats calibration}. */
@Command(name = "calibration", description = "Calibration slope, intercept, in the large, Brier score, smoothed curve.")
final class CalibrationCommand extends ProbabilityCommand {

    @Override
    Object compute(final double[] y, final double[] p) {
        final Calibration c = Calibration.of(y, p);
        final ValProb.Curve curve = ValProb.curve(y, p);
        return map("slope", c.slope(), "slope_se", c.slopeSe(), "intercept_joint", c.interceptJoint(), "citl", c.citl(),
            "citl_se", c.citlSe(), "mean_obs", c.meanObserved(), "mean_pred", c.meanPredicted(), "oe_ratio", c.oeRatio(),
            "brier", c.brier(), "brier_null", c.brierNull(), "scaled_brier", c.scaledBrier(), "lowess",
            map("predicted", curve.predicted(), "observed", curve.observed()));
    }
}
