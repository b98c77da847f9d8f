package org.dlrm.knime.node.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.NodeRun;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.stats.fusion.DlrmFusion;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.DlrmPredictor;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.knime.core.node.BufferedDataTable;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** DLRM Fusion and DLRM Predictor carry the library's numbers, learn from training rows only, and say what is wrong. */
final class FusionNodesTest extends WorkspaceTest {

    private final Study m_study = Study.make();

    private NodeRun learner() throws Exception {
        return node(DlrmFusionNodeFactory.class, m_study.table(m_workspace))
            .set("clinical", "age,sex").set("outerFolds", 3).set("folds", 5);
    }

    private Table all(final BufferedDataTable table) throws Exception {
        return StatTables.of(table, List.of(table.getDataTableSpec().getColumnNames()),
            context());
    }

    @Test
    void tablesCarryTheLibrarysNumbers() throws Exception {
        final DlrmFusionParameters p = new DlrmFusionParameters();
        p.m_clinical = FeatureColumns.of("age", "sex");
        p.m_outerFolds = 3;
        p.m_folds = 5;
        final BufferedDataTable table = m_study.table(m_workspace);
        final DlrmFusion.Result expected =
            new DlrmFusion(p.toSettings(table.getDataTableSpec())).learn(all(table), Progress.NONE);
        final NodeRun run = learner().execute();
        assertEquals(expected.model().toJson(), run.model());
        assertTrue(expected.model().terms().size() >= 2, "both signatures found");
        for (final DlrmModel.Term t : expected.model().terms()) {
            final Map<String, Object> row = Study.row(run.table(1), "Part", "fusion", "Term", t.name());
            assertArrayEquals(new double[]{t.coef(), t.se(), t.p(), t.ratio(), t.waldLower(), t.profileLower(),
                t.profileUpper(), t.lrChisq(), t.lrP(), t.vif()},
                List.of("Coefficient", "SE", "p", "Ratio", "Lower 95 %", "Profile lower 95 %", "Profile upper 95 %",
                    "LR chi-squared", "LR p", "VIF").stream().mapToDouble(c -> (double)row.get(c)).toArray());
        }
        assertEquals(expected.trace().size(), run.table(2).size());
        assertEquals(expected.model().performance().crossValidated().value(),
            Study.row(run.table(3), "Statistic", "AUC", "Of", "cross-validated").get("Value"));
        assertEquals(expected.model().performance().apparent().upper(),
            Study.row(run.table(3), "Statistic", "AUC", "Of", "apparent").get("Upper 95 %"));
        final String view = run.view();
        for (final String panel : List.of("facts", "forest", "nomogram", "distribution", "heatmap", "table", "trace")) {
            assertTrue(view.contains("\"type\":\"" + panel + "\""), panel);
        }
        assertTrue(view.contains(expected.model().provenance().dataHash()), "model card");
    }

    @Test
    void noValidationRowLeavesATraceInTheModel() throws Exception {
        final String before = learner().execute().model();
        for (int i = Study.TRAINING; i < Study.PATIENTS; i++) {
            m_study.numbers("rad_0")[i] = 1e6;
            m_study.numbers("age")[i] = Double.NaN;
            m_study.texts("sex")[i] = "unknown";
            m_study.texts("response")[i] = i % 2 == 0 ? null : "1";
        }
        assertEquals(before, learner().execute().model());
        m_study.numbers("rad_0")[0] += 1;
        assertTrue(!before.equals(learner().execute().model()), "a training row does");
    }

    @Test
    void savedModelPredictsAsTheLibrary() throws Exception {
        final NodeRun learned = learner().execute();
        m_workspace.save(learned.output(0), m_dir.resolve("model"));
        final BufferedDataTable table = m_study.table(m_workspace);
        final NodeRun run = node(DlrmPredictorNodeFactory.class, m_workspace.load(m_dir.resolve("model")), table).execute();
        final DlrmModel model = DlrmModel.fromJson(learned.model());
        final DlrmPredictor predictor = new DlrmPredictor(model);
        final DlrmPredictor.Predictions x = predictor.predict(all(table));
        final List<Map<String, Object>> rows = Study.rows(run.table(0));
        for (int i = 0; i < rows.size(); i++) {
            assertEquals(x.probability()[i], rows.get(i).get("DLRM probability"));
            assertEquals(x.positive()[i] ? "1" : "0", rows.get(i).get("DLRM class"));
            double sum = predictor.referenceLp();
            for (final DlrmModel.Term t : model.terms()) {
                sum += (double)rows.get(i).get("DLRM contribution of " + t.name());
            }
            assertEquals((double)rows.get(i).get("DLRM linear predictor"), sum, 1e-12);
        }
        assertTrue(run.view().contains("\"type\":\"waterfall\""));
    }

    /** What a reader of the nomogram adds up is the model's linear predictor, for every patient. */
    @Test
    void nomogramIsTheModel() throws Exception {
        final NodeRun run = learner().set("forced", "age,sex").set("elimination", "NONE").execute();
        final DlrmModel model = DlrmModel.fromJson(run.model());
        JsonObject panel = null;
        for (final JsonElement e : run.page().getAsJsonArray("panels")) {
            panel = e.getAsJsonObject().get("type").getAsString().equals("nomogram") ? e.getAsJsonObject() : panel;
        }
        final Table all = all(m_study.table(m_workspace));
        final DlrmPredictor.Predictions x = new DlrmPredictor(model).predict(all);
        assertEquals(4, panel.getAsJsonArray("axes").size());
        for (int i = 0; i < Study.PATIENTS; i++) {
            double total = 0;
            for (final JsonElement e : panel.getAsJsonArray("axes")) {
                final JsonObject axis = e.getAsJsonObject();
                final String name = axis.get("name").getAsString();
                final JsonObject first = axis.getAsJsonArray("values").get(0).getAsJsonObject();
                if (axis.has("slope")) {
                    final double value = name.equals("age") ? m_study.numbers("age")[i]
                        : x.signatures()[name.equals(model.signatures().get(0).name()) ? 0 : 1][i];
                    total += first.get("points").getAsDouble() + axis.get("slope").getAsDouble()
                        * (value - Double.parseDouble(first.get("label").getAsString()));
                    assertTrue(i >= Study.TRAINING || value >= axis.get("from").getAsDouble()
                        && value <= axis.get("to").getAsDouble(), name + ": the axis spans the training rows");
                } else {
                    for (final JsonElement v : axis.getAsJsonArray("values")) {
                        total += v.getAsJsonObject().get("label").getAsString().equals(m_study.texts("sex")[i])
                            ? v.getAsJsonObject().get("points").getAsDouble() : 0;
                    }
                }
            }
            assertEquals(x.lp()[i], model.nomogram().intercept() + total / model.nomogram().pointsPerLp(), 1e-9);
        }
        final JsonObject total = panel.getAsJsonObject("total");
        assertEquals(model.nomogram().functions().get(0).values().length, total.getAsJsonArray("probability").size());
    }

    @Test
    void everyStepLeavesItsTrace() throws Exception {
        final NodeRun run = learner().set("screen", "NONE").set("mrmr", 6).set("mrmrCriterion", "MID")
            .set("stability", true).set("stabilityHalves", 20).set("stabilityShare", 0.3).set("mixing", 0.5)
            .set("repeats", 2).set("measure", "AUC").set("lambda", "ONE_SE").set("forced", "age")
            .set("elimination", "P_VALUE").set("firth", "ALWAYS").set("threshold", "COST").set("thresholdValue", 2)
            .set("outerRepeats", 2).set("bootstraps", 2).execute();
        final List<String> steps = Study.rows(run.table(2)).stream().map(r -> (String)r.get("Step")).distinct().toList();
        assertTrue(steps.containsAll(List.of("missing values", "near-zero variance", "redundancy", "mRMR",
            "stability selection", "elastic net")), steps::toString);
        assertTrue(!steps.contains("univariable screen"), steps::toString);
        final DlrmModel model = DlrmModel.fromJson(run.model());
        assertTrue(model.terms().stream().anyMatch(t -> t.name().equals("age")), "forced");
        assertTrue(model.fit().method().toLowerCase().contains("firth"), model.fit().method());
        assertEquals("COST 2.0", model.threshold().rule());
        assertEquals(2, model.performance().crossValidated().repeats());
        assertEquals(2, model.performance().bootstrap().samples());
    }

    @Test
    void coxModelPredictsSurvival() throws Exception {
        final NodeRun learned = learner().set("kind", "SURVIVAL").set("screen", "COX").set("horizons", "12, 24")
            .execute();
        final DlrmModel model = DlrmModel.fromJson(learned.model());
        assertEquals(2, model.nomogram().functions().size());
        final BufferedDataTable table = m_study.table(m_workspace);
        final NodeRun run = node(DlrmPredictorNodeFactory.class, learned.output(0), table)
            .set("horizons", "6; 12").execute();
        final DlrmPredictor predictor = new DlrmPredictor(model);
        final double[] lp = predictor.predict(all(table)).lp();
        final List<Map<String, Object>> rows = Study.rows(run.table(0));
        for (int i = 0; i < lp.length; i++) {
            assertEquals(predictor.survival(lp[i], 6), rows.get(i).get("DLRM survival at 6"));
            assertEquals(predictor.survival(lp[i], 12), rows.get(i).get("DLRM survival at 12"));
        }
    }

    @Test
    void separationIsSurvivedAndTold() throws Exception {
        for (int i = 0; i < Study.PATIENTS; i++) {
            m_study.numbers("score")[i] = m_study.texts("response")[i].equals("1") ? 1 + i : -1 - i;
        }
        final NodeRun run = learner().set("scores", "score").set("clinical", "").set("outerFolds", 0).execute();
        final DlrmModel model = DlrmModel.fromJson(run.model());
        assertTrue(model.fit().method().toLowerCase().contains("firth"), model.fit().method());
        assertTrue(run.warning().contains("separat"), run::warning);
        assertTrue(model.terms().stream().allMatch(t -> Double.isFinite(t.coef()) && t.se() < 1e3), run::model);
    }

    @Test
    void whatIsWrongIsSaidInWords() throws Exception {
        learner().set("clinical", "age,weight").refused("weight");
        learner().set("outcome", "answer").refused("Outcome column", "answer", "Choose one of");
        learner().set("training", "derivation").refused("derivation");
        learner().set("positive", "yes").refused("yes", "response");
        learner().set("threshold", "SENSITIVITY").set("thresholdValue", 3).refused("between 0 and 1");
        learner().set("measure", "C").refused("class outcome");
        final String[] response = m_study.texts("response").clone();
        for (int i = 0; i < Study.TRAINING; i++) {
            m_study.texts("response")[i] = "0";
        }
        m_study.texts("response")[0] = "1";
        learner().refused("positives");
        System.arraycopy(response, 0, m_study.texts("response"), 0, response.length);
        final NodeRun learned = learner().execute();
        final Study other = Study.make();
        final BufferedDataTable empty = other.table(m_workspace);
        final BufferedDataTable without = m_workspace.table(StatTables.spec("age", empty.getDataTableSpec()
            .getColumnSpec("age").getType()), List.of());
        node(DlrmPredictorNodeFactory.class, learned.output(0), without).refused("lacks", "rad_");
    }
}
