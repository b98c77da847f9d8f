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
        description = "Degrees of freedom; default: groups - 2, right for the rows the model was fitted to (others: groups). "
            + "Where ties leave fewer groups than asked for, as ResourceSelection nevertheless (SAS and Stata: those left - 2)")
    private Optional<Double> m_df = Optional.empty();

    @Override
    Object compute(final double[] y, final double[] p) {
        final HosmerLemeshow all = HosmerLemeshow.of(y, p, m_g);
        final HosmerLemeshow t = m_df.map(all::withDf).orElse(all);
        return map("g", t.g(), "bins", t.n().length, "breaks", t.breaks(), "n", t.n(), "obs1", t.observed(), "exp1",
            t.expected(), "chisq", t.chisq(), "df", t.df(), "p", t.p());
    }
}
