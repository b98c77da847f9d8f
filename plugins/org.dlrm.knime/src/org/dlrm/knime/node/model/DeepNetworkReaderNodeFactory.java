package org.dlrm.knime.node.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.dlrm.deep.DeepModel;
import org.dlrm.knime.Failures;
import org.dlrm.knime.Views;
import org.dlrm.knime.node.model.DeepNetworkReaderParameters.Origin;
import org.dlrm.knime.port.DeepNetworkPortObject;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** Deep Network Reader: a frozen network of ours, or of other software, as a port. */
public final class DeepNetworkReaderNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Deep Network Reader") //
        .icon("../../../../../icons/networkreader.png") //
        .shortDescription("Reads a frozen network: one that was saved by this extension, or an ONNX or TorchScript file.") //
        .fullDescription("""
            <p>Reads a network of the Deep Feature Learner from the file that another workflow or hospital saved: it also holds
            the patch geometry and the normalisation it was trained with. Or an ONNX or TorchScript file of other software,
            with the geometry, normalisation and layers that you declare. Connect it to the network port of the Deep Feature
            Extractor, or of the Deep Feature Learner, which keeps it frozen and trains a head on its features.</p>
            <p>The file is opened when the node is configured: a wrong or damaged file is an error that says so, and the names
            of the deep features are known to the nodes that follow.</p>
            <p>PyTorch is needed for TorchScript only; with it, a second file (network.pt) belongs to the saved network. An
            ONNX file must hold all its values itself (no external data).</p>
            <p><b>Common mistakes</b>: a normalisation other than the network was trained with; the last, classifying layer of a
            photograph network as feature layer.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p.addOutputPort("Model", "The frozen network.", DeepNetworkPortObject.TYPE)) //
        .model(m -> m.parametersClass(DeepNetworkReaderParameters.class) //
            .configure(DeepNetworkReaderNodeFactory::configure) //
            .execute(DeepNetworkReaderNodeFactory::execute)), "What the file holds: the network, its columns, its hash.") //
        .nodeType(NodeType.Source) //
        .keywords("load", "import", "ONNX", "TorchScript", "deep learning", "CNN", "network", "frozen");

    public DeepNetworkReaderNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out) throws InvalidSettingsException {
        final DeepNetworkReaderParameters p = in.getParameters();
        try {
            out.setOutSpec(0, read(p).getSpec());
        } catch (IOException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final DeepNetworkReaderParameters p = in.getParameters();
        Failures.translate(() -> {
            final DeepNetworkPortObject model = read(p);
            out.setOutData(0, model);
            out.setInternalData(Views.pack(in.getExecutionContext(), ModelCard.of("Deep Network Reader", model, Map.of())));
        });
    }

    private static DeepNetworkPortObject read(final DeepNetworkReaderParameters p)
        throws InvalidSettingsException, IOException {
        final Path file = ModelReader.find(p.m_file, DeepModel.ONNX_FILE);
        final byte[] content = ModelReader.content(file);
        try (DeepModel model = p.m_origin == Origin.OTHER ? DeepModel.custom(content, p.layers(), p.patches())
            : DeepModel.fromFiles(files(file, content))) {
            return DeepNetworkPortObject.of(model);
        } catch (IllegalArgumentException | IllegalStateException | LinkageError e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** With the TorchScript file beside it, if there is one. */
    private static Map<String, byte[]> files(final Path file, final byte[] content) throws IOException {
        final Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(DeepModel.ONNX_FILE, content);
        final Path torchScript =
            file.resolveSibling(file.getFileName().toString().replaceFirst("\\.onnx$", "") + ".pt");
        if (!torchScript.equals(file) && DeepModel.needsTorchScript(content) && Files.isRegularFile(torchScript)) {
            files.put(DeepModel.TORCH_FILE, ModelReader.content(torchScript));
        }
        return files;
    }
}
