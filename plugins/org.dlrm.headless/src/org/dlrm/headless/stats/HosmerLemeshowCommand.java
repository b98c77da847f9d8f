package org.dlrm.headless.stats;

import java.util.Optional;

import org.dlrm.stats.validate.HosmerLemeshow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats hl}. */
@Command(name = "hl", aliases = "hoslem", description = "Hosmer and Lemeshow's test.")
final class HosmerLemeshowCommand extends ProbabilityCommand {

    @Option(names = "--g", paramLabel = "N", defaultValue = "10", description = "Groups. Default: ${DEFAULT-VALUE}")
    private int m_g;

    @Option(names = "--df", paramLabel = "N",
        description = "Degrees of freedom; default: groups - 2, right for the rows the model was fitted to (others: groups)")
    private Optional<Double> m_df = Optional.empty();

    @Override
    Object compute(final double[] y, final double[] p) {
        final HosmerLemeshow t = HosmerLemeshow.of(y, p, m_g, m_df.orElse(m_g - 2.0));
        return map("g", t.g(), "bins", t.n().length, "breaks", t.breaks(), "n", t.n(), "obs1", t.observed(), "exp1",
            t.expected(), "chisq", t.chisq(), "df", t.df(), "p", t.p());
    }
}
