package org.dlrm.stats.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** Data that do not determine a model: a message that says which column, how many, and what to do. */
class DegenerateDataTest {

    private static final int N = 60;

    private static double[] random(final long seed) {
        final SplittableRandom r = new SplittableRandom(seed);
        return IntStream.range(0, N).mapToDouble(i -> r.nextDouble() - 0.5).toArray();
    }

    private static double[] y() {
        return IntStream.range(0, N).mapToDouble(i -> i % 2).toArray();
    }

    private static Table table() {
        final double[] a = random(1);
        final double[] y = y();
        final double[] b = random(2);
        for (int i = 0; i < N; i++) {
            a[i] += 0.4 * y[i];
        }
        return Table.ofRows(N).with("y", y).with("a", a).with("b", b).with("cohort",
            Column.Factor.of(IntStream.range(0, N).mapToObj(i -> i < 50 ? "train" : "test").toList()));
    }

    private static DlrmSettings.Builder builder() {
        return DlrmSettings.builder(new Outcome.Binary("y", "1"), "cohort", "train");
    }

    private static DlrmFusion.Result learn(final DlrmSettings.Builder builder, final Table table) {
        return new DlrmFusion(builder.build()).learn(table, Progress.NONE);
    }

    private static String refusal(final DlrmSettings.Builder builder, final Table table) {
        return assertThrows(IllegalArgumentException.class, () -> learn(builder, table)).getMessage();
    }

    private static ClinicalSettings all(final String... columns) {
        return ClinicalSettings.univariable(List.of(columns), 1);
    }

    @Test
    void separation() {
        final Table table = table().with("b", Arrays.stream(y()).map(v -> 2 * v + 1).toArray());
        final ClinicalSettings forced = new ClinicalSettings(List.of("a", "b"), List.of("a", "b"), 1,
            ClinicalSettings.Backward.NONE, 1, ClinicalSettings.Missing.DROP_ROWS);
        final String message = refusal(builder().clinical(forced).firth(DlrmSettings.Firth.NEVER), table);
        assertTrue(message.contains("'b'") && message.contains("separation") && message.contains("Firth"), message);
        final DlrmFusion.Result without = learn(builder().clinical(all("a", "b")).firth(DlrmSettings.Firth.NEVER), table);
        assertEquals(1, without.model().terms().size());
        assertTrue(without.warnings().stream().anyMatch(w -> w.contains("'b' was left out")));
        final DlrmModel firth = learn(builder().clinical(forced), table).model();
        assertTrue(firth.fit().method().contains("Firth"));
        final DlrmModel.Term b = firth.terms().get(1);
        assertTrue(Double.isFinite(b.coef()) && b.coef() > 0, b.toString());
        assertTrue(b.profileLower() > 1 && b.profileUpper() > b.ratio(), b.toString());
        assertEquals(firth.toJson(), DlrmModel.fromJson(firth.toJson()).toJson());
    }

    @Test
    void collinearColumns() {
        final Table table = table().with("twice", Arrays.stream(table().numbers("a")).map(v -> 2 * v).toArray());
        final String message = refusal(builder().clinical(all("a", "b", "twice")), table);
        assertTrue(message.contains("'twice' is a linear combination"), message);
    }

    @Test
    void constantColumn() {
        final DlrmFusion.Result result = learn(builder().clinical(all("a", "b")), table().with("b", new double[N]));
        assertEquals(List.of("a"), result.model().terms().stream().map(DlrmModel.Term::name).toList());
        assertTrue(result.trace().stream().anyMatch(t -> t.feature().equals("b") && !t.kept()
            && t.reason().contains("zero in all rows")));
    }

    @Test
    void constantOutcome() {
        final String message = refusal(builder().clinical(all("a")), table().with("y", new double[N]));
        assertTrue(message.contains("positive class '1' does not occur"), message);
        final double[] ones = new double[N];
        Arrays.fill(ones, 1);
        assertTrue(refusal(builder().clinical(all("a")), table().with("y", ones)).contains("50 positives and 0 negatives"));
    }

    @Test
    void oneEvent() {
        final double[] one = new double[N];
        one[7] = 1;
        assertTrue(refusal(builder().clinical(all("a")), table().with("y", one)).contains("1 positives"));
        final DlrmSettings.Builder cox = DlrmSettings.builder(new Outcome.Survival("time", "event", "1"), "cohort",
            "train").clinical(all("a"));
        final Table survival = table().with("event", one).with("time", IntStream.range(0, N).mapToDouble(i -> i + 1)
            .toArray());
        assertTrue(refusal(cox, survival).contains("1 events"));
    }

    @Test
    void tiesEverywhere() {
        final Table tied = table().with("a", Arrays.stream(table().numbers("a")).map(v -> v > 0.2 ? 1 : 0).toArray())
            .with("b", Arrays.stream(table().numbers("b")).map(v -> v > 0 ? 3 : 5).toArray());
        final DlrmModel model = learn(builder().group("g", List.of("a", "b"),
            new SelectionStep.UnivariableScreen(SelectionStep.Test.MANN_WHITNEY, PAdjust.NONE, 1),
            new SelectionStep.Redundancy(0.9, SelectionStep.Relevance.AUC), SelectionStep.Penalized.LASSO), tied).model();
        assertEquals(1, model.terms().size());
        assertTrue(Double.isFinite(model.terms().get(0).coef()));
    }

    @Test
    void moreFeaturesThanPatients() {
        Table wide = table();
        for (int j = 0; j < 200; j++) {
            wide = wide.with("f" + j, random(100 + j));
        }
        final List<String> features = IntStream.range(0, 200).mapToObj(j -> "f" + j).toList();
        final String message = refusal(builder().group("g", features), wide);
        assertTrue(message.contains("201 terms but only 50 rows") && message.contains("LASSO"), message);
        final DlrmModel model = learn(builder().group("g", List.of("a", "b")).group("noise", features,
            SelectionStep.Penalized.LASSO), wide).model();
        assertTrue(model.signatures().get(0).features().size() == 2);
    }

    @Test
    void oneFeatureAndIdenticalFeatures() {
        final DlrmModel one = learn(builder().group("g", List.of("a"), SelectionStep.Penalized.LASSO), table()).model();
        assertEquals(1, one.signatures().get(0).features().size());
        final Table twins = table().with("twin", table().numbers("a"));
        final DlrmModel both = learn(builder().group("g", List.of("a", "twin"), SelectionStep.Penalized.LASSO), twins)
            .model();
        final double sum = both.signatures().get(0).features().stream().mapToDouble(Signature.Feature::coef).sum();
        assertEquals(one.signatures().get(0).features().get(0).coef(), sum, 1e-4);
        final DlrmModel redundant = learn(builder().group("g", List.of("a", "twin"),
            new SelectionStep.Redundancy(0.99, SelectionStep.Relevance.AUC)), twins).model();
        assertEquals("a", redundant.signatures().get(0).features().get(0).column());
        assertEquals(1, redundant.signatures().get(0).features().size());
    }

    @Test
    void missingValues() {
        final double[] a = table().numbers("a");
        Arrays.fill(a, Double.NaN);
        final Table none = table().with("a", a);
        assertTrue(refusal(builder().clinical(all("a")), none).contains("Every training row misses a value"));
        assertTrue(refusal(builder().group("g", List.of("a", "b"), SelectionStep.Penalized.LASSO), none)
            .contains("'a' is missing"));
        final DlrmFusion.Result result = learn(builder().group("g", List.of("a", "b"),
            new SelectionStep.MissingRule(0.5)), none);
        assertTrue(result.trace().stream().anyMatch(t -> t.feature().equals("a") && t.reason().equals("missing everywhere")));
        final double[] y = table().numbers("y");
        Arrays.fill(y, Double.NaN);
        assertTrue(assertThrows(DegenerateDataException.class, () -> learn(builder().clinical(all("b")),
            table().with("y", y))).getMessage().contains("No training row has an outcome"));
    }

    @Test
    void missingValuesAreCountedAndImputed() {
        final double[] b = table().numbers("b");
        b[3] = Double.NaN;
        b[55] = Double.NaN;
        final Table some = table().with("b", b);
        final DlrmFusion.Result dropped = learn(builder().clinical(all("a", "b")), some);
        assertEquals(49, dropped.model().fit().n());
        assertTrue(dropped.warnings().stream().anyMatch(w -> w.startsWith("1 of 50 training rows miss")));
        final DlrmPredictor.Predictions blank = new DlrmPredictor(dropped.model()).predict(some);
        assertTrue(Double.isNaN(blank.probability()[55]));
        assertEquals(List.of("b is missing"), blank.notes().get(55));
        final DlrmFusion.Result imputed = learn(builder().clinical(new ClinicalSettings(List.of("a", "b"), List.of(), 1,
            ClinicalSettings.Backward.NONE, 1, ClinicalSettings.Missing.IMPUTE)), some);
        assertEquals(50, imputed.model().fit().n());
        final DlrmPredictor.Predictions filled = new DlrmPredictor(imputed.model()).predict(some);
        assertFalse(Double.isNaN(filled.probability()[55]));
        assertTrue(filled.notes().get(55).get(0).contains("filled"));
    }

    @Test
    void unseenCategory() {
        final Table table = table().with("centre", Column.Factor.of(IntStream.range(0, N)
            .mapToObj(i -> i >= 55 ? "new" : i % 3 == 0 ? "A" : i % 3 == 1 ? "B" : "C").toList()));
        final DlrmModel model = learn(builder().clinical(all("a", "centre")), table).model();
        assertEquals(List.of("a", "centreB", "centreC"), model.terms().stream().map(DlrmModel.Term::name).toList());
        final DlrmPredictor.Predictions all = new DlrmPredictor(model).predict(table);
        assertEquals(List.of("centre = 'new' was not in the training rows, known are A, B, C"), all.notes().get(55));
        assertTrue(Double.isNaN(all.probability()[55]) && !Double.isNaN(all.probability()[54]), "one patient, not the cohort");
        final String message = assertThrows(IllegalArgumentException.class,
            () -> new DlrmPredictor(model).predict(table.filter(i -> i >= 55))).getMessage();
        assertEquals("Column 'centre' has the values new, the training rows had A, B, C: code it as there", message);
        final DlrmPredictor.Predictions known = new DlrmPredictor(model).predict(table.filter(i -> i < 55));
        assertTrue(Arrays.stream(known.probability()).noneMatch(Double::isNaN));
    }

    @Test
    void absentColumnsAndValuesOutOfRange() {
        final DlrmModel model = learn(builder().clinical(all("a", "b")), table()).model();
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new DlrmPredictor(model)
            .predict(table().columns(List.of("y")))).getMessage().contains("lacks 2 of the model's columns: [a, b]"));
        final double[] far = table().numbers("a");
        far[2] = 1000;
        final DlrmPredictor.Predictions p = new DlrmPredictor(model).predict(table().with("a", far));
        assertTrue(p.notes().get(2).get(0).startsWith("a = 1000.0 lies outside the training range"));
        assertTrue(p.notes().get(3).isEmpty());
    }

    @Test
    void nothingSelected() {
        final DlrmFusion.Result result = learn(builder().group("g", List.of("b"),
            new SelectionStep.UnivariableScreen(SelectionStep.Test.STUDENT_T, PAdjust.BONFERRONI, 1e-9)), table());
        assertTrue(result.model().terms().isEmpty());
        assertTrue(result.warnings().stream().anyMatch(w -> w.contains("predicts the same for everybody")));
        final double[] p = new DlrmPredictor(result.model()).predict(table()).probability();
        assertEquals(0.5, p[0], 1e-12);
    }

    @Test
    void wrongCohortValue() {
        final DlrmSettings.Builder other = DlrmSettings.builder(new Outcome.Binary("y", "1"), "cohort", "Train")
            .clinical(all("a"));
        assertTrue(refusal(other, table()).contains("values there: test, train"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> builder().clinical(all("a", "y")).build())
            .getMessage().contains("'y' holds the outcome"));
    }

    @Test
    void wrongModelFiles() {
        final DlrmModel model = learn(builder().clinical(all("a", "b")), table()).model();
        final String json = model.toJson();
        for (final String broken : List.of("", "{}", "[1]", "null", json.substring(0, json.length() / 2),
            json.replace("org.dlrm.model", "org.dlrm.modem"), json.replace("\"version\": 1", "\"version\": 99"),
            json.replace("\"terms\"", "\"term\""), json.replace("\"threshold\"", "\"x\""),
            json.replaceFirst("\"column\": \"a\"", "\"column\": \"zz\""))) {
            assertThrows(IllegalArgumentException.class, () -> DlrmModel.fromJson(broken), () -> broken.substring(0,
                Math.min(60, broken.length())));
        }
    }
}
