package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import org.dlrm.stats.survival.CiType;
import org.dlrm.stats.survival.KaplanMeier;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlrm stats km}: Kaplan-Meier estimates as R's survfit. */
@Command(name = "km", description = "Kaplan-Meier estimates as R's survfit; CSV in, JSON out.",
    footer = {"", "Example:",
        "  dlrm stats km lung.csv --time time --event status --event-value 2 --group sex --times 180,365"})
final class KmCommand extends StatsSubcommand {

    private static final double[] PROBS = {0.25, 0.5, 0.75};

    @Mixin
    private SurvivalOptions m_input;

    @Option(names = "--group", defaultValue = "", paramLabel = "COLUMN", description = "One curve per category")
    private String m_group;

    @Option(names = "--times", split = ",", paramLabel = "TIME",
        description = "Times of the risk table; the last is the horizon of the restricted mean")
    private List<Double> m_times = List.of();

    @Option(names = "--level", paramLabel = "X", defaultValue = "0.95",
        description = "Confidence level (default: ${DEFAULT-VALUE})")
    private double m_level;

    private record Curve(String label, KaplanMeier estimate) {
    }

    @Override
    Object compute(final Table data) {
        final SurvivalOptions.Study study =
            m_input.read(data, List.of(m_group), this::note);
        final List<Curve> curves = new ArrayList<>();
        if (m_group.isEmpty()) {
            curves.add(new Curve("all", KaplanMeier.fit(study.data())));
        } else {
            final int[] codes = study.codes(m_group);
            final List<String> labels = study.labels(m_group);
            for (int g = 0; g < labels.size(); g++) {
                final int group = g;
                final int[] rows = IntStream.range(0, codes.length).filter(i -> codes[i] == group).toArray();
                if (rows.length > 0) {
                    curves.add(new Curve(labels.get(g), KaplanMeier.fit(study.data().rows(rows))));
                }
            }
        }
        final KaplanMeier.Quantile followUp = KaplanMeier.fit(study.data().reversed()).median(CiType.LOG, m_level);
        final Map<String, Object> json = json(curves);
        final Map<String, Object> reverse = new LinkedHashMap<>();
        reverse.put("median", followUp.time());
        reverse.put("0.95LCL", followUp.lower());
        reverse.put("0.95UCL", followUp.upper());
        json.put("reverse_km_median_followup", reverse);
        return json;
    }

    private Map<String, Object> json(final List<Curve> curves) {
        final double[] times = m_times.stream().mapToDouble(Double::doubleValue).toArray();
        final Map<String, Object> curve = new LinkedHashMap<>();
        curve.put("stratum", curves.stream().flatMap(c -> IntStream.range(0, c.estimate.time().length)
            .mapToObj(i -> c.label)).toList());
        curve.put("time", all(curves, KaplanMeier::time));
        curve.put("n_risk", all(curves, k -> Arrays.stream(k.atRisk()).asDoubleStream().toArray()));
        curve.put("n_event", all(curves, k -> Arrays.stream(k.events()).asDoubleStream().toArray()));
        curve.put("n_censor", all(curves, k -> Arrays.stream(k.censored()).asDoubleStream().toArray()));
        curve.put("surv", all(curves, KaplanMeier::survival));
        curve.put("std_err_cumhaz", all(curves, KaplanMeier::logStdErr));
        curve.put("std_err_surv", all(curves, KaplanMeier::stdErr));
        curve.put("cumhaz", all(curves, KaplanMeier::cumulativeHazard));
        final Map<String, Object> ci = new LinkedHashMap<>();
        final Map<String, Object> quantiles = new LinkedHashMap<>();
        final Map<String, Object> atTimes = new LinkedHashMap<>();
        for (final CiType type : CiType.values()) {
            ci.put(type.label(), Map.of("lower", all(curves, k -> k.band(type, m_level).lower()), "upper",
                all(curves, k -> k.band(type, m_level).upper())));
            quantiles.put(type.label(), quantiles(curves, type));
            atTimes.put(type.label(), atTimes(curves, times, type));
        }
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("times", times);
        json.put("curve", curve);
        json.put("ci", ci);
        json.put("quantiles", quantiles);
        json.put("at_times", atTimes);
        final double common = curves.stream().mapToDouble(c -> c.estimate.maxTime()).max().orElseThrow();
        json.put("table_rmean_common", table(curves, k -> common));
        json.put("table_rmean_individual", table(curves, KaplanMeier::maxTime));
        final double tau = Arrays.stream(times).max().orElse(common);
        final Map<String, Object> rmst = new LinkedHashMap<>();
        rmst.put("tau", tau);
        rmst.put("rmean", scalar(curves, k -> k.restrictedMean(tau).mean()));
        rmst.put("se", scalar(curves, k -> k.restrictedMean(tau).stdErr()));
        if (curves.size() == 2) {
            rmst.put("difference", curves.get(1).estimate.restrictedMeanDifference(curves.get(0).estimate, tau,
                m_level));
        }
        json.put("rmst", rmst);
        return json;
    }

    private static double[] all(final List<Curve> curves, final Function<KaplanMeier, double[]> values) {
        return curves.stream().flatMapToDouble(c -> Arrays.stream(values.apply(c.estimate))).toArray();
    }

    /** One value is a scalar, as in the references. */
    private static Object scalar(final List<Curve> curves, final ToDoubleFunction<KaplanMeier> value) {
        return curves.size() == 1 ? (Object)value.applyAsDouble(curves.get(0).estimate)
            : curves.stream().mapToDouble(c -> value.applyAsDouble(c.estimate)).toArray();
    }

    private Map<String, Object> quantiles(final List<Curve> curves, final CiType type) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("probs", PROBS);
        json.put("quantile", matrix(curves, type, KaplanMeier.Quantile::time));
        json.put("lower", matrix(curves, type, KaplanMeier.Quantile::lower));
        json.put("upper", matrix(curves, type, KaplanMeier.Quantile::upper));
        return json;
    }

    /** Rows are curves; for one curve R's matrix has one column. */
    private double[][] matrix(final List<Curve> curves, final CiType type,
        final ToDoubleFunction<KaplanMeier.Quantile> value) {
        if (curves.size() == 1) {
            return Arrays.stream(PROBS).mapToObj(p -> new double[] {
                value.applyAsDouble(curves.get(0).estimate.quantile(p, type, m_level))}).toArray(double[][]::new);
        }
        return curves.stream().map(c -> Arrays.stream(PROBS)
            .map(p -> value.applyAsDouble(c.estimate.quantile(p, type, m_level))).toArray()).toArray(double[][]::new);
    }

    private Map<String, Object> atTimes(final List<Curve> curves, final double[] times, final CiType type) {
        final List<String> labels = new ArrayList<>();
        final List<KaplanMeier.AtTime> at = new ArrayList<>();
        for (final Curve curve : curves) {
            for (final double t : times) {
                labels.add(curve.label);
                at.add(curve.estimate.at(t, type, m_level));
            }
        }
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("stratum", labels);
        json.put("time", at.stream().mapToDouble(KaplanMeier.AtTime::time).toArray());
        json.put("n_risk", at.stream().mapToInt(KaplanMeier.AtTime::atRisk).toArray());
        json.put("surv", at.stream().mapToDouble(KaplanMeier.AtTime::survival).toArray());
        json.put("std_err", at.stream().mapToDouble(KaplanMeier.AtTime::stdErr).toArray());
        json.put("lower", at.stream().mapToDouble(KaplanMeier.AtTime::lower).toArray());
        json.put("upper", at.stream().mapToDouble(KaplanMeier.AtTime::upper).toArray());
        return json;
    }

    private Map<String, Object> table(final List<Curve> curves, final ToDoubleFunction<KaplanMeier> horizon) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("rownames", curves.size() == 1 ? null : curves.stream().map(Curve::label).toList());
        json.put("colnames", List.of("records", "n.max", "n.start", "events", "rmean", "se(rmean)", "median",
            m_level + "LCL", m_level + "UCL"));
        json.put("values", curves.stream().map(c -> {
            final KaplanMeier k = c.estimate;
            final KaplanMeier.RestrictedMean mean = k.restrictedMean(horizon.applyAsDouble(k));
            final KaplanMeier.Quantile median = k.median(CiType.LOG, m_level);
            return new double[] {k.size(), k.size(), k.size(), k.eventCount(), mean.mean(), mean.stdErr(),
                median.time(), median.lower(), median.upper()};
        }).toList());
        return json;
    }
}
