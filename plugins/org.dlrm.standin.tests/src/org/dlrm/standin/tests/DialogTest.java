package org.dlrm.standin.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataColumnSpecCreator;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.updates.Effect.EffectType;
import org.knime.node.parameters.updates.Effect;
import org.knime.node.parameters.updates.EffectPredicate;
import org.knime.node.parameters.updates.EffectPredicateProvider;
import org.knime.node.parameters.updates.ParameterReference;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.StringChoicesProvider;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveIntegerValidation;
import org.knime.node.parameters.widget.text.TextInputWidget;

/** Dialogs are described as KNIME 5.12 describes them; declarations it would fail on are found. */
class DialogTest {

    @TempDir
    private Path m_dir;

    @Test
    void theParameterNodesDialog() throws Exception {
        final Path api = Shared.require("knime-api");
        final JsonObject saved = JsonParser.parseString(Files.readString(api.resolve("samples/parameters-dialog.json")))
            .getAsJsonObject().getAsJsonObject("result");
        try (Demo demo = Demo.load(api.resolve("demo-parameters"), m_dir.resolve("classes"))) {
            final DataTableSpec spec = new DataTableSpec(new DataColumnSpecCreator("id", IntCell.TYPE).createSpec(),
                new DataColumnSpecCreator("value", DoubleCell.TYPE).createSpec());
            final JsonObject made = JsonParser
                .parseString(demo.node("sample.params.ParamsNodeFactory").dialogJson(new PortObjectSpec[]{spec}))
                .getAsJsonObject();
            assertEquals(saved.get("data"), made.get("data"));
            final JsonObject savedSchema = properties(saved);
            final JsonObject madeSchema = properties(made);
            assertEquals(savedSchema.keySet(), madeSchema.keySet());
            for (final String name : savedSchema.keySet()) {
                if (name.equals("columns")) {
                    // the inside of a column filter is not described here
                    assertEquals(savedSchema.getAsJsonObject(name).get("default"),
                        madeSchema.getAsJsonObject(name).get("default"));
                } else {
                    assertEquals(savedSchema.get(name), madeSchema.get(name), name);
                }
            }
            assertEquals(String.join("\n", layout(saved)), String.join("\n", layout(made)));
            // the first two columns KNIME offers are those of this table
            final JsonArray offered = offered(saved);
            offered.remove(2);
            assertEquals(offered, offered(made));
        }
    }

    private static JsonObject properties(final JsonObject dialog) {
        return dialog.getAsJsonObject("schema").getAsJsonObject("properties").getAsJsonObject("model")
            .getAsJsonObject("properties");
    }

    private static JsonArray offered(final JsonObject dialog) {
        return dialog.getAsJsonArray("initialUpdates").get(0).getAsJsonObject().getAsJsonArray("values").get(0)
            .getAsJsonObject().getAsJsonArray("value");
    }

    /** Sections with the scope, format, rule and advanced flag of each control. */
    private static List<String> layout(final JsonObject dialog) {
        final List<String> lines = new ArrayList<>();
        for (final JsonElement section : dialog.getAsJsonObject("ui_schema").getAsJsonArray("elements")) {
            lines.add(section.getAsJsonObject().get("label").getAsString());
            for (final JsonElement element : section.getAsJsonObject().getAsJsonArray("elements")) {
                final JsonObject control = element.getAsJsonObject();
                final JsonObject options =
                    control.has("options") ? control.getAsJsonObject("options") : new JsonObject();
                lines.add(control.get("scope") + " " + options.get("format") + " " + options.get("isAdvanced") + " "
                    + options.get("detail") + " " + control.get("rule") + " " + control.get("providedOptions"));
            }
        }
        return lines;
    }

    /** Declarations that KNIME's dialog fails on. */
    static final class Wrong implements NodeParameters {

        enum Kind {
            A, B
        }

        interface Missing extends ParameterReference<Kind> {
        }

        static final class NeedsArgument implements StringChoicesProvider {
            NeedsArgument(final int n) {
            }

            @Override
            public List<String> choices(final NodeParametersInput context) {
                return List.of();
            }
        }

        static final class OnMissing implements EffectPredicateProvider {
            @Override
            public EffectPredicate init(final PredicateInitializer i) {
                return i.getEnum(Missing.class).isOneOf(Kind.A);
            }
        }

        @Widget(title = "Number", description = "d")
        @TextInputWidget
        int m_number = 1;

        @Widget(title = "Positive", description = "d")
        @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
        int m_positive = 0;

        @Widget(title = "Text", description = "d")
        @ChoicesProvider(NeedsArgument.class)
        String m_text = "";

        @Widget(title = "Shown", description = "d")
        @Effect(predicate = OnMissing.class, type = EffectType.SHOW)
        String m_shown = "";

        @Widget(title = "Filter", description = "d")
        ColumnFilter m_filter = new ColumnFilter();

        @Widget(title = "", description = " ")
        Kind m_kind = null;

        @Widget(title = "Hidden", description = "d")
        private int m_private = 3;
    }

    @Test
    void wrongDeclarationsAreFound() {
        final String message = assertThrows(IllegalStateException.class,
            () -> KernelTest.node(Wrong.class).dialogJson(new PortObjectSpec[0])).getMessage();
        final String prefix = Wrong.class.getName() + ".";
        for (final String expected : List.of("m_number: @TextInputWidget is for texts, not for int",
            "m_positive: the default 0.0 is refused: The value must be at least 1.",
            "m_text: choices provider: java.lang.IllegalStateException: " + prefix.replace("Wrong.", "Wrong$")
                + "NeedsArgument has no constructor without arguments",
            "m_filter: a column filter needs a choices provider", "m_kind: the title is empty",
            "m_kind: the description is empty", "m_kind: the default is null",
            "m_private: is private, KNIME ignores it")) {
            assertEquals(1, message.lines().filter((prefix + expected)::equals).count(),
                () -> expected + "\nnot in\n" + message);
        }
        assertEquals(1, message.lines().filter(l -> l.startsWith(prefix + "m_shown: effect of \"Shown\"")
            && l.contains("no parameter has the value reference")).count(), message);
        assertEquals(9, message.lines().count(), message);
    }
}
