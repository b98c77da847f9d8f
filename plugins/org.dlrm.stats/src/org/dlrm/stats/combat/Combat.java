package org.dlrm.stats.combat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;

/**
 * ComBat (Johnson, Li and Rabinovic, Biostatistics 2007; R's sva::ComBat): removes shifts and scalings between centres
 * (batches) that empirical Bayes estimates over all features share. Learnt on training rows; {@link CombatModel} applies
 * it to others. Immutable settings.
 *
 * @param parametric whether the priors are normal and inverse gamma (else the empirical distribution)
 * @param meanOnly whether only shifts are removed
 * @param reference batch that stays as it is and that the others are brought to; empty: the mean of all
 */
public record Combat(boolean parametric, boolean meanOnly, Optional<String> reference) {

    /** Parametric priors, shift and scale, no reference batch. */
    public static final Combat DEFAULT = new Combat(true, false, Optional.empty());

    /** sva's stopping rule of the empirical Bayes iteration. */
    private static final double CONVERGENCE = 1e-4;
    private static final int MAX_ITERATIONS = 10_000;

    /** {@link #learn(Table, List, String, List, Progress)} without progress. */
    public CombatModel learn(final Table table, final List<String> features, final String batchColumn,
        final List<String> covariates) {
        return learn(table, features, batchColumn, covariates, Progress.NONE);
    }

    /**
     * @param table training rows
     * @param features numeric columns to harmonize, complete
     * @param batchColumn the centre
     * @param covariates columns whose effect is to be kept, complete
     * @param progress counts features, then centres
     */
    public CombatModel learn(final Table table, final List<String> features, final String batchColumn,
        final List<String> covariates, final Progress progress) {
        final Column.Factor batch = table.factor(batchColumn);
        final List<String> batches = batch.levels().stream()
            .filter(l -> IntStream.range(0, batch.size()).anyMatch(i -> batch.label(i).equals(l))).toList();
        final int[] code = IntStream.range(0, batch.size()).map(i -> batches.indexOf(batch.label(i))).toArray();
        final int reference = reference().map(batches::indexOf).orElse(-1);
        check(batches, code, reference, batchColumn);
        final double[][] x = table.numbers(features);
        for (int j = 0; j < x.length; j++) {
            org.dlrm.stats.base.Check.finite(features.get(j), x[j]);
        }
        final List<DesignMatrix.Coding> codings = covariates.stream().map(c -> DesignMatrix.Coding.of(table, c)).toList();
        final DesignMatrix mod = DesignMatrix.of(table, codings.toArray(DesignMatrix.Coding[]::new));
        for (int j = 0; j < mod.names().size(); j++) {
            org.dlrm.stats.base.Check.finite(mod.names().get(j), mod.columns()[j]);
        }
        return new Fit(x, code, batches.size(), reference, mod, progress).model(features, batchColumn, batches, codings);
    }

    private void check(final List<String> batches, final int[] code, final int reference, final String column) {
        for (int i = 0; i < code.length; i++) {
            if (code[i] < 0) {
                throw new IllegalArgumentException("The centre ('" + column + "') is missing in row " + (i + 1));
            }
        }
        if (batches.size() < 2) {
            throw new DegenerateDataException("Column '" + column + "' has one centre only (" + batches
                + "): there is nothing to harmonize");
        }
        if (reference().isPresent() && reference < 0) {
            throw new IllegalArgumentException("The reference centre '" + reference().get() + "' does not occur in '"
                + column + "', which has " + batches);
        }
        for (int b = 0; b < batches.size(); b++) {
            final int batch = b;
            final long n = Arrays.stream(code).filter(c -> c == batch).count();
            if (n < 2 && !meanOnly) {
                throw new DegenerateDataException("Centre '" + batches.get(b) + "' has one row only: its scale cannot be "
                    + "estimated; harmonize the mean only, or leave the centre out");
            }
        }
    }

    /** The estimation; features are handled one by one except for the priors. */
    private final class Fit {
        private final double[][] m_x;
        private final int[] m_code;
        private final int m_batches;
        private final int m_reference;
        private final DesignMatrix m_mod;
        private final int[] m_counts;
        private final boolean[] m_adjusted;
        private final Progress m_progress;

        Fit(final double[][] x, final int[] code, final int batches, final int reference, final DesignMatrix mod,
            final Progress progress) {
            m_progress = progress;
            m_x = x;
            m_code = code;
            m_batches = batches;
            m_reference = reference;
            m_mod = mod;
            m_counts = new int[batches];
            Arrays.stream(code).forEach(c -> m_counts[c]++);
            m_adjusted = new boolean[x.length];
            for (int j = 0; j < x.length; j++) {
                final double[] column = x[j];
                m_adjusted[j] = IntStream.range(0, batches).filter(b -> m_counts[b] > 1)
                    .allMatch(b -> Arrays.stream(rowsOf(b)).mapToDouble(i -> column[i]).distinct().count() > 1);
            }
        }

        private int[] rowsOf(final int batch) {
            return IntStream.range(0, m_code.length).filter(i -> m_code[i] == batch).toArray();
        }

        /** Batch indicators (the reference's is 1 everywhere), then covariates. */
        private double[][] design() {
            final List<double[]> columns = new ArrayList<>();
            for (int b = 0; b < m_batches; b++) {
                final int batch = b;
                columns.add(Arrays.stream(m_code).mapToDouble(c -> c == batch || batch == m_reference ? 1 : 0).toArray());
            }
            columns.addAll(Arrays.asList(m_mod.columns()));
            return columns.toArray(double[][]::new);
        }

        private double[] solve(final double[][] columns, final double[] y) {
            final RealMatrix matrix = new Array2DRowRealMatrix(columns, false).transpose();
            try {
                return new QRDecomposition(matrix, 1e-9).getSolver()
                    .solve(new org.apache.commons.math3.linear.ArrayRealVector(y, false)).toArray();
            } catch (SingularMatrixException e) {
                throw new DegenerateDataException("The covariates " + m_mod.names()
                    + " are confounded with the centres (or with each other): leave one out");
            }
        }

        CombatModel model(final List<String> features, final String batchColumn, final List<String> batches,
            final List<DesignMatrix.Coding> codings) {
            final int p = m_x.length;
            final int n = m_code.length;
            final double[][] design = design();
            final double[] grandMean = new double[p];
            final double[] scale = new double[p];
            final double[][] beta = new double[p][];
            final double[][] s = new double[p][n];
            final Progress fitting = m_progress.part(0, 0.5);
            for (int j = 0; j < p; j++) {
                fitting.check();
                fitting.report((double)j / p, "feature " + (j + 1) + " of " + p);
                if (!m_adjusted[j]) {
                    continue;
                }
                final double[] b = solve(design, m_x[j]);
                beta[j] = Arrays.copyOfRange(b, m_batches, b.length);
                if (m_reference >= 0) {
                    grandMean[j] = b[m_reference];
                } else {
                    for (int k = 0; k < m_batches; k++) {
                        grandMean[j] += b[k] * m_counts[k] / n;
                    }
                }
                double squares = 0;
                int used = 0;
                for (int i = 0; i < n; i++) {
                    double fitted = 0;
                    double kept = grandMean[j];
                    for (int k = 0; k < b.length; k++) {
                        fitted += design[k][i] * b[k];
                        kept += k < m_batches ? 0 : design[k][i] * b[k];
                    }
                    s[j][i] = m_x[j][i] - kept;
                    if (m_reference < 0 || m_code[i] == m_reference) {
                        squares += (m_x[j][i] - fitted) * (m_x[j][i] - fitted);
                        used++;
                    }
                }
                scale[j] = Math.sqrt(squares / used);
                for (int i = 0; i < n; i++) {
                    s[j][i] /= scale[j];
                }
            }
            final double[][] gamma = new double[m_batches][p];
            final double[][] delta = new double[m_batches][p];
            estimate(s, gamma, delta, design);
            for (int j = 0; j < p; j++) {
                beta[j] = beta[j] == null ? new double[m_mod.names().size()] : beta[j];
            }
            return new CombatModel(CombatModel.FORMAT, CombatModel.VERSION, features, batchColumn, batches,
                reference().orElse(""), codings, m_adjusted, grandMean, scale, beta, gamma, delta, m_counts);
        }

        /** Fills the shrunken shift and variance of every batch and feature. */
        private void estimate(final double[][] s, final double[][] gamma, final double[][] delta,
            final double[][] design) {
            final int[] used = IntStream.range(0, s.length).filter(j -> m_adjusted[j]).toArray();
            final double[][] shift = new double[used.length][];
            final double[][] indicators = Arrays.copyOf(design, m_batches);
            for (int u = 0; u < used.length; u++) {
                m_progress.check();
                shift[u] = solve(indicators, s[used[u]]);
            }
            for (int b = 0; b < m_batches; b++) {
                m_progress.report(0.5 + 0.5 * b / m_batches, "centre " + (b + 1) + " of " + m_batches);
                Arrays.fill(delta[b], 1);
                if (b == m_reference || used.length == 0) {
                    continue;
                }
                final int[] rows = rowsOf(b);
                final int batch = b;
                final double[] gHat = IntStream.range(0, used.length).mapToDouble(u -> shift[u][batch]).toArray();
                final double[][] own = Arrays.stream(used).mapToObj(j -> Descriptive.pick(s[j], rows))
                    .toArray(double[][]::new);
                // with a reference batch the indicator of the others is their difference from it, and s is relative to it
                final double[] dHat = Arrays.stream(own).mapToDouble(v -> meanOnly ? 1 : Descriptive.variance(v)).toArray();
                final double[][] star = parametric ? parametric(own, gHat, dHat) : nonparametric(own, gHat, dHat);
                for (int u = 0; u < used.length; u++) {
                    gamma[b][used[u]] = star[0][u];
                    delta[b][used[u]] = star[1][u];
                }
            }
        }

        private double[][] parametric(final double[][] own, final double[] gHat, final double[] dHat) {
            final int p = gHat.length;
            if (p < 2) {
                throw new DegenerateDataException("ComBat borrows strength across features and needs at least two, not "
                    + p);
            }
            final double gBar = Descriptive.mean(gHat);
            final double t2 = Descriptive.variance(gHat);
            if (meanOnly) {
                return new double[][] {Arrays.stream(gHat).map(g -> (t2 * g + gBar) / (t2 + 1)).toArray(), dHat};
            }
            final double m = Descriptive.mean(dHat);
            final double s2 = Descriptive.variance(dHat);
            final double a = (2 * s2 + m * m) / s2;
            final double b = (m * s2 + m * m * m) / s2;
            final double n = own[0].length;
            double[] g = gHat;
            double[] d = dHat;
            double change = 1;
            for (int iteration = 0; change > CONVERGENCE && iteration < MAX_ITERATIONS; iteration++) {
                m_progress.check();
                final double[] gNew = new double[p];
                final double[] dNew = new double[p];
                change = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < p; j++) {
                    gNew[j] = (t2 * n * gHat[j] + d[j] * gBar) / (t2 * n + d[j]);
                    double squares = 0;
                    for (final double v : own[j]) {
                        squares += (v - gNew[j]) * (v - gNew[j]);
                    }
                    dNew[j] = (0.5 * squares + b) / (n / 2 + a - 1);
                    // sva divides by the signed old value: negative shifts do not delay the end
                    change = Math.max(change, Math.max(Math.abs(gNew[j] - g[j]) / g[j], Math.abs(dNew[j] - d[j]) / d[j]));
                }
                g = gNew;
                d = dNew;
            }
            return new double[][] {g, d};
        }

        /** Every other feature's estimate is a point of the prior, weighted by its likelihood for this feature. */
        private double[][] nonparametric(final double[][] own, final double[] gHat, final double[] dHat) {
            final int p = gHat.length;
            final double[][] star = new double[2][p];
            for (int j = 0; j < p; j++) {
                m_progress.check();
                final double n = own[j].length;
                final double[] log = new double[p];
                double max = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < p; k++) {
                    if (k != j) {
                        double squares = 0;
                        for (final double v : own[j]) {
                            squares += (v - gHat[k]) * (v - gHat[k]);
                        }
                        log[k] = -n / 2 * Math.log(2 * Math.PI * dHat[k]) - squares / (2 * dHat[k]);
                        max = Math.max(max, log[k]);
                    }
                }
                double total = 0;
                for (int k = 0; k < p; k++) {
                    if (k != j) {
                        final double w = Math.exp(log[k] - max);
                        total += w;
                        star[0][j] += w * gHat[k];
                        star[1][j] += w * dHat[k];
                    }
                }
                star[0][j] /= total;
                star[1][j] /= total;
            }
            return star;
        }
    }
}
