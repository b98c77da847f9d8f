package org.dlrm.stats.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import org.dlrm.stats.table.Csv;
import org.dlrm.stats.table.Table;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * Reference values computed with R from the CSV files in resources/oracles/data (see resources/oracles/README.md).
 * null is NA, "Inf" is infinity, a vector of one value is a scalar.
 */
public final class Oracle {

    private Oracle() {
    }

    private static Reader open(final String path) {
        return new InputStreamReader(Objects.requireNonNull(Oracle.class.getResourceAsStream("/oracles/" + path), path),
            StandardCharsets.UTF_8);
    }

    /** @return resources/oracles/results/NAME.json */
    public static JsonObject results(final String name) {
        return JsonParser.parseReader(open("results/" + name + ".json")).getAsJsonObject();
    }

    /** @return resources/oracles/data/NAME.csv */
    public static Table data(final String name) {
        try (Reader reader = open("data/" + name + ".csv")) {
            return Csv.read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the element below, e.g. at(json, "s100b", "auc") */
    public static JsonElement at(final JsonElement json, final String... keys) {
        JsonElement e = json;
        for (final String key : keys) {
            e = Objects.requireNonNull(e.getAsJsonObject().get(key), key);
        }
        return e;
    }

    public static double number(final JsonElement e) {
        if (e.isJsonNull()) {
            return Double.NaN;
        }
        final String text = e.getAsString();
        return text.equals("Inf") ? Double.POSITIVE_INFINITY : text.equals("-Inf") ? Double.NEGATIVE_INFINITY
            : Double.parseDouble(text);
    }

    public static double[] numbers(final JsonElement e) {
        if (!e.isJsonArray()) {
            return new double[] {number(e)};
        }
        final JsonArray array = e.getAsJsonArray();
        final double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(array.get(i));
        }
        return numbers;
    }

    public static List<String> strings(final JsonElement e) {
        return e.isJsonArray() ? e.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList()
            : List.of(e.getAsString());
    }

    /** Asserts equality within a relative tolerance (absolute below 1e-3 of it: the reference holds zeros as 1e-16). */
    public static void close(final double expected, final double actual, final double tolerance, final String what) {
        if (Double.isNaN(expected) || Double.isInfinite(expected)) {
            assertEquals(expected, actual, what);
            return;
        }
        if (!(Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1e-3 * tolerance))
            && !(Math.abs(expected) < 1e-12 && Math.abs(actual) < 1e-12)) {
            fail(what + ": expected " + expected + " but was " + actual + " (relative difference "
                + Math.abs(actual - expected) / Math.abs(expected) + ", tolerance " + tolerance + ")");
        }
    }

    public static void close(final JsonElement expected, final double actual, final double tolerance,
        final String what) {
        close(number(expected), actual, tolerance, what);
    }

    public static void close(final JsonElement expected, final double[] actual, final double tolerance,
        final String what) {
        final double[] numbers = numbers(expected);
        assertEquals(numbers.length, actual.length, what + ": number of values");
        assertTrue(numbers.length > 0, what + ": the reference is empty");
        for (int i = 0; i < actual.length; i++) {
            close(numbers[i], actual[i], tolerance, what + "[" + i + "]");
        }
    }

    public static void close(final JsonElement expected, final double[][] actual, final double tolerance,
        final String what) {
        final JsonArray rows = expected.getAsJsonArray();
        assertEquals(rows.size(), actual.length, what + ": number of rows");
        for (int i = 0; i < actual.length; i++) {
            close(rows.get(i), actual[i], tolerance, what + "[" + i + "]");
        }
    }
}
