package org.dlrm.headless.stats;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.dlrm.stats.agreement.Kappa;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats kappa}. */
@Command(name = "kappa", description = {"Cohen's kappa of two raters, unweighted and weighted.",
    "ci is what R's psych prints; its interval of the weighted kappa is too narrow, ci_fleiss1969 has the right one."})
final class KappaCommand extends StatsSubcommand {

    @Option(names = "--a", required = true, paramLabel = "COLUMN", description = "First rater")
    private String m_a;

    @Option(names = "--b", required = true, paramLabel = "COLUMN", description = "Second rater")
    private String m_b;

    @Option(names = "--level", paramLabel = "X", defaultValue = "0.95",
        description = "Confidence level. Default: ${DEFAULT-VALUE}")
    private double m_level;

    @Override
    Object compute(final Table data) {
        final Table table = complete(data, List.of(m_a, m_b));
        final Column.Factor a = table.factor(m_a);
        final Column.Factor b = table.factor(m_b);
        final List<String> categories = categories(table, a, b);
        final int[][] counts = Kappa.table(codes(a, categories), codes(b, categories));
        final Kappa plain = Kappa.of(counts, Kappa.Weights.UNWEIGHTED);
        final Kappa quadratic = Kappa.of(counts, Kappa.Weights.QUADRATIC);
        return map("kappa", plain.kappa(), "weighted_quadratic", quadratic.kappa(), "weighted_linear",
            Kappa.of(counts, Kappa.Weights.LINEAR).kappa(), "ci", new double[][] {
                {plain.intervalPsych(m_level).lower(), plain.kappa(), plain.intervalPsych(m_level).upper()},
                {quadratic.intervalPsych(m_level).lower(), quadratic.kappa(), quadratic.intervalPsych(m_level).upper()}},
            "ci_fleiss1969", new double[][] {
                {plain.interval(m_level).lower(), plain.kappa(), plain.interval(m_level).upper()},
                {quadratic.interval(m_level).lower(), quadratic.kappa(), quadratic.interval(m_level).upper()}},
            "table", counts, "categories", categories);
    }

    /** Numbers in their order, labels in the order of the alphabet. */
    private List<String> categories(final Table table, final Column.Factor a, final Column.Factor b) {
        if (table.isNumeric(m_a) && table.isNumeric(m_b)) {
            final TreeSet<Double> numbers = new TreeSet<>();
            a.levels().forEach(l -> numbers.add(Double.valueOf(l)));
            b.levels().forEach(l -> numbers.add(Double.valueOf(l)));
            return numbers.stream().map(v -> v == Math.rint(v) ? Long.toString(v.longValue()) : v.toString()).toList();
        }
        final TreeSet<String> labels = new TreeSet<>(a.levels());
        labels.addAll(b.levels());
        return List.copyOf(labels);
    }

    private static int[] codes(final Column.Factor factor, final List<String> categories) {
        return IntStream.range(0, factor.size()).map(i -> categories.indexOf(factor.label(i))).toArray();
    }
}
