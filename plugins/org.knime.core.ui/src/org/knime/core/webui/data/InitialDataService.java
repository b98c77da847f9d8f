package org.knime.core.webui.data;

import java.io.IOException;

/** What a page is given when it opens. */
public final class InitialDataService<D> {

    /** Turns the data into JSON. */
    public interface Serializer<D> {

        String serialize(D obj) throws IOException;
    }

    private InitialDataService() {
    }
}
