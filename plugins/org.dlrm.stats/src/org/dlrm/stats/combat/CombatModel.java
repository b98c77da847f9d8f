package org.dlrm.stats.combat;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Json;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;

/**
 * A frozen harmonization. A row of batch b becomes
 * {@code (x - mean - covariates * beta - scale * gamma_b) / sqrt(delta_b) + mean + covariates * beta}.
 *
 * @param format always {@link #FORMAT}
 * @param version of the format
 * @param features columns it harmonizes
 * @param batchColumn the centre
 * @param batches the centres it was learnt with
 * @param reference the reference centre, empty if there is none
 * @param covariates columns whose effect is kept
 * @param adjusted per feature: false where a centre had one value only, which leaves the feature as it is
 * @param grandMean per feature
 * @param scale pooled standard deviation per feature
 * @param beta {@code [feature][covariate term]}
 * @param gamma {@code [batch][feature]}: shift in pooled standard deviations
 * @param delta {@code [batch][feature]}: variance relative to the pooled one
 * @param rows number of training rows of every centre
 */
public record CombatModel(String format, int version, List<String> features, String batchColumn, List<String> batches,
    String reference, List<DesignMatrix.Coding> covariates, boolean[] adjusted, double[] grandMean, double[] scale,
    double[][] beta, double[][] gamma, double[][] delta, int[] rows) {

    /** Marks a JSON document as such a model. */
    public static final String FORMAT = "org.dlrm.combat";
    /** Version that this class writes. */
    public static final int VERSION = 1;

    /** What happens to a centre that was not in the training rows. */
    public enum Unseen {
        /** An error that names it. */
        ERROR,
        /** It is taken for the reference centre and left as it is; needs a reference centre. */
        AS_REFERENCE
    }

    public CombatModel {
        features = List.copyOf(features);
        batches = List.copyOf(batches);
        covariates = List.copyOf(covariates);
    }

    /** @throws IllegalArgumentException for an unseen centre or category, a missing value or column */
    public Table apply(final Table table, final Unseen unseen) {
        if (unseen == Unseen.AS_REFERENCE && reference.isEmpty()) {
            throw new IllegalArgumentException("This harmonization has no reference centre that an unseen centre could be "
                + "taken for");
        }
        final Column.Factor batch = table.factor(batchColumn);
        final int[] code = new int[table.rows()];
        for (int i = 0; i < code.length; i++) {
            code[i] = batches.indexOf(batch.label(i));
            if (code[i] < 0) {
                if (unseen == Unseen.ERROR || batch.isMissing(i)) {
                    throw new IllegalArgumentException("Row " + table.keys().get(i) + " has "
                        + (batch.isMissing(i) ? "no centre" : "the centre '" + batch.label(i) + "'") + " in column '"
                        + batchColumn + "', but the harmonization was learnt with " + batches
                        + " only: include rows of this centre in the training, or use a reference centre");
                }
                code[i] = batches.indexOf(reference);
            }
        }
        final DesignMatrix mod = DesignMatrix.of(table, covariates.toArray(DesignMatrix.Coding[]::new));
        final Map<String, Column> harmonized = new LinkedHashMap<>();
        for (int j = 0; j < features.size(); j++) {
            final double[] x = table.numbers(features.get(j));
            for (int i = 0; i < x.length && adjusted[j]; i++) {
                if (code[i] != batches.indexOf(reference)) {
                    double kept = grandMean[j];
                    for (int k = 0; k < beta[j].length; k++) {
                        kept += mod.columns()[k][i] * beta[j][k];
                    }
                    x[i] = ((x[i] - kept) / scale[j] - gamma[code[i]][j]) / Math.sqrt(delta[code[i]][j]) * scale[j]
                        + kept;
                }
            }
            harmonized.put(features.get(j), new Column.Numeric(x));
        }
        return table.with(harmonized);
    }

    /** @return the harmonization of some of the features only */
    public CombatModel restrictedTo(final Collection<String> wanted) {
        final int[] keep = IntStream.range(0, features.size()).filter(j -> wanted.contains(features.get(j))).toArray();
        final boolean[] flags = new boolean[keep.length];
        for (int j = 0; j < keep.length; j++) {
            flags[j] = adjusted[keep[j]];
        }
        return new CombatModel(format, version, IntStream.of(keep).mapToObj(features::get).toList(), batchColumn, batches,
            reference, covariates, flags, Descriptive.pick(grandMean, keep), Descriptive.pick(scale, keep),
            IntStream.of(keep).mapToObj(j -> beta[j]).toArray(double[][]::new), pick(gamma, keep), pick(delta, keep),
            rows);
    }

    private static double[][] pick(final double[][] byBatch, final int[] keep) {
        return Arrays.stream(byBatch).map(b -> Descriptive.pick(b, keep)).toArray(double[][]::new);
    }

    /** @return the model as JSON, numbers bit for bit */
    public String toJson() {
        return Json.gson().toJson(this);
    }

    /** @throws IllegalArgumentException if this is no such model, or one of a newer version */
    public static CombatModel fromJson(final String json) {
        Json.requireFormat(json, FORMAT, VERSION, "harmonization model");
        final CombatModel m = Json.read(json, CombatModel.class, "harmonization model");
        m.requireComplete();
        return m;
    }

    /** @throws IllegalArgumentException if a part is missing or of the wrong size, as after reading a broken file */
    public void requireComplete() {
        if (!FORMAT.equals(format) || version != VERSION) {
            throw new IllegalArgumentException("This is no harmonization model of version " + VERSION);
        }
        final int p = features.size();
        final int b = batches.size();
        final boolean complete = adjusted != null && adjusted.length == p && isOfLength(grandMean, p)
            && isOfLength(scale, p) && beta != null && beta.length == p && areOfLength(gamma, b, p)
            && areOfLength(delta, b, p) && batchColumn != null && reference != null;
        if (!complete) {
            throw new IllegalArgumentException("The harmonization model is incomplete");
        }
    }

    private static boolean areOfLength(final double[][] rows, final int count, final int length) {
        return rows != null && rows.length == count && Arrays.stream(rows).allMatch(r -> isOfLength(r, length));
    }

    private static boolean isOfLength(final double[] values, final int length) {
        return values != null && values.length == length;
    }
}
