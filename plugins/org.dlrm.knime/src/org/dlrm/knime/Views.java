package org.dlrm.knime;

import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.ExecutionContext;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultView.ViewInput;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * Every node's view is the same page ({@code web/view.html}); what it shows is data: a title and a list of panels (ROC
 * curve, Kaplan-Meier curve, table ...) as JSON. KNIME keeps only tables for a view, so the JSON travels in an internal
 * table of one text column, cut into rows of moderate size.
 *
 * <p>The panels and their fields are listed in {@code web/README.md}.
 */
public final class Views {

    private static final Gson GSON = new GsonBuilder().serializeSpecialFloatingPointValues().create();

    private static final int ROW_CHARS = 1 << 20;

    private Views() {
    }

    /** Adds the page to a node. */
    public static DefaultNode addTo(final DefaultNode node, final String description) {
        return node.addView(v -> v.withoutParameters().description(description)
            .page(p -> p.fromFile().bundleClass(Views.class).basePath("web").relativeFilePath("view.html")
                .addResourceDirectory("dlrm"))
            .initialData(d -> d.data(Views::unpack)));
    }

    /** Starts a view's data. */
    public static JsonObject page(final String title) {
        final JsonObject page = new JsonObject();
        page.addProperty("title", title);
        page.add("panels", new JsonArray());
        return page;
    }

    /** Adds a panel of the given type to a page and returns it, to be filled. */
    public static JsonObject panel(final JsonObject page, final String type, final String title) {
        final JsonObject panel = new JsonObject();
        panel.addProperty("type", type);
        panel.addProperty("title", title);
        page.getAsJsonArray("panels").add(panel);
        return panel;
    }

    /** @return numbers as JSON; what is not finite becomes null */
    public static JsonArray array(final double... values) {
        final JsonArray array = new JsonArray(values.length);
        for (final double v : values) {
            array.add(Double.isFinite(v) ? new JsonPrimitive(v) : JsonNull.INSTANCE);
        }
        return array;
    }

    /** Adds a number to an object; what is not finite becomes null. */
    public static void put(final JsonObject object, final String key, final double value) {
        object.add(key, Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
    }

    /** @return the internal table that carries the page */
    public static BufferedDataTable pack(final ExecutionContext exec, final JsonObject page) {
        final BufferedDataContainer container =
            exec.createDataContainer(new DataTableSpec(Columns.spec("view", StringCell.TYPE)));
        final String text = GSON.toJson(page);
        for (int from = 0, row = 0; from < text.length(); from += ROW_CHARS, row++) {
            container.addRowToTable(new DefaultRow("Row" + row,
                new StringCell(text.substring(from, Math.min(text.length(), from + ROW_CHARS)))));
        }
        container.close();
        return container.getTable();
    }

    private static String unpack(final ViewInput input) {
        final StringBuilder text = new StringBuilder();
        try (CloseableRowIterator rows = input.getInternalTables()[0].iterator()) {
            while (rows.hasNext()) {
                text.append(((StringCell)rows.next().getCell(0)).getStringValue());
            }
        }
        return text.toString();
    }
}
