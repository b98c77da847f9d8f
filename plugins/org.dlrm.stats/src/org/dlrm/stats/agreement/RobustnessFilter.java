package org.dlrm.stats.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;

/**
 * Keeps the features that repeated measurements of the same patients reproduce.
 *
 * @param form of the intraclass correlation
 * @param threshold smallest value accepted
 * @param onLowerBound whether the lower end of the interval, not the estimate, must reach it
 * @param level of the interval
 */
public record RobustnessFilter(Icc.Form form, double threshold, boolean onLowerBound, double level) {

    /** Below this many patients the interval is wide, and the result is warned about. */
    public static final int FEW_PATIENTS = 30;

    /**
     * @param icc the coefficient, with interval, F and p; NaN where it does not exist
     * @param pair agreement of the first two measurements, where there are exactly two
     * @param kept whether the feature is robust enough
     * @param reason why it was kept or not
     */
    public record Verdict(String feature, int patients, int measurements, double icc, Interval interval, double f,
        double p, Optional<Pair> pair, boolean kept, String reason) {
    }

    /** Limits of agreement and Lin's concordance of two measurements. */
    public record Pair(BlandAltman blandAltman, ConcordanceCorrelation concordance) {
    }

    /**
     * How two readers agree on a category.
     *
     * @param kappa Cohen's, unweighted; its interval is NaN where it does not exist
     */
    public record Categories(String column, int patients, double kappa, Interval interval) {
    }

    /**
     * Cohen's kappa of categorical columns in two tables of the same patients, matched by row key.
     *
     * @throws IllegalArgumentException if they share fewer than two patients
     */
    public static List<Categories> categories(final Table first, final Table second, final List<String> columns,
        final double level) {
        final Matched m = Matched.of(first, second);
        final List<Categories> result = new ArrayList<>();
        for (final String column : columns) {
            final Column.Factor a = m.first().factor(column);
            final Column.Factor b = m.second().factor(column);
            final int[] known = IntStream.range(0, a.size()).filter(i -> !a.isMissing(i) && !b.isMissing(i)).toArray();
            final TreeSet<String> levels = new TreeSet<>();
            for (final int i : known) {
                levels.add(a.label(i));
                levels.add(b.label(i));
            }
            final List<String> codes = List.copyOf(levels);
            if (known.length < 2 || codes.size() < 2) {
                result.add(new Categories(column, known.length, Double.NaN, new Interval(Double.NaN, Double.NaN)));
            } else {
                final Kappa kappa = Kappa.of(Kappa.table(
                    IntStream.of(known).map(r -> codes.indexOf(a.label(r))).toArray(),
                    IntStream.of(known).map(r -> codes.indexOf(b.label(r))).toArray()), Kappa.Weights.UNWEIGHTED);
                result.add(new Categories(column, known.length, kappa.kappa(), kappa.interval(level)));
            }
        }
        return result;
    }

    /** The rows that two tables share, in the order of the first. */
    private record Matched(Table first, Table second) {

        static Matched of(final Table first, final Table second) {
            final Map<String, Integer> rows = new LinkedHashMap<>();
            IntStream.range(0, second.rows()).forEach(i -> rows.put(second.keys().get(i), i));
            final int[] a =
                IntStream.range(0, first.rows()).filter(i -> rows.containsKey(first.keys().get(i))).toArray();
            if (a.length < 2) {
                throw new IllegalArgumentException("The tables share " + a.length
                    + " patients; at least two are needed. Are the RowIDs patient IDs in both?");
            }
            return new Matched(first.rows(a),
                second.rows(IntStream.of(a).map(i -> rows.get(first.keys().get(i))).toArray()));
        }
    }

    /**
     * Two tables of the same patients, matched by row key, e.g. of two readers.
     *
     * @throws IllegalArgumentException if they share fewer than two patients
     */
    public List<Verdict> twoTables(final Table first, final Table second, final List<String> features) {
        return twoTables(first, second, features, Progress.NONE);
    }

    /** {@link #twoTables(Table, Table, List)}, counting features. */
    public List<Verdict> twoTables(final Table first, final Table second, final List<String> features,
        final Progress progress) {
        final Matched m = Matched.of(first, second);
        return verdicts(features, f -> new double[][] {m.first().numbers(f), m.second().numbers(f)}, progress);
    }

    private List<Verdict> verdicts(final List<String> features, final Function<String, double[][]> measurements,
        final Progress progress) {
        final List<Verdict> verdicts = new ArrayList<>();
        for (final String f : features) {
            progress.check();
            verdicts.add(verdict(f, measurements.apply(f)));
            progress.report((double)verdicts.size() / features.size(), "feature " + verdicts.size() + " of " + features.size());
        }
        return verdicts;
    }

    /**
     * The rows of each patient in a table of repeated measurements.
     *
     * @param each rows of most patients; patients with fewer or more are not compared
     * @param rows of each compared patient
     * @param leftOut names of the patients with another number of rows
     */
    public record Repetitions(int each, List<List<Integer>> rows, List<String> leftOut) {

        /**
         * @param patientColumn tells the patients apart
         * @throws IllegalArgumentException if fewer than two patients were measured at least twice
         */
        public static Repetitions of(final Table table, final String patientColumn) {
            final Column.Factor patient = table.factor(patientColumn);
            final Map<String, List<Integer>> rows = new LinkedHashMap<>();
            for (int i = 0; i < table.rows(); i++) {
                if (!patient.isMissing(i)) {
                    rows.computeIfAbsent(patient.label(i), p -> new ArrayList<>()).add(i);
                }
            }
            final Map<Integer, Integer> patients = new TreeMap<>();
            rows.values().forEach(r -> patients.merge(r.size(), 1, Integer::sum));
            // the larger number where two are equally frequent
            final int each = patients.entrySet().stream().max(Map.Entry.<Integer, Integer> comparingByValue()
                .thenComparing(Map.Entry.comparingByKey())).map(Map.Entry::getKey).orElse(0);
            final List<List<Integer>> complete = rows.values().stream().filter(r -> r.size() == each).toList();
            if (each < 2 || complete.size() < 2) {
                throw new IllegalArgumentException("Column '" + patientColumn + "' has " + rows.size()
                    + " different values in " + table.rows() + " rows; at least two patients with two rows each are needed. Is "
                    + "it the column that tells the patients apart?");
            }
            return new Repetitions(each, complete, rows.entrySet().stream().filter(e -> e.getValue().size() != each)
                .map(Map.Entry::getKey).toList());
        }
    }

    /** One table with several rows per patient, e.g. perturbations. */
    public List<Verdict> repeatedRows(final Table table, final Repetitions repetitions, final List<String> features) {
        return repeatedRows(table, repetitions, features, Progress.NONE);
    }

    /** {@link #repeatedRows(Table, Repetitions, List)}, counting features. */
    public List<Verdict> repeatedRows(final Table table, final Repetitions repetitions, final List<String> features,
        final Progress progress) {
        return verdicts(features, f -> {
            final double[] x = table.numbers(f);
            return IntStream.range(0, repetitions.each())
                .mapToObj(m -> repetitions.rows().stream().mapToDouble(r -> x[r.get(m)]).toArray())
                .toArray(double[][]::new);
        }, progress);
    }

    private Verdict verdict(final String feature, final double[][] measurements) {
        final int[] known = IntStream.range(0, measurements[0].length)
            .filter(i -> Arrays.stream(measurements).allMatch(m -> Double.isFinite(m[i]))).toArray();
        final double[][] complete = Arrays.stream(measurements)
            .map(m -> Descriptive.pick(m, known)).toArray(double[][]::new);
        try {
            final Icc icc = Icc.of(complete);
            final Interval ci = icc.interval(form, level);
            final double tested = onLowerBound ? ci.lower() : icc.estimate(form);
            final boolean kept = tested >= threshold;
            final String missing = known.length < measurements[0].length
                ? " (" + (measurements[0].length - known.length) + " patients with a missing value left out)" : "";
            final Optional<Pair> pair = complete.length != 2 ? Optional.empty() : Optional
                .of(new Pair(BlandAltman.of(complete[0], complete[1]), ConcordanceCorrelation.of(complete[0], complete[1])));
            return new Verdict(feature, known.length, measurements.length, icc.estimate(form), ci, icc.f(form),
                icc.p(form), pair, kept, (onLowerBound ? "lower bound " : "") + (kept ? ">= " : "< ") + threshold + missing);
        } catch (DegenerateDataException e) {
            return new Verdict(feature, known.length, measurements.length, Double.NaN,
                new Interval(Double.NaN, Double.NaN), Double.NaN, Double.NaN,
                Optional.empty(), false, e.getMessage());
        }
    }
}
