package org.dlrm.knime.port;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.dlrm.deep.DeepModel;
import org.knime.core.node.port.PortType;
import org.knime.core.node.port.PortTypeRegistry;

/** Deep network: see {@link ModelPortObject}. */
public final class DeepNetworkPortObject extends ModelPortObject {

    /** As registered in plugin.xml. */
    public static final class Serializer extends AbstractPortObjectSerializer<DeepNetworkPortObject> {
    }

    public static final PortType TYPE = PortTypeRegistry.getInstance().getPortType(DeepNetworkPortObject.class);

    /** For deserialization. */
    public DeepNetworkPortObject() {
    }

    public DeepNetworkPortObject(final ModelSpec spec, final Map<String, byte[]> files) {
        super(spec, files);
    }

    /** @return the network's files, with the columns that applying it appends as spec */
    public static DeepNetworkPortObject of(final DeepModel model) {
        final List<String> outputs = new ArrayList<>(model.featureNames());
        outputs.addAll(model.scoreNames());
        return new DeepNetworkPortObject(new ModelSpec("Network " + model.hash().substring(0, 8) + " with "
            + model.featureNames().size() + " features" + (model.scoreNames().isEmpty() ? "" : " and a score")
            + (model.torchScript().isPresent() ? ", needs PyTorch" : ""), List.of(), outputs), model.files());
    }

    /** @return the network, to be closed after use */
    public DeepModel open() {
        return DeepModel.fromFiles(files());
    }
}
