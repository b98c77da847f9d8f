package org.knime.core.node;

import java.io.IOException;
import java.io.InputStream;

import org.knime.core.node.config.Config;

/** A model's content. */
public final class ModelContent extends Config implements ModelContentRO, ModelContentWO {

    public ModelContent(final String key) {
        super(key);
    }

    @Override
    public Config getInstance(final String key) {
        return new ModelContent(key);
    }

    public static synchronized ModelContentRO loadFromXML(final InputStream in) throws IOException {
        final ModelContent content = new ModelContent("ignored");
        content.load(in);
        return content;
    }

    @Override
    public void addModelContent(final ModelContent content) {
        addConfigBase(content);
    }

    @Override
    public ModelContentWO addModelContent(final String key) {
        return (ModelContentWO)addConfigBase(key);
    }

    @Override
    public ModelContent getModelContent(final String key) throws InvalidSettingsException {
        return (ModelContent)getConfigBase(key);
    }
}
