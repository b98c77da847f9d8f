package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.ContingencyTable;
import org.dlrm.stats.univariable.GroupTests;
import org.dlrm.stats.univariable.MannWhitney;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.stats.univariable.ShapiroWilk;
import org.dlrm.stats.univariable.TTest;
import org.dlrm.stats.univariable.TestResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats univariable}. */
@Command(name = "univariable", description = {"Tests of each column against a grouping column.",
    "Two groups: t, Mann-Whitney, Shapiro, correlations, Levene (\"tests\"). More: Kruskal-Wallis, ANOVA. Categories, or "
        + "--categorical: chi-square and Fisher's test."})
final class UnivariableCommand extends StatsSubcommand {

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Groups")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE",
        description = "With two groups: the first one in the tests; default: 1")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--x", required = true, split = ",", paramLabel = "COLUMN", description = "Columns to test")
    private List<String> m_x;

    @Option(names = "--categorical", split = ",", paramLabel = "COLUMN",
        description = "Those of them that are categories although they hold numbers")
    private List<String> m_categorical = List.of();

    @Override
    Object compute(final Table data) {
        final Map<String, Object> tests = map();
        final Map<String, Object> result = map("tests", tests);
        final List<String> tested = new ArrayList<>();
        final List<Double> p = new ArrayList<>();
        for (final String column : m_x) {
            final Table table = complete(data, List.of(column, m_y));
            final Column.Factor group = table.factor(m_y);
            if (m_categorical.contains(column) || !table.isNumeric(column)) {
                final ContingencyTable counts = counts(table.factor(column), group);
                result.put("chisq_" + column, categorical(counts));
                tested.add(column);
                p.add(counts.chiSquare(true).p());
            } else if (present(group) == 2) {
                final double[] y = outcome(table, m_y, m_positive);
                tests.put(column, twoGroups(table.numbers(column), y));
                tested.add(column);
                p.add(mannWhitney(table.numbers(column), y).pValue(MannWhitney.Method.AUTOMATIC));
            } else {
                final List<double[]> groups = IntStream.range(0, group.levels().size())
                    .mapToObj(l -> table.filter(i -> group.code(i) == l).numbers(column)).filter(g -> g.length > 0)
                    .toList();
                final TestResult h = GroupTests.kruskalWallis(groups);
                final TestResult f = GroupTests.anova(groups);
                result.put("kruskal_" + column, map("H", h.statistic(), "df", h.df(), "p", h.p()));
                result.put("anova_" + column, map("F", f.statistic(), "df",
                    new double[] {f.df(), table.rows() - groups.size()}, "p", f.p()));
                tested.add(column);
                p.add(h.p());
            }
        }
        result.put("p_adjust", adjusted(tested, p.stream().mapToDouble(Double::doubleValue).toArray()));
        return result;
    }

    private static int present(final Column.Factor group) {
        return (int)IntStream.range(0, group.size()).map(group::code).filter(c -> c >= 0).distinct().count();
    }

    private static MannWhitney mannWhitney(final double[] x, final double[] y) {
        return MannWhitney.of(pick(x, y, 1), pick(x, y, 0));
    }

    private static double[] pick(final double[] x, final double[] y, final double value) {
        return IntStream.range(0, x.length).filter(i -> y[i] == value).mapToDouble(i -> x[i]).toArray();
    }

    private static Map<String, Object> twoGroups(final double[] x, final double[] y) {
        final double[] a = pick(x, y, 1);
        final double[] b = pick(x, y, 0);
        final TestResult welch = TTest.welch(a, b);
        final TestResult student = TTest.student(a, b);
        final MannWhitney u = MannWhitney.of(a, b);
        final ShapiroWilk shapiro = x.length >= 3 && x.length <= 5000 ? ShapiroWilk.of(x)
            : new ShapiroWilk(Double.NaN, Double.NaN);
        return map("welch", test(welch), "student", test(student), "mann_whitney_cc",
            map("W", u.w(), "p", u.pValue(MannWhitney.Method.AUTOMATIC)), "mann_whitney_nocc_p",
            u.pValue(MannWhitney.Method.NORMAL), "shapiro", new double[] {shapiro.w(), shapiro.p()}, "spearman_y",
            Descriptive.spearman(x, y), "pearson_y", Descriptive.pearson(x, y), "levene_brown_forsythe_F",
            GroupTests.levene(List.of(a, b)).statistic());
    }

    private static Map<String, Object> test(final TestResult t) {
        return map("t", t.statistic(), "df", t.df(), "p", t.p());
    }

    private static ContingencyTable counts(final Column.Factor a, final Column.Factor b) {
        return ContingencyTable.of(IntStream.range(0, a.size()).map(a::code).toArray(),
            IntStream.range(0, b.size()).map(b::code).toArray());
    }

    private static Map<String, Object> categorical(final ContingencyTable t) {
        final TestResult chisq = t.chiSquare(false);
        final TestResult yates = t.chiSquare(true);
        final Map<String, Object> result = map("table", t.counts(), "chisq", chisq.statistic(), "df", chisq.df(), "p",
            chisq.p());
        if (t.counts().length == 2 && t.counts()[0].length == 2) {
            result.putAll(map("chisq_yates", yates.statistic(), "p_yates", yates.p()));
        }
        result.put("fisher_p", t.fisherP());
        result.put("fisher_or", t.fisherOddsRatio());
        return result;
    }

    static Map<String, Object> adjusted(final List<String> names, final double[] p) {
        final Map<String, Object> result = map("columns", names, "p", p);
        for (final PAdjust method : PAdjust.values()) {
            if (method != PAdjust.NONE) {
                result.put(method == PAdjust.BH || method == PAdjust.BY ? method.name()
                    : method.name().toLowerCase(Locale.ROOT), method.adjust(p));
            }
        }
        return result;
    }
}
