package org.dlrm.knime.node.radiomics;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import org.dlrm.knime.node.radiomics.FeaturePlan.Value;

/** Patients who have some features and lack others, in the order of their names whatever the order of the threads. */
final class Gaps {

    private final ConcurrentSkipListMap<String, String> m_first = new ConcurrentSkipListMap<>();

    void add(final String patient, final List<Value> values) {
        final List<Value> missing = values.stream().filter(v -> Double.isNaN(v.value())).toList();
        if (!missing.isEmpty() && missing.size() < values.size()) {
            m_first.put(patient, missing.size() + " of " + values.size() + " (" + missing.get(0).missing() + ")");
        }
    }

    Optional<String> text() {
        return m_first.isEmpty() ? Optional.empty() : Optional.of(m_first.size() + (m_first.size() == 1 ? " patient lacks"
            : " patients lack") + " single features, first " + m_first.firstKey() + ": " + m_first.firstEntry().getValue() + ".");
    }
}
