package org.dlrm.headless.stats;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.validate.DecisionCurve;
import org.dlrm.stats.validate.ModelValidator;
import org.dlrm.work.Progress;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats performance}. */
@Command(name = "performance", description = {"The Model Validator: performance of scores in every cohort with intervals, "
    + "comparisons and, in words, what does not exist."})
final class PerformanceCommand extends StatsSubcommand {

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Outcome; rows may miss it")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE", defaultValue = "1",
        description = "Value of the positive class. Default: ${DEFAULT-VALUE}")
    private String m_positive;

    @Option(names = "--p", split = ",", paramLabel = "COLUMN", description = "Scores that are probabilities")
    private List<String> m_probabilities = List.of();

    @Option(names = "--score", split = ",", paramLabel = "COLUMN", description = "Other scores, higher means positive")
    private List<String> m_scores = List.of();

    @Option(names = "--threshold", paramLabel = "VALUE", description = "Operating threshold of the probabilities")
    private Optional<Double> m_threshold = Optional.empty();

    @Option(names = "--cohort", paramLabel = "COLUMN", description = "Cohort column; default: all rows are one cohort")
    private Optional<String> m_cohort = Optional.empty();

    @Option(names = "--g", paramLabel = "N", defaultValue = "10",
        description = "Hosmer-Lemeshow groups. Default: ${DEFAULT-VALUE}")
    private int m_groups;

    @Option(names = "--cuts", split = ",", paramLabel = "P", description = "Limits of risk categories")
    private double[] m_cuts = new double[0];

    @Option(names = "--bootstrap", paramLabel = "N", defaultValue = "1000", description = "Samples. Default: ${DEFAULT-VALUE}")
    private int m_bootstraps;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed. Default: ${DEFAULT-VALUE}")
    private long m_seed;

    @Override
    Object compute(final Table data) {
        final List<ModelValidator.Score> scores = new java.util.ArrayList<>();
        m_probabilities.forEach(p -> scores.add(new ModelValidator.Score(p, Roc.Direction.HIGHER_IS_POSITIVE, true,
            m_threshold.orElse(Double.NaN))));
        m_scores.forEach(s -> scores.add(new ModelValidator.Score(s, Roc.Direction.HIGHER_IS_POSITIVE, false,
            Double.NaN)));
        if (scores.isEmpty()) {
            throw wrong("Give --p, --score or both");
        }
        final double[] y = outcome(data, m_y, Optional.of(m_positive));
        final Column outcome = data.column(m_y);
        for (int i = 0; i < y.length; i++) {
            y[i] = outcome.isMissing(i) ? Double.NaN : y[i];
        }
        final List<String> cohort = m_cohort.map(data::factor)
            .map(f -> IntStream.range(0, f.size()).mapToObj(f::label).toList())
            .orElse(Collections.nCopies(data.rows(), "all"));
        return new ModelValidator(scores, new ModelValidator.Settings(0.95, m_groups, Double.NaN,
            DecisionCurve.thresholds(0.01, 0.99, 0.01), m_cuts, m_bootstraps, m_seed)).validate(y,
                data.numbers(scores.stream().map(ModelValidator.Score::name).toList()), cohort, Progress.NONE);
    }
}
