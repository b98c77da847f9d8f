package org.dlrm.stats.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.work.Progress;

/** Computes the statistics of one cohort; what does not exist is left blank with a reason. */
final class CohortAnalysis {

    private static final double PH_ALPHA = 0.05;

    private static final int CALIBRATION_GROUPS = 5;

    private final SurvivalModel m_model;

    private final StratifierSettings m_settings;

    private final Table m_table;

    private final SurvivalData m_data;

    private final String m_name;

    private final boolean m_training;

    private final List<String> m_warnings;

    private final double[] m_risk;

    /** Rises with the predicted hazard. */
    private final double[] m_hazard;

    private final int[] m_group;

    private final int m_groups;

    /**
     * @param table rows with score, time and event status, as many as {@code data}
     * @param warnings so far
     */
    CohortAnalysis(final SurvivalModel model, final Table table, final SurvivalData data, final String name,
        final boolean training, final List<String> warnings) {
        m_model = model;
        m_settings = model.settings();
        m_table = table;
        m_data = data;
        m_name = name;
        m_training = training;
        m_warnings = warnings;
        m_risk = model.risk(table);
        // the frozen Cox model says whether a high score means an early or a late event
        final double sign = model.canPredict() ? Math.signum(model.cox().coef()) : 1;
        m_hazard = Arrays.stream(m_risk).map(r -> sign * r).toArray();
        m_group = Arrays.stream(m_risk).mapToInt(model::group).toArray();
        m_groups = model.cut().labels().size();
    }

    /** @return statistics of a cohort without usable rows */
    static CohortStatistics empty(final SurvivalModel model, final String name, final boolean training,
        final String reason) {
        final KaplanMeier.Quantile none = new KaplanMeier.Quantile(0.5, Double.NaN, Double.NaN, Double.NaN);
        return new CohortStatistics(name, training, 0, 0, none,
            model.cut().labels().stream().map(label -> new CohortStatistics.Group(label, 0, 0, none, List.of(),
                Optional.empty())).toList(),
            noComparison(model), List.of(), Optional.empty(), List.of(), noRatio("score"), List.of(), List.of(),
            List.of(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(),
            List.of(reason));
    }

    private static CohortStatistics.Comparison noComparison(final SurvivalModel model) {
        return new CohortStatistics.Comparison(model.settings().weight().label(), Double.NaN, 0, Double.NaN, false,
            Double.NaN, "");
    }

    private static CohortStatistics.HazardRatio noRatio(final String term) {
        return new CohortStatistics.HazardRatio(term, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    CohortStatistics run(final Progress progress) {
        final List<CohortStatistics.Group> groups = IntStream.range(0, m_groups).mapToObj(this::group).toList();
        progress.check();
        final boolean hasEvents = m_data.eventCount() > 0;
        if (!hasEvents) {
            m_warnings.add("No patient of the cohort had the event: tests, hazard ratios and concordance do not exist");
        }
        final CohortStatistics.Comparison comparison = hasEvents ? comparison() : noComparison(m_model);
        final boolean several = hasEvents && m_groups > 2;
        final List<CohortStatistics.HazardRatio> ratios = hasEvents ? groupRatios() : List.of();
        final CohortStatistics.HazardRatio score = hasEvents ? scoreRatio() : noRatio("score");
        progress.check();
        final List<CohortStatistics.Accuracy> accuracy = hasEvents ? accuracy(progress) : List.of();
        return new CohortStatistics(m_name, m_training, m_data.size(), m_data.eventCount(),
            KaplanMeier.fit(m_data.reversed()).median(m_settings.ciType(), m_settings.level()), groups, comparison,
            several ? pairs() : List.of(), several ? trend() : Optional.empty(), ratios, score,
            hasEvents ? univariable() : List.of(), hasEvents ? multivariable() : List.of(),
            hasEvents ? interaction() : List.of(),
            hasEvents ? treatmentByGroup() : List.of(), treatmentDifferences(), meanDifferences(groups),
            hasEvents ? zph() : Optional.empty(), concordance(hasEvents, Concordance.Weighting.HARRELL),
            concordance(hasEvents, Concordance.Weighting.UNO), accuracy, List.copyOf(m_warnings));
    }

    private int[] rows(final int group) {
        return IntStream.range(0, m_group.length).filter(i -> m_group[i] == group).toArray();
    }

    private CohortStatistics.Group group(final int number) {
        final String label = m_model.cut().labels().get(number);
        final int[] rows = rows(number);
        if (rows.length == 0) {
            m_warnings.add("The group '" + label + "' has no patient in this cohort");
            return new CohortStatistics.Group(label, 0, 0,
                new KaplanMeier.Quantile(0.5, Double.NaN, Double.NaN, Double.NaN), List.of(), Optional.empty());
        }
        final SurvivalData data = m_data.rows(rows);
        if (data.eventCount() == 0 && m_data.eventCount() > 0) {
            m_warnings.add("The group '" + label + "' has no event (" + rows.length + " patients): hazard ratios against"
                + " it do not exist");
        }
        final KaplanMeier curve = KaplanMeier.fit(data);
        final List<KaplanMeier.AtTime> at = new ArrayList<>();
        for (final double horizon : m_settings.horizons()) {
            if (horizon > curve.maxTime() && curve.survivalAt(horizon) > 0) {
                m_warnings.add("Follow-up of the group '" + label + "' ends at " + curve.maxTime()
                    + ", before the horizon " + horizon + ": survival there is unknown");
                at.add(new KaplanMeier.AtTime(horizon, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
            } else {
                at.add(curve.at(horizon, m_settings.ciType(), m_settings.level()));
            }
        }
        return new CohortStatistics.Group(label, rows.length, data.eventCount(),
            curve.median(m_settings.ciType(), m_settings.level()), List.copyOf(at), Optional.of(curve));
    }

    /** Whether the cut was searched in these patients. */
    private boolean isSearchedHere() {
        return m_training && m_settings.cutRule().isSearched();
    }

    private CohortStatistics.Comparison comparison() {
        final SurvivalModel.Search search = m_model.cut().search();
        final double adjusted = isSearchedHere() ? search.pAdjusted() : Double.NaN;
        final String adjustment = isSearchedHere() ? search.method() : "";
        return orBlank("The groups cannot be compared", () -> {
            final LogRank.Result result = LogRank.test(m_data, m_group, m_groups, m_settings.weight());
            return Optional.of(new CohortStatistics.Comparison(m_settings.weight().label(), result.chisq(),
                result.df(), result.p(), isSearchedHere(), adjusted, adjustment));
        }).orElse(new CohortStatistics.Comparison(m_settings.weight().label(), Double.NaN, 0, Double.NaN,
            isSearchedHere(), adjusted, adjustment));
    }

    private List<CohortStatistics.Pair> pairs() {
        final List<String> labels = m_model.cut().labels();
        final List<LogRank.Pair> pairs = LogRank.pairwise(m_data, m_group, m_groups, m_settings.weight());
        final double[] holm = PAdjust.HOLM.adjust(pairs.stream().mapToDouble(LogRank.Pair::p).toArray());
        return IntStream.range(0, pairs.size()).mapToObj(i -> new CohortStatistics.Pair(labels.get(pairs.get(i).a()),
            labels.get(pairs.get(i).b()), pairs.get(i).chisq(), pairs.get(i).p(), holm[i])).toList();
    }

    private Optional<LogRank.Trend> trend() {
        return orBlank("The trend over the groups cannot be tested", () -> Optional.of(LogRank.trend(
            LogRank.test(m_data, m_group, m_groups, m_settings.weight()),
            IntStream.rangeClosed(1, m_groups).asDoubleStream().toArray())));
    }

    /** Indicators of the groups above the lowest that has patients. */
    private record Indicators(List<String> names, double[][] x) {
    }

    private Indicators indicators() {
        final int[] present = IntStream.range(0, m_groups).filter(g -> rows(g).length > 0).toArray();
        final List<String> names = new ArrayList<>();
        final List<double[]> x = new ArrayList<>();
        for (int k = 1; k < present.length; k++) {
            final int g = present[k];
            names.add(m_model.cut().labels().get(g) + " vs " + m_model.cut().labels().get(present[0]));
            x.add(Arrays.stream(m_group).mapToDouble(v -> v == g ? 1 : 0).toArray());
        }
        return new Indicators(names, x.toArray(double[][]::new));
    }

    private List<CohortStatistics.HazardRatio> groupRatios() {
        final Indicators indicators = indicators();
        if (indicators.names.isEmpty()) {
            m_warnings.add("All patients of the cohort are in one group: there is nothing to compare");
            return List.of();
        }
        return orBlank("The groups' hazard ratios cannot be estimated", () -> {
            final CoxFit fit = CoxPh.of(m_data, indicators.names, indicators.x).ties(m_settings.ties()).fit();
            addWarnings(fit);
            if (isSearchedHere()) {
                m_warnings.add("The cut-off was searched in these patients: their hazard ratio is too far from 1 and has"
                    + " no valid p value; judge it in other cohorts");
            }
            return Optional.of(ratios(fit, isSearchedHere()));
        }).orElse(List.of());
    }

    private List<CohortStatistics.HazardRatio> ratios(final CoxFit fit, final boolean blankP) {
        return IntStream.range(0, fit.df()).mapToObj(j -> {
            final Interval interval = fit.hazardRatioInterval(j, m_settings.level());
            return new CohortStatistics.HazardRatio(fit.names().get(j), fit.hazardRatio()[j], interval.lower(),
                interval.upper(), blankP ? Double.NaN : fit.p()[j]);
        }).toList();
    }

    private void addWarnings(final CoxFit fit) {
        fit.warnings().stream().filter(w -> !m_warnings.contains(w)).forEach(m_warnings::add);
    }

    private CohortStatistics.HazardRatio scoreRatio() {
        final String term = m_model.scores().size() == 1 ? m_model.scores().get(0).column() : "combined score";
        return orBlank("The hazard ratio of the score cannot be estimated", () -> {
            final CoxFit fit = CoxPh.of(m_data, term, m_risk).ties(m_settings.ties()).fit();
            addWarnings(fit);
            if (fit.isFinite() && fit.ties() != CoxTies.EXACT) {
                final double p = fit.zph(ZphTest.Transform.KM).globalP();
                if (p < PH_ALPHA) {
                    m_warnings.add(String.format(Locale.ROOT, "Hazards are not proportional in the score (p = %.3g):"
                        + " its hazard ratio is an average over time, and predicted survival may be off", p));
                }
            }
            return Optional.of(ratios(fit, false).get(0));
        }).orElse(noRatio(term));
    }

    /** Every covariate in a Cox model of its own. */
    private List<CohortStatistics.HazardRatio> univariable() {
        final List<CohortStatistics.HazardRatio> ratios = new ArrayList<>();
        for (final String column : m_settings.covariates()) {
            ratios.addAll(orBlank("The hazard ratio of '" + column + "' cannot be estimated", () -> {
                requireColumns(List.of(column));
                final int[] complete = m_table.completeRows(List.of(column));
                final DesignMatrix x = design(m_table.rows(complete), List.of(column));
                final CoxFit fit = CoxPh.of(m_data.rows(complete), x.names(), x.columns()).ties(m_settings.ties())
                    .fit();
                addWarnings(fit);
                return Optional.of(ratios(fit, false));
            }).orElse(List.of(noRatio(column))));
        }
        return List.copyOf(ratios);
    }

    private List<CohortStatistics.HazardRatio> multivariable() {
        if (m_settings.covariates().isEmpty()) {
            return List.of();
        }
        return orBlank("The multivariable Cox model cannot be fitted", () -> {
            requireColumns(m_settings.covariates());
            final int[] complete = m_table.completeRows(m_settings.covariates());
            if (complete.length < m_table.rows()) {
                m_warnings.add(m_table.rows() - complete.length + " rows lack a covariate and were left out of the"
                    + " multivariable Cox model");
            }
            final Table rows = m_table.rows(complete);
            final DesignMatrix covariates = design(rows, m_settings.covariates());
            final List<String> names = new ArrayList<>(List.of("risk score"));
            names.addAll(covariates.names());
            final List<double[]> x = new ArrayList<>();
            x.add(m_model.risk(rows));
            x.addAll(Arrays.asList(covariates.columns()));
            final CoxFit fit = CoxPh.of(m_data.rows(complete), names, x.toArray(double[][]::new))
                .ties(m_settings.ties()).fit();
            addWarnings(fit);
            return Optional.of(ratios(fit, false));
        }).orElse(List.of());
    }

    private void requireColumns(final List<String> columns) {
        final List<String> absent = columns.stream().filter(c -> !m_table.has(c)).toList();
        if (!absent.isEmpty()) {
            throw new DegenerateDataException("The table has no column '" + String.join("', '", absent) + "'");
        }
    }

    /** Categories that no row here has, for example of another cohort, are no terms. */
    private static DesignMatrix design(final Table rows, final List<String> columns) {
        return DesignMatrix.of(rows.dropUnusedLevels(), columns);
    }

    /** Group, treatment and their product: does the treatment's effect differ between the groups? */
    private List<CohortStatistics.HazardRatio> interaction() {
        if (m_settings.treatment().isEmpty() || !m_table.has(m_settings.treatment())) {
            return List.of();
        }
        return orBlank("The interaction of treatment and group cannot be tested", () -> {
            final Column.Factor treatment = m_table.factor(m_settings.treatment());
            final int[] known = IntStream.range(0, m_table.rows()).filter(i -> !treatment.isMissing(i)).toArray();
            final Indicators indicators = indicators();
            final List<String> names = new ArrayList<>(List.of("treatment"));
            final List<double[]> x = new ArrayList<>();
            final double[] treated = IntStream.of(known)
                .mapToDouble(i -> treatment.label(i).equals(m_settings.treatedValue()) ? 1 : 0).toArray();
            x.add(treated);
            for (int k = 0; k < indicators.names.size(); k++) {
                final double[] member = indicators.x[k];
                final double[] inGroup = IntStream.of(known).mapToDouble(i -> member[i]).toArray();
                names.add(indicators.names.get(k));
                x.add(inGroup);
                names.add("treatment x " + indicators.names.get(k));
                x.add(IntStream.range(0, treated.length).mapToDouble(i -> treated[i] * inGroup[i]).toArray());
            }
            final CoxFit fit = CoxPh.of(m_data.rows(known), names, x.toArray(double[][]::new))
                .ties(m_settings.ties()).fit();
            addWarnings(fit);
            return Optional.of(ratios(fit, false));
        }).orElse(List.of());
    }

    /** The treatment's hazard ratio within every group. */
    private List<CohortStatistics.HazardRatio> treatmentByGroup() {
        if (m_settings.treatment().isEmpty() || !m_table.has(m_settings.treatment())) {
            return List.of();
        }
        final Column.Factor treatment = m_table.factor(m_settings.treatment());
        final List<CohortStatistics.HazardRatio> ratios = new ArrayList<>();
        for (int g = 0; g < m_groups; g++) {
            final String term = "treatment in " + m_model.cut().labels().get(g);
            final int[] rows = IntStream.of(rows(g)).filter(i -> !treatment.isMissing(i)).toArray();
            ratios.add(orBlank("The hazard ratio of " + term + " cannot be estimated", () -> {
                final CoxFit fit = CoxPh.of(m_data.rows(rows), term, IntStream.of(rows)
                    .mapToDouble(i -> treatment.label(i).equals(m_settings.treatedValue()) ? 1 : 0).toArray())
                    .ties(m_settings.ties()).fit();
                addWarnings(fit);
                return Optional.of(ratios(fit, false).get(0));
            }).orElse(noRatio(term)));
        }
        return List.copyOf(ratios);
    }

    /** Treated minus untreated, whatever their scores. */
    private List<KaplanMeier.MeanDifference> treatmentDifferences() {
        if (m_settings.treatment().isEmpty() || !m_table.has(m_settings.treatment())) {
            return List.of();
        }
        final Column.Factor treatment = m_table.factor(m_settings.treatment());
        return meanDifferences(curve(i -> !treatment.isMissing(i) && !treatment.label(i).equals(m_settings.treatedValue())),
            curve(i -> !treatment.isMissing(i) && treatment.label(i).equals(m_settings.treatedValue())));
    }

    private Optional<KaplanMeier> curve(final IntPredicate who) {
        final int[] rows = IntStream.range(0, m_table.rows()).filter(who).toArray();
        return rows.length == 0 ? Optional.empty() : Optional.of(KaplanMeier.fit(m_data.rows(rows)));
    }

    private List<KaplanMeier.MeanDifference> meanDifferences(final List<CohortStatistics.Group> groups) {
        return meanDifferences(groups.get(0).curve(), groups.get(groups.size() - 1).curve());
    }

    /** High minus low; restricted means need no proportional hazards. */
    private List<KaplanMeier.MeanDifference> meanDifferences(final Optional<KaplanMeier> low,
        final Optional<KaplanMeier> high) {
        if (low.isEmpty() || high.isEmpty()) {
            return List.of();
        }
        return m_settings.horizons().stream()
            .filter(h -> h <= low.get().maxTime() && h <= high.get().maxTime())
            .map(h -> high.get().restrictedMeanDifference(low.get(), h, m_settings.level())).toList();
    }

    private Optional<ZphTest> zph() {
        return orBlank("Proportional hazards of the groups cannot be tested", () -> {
            final Indicators indicators = indicators();
            if (indicators.names.isEmpty()) {
                return Optional.empty();
            }
            final CoxTies ties = m_settings.ties() == CoxTies.EXACT ? CoxTies.EFRON : m_settings.ties();
            final CoxFit fit = CoxPh.of(m_data, indicators.names, indicators.x).ties(ties).fit();
            if (!fit.isFinite()) {
                return Optional.empty();
            }
            final ZphTest test = fit.zph(ZphTest.Transform.KM);
            if (test.globalP() < PH_ALPHA) {
                m_warnings.add(String.format(Locale.ROOT, "Hazards of the groups are not proportional (p = %.3g): their"
                    + " hazard ratio changes with time and is an average only; see the curves and the restricted means",
                    test.globalP()));
            }
            return Optional.of(test);
        });
    }

    private Optional<Concordance> concordance(final boolean hasEvents, final Concordance.Weighting weighting) {
        if (!hasEvents) {
            return Optional.empty();
        }
        final Concordance concordance = Concordance.of(m_data, m_hazard, weighting, Double.POSITIVE_INFINITY);
        return Double.isNaN(concordance.c()) ? Optional.empty() : Optional.of(concordance);
    }

    private List<CohortStatistics.Accuracy> accuracy(final Progress progress) {
        final List<CohortStatistics.Accuracy> all = new ArrayList<>();
        for (final double horizon : m_settings.horizons()) {
            progress.check();
            final double[] predicted = m_model.survival(m_risk, horizon);
            if (Arrays.stream(predicted).anyMatch(Double::isNaN)) {
                continue; // the reason is among the model's warnings
            }
            orBlank("Accuracy at " + horizon + " does not exist", () -> Optional.of(new CohortStatistics.Accuracy(
                horizon, TimeDependent.auc(m_data, m_hazard, horizon, m_settings.caseTies()),
                TimeDependent.brier(m_data, Arrays.stream(predicted).map(s -> 1 - s).toArray(), horizon),
                TimeDependent.brierOfNullModel(m_data, horizon),
                TimeDependent.integratedBrier(m_data, t -> m_model.survival(m_risk, t), horizon),
                CalibrationAtTime.of(m_data, predicted, horizon, CALIBRATION_GROUPS, m_settings.ciType(),
                    m_settings.level())))).ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    /** Runs a computation; where the data do not allow it, notes why. */
    private <T> Optional<T> orBlank(final String what, final Supplier<Optional<T>> computation) {
        try {
            return computation.get();
        } catch (DegenerateDataException e) {
            m_warnings.add(what + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
