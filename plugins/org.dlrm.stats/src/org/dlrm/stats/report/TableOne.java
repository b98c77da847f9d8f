package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.ContingencyTable;
import org.dlrm.stats.univariable.GroupTests;
import org.dlrm.stats.univariable.MannWhitney;
import org.dlrm.stats.univariable.StandardizedDifference;
import org.dlrm.stats.univariable.TTest;

/**
 * Characteristics of groups of patients, one column per group: numbers as median [quartiles] (R's type 7) or mean (SD),
 * categories as n (%) of the known ones, with a test of the groups against each other.
 *
 * @param head names of the columns
 * @param rows cells as text
 */
record TableOne(List<String> head, List<List<String>> rows) {

    /** Numbers with at most so many different whole values are categories, e.g. a stage or 0/1. */
    private static final int CODES = 5;

    private static final int LEVELS_SHOWN = 12;

    /** Cochran's rule for the chi-square test. */
    private static final double EXPECTED = 5;

    /**
     * @param groups name to row numbers, in the order of the columns
     * @param columns the characteristics
     * @param tests whether to add p values
     */
    static TableOne of(final Table table, final Map<String, List<Integer>> groups, final List<String> columns,
        final boolean means, final boolean tests) {
        final boolean compare = tests && groups.size() > 1;
        final List<String> head = new ArrayList<>(List.of("Characteristic"));
        groups.forEach((name, rows) -> head.add(name + " (n = " + rows.size() + ")"));
        if (compare) {
            head.addAll(List.of("p", "Test"));
        }
        final List<List<String>> rows = new ArrayList<>();
        for (final String name : columns) {
            if (table.column(name) instanceof Column.Numeric n && !isCode(n)) {
                numbers(rows, name, n, groups, means, compare);
            } else {
                categories(rows, name, table.factor(name), groups, compare);
            }
            missing(rows, table.column(name), groups, head.size());
        }
        return new TableOne(head, rows);
    }

    /** A difference above this is usually called an imbalance (Austin 2009). */
    static final double IMBALANCE = 0.1;

    /**
     * Standardized mean differences of every group against the first.
     *
     * @return a table of one row per characteristic and one column per group but the first
     */
    static TableOne differences(final Table table, final Map<String, List<Integer>> groups, final List<String> columns) {
        final List<String> names = List.copyOf(groups.keySet());
        final List<String> head = new ArrayList<>(List.of("Characteristic"));
        names.stream().skip(1).forEach(n -> head.add(n + " against " + names.get(0)));
        final List<List<String>> rows = new ArrayList<>();
        for (final String name : columns) {
            final List<String> row = new ArrayList<>(List.of(name));
            final boolean numeric = table.column(name) instanceof Column.Numeric n && !isCode(n);
            for (final String group : names.subList(1, names.size())) {
                final double d = numeric
                    ? StandardizedDifference.of(known(table, name, groups.get(names.get(0))), known(table, name, groups.get(group)))
                    : StandardizedDifference.ofCounts(counts(table.factor(name), groups.get(names.get(0))),
                        counts(table.factor(name), groups.get(group)));
                row.add(Double.isNaN(d) ? "not defined" : String.format(Locale.ROOT, "%.3f", d));
            }
            rows.add(row);
        }
        return new TableOne(head, rows);
    }

    private static double[] known(final Table table, final String column, final List<Integer> rows) {
        final double[] all = table.numbers(column);
        return rows.stream().mapToDouble(r -> all[r]).filter(v -> !Double.isNaN(v)).toArray();
    }

    private static int[] counts(final Column.Factor column, final List<Integer> rows) {
        final int[] counts = new int[column.levels().size()];
        rows.stream().filter(r -> !column.isMissing(r)).forEach(r -> counts[column.code(r)]++);
        return counts;
    }

    private static boolean isCode(final Column.Numeric column) {
        final TreeSet<Double> values = new TreeSet<>();
        for (final double v : column.values()) {
            if (!Double.isNaN(v)) {
                values.add(v);
            }
        }
        return values.size() <= CODES && values.stream().allMatch(v -> v == Math.rint(v))
            && column.size() > 2 * values.size();
    }

    private static void numbers(final List<List<String>> rows, final String name, final Column.Numeric column,
        final Map<String, List<Integer>> groups, final boolean means, final boolean compare) {
        final List<String> row = new ArrayList<>(List.of(name + (means ? ", mean (SD)" : ", median [quartiles]")));
        final List<double[]> samples = new ArrayList<>();
        groups.values().forEach(g -> {
            final double[] x = g.stream().mapToDouble(column::value).filter(v -> !Double.isNaN(v)).toArray();
            row.add(summary(x, means));
            if (x.length > 0) {
                samples.add(x);
            }
        });
        if (compare) {
            test(row, samples, means);
        }
        rows.add(row);
    }

    private static String summary(final double[] x, final boolean means) {
        if (x.length == 0) {
            return "";
        }
        if (means) {
            final List<String> n = Html.alike(Descriptive.mean(x), x.length < 2 ? Double.NaN : Descriptive.sd(x));
            return n.get(0) + (x.length < 2 ? "" : " (" + n.get(1) + ")");
        }
        final List<String> n =
            Html.alike(Descriptive.median(x), Descriptive.quantile(x, 0.25), Descriptive.quantile(x, 0.75));
        return n.get(0) + " [" + n.get(1) + ", " + n.get(2) + "]";
    }

    private static void test(final List<String> row, final List<double[]> samples, final boolean means) {
        if (samples.size() < 2 || means && samples.stream().anyMatch(x -> x.length < 2)) {
            row.addAll(List.of("", "too few values"));
        } else if (samples.size() == 2) {
            row.add(Html.p(means ? TTest.welch(samples.get(0), samples.get(1)).p()
                : MannWhitney.of(samples.get(0), samples.get(1)).pValue(MannWhitney.Method.AUTOMATIC)));
            row.add(means ? "Welch t" : "Mann-Whitney");
        } else {
            row.add(Html.p(means ? GroupTests.anova(samples).p() : GroupTests.kruskalWallis(samples).p()));
            row.add(means ? "analysis of variance" : "Kruskal-Wallis");
        }
    }

    private static void categories(final List<List<String>> rows, final String name, final Column.Factor column,
        final Map<String, List<Integer>> groups, final boolean compare) {
        final List<String> title = new ArrayList<>(List.of(name + ", n (%)"));
        final List<List<Integer>> members = List.copyOf(groups.values());
        final int levels = column.levels().size();
        final int[][] counts = new int[levels][members.size()];
        for (int g = 0; g < members.size(); g++) {
            title.add("");
            for (final int r : members.get(g)) {
                if (!column.isMissing(r)) {
                    counts[column.code(r)][g]++;
                }
            }
        }
        if (compare) {
            test(title, counts);
        }
        rows.add(title);
        final List<Integer> order = new ArrayList<>();
        for (int l = 0; l < levels; l++) {
            order.add(l);
        }
        if (levels > LEVELS_SHOWN) {
            order.sort(Comparator.comparing((Integer l) -> -Arrays.stream(counts[l]).sum()));
        }
        final int[] rest = new int[members.size()];
        for (int i = 0; i < levels; i++) {
            final int[] count = counts[order.get(i)];
            if (i < LEVELS_SHOWN) {
                rows.add(shares("\u2003" + column.levels().get(order.get(i)), count, counts, title.size()));
            } else {
                for (int g = 0; g < rest.length; g++) {
                    rest[g] += count[g];
                }
            }
        }
        if (levels > LEVELS_SHOWN) {
            rows.add(shares("\u2003" + (levels - LEVELS_SHOWN) + " other values", rest, counts, title.size()));
        }
    }

    private static List<String> shares(final String label, final int[] count, final int[][] all, final int width) {
        final List<String> row = new ArrayList<>(List.of(label));
        for (int g = 0; g < count.length; g++) {
            int known = 0;
            for (final int[] level : all) {
                known += level[g];
            }
            row.add(known == 0 ? "" : String.format(Locale.ROOT, "%d (%.1f)", count[g], 100.0 * count[g] / known));
        }
        return pad(row, width);
    }

    private static void test(final List<String> row, final int[][] counts) {
        final ContingencyTable table = new ContingencyTable(counts);
        final int[][] c = table.counts();
        if (c.length < 2 || c[0].length < 2) {
            row.addAll(List.of("", "one value only"));
            return;
        }
        final boolean small = smallestExpected(c) < EXPECTED;
        if (small && c.length == 2 && c[0].length == 2) {
            row.addAll(List.of(Html.p(table.fisherP()), "Fisher"));
        } else {
            row.addAll(List.of(Html.p(table.chiSquare(true).p()), small ? "chi-square (expected counts below 5)"
                : "chi-square"));
        }
    }

    private static double smallestExpected(final int[][] c) {
        final double total = Arrays.stream(c).flatMapToInt(Arrays::stream).sum();
        double smallest = Double.POSITIVE_INFINITY;
        for (final int[] row : c) {
            for (int j = 0; j < row.length; j++) {
                final int column = j;
                smallest = Math.min(smallest,
                    Arrays.stream(row).sum() * (double)Arrays.stream(c).mapToInt(r -> r[column]).sum() / total);
            }
        }
        return smallest;
    }

    private static void missing(final List<List<String>> rows, final Column column,
        final Map<String, List<Integer>> groups, final int width) {
        final Map<String, Long> counts = new LinkedHashMap<>();
        groups.forEach((name, g) -> counts.put(name, g.stream().filter(column::isMissing).count()));
        if (counts.values().stream().anyMatch(n -> n > 0)) {
            final List<String> row = new ArrayList<>(List.of("\u2003missing, n"));
            counts.values().forEach(n -> row.add(n.toString()));
            rows.add(pad(row, width));
        }
    }

    private static List<String> pad(final List<String> row, final int width) {
        while (row.size() < width) {
            row.add("");
        }
        return row;
    }
}
