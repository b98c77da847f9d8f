package org.dlrm.headless.stats;

import org.dlrm.stats.validate.ValProb;

import picocli.CommandLine.Command;

/** {@code dlrm stats valprob}. */
@Command(name = "valprob", description = "Validation of probabilities as R's rms::val.prob.")
final class ValProbCommand extends ProbabilityCommand {

    @Override
    Object compute(final double[] y, final double[] p) {
        final ValProb v = ValProb.of(y, p);
        return map("Dxy", v.dxy(), "C (ROC)", v.c(), "R2", v.r2(), "D", v.d(), "D:Chi-sq", v.dChisq(), "D:p",
            Double.NaN, "U", v.u(), "U:Chi-sq", v.uChisq(), "U:p", v.uP(), "Q", v.q(), "Brier", v.brier(), "Intercept",
            v.intercept(), "Slope", v.slope(), "Emax", v.emax(), "E90", v.e90(), "Eavg", v.eavg(), "S:z", v.sz(), "S:p",
            v.sp());
    }
}
