package org.dlrm.knime.port;

import java.util.Arrays;
import java.util.List;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.ModelContentRO;
import org.knime.core.node.ModelContentWO;
import org.knime.core.node.port.AbstractSimplePortObjectSpec;

/** What is known of a model before its learner ran: its kind and the columns it will need. */
public final class ModelSpec extends AbstractSimplePortObjectSpec {

    /** As registered in plugin.xml. */
    public static final class Serializer extends AbstractSimplePortObjectSpecSerializer<ModelSpec> {
    }

    private String m_summary = "";

    private String[] m_columns = {};

    private String[] m_outputs = {};

    /** For deserialization. */
    public ModelSpec() {
    }

    /**
     * @param summary one line for the port's tooltip
     * @param columns columns the model needs, as far as known before execution
     * @param outputs columns that applying it appends, as far as known before execution
     */
    public ModelSpec(final String summary, final List<String> columns, final List<String> outputs) {
        m_summary = summary;
        m_columns = columns.toArray(String[]::new);
        m_outputs = outputs.toArray(String[]::new);
    }

    public String summary() {
        return m_summary;
    }

    public List<String> columns() {
        return List.copyOf(Arrays.asList(m_columns));
    }

    public List<String> outputs() {
        return List.copyOf(Arrays.asList(m_outputs));
    }

    @Override
    protected void save(final ModelContentWO model) {
        model.addString("summary", m_summary);
        model.addStringArray("columns", m_columns);
        model.addStringArray("outputs", m_outputs);
    }

    @Override
    protected void load(final ModelContentRO model) throws InvalidSettingsException {
        m_summary = model.getString("summary");
        m_columns = model.getStringArray("columns");
        m_outputs = model.getStringArray("outputs");
    }
}
