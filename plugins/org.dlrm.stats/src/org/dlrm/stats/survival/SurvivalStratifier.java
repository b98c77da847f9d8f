package org.dlrm.stats.survival;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;

/**
 * Separates patients by a risk score: learns cut-off, Cox model and baseline hazard from the training patients, freezes
 * them in a {@link SurvivalModel}, and applies it to any cohort.
 */
public final class SurvivalStratifier {

    private static final String SOFTWARE = "DLRM Nodes for KNIME, Survival Stratifier 1";

    private static final String ALL = "all";

    private SurvivalStratifier() {
    }

    /**
     * @param model frozen
     * @param training its statistics in the training patients (only they were used)
     */
    public record Learned(SurvivalModel model, Stratification training) {
    }

    /**
     * Learns from the training rows of the table; other rows are refused (left out and counted).
     *
     * @param settings columns and rules
     * @param table one row per patient
     * @param progress asked for cancellation
     * @throws IllegalArgumentException saying which column or value is wrong
     * @throws DegenerateDataException where nothing can be learnt from these patients
     */
    public static Learned learn(final StratifierSettings settings, final Table table, final Progress progress) {
        final List<String> warnings = new ArrayList<>();
        final Table training = trainingRows(settings, table, warnings);
        requireTimes(settings, training);
        requireTreatedValue(settings, training);
        final Eligible eligible = Eligible.of(settings, training, settings.scores(), warnings);
        if (eligible.rows().length == 0) {
            throw new DegenerateDataException("No training row has score, time and event status");
        }
        final SurvivalData data = eligible.data();
        if (data.eventCount() == 0) {
            throw new DegenerateDataException("None of the " + data.size() + " training patients had the event ('"
                + settings.event() + "' = " + settings.eventValue() + "); values there: "
                + training.factor(settings.event()).dropUnusedLevels().levelsInWords() + ". Choose the one that means that the event happened");
        }
        final Table used = training.rows(eligible.rows());
        EventCoding.remark(used.factor(settings.event()).dropUnusedLevels(), settings.event(), settings.eventValue())
            .ifPresent(warnings::add);
        final List<SurvivalModel.Score> scores = scores(settings, used, data, warnings);
        final double[] risk = risk(scores, used);
        final SurvivalModel.Training described = new SurvivalModel.Training(data.size(), data.eventCount(),
            Arrays.stream(risk).min().orElseThrow(), Arrays.stream(risk).max().orElseThrow(), data.maxTime());
        progress.report(0.1, "Searching the cut-off");
        final SurvivalModel.Cut cut = cut(settings, data, risk, described, warnings, progress);
        progress.report(0.6, "Fitting the baseline hazard");
        final TreatmentBenefit benefit = benefit(settings, used, data, risk, warnings);
        final SurvivalModel model = new SurvivalModel(SurvivalModel.FORMAT, SurvivalModel.VERSION, settings, scores,
            cut, cox(settings, data, risk, warnings), described,
            new SurvivalModel.Provenance(hash(data, risk), SOFTWARE, List.copyOf(warnings)), benefit);
        final Stratification applied = apply(model, training, true, progress.part(0.7, 1));
        warnings.addAll(applied.warnings().stream().filter(w -> !warnings.contains(w)).toList());
        return new Learned(model, new Stratification(applied.rows(), applied.cohorts(), applied.benefits(),
            List.copyOf(warnings)));
    }

    private static Table trainingRows(final StratifierSettings settings, final Table table,
        final List<String> warnings) {
        if (settings.cohort().isEmpty()) {
            return table;
        }
        final Column.Factor cohort = table.factor(settings.cohort());
        final Table training = table.filter(i -> !cohort.isMissing(i)
            && cohort.label(i).equals(settings.trainingValue()));
        if (training.rows() == 0) {
            throw new IllegalArgumentException("No row of '" + settings.cohort() + "' has the training value '"
                + settings.trainingValue() + "'; values there: " + cohort.levelsInWords());
        }
        final long unknown = IntStream.range(0, table.rows()).filter(cohort::isMissing).count();
        if (unknown > 0) {
            warnings.add(unknown + " row" + (unknown == 1 ? " has" : "s have") + " no value in the cohort column '"
                + settings.cohort() + "' and " + (unknown == 1 ? "was" : "were") + " left out");
        }
        return training;
    }

    private static boolean isTime(final double time) {
        return time >= 0 && !Double.isInfinite(time);
    }

    private static void requireTimes(final StratifierSettings settings, final Table training) {
        final double[] time = training.numbers(settings.time());
        for (int i = 0; i < time.length; i++) {
            if (!Double.isNaN(time[i]) && !isTime(time[i])) {
                throw new IllegalArgumentException("Row " + training.keys().get(i) + " has the time " + time[i]
                    + " in column '" + settings.time() + "'; times are 0 or more: check the dates");
            }
        }
    }

    /** A value that nobody has is a mistake where there are others to choose from. */
    private static void requireTreatedValue(final StratifierSettings settings, final Table training) {
        if (!settings.treatment().isEmpty()) {
            final Column.Factor treatment = training.factor(settings.treatment()).dropUnusedLevels();
            if (treatment.levels().size() > 1 && !treatment.levels().contains(settings.treatedValue())) {
                throw new IllegalArgumentException("The value '" + settings.treatedValue() + "' does not occur in the treatment "
                    + "column '" + settings.treatment() + "' of the training patients; values there: "
                    + treatment.levelsInWords() + ". Choose the one that means treated");
            }
        }
    }

    /** Rows that have everything a statistic needs. */
    private record Eligible(int[] rows, SurvivalData data) {

        static Eligible of(final StratifierSettings settings, final Table table, final List<String> columns,
            final List<String> warnings) {
            final double[] time = table.numbers(settings.time());
            final Column.Factor event = table.factor(settings.event());
            final int[] impossible = IntStream.range(0, time.length).filter(i -> !Double.isNaN(time[i]) && !isTime(time[i]))
                .toArray();
            if (impossible.length > 0) {
                warnings.add(impossible.length + " of " + table.rows() + " rows have an impossible '" + settings.time()
                    + "', first " + table.keys().get(impossible[0]) + ": " + time[impossible[0]] + "; check the dates");
            }
            final int[] rows = IntStream.range(0, table.rows())
                .filter(i -> isTime(time[i]) && !event.isMissing(i)
                    && columns.stream().noneMatch(c -> table.column(c).isMissing(i))).toArray();
            final int missing = table.rows() - rows.length;
            if (missing > 0) {
                warnings.add(missing + " of " + table.rows() + " rows lack score, '" + settings.time() + "' or '"
                    + settings.event() + "' and were left out of the statistics");
            }
            final long zeros = IntStream.of(rows).filter(row -> time[row] == 0).count();
            if (zeros > 0) {
                warnings.add(zeros + " row" + (zeros == 1 ? " has" : "s have") + " the time 0 in '" + settings.time()
                    + "': without follow-up a patient adds nothing; check the dates");
            }
            if (rows.length == 0) {
                return new Eligible(rows, null);
            }
            final boolean[] happened = new boolean[rows.length];
            for (int i = 0; i < rows.length; i++) {
                happened[i] = event.label(rows[i]).equals(settings.eventValue());
            }
            return new Eligible(rows, SurvivalData.of(Descriptive.pick(time, rows), happened));
        }
    }

    private static List<SurvivalModel.Score> scores(final StratifierSettings settings, final Table used,
        final SurvivalData data, final List<String> warnings) {
        if (settings.scores().size() == 1) {
            return List.of(new SurvivalModel.Score(settings.scores().get(0), 1));
        }
        final CoxFit fit = CoxPh.of(data, settings.scores(), used.numbers(settings.scores())).ties(settings.ties())
            .fit();
        if (!fit.isFinite()) {
            throw new DegenerateDataException("The scores cannot be combined: " + String.join("; ", fit.warnings()));
        }
        warnings.addAll(fit.warnings());
        return IntStream.range(0, fit.df())
            .mapToObj(j -> new SurvivalModel.Score(fit.names().get(j), fit.coef()[j])).toList();
    }

    private static double[] risk(final List<SurvivalModel.Score> scores, final Table table) {
        final double[] risk = new double[table.rows()];
        for (final SurvivalModel.Score score : scores) {
            final double[] column = table.numbers(score.column());
            for (int i = 0; i < risk.length; i++) {
                risk[i] += score.weight() * column[i];
            }
        }
        return risk;
    }

    private static SurvivalModel.Cut cut(final StratifierSettings settings, final SurvivalData data,
        final double[] risk, final SurvivalModel.Training training, final List<String> warnings,
        final Progress progress) {
        if (training.riskMin() == training.riskMax()) {
            throw new DegenerateDataException("The risk score has one value only (" + training.riskMin()
                + ") in all training patients: there are no groups to form. If it is the score of a model, the model has"
                + " found nothing; its warnings say why");
        }
        final CutRule rule = settings.cutRule();
        SurvivalModel.Search found = SurvivalModel.Search.NONE;
        double[] cuts;
        if (rule.isSearched()) {
            final MaxStat search = MaxStat.search(data, risk, rule.minProp(), rule.maxProp());
            cuts = new double[] {search.cutpoint()};
            found = found(settings, data, risk, search, warnings, progress);
            if (search.isAtEdge()) {
                warnings.add(String.format(Locale.ROOT, "The best cut-off lies at the edge of the range searched"
                    + " (%.0f %% to %.0f %% of the patients in the lower group): a better one may lie outside, or there"
                    + " is none", 100 * rule.minProp(), 100 * rule.maxProp()));
            }
        } else {
            cuts = rule.cuts(risk);
        }
        final int[] n = new int[cuts.length + 1];
        for (final double r : risk) {
            n[Descriptive.lowerBound(cuts, r)]++;
        }
        if (Arrays.stream(n).anyMatch(count -> count == 0)) {
            throw new DegenerateDataException("The cut-off" + (cuts.length == 1 ? " " : "s ")
                + Arrays.toString(cuts) + " leave" + (cuts.length == 1 ? "s" : "") + " a group of training patients"
                + " empty (sizes " + Arrays.toString(n) + "; the score runs from "
                + training.riskMin() + " to " + training.riskMax() + ")");
        }
        return new SurvivalModel.Cut(cuts, labels(n.length), found);
    }

    private static List<String> labels(final int groups) {
        return switch (groups) {
            case 2 -> List.of("low", "high");
            case 3 -> List.of("low", "middle", "high");
            default -> IntStream.rangeClosed(1, groups).mapToObj(g -> "group " + g).toList();
        };
    }

    private static SurvivalModel.Search found(final StratifierSettings settings, final SurvivalData data,
        final double[] risk, final MaxStat search, final List<String> warnings, final Progress progress) {
        final CutRule rule = settings.cutRule();
        MaxStat.PMethod method = rule.pMethod();
        OptionalDouble p = search.p(method, rule.permutations(), settings.seed(), progress);
        if (p.isEmpty()) {
            warnings.add("The sample is too large for the exact p value (" + method.label() + "); "
                + MaxStat.PMethod.LAU94.label() + " was used");
            method = MaxStat.PMethod.LAU94;
            p = OptionalDouble.of(search.pLau94());
        }
        final int[] high = Arrays.stream(risk).mapToInt(r -> r > search.cutpoint() ? 1 : 0).toArray();
        double unadjusted;
        try {
            unadjusted = LogRank.test(data, high, 2, LogRank.Weight.LOG_RANK).p();
        } catch (DegenerateDataException e) {
            unadjusted = Double.NaN;
        }
        final double[] cuts = search.cuts();
        return new SurvivalModel.Search(search.statistic(), cuts.length, cuts[0], cuts[cuts.length - 1], unadjusted,
            p.getAsDouble(), method.label());
    }

    private static SurvivalModel.Cox cox(final StratifierSettings settings, final SurvivalData data,
        final double[] risk, final List<String> warnings) {
        final double reference = Descriptive.mean(risk);
        try {
            final CoxFit fit = CoxPh.of(data, "risk score",
                Arrays.stream(risk).map(r -> r - reference).toArray()).ties(settings.ties()).fit();
            warnings.addAll(fit.warnings());
            if (fit.isFinite()) {
                final BaselineHazard baseline = fit.baselineHazard();
                return new SurvivalModel.Cox(fit.coef()[0], fit.stdErr()[0], reference, baseline.time(),
                    baseline.cumulative());
            }
        } catch (DegenerateDataException e) {
            warnings.add("Survival cannot be predicted: " + e.getMessage());
        }
        return new SurvivalModel.Cox(Double.NaN, Double.NaN, reference, new double[0], new double[0]);
    }

    private static TreatmentBenefit benefit(final StratifierSettings settings, final Table used, final SurvivalData data,
        final double[] risk, final List<String> warnings) {
        if (settings.treatment().isEmpty()) {
            return TreatmentBenefit.NONE;
        }
        final Column.Factor treatment = used.factor(settings.treatment());
        final int[] known = IntStream.range(0, risk.length).filter(i -> !treatment.isMissing(i)).toArray();
        if (known.length == 0) {
            return TreatmentBenefit.none("the treatment of no training patient is known");
        }
        final boolean[] treated = new boolean[known.length];
        for (int i = 0; i < known.length; i++) {
            treated[i] = treatment.label(known[i]).equals(settings.treatedValue());
        }
        return TreatmentBenefit.learn(data.rows(known), Descriptive.pick(risk, known), treated, settings.ties(), warnings);
    }

    /** @return fingerprint of the patients, whatever their order */
    private static String hash(final SurvivalData data, final double[] risk) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            IntStream.range(0, risk.length).mapToObj(i -> ByteBuffer.allocate(17).putDouble(risk[i])
                .putDouble(data.time(i)).put((byte)(data.event(i) ? 1 : 0)).flip()).sorted()
                .forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * Applies a frozen model.
     *
     * @param model frozen
     * @param table with the model's score columns; with its time and event columns there are statistics per cohort
     * @param progress asked for cancellation
     * @throws IllegalArgumentException if a score column is missing or not numeric
     */
    public static Stratification apply(final SurvivalModel model, final Table table, final Progress progress) {
        return apply(model, table, false, progress);
    }

    private static Stratification apply(final SurvivalModel model, final Table table, final boolean onTraining,
        final Progress progress) {
        final StratifierSettings settings = model.settings();
        final List<String> warnings = new ArrayList<>();
        final double[] risk = model.risk(table);
        final boolean hasCohorts = !settings.cohort().isEmpty() && table.has(settings.cohort());
        final Column.Factor cohort = hasCohorts ? table.factor(settings.cohort()) : null;
        final Column.Factor treatment = !settings.treatment().isEmpty() && table.has(settings.treatment())
            ? table.factor(settings.treatment()) : null;
        final List<Stratification.Row> rows = new ArrayList<>();
        for (int i = 0; i < risk.length; i++) {
            final double r = risk[i];
            rows.add(new Stratification.Row(table.keys().get(i),
                !hasCohorts ? ALL : cohort.isMissing(i) ? "" : cohort.label(i), r, model.label(r),
                settings.horizons().stream().mapToDouble(h -> model.survival(r, h)).toArray(),
                treatment == null || treatment.isMissing(i) ? "" : treatment.label(i)));
        }
        warnAboutRows(model, rows, warnings);
        final List<CohortStatistics> cohorts = new ArrayList<>();
        if (table.has(settings.time()) && table.has(settings.event())) {
            final Map<String, int[]> byCohort = cohorts(settings, rows);
            for (final Map.Entry<String, int[]> entry : byCohort.entrySet()) {
                progress.check();
                final boolean training = onTraining
                    || hasCohorts && entry.getKey().equals(settings.trainingValue());
                cohorts.add(statistics(model, table.rows(entry.getValue()), entry.getKey(), training, progress));
            }
        }
        return new Stratification(List.copyOf(rows), List.copyOf(cohorts), benefits(model, rows), List.copyOf(warnings));
    }

    /** Predicted benefit of every cohort at every horizon that both treatments' follow-up reached in training. */
    private static List<TreatmentBenefit.Summary> benefits(final SurvivalModel model,
        final List<Stratification.Row> rows) {
        final List<TreatmentBenefit.Summary> all = new ArrayList<>();
        cohorts(model.settings(), rows).forEach((name, of) -> {
            final double[] risks = Arrays.stream(of).mapToDouble(i -> rows.get(i).risk()).toArray();
            model.settings().horizons().stream().map(h -> model.benefit().summary(name, risks, h, model.settings().level()))
                .filter(b -> b.n() > 0).forEach(all::add);
        });
        return List.copyOf(all);
    }

    private static void warnAboutRows(final SurvivalModel model, final List<Stratification.Row> rows,
        final List<String> warnings) {
        final long missing = rows.stream().filter(r -> Double.isNaN(r.risk())).count();
        if (missing > 0) {
            warnings.add(missing + " of " + rows.size() + " rows have a missing score and no group");
        }
        final long outside = rows.stream().filter(r -> r.risk() < model.training().riskMin()
            || r.risk() > model.training().riskMax()).count();
        if (outside > 0) {
            warnings.add(String.format(Locale.ROOT, "%d of %d rows have a risk score outside the training patients' range "
                + "%.4g to %.4g", outside, rows.size(), model.training().riskMin(), model.training().riskMax()));
        }
        for (final double horizon : model.settings().horizons()) {
            if (horizon > model.training().maxTime()) {
                warnings.add("Survival at " + horizon + " is not predicted: the longest follow-up of the training"
                    + " patients is " + model.training().maxTime());
            }
        }
        final long unknown = rows.stream().filter(r -> r.cohort().isEmpty()).count();
        if (unknown > 0) {
            warnings.add(unknown + " row" + (unknown == 1 ? " has" : "s have") + " no value in the cohort column '"
                + model.settings().cohort() + "' and belong" + (unknown == 1 ? "s" : "") + " to no cohort's statistics");
        }
    }

    /** @return rows of every known cohort, training first, the others in the order of the table */
    private static Map<String, int[]> cohorts(final StratifierSettings settings, final List<Stratification.Row> rows) {
        final Set<String> names = new LinkedHashSet<>();
        if (rows.stream().anyMatch(r -> r.cohort().equals(settings.trainingValue()) && !r.cohort().isEmpty())) {
            names.add(settings.trainingValue());
        }
        rows.stream().map(Stratification.Row::cohort).filter(c -> !c.isEmpty()).forEach(names::add);
        final Map<String, int[]> byCohort = new LinkedHashMap<>();
        for (final String name : names) {
            byCohort.put(name, IntStream.range(0, rows.size()).filter(i -> rows.get(i).cohort().equals(name))
                .toArray());
        }
        return byCohort;
    }

    private static CohortStatistics statistics(final SurvivalModel model, final Table table, final String name,
        final boolean training, final Progress progress) {
        final StratifierSettings settings = model.settings();
        final List<String> warnings = new ArrayList<>();
        final List<String> columns = model.scores().stream().map(SurvivalModel.Score::column).toList();
        final Eligible eligible = Eligible.of(settings, table, columns, warnings);
        if (eligible.rows().length == 0) {
            return CohortAnalysis.empty(model, name, training, "No row of the cohort has score, time and event status");
        }
        final Table used = table.rows(eligible.rows());
        // the training patients are known even where no column marks them: their p value needs the adjustment
        final boolean known = training
            || hash(eligible.data(), model.risk(used)).equals(model.provenance().dataHash());
        return new CohortAnalysis(model, used, eligible.data(), name, known, warnings).run(progress);
    }
}
