package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.dlrm.stats.glmnet.CvGlmnet;
import org.dlrm.stats.glmnet.CvMeasure;
import org.dlrm.stats.glmnet.CvResult;
import org.dlrm.stats.glmnet.Family;
import org.dlrm.stats.glmnet.Folds;
import org.dlrm.stats.glmnet.Glmnet;
import org.dlrm.stats.glmnet.GlmnetPath;
import org.dlrm.stats.glmnet.GlmnetSettings;
import org.dlrm.stats.glmnet.Response;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats lasso}: LASSO, elastic net and ridge regression as R's glmnet. */
@Command(name = "lasso",
    description = "LASSO, elastic net and ridge regression as R's glmnet and cv.glmnet; CSV in, JSON out.",
    footer = {"", "Examples:", "  dlrm stats lasso data.csv --family binomial --y y --lambda 0.1,0.05",
        "  dlrm stats lasso data.csv --family cox --time time --event status --cv deviance"})
final class LassoCommand extends StatsSubcommand {

    @Option(names = "--family", paramLabel = "NAME", required = true, description = "binomial, cox or gaussian")
    private String m_family;

    @Option(names = "--y", defaultValue = "", paramLabel = "COLUMN", description = "Outcome (binomial, gaussian)")
    private String m_y;

    @Option(names = "--positive", defaultValue = "1", paramLabel = "VALUE",
        description = "Outcome of the positive class (default: ${DEFAULT-VALUE})")
    private String m_positive;

    @Option(names = "--time", defaultValue = "", paramLabel = "COLUMN", description = "Follow-up time (cox)")
    private String m_time;

    @Option(names = "--event", defaultValue = "", paramLabel = "COLUMN", description = "Event status (cox)")
    private String m_event;

    @Option(names = "--event-value", defaultValue = "1", paramLabel = "VALUE",
        description = "Status that means the event happened (default: ${DEFAULT-VALUE})")
    private String m_eventValue;

    @Option(names = "--x", split = ",", paramLabel = "COLUMN",
        description = "Features; default: all other numeric columns")
    private List<String> m_x = List.of();

    @Option(names = "--alpha", paramLabel = "X", defaultValue = "1",
        description = "1 = LASSO, 0 = ridge (default: ${DEFAULT-VALUE})")
    private double m_alpha;

    @Option(names = "--lambda", split = ",", paramLabel = "LAMBDA", description = "Default: glmnet's path")
    private double[] m_lambda = {};

    @Option(names = "--no-standardize", description = "Do not standardise the features while fitting")
    private boolean m_raw;

    @Option(names = "--thresh", paramLabel = "X",
        description = "Convergence threshold; default 1e-14, with --cv 1e-12 (R's default is 1e-7)")
    private Optional<Double> m_thresh = Optional.empty();

    @Option(names = "--maxit", paramLabel = "N", defaultValue = "1000000",
        description = "Most passes (default: ${DEFAULT-VALUE})")
    private int m_maxit;

    @Option(names = "--cv", defaultValue = "", paramLabel = "MEASURE",
        description = "Cross-validate: deviance, auc, class, mse, mae or C")
    private String m_cv;

    @Option(names = "--folds", paramLabel = "N", defaultValue = "10", description = "Folds (default: ${DEFAULT-VALUE})")
    private int m_folds;

    @Option(names = "--seed", paramLabel = "SEED",
        description = "Random folds stratified by the outcome; default: fold ((row - 1) mod folds) + 1")
    private Long m_seed;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "1",
        description = "Repeats with other random folds (default: ${DEFAULT-VALUE})")
    private int m_repeats;

    @Override
    Object compute(final Table data) {
        final Family family = Arrays.stream(Family.values())
            .filter(f -> f.name().toLowerCase(Locale.ROOT).equals(m_family)).findFirst()
            .orElseThrow(() -> wrong("--family " + m_family
                + ": expected binomial, cox or gaussian"));
        final Set<String> outcome = family == Family.COX ? Set.of(m_time, m_event) : Set.of(m_y);
        if (outcome.contains("")) {
            throw wrong(family == Family.COX ? "The family cox needs --time and --event"
                : "The family " + m_family + " needs --y");
        }
        final List<String> features = m_x.isEmpty() ? data.names().stream()
            .filter(name -> !outcome.contains(name) && data.isNumeric(name)).toList() : m_x;
        final List<String> needed = new ArrayList<>(features);
        needed.addAll(outcome);
        final Table table = complete(data, needed);
        final Response response = response(family, table);
        final GlmnetSettings settings = GlmnetSettings.DEFAULTS.withAlpha(m_alpha).withLambda(m_lambda)
            .withStandardize(!m_raw).withThresh(m_thresh.orElse(m_cv.isEmpty() ? 1e-14 : 1e-12), m_maxit);
        final double[][] x = table.numbers(features);
        final Map<String, Object> json;
        if (m_cv.isEmpty()) {
            json = json(Glmnet.fit(settings, x, response), features);
        } else {
            final CvResult cv = crossValidate(settings, x, response);
            json = json(cv.path(), features);
            json.put("cv", json(cv));
        }
        return json;
    }

    private Response response(final Family family, final Table table) {
        return switch (family) {
            case GAUSSIAN -> Response.gaussian(table.numbers(m_y));
            case BINOMIAL -> Response.binomial(equal(table.factor(m_y), m_y, m_positive, "--positive"));
            case COX -> Response.cox(table.numbers(m_time),
                equal(table.factor(m_event), m_event, m_eventValue, "--event-value"));
        };
    }

    private static boolean[] equal(final Column.Factor factor, final String column, final String value,
        final String option) {
        if (!factor.levels().contains(value)) {
            throw new IllegalArgumentException("No row of '" + column + "' has the value '" + value
                + "'; values found: " + factor.levels() + " (" + option + ")");
        }
        final boolean[] equal = new boolean[factor.size()];
        for (int i = 0; i < equal.length; i++) {
            equal[i] = factor.label(i).equals(value);
        }
        return equal;
    }

    private CvResult crossValidate(final GlmnetSettings settings, final double[][] x, final Response response) {
        final CvMeasure measure = Arrays.stream(CvMeasure.values()).filter(m -> m.label().equals(m_cv)).findFirst()
            .orElseThrow(() -> wrong("--cv " + m_cv
                + ": expected deviance, auc, class, mse, mae or C"));
        if (m_repeats > 1 && m_seed == null) {
            throw wrong("--repeats needs --seed: other folds are drawn at random");
        }
        final List<int[]> folds = m_seed == null ? List.of(Folds.alternating(response.size(), m_folds))
            : LongStream.range(0, m_repeats).mapToObj(r -> Folds.stratified(response, m_folds, m_seed + r)).toList();
        return CvGlmnet.repeated(settings, x, response, folds, measure,
            Math.max(1, Runtime.getRuntime().availableProcessors()), Progress.NONE);
    }

    private Map<String, Object> json(final GlmnetPath path, final List<String> features) {
        final double[][] beta = new double[path.columns()][path.size()];
        for (int k = 0; k < path.size(); k++) {
            final double[] column = path.beta(k);
            for (int j = 0; j < beta.length; j++) {
                beta[j][k] = column[j];
            }
        }
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("alpha", m_alpha);
        json.put("standardize", !m_raw);
        json.put("variables", features);
        json.put("lambda", path.lambda());
        json.put("df", IntStream.range(0, path.size()).map(path::df).toArray());
        json.put("a0", path.family() == Family.COX ? null : path.a0());
        json.put("beta", beta);
        json.put("dev_ratio", path.devRatio());
        json.put("nulldev", path.nulldev());
        return json;
    }

    private static Map<String, Object> json(final CvResult cv) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("lambda", cv.lambda());
        json.put("cvm", cv.cvm());
        json.put("cvsd", cv.cvsd());
        json.put("nzero", cv.nzero());
        json.put("lambda_min", cv.lambdaMin());
        json.put("lambda_1se", cv.lambda1se());
        return json;
    }
}
