package org.dlrm.deep.learner;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.Parameter;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;

/** Where a training starts: random weights, or those of the built-in backbone, all but the head. */
final class StartingWeights {

    private final LearnerSettings m_settings;

    private final List<Parameter> m_parameters;

    /** By parameter name; empty where the backbone is not wished or has another structure. */
    private final Map<String, float[]> m_backbone = new HashMap<>();

    StartingWeights(final LearnerSettings settings, final Architecture architecture) {
        m_settings = settings;
        m_parameters = ShapeOps.summarise(architecture, settings.patches().shape()).parameters();
        if (settings.pretrained()) {
            try (DeepModel backbone = DeepModel.builtIn()) {
                final Architecture same = new Architecture(architecture.kind(), architecture.dimensions(),
                    architecture.channels(), architecture.width(), architecture.growth(), architecture.blocks(), 0, 0);
                if (backbone.spec().architecture().equals(Optional.of(same))) {
                    backbone.initializers()
                        .forEach((name, values) -> m_backbone.put(name.replaceFirst("^m0\\.", ""), values));
                }
            }
        }
    }

    /** @return whether the weights are the backbone's */
    boolean pretrained() {
        return !m_backbone.isEmpty();
    }

    /**
     * @param member number of a network of an ensemble, from 0
     * @return the same for every fold, so that folds differ by their data alone
     */
    Weights of(final int member) {
        final Map<String, float[]> values = new HashMap<>(Weights.initial(m_parameters, m_settings.seed() + member).values());
        m_parameters.stream().map(Parameter::name).filter(m_backbone::containsKey)
            .forEach(name -> values.put(name, m_backbone.get(name)));
        return new Weights(values);
    }
}
