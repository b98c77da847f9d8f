package org.dlrm.knime.port;

import java.util.Map;

import org.knime.core.node.port.PortType;
import org.knime.core.node.port.PortTypeRegistry;

/** Harmonization model: see {@link ModelPortObject}. */
public final class HarmonizerPortObject extends ModelPortObject {

    /** As registered in plugin.xml. */
    public static final class Serializer extends AbstractPortObjectSerializer<HarmonizerPortObject> {
    }

    public static final PortType TYPE = PortTypeRegistry.getInstance().getPortType(HarmonizerPortObject.class);

    /** For deserialization. */
    public HarmonizerPortObject() {
    }

    public HarmonizerPortObject(final ModelSpec spec, final Map<String, byte[]> files) {
        super(spec, files);
    }
}
