package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.validate.BootstrapValidation;
import org.dlrm.work.Progress;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats validate}. */
@Command(name = "validate",
    description = "Optimism-corrected performance of a logistic regression by bootstrap (as R's rms::validate).")
final class BootstrapCommand extends StatsSubcommand {

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Outcome")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE", description = "Value of the positive class; default: 1")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--x", required = true, split = ",", paramLabel = "COLUMN", description = "Columns of the model")
    private List<String> m_x;

    @Option(names = "--B", paramLabel = "N", defaultValue = "500", description = "Bootstrap samples. Default: ${DEFAULT-VALUE}")
    private int m_samples;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed. Default: ${DEFAULT-VALUE}")
    private long m_seed;

    @Override
    Object compute(final Table data) {
        final Table table = complete(data, plus(m_x, m_y));
        final DesignMatrix x = DesignMatrix.of(table, m_x);
        final BootstrapValidation v = BootstrapValidation.of(x.names(), x.columns(), outcome(table, m_y, m_positive),
            m_samples, m_seed, Progress.NONE);
        final List<String> names = new ArrayList<>();
        final List<double[]> rows = new ArrayList<>();
        for (final BootstrapValidation.Index i : v.indexes()) {
            names.add(i.name());
            rows.add(new double[] {i.original(), i.training(), i.test(), i.optimism(), i.corrected()});
        }
        return map("rownames", names, "colnames", List.of("index.orig", "training", "test", "optimism",
            "index.corrected"), "values", rows, "Emax", v.emax(), "samples", v.samples(), "failed", v.failed());
    }
}
