package org.dlrm.knime.node.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.Views;
import org.dlrm.knime.node.model.ModelWriterParameters.Existing;
import org.dlrm.knime.port.DeepNetworkPortObject;
import org.dlrm.knime.port.DlrmPortObject;
import org.dlrm.knime.port.HarmonizerPortObject;
import org.dlrm.knime.port.ModelFile;
import org.dlrm.knime.port.SurvivalPortObject;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

import com.google.gson.JsonObject;

/** DLRM Model Writer: a frozen model as files that other workflows, other hospitals and other programs can read. */
public final class ModelWriterNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec FILES =
        StatTables.spec("File", StringCell.TYPE, "Bytes", IntCell.TYPE, "SHA-256", StringCell.TYPE);

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("DLRM Model Writer") //
        .icon("../../../../../icons/modelwriter.png") //
        .shortDescription("Saves a frozen model as files that other workflows and hospitals can read.") //
        .fullDescription("""
            <p>Writes a model of DLRM Fusion, Survival Stratifier, Feature Harmonizer or Deep Feature Learner into a folder:
            versioned JSON with every coefficient, mean and threshold, or ONNX for a network. The file holds all that applying
            the model needs and no patient data. Read it with the reader of the same kind, in this or another KNIME, or with any
            program that reads JSON or ONNX.</p>
            <p>The output lists the file with its SHA-256 hash: quote the hash when you hand the model on, so that everybody can
            check that it is the one that was validated.</p>
            <p>A new node has no port: draw a connection from the model to the node, or add the port 'Model' by the three dots
            and choose its type.</p>
            <p><b>Common mistakes</b>: one folder for several models: each is called model.json; a model file edited by hand; a
            model handed on without the settings of the feature extraction: they belong in the methods.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .dynamicPorts(p -> p //
            .addInputPortGroup("Model", g -> g.name("Model") //
                .description("The model to save: DLRM, survival, harmonization model or deep network.") //
                .optional().supportedTypes(DlrmPortObject.TYPE, SurvivalPortObject.TYPE, HarmonizerPortObject.TYPE,
                    DeepNetworkPortObject.TYPE)) //
            .addOutputPortGroup("Files", g -> g.name("Files") //
                .description("The written files with size and hash.").fixed(BufferedDataTable.TYPE))) //
        .model(m -> m.parametersClass(ModelWriterParameters.class) //
            .configure(ModelWriterNodeFactory::configure) //
            .execute(ModelWriterNodeFactory::execute)), "The files that were written, with their hashes.") //
        .nodeType(NodeType.Sink) //
        .keywords("save", "export", "model", "freeze", "JSON", "ONNX", "DLRM", "writer");

    public ModelWriterNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final ModelWriterParameters p = in.getParameters();
        final PortObjectSpec[] inputs = in.getInPortSpecs();
        if (inputs.length == 0) {
            throw new InvalidSettingsException("There is no model to write into the folder. Connect a model to the node, or "
                + "add the input port 'Model' (three dots on the node) and choose its type.");
        }
        FilePaths.resolve(p.m_folder, "Folder");
        out.setOutSpec(0, FILES);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final ModelWriterParameters p = in.getParameters();
        final PortObject[] inputs = in.getInPortObjects();
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final Path folder = FilePaths.resolve(p.m_folder, "Folder");
            final StatTables.Builder t = new StatTables.Builder(exec, FILES);
            for (final Map.Entry<String, byte[]> file : ((ModelFile)inputs[0]).files().entrySet()) {
                exec.checkCanceled();
                final Path path = folder.resolve(file.getKey()).normalize();
                if (!folder.equals(path.getParent())) { // names come from a saved workflow
                    throw new IOException("The model is damaged: '" + file.getKey() + "' is no file name. Reset and execute "
                        + "the learner again.");
                }
                write(path, file.getValue(), p.m_existing);
                t.add(path.toString(), file.getValue().length, ModelCard.sha256(file.getValue()));
            }
            out.setOutData(0, t.build());
            final JsonObject page = Views.page("DLRM Model Writer");
            ModelCard.files(page, ((ModelFile)inputs[0]).files());
            out.setInternalData(Views.pack(exec, page));
        });
    }

    private static void write(final Path path, final byte[] content, final Existing existing) throws IOException {
        if (Files.exists(path)) {
            if (Files.isRegularFile(path) && Files.size(path) == content.length
                && Arrays.equals(Files.readAllBytes(path), content)) {
                return;
            }
            if (existing == Existing.FAIL) {
                throw new IOException("Another model is already there: " + path + ". Choose another folder, or set 'If another "
                    + "model is there' to 'Replace it'.");
            }
        }
        FilePaths.write(path, content);
    }
}
