package org.dlrm.standin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.knime.core.data.DataTableSpec;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortTypeRegistry;

/** What fluent and classic nodes have in common while they run. */
final class NodeWork {

    private NodeWork() {
    }

    static void checkSpecs(final PortObjectSpec[] specs, final List<NodeRuntime.Port> ports, final String side)
        throws InvalidSettingsException {
        if (specs.length != ports.size()) {
            throw new InvalidSettingsException(
                "The node has " + ports.size() + " " + side + " ports, " + specs.length + " specs are given");
        }
        for (int i = 0; i < specs.length; i++) {
            if (!ports.get(i).type().acceptsPortObjectSpec(specs[i])) {
                throw new InvalidSettingsException("Invalid " + side + " port spec at port " + i + " (\""
                    + ports.get(i).name() + "\"): expected "
                    + ports.get(i).type().getPortObjectSpecClass().getName() + ", found "
                    + specs[i].getClass().getName());
            }
        }
    }

    static void checkObjects(final PortObject[] objects, final List<NodeRuntime.Port> ports, final String side) {
        if (objects.length != ports.size()) {
            throw new IllegalStateException("The node has " + ports.size() + " " + side + " ports, " + objects.length
                + " objects are given");
        }
        for (int i = 0; i < objects.length; i++) {
            final NodeRuntime.Port port = ports.get(i);
            if (objects[i] == null) {
                throw new IllegalStateException("No data at " + side + " port " + i + " (\"" + port.name() + "\")");
            }
            if (!port.type().acceptsPortObject(objects[i])) {
                throw new IllegalStateException("Invalid object at " + side + " port " + i + " (\"" + port.name()
                    + "\"): expected " + port.type().getPortObjectClass().getName() + ", found "
                    + objects[i].getClass().getName());
            }
        }
    }

    /** Models go through their serializers, as they do when a workflow is saved. */
    static void copyModels(final PortObject[] outputs, final Workspace workspace) throws IOException {
        for (int i = 0; i < outputs.length; i++) {
            if (!(outputs[i] instanceof BufferedDataTable) && PortTypeRegistry.getInstance()
                .getObjectSerializer(outputs[i].getClass()).isPresent()) {
                outputs[i] = PortObjects.copy(outputs[i], workspace.space());
            }
        }
    }

    /** What KNIME logs as a coding problem: configure announced other columns. */
    static List<String> compare(final PortObjectSpec[] announced, final PortObject[] outputs) {
        final List<String> problems = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            if (announced[i] instanceof DataTableSpec before && outputs[i].getSpec() instanceof DataTableSpec after
                && !before.equalStructure(after)) {
                problems.add("Output " + i + ": the table's columns are not those that configure announced ("
                    + before.getNumColumns() + " columns, now " + after.getNumColumns() + difference(before, after)
                    + ")");
            }
        }
        return problems;
    }

    private static String difference(final DataTableSpec before, final DataTableSpec after) {
        for (int i = 0; i < Math.min(before.getNumColumns(), after.getNumColumns()); i++) {
            if (!before.getColumnSpec(i).equalStructure(after.getColumnSpec(i))) {
                return "; first difference at column " + i + ": " + before.getColumnSpec(i) + ", now "
                    + after.getColumnSpec(i);
            }
        }
        return "";
    }
}
