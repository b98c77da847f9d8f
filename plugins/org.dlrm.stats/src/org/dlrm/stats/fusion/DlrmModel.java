package org.dlrm.stats.fusion;

import java.util.List;
import java.util.Locale;

import org.dlrm.stats.base.Json;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.nomogram.Nomogram;

import com.google.gson.JsonElement;

/**
 * A frozen fusion model: everything that a prediction needs and where it came from. Immutable; JSON in and out.
 *
 * @param format always {@link #FORMAT}
 * @param version of the format
 * @param kind logistic or Cox
 * @param outcome what is predicted
 * @param harmonization of the features of the signatures before anything else; none or one
 * @param signatures linear predictors of features
 * @param inputs score and clinical columns of the terms
 * @param intercept of the fusion, 0 for Cox
 * @param terms of the fusion
 * @param fit how well it fits
 * @param threshold operating threshold
 * @param baseline baseline hazard of a Cox model (all terms 0), empty for a logistic one
 * @param nomogram points of every axis value; without axes if there are no terms
 * @param performance in the training rows
 * @param provenance where it came from
 */
public record DlrmModel(String format, int version, Kind kind, OutcomeLabels outcome,
    List<Harmonization> harmonization, List<Signature> signatures, List<Input> inputs,
    double intercept, List<Term> terms, Fit fit, Threshold threshold, Baseline baseline, Nomogram nomogram, Performance performance, Provenance provenance) {

    /** Marks a JSON document as such a model. */
    public static final String FORMAT = "org.dlrm.model";
    /** Version that this class writes. */
    public static final int VERSION = 1;

    /** The regression. */
    public enum Kind { LOGISTIC, COX }

    /**
     * Names of the outcome; empty where the kind has none.
     *
     * @param column class outcome
     * @param positiveClass the class that the probability is about
     * @param negativeClass what the others are called
     * @param time column of the time
     * @param event column of the event
     * @param eventValue its value that means an event
     */
    public record OutcomeLabels(String column, String positiveClass, String negativeClass, String time, String event,
        String eventValue) {
    }

    /**
     * A column that enters as it is.
     *
     * @param levels categories, the first is the reference; empty for a numeric column
     * @param fill value for a missing one, NaN if a missing value is not accepted
     * @param fillLevel category for a missing one, empty if a missing value is not accepted
     * @param min of the training rows, likewise max; NaN for categories
     */
    public record Input(String column, List<String> levels, double fill, String fillLevel, double min, double max) {

        public Input {
            levels = List.copyOf(levels);
        }
    }

    /**
     * A term of the fusion.
     *
     * @param name of the term
     * @param column signature, score or clinical column it comes from
     * @param level category, empty for a number
     * @param coef coefficient; with se, z, p (Wald)
     * @param ratio odds or hazard ratio of one unit more, with Wald and profile likelihood 95 % intervals
     * @param vif variance inflation factor
     * @param lrChisq likelihood-ratio statistic of leaving the term out, with its p value (1 df)
     * @param mean of the training rows: contributions are relative to it
     */
    public record Term(String name, String column, String level, double coef, double se, double z, double p,
        double ratio, double waldLower, double waldUpper, double profileLower, double profileUpper, double vif,
        double lrChisq, double lrP, double mean) {
    }

    /**
     * @param method of estimation
     * @param lrChisq likelihood-ratio statistic of the whole model
     * @param vcov covariance of the coefficients, the intercept first if there is one
     */
    public record Fit(String method, int n, int events, double loglik, double loglikNull, double aic, double lrChisq,
        int lrDf, double lrP, double[][] vcov) {
    }

    /**
     * Operating threshold: a row is positive if its probability (Cox: linear predictor) is at or above it.
     *
     * @param rule how it was found
     * @param sensitivity in the training rows, likewise specificity; NaN for Cox
     */
    public record Threshold(String rule, double value, double sensitivity, double specificity) {
    }

    /** ComBat learnt in the training rows, and what becomes of a centre that was not among them. */
    public record Harmonization(CombatModel combat, CombatModel.Unseen unseen) {
    }

    /** Cumulative baseline hazard after each event time. */
    public record Baseline(double[] times, double[] cumulativeHazard) {

        static final Baseline NONE = new Baseline(new double[0], new double[0]);
    }

    /**
     * @param dataHash SHA-256 of the training rows in the columns used
     * @param trainingRows number of them
     * @param settings the learner's settings
     * @param software what wrote the model
     */
    public record Provenance(String dataHash, int trainingRows, JsonElement settings, long seed, String software,
        List<String> warnings) {

        public Provenance {
            warnings = List.copyOf(warnings);
        }
    }

    public DlrmModel {
        if (harmonization == null || signatures == null || inputs == null || terms == null) {
            throw new IllegalArgumentException("A fusion model needs harmonization, signatures, inputs and terms");
        }
        harmonization = List.copyOf(harmonization);
        signatures = List.copyOf(signatures);
        inputs = List.copyOf(inputs);
        terms = List.copyOf(terms);
    }

    /** @return the model as JSON, numbers bit for bit */
    public String toJson() {
        return Json.gson().toJson(this);
    }

    /** @throws IllegalArgumentException if this is no such model, or one of a newer version */
    public static DlrmModel fromJson(final String json) {
        Json.requireFormat(json, FORMAT, VERSION, "fusion model");
        final DlrmModel model = Json.read(json, DlrmModel.class, "fusion model");
        requireComplete(model);
        return model;
    }

    private static void requireComplete(final DlrmModel m) {
        if (m.kind == null || m.outcome == null || m.fit == null || m.threshold == null || m.baseline == null
            || m.nomogram == null || m.performance == null || m.provenance == null) {
            throw new IllegalArgumentException("The fusion model is incomplete: kind, outcome, fit, threshold, baseline, "
                + "nomogram, performance and provenance are needed");
        }
        if (m.baseline.times.length != m.baseline.cumulativeHazard.length) {
            throw new IllegalArgumentException("The baseline hazard has " + m.baseline.times.length + " times and "
                + m.baseline.cumulativeHazard.length + " values");
        }
        m.harmonization.forEach(h -> {
            if (h.combat == null || h.unseen == null) {
                throw new IllegalArgumentException("The harmonization of the fusion model is incomplete");
            }
            h.combat.requireComplete();
        });
        m.terms.forEach(term -> {
            final boolean known = m.signatures.stream().anyMatch(s -> s.name().equals(term.column))
                || m.inputs.stream().anyMatch(i -> i.column.equals(term.column)
                    && (i.levels.isEmpty() ? term.level.isEmpty() : i.levels.contains(term.level)));
            if (!known || !Double.isFinite(term.coef) || !Double.isFinite(term.mean)) {
                throw new IllegalArgumentException("The term '" + term.name
                    + "' of the fusion model names no signature or input, or has no coefficient");
            }
        });
        m.signatures.forEach(s -> s.features().forEach(f -> {
            if (f.column() == null || !Double.isFinite(f.coef()) || !Double.isFinite(f.mean()) || !(f.sd() > 0)) {
                throw new IllegalArgumentException("The feature '" + f.column() + "' of signature '" + s.name()
                    + "' has no usable mean, standard deviation or coefficient");
            }
        }));
    }

    /** @return the full equation in words and numbers, one line per signature and one for the fusion */
    public String equation() {
        final StringBuilder text = new StringBuilder();
        for (final Signature s : signatures) {
            text.append(s.name()).append(" = ").append(s.intercept());
            s.features().forEach(f -> text.append(String.format(Locale.ROOT, " %s %s * (%s - %s) / %s",
                f.coef() < 0 ? "-" : "+", Math.abs(f.coef()), f.column(), f.mean(), f.sd())));
            text.append('\n');
        }
        text.append(kind == Kind.LOGISTIC ? "logit P(" + outcome.column + " = " + outcome.positiveClass + ") = "
            : "log hazard ratio = ").append(intercept);
        terms.forEach(t -> text.append(String.format(Locale.ROOT, " %s %s * %s", t.coef < 0 ? "-" : "+",
            Math.abs(t.coef), t.level.isEmpty() ? t.column : "[" + t.column + " = " + t.level + "]")));
        return text.append('\n').toString();
    }
}
