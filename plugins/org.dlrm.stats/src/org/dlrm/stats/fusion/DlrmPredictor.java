package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

/**
 * Applies a frozen model to any table. Only sums, products and {@link StrictMath} are used, so that the same row gets
 * the same bits on every machine.
 */
public final class DlrmPredictor {

    private final DlrmModel m_model;

    public DlrmPredictor(final DlrmModel model) {
        m_model = model;
    }

    /**
     * Predictions by row.
     *
     * @param keys row keys
     * @param signatures {@code [signature of the model][row]}
     * @param lp linear predictor
     * @param probability of the positive class; NaN for a Cox model
     * @param positive whether the threshold is reached; meaningless where {@code lp} is NaN
     * @param contributions {@code [term of the model][row]}: coefficient times distance from the training mean; they
     *            add up to lp minus the lp of the mean patient
     * @param notes per row: columns missing, filled or outside the training range
     */
    public record Predictions(List<String> keys, double[][] signatures, double[] lp, double[] probability,
        boolean[] positive, double[][] contributions, List<List<String>> notes) {
    }

    /** @return 1 / (1 + exp(-x)), the same on every machine */
    static double logistic(final double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** @return the columns that the model needs */
    public List<String> requiredColumns() {
        final Set<String> columns = new LinkedHashSet<>();
        m_model.harmonization().forEach(h -> {
            columns.add(h.combat().batchColumn());
            h.combat().covariates().forEach(c -> columns.add(c.column()));
        });
        m_model.signatures().forEach(s -> s.features().forEach(f -> columns.add(f.column())));
        m_model.inputs().forEach(i -> columns.add(i.column()));
        return List.copyOf(columns);
    }

    /** @return the linear predictor of a patient with the training means */
    public double referenceLp() {
        double lp = m_model.intercept();
        for (final DlrmModel.Term term : m_model.terms()) {
            lp += term.coef() * term.mean();
        }
        return lp;
    }

    /**
     * @throws IllegalArgumentException if columns are missing from the table, or none of a column's categories was in
     *             training; a single patient with another category has no prediction and a note
     */
    public Predictions predict(final Table raw) {
        final List<String> absent = requiredColumns().stream().filter(c -> !raw.has(c)).toList();
        if (!absent.isEmpty()) {
            throw new IllegalArgumentException("The table lacks " + absent.size() + " of the model's columns: " + absent);
        }
        Table table = raw;
        for (final DlrmModel.Harmonization h : m_model.harmonization()) {
            table = h.combat().apply(table, h.unseen());
        }
        final int n = table.rows();
        final List<List<String>> notes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            notes.add(List.of());
        }
        final double[][] signatures = new double[m_model.signatures().size()][];
        for (int s = 0; s < signatures.length; s++) {
            signatures[s] = signature(m_model.signatures().get(s), table, notes);
        }
        final double[] lp = new double[n];
        Arrays.fill(lp, m_model.intercept());
        final double[][] contributions = new double[m_model.terms().size()][n];
        String noted = "";
        for (int t = 0; t < contributions.length; t++) {
            final DlrmModel.Term term = m_model.terms().get(t);
            final double[] x = values(term, table, signatures, term.column().equals(noted) ? null : notes);
            noted = term.column();
            for (int i = 0; i < n; i++) {
                lp[i] += term.coef() * x[i];
                contributions[t][i] = term.coef() * (x[i] - term.mean());
            }
        }
        final double[] probability = new double[n];
        final boolean[] positive = new boolean[n];
        final boolean cox = m_model.kind() == DlrmModel.Kind.COX;
        for (int i = 0; i < n; i++) {
            probability[i] = cox ? Double.NaN : logistic(lp[i]);
            positive[i] = (cox ? lp[i] : probability[i]) >= m_model.threshold().value();
        }
        return new Predictions(table.keys(), signatures, lp, probability, positive, contributions, notes);
    }

    /**
     * @param lp linear predictor of a Cox model
     * @return probability of no event up to the time; the baseline stays flat after the last event of the training rows
     */
    public double survival(final double lp, final double time) {
        return survival(m_model.baseline(), lp, time);
    }

    static double survival(final DlrmModel.Baseline baseline, final double lp, final double time) {
        int i = Arrays.binarySearch(baseline.times(), time);
        i = i >= 0 ? i : -i - 2;
        final double hazard = i < 0 ? 0 : baseline.cumulativeHazard()[i];
        return StrictMath.exp(-hazard * StrictMath.exp(lp));
    }

    /** A patient of whom no feature is known, for example without a region, has no signature: the median is nobody's. */
    private static double[] signature(final Signature signature, final Table table, final List<List<String>> notes) {
        final double[] values = new double[table.rows()];
        Arrays.fill(values, signature.intercept());
        final double[][] features = signature.features().stream().map(f -> table.numbers(f.column())).toArray(double[][]::new);
        final boolean[] known = new boolean[values.length];
        for (int i = 0; i < known.length; i++) {
            final int row = i;
            known[i] = features.length == 0 || Arrays.stream(features).anyMatch(x -> Double.isFinite(x[row]));
            if (!known[i]) {
                note(notes, i, "no feature of " + signature.name() + " is known");
                values[i] = Double.NaN;
            }
        }
        for (int k = 0; k < features.length; k++) {
            final Signature.Feature f = signature.features().get(k);
            final double[] x = features[k];
            check(f.column(), x, known, f.fill(), f.min(), f.max(), notes);
            for (int i = 0; i < x.length; i++) {
                values[i] += f.coef() * ((x[i] - f.mean()) / f.sd());
            }
        }
        return values;
    }

    /** Fills missing values of the known rows in place and notes what is unusual. */
    private static void check(final String column, final double[] x, final boolean[] known, final double fill,
        final double min, final double max, final List<List<String>> notes) {
        for (int i = 0; i < x.length; i++) {
            if (!known[i]) {
                x[i] = Double.NaN;
            } else if (!Double.isFinite(x[i])) {
                note(notes, i, column + " is missing"
                    + (Double.isNaN(fill) ? "" : ", filled with the training median"));
                x[i] = fill;
            } else if (x[i] < min || x[i] > max) {
                note(notes, i, column + " = " + x[i] + " lies outside the training range " + min + " to " + max);
            }
        }
    }

    private static void note(final List<List<String>> notes, final int row, final String text) {
        final List<String> more = new ArrayList<>(notes.get(row));
        more.add(text);
        notes.set(row, List.copyOf(more));
    }

    private double[] values(final DlrmModel.Term term, final Table table, final double[][] signatures,
        final List<List<String>> notes) {
        for (int s = 0; s < signatures.length; s++) {
            if (m_model.signatures().get(s).name().equals(term.column())) {
                return signatures[s];
            }
        }
        final List<List<String>> sink = notes == null ? new ArrayList<>(java.util.Collections.nCopies(table.rows(),
            List.<String>of())) : notes;
        final DlrmModel.Input input = m_model.inputs().stream().filter(i -> i.column().equals(term.column()))
            .findFirst().orElseThrow();
        if (input.levels().isEmpty()) {
            final double[] x = table.numbers(input.column());
            final boolean[] all = new boolean[x.length];
            Arrays.fill(all, true);
            check(input.column(), x, all, input.fill(), input.min(), input.max(), sink);
            return x;
        }
        final Column.Factor factor = table.factor(input.column()).dropUnusedLevels();
        if (!factor.levels().isEmpty() && factor.levels().stream().noneMatch(input.levels()::contains)) {
            throw new IllegalArgumentException("Column '" + input.column() + "' has the values " + factor.levelsInWords()
                + ", the training rows had " + String.join(", ", input.levels()) + ": code it as there");
        }
        final double[] x = new double[factor.size()];
        for (int i = 0; i < x.length; i++) {
            String label = factor.label(i);
            if (factor.isMissing(i)) {
                label = input.fillLevel();
                note(sink, i, input.column() + (label.isEmpty() ? " is missing"
                    : " is missing, filled with the most frequent category of the training rows"));
            } else if (!input.levels().contains(label)) {
                note(sink, i, input.column() + " = '" + label + "' was not in the training rows, known are "
                    + String.join(", ", input.levels()));
                label = "";
            }
            x[i] = label.isEmpty() ? Double.NaN : label.equals(term.level()) ? 1 : 0;
        }
        return x;
    }
}
