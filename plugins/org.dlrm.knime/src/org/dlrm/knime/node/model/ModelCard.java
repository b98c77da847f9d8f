package org.dlrm.knime.node.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.dlrm.knime.Views;
import org.dlrm.knime.port.ModelPortObject;
import org.dlrm.knime.port.ModelSpec;

import com.google.gson.JsonObject;

/** What a saved model is, as a page: kind, columns that it needs and gives, equation, files with their hashes. */
final class ModelCard {

    private ModelCard() {
    }

    /** @param more facts that only the model's own library knows, e.g. its equation; empty values are left out */
    static JsonObject of(final String title, final ModelPortObject model, final Map<String, String> more) {
        final JsonObject page = Views.page(title);
        final ModelSpec spec = (ModelSpec)model.getSpec();
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Model", spec.summary());
        facts.putAll(more);
        facts.put("Columns needed", String.join(", ", spec.columns()));
        facts.put("Columns appended", String.join(", ", spec.outputs()));
        Views.facts(page, "Model card", facts).addProperty("wide", true);
        files(page, model.files());
        return page;
    }

    /** Adds the files with size and hash: the hash says whether it is the model that was validated. */
    static void files(final JsonObject page, final Map<String, byte[]> files) {
        Views.table(page, "table", "Files", List.of("File", "Bytes", "SHA-256"), files.entrySet().stream()
            .map(f -> new Object[]{f.getKey(), f.getValue().length, sha256(f.getValue())}).toList());
    }

    /** @return hexadecimal */
    static String sha256(final byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
