package org.dlrm.knime.node.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

import org.dlrm.knime.NodeRun;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.knime.node.fusion.Study;
import org.dlrm.knime.node.survival.SurvivalLearnerNodeFactory;
import org.dlrm.knime.port.ModelPortObject;
import org.dlrm.knime.port.SurvivalPortObject;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.stats.survival.SurvivalModel;
import org.junit.jupiter.api.Test;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

import com.google.gson.JsonObject;

/** A model goes to a file and comes back byte for byte; the views name it by its hash. */
final class ModelFilesNodeTest extends WorkspaceTest {

    private NodeRun learnt() throws Exception {
        final Study study = Study.make();
        for (int i = 0; i < Study.PATIENTS; i++) {
            study.numbers("score")[i] = study.numbers("rad_0")[i];
        }
        return node(SurvivalLearnerNodeFactory.class, study.table(m_workspace)).set("scores", "score")
            .set("horizons", "6, 12").execute();
    }

    /** Writes a survival model into the folder 'model'. */
    private NodeRuntime.Result write(final NodeRuntime node, final PortObject model) throws Exception {
        node.addPort("Model", SurvivalPortObject.TYPE);
        final NodeSettings settings = node.defaultSettings(new PortObjectSpec[1]);
        node.set(settings, "folder", m_dir.resolve("model").toString());
        node.loadSettings(settings);
        return node.execute(new PortObject[]{model}, NodeRuntime.Monitor.SILENT, m_workspace);
    }

    @Test
    void writtenAndReadByteForByteAndNamedByItsHash() throws Exception {
        final NodeRun learnt = learnt();
        final NodeRuntime writer = NodeRuntime.of(ModelWriterNodeFactory.class);
        final NodeRuntime.Result written = write(writer, learnt.output(0));
        final byte[] file = Files.readAllBytes(m_dir.resolve("model/model.json"));
        final String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        final Map<String, Object> row = Study.rows((BufferedDataTable)written.outputs()[0]).get(0);
        assertEquals(hash, row.get("SHA-256"));
        assertTrue(Study.page(writer.view(written, m_workspace).orElseThrow()).toString().contains("\"" + hash + "\""));
        final NodeRun read = node(SurvivalModelReaderNodeFactory.class)
            .set("file", m_dir.resolve("model")).execute();
        assertArrayEquals(file, ((ModelPortObject)read.output(0)).files().get("model.json"));
        final SurvivalModel model = SurvivalModel.fromJson(learnt.model());
        final JsonObject card = read.page().getAsJsonArray("panels").get(0).getAsJsonObject();
        final String facts = card.get("items").toString();
        assertTrue(facts.contains("score") && facts.contains("PFS survival at 12"), facts);
        assertTrue(card.getAsJsonArray("items").asList().stream().anyMatch(i -> i.getAsJsonObject().get("value").getAsString()
            .equals(model.equation())), facts);
        assertEquals("[\"model.json\"," + file.length + ",\"" + hash + "\"]", read.page().getAsJsonArray("panels").get(1)
            .getAsJsonObject().getAsJsonArray("rows").get(0).toString());
    }

    @Test
    void anotherKindOfModelIsRefusedInWords() throws Exception {
        write(NodeRuntime.of(ModelWriterNodeFactory.class), learnt().output(0));
        node(DlrmModelReaderNodeFactory.class).set("file", m_dir.resolve("model")).refused("model.json", "org.dlrm.survival");
    }
}
