package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

import org.dlrm.stats.agreement.RobustnessFilter;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.Signature;
import org.dlrm.stats.survival.TreatmentBenefit;

/** Finds what a reviewer would object to, in words. */
final class Cautions {

    private static final double EVENTS_PER_TERM = 10;
    private static final double MISSING_SHARE = 0.05;
    private static final double SLOPE_FROM = 0.8;
    private static final double SLOPE_TO = 1.2;
    private static final double ALPHA = 0.05;

    private final StudyInputs m_in;
    private final Set<String> m_found = new LinkedHashSet<>();

    private Cautions(final StudyInputs in) {
        m_in = in;
    }

    static List<String> of(final StudyInputs in) {
        final Cautions c = new Cautions(in);
        in.model().ifPresent(c::model);
        in.harmonization().ifPresent(c::harmonization);
        in.reliability().map(Rows::new).ifPresent(c::reliability);
        c.missing();
        c.performance();
        in.survivalStatistics().map(Rows::new).ifPresent(c::survival);
        in.survival().ifPresent(s -> {
            c.m_found.addAll(s.provenance().warnings());
            if (s.benefit().exists()) {
                c.add("Predicted benefit of '" + s.settings().treatment() + "': " + TreatmentBenefit.NOT_CAUSAL + " "
                    + s.benefit().sentence());
            }
        });
        in.dictionary().map(Rows::new).filter(d -> d.values("Settings hash").size() > 1).ifPresent(d -> c.add(
            "The radiomics features were extracted with " + d.values("Settings hash").size() + " different settings: "
                + String.join(", ", d.values("Settings hash")) + "."));
        return List.copyOf(c.m_found);
    }

    private void add(final String text) {
        m_found.add(text);
    }

    private void model(final DlrmModel m) {
        if (!m.terms().isEmpty() && Evidence.smaller(m) < EVENTS_PER_TERM * m.terms().size()) {
            add("Events per variable below 10: " + Evidence.eventsPerTerm(m) + " The candidates from which the terms were "
                + "selected are not counted, so the true number is lower still.");
        }
        final int training = trainingPatients();
        if (training >= 0 && m.fit().n() > training) {
            add("Fitted outside training: the model was fitted to " + m.fit().n() + " patients, but the cohort table has only "
                + training + " training patients ('" + m_in.roles().cohort() + "' = '" + m_in.roles().training() + "').");
        }
        // said above, with the numbers
        m.provenance().warnings().stream().filter(w -> !w.startsWith("Fewer than 10 events per term")).forEach(m_found::add);
    }

    /** @return number of training patients of the cohort table; -1 if nobody says which they are */
    private int trainingPatients() {
        final String cohort = m_in.roles().cohort();
        return cohort.isEmpty() || m_in.roles().training().isEmpty() ? -1
            : new Rows(m_in.cohort()).where(cohort, m_in.roles().training()).size();
    }

    private void harmonization(final CombatModel m) {
        final int learnt = Arrays.stream(m.rows()).sum();
        final int training = trainingPatients();
        if (training >= 0 && learnt > training) {
            add("Preprocessing fitted outside training: the centre effects (ComBat) were learnt from " + learnt
                + " rows, but the cohort table has only " + training + " training patients. Set the cohort column in the "
                + "Feature Harmonizer (Learner).");
        }
        final String outcome = m_in.roles().outcome();
        if (m.covariates().stream().anyMatch(c -> !outcome.isEmpty() && c.column().equals(outcome))) {
            add("The outcome '" + outcome + "' is a covariate of the harmonization: it leaks into the features.");
        }
    }

    private void reliability(final Rows r) {
        final OptionalDouble patients =
            r.all().stream().mapToDouble(i -> r.number("Patients", i)).filter(Double::isFinite).max();
        if (patients.isPresent() && patients.getAsDouble() < RobustnessFilter.FEW_PATIENTS) {
            add(String.format(Locale.ROOT, "The reproducibility of the features was measured in %.0f patients only (fewer than "
                + "%d): the intraclass correlations are uncertain.", patients.getAsDouble(), RobustnessFilter.FEW_PATIENTS));
        }
        if (m_in.model().isPresent()) {
            final Set<String> dropped = new LinkedHashSet<>();
            r.where("Kept", "no").forEach(i -> dropped.add(r.text("Feature", i)));
            final List<String> used = m_in.model().get().signatures().stream().flatMap(s -> s.features().stream())
                .map(Signature.Feature::column).filter(dropped::contains).toList();
            if (!used.isEmpty()) {
                add("The model uses features that the robustness filter dropped: " + String.join(", ", used) + ".");
            }
        }
    }

    private void missing() {
        Evidence.missingShares(m_in).forEach((column, n) -> {
            if (n > MISSING_SHARE * m_in.cohort().rows()) {
                add(String.format(Locale.ROOT, "'%s' is missing in %d of %d patients (%.1f %%, more than 5 %%).", column, n,
                    m_in.cohort().rows(), 100.0 * n / m_in.cohort().rows()));
            }
        });
        m_in.flow().forEach(s -> {
            if (s.missing() > MISSING_SHARE * s.patients()) {
                add(String.format(Locale.ROOT, "Cohort '%s': %d of %d patients have no %s (more than 5 %%).", s.cohort(),
                    s.missing(), s.patients(), s.step()));
            }
        });
    }

    private void performance() {
        m_in.metrics().map(Rows::new).ifPresent(r -> {
            for (final int i : r.where("Metric", "calibration slope")) {
                final double slope = r.number("Value", i);
                if (!Double.isNaN(slope) && !(slope >= SLOPE_FROM && slope <= SLOPE_TO)) {
                    add(String.format(Locale.ROOT, "Cohort '%s', %s: calibration slope %s is outside 0.8 to 1.2.",
                        r.text("Cohort", i), r.text("Score", i), words(slope)));
                }
            }
        });
        final Set<String> cohorts = new LinkedHashSet<>();
        m_in.metrics().ifPresent(t -> cohorts.addAll(new Rows(t).values("Cohort")));
        if (m_in.roles().cohort().isEmpty() && !cohorts.isEmpty()) {
            add("The report knows no cohort column: the patients the model learnt from may be among those it is evaluated in.");
        }
        final boolean none = cohorts.stream().allMatch(c -> c.equals(m_in.roles().training()));
        if ((m_in.model().isPresent() || !cohorts.isEmpty()) && none) {
            add("All performance numbers come from training patients: they are optimistic. Connect the metrics of other "
                + "cohorts.");
        }
    }

    /** Two decimals, more where two would read as a limit. */
    private static String words(final double slope) {
        final String text = String.format(Locale.ROOT, "%.2f", slope);
        return text.equals("0.80") || text.equals("1.20") ? Html.number(slope) : text;
    }

    private boolean isTraining(final String cohort) {
        return cohort.equals(m_in.roles().training()) || cohort.equals("training")
            || m_in.survival().isPresent() && cohort.equals(m_in.survival().get().settings().trainingValue());
    }

    private boolean isSearched(final Rows r) {
        return !r.where("Statistic", "maximally selected log-rank M").isEmpty()
            || m_in.survival().filter(s -> s.settings().cutRule().isSearched()).isPresent();
    }

    /** @return whether the row compares the groups whose cut-off was searched in these very patients */
    private boolean isOptimistic(final Rows r, final int row) {
        final String statistic = r.text("Statistic", row);
        return isTraining(r.text("Cohort", row)) && (statistic.contains("test") || statistic.equals("hazard ratio")
            || statistic.startsWith("restricted mean difference"));
    }

    private boolean isUnadjusted(final Rows r, final int row) {
        return isOptimistic(r, row) && !Double.isNaN(r.number("p", row))
            && !r.text("Note", row).startsWith("p adjusted for the search");
    }

    /** @return whether the test is of all terms, or the cohort has no such test */
    private static boolean isWhole(final Rows r, final int row) {
        return r.text("Of", row).equals("all terms") || r.where("Statistic", "proportional hazards").stream()
            .noneMatch(i -> r.text("Cohort", i).equals(r.text("Cohort", row)) && r.text("Of", i).equals("all terms"));
    }

    private void survival(final Rows r) {
        for (int i = 0; i < r.count(); i++) {
            final String cohort = r.text("Cohort", i);
            final String statistic = r.text("Statistic", i);
            final double p = r.number("p", i);
            if (statistic.equals("proportional hazards") && p < ALPHA && isWhole(r, i)) {
                add("Cohort '" + cohort + "': the hazards are not proportional (" + r.text("Of", i) + ", p = " + Html.p(p)
                    + "): a hazard ratio is an average over time here.");
            }
            if (statistic.equals("events") && !r.text("Of", i).isEmpty() && r.number("Value", i) == 0) {
                add("Cohort '" + cohort + "': the group '" + r.text("Of", i) + "' has no event; a hazard ratio against it "
                    + "does not exist.");
            }
            if (statistic.equals("warning") && !r.text("Note", i).startsWith("Hazards of the groups are not proportional")) {
                add("Cohort '" + cohort + "': " + r.text("Note", i));
            }
            if (isSearched(r) && isOptimistic(r, i)) {
                add("The cut-off was searched in cohort '" + cohort + "', where the groups are compared: the comparison is "
                    + "optimistic. Judge the groups by the other cohorts.");
            }
            if (isSearched(r) && isUnadjusted(r, i)) {
                add("Cohort '" + cohort + "': the p value of the " + statistic + " is not adjusted for the searched "
                    + "cut-off; it is left out of this report.");
            }
        }
        final List<String> others = new ArrayList<>(r.values("Cohort"));
        others.removeIf(this::isTraining);
        if (others.isEmpty()) {
            add("The survival statistics come from training patients only: they are optimistic.");
        }
    }

    /** @return rows whose p value must not be shown: the cut-off was searched in these patients, p is not adjusted for it */
    static Set<Integer> hiddenP(final StudyInputs in, final Rows r) {
        final Cautions c = new Cautions(in);
        final Set<Integer> hidden = new LinkedHashSet<>();
        if (c.isSearched(r)) {
            r.all().stream().filter(i -> c.isUnadjusted(r, i)).forEach(hidden::add);
        }
        return hidden;
    }
}
