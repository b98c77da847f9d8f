package org.dlrm.stats.glmnet;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonObject;

/** Every value of R's glmnet 4.1-6 in glmnet.json: 1e-6, cross-validation 1e-4. */
final class GlmnetOracleTest {

    private static final double TOLERANCE = 1e-6;

    private static final double CV_TOLERANCE = 1e-4;

    private static final JsonObject ORACLE = Oracle.results("glmnet");

    private record Example(double[][] x, Response response) {

        static Example of(final Family family) {
            final Table table = Oracle.data(switch (family) {
                case BINOMIAL -> "glmnet_binomial";
                case COX -> "glmnet_cox400";
                case GAUSSIAN -> "glmnet_gaussian";
            });
            final double[][] x = table.numbers(table.names().subList(0, family == Family.GAUSSIAN ? 20 : 30));
            return new Example(x, switch (family) {
                case BINOMIAL -> Response.binomial(table.numbers("y"));
                case GAUSSIAN -> Response.gaussian(table.numbers("y"));
                case COX -> {
                    final double[] status = table.numbers("status");
                    final boolean[] event = new boolean[status.length];
                    for (int i = 0; i < event.length; i++) {
                        event[i] = status[i] == 1;
                    }
                    yield Response.cox(table.numbers("time"), event);
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"binomial_alpha1,BINOMIAL,1,true", "binomial_alpha0.5,BINOMIAL,0.5,true",
        "binomial_alpha0,BINOMIAL,0,true", "binomial_alpha1_nostd,BINOMIAL,1,false", "cox_alpha1,COX,1,true",
        "cox_alpha0.5,COX,0.5,true", "cox_alpha0,COX,0,true", "cox_alpha1_nostd,COX,1,false",
        "gaussian_alpha1,GAUSSIAN,1,true", "gaussian_alpha0.5,GAUSSIAN,0.5,true", "gaussian_alpha0,GAUSSIAN,0,true"})
    void givenLambdas(final String name, final Family family, final double alpha, final boolean standardize) {
        final JsonObject expected = ORACLE.getAsJsonObject(name);
        final Example example = Example.of(family);
        final GlmnetPath path = Glmnet.fit(GlmnetSettings.DEFAULTS.withAlpha(alpha).withStandardize(standardize)
            .withLambda(numbers(at(expected, "lambda"))).withThresh(1e-14, 1_000_000), example.x, example.response);
        checkPath(expected, path, name);
    }

    @ParameterizedTest
    @CsvSource({"binomial_default_path_alpha1,BINOMIAL", "cox_default_path_alpha1,COX"})
    void defaultPath(final String name, final Family family) {
        final Example example = Example.of(family);
        final GlmnetPath path = Glmnet.fit(GlmnetSettings.DEFAULTS.withThresh(1e-14, 1_000_000), example.x,
            example.response);
        checkPath(ORACLE.getAsJsonObject(name), path, name);
    }

    private static void checkPath(final JsonObject expected, final GlmnetPath path, final String name) {
        close(at(expected, "lambda"), path.lambda(), TOLERANCE, name + " lambda");
        final double[][] beta = new double[path.columns()][path.size()];
        for (int k = 0; k < path.size(); k++) {
            assertEquals(numbers(at(expected, "df"))[k], path.df(k), name + " df[" + k + "]");
            final double[] column = path.beta(k);
            for (int j = 0; j < beta.length; j++) {
                beta[j][k] = column[j];
            }
        }
        close(at(expected, "beta"), beta, TOLERANCE, name + " beta");
        final double[] devRatio = path.devRatio().clone();
        final double[] reference = numbers(at(expected, "dev_ratio"));
        for (int k = 0; k < devRatio.length; k++) {
            assertEquals(reference[k], devRatio[k], Math.max(1e-14, TOLERANCE * reference[k]), name + " dev_ratio");
        }
        close(at(expected, "nulldev"), path.nulldev(), TOLERANCE, name + " nulldev");
        if (path.family() != Family.COX) {
            close(at(expected, "a0"), path.a0(), TOLERANCE, name + " a0");
        } else {
            assertArrayEquals(new double[path.size()], path.a0(), "a Cox model has no intercept");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"binomial deviance", "binomial auc", "binomial class", "binomial mse", "cox deviance",
        "cox C"})
    void crossValidation(final String name) {
        final JsonObject expected = ORACLE.getAsJsonObject("cv_" + name.replace(' ', '_'));
        final Example example = Example.of(name.startsWith("cox") ? Family.COX : Family.BINOMIAL);
        final CvMeasure measure = Arrays.stream(CvMeasure.values())
            .filter(m -> name.endsWith(" " + m.label())).findFirst().orElseThrow();
        final CvResult cv = CvGlmnet.fit(GlmnetSettings.DEFAULTS.withThresh(1e-12, 100_000), example.x,
            example.response, Folds.alternating(example.response.size(), 10), measure);
        close(at(expected, "lambda"), cv.lambda(), TOLERANCE, name + " lambda");
        close(at(expected, "cvm"), cv.cvm(), CV_TOLERANCE, name + " cvm");
        close(at(expected, "cvsd"), cv.cvsd(), CV_TOLERANCE, name + " cvsd");
        assertArrayEquals(numbers(at(expected, "nzero")), Arrays.stream(cv.nzero()).asDoubleStream().toArray());
        close(at(expected, "lambda_min"), cv.lambdaMin(), TOLERANCE, name + " lambda.min");
        close(at(expected, "lambda_1se"), cv.lambda1se(), TOLERANCE, name + " lambda.1se");
    }

    /** The Karush-Kuhn-Tucker conditions hold to the threshold, whatever R says. */
    @Test
    void optimalityOfTheBinomialLasso() {
        final Example example = Example.of(Family.BINOMIAL);
        final double lambda = 0.05;
        final GlmnetPath path = Glmnet.fit(GlmnetSettings.DEFAULTS.withStandardize(false).withLambda(lambda)
            .withThresh(1e-16, 1_000_000), example.x, example.response);
        final double[] eta = path.linearPredictor(example.x, lambda);
        final double[] beta = path.beta(0);
        for (int j = 0; j < beta.length; j++) {
            double gradient = 0;
            for (int i = 0; i < eta.length; i++) {
                gradient += example.x[j][i] * (example.response.y()[i] - 1 / (1 + Math.exp(-eta[i]))) / eta.length;
            }
            assertEquals(beta[j] == 0 ? Math.max(-lambda, Math.min(lambda, gradient)) : Math.signum(beta[j]) * lambda,
                gradient, 1e-8, "column " + (j + 1));
        }
    }
}
