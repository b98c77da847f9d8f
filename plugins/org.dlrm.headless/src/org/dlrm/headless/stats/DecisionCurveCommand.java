package org.dlrm.headless.stats;

import org.dlrm.stats.validate.DecisionCurve;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats dca}. */
@Command(name = "dca", description = "Decision curve analysis: net benefit at threshold probabilities.")
final class DecisionCurveCommand extends ProbabilityCommand {

    @Option(names = "--from", paramLabel = "X", defaultValue = "0.01",
        description = "First threshold. Default: ${DEFAULT-VALUE}")
    private double m_from;

    @Option(names = "--to", paramLabel = "X", defaultValue = "0.99", description = "Last threshold. Default: ${DEFAULT-VALUE}")
    private double m_to;

    @Option(names = "--step", paramLabel = "X", defaultValue = "0.01", description = "Step. Default: ${DEFAULT-VALUE}")
    private double m_step;

    @Option(names = "--level", paramLabel = "X", defaultValue = "0.95",
        description = "Confidence level. Default: ${DEFAULT-VALUE}")
    private double m_level;

    @Override
    Object compute(final double[] y, final double[] p) {
        if (!(m_step > 0) || m_to < m_from || (m_to - m_from) / m_step > 1e6) {
            throw wrong("No thresholds from " + m_from + " to " + m_to + " by " + m_step);
        }
        final DecisionCurve c = DecisionCurve.of(y, p, DecisionCurve.thresholds(m_from, m_to, m_step));
        return map("threshold", c.threshold(), "tp", c.tp(), "fp", c.fp(), "net_benefit", c.netBenefit(),
            "standardized_nb", c.standardized(), "treat_all", c.treatAll(), "treat_none",
            new double[c.threshold().length], "net_intervention_avoided_per100", c.avoidedPer100(), "nb_untreated",
            c.untreated(), "net_benefit_se", c.se(), "net_benefit_lower", c.lower(m_level), "net_benefit_upper",
            c.upper(m_level));
    }
}
