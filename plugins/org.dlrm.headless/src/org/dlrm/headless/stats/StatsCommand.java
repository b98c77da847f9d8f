package org.dlrm.headless.stats;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dlrm stats}: the statistics on a CSV file, results as JSON. */
@Command(name = "stats", synopsisSubcommandLabel = "STATISTIC",
    description = {"Statistics of a CSV file (header line; NA or an empty field is missing) as JSON: numbers come back "
        + "bit for bit, a missing one is null, an infinite one \"Inf\".",
        "Rows with a missing value in a column that is used are left out, and counted on standard error."},
    subcommands = {RocCommand.class, McNemarCommand.class, ProportionCommand.class, LogisticCommand.class,
        HosmerLemeshowCommand.class, CalibrationCommand.class, DecisionCurveCommand.class,
        ReclassificationCommand.class, ValProbCommand.class, BootstrapCommand.class, NomogramCommand.class,
        UnivariableCommand.class, PAdjustCommand.class, IccCommand.class, KappaCommand.class, CombatCommand.class,
        MrmrCommand.class, CorrFilterCommand.class, FusionCommand.class, PredictCommand.class, PerformanceCommand.class,
        CoxCommand.class, KmCommand.class, LogRankCommand.class, MaxStatCommand.class, TimeDependentCommand.class,
        LassoCommand.class})
public final class StatsCommand implements Runnable {

    @Spec
    private CommandSpec m_spec;

    @Override
    public void run() {
        throw new ParameterException(m_spec.commandLine(), "Which statistic? One of: "
            + String.join(", ", m_spec.subcommands().keySet()));
    }
}
