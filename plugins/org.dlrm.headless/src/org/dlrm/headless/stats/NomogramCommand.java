package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.stats.base.Vif;
import org.dlrm.stats.logistic.LogisticFit;
import org.dlrm.stats.logistic.LogisticRegression;
import org.dlrm.stats.nomogram.DataDist;
import org.dlrm.stats.nomogram.Nomogram;
import org.dlrm.stats.survival.BaselineHazard;
import org.dlrm.stats.survival.CoxFit;
import org.dlrm.stats.survival.CoxPh;
import org.dlrm.stats.survival.SurvivalData;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats nomogram}. */
@Command(name = "nomogram", description = {"Points of a nomogram (as R's rms) of a logistic regression (--y) or a Cox "
    + "regression (--time, --event)."})
final class NomogramCommand extends StatsSubcommand {

    @Option(names = "--y", paramLabel = "COLUMN", description = "Outcome of a logistic regression")
    private Optional<String> m_y = Optional.empty();

    @Option(names = "--positive", paramLabel = "VALUE", description = "Value of the positive class; default: 1")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--time", paramLabel = "COLUMN", description = "Time of a Cox regression")
    private Optional<String> m_time = Optional.empty();

    @Option(names = "--event", paramLabel = "COLUMN", description = "Its event column")
    private Optional<String> m_event = Optional.empty();

    @Option(names = "--event-value", paramLabel = "VALUE", defaultValue = "1",
        description = "Value of the event column that means an event. Default: ${DEFAULT-VALUE}")
    private String m_eventValue;

    @Option(names = "--x", required = true, split = ",", paramLabel = "COLUMN", description = "Columns of the model")
    private List<String> m_x;

    @Option(names = "--times", split = ",", paramLabel = "T", description = "Times of the survival axes")
    private double[] m_times = new double[0];

    @Option(names = "--fun-at", split = ",", paramLabel = "P", defaultValue = "0.05,0.1,0.2,0.3,0.5,0.7,0.8,0.9,0.95",
        description = "Probabilities to mark. Default: ${DEFAULT-VALUE}")
    private double[] m_at;

    @Override
    Object compute(final Table data) {
        if (m_y.isPresent() == m_time.isPresent() || m_time.isPresent() != m_event.isPresent()) {
            throw wrong("Give either --y or both --time and --event");
        }
        final List<String> used = new ArrayList<>(m_x);
        m_y.ifPresent(used::add);
        m_time.ifPresent(used::add);
        m_event.ifPresent(used::add);
        final Table table = complete(data, used);
        final DesignMatrix.Coding[] codings = m_x.stream().map(c -> DesignMatrix.Coding.of(table, c))
            .toArray(DesignMatrix.Coding[]::new);
        final DesignMatrix x = DesignMatrix.of(table, codings);
        return m_y.isPresent() ? logistic(table, codings, x) : cox(table, codings, x);
    }

    private Map<String, Object> logistic(final Table table, final DesignMatrix.Coding[] codings, final DesignMatrix x) {
        final LogisticFit fit = LogisticRegression.maximumLikelihood().fit(x.names(), x.columns(),
            outcome(table, m_y.orElseThrow(), m_positive));
        final double[] coef = Arrays.copyOfRange(fit.coef(), 1, fit.terms().size());
        final Nomogram nomogram = nomogram(table, codings, coef, fit.coef(0), fit.lp(),
            List.of(new Nomogram.Output("Risk", lp -> 1 / (1 + Math.exp(-lp)), m_at)));
        final Map<String, Object> coefficients = map("Intercept", fit.coef(0));
        final Map<String, Object> vif = map();
        for (int j = 0; j < coef.length; j++) {
            coefficients.put(x.names().get(j), coef[j]);
            vif.put(x.names().get(j), fit.vif()[j]);
        }
        return result(nomogram, coefficients, vif, table);
    }

    private Map<String, Object> cox(final Table table, final DesignMatrix.Coding[] codings, final DesignMatrix x) {
        final double[] event = outcome(table, m_event.orElseThrow(), Optional.of(m_eventValue));
        final CoxFit fit = CoxPh.of(SurvivalData.of(table.numbers(m_time.orElseThrow()), event, 1), x.names(),
            x.columns()).fit();
        double center = 0;
        for (int j = 0; j < x.names().size(); j++) { // rms centres at the means of all columns, indicators too
            center += fit.coef()[j] * org.dlrm.stats.base.Descriptive.mean(x.columns()[j]);
        }
        final double c = center;
        final double[] lp = Arrays.stream(fit.linearPredictors(x.columns())).map(v -> v - c).toArray();
        final BaselineHazard hazard = fit.baselineHazard();
        final List<Nomogram.Output> outputs = new ArrayList<>();
        for (final double t : m_times) {
            outputs.add(new Nomogram.Output("S" + (t == Math.rint(t) ? Long.toString((long)t) : Double.toString(t)),
                v -> hazard.survival(t, v + c), m_at));
        }
        final Map<String, Object> coefficients = map();
        final Map<String, Object> vif = map();
        final double[] inflation = Vif.ofCovariance(fit.vcov(), 0);
        for (int j = 0; j < x.names().size(); j++) {
            coefficients.put(x.names().get(j), fit.coef()[j]);
            vif.put(x.names().get(j), inflation[j]);
        }
        final Map<String, Object> result = result(nomogram(table, codings, fit.coef(), -c, lp, outputs), coefficients,
            vif, table);
        result.put("center", c);
        return result;
    }

    private static Nomogram nomogram(final Table table, final DesignMatrix.Coding[] codings, final double[] coef,
        final double intercept, final double[] lp, final List<Nomogram.Output> outputs) {
        final List<Nomogram.Predictor> predictors = new ArrayList<>();
        int at = 0;
        for (final DesignMatrix.Coding coding : codings) {
            final int terms = coding.terms().size();
            final double[] own = Arrays.copyOfRange(coef, at, at + terms);
            predictors.add(coding.levels().isEmpty() ? Nomogram.Predictor.linear(coding.column(), own[0],
                DataDist.of(table.numbers(coding.column())))
                : Nomogram.Predictor.categories(coding.column(), coding.levels(), own));
            at += terms;
        }
        return Nomogram.of(predictors, intercept, Arrays.stream(lp).min().orElseThrow(),
            Arrays.stream(lp).max().orElseThrow(), outputs);
    }

    private Map<String, Object> result(final Nomogram n, final Map<String, Object> coef, final Map<String, Object> vif,
        final Table table) {
        final Map<String, Object> axes = map();
        final Map<String, Object> limits = map();
        for (final Nomogram.Axis axis : n.axes()) {
            final String name = axis.predictor().name();
            axes.put(name, map("values", table.isNumeric(name) ? axis.predictor().values() : axis.predictor().labels(),
                "lp_contrib_Xbeta", axis.predictor().effects(), "points", axis.points()));
            if (table.isNumeric(name)) {
                final DataDist d = DataDist.of(table.numbers(name));
                limits.put(name, new double[] {d.lowEffect(), d.adjustTo(), d.highEffect(), d.lowPrediction(),
                    d.highPrediction(), d.low(), d.high()});
            }
        }
        axes.put("total.points", map("x", n.totalPoints()));
        axes.put("lp", map("x", n.lp().points(), "x.real", n.lp().values()));
        n.functions().forEach(f -> axes.put(f.name(), map("x", f.points(), "x.real", f.values())));
        return map("coef", coef, "vif", vif, "nomogram", axes, "sc", n.pointsPerLp(), "Intercept", n.intercept(),
            "datadist_limits", limits);
    }
}
