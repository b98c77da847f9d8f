package org.dlrm.knime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import org.dlrm.stats.base.RankCorrelations;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/**
 * Distributions and correlations of features as panels. The numbers travel packed, so that a page with 1,500 features of
 * 719 patients opens at once: values as 32-bit floats, correlations in steps of 0.0001.
 */
public final class FeaturePanels {

    /** More numbers than these would make the page slow to open: the features are then spread evenly. */
    private static final int MOST_NUMBERS = 2_000_000;

    private static final int MOST_CORRELATED = 1500;

    private static final int MOST_GROUPS = 8;

    private static final String EVERYBODY = "All patients";

    private static final double STEPS = 10_000;

    private FeaturePanels() {
    }

    /** @return how many features of so many patients can be shown */
    public static int shown(final int features, final int patients) {
        return Math.min(features, Math.max(1, MOST_NUMBERS / Math.max(1, patients)));
    }

    /** @return that many indices, evenly spread */
    public static int[] spread(final int of, final int shown) {
        return IntStream.range(0, shown).map(i -> (int)((long)i * of / shown)).toArray();
    }

    /** @return row numbers by group; all in one where there are too many groups to compare */
    public static Map<String, List<Integer>> groups(final List<String> groups) {
        final Map<String, List<Integer>> rows = new TreeMap<>();
        for (int r = 0; r < groups.size(); r++) {
            rows.computeIfAbsent(groups.get(r), k -> new ArrayList<>()).add(r);
        }
        return rows.size() <= MOST_GROUPS ? rows
            : Map.of(EVERYBODY, IntStream.range(0, groups.size()).boxed().toList());
    }

    /** @return the one group of everybody */
    public static Map<String, List<Integer>> everybody(final int rows) {
        return Map.of(EVERYBODY, IntStream.range(0, rows).boxed().toList());
    }

    /**
     * Adds a box plot per feature with every value.
     *
     * @param names of the features
     * @param values {@code [feature][row]}, NaN is missing
     * @param groups row numbers by group
     */
    public static JsonObject distributions(final JsonObject page, final String title, final List<String> names,
        final List<double[]> values, final Map<String, List<Integer>> groups) {
        final JsonObject panel = Views.panel(page, "distribution", title);
        final JsonArray features = new JsonArray();
        names.forEach(name -> {
            final JsonObject feature = new JsonObject();
            feature.addProperty("name", name);
            features.add(feature);
        });
        panel.add("features", features);
        final JsonArray parts = new JsonArray();
        groups.forEach((name, rows) -> {
            final JsonObject part = new JsonObject();
            part.addProperty("name", name);
            part.addProperty("n", rows.size());
            parts.add(part);
        });
        panel.add("groups", parts);
        final int[] order = groups.values().stream().flatMap(List::stream).mapToInt(r -> r).toArray();
        final ByteBuffer bytes =
            ByteBuffer.allocate(Float.BYTES * order.length * values.size()).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(v -> Arrays.stream(order).forEach(r -> bytes.putFloat((float)v[r])));
        panel.addProperty("packed", Views.packed(bytes.array()));
        return panel;
    }

    /** Adds a heat map of Spearman's rank correlations. */
    public static JsonObject correlations(final JsonObject page, final String title, final List<String> names,
        final List<double[]> values, final ExecutionContext exec) throws CanceledExecutionException {
        final int n = Math.min(MOST_CORRELATED, names.size());
        final int[] chosen = spread(names.size(), n);
        final RankCorrelations r =
            new RankCorrelations(Arrays.stream(chosen).mapToObj(values::get).toArray(double[][]::new));
        final ByteBuffer bytes = ByteBuffer.allocate(n * (n - 1)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 1; i < n; i++) {
            exec.checkCanceled();
            for (int j = 0; j < i; j++) {
                final double v = r.get(i, j);
                bytes.putShort(Double.isNaN(v) ? Short.MIN_VALUE : (short)Math.round(STEPS * v));
            }
        }
        final JsonObject panel = Views.panel(page, "heatmap", title);
        final JsonArray header = new JsonArray();
        Arrays.stream(chosen).forEach(i -> header.add(names.get(i)));
        panel.add("names", header);
        panel.addProperty("packed", Views.packed(bytes.array()));
        panel.addProperty("note", "Spearman's rank correlation."
            + (n < names.size() ? " " + n + " of " + names.size() + " features, evenly spread." : ""));
        return panel;
    }

    /** @return indices of the features that vary: the others have no distribution worth a look */
    public static int[] varying(final List<double[]> values) {
        final IntPredicate varies = f -> {
            final double[] known = Arrays.stream(values.get(f)).filter(Double::isFinite).toArray();
            return known.length > 2 && Arrays.stream(known).anyMatch(v -> v != known[0]);
        };
        return IntStream.range(0, values.size()).filter(varies).toArray();
    }
}
