package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;

import org.dlrm.knime.node.cohort.CohortReaderNodeFactory;
import org.dlrm.knime.node.fusion.DlrmFusionNodeFactory;
import org.dlrm.knime.node.fusion.DlrmPredictorNodeFactory;
import org.dlrm.knime.node.fusion.Study;
import org.dlrm.knime.node.harmonize.HarmonizerLearnerNodeFactory;
import org.dlrm.knime.node.model.ModelWriterNodeFactory;
import org.dlrm.knime.node.report.StudyReportNodeFactory;
import org.dlrm.knime.node.robust.RobustnessFilterNodeFactory;
import org.dlrm.knime.node.survival.SurvivalApplyNodeFactory;
import org.dlrm.knime.node.survival.SurvivalLearnerNodeFactory;
import org.dlrm.knime.node.validate.ModelValidatorNodeFactory;
import org.junit.jupiter.api.Test;
import org.knime.core.data.def.BooleanCell;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.port.PortObject;

/** What users do wrong most often: never a wrong number without a word, never words that help nobody. */
final class MistakesTest extends WorkspaceTest {

    private final Study m_study = Study.make();

    private BufferedDataTable table() {
        return m_study.table(m_workspace);
    }

    private NodeRun fusion() throws Exception {
        return node(DlrmFusionNodeFactory.class, table()).set("clinical", "age,sex").set("outerFolds", 0).set("folds", 5);
    }

    private static void says(final String text, final String... words) {
        for (final String word : words) {
            assertTrue(text.contains(word), () -> "'" + word + "' in: " + text);
        }
    }

    // -------------------------------------------------------------------------------------------------------- fusion

    @Test
    void thirdClassOfTheOutcomeIsSaid() throws Exception {
        Arrays.fill(m_study.texts("response"), 0, 9, "2");
        says(fusion().execute().warning(), "'response' has 3 values in the training rows (0, 1, 2); all but '1' count as negative");
    }

    @Test
    void featureColumnOfTextIsSaid() throws Exception {
        final String[] text = m_study.texts("rad_8");
        Arrays.fill(text, "1.5");
        text[0] = "n.a.";
        says(fusion().execute().warning(), "1 feature column holds text and cannot be used, first 'rad_8'");
    }

    @Test
    void modelWithoutAnyFeatureIsSaid() throws Exception {
        final NodeRun run = fusion().set("radiomics", "").set("deep", "");
        says(run.execute().warning(), "No column fits the options for radiomics features, deep features and scores");
    }

    @Test
    void screenOfAnotherKindOfOutcomeIsRefusedBeforeItRuns() throws Exception {
        final NodeRun run = fusion().set("kind", "SURVIVAL");
        says(assertThrows(InvalidSettingsException.class, run::configure).getMessage(), "Choose 'Univariable Cox'");
        fusion().set("kind", "SURVIVAL").set("screen", "COX").execute();
    }

    @Test
    void impossibleTimeNamesThePatient() throws Exception {
        m_study.numbers("pfs_months")[4] = -3;
        fusion().set("kind", "SURVIVAL").set("screen", "COX").refused("Row P4 has the time -3.0", "check the dates");
    }

    @Test
    void valuesOfAnOutcomeAreNotListedByTheHundred() throws Exception {
        final String message = fusion().set("outcome", "rad_0").refused("... (90 in all)");
        assertTrue(message.length() < 400, message);
    }

    @Test
    void trainingValueIsAskedForInOneWayEverywhere() throws Exception {
        final String expected = "No row is a training row: the column 'cohort' never is 'Train'; values there: test, train. "
            + "Set 'Training value' to the one that marks training patients.";
        assertEquals(expected, fusion().set("training", "Train").refused());
        assertEquals(expected, node(SurvivalLearnerNodeFactory.class, table()).set("scores", "rad_0", "training", "Train")
            .refused());
        Arrays.fill(m_study.texts("centre"), "A");
        assertEquals(expected, node(HarmonizerLearnerNodeFactory.class, table()).set("training", "Train").refused());
    }

    // ----------------------------------------------------------------------------------------------------- predictor

    @Test
    void patientWithoutRegionHasNoPrediction() throws Exception {
        final PortObject model = fusion().execute().output(0);
        for (int f = 0; f < 8; f++) {
            m_study.numbers("rad_" + f)[100] = Double.NaN;
        }
        final NodeRun run = node(DlrmPredictorNodeFactory.class, model, table()).execute();
        final var row = Study.row(run.table(0), "RowID", "P100");
        assertTrue(Double.isNaN((Double)row.get("DLRM probability")), row::toString);
        assertEquals("", row.get("DLRM class"));
        says(row.get("DLRM notes").toString(), "no feature of radiomics_signature is known");
        assertFalse(row.get("DLRM notes").toString().contains("filled"), row::toString);
        says(run.warning(), "1 of 130 patients have no prediction");
    }

    @Test
    void patientWithoutRegionTeachesNothing() throws Exception {
        for (int f = 0; f < 8; f++) {
            m_study.numbers("rad_" + f)[3] = Double.NaN;
        }
        final NodeRun run = fusion().execute();
        says(run.warning(), "1 of 90 training rows have no feature of radiomics_signature and were left out");
        says(run.output(0).getSummary(), "89 training patients");
    }

    @Test
    void unknownCategoryOfOnePatientLeavesTheOthers() throws Exception {
        final PortObject model = fusion().set("forced", "sex", "clinicalAlpha", "1", "elimination", "NONE").execute().output(0);
        m_study.texts("sex")[100] = "diverse";
        final NodeRun run = node(DlrmPredictorNodeFactory.class, model, table()).execute();
        says(Study.row(run.table(0), "RowID", "P100").get("DLRM notes").toString(), "sex = 'diverse' was not in the training rows");
        assertFalse(Double.isNaN((Double)Study.row(run.table(0), "RowID", "P101").get("DLRM probability")));
        Arrays.fill(m_study.texts("sex"), "0");
        node(DlrmPredictorNodeFactory.class, model, table()).refused("Column 'sex' has the values 0", "female, male", "code it");
    }

    @Test
    void textWhereNumbersAreExpectedIsSaidInShort() throws Exception {
        final PortObject model = fusion().execute().output(0);
        final String message = node(DlrmPredictorNodeFactory.class, model, asText("rad_0")).refused("holds text, numbers are expected");
        assertTrue(message.length() < 400, message);
    }

    /** @return the study with a number column as text */
    private BufferedDataTable asText(final String column) {
        final BufferedDataTable table = table();
        final int index = table.getDataTableSpec().findColumnIndex(column);
        final var specs = table.getDataTableSpec().stream().map(c -> c.getName().equals(column)
            ? Columns.spec(column, StringCell.TYPE) : c).toList();
        final var rows = new java.util.ArrayList<org.knime.core.data.DataRow>();
        table.forEach(r -> {
            final var cells = new java.util.ArrayList<>(r.stream().toList());
            cells.set(index, new StringCell(cells.get(index).toString()));
            rows.add(new DefaultRow(r.getKey(), cells));
        });
        return m_workspace.table(new org.knime.core.data.DataTableSpec(specs.toArray(org.knime.core.data.DataColumnSpec[]::new)), rows);
    }

    // ----------------------------------------------------------------------------------------------------- validator

    private NodeRun validator() throws Exception {
        return node(ModelValidatorNodeFactory.class, table()).set("scores", "rad_0");
    }

    @Test
    void classesInOtherWordsAreRefused() throws Exception {
        final double[] score = m_study.numbers("rad_0");
        final String[] called = m_study.texts("DLRM class");
        for (int i = 0; i < score.length; i++) {
            called[i] = score[i] > 0 ? "yes" : "no";
        }
        validator().refused("'DLRM class' never is the positive class '1'; values there: no, yes");
    }

    @Test
    void scoreThatNobodyHasIsSaid() throws Exception {
        Arrays.fill(m_study.numbers("rad_0"), Double.NaN);
        says(validator().set("point", "THRESHOLD").execute().warning(), "No patient has the score 'rad_0'");
    }

    @Test
    void trainingValueSpelledOtherwiseIsSaid() throws Exception {
        says(validator().set("point", "THRESHOLD", "training", "Train").execute().warning(),
            "The training value is 'Train', the cohort column has 'train'");
        assertFalse(validator().set("point", "THRESHOLD", "training", "development").execute().warning().contains("training value"));
    }

    @Test
    void booleansAreCalledAsKnimeShowsThem() throws Exception {
        final BufferedDataTable table = m_workspace.table(StatTables.spec("score", DoubleCell.TYPE, "response", BooleanCell.TYPE),
            java.util.stream.IntStream.range(0, 40).<org.knime.core.data.DataRow> mapToObj(i -> new DefaultRow("P" + i,
                new DoubleCell(i % 7), BooleanCell.BooleanCellFactory.create(i % 3 == 0))).toList());
        final String[] settings = {"scores", "score", "point", "THRESHOLD", "useCohort", "false"};
        node(ModelValidatorNodeFactory.class, table).set(settings).refused("values there: false, true");
        node(ModelValidatorNodeFactory.class, table).set(settings).set("positive", "true").execute();
    }

    // ------------------------------------------------------------------------------------ harmonizer and robustness filter

    @Test
    void columnsChosenByHandAreNeverLeftOutSilently() throws Exception {
        Arrays.setAll(m_study.texts("centre"), i -> i % 2 == 0 ? "A" : "B");
        node(HarmonizerLearnerNodeFactory.class, table()).set("features", "rad_0,rad_1,rad_77").refused("Features", "'rad_77'");
        node(HarmonizerLearnerNodeFactory.class, table()).set("covariates", "stage").refused("Covariates", "'stage'");
        node(RobustnessFilterNodeFactory.class, table()).set("features", "rad_0,rad_77", "patient", "sex")
            .refused("Features", "'rad_77'");
    }

    // ------------------------------------------------------------------------------------------------------ survival

    private NodeRun survival() throws Exception {
        return node(SurvivalLearnerNodeFactory.class, table()).set("scores", "rad_0");
    }

    @Test
    void covariateOfOneValueLeavesTheRest() throws Exception {
        Arrays.fill(m_study.texts("sex"), "male");
        says(survival().set("covariates", "sex").execute().warning(), "The covariate 'sex' has the same value in all 90 patients");
    }

    @Test
    void categoryOfAnotherCohortIsNoTermOfThisOne() throws Exception {
        m_study.texts("sex")[120] = "diverse";
        final NodeRun learner = survival().set("covariates", "sex").execute();
        assertFalse(learner.warning().contains("cannot be"), learner.warning());
        final NodeRun apply = node(SurvivalApplyNodeFactory.class, learner.output(0), table()).execute();
        assertFalse(apply.warning().contains("train: The hazard ratio"), apply.warning());
    }

    @Test
    void hospitalWithoutACovariateStillGetsGroups() throws Exception {
        final PortObject model = survival().set("covariates", "treated").execute().output(0);
        final NodeRun apply = node(SurvivalApplyNodeFactory.class, model, without("treated")).execute();
        says(apply.warning(), "The table has no column 'treated'");
        assertEquals(Study.PATIENTS, apply.table(0).size());
    }

    private BufferedDataTable without(final String column) {
        final BufferedDataTable table = table();
        final int index = table.getDataTableSpec().findColumnIndex(column);
        final var specs = table.getDataTableSpec().stream().filter(c -> !c.getName().equals(column))
            .toArray(org.knime.core.data.DataColumnSpec[]::new);
        final var rows = new java.util.ArrayList<org.knime.core.data.DataRow>();
        table.forEach(r -> {
            final var cells = new java.util.ArrayList<>(r.stream().toList());
            cells.remove(index);
            rows.add(new DefaultRow(r.getKey(), cells));
        });
        return m_workspace.table(new org.knime.core.data.DataTableSpec(specs), rows);
    }

    @Test
    void impossibleTimeOfOneValidationPatientLeavesTheOthers() throws Exception {
        final PortObject model = survival().execute().output(0);
        m_study.numbers("pfs_months")[120] = -1;
        final NodeRun apply = node(SurvivalApplyNodeFactory.class, model, table()).execute();
        says(apply.warning(), "test: 1 of 40 rows have an impossible 'pfs_months', first P120: -1.0");
    }

    @Test
    void codingOfEventAndTreatmentIsChecked() throws Exception {
        survival().set("useTreatment", "true", "treatment", "treated", "treated", "yes")
            .refused("The value 'yes' does not occur in the treatment column 'treated'", "values there: 0, 1");
        Arrays.setAll(m_study.texts("pfs_event"), i -> i % 2 == 0 ? "1" : "2");
        says(survival().execute().warning(), "is coded 1 and 2, and 1 is taken for the event");
        Arrays.setAll(m_study.texts("pfs_event"), i -> String.valueOf(i % 3));
        says(survival().execute().warning(), "has 3 values (0, 1, 2); all but '1' count as censored");
    }

    @Test
    void decimalCommasAreNotTakenForTwoNumbers() throws Exception {
        survival().set("rule", "FIXED", "values", "0,33; 0,67").refused("both commas and semicolons");
    }

    // --------------------------------------------------------------------------------------------------------- files

    @Test
    void quotesOfWindowsCopyAsPathAreTaken() throws Exception {
        final Path file = m_dir.resolve("cohort.csv");
        Files.writeString(file, "patient_id,cohort,response,pfs_months,pfs_event\nP1,train,1,12,1\nP2,train,0,10,0\n");
        assertEquals(2, node(CohortReaderNodeFactory.class).set("file", "\"" + file + "\"").execute().table(0).size());
    }

    @Test
    void placesThatCannotBeWrittenAreSaidInWords() throws Exception {
        final PortObject model = fusion().execute().output(0);
        Files.writeString(m_dir.resolve("file"), "x");
        node(ModelWriterNodeFactory.class, model).ports("Model").set("folder", m_dir.resolve("file")).refused("it is a file, not a folder");
        node(StudyReportNodeFactory.class, table()).set("file", m_dir).refused("it is a folder. Add the name of the file");
    }

    /** Colleagues of a research unit read each other's reports. */
    @Test
    void reportIsAsReadableAsAnyNewFile() throws Exception {
        final Path file = m_dir.resolve("report.html");
        final Path other = Files.writeString(m_dir.resolve("other"), "x");
        node(StudyReportNodeFactory.class, table()).set("file", file).execute();
        assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(file),
            () -> "at least " + List.of(PosixFilePermission.values()));
    }
}
