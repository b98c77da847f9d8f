package org.dlrm.stats.survival;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Json;
import org.dlrm.stats.table.Table;

/**
 * A frozen stratification: cut-offs, Cox model of the risk score and baseline hazard, learnt from training patients only
 * and applied unchanged to others. Immutable; JSON in and out.
 *
 * @param format always {@link #FORMAT}
 * @param version of the format
 * @param settings of the learner; applying uses its columns, horizons and levels
 * @param scores columns of the risk score, {@code risk = sum of weight * column}
 * @param cut cut-offs and how they were found
 * @param cox Cox model of the risk score
 * @param training the training patients
 * @param provenance where the model came from
 * @param benefit Cox model with the interaction of treatment and score; without a treatment it does not exist
 */
public record SurvivalModel(String format, int version, StratifierSettings settings, List<Score> scores, Cut cut,
    Cox cox, Training training, Provenance provenance, TreatmentBenefit benefit) {

    /** A model written before the benefit was learnt has none. */
    public SurvivalModel {
        if (benefit == null) {
            benefit = TreatmentBenefit.none("the model was learnt before the benefit of a treatment was part of it; "
                + "learn it again");
        }
    }

    /** Marks a JSON document as such a model. */
    public static final String FORMAT = "org.dlrm.survival";

    /** Version that this class writes. */
    public static final int VERSION = 1;

    private static final int MAX_JSON_CHARACTERS = 64 << 20;

    /** A column of the risk score and its weight: 1 for a single score, the log hazard ratio else. */
    public record Score(String column, double weight) {
    }

    /**
     * @param values rising; a patient up to and including a value is in the group below it
     * @param labels of the groups, one more than values, by rising risk score
     * @param search what the search found; statistics NaN where the cut was not searched
     */
    public record Cut(double[] values, List<String> labels, Search search) {
    }

    /**
     * Maximally selected log-rank statistic of the training patients.
     *
     * @param statistic M
     * @param candidates number of cuts tried
     * @param lowest smallest candidate
     * @param highest largest candidate
     * @param pUnadjusted p value of the log-rank test at the cut, which ignores the search: never shown alone
     * @param pAdjusted p value that accounts for the search
     * @param method of the adjustment
     */
    public record Search(double statistic, int candidates, double lowest, double highest, double pUnadjusted,
        double pAdjusted, String method) {

        static final Search NONE = new Search(Double.NaN, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, "");
    }

    /**
     * Cox model with the risk score as the only covariate.
     *
     * @param coef log hazard ratio of one unit; NaN where it does not exist, then there are no predictions
     * @param stdErr its standard error
     * @param reference risk score of the baseline hazard (training mean)
     * @param time times of the baseline hazard
     * @param cumulativeHazard at the reference
     */
    public record Cox(double coef, double stdErr, double reference, double[] time, double[] cumulativeHazard) {
    }

    /**
     * @param n training patients with score and follow-up
     * @param events among them
     * @param riskMin smallest risk score, likewise largest
     * @param maxTime longest follow-up
     */
    public record Training(int n, int events, double riskMin, double riskMax, double maxTime) {
    }

    /**
     * @param dataHash SHA-256 of the training patients' risk scores and follow-up, whatever their order
     * @param software what wrote the model
     * @param warnings of the learner
     */
    public record Provenance(String dataHash, String software, List<String> warnings) {
    }

    /** @return risk score of every row; NaN where a score is missing */
    public double[] risk(final Table table) {
        final double[] risk = new double[table.rows()];
        for (final Score score : scores) {
            final double[] column = table.numbers(score.column);
            for (int i = 0; i < risk.length; i++) {
                risk[i] += score.weight * column[i];
            }
        }
        return risk;
    }

    /** @return group number of a risk score, 0 = lowest; -1 for a missing one */
    public int group(final double risk) {
        return Double.isNaN(risk) ? -1 : Descriptive.lowerBound(cut.values, risk);
    }

    /** @return group label of a risk score; empty for a missing one */
    public String label(final double risk) {
        final int group = group(risk);
        return group < 0 ? "" : cut.labels.get(group);
    }

    /** @return name of the risk score: its column, or what the score is made of */
    public String scoreName() {
        return scores.size() == 1 ? scores.get(0).column : "combined score";
    }

    /**
     * Says what a group is. The labels speak of the score, not of survival: with a score of response the high group lives
     * longer.
     *
     * @param group number, 0 = lowest
     * @return e.g. "score above 0.4713" with the score's name
     */
    public String rule(final int group) {
        final String from = group == 0 ? "" : "above " + number(cut.values[group - 1]);
        final String to = group == cut.values.length ? "" : "up to " + number(cut.values[group]);
        return scoreName() + " " + from + (from.isEmpty() || to.isEmpty() ? "" : " ") + to;
    }

    /** @return {@link #rule} of a label; empty for one that the model does not have */
    public String rule(final String label) {
        final int group = cut.labels.indexOf(label);
        return group < 0 ? "" : rule(group);
    }

    /** @return what the hazard ratios of the groups compare, and which way the frozen model points, in a sentence */
    public String direction() {
        final int last = cut.labels.size() - 1;
        final String groups = "'" + cut.labels.get(last) + "' (" + rule(last) + ") against '" + cut.labels.get(0) + "' ("
            + rule(0) + ")";
        return "Groups are groups by score. Hazard ratios are those of " + groups + ": below 1 the high score has the later "
            + "event. " + (!canPredict() || cox.coef == 0 ? "The training patients show no direction."
                : cox.coef > 0 ? "In the training patients a higher score means an earlier event (higher hazard)."
                    : "In the training patients a higher score means a later event (lower hazard).");
    }

    private static String number(final double v) {
        return String.format(Locale.ROOT, "%.4g", v);
    }

    /** @return whether survival can be predicted */
    public boolean canPredict() {
        return !Double.isNaN(cox.coef);
    }

    /**
     * @return probability to be without event at a time; NaN for a missing risk score, beyond the training patients'
     *         longest follow-up, and where the model cannot predict
     */
    public double survival(final double risk, final double time) {
        if (Double.isNaN(risk) || !canPredict() || time > training.maxTime) {
            return Double.NaN;
        }
        return new BaselineHazard(cox.time, cox.cumulativeHazard).survival(time, cox.coef * (risk - cox.reference));
    }

    /** @return predicted survival of every row at a time */
    public double[] survival(final double[] risk, final double time) {
        return Arrays.stream(risk).map(r -> survival(r, time)).toArray();
    }

    /** @return the whole model in words and numbers: score, groups, survival with the baseline at the horizons */
    public String equation() {
        final StringBuilder text = new StringBuilder("risk score = ");
        text.append(scores.stream().map(s -> s.weight == 1 ? s.column : s.weight + " * " + s.column)
            .collect(Collectors.joining(" + "))).append('\n');
        for (int g = 0; g < cut.labels.size(); g++) {
            text.append(cut.labels.get(g)).append(": ").append(g == 0 ? "" : cut.values[g - 1] + " < ")
                .append("risk score").append(g == cut.values.length ? "" : " <= " + cut.values[g]).append('\n');
        }
        if (canPredict()) {
            text.append("P(no ").append(settings.endpoint()).append(" event up to t) = S0(t) ^ exp(").append(cox.coef)
                .append(" * (risk score - ").append(cox.reference).append("))\n");
            for (final double horizon : settings.horizons()) {
                if (horizon <= training.maxTime) {
                    text.append("S0(").append(horizon).append(settings.timeUnit().isEmpty() ? "" : " ")
                        .append(settings.timeUnit()).append(") = ").append(survival(cox.reference, horizon))
                        .append('\n');
                }
            }
        }
        if (benefit.exists()) {
            text.append(benefit.equation());
        }
        return text.toString();
    }

    /** @return the model as JSON, numbers bit for bit */
    public String toJson() {
        return Json.gson().toJson(this);
    }

    /** @throws IllegalArgumentException if this is no such model, or one of a newer version */
    public static SurvivalModel fromJson(final String json) {
        if (json.length() > MAX_JSON_CHARACTERS) {
            throw new IllegalArgumentException("The survival model has " + json.length()
                + " characters; expected at most " + MAX_JSON_CHARACTERS);
        }
        Json.requireFormat(json, FORMAT, VERSION, "survival model");
        try {
            final SurvivalModel model = Json.gson().fromJson(json, SurvivalModel.class);
            model.requireComplete();
            return model;
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) { // Gson's own, and what a record refuses, wrapped by Gson
            final Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("The survival model cannot be read: " + reason.getMessage(), e);
        }
    }

    private void requireComplete() {
        if (settings == null || scores.isEmpty() || cut.search == null || training == null || provenance == null) {
            throw new IllegalArgumentException("The survival model is incomplete: settings, scores, cut, cox, training"
                + " and provenance are needed");
        }
        final boolean rising = IntStream.range(1, cut.values.length).allMatch(i -> cut.values[i] > cut.values[i - 1]);
        if (cut.values.length == 0 || cut.labels.size() != cut.values.length + 1 || !rising) {
            throw new IllegalArgumentException("The survival model has " + cut.values.length + " cut-offs and "
                + cut.labels.size() + " groups; expected rising cut-offs and one group more");
        }
        if (cox.time.length != cox.cumulativeHazard.length) {
            throw new IllegalArgumentException("The baseline hazard has " + cox.time.length + " times and "
                + cox.cumulativeHazard.length + " values");
        }
        if (benefit.time().length != benefit.cumulativeHazard().length
            || benefit.uncertainty().isKnown() && !benefit.uncertainty().covers(benefit.time().length, benefit.coef().length)
            || benefit.exists() && (benefit.coef().length != 3 || benefit.vcov().length != 3
                || Arrays.stream(benefit.vcov()).anyMatch(row -> row.length != 3))) {
            throw new IllegalArgumentException("The treatment's benefit in the survival model is incomplete: three "
                + "coefficients with their covariance and the baseline hazard are needed");
        }
        if (scores.stream().anyMatch(s -> s.column == null || !Double.isFinite(s.weight))) {
            throw new IllegalArgumentException("A score of the survival model has no column or weight");
        }
    }
}
