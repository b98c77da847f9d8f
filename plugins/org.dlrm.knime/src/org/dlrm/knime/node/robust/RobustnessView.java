package org.dlrm.knime.node.robust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.dlrm.knime.Views;
import org.dlrm.stats.agreement.RobustnessFilter;
import org.dlrm.stats.agreement.RobustnessFilter.Verdict;
import org.dlrm.stats.base.Descriptive;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Intraclass correlations of all features against the threshold, counts per family, the coefficients as a table. */
final class RobustnessView {

    /** Koo and Li 2016. */
    private static final double[] LIMITS = {0.5, 0.75, 0.9};

    private static final String[] NAMES = {"poor (below 0.5)", "moderate (0.5 to 0.75)", "good (0.75 to 0.9)",
        "excellent (0.9 or more)"};

    private RobustnessView() {
    }

    static JsonObject of(final List<Verdict> verdicts, final RobustnessFilter filter,
        final String compared, final List<String> warnings) {
        final JsonObject page = Views.page("Feature Robustness Filter");
        Views.warn(page, warnings);
        summary(page, verdicts, filter, compared);
        ranked(page, verdicts, filter);
        families(page, verdicts);
        Views.table(page, "table", "Reliability", List.of("Feature", "Patients", "Measurements", "ICC", "Lower", "Upper", "F",
            "p", "Kept", "Reason"), verdicts.stream().map(v -> new Object[]{v.feature(), v.patients(), v.measurements(),
                v.icc(), v.interval().lower(), v.interval().upper(), v.f(), v.p(), v.kept() ? "yes" : "no",
                v.reason()}).toList())
            .addProperty("level", filter.level());
        return page;
    }

    private static void summary(final JsonObject page, final List<Verdict> verdicts,
        final RobustnessFilter filter, final String compared) {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Features", String.valueOf(verdicts.size()));
        facts.put("Kept", String.valueOf(verdicts.stream().filter(Verdict::kept).count()));
        facts.put("Compared", compared);
        facts.put("Patients measured repeatedly", verdicts.stream().mapToInt(Verdict::patients).max().stream()
            .mapToObj(String::valueOf).collect(Collectors.joining()));
        facts.put("Coefficient", name(filter.form().name()));
        facts.put("Threshold", Views.text(filter.threshold()) + (filter.onLowerBound()
            ? " for the lower end of the interval" : " for the estimate"));
        final int[] counts = new int[NAMES.length];
        verdicts.stream().filter(v -> !Double.isNaN(v.icc())).forEach(v -> counts[band(v.icc())]++);
        for (int i = NAMES.length - 1; i >= 0; i--) {
            facts.put("ICC " + NAMES[i], String.valueOf(counts[i]));
        }
        Views.facts(page, "Reproducibility", facts);
    }

    /** ICC2K becomes ICC(2,k). */
    private static String name(final String form) {
        return form.replaceFirst("^ICC(\\d)$", "ICC($1,1)").replaceFirst("^ICC(\\d)K$", "ICC($1,k)");
    }

    private static int band(final double icc) {
        int band = 0;
        while (band < LIMITS.length && icc >= LIMITS[band]) {
            band++;
        }
        return band;
    }

    private static void ranked(final JsonObject page, final List<Verdict> verdicts,
        final RobustnessFilter filter) {
        final JsonObject panel = Views.panel(page, "ranked", "Intraclass correlation of the features");
        panel.addProperty("y", "ICC");
        panel.addProperty("level", filter.level());
        panel.addProperty("least", -0.2);
        Views.put(panel, "threshold", filter.threshold());
        panel.addProperty("note", "Bars are the intervals. Values below -0.2 are drawn there.");
        final JsonArray items = new JsonArray();
        for (final Verdict v : verdicts) {
            final JsonObject item = new JsonObject();
            item.addProperty("name", v.feature());
            Views.put(item, "value", v.icc());
            Views.put(item, "lower", v.interval().lower());
            Views.put(item, "upper", v.interval().upper());
            item.addProperty("group", v.kept() ? "kept" : "dropped");
            items.add(item);
        }
        panel.add("items", items);
    }

    /** Families by the first two parts of a feature's name, e.g. rad_glcm. */
    private static void families(final JsonObject page, final List<Verdict> verdicts) {
        final Map<String, List<Verdict>> families = new TreeMap<>();
        verdicts.forEach(v -> families.computeIfAbsent(family(v.feature()), f -> new ArrayList<>()).add(v));
        if (families.size() < 2 || families.size() > verdicts.size() / 2) {
            return;
        }
        final List<Object[]> rows = new ArrayList<>();
        families.forEach((name, members) -> {
            final double[] known =
                members.stream().mapToDouble(Verdict::icc).filter(x -> !Double.isNaN(x)).sorted().toArray();
            rows.add(new Object[]{name, members.size(), (int)members.stream().filter(Verdict::kept).count(),
                known.length == 0 ? Double.NaN : Descriptive.median(known),
                known.length == 0 ? Double.NaN : known[0]});
        });
        Views.table(page, "table", "By family", List.of("Family", "Features", "Kept", "Median ICC", "Smallest ICC"), rows);
    }

    private static String family(final String feature) {
        final String[] parts = feature.split("_");
        return parts.length < 3 ? feature : parts[0] + "_" + parts[1];
    }
}
