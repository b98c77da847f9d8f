package org.dlrm.knime.node.survival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.dlrm.knime.NodeRun;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.knime.node.fusion.Study;
import org.dlrm.stats.survival.CohortStatistics;
import org.dlrm.stats.survival.KaplanMeier;
import org.dlrm.stats.survival.Stratification;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.survival.SurvivalStratifier;
import org.dlrm.stats.survival.TreatmentBenefit;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.knime.core.node.BufferedDataTable;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** The survival nodes carry the library's numbers, learn from training rows only, and show no p value of a search. */
final class SurvivalNodesTest extends WorkspaceTest {

    private final Study m_study = Study.make();

    @BeforeEach
    void prepare() throws Exception {
        for (int i = 0; i < Study.PATIENTS; i++) {
            m_study.numbers("score")[i] = m_study.numbers("rad_0")[i] + m_study.numbers("deep_0")[i];
        }
        m_study.numbers("pfs_months")[95] = Double.NaN;
    }

    private NodeRun learner() throws Exception {
        return node(SurvivalLearnerNodeFactory.class, m_study.table(m_workspace))
            .set("scores", "score").set("horizons", "6, 12, 18").set("covariates", "age,sex")
            .set("useTreatment", true).set("treatment", "treated");
    }

    private static Map<String, Object> row(final BufferedDataTable table, final String cohort, final String statistic,
        final String of) {
        return Study.row(table, "Cohort", cohort, "Statistic", statistic, "Of", of);
    }

    @Test
    void savedModelAppliesWithTheLibrarysNumbers() throws Exception {
        final NodeRun learned = learner().execute();
        m_workspace.save(learned.output(0), m_dir.resolve("model"));
        final BufferedDataTable table = m_study.table(m_workspace);
        final NodeRun run = node(SurvivalApplyNodeFactory.class, m_workspace.load(m_dir.resolve("model")), table).execute();
        final SurvivalModel model = SurvivalModel.fromJson(learned.model());
        final Table all = StatTables.of(table, List.of(table.getDataTableSpec().getColumnNames()),
            context());
        final Stratification expected = SurvivalStratifier.apply(model, all, Progress.NONE);
        final List<Map<String, Object>> patients = Study.rows(run.table(0));
        for (int i = 0; i < Study.PATIENTS; i++) {
            assertEquals(expected.rows().get(i).group(), patients.get(i).get("PFS group"));
            assertEquals(expected.rows().get(i).survival()[1], patients.get(i).get("PFS survival at 12 months"));
        }
        assertEquals(2, expected.cohorts().size());
        for (final CohortStatistics c : expected.cohorts()) {
            final BufferedDataTable statistics = run.table(1);
            assertEquals(c.comparison().p(), row(statistics, c.cohort(), "log-rank test", "groups").get("p"));
            final CohortStatistics.HazardRatio hr = c.groupHazardRatios().get(0);
            assertEquals(hr.upper(), row(statistics, c.cohort(), "hazard ratio", hr.term()).get("Upper"));
            final KaplanMeier.MeanDifference d = c.meanDifferences().get(1);
            final Map<String, Object> difference =
                row(statistics, c.cohort(), "restricted mean difference to 12", "high minus low");
            assertEquals(List.of(d.difference(), d.lower(), d.p()),
                List.of(difference.get("Value"), difference.get("Lower"), difference.get("p")));
            final CohortStatistics.Accuracy a = c.accuracy().get(0);
            assertEquals(a.auc().value(), row(statistics, c.cohort(), "AUC(t) at 6", "risk score").get("Value"));
            assertEquals(a.auc().interval(0.95).lower(),
                row(statistics, c.cohort(), "AUC(t) at 6", "risk score").get("Lower"));
            assertEquals(a.brier().value(), row(statistics, c.cohort(), "Brier score at 6", "predicted survival").get("Value"));
            assertEquals(a.integratedBrier(),
                row(statistics, c.cohort(), "integrated Brier score to 6", "predicted survival").get("Value"));
            assertEquals(a.calibration().slope(),
                row(statistics, c.cohort(), "calibration slope at 6", "predicted survival").get("Value"));
            for (final CohortStatistics.HazardRatio h : c.multivariable()) {
                assertEquals(h.hr(), row(statistics, c.cohort(), "hazard ratio, multivariable", h.term()).get("Value"));
            }
            final CohortStatistics.HazardRatio x = c.interaction().stream()
                .filter(h -> h.term().startsWith("treatment x")).findFirst().orElseThrow();
            final Map<String, Object> benefit = row(statistics, c.cohort(), "treatment interaction", x.term());
            assertEquals(x.p(), benefit.get("p"));
            assertEquals(SurvivalStatistics.benefit(x.p()), benefit.get("Note"));
        }
        assertEquals("P95", row(run.table(1), "test", "left out of the statistics", "no value in 'pfs_months'").get("Note"));
        final String view = run.view();
        for (final String panel : List.of("km", "forest", "auct", "line", "calibration", "facts", "table")) {
            assertTrue(view.contains("\"type\":\"" + panel + "\""), panel);
        }
    }

    /** Table, statistics and picture of the predicted benefit are the library's numbers. */
    @Test
    void predictedBenefitInTableStatisticsAndWaterfall() throws Exception {
        final NodeRun learned = learner().execute();
        final TreatmentBenefit benefit = SurvivalModel.fromJson(learned.model()).benefit();
        assertTrue(benefit.exists());
        final NodeRun run = node(SurvivalApplyNodeFactory.class, learned.output(0),
            m_study.table(m_workspace)).execute();
        final double horizon = benefit.longest(List.of(6.0, 12.0, 18.0));
        final List<Map<String, Object>> patients = Study.rows(run.table(0));
        final Map<String, Double> gain = new HashMap<>();
        for (int i = 0; i < Study.PATIENTS; i++) {
            final double risk = m_study.numbers("score")[i];
            assertEquals(benefit.survivalDifference(risk, 12), patients.get(i).get("PFS benefit of treated, survival at 12 months"));
            assertEquals(benefit.restrictedMeanDifference(risk, 12),
                patients.get(i).get("PFS benefit of treated, restricted mean to 12 months"));
            gain.put("P" + i, benefit.restrictedMeanDifference(risk, horizon));
        }
        final JsonObject panel = StreamSupport.stream(JsonParser.parseString(run.view()).getAsJsonObject()
            .getAsJsonArray("panels").spliterator(), false).map(JsonElement::getAsJsonObject)
            .filter(p -> p.get("type").getAsString().equals("waterfall")).findFirst().orElseThrow();
        assertTrue(panel.get("note").getAsString().contains(TreatmentBenefit.NOT_CAUSAL), panel.get("note").getAsString());
        final JsonObject months = panel.getAsJsonArray("measures").get(0).getAsJsonObject();
        int bars = 0;
        for (final JsonElement facet : months.getAsJsonArray("facets")) {
            double sum = 0;
            for (final JsonElement e : facet.getAsJsonObject().getAsJsonArray("bars")) {
                final JsonObject bar = e.getAsJsonObject();
                assertEquals(gain.get(bar.get("name").getAsString()), bar.get("value").getAsDouble());
                sum += bar.get("value").getAsDouble();
                bars++;
            }
            final Map<String, Object> mean = row(run.table(1), facet.getAsJsonObject().get("name").getAsString(),
                "predicted mean benefit, restricted mean to " + SurvivalStatistics.number(horizon), "treated minus untreated");
            assertEquals(sum / facet.getAsJsonObject().getAsJsonArray("bars").size(), (double)mean.get("Value"), 1e-12);
            assertTrue(String.valueOf(mean.get("Note")).contains("delta method"), String.valueOf(mean.get("Note")));
            assertTrue(facet.getAsJsonObject().getAsJsonArray("summary").get(0).getAsString().contains(String.format(Locale.ROOT,
                "mean %+.2f (95 %% CI %+.2f to %+.2f)", mean.get("Value"), mean.get("Lower"), mean.get("Upper"))),
                facet.getAsJsonObject().get("summary").toString());
        }
        assertEquals(Study.PATIENTS, bars);
    }

    @Test
    void noValidationRowLeavesATraceInTheModel() throws Exception {
        final NodeRun first = learner().execute();
        assertEquals(Study.TRAINING, first.table(1).size());
        for (int i = Study.TRAINING; i < Study.PATIENTS; i++) {
            m_study.numbers("score")[i] = 1e6;
            m_study.numbers("pfs_months")[i] = 1;
            m_study.texts("pfs_event")[i] = null;
            m_study.texts("sex")[i] = "unknown";
        }
        assertEquals(first.model(), learner().execute().model());
    }

    @Test
    void noPValueStandsBesideASearchedCut() throws Exception {
        final NodeRun run = learner().set("rule", "MAXSTAT").execute();
        final SurvivalModel model = SurvivalModel.fromJson(run.model());
        final SurvivalModel.Search search = model.cut().search();
        assertTrue(search.pUnadjusted() < search.pAdjusted(), "the search must be paid for");
        final BufferedDataTable statistics = run.table(2);
        assertEquals(search.pAdjusted(), row(statistics, "train", "log-rank test", "groups").get("p"));
        for (final Map<String, Object> r : Study.rows(statistics)) {
            assertTrue(!r.get("p").equals(search.pUnadjusted()), r::toString);
            final String of = r.get("Of").toString();
            if (of.equals("high vs low") || of.equals("high minus low")) {
                assertTrue(r.get("Statistic").equals("proportional hazards") || r.get("p").equals(Double.NaN), r::toString);
            }
        }
        assertTrue(!run.view().contains(String.valueOf(search.pUnadjusted())), "nor in the view");
    }

    @Test
    void whatIsWrongIsSaidInWords() throws Exception {
        learner().set("scores", "risk").refused("no column 'risk'");
        learner().set("time", "months").refused("Time column");
        learner().set("covariates", "weight").refused("Covariates");
        learner().set("horizons", "12 months").refused("'months' is no number");
        learner().set("rule", "GROUPS").set("values", "2.5").refused("whole number");
        learner().set("eventValue", "yes").refused("yes");
        m_study.numbers("pfs_months")[3] = -1;
        learner().refused("P3 has the time -1.0");
    }
}
