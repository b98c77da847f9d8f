package org.dlrm.standin;

import java.util.Optional;

import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOrRearrangerConsumer;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteConsumer;
import org.knime.node.DefaultModel.RearrangeColumnsInput;
import org.knime.node.DefaultModel.RearrangeColumnsOutput;
import org.knime.node.parameters.NodeParameters;

/**
 * A node's work: configure and execute, or rearrange.
 *
 * @param parametersClass empty for a node without parameters
 */
public record ModelDeclaration(Optional<Class<? extends NodeParameters>> parametersClass,
    Optional<ConfigureOrRearrangerConsumer<ConfigureInput, ConfigureOutput>> configure,
    Optional<ExecuteConsumer> execute,
    Optional<ConfigureOrRearrangerConsumer<RearrangeColumnsInput, RearrangeColumnsOutput>> rearrange) {
}
