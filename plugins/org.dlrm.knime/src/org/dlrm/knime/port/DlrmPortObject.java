package org.dlrm.knime.port;

import java.util.Map;

import org.knime.core.node.port.PortType;
import org.knime.core.node.port.PortTypeRegistry;

/** DLRM model: see {@link ModelPortObject}. */
public final class DlrmPortObject extends ModelPortObject {

    /** As registered in plugin.xml. */
    public static final class Serializer extends AbstractPortObjectSerializer<DlrmPortObject> {
    }

    public static final PortType TYPE = PortTypeRegistry.getInstance().getPortType(DlrmPortObject.class);

    /** For deserialization. */
    public DlrmPortObject() {
    }

    public DlrmPortObject(final ModelSpec spec, final Map<String, byte[]> files) {
        super(spec, files);
    }
}
