package org.dlrm.stats.univariable;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** univariable.json within 1e-8, and values computed with R 4.2.2 for what it does not hold. */
class UnivariableOracleTest {

    private static final double TOLERANCE = 1e-8;
    private final JsonObject m_expected = Oracle.results("univariable");
    private final Table m_data = Oracle.data("aSAH_model");

    @ParameterizedTest
    @ValueSource(strings = {"age", "s100b", "ndka", "wf"})
    void twoGroups(final String column) {
        final JsonElement e = at(m_expected, "tests", column);
        final double[] y = m_data.numbers("y");
        final double[] x = m_data.numbers(column);
        final double[] poor = m_data.filter(i -> y[i] == 1).numbers(column);
        final double[] good = m_data.filter(i -> y[i] == 0).numbers(column);
        final TestResult welch = TTest.welch(poor, good);
        close(at(e, "welch", "t"), welch.statistic(), TOLERANCE, "t");
        close(at(e, "welch", "df"), welch.df(), TOLERANCE, "df");
        close(at(e, "welch", "p"), welch.p(), TOLERANCE, "p");
        final TestResult student = TTest.student(poor, good);
        close(at(e, "student", "t"), student.statistic(), TOLERANCE, "t");
        close(at(e, "student", "df"), student.df(), TOLERANCE, "df");
        close(at(e, "student", "p"), student.p(), TOLERANCE, "p");
        final MannWhitney u = MannWhitney.of(poor, good);
        close(at(e, "mann_whitney_cc", "W"), u.w(), TOLERANCE, "W");
        close(at(e, "mann_whitney_cc", "p"), u.pValue(MannWhitney.Method.AUTOMATIC), TOLERANCE, "p");
        close(at(e, "mann_whitney_nocc_p"), u.pValue(MannWhitney.Method.NORMAL), TOLERANCE, "p without correction");
        final ShapiroWilk shapiro = ShapiroWilk.of(x);
        close(at(e, "shapiro"), new double[] {shapiro.w(), shapiro.p()}, TOLERANCE, "shapiro");
        close(at(e, "spearman_y"), Descriptive.spearman(x, y), TOLERANCE, "spearman");
        close(at(e, "pearson_y"), Descriptive.pearson(x, y), TOLERANCE, "pearson");
        close(at(e, "levene_brown_forsythe_F"), GroupTests.levene(List.of(poor, good)).statistic(), TOLERANCE, "F");
    }

    private ContingencyTable table(final String column) {
        final Column.Factor a = m_data.factor(column);
        final Column.Factor b = m_data.factor("y");
        return ContingencyTable.of(IntStream.range(0, a.size()).map(a::code).toArray(),
            IntStream.range(0, b.size()).map(b::code).toArray());
    }

    @Test
    void fourfoldTable() {
        final JsonElement e = at(m_expected, "chisq_male");
        final ContingencyTable table = table("male");
        close(at(e, "chisq_yates"), table.chiSquare(true).statistic(), TOLERANCE, "chisq_yates");
        close(at(e, "p_yates"), table.chiSquare(true).p(), TOLERANCE, "p_yates");
        close(at(e, "chisq"), table.chiSquare(false).statistic(), TOLERANCE, "chisq");
        close(at(e, "p"), table.chiSquare(false).p(), TOLERANCE, "p");
        close(at(e, "fisher_p"), table.fisherP(), TOLERANCE, "fisher_p");
        close(at(e, "fisher_or"), table.fisherOddsRatio(), TOLERANCE, "fisher_or");
    }

    @Test
    void largerTable() {
        final JsonElement e = at(m_expected, "chisq_wfns");
        final ContingencyTable table = table("wf");
        final TestResult chisq = table.chiSquare(true);
        close(at(e, "chisq"), chisq.statistic(), TOLERANCE, "chisq");
        close(at(e, "df"), chisq.df(), TOLERANCE, "df");
        close(at(e, "p"), chisq.p(), TOLERANCE, "p");
        close(at(e, "fisher_p"), table.fisherP(), TOLERANCE, "fisher_p");
    }

    @Test
    void severalGroups() {
        final Table veteran = Oracle.data("veteran");
        final Column.Factor cell = veteran.factor("celltype");
        final JsonElement kruskal = at(m_expected, "kruskal_veteran");
        final TestResult h = GroupTests.kruskalWallis(groups(veteran, cell, "time"));
        close(at(kruskal, "H"), h.statistic(), TOLERANCE, "H");
        close(at(kruskal, "df"), h.df(), TOLERANCE, "df");
        close(at(kruskal, "p"), h.p(), TOLERANCE, "p");
        final JsonElement anova = at(m_expected, "anova_veteran_karno");
        final TestResult f = GroupTests.anova(groups(veteran, cell, "karno"));
        close(at(anova, "F"), f.statistic(), TOLERANCE, "F");
        assertEquals(numbers(at(anova, "df"))[0], f.df());
        close(at(anova, "p"), f.p(), TOLERANCE, "p");
    }

    private static List<double[]> groups(final Table table, final Column.Factor by, final String column) {
        return IntStream.range(0, by.levels().size())
            .mapToObj(level -> table.filter(i -> by.code(i) == level).numbers(column)).toList();
    }

    @ParameterizedTest
    @CsvSource({"bonferroni,BONFERRONI", "holm,HOLM", "hochberg,HOCHBERG", "BH,BH", "BY,BY"})
    void adjustment(final String key, final PAdjust method) {
        final JsonElement e = at(m_expected, "p_adjust");
        close(at(e, key), method.adjust(numbers(at(e, "p"))), TOLERANCE, key);
    }

    @Test
    void missingPValuesDoNotCount() {
        final double[] adjusted = PAdjust.BONFERRONI.adjust(new double[] {0.01, Double.NaN, 0.2});
        assertEquals(0.02, adjusted[0], 1e-15);
        assertTrue(Double.isNaN(adjusted[1]));
        assertEquals(0.4, adjusted[2], 1e-15);
    }

    @Test
    void exactMannWhitney() {
        // R: wilcox.test(c(1.1, 2.2, 3.3, 8.1), c(0.4, 4.4, 5.5, 6.6, 7.7))$p.value
        final double[] x = {1.1, 2.2, 3.3, 8.1};
        final double[] y = {0.4, 4.4, 5.5, 6.6, 7.7};
        final MannWhitney u = MannWhitney.of(x, y);
        assertEquals(8, u.w());
        assertEquals(0.73015873015873, u.pValue(MannWhitney.Method.AUTOMATIC), 1e-14);
        assertTrue(Double.isNaN(MannWhitney.of(new double[] {1, 1}, new double[] {1, 1, 1})
            .pValue(MannWhitney.Method.AUTOMATIC)));
    }

    @Test
    void smallShapiro() {
        final double[] x = {2.1, 3.4, 1.9, 5.6, 4.4, 7.7, 3.3, 2.8, 9.1, 4.0, 3.1, 6.2};
        final double[][] expected = SHAPIRO;
        final int[] sizes = {3, 4, 5, 6, 7, 11, 12};
        for (int i = 0; i < sizes.length; i++) {
            final ShapiroWilk test = ShapiroWilk.of(Arrays.copyOf(x, sizes[i]));
            close(expected[i][0], test.w(), TOLERANCE, "W for n = " + sizes[i]);
            close(expected[i][1], test.p(), 1e-7, "p for n = " + sizes[i]);
        }
    }

    /** R: for (n in c(3, 4, 5, 6, 7, 11, 12)) shapiro.test(x[1:n]). */
    private static final double[][] SHAPIRO = {
        {0.84798994974874398, 0.23508923424204678},
        {0.87603183393998441, 0.32196480117232057},
        {0.93208493960152361, 0.61065590505509537},
        {0.93702167469853892, 0.63530510431974807},
        {0.92359070002356325, 0.49780080636211627},
        {0.86971498808220637, 0.076870389628371255},
        {0.90864181193714755, 0.20495745423766426}
    };

    @Test
    void studentWithASingleValue() {
        // R: t.test(5.5, c(1, 2, 4, 2.5), var.equal = TRUE); Welch's needs two values in both groups
        final TestResult test = TTest.student(new double[] {5.5}, new double[] {1, 2, 4, 2.5});
        assertEquals(2.2360679774997898, test.statistic(), 1e-14);
        assertEquals(3, test.df());
        assertEquals(0.1113671547140838, test.p(), 1e-14);
        assertTrue(Double.isNaN(TTest.welch(new double[] {5.5}, new double[] {1, 2, 4, 2.5}).p()));
    }
}
