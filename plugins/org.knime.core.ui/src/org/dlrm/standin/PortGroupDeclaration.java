package org.dlrm.standin;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.knime.core.node.port.PortType;

/**
 * A group of ports.
 *
 * @param input what the group's input ports are called; empty if it has none
 * @param fixed ports that are always there
 * @param initial ports that are there until the user removes them
 * @param supported which types may be added
 * @param maximum ports that may be added, 0 for a fixed group
 */
public record PortGroupDeclaration(String id, Optional<Text> input, Optional<Text> output, List<PortType> fixed,
    List<PortType> initial, Predicate<PortType> supported, List<PortType> supportedTypes, int maximum) {

    /** Name and description of ports. */
    public record Text(String name, String description) {
    }
}
