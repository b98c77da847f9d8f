package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.dlrm.stats.survival.BaselineHazard;
import org.dlrm.stats.survival.Concordance;
import org.dlrm.stats.survival.CoxFit;
import org.dlrm.stats.survival.CoxPh;
import org.dlrm.stats.survival.SurvivalData;
import org.dlrm.stats.survival.TimeDependent;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlrm stats timedep}: concordance, AUC(t) and Brier(t) of Cox models as R's riskRegression. */
@Command(name = "timedep",
    description = "Concordance, cumulative/dynamic AUC(t), Brier(t) of a Cox model, and of a second one compared with "
        + "it, as R's riskRegression and timeROC; CSV in, JSON out.",
    footer = {"", "Example:", "  dlrm stats timedep lung_complete.csv --time time --event ev --x age,sex,ph.ecog "
        + "--compare age --times 180,365,545 --tau 730"})
final class TimeDependentCommand extends StatsSubcommand {

    @Mixin
    private SurvivalOptions m_input;

    @Option(names = "--x", required = true, split = ",", paramLabel = "COLUMN", description = "Covariates")
    private List<String> m_x;

    @Option(names = "--compare", split = ",", paramLabel = "COLUMN", description = "Covariates of a second model")
    private List<String> m_compare = List.of();

    @Option(names = "--times", required = true, split = ",", paramLabel = "TIME", description = "Rising times")
    private List<Double> m_times;

    @Option(names = "--tau", paramLabel = "TIME", description = "Also Uno's C up to this time")
    private Double m_tau;

    private record Model(String name, double[] lp, CoxFit fit, double[] uncentered) {

        static Model of(final String name, final SurvivalOptions.Study study, final List<String> columns) {
            final DesignMatrix design = DesignMatrix.of(study.table(), columns);
            final CoxFit fit = CoxPh.of(study.data(), design.names(), design.columns()).fit();
            return new Model(name, fit.linearPredictors(), fit, fit.linearPredictors(design.columns()));
        }

        double[] risk(final double t) {
            final BaselineHazard baseline = fit.baselineHazard();
            return Arrays.stream(uncentered).map(lp -> 1 - baseline.survival(t, lp)).toArray();
        }
    }

    @Override
    Object compute(final Table data) {
        final List<String> columns = new ArrayList<>(m_x);
        columns.addAll(m_compare);
        final SurvivalOptions.Study study = m_input.read(data, columns, this::note);
        final List<Model> models = new ArrayList<>(List.of(Model.of("cox", study, m_x)));
        if (!m_compare.isEmpty()) {
            models.add(Model.of(String.join("+", m_compare), study, m_compare));
        }
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("concordance", concordances(study.data(), models));
        final Map<String, Object> score = new LinkedHashMap<>();
        score.put("auc", auc(study.data(), models));
        if (models.size() == 2) {
            score.put("auc_contrast", contrasts(study.data(), models));
        }
        score.put("brier", brier(study.data(), models));
        json.put("score_ipcw_km", score);
        json.put("cd_auc_formula", formula(study.data(), models));
        json.put("timeROC", timeRoc(study.data(), models));
        json.put("cox_lp_centered", models.get(0).lp);
        return json;
    }

    private Map<String, Object> concordances(final SurvivalData data, final List<Model> models) {
        final Map<String, Object> json = new LinkedHashMap<>();
        final double[] lp = models.get(0).lp;
        final double inf = Double.POSITIVE_INFINITY;
        json.put("harrell", concordance(Concordance.of(data, lp, Concordance.Weighting.HARRELL, inf)));
        json.put("uno_n_over_G2", concordance(Concordance.of(data, lp, Concordance.Weighting.UNO, inf)));
        if (m_tau != null) {
            json.put("uno_tau" + (m_tau == Math.rint(m_tau) ? Long.toString(m_tau.longValue()) : m_tau.toString()),
                concordance(Concordance.of(data, lp, Concordance.Weighting.UNO, m_tau)));
        }
        for (final Model model : models.subList(1, models.size())) {
            json.put("harrell_" + model.name,
                concordance(Concordance.of(data, model.lp, Concordance.Weighting.HARRELL, inf)));
        }
        return json;
    }

    private static Map<String, Object> concordance(final Concordance concordance) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("c", concordance.c());
        json.put("se", concordance.stdErr());
        json.put("count", CoxCommand.count(concordance));
        return json;
    }

    private TimeDependent.Estimate at(final SurvivalData data, final Model model, final double t) {
        return TimeDependent.auc(data, model.lp, t, TimeDependent.CaseTies.AT_OR_BEFORE);
    }

    private Map<String, Object> auc(final SurvivalData data, final List<Model> models) {
        final List<String> names = new ArrayList<>();
        final List<TimeDependent.Estimate> estimates = new ArrayList<>();
        for (final Model model : models) {
            for (final double t : m_times) {
                names.add(model.name);
                estimates.add(at(data, model, t));
            }
        }
        return columns(names, "AUC", estimates);
    }

    private static Map<String, Object> columns(final List<String> names, final String what,
        final List<TimeDependent.Estimate> estimates) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", names);
        json.put("times", estimates.stream().mapToDouble(TimeDependent.Estimate::time).toArray());
        json.put(what, estimates.stream().mapToDouble(TimeDependent.Estimate::value).toArray());
        json.put("se", estimates.stream().mapToDouble(TimeDependent.Estimate::stdErr).toArray());
        json.put("lower", estimates.stream().mapToDouble(e -> e.interval(0.95).lower()).toArray());
        json.put("upper", estimates.stream().mapToDouble(e -> e.interval(0.95).upper()).toArray());
        return json;
    }

    private Map<String, Object> contrasts(final SurvivalData data, final List<Model> models) {
        final List<TimeDependent.Contrast> contrasts = m_times.stream().map(t -> TimeDependent.difference(
            at(data, models.get(1), t), at(data, models.get(0), t), 0.95)).toList();
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("times", m_times);
        json.put("model", m_times.stream().map(t -> models.get(1).name).toList());
        json.put("reference", m_times.stream().map(t -> models.get(0).name).toList());
        json.put("delta.AUC", contrasts.stream().mapToDouble(TimeDependent.Contrast::difference).toArray());
        json.put("se", contrasts.stream().mapToDouble(TimeDependent.Contrast::stdErr).toArray());
        json.put("lower", contrasts.stream().mapToDouble(TimeDependent.Contrast::lower).toArray());
        json.put("upper", contrasts.stream().mapToDouble(TimeDependent.Contrast::upper).toArray());
        json.put("p", contrasts.stream().mapToDouble(TimeDependent.Contrast::p).toArray());
        return json;
    }

    private Map<String, Object> brier(final SurvivalData data, final List<Model> models) {
        final List<String> names = new ArrayList<>();
        final List<TimeDependent.Estimate> estimates = new ArrayList<>();
        final List<Double> integrated = new ArrayList<>();
        for (int m = -1; m < models.size(); m++) {
            final List<TimeDependent.Estimate> ofModel = new ArrayList<>();
            for (final double t : m_times) {
                names.add(m < 0 ? "Null model" : models.get(m).name);
                ofModel.add(m < 0 ? TimeDependent.brierOfNullModel(data, t)
                    : TimeDependent.brier(data, models.get(m).risk(t), t));
            }
            estimates.addAll(ofModel);
            Arrays.stream(TimeDependent.integratedBrier(ofModel)).forEach(integrated::add);
        }
        final Map<String, Object> json = columns(names, "Brier", estimates);
        json.put("IBS", integrated);
        return json;
    }

    private Map<String, Object> formula(final SurvivalData data, final List<Model> models) {
        final Map<String, Object> json = new LinkedHashMap<>();
        for (final Model model : models) {
            json.put(model == models.get(0) ? "cox_lp" : model.name, m_times.stream().map(t -> {
                final TimeDependent.Estimate estimate = at(data, model, t);
                final Map<String, Object> row = new LinkedHashMap<>();
                row.put("time", t);
                row.put("auc", estimate.value());
                row.put("n_cases", estimate.cases());
                row.put("n_controls", estimate.controls());
                row.put("n_censored_before", estimate.censored());
                return row;
            }).toList());
        }
        return json;
    }

    private Map<String, Object> timeRoc(final SurvivalData data, final List<Model> models) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("times", m_times);
        final List<List<TimeDependent.Estimate>> all = new ArrayList<>();
        for (final Model model : models) {
            final String name = model == models.get(0) ? "lp" : model.name;
            final List<TimeDependent.Estimate> estimates = m_times.stream().map(t ->
                TimeDependent.auc(data, model.lp, t, TimeDependent.CaseTies.BEFORE)).toList();
            json.put("auc_" + name, estimates.stream().mapToDouble(TimeDependent.Estimate::value).toArray());
            json.put("se_" + name, estimates.stream().mapToDouble(TimeDependent.Estimate::stdErr).toArray());
            all.add(estimates);
        }
        if (all.size() == 2) {
            json.put("compare_p", IntStream.range(0, m_times.size()).mapToDouble(k ->
                TimeDependent.difference(all.get(0).get(k), all.get(1).get(k), 0.95).p()).toArray());
        }
        return json;
    }
}
