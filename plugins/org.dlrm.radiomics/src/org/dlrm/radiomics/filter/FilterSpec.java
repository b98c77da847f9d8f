package org.dlrm.radiomics.filter;

import java.util.Map;
import java.util.TreeMap;

/**
 * A filter as written in the settings: its type and its parameters (numbers, texts, truth values, lists of numbers).
 * {@link ImageFilters} knows the types.
 */
public record FilterSpec(String type, Map<String, Object> parameters) {

    public FilterSpec {
        parameters = java.util.Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
}
