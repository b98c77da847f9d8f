package org.dlrm.knime.node.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.dlrm.knime.NodeRun;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.knime.node.fusion.Study;
import org.dlrm.stats.base.Tail;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.validate.ModelValidator;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Model Validator carries the library's numbers and explains what does not exist. */
final class ValidatorNodeTest extends WorkspaceTest {

    private static final double THRESHOLD = 0.45;

    private final Study m_study = Study.make();

    @BeforeEach
    void prepare() throws Exception {
        for (int i = 0; i < Study.PATIENTS; i++) {
            m_study.numbers("a")[i] = 1 / (1 + Math.exp(-m_study.numbers("rad_0")[i] - m_study.numbers("rad_1")[i]));
            m_study.numbers("b")[i] = 1 / (1 + Math.exp(-m_study.numbers("deep_0")[i]));
            m_study.texts("class")[i] = m_study.numbers("a")[i] >= THRESHOLD ? "1" : "0";
        }
        m_study.texts("response")[100] = null;
        m_study.numbers("a")[101] = Double.NaN;
        m_study.texts("class")[101] = null;
    }

    private NodeRun validator() throws Exception {
        return node(ModelValidatorNodeFactory.class, m_study.table(m_workspace))
            .set("scores", "a,b").set("class", "class").set("bootstraps", 50).set("riskLimits", "0.3, 0.6");
    }

    private ModelValidator.Report expected() {
        final String[] response = m_study.texts("response");
        return new ModelValidator(
            List.of(new ModelValidator.Score("a", Roc.Direction.HIGHER_IS_POSITIVE, true, lowestCalledPositive()),
                new ModelValidator.Score("b", Roc.Direction.HIGHER_IS_POSITIVE, true, 0.5)),
            new ModelValidator.Settings(0.95, 10, Double.NaN, ModelValidator.Settings.DEFAULTS.thresholds(),
                new double[]{0.3, 0.6}, 50, 1)).validate(
                    IntStream.range(0, Study.PATIENTS).mapToDouble(i -> response[i] == null ? Double.NaN
                        : response[i].equals("1") ? 1 : 0).toArray(),
                    new double[][]{m_study.numbers("a"), m_study.numbers("b")}, List.of(m_study.texts("cohort")),
                    Progress.NONE);
    }

    private double lowestCalledPositive() {
        return IntStream.range(0, Study.PATIENTS).mapToDouble(i -> m_study.numbers("a")[i]).filter(v -> v >= THRESHOLD)
            .min().orElseThrow();
    }

    private static void same(final NodeRun run, final String cohort, final String score, final String metric,
        final double value, final double lower, final double upper) {
        final Map<String, Object> row = Study.row(run.table(0), "Cohort", cohort, "Score", score, "Metric", metric);
        assertEquals(List.of(value, lower, upper), List.of(row.get("Value"), row.get("Lower"), row.get("Upper")), metric);
    }

    @Test
    void tablesCarryTheLibrarysNumbers() throws Exception {
        final NodeRun run = validator().execute();
        for (final ModelValidator.CohortReport c : expected().cohorts()) {
            for (final ModelValidator.ScoreReport r : c.scores()) {
                final String score = r.score().name();
                same(run, c.cohort(), score, "AUC", r.auc(), r.delong().lower(), r.delong().upper());
                same(run, c.cohort(), score, "AUC (logit interval)", r.auc(), r.delongLogit().lower(),
                    r.delongLogit().upper());
                same(run, c.cohort(), score, "average precision", r.precisionRecall().orElseThrow().averagePrecision(),
                    r.averagePrecisionInterval().lower(), r.averagePrecisionInterval().upper());
                same(run, c.cohort(), score, "Brier score", r.calibration().orElseThrow().brier(),
                    r.brierInterval().lower(), r.brierInterval().upper());
                r.rates().forEach(rate -> {
                    same(run, c.cohort(), score, rate.name(), rate.count().estimate(), rate.wilson().lower(),
                        rate.wilson().upper());
                    same(run, c.cohort(), score, rate.name() + " (exact interval)", rate.count().estimate(),
                        rate.clopperPearson().lower(), rate.clopperPearson().upper());
                });
                final double chisq = r.hosmerLemeshow().orElseThrow().chisq();
                assertEquals(Tail.chisq(chisq, c.cohort().equals("train") ? 8 : 10), Study.row(run.table(0), "Cohort",
                    c.cohort(), "Score", score, "Metric", "Hosmer-Lemeshow chi-squared").get("p"));
            }
            final ModelValidator.Comparison x = c.comparisons().get(0);
            assertEquals(x.auc().p(), comparison(run, "AUC, paired DeLong", c.cohort()).get("p"));
            assertEquals(x.reclassification().orElseThrow().nri(),
                comparison(run, "continuous NRI of A over B", c.cohort()).get("Difference"));
            assertEquals(x.categorical().orElseThrow().p(),
                comparison(run, "categorical NRI of A over B", c.cohort()).get("p"));
            assertEquals(x.mcNemar().orElseThrow().pValue(true),
                comparison(run, "correct by one score only, McNemar", c.cohort()).get("p"));
        }
        assertEquals(expected().betweenCohorts().get(0).test().p(), Study.row(run.table(1), "Test",
            "AUC, unpaired DeLong", "Of", "a").get("p"));
        assertTrue(run.warning().contains("1 of 40 rows have no outcome"), run::warning);
        final String view = run.view();
        for (final String panel : List.of("roc", "pr", "calibration", "decision", "table")) {
            assertTrue(view.contains("\"type\":\"" + panel + "\""), panel);
        }
    }

    private static Map<String, Object> comparison(final NodeRun run, final String test, final String of) {
        return Study.row(run.table(1), "Test", test, "Of", of);
    }

    @Test
    void singleClassCohortIsExplained() throws Exception {
        for (int i = Study.TRAINING; i < Study.PATIENTS; i++) {
            m_study.texts("response")[i] = "0";
        }
        final NodeRun run = validator().execute();
        final Map<String, Object> row = Study.row(run.table(0), "Cohort", "test", "Score", "a", "Metric", "AUC");
        assertEquals(Double.NaN, row.get("Value"));
        assertTrue(row.get("Note").toString().contains("only one class"), row::toString);
        assertTrue(run.warning().contains("Cohort 'test'"), run::warning);
    }

    @Test
    void whatIsWrongIsSaidInWords() throws Exception {
        validator().set("scores", "c").refused("no column 'c'");
        validator().set("cohort", "hospital").refused("Cohort column");
        validator().set("positive", "yes").refused("'yes' does not occur");
        validator().set("riskLimits", "0.6, 0.3").refused("must rise");
        m_study.texts("class")[0] = m_study.texts("class")[0].equals("1") ? "0" : "1";
        m_study.numbers("a")[0] = m_study.texts("class")[0].equals("1") ? 0.01 : 0.99;
        validator().refused("do not follow from one threshold");
    }

    @Test
    void classCountsForTheScoreItWasMadeFrom() throws Exception {
        for (int i = 0; i < Study.PATIENTS; i++) {
            m_study.texts("class")[i] = m_study.numbers("b")[i] >= 0.6 ? "1" : "0";
        }
        final NodeRun run = validator().execute();
        final Map<String, Object> a = Study.row(run.table(0), "Cohort", "test", "Score", "a", "Metric", "sensitivity");
        final Map<String, Object> b = Study.row(run.table(0), "Cohort", "test", "Score", "b", "Metric", "sensitivity");
        assertTrue(a.get("Note").toString().contains("at the threshold 0.5000"), a::toString);
        assertTrue(b.get("Note").toString().contains("at the frozen threshold"), b::toString);
        final long called = IntStream.range(Study.TRAINING, Study.PATIENTS).filter(i -> "1".equals(
            m_study.texts("response")[i]) && m_study.numbers("b")[i] >= 0.6).count();
        assertTrue(b.get("Note").toString().startsWith(called + " of "), b::toString);
    }
}
