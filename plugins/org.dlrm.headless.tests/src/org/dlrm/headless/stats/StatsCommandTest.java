package org.dlrm.headless.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import picocli.CommandLine;

/** The statistics from the terminal: keys, numbers bit for bit, and what is said when something is wrong. */
class StatsCommandTest {

    /** Shrout and Fleiss (1979), table 2: six subjects, four judges. */
    private static final String SHROUT_FLEISS = "J1,J2,J3,J4\n9,2,5,8\n6,1,3,2\n8,4,6,8\n7,1,2,6\n10,5,6,9\n6,2,4,7\n";

    private static final String SCORES = "y,p,q,weak,sex\n1,0.9,0.6,3,f\n1,0.7,0.8,1,m\n0,0.2,0.4,2,f\n0,0.4,0.5,4,m\n"
        + "1,0.8,0.3,5,f\n0,0.1,0.2,1,m\n1,0.3,0.7,2,f\n0,0.6,0.1,3,m\n1,0.55,NA,3,f\n";

    @TempDir
    private Path m_folder;

    private final StringWriter m_out = new StringWriter();
    private final StringWriter m_err = new StringWriter();

    private int run(final String csv, final String... arguments) throws IOException {
        final Path file = m_folder.resolve("data.csv");
        Files.writeString(file, csv);
        final String[] all = Stream.concat(Stream.of(arguments[0], file.toString()),
            Arrays.stream(arguments).skip(1)).toArray(String[]::new);
        m_out.getBuffer().setLength(0);
        m_err.getBuffer().setLength(0);
        return new CommandLine(new StatsCommand()).setOut(new PrintWriter(m_out)).setErr(new PrintWriter(m_err))
            .setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler((e, line, parsed) -> {
                line.getErr().print(e.getMessage());
                line.getErr().flush();
                return 1;
            }).execute(all);
    }

    private JsonObject json(final String csv, final String... arguments) throws IOException {
        assertEquals(0, run(csv, arguments), () -> m_err.toString());
        return JsonParser.parseString(m_out.toString()).getAsJsonObject();
    }

    private static double number(final JsonElement e) {
        return e.getAsDouble();
    }

    @Test
    void iccOfThePublishedTable() throws IOException {
        final JsonObject icc = json(SHROUT_FLEISS, "icc", "--ratings", "J1,J2,J3,J4");
        final double[] published = {.17, .29, .71, .44, .62, .91};
        for (int i = 0; i < published.length; i++) {
            assertEquals(published[i], number(icc.getAsJsonArray("icc").get(i)), 0.005);
        }
        assertEquals("ICC2k", icc.getAsJsonArray("type").get(4).getAsString());
        assertEquals(11.027247956403256, number(icc.getAsJsonArray("F").get(1)), 1e-12);
    }

    @Test
    void rocOfTwoScores() throws IOException {
        final JsonObject roc = json(SCORES, "roc", "--y", "y", "--score", "p,q");
        assertTrue(m_err.toString().contains("1 of 9 rows miss a value"), m_err.toString());
        assertEquals(0.875, number(roc.getAsJsonObject("p").get("auc")));
        assertTrue(roc.getAsJsonObject("p").getAsJsonArray("thresholds").get(0).isJsonNull());
        assertTrue(roc.has("paired_p_q"));
        final double higher = number(json(SCORES, "roc", "--y", "y", "--score", "weak").getAsJsonObject("weak").get("auc"));
        final double lower = number(json(SCORES, "roc", "--y", "y", "--score", "weak", "--direction", "lower")
            .getAsJsonObject("weak").get("auc"));
        assertEquals(1, higher + lower, 1e-15);
        assertEquals(3, json(SCORES, "roc", "--y", "y", "--score", "p", "--where", "sex=m").getAsJsonObject("p")
            .get("n_controls").getAsInt());
    }

    @Test
    void logisticRegressionWithACategory() throws IOException {
        final JsonObject fit = json(SCORES, "logistic", "--y", "y", "--x", "weak,p", "--null", "weak");
        assertEquals(1, fit.getAsJsonObject("lrt").get("df").getAsInt());
        assertEquals("weak", fit.getAsJsonArray("terms").get(1).getAsString());
        assertEquals(2, json(SCORES, "logistic", "--firth", "--y", "y", "--x", "sex").getAsJsonArray("coef").size());
        assertEquals("sexm", JsonParser.parseString(m_out.toString()).getAsJsonObject().getAsJsonArray("terms").get(1)
            .getAsString());
    }

    @Test
    void separationIsAFailureWithAdvice() throws IOException {
        assertEquals(1, run("y,x\n0,1\n0,2\n0,3\n1,4\n1,5\n1,6\n", "logistic", "--y", "y", "--x", "x"));
        assertTrue(m_err.toString().contains("separation") && m_err.toString().contains("Firth"), m_err.toString());
    }

    @Test
    void wrongUsage() throws IOException {
        assertEquals(2, run(SCORES, "roc", "--y", "sex", "--score", "p"));
        assertTrue(m_err.toString().contains("[f, m]") && m_err.toString().contains("--positive"), m_err.toString());
        assertEquals(1, run(SCORES, "roc", "--y", "y", "--score", "nosuch"));
        assertTrue(m_err.toString().contains("no column 'nosuch'"), m_err.toString());
        assertEquals(1, run("a,b\n1\n", "roc", "--y", "a", "--score", "b"));
        assertTrue(m_err.toString().contains("Line 2 has 1 fields, the header has 2"), m_err.toString());
        assertEquals(1, run("y,p\n", "roc", "--y", "y", "--score", "p"));
    }

    @Test
    void modelIsLearntWrittenAndApplied() throws IOException {
        final StringBuilder csv = new StringBuilder("y,cohort,f1,f2,age\n");
        final java.util.SplittableRandom random = new java.util.SplittableRandom(5);
        for (int i = 0; i < 120; i++) {
            csv.append(i % 2).append(i < 90 ? ",train," : ",test,").append(random.nextDouble() + 0.5 * (i % 2)).append(',')
                .append(random.nextDouble()).append(',').append(50 + random.nextInt(30)).append('\n');
        }
        final String model = m_folder.resolve("model.json").toString();
        final JsonObject fusion = json(csv.toString(), "fusion", "--y", "y", "--cohort", "cohort", "--train", "train",
            "--group", "sig=f\\d", "--clinical", "age", "--clinical-alpha", "1", "--model", model);
        assertEquals(30, fusion.get("refused_rows").getAsInt());
        final JsonObject predictions = json(csv.toString(), "predict", "--model", model);
        assertEquals(120, predictions.getAsJsonArray("probability").size());
        final double p = number(predictions.getAsJsonArray("probability").get(0));
        assertEquals(Math.log(p / (1 - p)), number(predictions.getAsJsonArray("lp").get(0)), 1e-12);
    }
}
