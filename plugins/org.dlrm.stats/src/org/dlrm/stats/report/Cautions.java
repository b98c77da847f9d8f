package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.dlrm.stats.fusion.DlrmModel;

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
        c.missing();
        c.performance();
        in.survivalStatistics().map(Rows::new).ifPresent(c::survival);
        in.survival().ifPresent(s -> c.m_found.addAll(s.provenance().warnings()));
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
        final String cohort = m_in.roles().cohort();
        if (!cohort.isEmpty() && !m_in.roles().training().isEmpty()) {
            final int training = new Rows(m_in.cohort()).where(cohort, m_in.roles().training()).size();
            if (m.fit().n() > training) {
                add("The model was fitted to " + m.fit().n() + " patients, but the cohort table has only " + training
                    + " training patients ('" + cohort + "' = '" + m_in.roles().training() + "'): was anything outside "
                    + "the training cohort used?");
            }
        }
        m_found.addAll(m.provenance().warnings());
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
                    add(String.format(Locale.ROOT, "Cohort '%s', %s: calibration slope %.2f is outside 0.8 to 1.2.",
                        r.text("Cohort", i), r.text("Score", i), slope));
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

    private void survival(final Rows r) {
        for (int i = 0; i < r.count(); i++) {
            final String cohort = r.text("Cohort", i);
            final String statistic = r.text("Statistic", i);
            final double p = r.number("p", i);
            if (statistic.equals("proportional hazards") && p < ALPHA) {
                add("Cohort '" + cohort + "': the hazards are not proportional (" + r.text("Of", i) + ", p = " + Html.p(p)
                    + "): a hazard ratio is an average over time here.");
            }
            if (statistic.equals("events") && !r.text("Of", i).isEmpty() && r.number("Value", i) == 0) {
                add("Cohort '" + cohort + "': the group '" + r.text("Of", i) + "' has no event; a hazard ratio against it "
                    + "does not exist.");
            }
            if (statistic.equals("warning")) {
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
