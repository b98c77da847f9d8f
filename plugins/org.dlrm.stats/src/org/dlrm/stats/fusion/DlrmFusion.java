package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Json;
import org.dlrm.stats.base.Tail;
import org.dlrm.stats.nomogram.DataDist;
import org.dlrm.stats.nomogram.Nomogram;
import org.dlrm.stats.roc.OperatingPoint;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * Learns a fusion model: signatures from feature groups, clinical columns, one logistic or Cox regression of all of
 * them. Rows that are not of the training cohort are refused by construction: nothing of them is read but the cohort
 * column. Immutable.
 */
public final class DlrmFusion {

    /** Written into every model. */
    static final String SOFTWARE = "org.dlrm.stats 1.0";
    private static final double LEVEL = 0.95;
    private static final double EVENTS_PER_TERM = 10;
    private static final double[] NOMOGRAM_MARKS = {.05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95};

    private final DlrmSettings m_settings;
    private final int m_threads;

    public DlrmFusion(final DlrmSettings settings) {
        this(settings, 1);
    }

    /** @param threads for the internal validation; the result does not depend on it */
    public DlrmFusion(final DlrmSettings settings, final int threads) {
        m_settings = settings;
        m_threads = threads;
    }

    /**
     * What learning yields.
     *
     * @param model the frozen model
     * @param trace what every step did with every feature
     * @param paths of the penalised steps, one per signature that has one
     * @param warnings what the user should know
     * @param trainingKeys keys of the rows that were used
     * @param outOfFold their linear predictors from the cross-validation (NaN without one)
     * @param refusedRows number of rows of other cohorts
     */
    public record Result(DlrmModel model, List<TraceRow> trace, List<SelectionPath> paths, List<String> warnings,
        List<String> trainingKeys, double[] outOfFold, int refusedRows) {
    }

    /** @param table rows of all cohorts; only those of training are used */
    public Result learn(final Table table, final Progress progress) {
        final List<String> warnings = new ArrayList<>();
        final TrainingData data = TrainingData.of(table, m_settings, warnings);
        final boolean validate = m_settings.validation().folds() > 0 || m_settings.validation().bootstraps() > 0;
        final Pipeline.Fitted fitted = new Pipeline(m_settings).fit(data, m_settings.seed(),
            progress.part(0, validate ? 0.1 : 1));
        warnings.addAll(fitted.warnings());
        final int terms = fitted.fit().terms().size();
        final int rare = m_settings.outcome() instanceof Outcome.Survival ? data.target().events()
            : Math.min(data.target().events(), data.rows() - data.target().events());
        if (rare < EVENTS_PER_TERM * terms) {
            warnings.add("Fewer than 10 events per term: " + rare + " events for " + terms + " terms of the fusion");
        }
        final double[] lp = fitted.lp(data);
        final InternalValidation validation = new InternalValidation(m_settings, data, m_threads);
        final InternalValidation.CrossValidation cv = validation.crossValidate(progress.part(0.1, 0.5));
        final Performance apparent = Performance.apparent(data.target(), lp);
        final Performance performance = apparent.with(cv.performance())
            .with(validation.bootstrap(apparent.apparent().value(), progress.part(0.5, 1)));
        final DlrmModel model = new DlrmModel(DlrmModel.FORMAT, DlrmModel.VERSION,
            data.target().isSurvival() ? DlrmModel.Kind.COX : DlrmModel.Kind.LOGISTIC, labels(table), harmonization(fitted),
            fitted.signatures().stream().map(SignatureLearner.Learned::signature).filter(s -> !s.features().isEmpty())
                .toList(),
            inputs(fitted, data), fitted.fit().intercept(), terms(fitted, data), fit(fitted.fit(), data),
            threshold(data.target(), lp), fitted.fit().baseline(), nomogram(fitted, data, lp), performance,
            new DlrmModel.Provenance(DataHash.of(data, m_settings), data.rows(), settings(), m_settings.seed(), SOFTWARE,
                warnings));
        final int used = (int)java.util.stream.IntStream.range(0, table.rows())
            .filter(i -> table.factor(m_settings.cohortColumn()).label(i).equals(m_settings.trainingValue())).count();
        return new Result(model, List.copyOf(fitted.trace()),
            fitted.signatures().stream().flatMap(s -> s.path().stream()).toList(), List.copyOf(warnings), data.keys(),
            cv.outOfFold(), table.rows() - used);
    }

    /** Only what the signatures need. */
    private List<DlrmModel.Harmonization> harmonization(final Pipeline.Fitted fitted) {
        final List<String> features = fitted.signatures().stream()
            .flatMap(s -> s.signature().features().stream()).map(Signature.Feature::column).toList();
        return fitted.harmonizer().model().stream().map(m -> new DlrmModel.Harmonization(m.restrictedTo(features),
            m_settings.harmonization().orElseThrow().unseen())).toList();
    }

    private DlrmModel.OutcomeLabels labels(final Table table) {
        if (m_settings.outcome() instanceof Outcome.Binary binary) {
            final Column.Factor factor = table.factor(binary.column());
            final Column.Factor cohort = table.factor(m_settings.cohortColumn());
            final List<String> others = java.util.stream.IntStream.range(0, table.rows())
                .filter(i -> cohort.label(i).equals(m_settings.trainingValue()) && !factor.isMissing(i))
                .mapToObj(factor::label).filter(l -> !l.equals(binary.positiveClass())).distinct().sorted().toList();
            return new DlrmModel.OutcomeLabels(binary.column(), binary.positiveClass(),
                others.size() == 1 ? others.get(0) : "not " + binary.positiveClass(), "", "", "");
        }
        final Outcome.Survival survival = (Outcome.Survival)m_settings.outcome();
        return new DlrmModel.OutcomeLabels("", "", "", survival.time(), survival.event(), survival.eventValue());
    }

    private List<DlrmModel.Input> inputs(final Pipeline.Fitted fitted, final TrainingData data) {
        final boolean impute = m_settings.clinical().missing() == ClinicalSettings.Missing.IMPUTE;
        final List<DlrmModel.Input> inputs = new ArrayList<>();
        for (final Elimination.Term term : fitted.terms()) {
            final DesignMatrix.Coding coding = term.coding();
            if (!data.other().has(coding.column())) {
                continue; // a signature
            }
            final boolean fill = impute && m_settings.clinical().columns().contains(coding.column());
            final TrainingData.Imputation imputation = TrainingData.Imputation.of(data.other(), coding.column());
            final double[] x = coding.levels().isEmpty() ? data.other().numbers(coding.column()) : new double[0];
            inputs.add(new DlrmModel.Input(coding.column(), coding.levels(), fill ? imputation.number() : Double.NaN,
                fill && imputation.level() >= 0 ? coding.levels().get(imputation.level()) : "",
                Arrays.stream(x).min().orElse(Double.NaN), Arrays.stream(x).max().orElse(Double.NaN)));
        }
        return inputs;
    }

    private List<DlrmModel.Term> terms(final Pipeline.Fitted fitted, final TrainingData data) {
        final Regression fit = fitted.fit();
        final List<DlrmModel.Term> terms = new ArrayList<>();
        final double[] vif = fit.vif();
        final List<String> names = Elimination.names(fitted.terms());
        final double[][] x = Elimination.columns(fitted.terms());
        for (final Elimination.Term term : fitted.terms()) {
            final List<String> own = term.coding().terms();
            for (int k = 0; k < own.size(); k++) {
                final int t = terms.size();
                final Interval wald = Interval.wald(fit.coef(t), fit.se(t), LEVEL).map(Math::exp);
                final Interval profile = fit.profileRatio(t, LEVEL);
                final double chisq = 2 * (fit.loglik() - without(data.target(), names, x, t));
                terms.add(new DlrmModel.Term(own.get(k), term.coding().column(),
                    term.coding().levels().isEmpty() ? "" : term.coding().levels().get(k + 1), fit.coef(t), fit.se(t),
                    fit.z(t), fit.p(t), Math.exp(fit.coef(t)), wald.lower(), wald.upper(), profile.lower(),
                    profile.upper(), vif[t], chisq, Tail.chisq(chisq, 1), Descriptive.mean(term.columns()[k])));
            }
        }
        return terms;
    }

    /** @return log likelihood without one term */
    private double without(final Target target, final List<String> names, final double[][] x, final int term) {
        final List<String> otherNames = new ArrayList<>(names);
        final List<double[]> others = new ArrayList<>(Arrays.asList(x));
        otherNames.remove(term);
        others.remove(term);
        try {
            return Regression.fit(target, otherNames, others.toArray(double[][]::new), m_settings.firth()).loglik();
        } catch (DegenerateDataException e) {
            return Double.NaN;
        }
    }

    private static DlrmModel.Fit fit(final Regression fit, final TrainingData data) {
        final double chisq = 2 * (fit.loglik() - fit.loglikNull());
        final int df = fit.terms().size();
        return new DlrmModel.Fit(fit.method(), data.rows(), data.target().events(), fit.loglik(), fit.loglikNull(),
            fit.aic(), chisq, df, df == 0 ? Double.NaN : Tail.chisq(chisq, df), fit.vcov());
    }

    private DlrmModel.Threshold threshold(final Target target, final double[] lp) {
        final ThresholdRule rule = m_settings.threshold();
        if (target.isSurvival()) {
            final double value = switch (rule.kind()) {
                case FIXED -> rule.value();
                case MEDIAN -> Descriptive.median(lp);
                default -> throw new IllegalArgumentException("The threshold rule " + rule.kind()
                    + " needs a class outcome; use MEDIAN or FIXED for survival");
            };
            return new DlrmModel.Threshold(rule.kind().name(), value, Double.NaN, Double.NaN);
        }
        final double[] p = Arrays.stream(lp).map(DlrmPredictor::logistic).toArray();
        final Roc roc = Roc.of(target.y(), p, Roc.Direction.HIGHER_IS_POSITIVE);
        final OperatingPoint point = switch (rule.kind()) {
            case YOUDEN -> roc.bestYouden().get(0);
            case SENSITIVITY -> roc.atSensitivity(rule.value());
            case COST -> roc.atLeastCost(rule.value());
            case FIXED -> roc.at(rule.value());
            case MEDIAN -> roc.at(Descriptive.median(p));
        };
        return new DlrmModel.Threshold(rule.kind() + (Double.isNaN(rule.value()) ? "" : " " + rule.value()),
            Math.max(0, Math.min(1, point.threshold())), point.sensitivity(), point.specificity());
    }

    private Nomogram nomogram(final Pipeline.Fitted fitted, final TrainingData data, final double[] lp) {
        if (fitted.terms().isEmpty()) {
            return Nomogram.NONE;
        }
        final List<Nomogram.Predictor> predictors = new ArrayList<>();
        double center = 0;
        int at = 0;
        for (final Elimination.Term term : fitted.terms()) {
            final String name = term.coding().column();
            final double[] coef = new double[term.columns().length];
            for (int k = 0; k < coef.length; k++) {
                coef[k] = fitted.fit().coef(at++);
                center += coef[k] * Descriptive.mean(term.columns()[k]);
            }
            predictors.add(term.coding().levels().isEmpty() ? Nomogram.Predictor.linear(name, coef[0],
                DataDist.of(term.columns()[0])) : Nomogram.Predictor.categories(name, term.coding().levels(), coef));
        }
        final boolean cox = data.target().isSurvival();
        final double shift = cox ? center : 0; // a Cox model's linear predictor is drawn centred
        final List<Nomogram.Output> outputs = new ArrayList<>();
        if (cox) {
            final DlrmModel.Baseline baseline = fitted.fit().baseline();
            for (final double t : m_settings.horizons()) {
                outputs.add(new Nomogram.Output("survival at " + t,
                    v -> DlrmPredictor.survival(baseline, v + shift, t), NOMOGRAM_MARKS));
            }
        } else {
            outputs.add(new Nomogram.Output("Risk", DlrmPredictor::logistic, NOMOGRAM_MARKS));
        }
        return Nomogram.of(predictors, cox ? -shift : fitted.fit().intercept(),
            Arrays.stream(lp).min().orElseThrow() - shift, Arrays.stream(lp).max().orElseThrow() - shift, outputs);
    }

    private JsonElement settings() {
        final JsonElement json = Json.gson().toJsonTree(m_settings);
        for (int g = 0; g < m_settings.groups().size(); g++) {
            for (int s = 0; s < m_settings.groups().get(g).steps().size(); s++) {
                final JsonObject step = json.getAsJsonObject().getAsJsonArray("groups").get(g).getAsJsonObject()
                    .getAsJsonArray("steps").get(s).getAsJsonObject();
                step.addProperty("step", m_settings.groups().get(g).steps().get(s).label());
            }
        }
        return json;
    }
}
