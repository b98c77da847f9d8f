package org.dlrm.knime.node.model;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.deep.DeepModel;
import org.dlrm.knime.port.DeepNetworkPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** Deep Network Reader: see {@link ModelReader}. */
public final class DeepNetworkReaderNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE =
        new ModelReader("network.onnx", DeepNetworkReaderNodeFactory::spec, DeepNetworkPortObject::new)
            .node(new ModelReader.Texts("Deep Network Reader", "networkreader.png",
                "Reads a frozen network (ONNX) from the file that another workflow or hospital saved.", """
                    <p>Reads a network of the Deep Feature Learner from its ONNX file, which also holds the patch geometry
                    and the normalisation it was trained with. Connect it to the network port of the Deep Feature
                    Extractor.</p>
                    <p>The file is opened when the node is configured: a wrong or damaged file is an error that says so, and
                    the names of the deep features are known to the nodes that follow. PyTorch is not needed.</p>
                    <p><b>Common mistakes</b>: an ONNX file of other software, which lacks the description of its
                    input.</p>
                    """, new String[]{"load", "import", "ONNX", "deep learning", "CNN", "network", "frozen"}),
                DeepNetworkPortObject.TYPE);

    public DeepNetworkReaderNodeFactory() {
        super(NODE);
    }

    private static ModelSpec spec(final byte[] content) {
        try (DeepModel model = DeepModel.fromBytes(content)) {
            final List<String> outputs = new ArrayList<>(model.featureNames());
            outputs.addAll(model.scoreNames());
            return new ModelSpec("Network " + model.hash().substring(0, 8) + " with " + model.featureNames().size()
                + " features", List.of(), outputs);
        }
    }
}
