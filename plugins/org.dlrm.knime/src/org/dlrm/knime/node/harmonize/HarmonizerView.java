package org.dlrm.knime.node.harmonize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import org.dlrm.knime.FeaturePanels;
import org.dlrm.knime.Views;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Features by centre before and after, and how much of their variance the centre explains. */
final class HarmonizerView {

    private HarmonizerView() {
    }

    /**
     * @param before rows with features and centre
     * @param after the same rows, harmonized
     * @param rows which rows these are, in words
     */
    static JsonObject of(final String title, final CombatModel model, final Table before, final Table after,
        final String rows) {
        final JsonObject page = Views.page(title);
        final Column.Factor centre = before.factor(model.batchColumn());
        final Map<String, List<Integer>> byCentre = FeaturePanels.groups(IntStream.range(0, before.rows())
            .mapToObj(i -> centre.isMissing(i) ? "(missing)" : centre.label(i)).toList());
        final List<Share> shares = new ArrayList<>();
        for (final String feature : model.features()) {
            shares.add(new Share(feature, explained(before.numbers(feature), byCentre.values()),
                explained(after.numbers(feature), byCentre.values())));
        }
        shares.sort(Comparator.comparingDouble((Share s) -> Double.isNaN(s.before) ? -1 : s.before).reversed());
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Rows", before.rows() + " (" + rows + ")");
        facts.put("Features", String.valueOf(model.features().size()));
        facts.put("Centres", String.join(", ", model.batches()));
        facts.put("Reference centre", model.reference().isEmpty() ? "none: pooled mean and variance" : model.reference());
        facts.put("Median variance explained by the centre", median(shares, true) + " before, " + median(shares, false)
            + " after");
        Views.facts(page, "Harmonization", facts).addProperty("wide", true);
        explained(page, shares);
        distributions(page, shares, before, after, byCentre);
        Views.table(page, "table", "Variance explained by the centre", List.of("Feature", "Before", "After"),
            shares.stream().map(s -> new Object[]{s.feature, s.before, s.after}).toList());
        return page;
    }

    /** Part of a feature's variance between the centres (eta squared). */
    private record Share(String feature, double before, double after) {
    }

    private static String median(final List<Share> shares, final boolean before) {
        final double[] known = shares.stream().mapToDouble(s -> before ? s.before : s.after).filter(v -> !Double.isNaN(v))
            .toArray();
        return known.length == 0 ? "unknown" : String.format(Locale.ROOT, "%.1f %%", 100 * Descriptive.median(known));
    }

    private static double explained(final double[] x, final Iterable<List<Integer>> groups) {
        final double[] all = Arrays.stream(x).filter(Double::isFinite).toArray();
        if (all.length < 2) {
            return Double.NaN;
        }
        final double mean = Descriptive.mean(all);
        final double total = Arrays.stream(all).map(v -> (v - mean) * (v - mean)).sum();
        double between = 0;
        for (final List<Integer> rows : groups) {
            final double[] own = rows.stream().mapToDouble(r -> x[r]).filter(Double::isFinite).toArray();
            if (own.length > 0) {
                final double d = Descriptive.mean(own) - mean;
                between += own.length * d * d;
            }
        }
        return total > 0 ? between / total : Double.NaN;
    }

    private static void explained(final JsonObject page, final List<Share> shares) {
        final JsonObject panel = Views.panel(page, "line", "Variance explained by the centre");
        panel.addProperty("x", "Features, most affected first");
        panel.addProperty("y", "Part of the variance");
        panel.addProperty("note", "Between-centre part of the sum of squares (eta squared). Centres that differ in their "
            + "patients keep a part of it: what the named covariates explain is not removed.");
        final JsonArray curves = new JsonArray();
        for (final boolean before : new boolean[]{true, false}) {
            final JsonObject curve = new JsonObject();
            curve.addProperty("name", before ? "before" : "after");
            curve.add("x", Views.array(IntStream.rangeClosed(1, shares.size()).asDoubleStream().toArray()));
            curve.add("y", Views.array(shares.stream().mapToDouble(s -> before ? s.before : s.after).toArray()));
            curves.add(curve);
        }
        panel.add("curves", curves);
    }

    private static void distributions(final JsonObject page, final List<Share> shares, final Table before,
        final Table after, final Map<String, List<Integer>> byCentre) {
        final int n = before.rows();
        final int shown = FeaturePanels.shown(shares.size(), 2 * n);
        final List<double[]> values = new ArrayList<>();
        for (final Share s : shares.subList(0, shown)) {
            final double[] both = Arrays.copyOf(before.numbers(s.feature), 2 * n);
            System.arraycopy(after.numbers(s.feature), 0, both, n, n);
            values.add(both);
        }
        final Map<String, List<Integer>> groups = new LinkedHashMap<>();
        byCentre.forEach((name, rows) -> groups.put(name + " before", rows));
        byCentre.forEach((name, rows) -> groups.put(name + " after", rows.stream().map(r -> r + n).toList()));
        final JsonObject panel = FeaturePanels.distributions(page, "Features by centre, before and after",
            shares.stream().limit(shown).map(Share::feature).toList(), values, groups);
        for (int g = 0; g < groups.size(); g++) { // a centre has one colour, before and after
            panel.getAsJsonArray("groups").get(g).getAsJsonObject().addProperty("colour", g % byCentre.size());
        }
        panel.addProperty("note", "Most affected feature first." + (shown < shares.size()
            ? " " + shown + " of " + shares.size() + " features." : ""));
    }
}
