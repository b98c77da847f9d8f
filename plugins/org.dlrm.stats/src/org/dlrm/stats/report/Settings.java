package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** Settings that travel as JSON, as a list for a reader. */
public final class Settings {

    private Settings() {
    }

    /** @return every setting of the model as path and value, in the order of the document */
    public static List<List<String>> flatten(final JsonElement json) {
        final List<List<String>> rows = new ArrayList<>();
        flatten("", json, rows);
        return rows;
    }

    /** @return likewise of a text; what is no JSON is one value */
    public static List<List<String>> flatten(final String text) {
        try {
            return flatten(JsonParser.parseString(text));
        } catch (JsonParseException e) {
            return List.of(List.of("as text", text));
        }
    }

    private static void flatten(final String path, final JsonElement json, final List<List<String>> rows) {
        if (json == null || json.isJsonNull()) {
            return;
        }
        if (json.isJsonObject()) {
            for (final Map.Entry<String, JsonElement> e : json.getAsJsonObject().entrySet()) {
                flatten(path.isEmpty() ? e.getKey() : path + "." + e.getKey(), e.getValue(), rows);
            }
        } else if (json.isJsonArray() && json.getAsJsonArray().asList().stream().anyMatch(e -> !e.isJsonPrimitive())) {
            for (int i = 0; i < json.getAsJsonArray().size(); i++) {
                flatten(path + "[" + i + "]", json.getAsJsonArray().get(i), rows);
            }
        } else {
            final List<String> values = json.isJsonArray()
                ? json.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList()
                : List.of(json.getAsString());
            rows.add(List.of(path, values.size() <= 12 ? String.join(", ", values)
                : String.join(", ", values.subList(0, 12)) + " ... (" + values.size() + " in all)"));
        }
    }
}
