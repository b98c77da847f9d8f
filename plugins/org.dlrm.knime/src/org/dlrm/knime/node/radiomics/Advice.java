package org.dlrm.knime.node.radiomics;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the library advises, in the order of the patients' names whatever the order of the threads. */
final class Advice {

    private final ConcurrentSkipListMap<String, String> m_first = new ConcurrentSkipListMap<>();

    /** @param source what of the patient it is about, to be put before the advice; may be empty */
    void add(final String patient, final String source, final List<String> advice) {
        if (!advice.isEmpty()) {
            m_first.putIfAbsent(patient,
                source + advice.get(0) + (advice.size() > 1 ? " (and " + (advice.size() - 1) + " more)" : ""));
        }
    }

    Optional<String> text() {
        return m_first.isEmpty() ? Optional.empty() : Optional.of("Advice for " + m_first.size()
            + (m_first.size() == 1 ? " patient" : " patients") + ", first " + m_first.firstKey() + ": "
            + m_first.firstEntry().getValue());
    }
}
