package org.dlrm.stats.base;

import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializer;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;

/**
 * JSON with numbers that come back bit for bit. A missing number is null, an infinite one "Inf" or "-Inf", because
 * JSON has neither.
 */
public final class Json {

    private static final Pattern PLACE = Pattern.compile("(?s)(?:malformed JSON|End of input|Unterminated \\w+).* at (line \\d+ column \\d+)");

    private static final int MAX_CHARACTERS = 64 << 20;

    private Json() {
    }

    /** @return a reader and writer of records, lists and arrays */
    public static Gson gson() {
        return new GsonBuilder().registerTypeAdapter(double.class, new Numbers())
            .registerTypeAdapter(Double.class, new Numbers())
            .registerTypeHierarchyAdapter(Optional.class, (JsonSerializer<Optional<?>>)(value, type, context) ->
                value.isPresent() ? context.serialize(value.get()) : JsonNull.INSTANCE)
            .serializeNulls().disableHtmlEscaping().setPrettyPrinting()
            .create();
    }

    /**
     * Reads a document that may come from anywhere.
     *
     * @param what it should be, for messages, e.g. "fusion model"
     * @throws IllegalArgumentException if it is too long, no JSON, or not of this shape
     */
    public static <T> T read(final String json, final Class<T> type, final String what) {
        if (json.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("The " + what + " has " + json.length() + " characters; more than "
                + MAX_CHARACTERS + " is none");
        }
        try {
            final T value = gson().fromJson(json, type);
            if (value == null) {
                throw new IllegalArgumentException("The " + what + " is empty");
            }
            return value;
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) { // gson wraps what constructors throw
            final Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("The " + what + " cannot be read: " + words(cause.getMessage()), e);
        }
    }

    /**
     * Checks what kind of document this is before its fields are read, so that another kind is named as such.
     *
     * @throws IllegalArgumentException if it has another "format", or a version that this software does not know
     */
    public static void requireFormat(final String json, final String format, final int version, final String what) {
        String found = "";
        double number = Double.NaN;
        try (JsonReader in = new JsonReader(new StringReader(json))) {
            in.beginObject();
            while (in.hasNext()) {
                final String name = in.nextName();
                if (name.equals("format") && in.peek() == JsonToken.STRING) {
                    found = in.nextString();
                } else if (name.equals("version") && in.peek() == JsonToken.NUMBER) {
                    number = in.nextDouble();
                } else {
                    in.skipValue();
                }
            }
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new IllegalArgumentException("The " + what + " cannot be read: " + words(e.getMessage()), e);
        }
        if (!format.equals(found)) {
            throw new IllegalArgumentException("This is no " + what + ": \"format\" is '" + found + "', expected '" + format
                + "'");
        }
        if (!(number >= 1 && number <= version)) {
            throw new IllegalArgumentException("The " + what + " has format version " + (int)number
                + ", these nodes read up to " + version + ": update the DLRM Nodes");
        }
    }

    /** Gson's advice is for programmers; the place in the file helps everybody. */
    private static String words(final String reason) {
        final Matcher place = PLACE.matcher(String.valueOf(reason));
        return !place.find() ? String.valueOf(reason)
            : "its text ends or breaks at " + place.group(1) + ". Is it the whole file, and unchanged?";
    }

    private static final class Numbers extends TypeAdapter<Double> {

        @Override
        public void write(final JsonWriter out, final Double value) throws IOException {
            if (value == null || value.isNaN()) {
                out.nullValue();
            } else if (value.isInfinite()) {
                out.value(value > 0 ? "Inf" : "-Inf");
            } else {
                out.value(value);
            }
        }

        @Override
        public Double read(final JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return Double.NaN;
            }
            if (in.peek() == JsonToken.STRING) {
                final String text = in.nextString();
                return switch (text) {
                    case "Inf" -> Double.POSITIVE_INFINITY;
                    case "-Inf" -> Double.NEGATIVE_INFINITY;
                    default -> throw new JsonParseException("'" + text + "' is not a number (" + in.getPath() + ")");
                };
            }
            return in.nextDouble();
        }
    }
}
