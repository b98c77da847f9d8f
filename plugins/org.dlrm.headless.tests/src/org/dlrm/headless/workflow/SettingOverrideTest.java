package org.dlrm.headless.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.dlrm.headless.workflow.WorkflowFolder.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.knime.core.node.NodeSettings;

/** What may follow --set. */
final class SettingOverrideTest {

    private static final List<Node> NODES = List.of(node(1, "Phantom Cohort Generator", null),
        node(2, "ROI Masker", "Tumour"), node(3, "ROI Masker", "Tumour rim, 5.5 mm = wide"),
        node(4, "Apply", null), node(5, "Apply", null));

    private static Node node(final int id, final String name, final String annotation) {
        return new Node(id, "factory", name, "bundle", Optional.ofNullable(annotation), new NodeSettings("model"),
            Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', value = {"Phantom Cohort Generator.signal=0,1,signal,0",
        "phantom cohort generator.a.b.0.c=x=y,1,a.b.0.c,x=y", "Tumour.roi=GTV 1.2,2,roi,GTV 1.2",
        "|Tumour rim, 5.5 mm = wide.margin=5.5|,3,margin,5.5", "Apply#5.time=,5,time,||", "Apply #4.time=1,4,time,1",
        "#3.margin=2,3,margin,2", "ROI Masker#2.roi=x,2,roi,x"})
    void findsTheNode(final String text, final int id, final String path, final String value) throws WorkflowException {
        final SettingOverride override = SettingOverride.parse(text, NODES);
        assertEquals(id, override.node().id());
        assertEquals(path, override.path());
        assertEquals(value, override.value());
    }

    private static String refused(final String text) {
        return assertThrows(WorkflowException.class, () -> SettingOverride.parse(text, NODES)).getMessage();
    }

    @Test
    void asksWhichOfSeveral() {
        final String message = refused("Apply.time=1");
        assertTrue(message.contains("Apply (#4), Apply (#5)") && message.contains("Apply#4.time"), message);
        assertTrue(refused("ROI Masker.roi=1").contains("2 nodes"));
    }

    @Test
    void suggestsTheNearest() {
        assertTrue(refused("Fantom Cohort Generator.signal=0").contains("Did you mean 'Phantom Cohort Generator'?"));
        assertTrue(refused("Tumor.roi=x").contains("Did you mean 'Tumour'?"));
    }

    @Test
    void explainsTheForm() {
        for (final String text : List.of("nonsense", "Tumour=1", "Tumour.=1", "=", "", ".a=1")) {
            assertTrue(refused(text).contains("expected \"Node name.parameter=value\""), text);
        }
    }
}
