package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.survival.CoxTies;
import org.dlrm.stats.survival.CutRule;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.table.DesignMatrix;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Sentences about what was done, from the settings that travel in the models and tables. What is not known is not said. */
final class Methods {

    private final StudyInputs m_in;

    Methods(final StudyInputs in) {
        m_in = in;
    }

    /** @return the methods in the order of the work */
    List<String> sentences() {
        final List<String> all = new ArrayList<>();
        features().ifPresent(all::add);
        imageTypes().ifPresent(all::add);
        m_in.reliability().map(Rows::new).filter(r -> r.count() > 0).flatMap(this::reliability).ifPresent(all::add);
        m_in.harmonization().map(this::harmonization).ifPresent(all::add);
        m_in.model().ifPresent(m -> {
            harmonization(m).ifPresent(all::add);
            all.addAll(selection(m));
            clinical(m).ifPresent(all::add);
            all.add(fusion(m));
            all.add(threshold(m));
            tuning(m).ifPresent(all::add);
        });
        metrics().ifPresent(all::add);
        m_in.survival().ifPresent(s -> all.addAll(survival(s)));
        return List.copyOf(all);
    }

    private Optional<Rows> dictionary() {
        return m_in.dictionary().map(Rows::new).filter(d -> d.count() > 0);
    }

    Optional<String> features() {
        return dictionary().map(d -> d.count() + " radiomics features were extracted from " + d.values("Family").size()
            + " families (" + String.join(", ", d.values("Family")) + "), defined as in the feature dictionary; "
            + hash(d) + ".");
    }

    static String hash(final Rows dictionary) {
        return "settings hash " + String.join(", ", dictionary.values("Settings hash"));
    }

    Optional<String> imageTypes() {
        return dictionary().map(d -> "Images they were computed on: " + String.join(", ", d.values("Image")) + ".");
    }

    /** What the repeated measurements said; nothing is said about how they were made. */
    Optional<String> reliability(final Rows r) {
        return r.all().stream().mapToDouble(i -> r.number("Patients", i)).filter(Double::isFinite).boxed()
            .max(Double::compare).map(n -> "Reproducibility of " + r.count() + " features over repeated measurements of "
                + Html.number(n) + " patients: intraclass correlation with its interval; " + r.where("Kept", "yes").size()
                + " features were kept.");
    }

    String harmonization(final CombatModel m) {
        return "Centre effects of " + m.features().size() + " features were removed by ComBat (centre column '"
            + m.batchColumn() + "', " + m.batches().size() + " centres, " + (m.reference().isEmpty() ? "no reference centre"
                : "reference centre " + m.reference()) + "), learnt from " + Arrays.stream(m.rows()).sum() + " rows"
            + (m.covariates().isEmpty() ? "." : ", keeping the effect of " + m.covariates().stream()
                .map(DesignMatrix.Coding::column).distinct().collect(Collectors.joining(", ")) + ".");
    }

    private static Optional<String> harmonization(final DlrmModel m) {
        return m.harmonization().isEmpty() ? Optional.empty() : Optional.of("Centre effects were removed from the "
            + "features by ComBat, learnt in the training patients; a centre that was not among them: "
            + m.harmonization().get(0).unseen() + ".");
    }

    private static JsonObject settings(final DlrmModel m) {
        return m.provenance().settings() != null && m.provenance().settings().isJsonObject()
            ? m.provenance().settings().getAsJsonObject() : new JsonObject();
    }

    private static JsonArray array(final JsonObject o, final String key) {
        return o.has(key) && o.get(key).isJsonArray() ? o.getAsJsonArray(key) : new JsonArray();
    }

    private static JsonObject object(final JsonObject o, final String key) {
        return o.has(key) && o.get(key).isJsonObject() ? o.getAsJsonObject(key) : new JsonObject();
    }

    private static String text(final JsonObject o, final String key) {
        return o.has(key) && o.get(key).isJsonPrimitive() ? o.get(key).getAsString() : "";
    }

    /** @return a constant or a setting's name in words: LOG_RANK, maxShare */
    static String words(final String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** @return one sentence per signature: candidates, steps with their parameters, what remained */
    List<String> selection(final DlrmModel m) {
        final List<String> sentences = new ArrayList<>();
        for (final JsonElement e : array(settings(m), "groups")) {
            final JsonObject group = e.getAsJsonObject();
            final String name = text(group, "name");
            final String steps = array(group, "steps").asList().stream().map(s -> step(s.getAsJsonObject()))
                .collect(Collectors.joining("; "));
            final String kept = m.signatures().stream().filter(s -> s.name().equals(name))
                .map(s -> s.features().size() + " features with a coefficient other than 0 make the signature")
                .findFirst().orElse("no feature remained");
            sentences.add("Signature '" + name + "': " + array(group, "columns").size() + " candidate features"
                + (steps.isEmpty() ? "" : ", then in this order " + steps) + "; " + kept + ".");
        }
        return sentences;
    }

    private static String step(final JsonObject step) {
        final String parameters = step.entrySet().stream().filter(p -> !p.getKey().equals("step"))
            .filter(p -> p.getValue().isJsonPrimitive())
            .map(p -> words(p.getKey()) + " " + (p.getValue().getAsJsonPrimitive().isString()
                ? words(p.getValue().getAsString()) : p.getValue().getAsString()))
            .collect(Collectors.joining(", "));
        return text(step, "step") + (parameters.isEmpty() ? "" : " (" + parameters + ")");
    }

    /** @return the labels of the selection's steps, of all groups */
    List<String> steps(final DlrmModel m) {
        return array(settings(m), "groups").asList().stream()
            .flatMap(g -> array(g.getAsJsonObject(), "steps").asList().stream())
            .map(s -> text(s.getAsJsonObject(), "step")).distinct().toList();
    }

    /** @return number of features that all the groups start from */
    int candidates(final DlrmModel m) {
        return array(settings(m), "groups").asList().stream()
            .mapToInt(g -> array(g.getAsJsonObject(), "columns").size()).sum();
    }

    List<String> clinicalColumns(final DlrmModel m) {
        return array(object(settings(m), "clinical"), "columns").asList().stream().map(JsonElement::getAsString).toList();
    }

    private Optional<String> clinical(final DlrmModel m) {
        final JsonObject c = object(settings(m), "clinical");
        if (clinicalColumns(m).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("Clinical candidates: " + String.join(", ", clinicalColumns(m)) + "; kept below a univariable p of "
            + text(c, "alpha") + ", backward elimination: " + words(text(c, "backward")) + "; missing values: "
            + words(text(c, "missing")) + ".");
    }

    Optional<String> clinicalMissing(final DlrmModel m) {
        final String rule = text(object(settings(m), "clinical"), "missing");
        return clinicalColumns(m).isEmpty() || rule.isEmpty() ? Optional.empty()
            : Optional.of("Clinical factors: " + words(rule) + ".");
    }

    static String fusion(final DlrmModel m) {
        return "The terms " + m.terms().stream().map(DlrmModel.Term::name).collect(Collectors.joining(", "))
            + " were combined by " + (m.kind() == DlrmModel.Kind.LOGISTIC ? "logistic" : "Cox") + " regression ("
            + m.fit().method() + ") in " + m.fit().n() + " training patients with " + m.fit().events() + " "
            + events(m) + ".";
    }

    static String events(final DlrmModel m) {
        return m.kind() == DlrmModel.Kind.LOGISTIC ? "of the class '" + m.outcome().positiveClass() + "'" : "events";
    }

    static String threshold(final DlrmModel m) {
        return "Operating threshold " + m.threshold().value() + " of the "
            + (m.kind() == DlrmModel.Kind.LOGISTIC ? "probability" : "linear predictor") + ", found in the training "
            + "patients (" + words(m.threshold().rule()) + ") and then frozen.";
    }

    Optional<String> tuning(final DlrmModel m) {
        final List<String> parts = new ArrayList<>();
        final var cv = m.performance().crossValidated();
        final var boot = m.performance().bootstrap();
        if (cv != null && cv.folds() > 0) {
            parts.add(cv.repeats() + " x " + cv.folds() + "-fold cross-validation");
        }
        if (boot != null && boot.samples() > 0) {
            parts.add(boot.samples() + " bootstrap samples (optimism correction)");
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of("Internal validation repeats the whole selection: "
            + String.join(", ", parts) + "; seed " + m.provenance().seed() + ".");
    }

    Optional<String> metrics() {
        return m_in.metrics().map(Rows::new).filter(r -> r.count() > 0).map(r -> "Reported per cohort: "
            + String.join(", ", r.values("Metric")) + ".");
    }

    private static List<String> survival(final SurvivalModel m) {
        final StratifierSettings s = m.settings();
        final List<String> all = new ArrayList<>();
        all.add("Endpoint " + s.endpoint() + (s.timeUnit().isEmpty() ? "" : " in " + s.timeUnit()) + ": time '" + s.time()
            + "', event '" + s.event() + "' = " + s.eventValue() + ". The risk score ("
            + String.join(", ", s.scores()) + ") was cut by the rule " + rule(s.cutRule()) + " in "
            + m.training().n() + " training patients with " + m.training().events() + " events and then frozen.");
        if (s.cutRule().isSearched()) {
            all.add("The cut-off was searched for the outcome's sake; its p value is adjusted for the search ("
                + m.cut().search().method() + ").");
        }
        all.add("Groups were compared by the " + s.weight().label() + " test; ties in Cox models by " + ties(s.ties())
            + "; survival intervals on the " + s.ciType().label() + " scale at level " + s.level() + "; seed " + s.seed()
            + ".");
        if (m.benefit().exists()) {
            all.add("The benefit of '" + s.treatment() + "' = " + s.treatedValue() + " was predicted by a Cox model of risk score, "
                + "treatment and their product, fitted to " + (m.benefit().treated() + m.benefit().untreated())
                + " training patients and then frozen: predicted survival, and restricted mean survival time, with minus "
                + "without the treatment" + (m.benefit().uncertainty().isKnown() ? "; means of cohorts with Wald intervals by the "
                    + "delta method" : "") + ".");
        }
        return all;
    }

    private static String ties(final CoxTies ties) {
        return switch (ties) {
            case EFRON -> "Efron's method";
            case BRESLOW -> "Breslow's method";
            case EXACT -> "the exact likelihood";
        };
    }

    private static String rule(final CutRule rule) {
        return rule.isSearched() ? "maximally selected log-rank statistic" : words(rule.kind().name());
    }
}
