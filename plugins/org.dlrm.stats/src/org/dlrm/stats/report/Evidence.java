package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.table.Table;

/** Finds the facts that the inputs prove; a fact that they don't prove stays away. */
final class Evidence {

    /** Score columns of the DLRM Fusion models that are the model with clinical terms only are named by the user. */
    private static final String CLINICAL = "clinic";

    private final StudyInputs m_in;
    private final Methods m_methods;
    private final Map<String, List<Integer>> m_cohorts;
    private final Map<Fact, String> m_facts = new EnumMap<>(Fact.class);

    Evidence(final StudyInputs in) {
        m_in = in;
        m_methods = new Methods(in);
        m_cohorts = cohorts(in);
    }

    /** @return row numbers of every cohort, the training cohort first; one group of all where there is no such column */
    static Map<String, List<Integer>> cohorts(final StudyInputs in) {
        final Rows rows = new Rows(in.cohort());
        if (in.roles().cohort().isEmpty()) {
            return Map.of("all", rows.all());
        }
        final Map<String, List<Integer>> found = rows.by(in.roles().cohort(), rows.all());
        final Map<String, List<Integer>> ordered = new LinkedHashMap<>();
        if (found.containsKey(in.roles().training())) {
            ordered.put(in.roles().training(), found.get(in.roles().training()));
        }
        found.forEach((name, members) -> {
            if (!name.isEmpty()) {
                ordered.putIfAbsent(name, members);
            }
        });
        if (found.containsKey("")) {
            ordered.put("no cohort", found.get(""));
        }
        return Collections.unmodifiableMap(ordered);
    }

    Map<Fact, String> facts() {
        cohortTable();
        centres();
        m_in.model().ifPresent(this::model);
        m_methods.features().ifPresent(f -> put(Fact.FEATURES, f));
        m_methods.imageTypes().ifPresent(f -> put(Fact.IMAGE_TYPES, f));
        m_in.dictionary().map(Rows::new).filter(d -> d.count() > 0).ifPresent(d -> {
            put(Fact.FEATURE_COUNT, d.count() + " features per region.");
            put(Fact.FEATURE_SETTINGS, "Extraction with the " + Methods.hash(d) + ".");
        });
        m_in.extraction().map(Rows::new).filter(r -> r.count() > 0).ifPresent(r -> put(Fact.PARAMETERS,
            "Every parameter with its value: see Settings of the radiomics extraction."));
        m_in.metrics().map(Rows::new).filter(r -> r.count() > 0).ifPresent(this::metrics);
        m_in.comparisons().filter(t -> t.rows() > 0).map(Rows::new).ifPresent(c -> put(Fact.COMPARISONS,
            c.count() + " comparisons: " + String.join(", ", c.values("Test")) + "; see Performance."));
        m_in.reliability().map(Rows::new).filter(r -> r.count() > 0).flatMap(m_methods::reliability)
            .ifPresent(s -> put(Fact.ROBUSTNESS, s));
        m_in.harmonization().ifPresent(m -> put(Fact.HARMONIZATION, m_methods.harmonization(m)));
        survival();
        return Collections.unmodifiableMap(m_facts);
    }

    private void put(final Fact fact, final String sentence) {
        m_facts.put(fact, sentence);
    }

    private String counts() {
        return m_cohorts.entrySet().stream().map(c -> c.getKey() + " " + c.getValue().size())
            .collect(Collectors.joining(", "));
    }

    private void cohortTable() {
        final StudyInputs.Roles roles = m_in.roles();
        if (!roles.cohort().isEmpty()) {
            put(Fact.COHORTS, m_in.cohort().rows() + " patients: " + counts() + ".");
            if (!roles.training().isEmpty()) {
                put(Fact.SPLIT, "By the column '" + roles.cohort() + "', training value '" + roles.training() + "': " + counts()
                    + ".");
            }
        }
        if (!m_in.flow().isEmpty()) {
            put(Fact.FLOW, "See Patient flow: " + m_in.cohort().rows() + " patients in the cohort table; "
                + m_in.flow().stream().collect(Collectors.groupingBy(StudyInputs.FlowStep::step, LinkedHashMap::new,
                    Collectors.summingInt(StudyInputs.FlowStep::missing))).entrySet().stream()
                    .map(s -> s.getValue() + " without " + s.getKey()).collect(Collectors.joining(", ")) + ".");
        }
        if (!roles.characteristics().isEmpty()) {
            put(Fact.CHARACTERISTICS, "See Table 1 (" + String.join(", ", roles.characteristics()) + "), per cohort.");
        }
        if (!roles.acquisition().isEmpty()) {
            put(Fact.ACQUISITION, "See Acquisition: " + String.join(", ", roles.acquisition()) + ".");
        }
        final List<String> outcome = new ArrayList<>();
        if (!roles.outcome().isEmpty()) {
            outcome.add("Class outcome: column '" + roles.outcome() + "'.");
        }
        if (!roles.time().isEmpty() && !roles.event().isEmpty()) {
            outcome.add("Time to event: columns '" + roles.time() + "' and '" + roles.event() + "'.");
        }
        if (!outcome.isEmpty()) {
            put(Fact.OUTCOME, String.join(" ", outcome));
        }
        final List<String> missing = missingShares(m_in).entrySet().stream().filter(e -> e.getValue() > 0)
            .map(e -> e.getKey() + " " + e.getValue()).toList();
        if (!missingShares(m_in).isEmpty()) {
            put(Fact.MISSING, missing.isEmpty() ? "No missing value in " + missingShares(m_in).size()
                + " columns with a role." : "Missing values of " + m_in.cohort().rows() + " patients: "
                + String.join(", ", missing) + ".");
        }
    }

    /** @return number of missing values of every column with a role */
    static Map<String, Integer> missingShares(final StudyInputs in) {
        final Set<String> columns = new LinkedHashSet<>(in.roles().characteristics());
        columns.addAll(List.of(in.roles().outcome(), in.roles().time(), in.roles().event()));
        columns.remove("");
        final Map<String, Integer> missing = new LinkedHashMap<>();
        for (final String c : columns) {
            int n = 0;
            for (int r = 0; r < in.cohort().rows(); r++) {
                n += in.cohort().column(c).isMissing(r) ? 1 : 0;
            }
            missing.put(c, n);
        }
        return missing;
    }

    private void centres() {
        final StudyInputs.Roles roles = m_in.roles();
        if (roles.centre().isEmpty()) {
            return;
        }
        final Rows rows = new Rows(m_in.cohort());
        put(Fact.CENTRES, rows.values(roles.centre()).size() + " centres (column '" + roles.centre() + "'): "
            + rows.by(roles.centre(), rows.all()).entrySet().stream()
                .map(c -> (c.getKey().isEmpty() ? "unknown" : c.getKey()) + " " + c.getValue().size())
                .collect(Collectors.joining(", ")) + ".");
        final Set<String> trained = centresOf(rows, roles.training());
        if (roles.cohort().isEmpty() || trained.isEmpty()) {
            return;
        }
        final List<String> external = evaluated().stream().filter(c -> !c.equals(roles.training()))
            .filter(c -> !centresOf(rows, c).isEmpty() && Collections.disjoint(centresOf(rows, c), trained)).toList();
        if (!external.isEmpty()) {
            put(Fact.EXTERNAL_TEST, "Evaluated cohorts without a centre of the training cohort: "
                + String.join(", ", external) + ".");
        }
    }

    private Set<String> centresOf(final Rows rows, final String cohort) {
        final Set<String> found = new LinkedHashSet<>();
        m_cohorts.getOrDefault(cohort, List.of()).forEach(r -> found.add(rows.text(m_in.roles().centre(), r)));
        found.remove("");
        return found;
    }

    /** @return cohorts that the validation or survival tables speak of */
    private Set<String> evaluated() {
        final Set<String> cohorts = new LinkedHashSet<>();
        for (final Table t : List.of(m_in.metrics(), m_in.survivalStatistics()).stream().flatMap(o -> o.stream())
            .toList()) {
            cohorts.addAll(new Rows(t).values("Cohort"));
        }
        return cohorts;
    }

    private void model(final DlrmModel m) {
        final List<String> steps = m_methods.steps(m);
        put(Fact.PREDICTORS, m_methods.candidates(m) + " image features and " + m_methods.clinicalColumns(m).size()
            + " clinical factors were candidates.");
        put(Fact.EVENTS, eventsPerTerm(m));
        put(Fact.DEVELOPMENT, m.fit().n() + " training patients, " + m.fit().events() + " " + Methods.events(m) + ".");
        put(Fact.FUSION, Methods.fusion(m));
        put(Fact.THRESHOLD, Methods.threshold(m));
        put(Fact.OUTPUT, m.kind() == DlrmModel.Kind.LOGISTIC ? "Probability of '" + m.outcome().positiveClass()
            + "' and the class at the operating threshold." : "Linear predictor (log hazard ratio) and the risk class.");
        put(Fact.EQUATION, "See Model: the full equation" + (m.baseline().times().length > 0
            ? " with the baseline hazard." : "."));
        if (!m.terms().isEmpty()) {
            put(Fact.NOMOGRAM, "The model is a sum of " + m.terms().size() + " terms; each one's coefficient and interval is "
                + "in Model.");
        }
        put(Fact.MODEL_FILE, "model.json, format version " + m.version() + ", data hash " + m.provenance().dataHash()
            + ".");
        if (m.kind() == DlrmModel.Kind.LOGISTIC) {
            put(Fact.BALANCE, m.fit().events() + " of " + m.fit().n() + " training patients are '"
                + m.outcome().positiveClass() + "'; the fusion neither weights nor resamples.");
        }
        if (!m.signatures().isEmpty()) {
            put(Fact.SCALING, "Features were standardised with the training patients' mean and standard deviation, listed in "
                + "Model.");
        }
        if (!m.harmonization().isEmpty()) {
            put(Fact.HARMONIZATION, "Centre effects: ComBat, learnt in training patients.");
        }
        if (!steps.isEmpty()) {
            put(Fact.SELECTION, String.join(" ", m_methods.selection(m)));
            put(Fact.PIPELINE, "Steps of the workflow as they ran: " + String.join(", ", steps) + ", fusion.");
            put(Fact.DIMENSION, m_methods.candidates(m) + " candidate features for " + m.fit().n() + " patients and "
                + m.fit().events() + " events; " + m.signatures().stream().mapToInt(s -> s.features().size()).sum()
                + " remained in the signatures, " + m.terms().size() + " terms in the fusion.");
        }
        if (steps.contains("redundancy") || steps.contains("mRMR")) {
            put(Fact.REDUNDANCY, "By " + steps.stream().filter(s -> s.equals("redundancy") || s.equals("mRMR"))
                .collect(Collectors.joining(" and ")) + "; see Selection.");
        }
        final List<String> missing = new ArrayList<>();
        if (steps.contains("missing values")) {
            missing.add("Features with too many missing values were dropped, others filled with the training median.");
        }
        m_methods.clinicalMissing(m).ifPresent(missing::add);
        if (!missing.isEmpty()) {
            put(Fact.MISSING_RULE, String.join(" ", missing));
        }
        m_methods.tuning(m).ifPresent(t -> {
            put(Fact.TUNING, t);
            put(Fact.INTERNAL_TEST, t);
        });
    }

    /** @return how many events there are for each term */
    static String eventsPerTerm(final DlrmModel m) {
        return m.terms().isEmpty() ? m.fit().events() + " events, no terms."
            : smaller(m) + (m.kind() == DlrmModel.Kind.LOGISTIC ? " patients in the smaller class" : " events") + " for "
                + m.terms().size() + " terms of the fusion: " + Html.number(smaller(m) / (double)m.terms().size())
                + " per term.";
    }

    /** @return events, or patients of the smaller class */
    static int smaller(final DlrmModel m) {
        return m.kind() == DlrmModel.Kind.LOGISTIC ? Math.min(m.fit().events(), m.fit().n() - m.fit().events())
            : m.fit().events();
    }

    private void metrics(final Rows r) {
        m_methods.metrics().ifPresent(s -> put(Fact.METRICS, s));
        put(Fact.PERFORMANCE, "See Performance: " + r.values("Cohort").size() + " cohorts, " + r.values("Score").size()
            + " scores.");
        if (r.values("Cohort").size() > 1) {
            put(Fact.HETEROGENEITY, "Every cohort is reported by itself: " + String.join(", ", r.values("Cohort")) + ".");
        }
        if (r.all().stream().anyMatch(i -> !Double.isNaN(r.number("Lower", i)))) {
            put(Fact.INTERVALS, "Confidence intervals are given for " + r.all().stream()
                .filter(i -> !Double.isNaN(r.number("Lower", i))).map(i -> r.text("Metric", i)).distinct()
                .collect(Collectors.joining(", ")) + ".");
        }
        final List<Integer> slopes = r.where("Metric", "calibration slope").stream()
            .filter(i -> !Double.isNaN(r.number("Value", i))).toList();
        if (!slopes.isEmpty()) {
            put(Fact.CALIBRATION, "Calibration slope " + slopes.stream().map(i -> Html.interval(r.number("Value", i),
                r.number("Lower", i), r.number("Upper", i)) + " in " + r.text("Cohort", i) + " (" + r.text("Score", i)
                + ")").collect(Collectors.joining(", ")) + ".");
        }
        final List<String> others = r.values("Cohort").stream().filter(c -> !c.equals(m_in.roles().training())).toList();
        if (!others.isEmpty() && !m_in.roles().cohort().isEmpty() && !m_in.roles().training().isEmpty()) {
            put(Fact.OTHER_COHORTS, "Evaluated on cohorts outside training: " + String.join(", ", others) + ".");
        }
        final List<String> clinical = r.values("Score").stream()
            .filter(s -> s.toLowerCase(java.util.Locale.ROOT).contains(CLINICAL)).toList();
        if (!clinical.isEmpty() && r.values("Score").size() > clinical.size()) {
            put(Fact.CLINICAL_COMPARISON, "Compared with " + String.join(", ", clinical)
                + " in the same patients; see Performance.");
        }
    }

    private void survival() {
        m_in.survivalStatistics().filter(t -> t.rows() > 0).map(Rows::new).ifPresent(r -> put(Fact.SURVIVAL,
            "Survival statistics of " + String.join(", ", r.values("Cohort")) + "; see Survival."));
        m_in.survival().ifPresent((final SurvivalModel s) -> {
            if (m_in.model().isEmpty()) {
                put(Fact.DEVELOPMENT, s.training().n() + " training patients, " + s.training().events() + " events.");
                put(Fact.EQUATION, "See Survival: risk score, cut-offs and baseline.");
            }
        });
    }
}
