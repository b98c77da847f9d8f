package org.knime.core.node;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.knime.core.data.DataTableSpec;
import org.knime.core.node.message.Message;
import org.knime.core.node.message.MessageBuilder;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortType;

/** A node's settings and work. */
public abstract class NodeModel implements AbstractNodeView.ViewableModel {

    private final PortType[] m_inPorts;

    private final PortType[] m_outPorts;

    private final Map<String, Object> m_pushed = new LinkedHashMap<>();

    private Message m_warning;

    protected NodeModel(final int nrInDataPorts, final int nrOutDataPorts) {
        this(tables(nrInDataPorts), tables(nrOutDataPorts));
    }

    protected NodeModel(final PortType[] inPortTypes, final PortType[] outPortTypes) {
        m_inPorts = inPortTypes.clone();
        m_outPorts = outPortTypes.clone();
    }

    private static PortType[] tables(final int n) {
        return Collections.nCopies(n, BufferedDataTable.TYPE).toArray(PortType[]::new);
    }

    protected abstract void loadInternals(File nodeInternDir, ExecutionMonitor exec)
        throws IOException, CanceledExecutionException;

    protected abstract void saveInternals(File nodeInternDir, ExecutionMonitor exec)
        throws IOException, CanceledExecutionException;

    protected abstract void saveSettingsTo(NodeSettingsWO settings);

    protected abstract void validateSettings(NodeSettingsRO settings) throws InvalidSettingsException;

    protected abstract void loadValidatedSettingsFrom(NodeSettingsRO settings) throws InvalidSettingsException;

    protected abstract void reset();

    protected void onDispose() {
        // nothing to do here
    }

    protected final int getNrInPorts() {
        return m_inPorts.length;
    }

    protected final int getNrOutPorts() {
        return m_outPorts.length;
    }

    protected final PortType getInPortType(final int index) {
        return m_inPorts[index];
    }

    protected final PortType getOutPortType(final int index) {
        return m_outPorts[index];
    }

    protected PortObjectSpec[] configure(final PortObjectSpec[] inSpecs) throws InvalidSettingsException {
        return configure(Arrays.copyOf(inSpecs, inSpecs.length, DataTableSpec[].class));
    }

    protected DataTableSpec[] configure(final DataTableSpec[] inSpecs) throws InvalidSettingsException {
        throw new InvalidSettingsException(getClass().getName() + " does not override configure");
    }

    protected PortObject[] execute(final PortObject[] inObjects, final ExecutionContext exec) throws Exception {
        return execute(Arrays.copyOf(inObjects, inObjects.length, BufferedDataTable[].class), exec);
    }

    protected BufferedDataTable[] execute(final BufferedDataTable[] inData, final ExecutionContext exec)
        throws Exception {
        throw new IOException(getClass().getName() + " does not override execute");
    }

    protected final MessageBuilder createMessageBuilder() {
        return Message.builder();
    }

    protected final void setWarningMessage(final String message) {
        m_warning = message == null ? null : Message.fromSummary(message);
    }

    protected final String getWarningMessage() {
        return m_warning == null ? null : m_warning.getSummary();
    }

    protected final void setWarning(final Message message) {
        m_warning = message;
    }

    protected final void pushFlowVariableString(final String name, final String value) {
        m_pushed.put(name, value);
    }

    protected final void pushFlowVariableDouble(final String name, final double value) {
        m_pushed.put(name, value);
    }

    protected final void pushFlowVariableInt(final String name, final int value) {
        m_pushed.put(name, value);
    }

    protected final NodeLogger getLogger() {
        return NodeLogger.getLogger(getClass());
    }
}
