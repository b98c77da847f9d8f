package org.dlrm.knime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.DeflaterOutputStream;

import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.port.PortObject;
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

    /** Adds the page to a node, with a service of which it can ask more: public methods that return JSON texts. */
    public static DefaultNode addTo(final DefaultNode node, final String description,
        final Function<ViewInput, Object> service) {
        return node.addView(v -> v.withoutParameters().description(description)
            .page(p -> p.fromFile().bundleClass(Views.class).basePath("web").relativeFilePath("view.html")
                .addResourceDirectory("dlrm"))
            .initialData(d -> d.data(Views::unpack)).dataService(s -> s.handler(service)));
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

    /** Adds the warnings that the page shows above its panels. */
    public static void warn(final JsonObject page, final Iterable<String> warnings) {
        final JsonArray array = new JsonArray();
        warnings.forEach(array::add);
        page.add("warnings", array);
    }

    /** Adds a panel of labels and values; empty values are left out. */
    public static JsonObject facts(final JsonObject page, final String title, final Map<String, String> facts) {
        final JsonArray items = new JsonArray();
        facts.forEach((label, value) -> {
            if (!value.isEmpty()) {
                final JsonObject item = new JsonObject();
                item.addProperty("label", label);
                item.addProperty("value", value);
                items.add(item);
            }
        });
        final JsonObject panel = panel(page, "facts", title);
        panel.add("items", items);
        return panel;
    }

    /**
     * Adds a panel that is a table.
     *
     * @param type {@code table} or {@code trace}
     * @param rows texts and numbers in the order of the columns
     */
    public static JsonObject table(final JsonObject page, final String type, final String title,
        final List<String> columns, final List<Object[]> rows) {
        final JsonObject panel = panel(page, type, title);
        final JsonArray names = new JsonArray();
        columns.forEach(name -> {
            final JsonObject column = new JsonObject();
            column.addProperty("name", name);
            names.add(column);
        });
        panel.add("columns", names);
        final JsonArray all = new JsonArray();
        for (final Object[] row : rows) {
            final JsonArray cells = new JsonArray();
            for (final Object value : row) {
                if (value instanceof Integer i) {
                    cells.add(i);
                } else if (value instanceof Number n) {
                    cells.addAll(array(n.doubleValue()));
                } else {
                    cells.add(value.toString());
                }
            }
            all.add(cells);
        }
        panel.add("rows", all);
        return panel;
    }

    /** Adds a row to a forest plot. */
    public static void forestRow(final JsonArray rows, final String name, final double estimate, final double lower,
        final double upper, final double p) {
        final JsonObject row = new JsonObject();
        row.addProperty("name", name);
        put(row, "estimate", estimate);
        put(row, "lower", lower);
        put(row, "upper", upper);
        put(row, "p", p);
        rows.add(row);
    }

    /** @return a number for the eye, four significant digits; empty where it does not exist */
    public static String text(final double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4g", value);
    }

    /** @return a number as a table shows it: up to six significant digits, none of them a trailing zero */
    public static String plain(final double value) {
        return !Double.isFinite(value) ? "" : value == 0 ? "0"
            : new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
    }

    /** @return an estimate with its interval, as far as they exist */
    public static String text(final double value, final double lower, final double upper) {
        return Double.isNaN(lower) || Double.isNaN(upper) ? text(value)
            : text(value) + " (" + text(lower) + " to " + text(upper) + ")";
    }

    /** @return a p value as journals print it */
    public static String p(final double p) {
        return Double.isNaN(p) ? "no p value" : p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
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

    /** @return bytes deflated, as text */
    public static String packed(final byte[] bytes) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written to", e);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
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

    /** @return the page as JSON; null for a node without data (KNIME asks for a node that was not executed, too) */
    static String unpack(final ViewInput input) {
        final PortObject[] internal = input.getInternalPortObjects();
        if (internal == null || internal.length == 0) {
            return "null";
        }
        final StringBuilder text = new StringBuilder();
        try (CloseableRowIterator rows = ((BufferedDataTable)internal[0]).iterator()) {
            while (rows.hasNext()) {
                text.append(((StringCell)rows.next().getCell(0)).getStringValue());
            }
        }
        return text.toString();
    }
}
