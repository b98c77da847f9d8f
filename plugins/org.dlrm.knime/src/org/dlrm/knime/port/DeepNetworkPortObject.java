package org.dlrm.knime.port;

import java.util.Map;

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
}
