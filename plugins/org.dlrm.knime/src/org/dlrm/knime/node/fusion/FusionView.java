package org.dlrm.knime.node.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.dlrm.knime.Views;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.fusion.DlrmFusion;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.DlrmPredictor;
import org.dlrm.stats.fusion.DlrmSettings;
import org.dlrm.stats.fusion.Outcome;
import org.dlrm.stats.fusion.Performance;
import org.dlrm.stats.fusion.SelectionPath;
import org.dlrm.stats.fusion.Signature;
import org.dlrm.stats.nomogram.Nomogram;
import org.dlrm.stats.report.Settings;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** What the DLRM Fusion's view shows: performance, terms, nomogram, chosen features, selection, model card. */
final class FusionView {

    /** Of more features the ones with the largest coefficients are drawn. */
    private static final int FEATURES_DRAWN = 40;

    private final DlrmFusion.Result m_result;

    private final DlrmModel m_model;

    private final DlrmSettings m_settings;

    /** The rows that were learnt from. */
    private final Table m_training;

    private final JsonObject m_page = Views.page("DLRM Fusion");

    private FusionView(final DlrmFusion.Result result, final DlrmSettings settings, final Table table) {
        m_result = result;
        m_model = result.model();
        m_settings = settings;
        final Set<String> keys = Set.copyOf(result.trainingKeys());
        m_training = table.filter(i -> keys.contains(table.keys().get(i)));
    }

    static JsonObject of(final DlrmFusion.Result result, final DlrmSettings settings, final Table table,
        final List<String> warnings) {
        final FusionView view = new FusionView(result, settings, table);
        Views.warn(view.m_page, warnings);
        view.performance();
        view.forest();
        view.nomogram();
        view.steps();
        view.paths();
        view.features();
        view.coefficients();
        view.trace();
        view.card();
        return view.m_page;
    }

    private void performance() {
        final Performance f = m_model.performance();
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Training patients", m_model.fit().n() + " (" + m_model.fit().events() + " events)");
        facts.put("Rows of other cohorts, not used", String.valueOf(m_result.refusedRows()));
        facts.put(f.measure() + " apparent (optimistic)", Views.text(f.apparent().value(), f.apparent().lower(),
            f.apparent().upper()));
        facts.put(f.measure() + " cross-validated", Views.text(f.crossValidated().value()));
        facts.put(f.measure() + " corrected by bootstrap", Views.text(f.bootstrap().corrected()));
        facts.put("Optimism", Views.text(f.bootstrap().optimism()));
        facts.put("Brier score apparent (optimistic)", Views.text(f.apparent().brier()));
        facts.put("Brier score cross-validated", Views.text(f.crossValidated().brier()));
        facts.put("AIC", Views.text(m_model.fit().aic()));
        facts.put("Likelihood-ratio test", Views.text(m_model.fit().lrChisq()).isEmpty() ? "" : "chi-squared "
            + Views.text(m_model.fit().lrChisq()) + ", " + m_model.fit().lrDf() + " df, " + Views.p(m_model.fit().lrP()));
        facts.put("Operating threshold (" + m_model.threshold().rule().toLowerCase(Locale.ROOT) + ")", Views.text(m_model.threshold().value()));
        facts.put("Sensitivity there", Views.text(m_model.threshold().sensitivity()));
        facts.put("Specificity there", Views.text(m_model.threshold().specificity()));
        Views.facts(m_page, "Performance in the training patients", facts).addProperty("note", "Judge the model by the "
            + "cross-validated and corrected values, in which the whole selection is repeated, and by other cohorts.");
    }

    private void forest() {
        final JsonObject forest = Views.panel(m_page, "forest", "Terms of the fusion");
        forest.addProperty("measure", m_model.kind() == DlrmModel.Kind.LOGISTIC ? "Odds ratio" : "Hazard ratio");
        forest.addProperty("level", 0.95);
        final JsonArray rows = new JsonArray();
        m_model.terms().forEach(t -> Views.forestRow(rows, t.name(), t.ratio(), t.waldLower(), t.waldUpper(), t.p()));
        forest.add("rows", rows);
    }

    /** One nomogram per outcome axis: the probability, or survival at each time. */
    private void nomogram() {
        final Nomogram nomogram = m_model.nomogram();
        for (final Nomogram.Scale outcome : nomogram.functions()) {
            final JsonObject panel = Views.panel(m_page, "nomogram", nomogram.functions().size() == 1 ? "Nomogram"
                : "Nomogram: " + outcome.name());
            final JsonArray axes = new JsonArray();
            nomogram.axes().forEach(axis -> axes.add(axis(axis, nomogram.pointsPerLp())));
            panel.add("axes", axes);
            final JsonObject total = new JsonObject();
            total.add("points", Views.array(outcome.points()));
            total.add("probability", Views.array(outcome.values()));
            if (m_model.kind() == DlrmModel.Kind.LOGISTIC) {
                Views.put(total, "lpAtZero", nomogram.intercept());
                Views.put(total, "lpPerPoint", 1 / nomogram.pointsPerLp());
            }
            panel.add("total", total);
            panel.addProperty("outcome", m_model.kind() == DlrmModel.Kind.LOGISTIC
                ? "Probability of " + m_model.outcome().column() + " = " + m_model.outcome().positiveClass()
                : "Probability of " + outcome.name());
        }
    }

    private JsonObject axis(final Nomogram.Axis axis, final double pointsPerLp) {
        final JsonObject o = new JsonObject();
        final Nomogram.Predictor predictor = axis.predictor();
        o.addProperty("name", predictor.name());
        m_model.terms().stream().filter(t -> t.column().equals(predictor.name()) && t.level().isEmpty()).findFirst()
            .ifPresent(t -> {
                final double[] range = range(predictor.name());
                Views.put(o, "slope", t.coef() * pointsPerLp);
                Views.put(o, "from", range[0]);
                Views.put(o, "to", range[1]);
            });
        final JsonArray values = new JsonArray();
        for (int i = 0; i < axis.points().length; i++) {
            final JsonObject value = new JsonObject();
            value.addProperty("label", predictor.labels().get(i));
            Views.put(value, "points", axis.points()[i]);
            values.add(value);
        }
        o.add("values", values);
        return o;
    }

    /** @return smallest and largest value of a signature, score or clinical column in the training rows */
    private double[] range(final String name) {
        for (final DlrmModel.Input input : m_model.inputs()) {
            if (input.column().equals(name)) {
                return new double[]{input.min(), input.max()};
            }
        }
        final double[][] signatures = new DlrmPredictor(m_model).predict(m_training).signatures();
        for (int s = 0; s < signatures.length; s++) {
            if (m_model.signatures().get(s).name().equals(name)) {
                final DoubleSummaryStatistics summary = Arrays.stream(signatures[s]).filter(Double::isFinite)
                    .summaryStatistics();
                return new double[]{summary.getMin(), summary.getMax()};
            }
        }
        return new double[]{Double.NaN, Double.NaN};
    }

    /** How many features every step judged and kept, by group. */
    private void steps() {
        final Map<List<String>, int[]> counts = new LinkedHashMap<>();
        m_result.trace().forEach(t -> {
            final int[] n = counts.computeIfAbsent(List.of(t.group(), t.step()), k -> new int[2]);
            n[0]++;
            n[1] += t.kept() ? 1 : 0;
        });
        if (counts.isEmpty()) {
            return;
        }
        Views.table(m_page, "table", "Selection, step by step", List.of("Group", "Step", "Judged", "Kept", "Dropped"),
            counts.entrySet().stream().map(e -> new Object[]{e.getKey().get(0), e.getKey().get(1), e.getValue()[0],
                e.getValue()[1], e.getValue()[0] - e.getValue()[1]}).toList())
            .addProperty("note", "Every feature with its numbers is in the selection trace below.");
    }

    /** Coefficients and cross-validated error along the penalties, one panel per signature. */
    private void paths() {
        for (final SelectionPath path : m_result.paths()) {
            final JsonObject panel = Views.panel(m_page, "path", "Selection path of the signature " + path.group());
            panel.add("lambda", Views.array(path.lambda()));
            Views.put(panel, "lambdaMin", path.lambdaMin());
            Views.put(panel, "lambda1se", path.lambda1se());
            panel.addProperty("chosen", path.usesMin() ? "min" : "1se");
            panel.addProperty("note", path.features().size() + " features took part in the penalised step; "
                + path.entered().length + " enter the path. Bars: mean and one standard error over the folds.");
            final JsonArray coefficients = new JsonArray();
            for (final int f : path.entered()) {
                final JsonObject c = new JsonObject();
                c.addProperty("name", path.features().get(f));
                c.add("values", Views.array(path.coefficients()[f]));
                coefficients.add(c);
            }
            panel.add("coefficients", coefficients);
            final JsonObject cv = new JsonObject();
            cv.add("lambda", Views.array(path.cvLambda()));
            cv.add("mean", Views.array(path.mean()));
            final int n = path.mean().length;
            cv.add("lower", Views.array(
                IntStream.range(0, n).mapToDouble(k -> path.mean()[k] - path.standardError()[k]).toArray()));
            cv.add("upper", Views.array(
                IntStream.range(0, n).mapToDouble(k -> path.mean()[k] + path.standardError()[k]).toArray()));
            cv.add("nonzero", Views.array(Arrays.stream(path.nonzero()).asDoubleStream().toArray()));
            cv.addProperty("measure", "Cross-validated " + path.measure());
            panel.add("cv", cv);
        }
    }

    private void features() {
        final List<Signature.Feature> chosen = m_model.signatures().stream().flatMap(s -> s.features().stream())
            .sorted(Comparator.comparingDouble((Signature.Feature f) -> -Math.abs(f.coef()))).limit(FEATURES_DRAWN)
            .toList();
        if (chosen.isEmpty()) {
            return;
        }
        final Map<String, List<Integer>> groups = groups();
        final JsonArray features = new JsonArray();
        final List<double[]> columns = new ArrayList<>();
        final JsonArray names = new JsonArray();
        for (final Signature.Feature f : chosen) {
            final double[] x = m_training.numbers(f.column());
            columns.add(x);
            names.add(f.column());
            final JsonArray parts = new JsonArray();
            groups.forEach((name, rows) -> {
                final JsonObject part = new JsonObject();
                part.addProperty("name", name);
                part.add("values", Views.array(rows.stream().mapToDouble(r -> x[r]).filter(Double::isFinite).toArray()));
                parts.add(part);
            });
            final JsonObject feature = new JsonObject();
            feature.addProperty("name", f.column());
            feature.add("groups", parts);
            features.add(feature);
        }
        final JsonObject distribution = Views.panel(m_page, "distribution", "Chosen features in the training patients");
        distribution.addProperty("note", "The features were chosen for this difference: it is optimistic.");
        distribution.add("features", features);
        final JsonObject map = Views.panel(m_page, "heatmap", "Correlation of the chosen features (Spearman)");
        map.add("names", names);
        final JsonArray values = new JsonArray();
        columns.forEach(a -> values.add(Views.array(columns.stream().mapToDouble(b -> correlation(a, b)).toArray())));
        map.add("values", values);
    }

    /** @return training rows by outcome */
    private Map<String, List<Integer>> groups() {
        final boolean binary = m_settings.outcome() instanceof Outcome.Binary;
        final Column.Factor outcome = m_training.factor(binary ? m_model.outcome().column() : m_model.outcome().event());
        final Map<String, List<Integer>> groups = new TreeMap<>();
        for (int r = 0; r < m_training.rows(); r++) {
            final String label = binary ? m_model.outcome().column() + " = " + outcome.label(r)
                : outcome.label(r).equals(m_model.outcome().eventValue()) ? "event" : "censored";
            groups.computeIfAbsent(label, k -> new ArrayList<>()).add(r);
        }
        return groups;
    }

    private static double correlation(final double[] a, final double[] b) {
        final int[] both = IntStream.range(0, a.length).filter(i -> Double.isFinite(a[i]) && Double.isFinite(b[i]))
            .toArray();
        return both.length < 3 ? Double.NaN : Descriptive.spearman(Descriptive.pick(a, both), Descriptive.pick(b, both));
    }

    private void coefficients() {
        Views.table(m_page, "table", "Coefficients of the fusion", List.of("Term", "Coefficient", "SE", "p", "Ratio",
            "Lower", "Upper", "Profile lower", "Profile upper", "LR chi-squared", "LR p", "VIF"),
            m_model.terms().stream().map(t -> new Object[]{t.name(), t.coef(), t.se(), t.p(), t.ratio(), t.waldLower(),
                t.waldUpper(), t.profileLower(), t.profileUpper(), t.lrChisq(), t.lrP(), t.vif()}).toList())
            .addProperty("level", 0.95);
    }

    private void trace() {
        Views.table(m_page, "trace", "Selection trace", List.of("Group", "Feature", "Step", "Statistic", "Value", "p",
            "Adjusted p", "Kept", "Reason"), m_result.trace().stream().map(t -> new Object[]{t.group(), t.feature(),
                t.step(), t.statistic(), t.value(), t.p(), t.adjustedP(), t.kept() ? "yes" : "no", t.reason()}).toList());
    }

    private void card() {
        final DlrmModel.Provenance p = m_model.provenance();
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Regression", m_model.kind() + ", " + m_model.fit().method());
        facts.put("Equation", m_model.equation());
        facts.put("Training rows", String.valueOf(p.trainingRows()));
        facts.put("Training data (SHA-256)", p.dataHash());
        facts.put("Seed", String.valueOf(p.seed()));
        facts.put("Software", p.software());
        facts.put("Columns needed", String.join(", ", new DlrmPredictor(m_model).requiredColumns()));
        facts.put("Harmonization", m_model.harmonization().isEmpty() ? "none" : "ComBat by "
            + m_model.harmonization().get(0).combat().batchColumn());
        facts.put("Intended use", "Research. Valid for patients and images like those of the training cohort; not a "
            + "medical device.");
        Views.facts(m_page, "Model card", facts);
        Views.table(m_page, "table", "Settings", List.of("Setting", "Value"), Settings.flatten(p.settings()).stream()
            .map(row -> row.toArray(new Object[0])).toList());
    }
}
