package org.knime.core.node.port;

/** A node that keeps port objects for its view. */
public interface PortObjectHolder {

    PortObject[] getInternalPortObjects();

    void setInternalPortObjects(PortObject[] portObjects);
}
