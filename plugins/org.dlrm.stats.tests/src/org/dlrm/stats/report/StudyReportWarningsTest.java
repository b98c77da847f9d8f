package org.dlrm.stats.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.dlrm.stats.combat.Combat;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.fusion.ClinicalSettings;
import org.dlrm.stats.fusion.DlrmFusion;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.DlrmSettings;
import org.dlrm.stats.fusion.Outcome;
import org.dlrm.stats.survival.CutRule;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.survival.SurvivalStratifier;
import org.dlrm.stats.survival.TreatmentBenefit;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** Every warning of the report: a study that deserves it gets it, one that doesn't is left alone. */
final class StudyReportWarningsTest {

    private static final int TRAINING = 80;

    private static final int EXTERNAL = 40;

    private static final StudyInputs.Roles ROLES = new StudyInputs.Roles("cohort", "train", "centre", List.of("age"),
        "response", "months", "event", List.of(), false);

    /** Two cohorts, two centres, nothing missing. */
    private static Table patients() {
        final SplittableRandom random = new SplittableRandom(5);
        final int n = TRAINING + EXTERNAL;
        final double[] y = IntStream.range(0, n).mapToDouble(i -> i % 2).toArray();
        final double[] a = Arrays.stream(y).map(v -> 0.8 * v + random.nextDouble(-1, 1)).toArray();
        return Table.ofRows(n)
            .with("cohort", Column.Factor.of(IntStream.range(0, n).mapToObj(i -> i < TRAINING ? "train" : "external").toList()))
            .with("centre", Column.Factor.of(IntStream.range(0, n).mapToObj(i -> i % 3 == 0 ? "A" : "B").toList()))
            .with("age", IntStream.range(0, n).mapToDouble(i -> 40 + i % 37).toArray()).with("response", y).with("rad_a", a)
            .with("months", IntStream.range(0, n).mapToDouble(i -> 1 + (i * 7) % 50 + a[i]).toArray())
            .with("event", IntStream.range(0, n).mapToDouble(i -> i % 4 == 0 ? 0 : 1).toArray());
    }

    private static DlrmModel model(final Table table, final String... clinical) {
        return new DlrmFusion(DlrmSettings.builder(new Outcome.Binary("response", "1"), "cohort", "train")
            .clinical(ClinicalSettings.univariable(List.of(clinical), 1)).build()).learn(table, Progress.NONE).model();
    }

    private static SurvivalModel survival(final CutRule rule) {
        return SurvivalStratifier.learn(StratifierSettings.of("rad_a", "months", "event", "1").withLabels("PFS", "months")
            .withCohort("cohort", "train").withCutRule(rule), patients(), Progress.NONE).model();
    }

    /** Rows of texts and numbers as a table; a number anywhere makes a column numeric. */
    private static Table table(final List<String> names, final Object[]... rows) {
        Table table = Table.ofRows(rows.length);
        for (int c = 0; c < names.size(); c++) {
            final int column = c;
            table = Arrays.stream(rows).anyMatch(r -> r[column] instanceof Number)
                ? table.with(names.get(c), Arrays.stream(rows).mapToDouble(r -> ((Number)r[column]).doubleValue()).toArray())
                : table.with(names.get(c), Column.Factor.of(Arrays.stream(rows).map(r -> (String)r[column]).toList()));
        }
        return table;
    }

    private static Table metrics(final double slope, final String... cohorts) {
        return table(List.of("Cohort", "Score", "n", "Positive", "Metric", "Value", "Lower", "Upper", "p", "Note"),
            Arrays.stream(cohorts).map(c -> new Object[]{c, "DLRM", 40.0, 20.0, "calibration slope", slope, 0.1, 2.0,
                Double.NaN, ""}).toArray(Object[][]::new));
    }

    private static Table statistics(final Object[]... rows) {
        return table(List.of("Cohort", "Statistic", "Of", "Value", "Lower", "Upper", "p", "Note"), rows);
    }

    /** The parts of a study that are changed one at a time. */
    private record Study(Table cohort, StudyInputs.Roles roles, List<StudyInputs.FlowStep> flow, Optional<DlrmModel> model,
        Optional<Table> metrics, Optional<SurvivalModel> survival, Optional<Table> statistics, Optional<Table> dictionary,
        Optional<Table> reliability, Optional<CombatModel> harmonization) {

        /** Nothing to object to. */
        static Study clean() {
            return new Study(patients(), ROLES, List.of(new StudyInputs.FlowStep("train", "CT", TRAINING, 2,
                Map.of("no series", 2))), Optional.of(StudyReportWarningsTest.model(patients(), "rad_a")),
                Optional.of(StudyReportWarningsTest.metrics(1.02, "train", "external")),
                Optional.of(StudyReportWarningsTest.survival(CutRule.median())),
                Optional.of(StudyReportWarningsTest.statistics(
                    new Object[]{"train", "log-rank test", "groups", 9.0, Double.NaN, Double.NaN, 0.003, ""},
                    new Object[]{"external", "log-rank test", "groups", 5.0, Double.NaN, Double.NaN, 0.025, ""},
                    new Object[]{"external", "events", "high", 4.0, Double.NaN, Double.NaN, Double.NaN, ""},
                    new Object[]{"external", "proportional hazards", "all terms", 0.4, Double.NaN, Double.NaN, 0.5, ""})),
                Optional.of(table(List.of("Column", "Family", "Image", "Settings hash"),
                    new Object[]{"rad_a", "GLCM", "original", "h1"})),
                Optional.of(table(List.of("Feature", "Patients", "ICC", "Lower", "Upper", "Kept"),
                    new Object[]{"rad_a", 30.0, 0.9, 0.8, 0.95, "yes"})),
                Optional.of(combat(patients().filter(i -> i < TRAINING))));
        }

        static CombatModel combat(final Table rows) {
            return Combat.DEFAULT.learn(rows, List.of("rad_a", "age"), "centre", List.of());
        }

        List<String> warnings() {
            final StudyInputs in = new StudyInputs("Study", "", cohort, roles, flow, model, Optional.empty(), metrics,
                Optional.empty(), Optional.empty(), survival, statistics, Optional.empty(), dictionary, Optional.empty(),
                reliability, harmonization);
            final StudyReport report = StudyReport.of(in);
            report.warnings().forEach(w -> assertTrue(report.html().contains(Html.escape(w)), w));
            assertEquals(report.warnings(), report.items().stream().filter(i -> i.section().equals("Warnings"))
                .map(StudyReport.Item::text).toList());
            return report.warnings();
        }

        Study with(final DlrmModel m) {
            return new Study(cohort, roles, flow, Optional.of(m), metrics, survival, statistics, dictionary, reliability,
                harmonization);
        }

        Study withCohort(final Table t) {
            return new Study(t, roles, flow, model, metrics, survival, statistics, dictionary, reliability, harmonization);
        }

        Study withFlow(final StudyInputs.FlowStep step) {
            return new Study(cohort, roles, List.of(step), model, metrics, survival, statistics, dictionary, reliability,
                harmonization);
        }

        Study withMetrics(final Table t) {
            return new Study(cohort, roles, flow, model, Optional.of(t), survival, statistics, dictionary, reliability,
                harmonization);
        }

        Study with(final SurvivalModel m, final Table rows) {
            return new Study(cohort, roles, flow, model, metrics, Optional.of(m), Optional.of(rows), dictionary, reliability,
                harmonization);
        }

        Study withDictionary(final Table t) {
            return new Study(cohort, roles, flow, model, metrics, survival, statistics, Optional.of(t), reliability,
                harmonization);
        }

        Study withReliability(final Table t) {
            return new Study(cohort, roles, flow, model, metrics, survival, statistics, dictionary, Optional.of(t),
                harmonization);
        }

        Study with(final CombatModel m) {
            return new Study(cohort, roles, flow, model, metrics, survival, statistics, dictionary, reliability,
                Optional.of(m));
        }
    }

    /** @return that exactly one warning was added to those of the clean study */
    private static void only(final Study study, final String expected) {
        final List<String> found = study.warnings();
        assertEquals(1, found.size(), () -> expected + " expected, found " + found);
        assertTrue(found.get(0).contains(expected), () -> expected + " expected, found " + found);
    }

    @Test
    void aStudyThatDeservesNoneHasNone() {
        assertEquals(List.of(), Study.clean().warnings());
    }

    @Test
    void fewEventsPerTerm() {
        final Table small = patients().filter(i -> i < 14 || i >= TRAINING);
        final List<String> found = new Study(small, ROLES, List.of(), Optional.of(model(small, "rad_a", "age")),
            Study.clean().metrics, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
                .warnings();
        assertTrue(found.stream().anyMatch(w -> w.startsWith("Events per variable below 10: 7 patients in the smaller class")),
            found.toString());
    }

    @Test
    void modelFittedOutsideTraining() {
        final DlrmModel everybody = model(patients().with("cohort", Column.Factor.of(
            IntStream.range(0, TRAINING + EXTERNAL).mapToObj(i -> "train").toList())), "rad_a");
        only(Study.clean().with(everybody), "Fitted outside training: the model was fitted to 120 patients, but the cohort table "
            + "has only 80 training patients");
    }

    @Test
    void preprocessingFittedOutsideTraining() {
        only(Study.clean().with(Study.combat(patients())), "Preprocessing fitted outside training: the centre effects (ComBat) were "
            + "learnt from 120 rows");
    }

    @Test
    void outcomeAsCovariateOfTheHarmonization() {
        final Table training = patients().filter(i -> i < TRAINING);
        only(Study.clean().with(Combat.DEFAULT.learn(training, List.of("rad_a", "age"), "centre", List.of("response"))),
            "The outcome 'response' is a covariate of the harmonization");
    }

    @Test
    void missingValuesAbove5Percent() {
        final double[] age = patients().numbers("age").clone();
        Arrays.fill(age, 0, 6, Double.NaN);
        assertEquals(List.of(), Study.clean().withCohort(patients().with("age", age)).warnings(), "6 of 120 are 5 %");
        age[6] = Double.NaN;
        only(Study.clean().withCohort(patients().with("age", age)), "'age' is missing in 7 of 120 patients (5.8 %, more than 5 %)");
        only(Study.clean().withFlow(new StudyInputs.FlowStep("train", "CT", TRAINING, 5, Map.of("no series", 5))),
            "5 of 80 patients have no CT (more than 5 %)");
    }

    @Test
    void calibrationSlope() {
        for (final double fine : new double[]{0.8, 1.2}) {
            assertEquals(List.of(), Study.clean().withMetrics(metrics(fine, "external")).warnings());
        }
        only(Study.clean().withMetrics(metrics(0.79, "external")), "calibration slope 0.79 is outside 0.8 to 1.2");
        only(Study.clean().withMetrics(metrics(1.2004, "external")), "calibration slope 1.200 is outside 0.8 to 1.2");
    }

    @Test
    void onlyTrainingPatients() {
        only(Study.clean().withMetrics(metrics(1, "train")), "All performance numbers come from training patients");
    }

    @Test
    void hazardsThatAreNotProportional() {
        only(Study.clean().with(survival(CutRule.median()), statistics(
            new Object[]{"external", "proportional hazards", "high vs low", 6.0, Double.NaN, Double.NaN, 0.011, ""},
            new Object[]{"external", "proportional hazards", "all terms", 6.0, Double.NaN, Double.NaN, 0.014, ""})),
            "Cohort 'external': the hazards are not proportional (all terms, p = 0.014)");
    }

    @Test
    void groupWithoutEvents() {
        only(Study.clean().with(survival(CutRule.median()), statistics(
            new Object[]{"external", "events", "low", 0.0, Double.NaN, Double.NaN, Double.NaN, ""})),
            "Cohort 'external': the group 'low' has no event");
    }

    @Test
    void cutOffSearchedInTheEvaluatedCohort() {
        final SurvivalModel searched = survival(CutRule.maxStat());
        final Object[] other = {"external", "log-rank test", "groups", 5.0, Double.NaN, Double.NaN, 0.025, ""};
        final List<String> adjusted = Study.clean().with(searched, statistics(other, new Object[]{"train", "log-rank test",
            "groups", 9.0, Double.NaN, Double.NaN, 0.02, "p adjusted for the searched cut-off (Lau94)"})).warnings();
        assertTrue(adjusted.stream().anyMatch(w -> w.contains("The cut-off was searched in cohort 'train', where the groups are "
            + "compared")), adjusted.toString());
        assertFalse(adjusted.stream().anyMatch(w -> w.contains("is not adjusted")), adjusted.toString());
        final List<String> unadjusted = Study.clean().with(searched, statistics(other, new Object[]{"train", "log-rank test",
            "groups", 9.0, Double.NaN, Double.NaN, 0.0027, "chi-squared, 1 df"})).warnings();
        assertTrue(unadjusted.stream().anyMatch(w -> w.contains("Cohort 'train': the p value of the log-rank test is not adjusted "
            + "for the searched cut-off")), unadjusted.toString());
    }

    /** A predicted benefit is drawn from the frozen model, with its mean, and never without the warning. */
    @Test
    void predictedBenefitIsNoCausalEffect() {
        final Table treated = patients().with("chemo", Column.Factor.of(IntStream.range(0, TRAINING + EXTERNAL)
            .mapToObj(i -> i % 5 < 2 ? "yes" : "no").toList()));
        final SurvivalModel model = SurvivalStratifier.learn(StratifierSettings.of("rad_a", "months", "event", "1")
            .withLabels("PFS", "months").withCohort("cohort", "train").withHorizons(List.of(12.0, 24.0))
            .withTreatment("chemo", "yes"), treated, Progress.NONE).model();
        final Study study = Study.clean().withCohort(treated).with(model, statistics(new Object[]{"external",
            "observed restricted mean difference to 24", "treated minus untreated", 1.25, -2.5, 5.0, 0.5, ""}));
        only(study, "Predicted benefit of 'chemo': Unless the treatment was given at random this is no causal effect");
        final String html = StudyReport.of(new StudyInputs("Study", "", treated, ROLES, List.of(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(model), study.statistics(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())).html();
        final double[] gain = IntStream.range(TRAINING, TRAINING + EXTERNAL).mapToDouble(i -> model.benefit()
            .restrictedMeanDifference(treated.numbers("rad_a")[i], 24)).toArray();
        final TreatmentBenefit.Summary mean = model.benefit().summary("external", Arrays.copyOfRange(treated.numbers("rad_a"),
            TRAINING, TRAINING + EXTERNAL), 24, 0.95);
        assertTrue(html.contains(String.format(Locale.ROOT, "<td>external</td><td class=\"n\">40</td><td>%.2f (%.2f to "
            + "%.2f)</td>", Arrays.stream(gain).average().orElseThrow(), mean.restrictedInterval().lower(),
            mean.restrictedInterval().upper())), html);
        assertTrue(html.contains(String.format(Locale.ROOT, "%.1f (%.1f to %.1f)", 100 * mean.meanSurvival(),
            100 * mean.survivalInterval().lower(), 100 * mean.survivalInterval().upper())), html);
        assertTrue(html.contains("Mean gains: Wald interval by the delta method (uncertainty of the model, for these patients), "
            + "level 0.95."), html);
        assertTrue(html.contains("1.25 (-2.50 to 5.00)"), "the observed difference stands beside it");
        final String figure = html.substring(html.indexOf("aria-label=\"Predicted benefit: external\""));
        assertEquals(EXTERNAL + 2, figure.substring(0, figure.indexOf("</svg>")).split("<rect").length - 1,
            "a bar per patient and two in the legend");
        assertTrue(figure.contains("treated (n = 16)") && figure.contains("not treated (n = 24)"), figure);
    }

    @Test
    void fewPatientsMeasuredRepeatedly() {
        only(Study.clean().withReliability(table(List.of("Feature", "Patients", "ICC", "Lower", "Upper", "Kept"),
            new Object[]{"rad_a", 29.0, 0.9, 0.8, 0.95, "yes"})), "measured in 29 patients only (fewer than 30)");
    }

    @Test
    void differentExtractionSettings() {
        only(Study.clean().withDictionary(table(List.of("Column", "Family", "Image", "Settings hash"),
            new Object[]{"rad_a", "GLCM", "original", "h1"}, new Object[]{"rad_b", "GLCM", "original", "h2"})),
            "extracted with 2 different settings: h1, h2");
    }
}
