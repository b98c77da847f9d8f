package org.dlrm.knime.node.survival;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;
import org.dlrm.stats.survival.CalibrationAtTime;
import org.dlrm.stats.survival.CohortStatistics;
import org.dlrm.stats.survival.Concordance;
import org.dlrm.stats.survival.KaplanMeier;
import org.dlrm.stats.survival.Stratification;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.survival.TimeDependent;
import org.dlrm.stats.survival.TreatmentBenefit;
import org.dlrm.stats.survival.ZphTest;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

/** The library's statistics of every cohort as rows, for the table and the view. */
final class SurvivalStatistics {

    /** One statistic; NaN where it does not exist, then the note says why. */
    record Row(String cohort, String statistic, String of, double value, double lower, double upper, double p,
        String note) {

        Object[] cells() {
            return new Object[]{cohort, statistic, of, value, lower, upper, p, note};
        }
    }

    private static final double NONE = Double.NaN;

    private static final int NAMES_SHOWN = 20;

    private static final double ALPHA = 0.05;

    private final SurvivalModel m_model;

    private final StratifierSettings m_settings;

    private final List<Row> m_rows = new ArrayList<>();

    private SurvivalStatistics(final SurvivalModel model) {
        m_model = model;
        m_settings = model.settings();
    }

    /** @param table what was stratified, to name the patients whom the statistics leave out */
    static List<Row> of(final Stratification s, final SurvivalModel model, final Table table) {
        final SurvivalStatistics rows = new SurvivalStatistics(model);
        rows.cutOff(model.cut());
        rows.benefitModel(model.benefit());
        s.cohorts().forEach(rows::cohort);
        s.benefits().forEach(rows::benefit);
        rows.leftOut(s, table);
        return List.copyOf(rows.m_rows);
    }

    private void add(final String cohort, final String statistic, final String of, final double value,
        final double lower, final double upper, final double p, final String note) {
        m_rows.add(new Row(cohort, statistic, of, value, lower, upper, p, note));
    }

    private void cutOff(final SurvivalModel.Cut cut) {
        for (final double c : cut.values()) {
            add("training", "cut-off", m_settings.cutRule().kind().name(), c, NONE, NONE, NONE, m_model.direction());
        }
        if (m_settings.cutRule().isSearched()) {
            add("training", "maximally selected log-rank M", cut.search().candidates() + " candidate cut-offs",
                cut.search().statistic(), NONE, NONE, cut.search().pAdjusted(),
                "p adjusted for the search (" + cut.search().method() + ")");
        }
    }

    private void benefitModel(final TreatmentBenefit b) {
        for (int j = 0; j < b.coef().length; j++) {
            final double se = Math.sqrt(b.vcov()[j][j]);
            final Interval log = Interval.wald(b.coef()[j], se, m_settings.level());
            add("training", "benefit model, hazard ratio", b.names().get(j), Math.exp(b.coef()[j]), Math.exp(log.lower()),
                Math.exp(log.upper()), Tail.normalTwoSided(b.coef()[j] / se),
                b.names().get(j).equals("treatment") ? "at the training patients' mean score " + b.reference()
                    : j == b.coef().length - 1 ? b.sentence() + " " + TreatmentBenefit.NOT_CAUSAL : "per unit");
        }
    }

    /** What the model predicts for a cohort's patients; no outcome is used. */
    private void benefit(final TreatmentBenefit.Summary b) {
        final String of = "treated minus untreated";
        final String n = b.n() + " patients";
        final String note = n + "; " + m_model.benefit().intervalName();
        add(b.cohort(), "predicted mean benefit, restricted mean to " + number(b.horizon()), of, b.meanRestricted(),
            b.restrictedInterval().lower(), b.restrictedInterval().upper(), NONE, note);
        add(b.cohort(), "predicted median benefit, restricted mean to " + number(b.horizon()), of, b.medianRestricted(), NONE,
            NONE, NONE, n);
        add(b.cohort(), "predicted mean benefit, survival at " + number(b.horizon()), of, b.meanSurvival(),
            b.survivalInterval().lower(), b.survivalInterval().upper(), NONE, note);
        add(b.cohort(), "share with predicted benefit above 0 to " + number(b.horizon()), of, (double)b.above() / b.n(), NONE,
            NONE, NONE, b.above() + " of " + b.n() + "; interval of the hazard ratio below 1: " + b.clear());
    }

    private void cohort(final CohortStatistics c) {
        final String name = c.cohort();
        add(name, "patients", "", c.n(), NONE, NONE, NONE, "");
        add(name, "events", "", c.events(), NONE, NONE, NONE, "");
        add(name, "median follow-up", "reverse Kaplan-Meier", c.followUp().time(), c.followUp().lower(),
            c.followUp().upper(), NONE, "");
        c.groups().forEach(g -> group(name, g));
        for (final KaplanMeier.MeanDifference d : c.meanDifferences()) {
            final boolean searched = c.comparison().searched();
            add(name, "restricted mean difference to " + number(d.tau()), contrast(c), d.difference(), d.lower(),
                d.upper(), searched ? NONE : d.p(), searched ? "no p value: the cut-off was searched in these patients" : "");
        }
        for (final KaplanMeier.MeanDifference d : c.treatmentDifferences()) {
            add(name, "observed restricted mean difference to " + number(d.tau()), "treated minus untreated", d.difference(),
                d.lower(), d.upper(), d.p(), "Kaplan-Meier, not adjusted for anything");
        }
        tests(c);
        c.groupHazardRatios().forEach(h -> ratio(name, "hazard ratio", h, contrast(h.term())
            + (c.comparison().searched() ? "; no p value: the cut-off was searched in these patients" : "")));
        ratio(name, "hazard ratio per unit", c.scoreHazardRatio(), "");
        c.univariable().forEach(h -> ratio(name, "hazard ratio, univariable", h, ""));
        c.multivariable().forEach(h -> ratio(name, "hazard ratio, multivariable", h, ""));
        treatment(c);
        c.zph().ifPresent(z -> proportionality(name, z));
        c.concordance().ifPresent(k -> concordance(name, "concordance (Harrell)", k));
        c.uno().ifPresent(k -> concordance(name, "concordance (Uno)", k));
        c.accuracy().forEach(a -> accuracy(name, a));
        c.warnings().forEach(w -> add(name, "warning", "", NONE, NONE, NONE, NONE, w));
    }

    private void group(final String cohort, final CohortStatistics.Group g) {
        final String rule = m_model.rule(g.label());
        add(cohort, "patients", g.label(), g.n(), NONE, NONE, NONE, rule);
        add(cohort, "events", g.label(), g.events(), NONE, NONE, NONE, rule);
        add(cohort, "median survival", g.label(), g.median().time(), g.median().lower(), g.median().upper(), NONE,
            rule + (Double.isNaN(g.median().time()) ? "; not reached" : ""));
        g.curve().ifPresent(curve -> {
            for (final double p : new double[]{0.25, 0.75}) {
                final KaplanMeier.Quantile q = curve.quantile(p, m_settings.ciType(), m_settings.level());
                add(cohort, "time to " + number(100 * p) + " % events", g.label(), q.time(), q.lower(), q.upper(), NONE,
                    Double.isNaN(q.time()) ? "not reached" : "");
            }
        });
        for (final KaplanMeier.AtTime a : g.atHorizons()) {
            add(cohort, "survival at " + number(a.time()), g.label(), a.survival(), a.lower(), a.upper(), NONE,
                a.atRisk() + " at risk");
        }
        g.curve().ifPresent(curve -> m_settings.horizons().stream().filter(h -> h <= curve.maxTime()).forEach(h -> {
            final KaplanMeier.RestrictedMean mean = curve.restrictedMean(h);
            final Interval i = Interval.wald(mean.mean(), mean.stdErr(), m_settings.level());
            add(cohort, "restricted mean to " + number(h), g.label(), mean.mean(), i.lower(), i.upper(), NONE, "");
        }));
    }

    private void tests(final CohortStatistics c) {
        final CohortStatistics.Comparison x = c.comparison();
        add(c.cohort(), x.test() + " test", "groups", x.chisq(), NONE, NONE, x.pToShow(), x.searched()
            ? "p adjusted for the searched cut-off (" + x.adjustment() + ")" : "chi-squared, " + x.df() + " df");
        for (final CohortStatistics.Pair p : c.pairs()) {
            add(c.cohort(), x.test() + " test (pair)", p.a() + " against " + p.b(), p.chisq(), NONE, NONE, p.pHolm(),
                "p adjusted by Holm");
        }
        c.trend().ifPresent(z -> add(c.cohort(), "test for trend", "groups", z.chisq(), NONE, NONE, z.p(), ""));
    }

    /** The treatment by group; the group's own row has no p value where the cut-off was searched. */
    private void treatment(final CohortStatistics c) {
        c.treatmentByGroup().forEach(h -> ratio(c.cohort(), "hazard ratio of treatment", h, ""));
        for (final CohortStatistics.HazardRatio h : c.interaction()) {
            final boolean group = !h.term().startsWith("treatment");
            ratio(c.cohort(), "treatment interaction", group && c.comparison().searched()
                ? new CohortStatistics.HazardRatio(h.term(), h.hr(), h.lower(), h.upper(), NONE) : h,
                h.term().startsWith("treatment x") ? benefit(h.p()) : "");
        }
    }

    /** What a p value of the interaction means, in words. */
    static String benefit(final double p) {
        if (Double.isNaN(p)) {
            return "The interaction cannot be tested: nothing is known about a different benefit.";
        }
        return String.format(Locale.ROOT, p < ALPHA
            ? "The effect of the treatment differs between the groups (interaction p = %.3g)."
            : "No evidence that the effect of the treatment differs between the groups (interaction p = %.3g): the groups "
                + "do not show who benefits.", p);
    }

    private void proportionality(final String cohort, final ZphTest z) {
        for (int i = 0; i < z.rows().size(); i++) {
            add(cohort, "proportional hazards", z.rows().get(i).equals("GLOBAL") ? "all terms" : z.rows().get(i),
                z.chisq()[i], NONE, NONE, z.p()[i],
                "transform " + z.transform().label() + ", chi-squared, " + z.df()[i] + " df");
        }
    }

    private void concordance(final String cohort, final String what, final Concordance c) {
        final Interval i = c.interval(m_settings.level());
        add(cohort, what, "risk score", c.c(), i.lower(), i.upper(), NONE, "");
    }

    private void accuracy(final String cohort, final CohortStatistics.Accuracy a) {
        final String at = " at " + number(a.horizon());
        final Interval auc = a.auc().interval(m_settings.level());
        add(cohort, "AUC(t)" + at, "risk score", a.auc().value(), auc.lower(), auc.upper(), NONE, a.auc().cases()
            + " cases, " + a.auc().controls() + " controls, " + a.auc().censored() + " censored; cases: events "
            + (m_settings.caseTies() == TimeDependent.CaseTies.BEFORE ? "before" : "up to and at") + " the time");
        final Interval brier = a.brier().interval(m_settings.level());
        add(cohort, "Brier score" + at, "predicted survival", a.brier().value(), brier.lower(), brier.upper(), NONE, "");
        final Interval none = a.nullBrier().interval(m_settings.level());
        add(cohort, "Brier score" + at, "Kaplan-Meier for everybody", a.nullBrier().value(), none.lower(), none.upper(),
            NONE, "a useful model is below this");
        add(cohort, "integrated Brier score to " + number(a.horizon()), "predicted survival", a.integratedBrier(), NONE,
            NONE, NONE, "");
        final CalibrationAtTime k = a.calibration();
        add(cohort, "observed to expected events" + at, "predicted survival", k.observedToExpected(), NONE, NONE, NONE,
            "ideal 1");
        final Interval slope = Interval.wald(k.slope(), k.slopeStdErr(), m_settings.level());
        add(cohort, "calibration slope" + at, "predicted survival", k.slope(), slope.lower(), slope.upper(), NONE,
            "ideal 1");
        for (final CalibrationAtTime.Bin b : k.bins()) {
            add(cohort, "observed survival" + at, String.format(Locale.ROOT, "predicted %.3f", b.predicted()),
                b.observed(), b.lower(), b.upper(), NONE, b.n() + " patients");
        }
    }

    private void ratio(final String cohort, final String what, final CohortStatistics.HazardRatio h,
        final String note) {
        add(cohort, what, h.term(), h.hr(), h.lower(), h.upper(), h.p(), note);
    }

    /** Names the patients without score or follow-up, and what they lack. */
    private void leftOut(final Stratification s, final Table table) {
        final List<String> needed = new ArrayList<>(m_settings.scores());
        for (final String column : List.of(m_settings.time(), m_settings.event(), m_settings.cohort())) {
            if (!column.isEmpty() && table.has(column)) {
                needed.add(column);
            }
        }
        for (final String column : needed) {
            final Column values = table.column(column);
            final boolean cohort = column.equals(m_settings.cohort());
            final Map<String, String> cohortOf = s.rows().stream().filter(r -> cohort || !r.cohort().isEmpty())
                .collect(Collectors.toMap(Stratification.Row::key, Stratification.Row::cohort));
            final Map<String, List<String>> lacking = new LinkedHashMap<>();
            for (int i = 0; i < table.rows(); i++) {
                final String key = table.keys().get(i);
                if (values.isMissing(i) && (cohort || cohortOf.containsKey(key))) {
                    lacking.computeIfAbsent(cohortOf.getOrDefault(key, ""), k -> new ArrayList<>()).add(key);
                }
            }
            lacking.forEach((name, keys) -> add(name.isEmpty() ? "no cohort" : name, "left out of the statistics",
                "no value in '" + column + "'", keys.size(), NONE, NONE, NONE, names(keys)));
        }
    }

    private static String names(final List<String> keys) {
        return String.join(", ", keys.subList(0, Math.min(NAMES_SHOWN, keys.size())))
            + (keys.size() > NAMES_SHOWN ? " and " + (keys.size() - NAMES_SHOWN) + " more" : "");
    }

    /** @return what "high vs low" compares, in words */
    private String contrast(final String term) {
        final String[] labels = term.split(" vs ");
        return labels.length == 2 && !m_model.rule(labels[0]).isEmpty() && !m_model.rule(labels[1]).isEmpty()
            ? "hazard of " + m_model.rule(labels[0]) + " divided by that of " + m_model.rule(labels[1]) : "";
    }

    /** @return highest against lowest group */
    static String contrast(final CohortStatistics c) {
        return c.groups().get(c.groups().size() - 1).label() + " minus " + c.groups().get(0).label();
    }

    static String number(final double v) {
        return v == Math.rint(v) ? String.format(Locale.ROOT, "%.0f", v) : String.valueOf(v);
    }
}
