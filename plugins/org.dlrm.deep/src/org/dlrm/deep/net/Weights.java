package org.dlrm.deep.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The numbers of one network by parameter name. Arrays belong to the weights: read only. */
public record Weights(Map<String, float[]> values) {

    /** @return starting values of a seed; each parameter has its own random stream */
    public static Weights initial(final List<Parameter> parameters, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<String, float[]> values = new LinkedHashMap<>();
        for (final Parameter p : parameters) {
            values.put(p.name(), p.initial(random.split()));
        }
        return new Weights(values);
    }

    public float[] get(final String name) {
        final float[] v = values.get(name);
        if (v == null) {
            throw new IllegalArgumentException("No parameter named " + name);
        }
        return v;
    }
}
