package org.dlrm.knime.port;

import java.util.Map;

import org.knime.core.node.port.PortType;
import org.knime.core.node.port.PortTypeRegistry;

/** Survival model: see {@link ModelPortObject}. */
public final class SurvivalPortObject extends ModelPortObject {

    /** As registered in plugin.xml. */
    public static final class Serializer extends AbstractPortObjectSerializer<SurvivalPortObject> {
    }

    public static final PortType TYPE = PortTypeRegistry.getInstance().getPortType(SurvivalPortObject.class);

    /** For deserialization. */
    public SurvivalPortObject() {
    }

    public SurvivalPortObject(final ModelSpec spec, final Map<String, byte[]> files) {
        super(spec, files);
    }
}
