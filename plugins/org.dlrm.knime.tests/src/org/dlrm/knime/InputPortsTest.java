package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.knime.core.node.context.ports.PortsConfiguration;

class InputPortsTest {

    private static final PortsConfiguration PORTS = (PortsConfiguration)Proxy.newProxyInstance(
        InputPortsTest.class.getClassLoader(), new Class<?>[]{PortsConfiguration.class},
        (proxy, method, arguments) -> method.getName().equals("getInputPortLocation")
            ? Map.of("First", new int[]{0}, "Third", new int[]{1}, "None", new int[0]) : null);

    /** What KNIME 5.9 and later gives. */
    public interface Given {
        PortsConfiguration getPortsConfiguration();
    }

    /** What KNIME 5.8 gives. */
    public interface Older {
    }

    @Test
    void portsOfGroups() {
        final Given given = () -> PORTS;
        final InputPorts ports = InputPorts.of(Given.class, given);
        assertEquals(OptionalInt.of(0), ports.index("First"));
        assertEquals(OptionalInt.of(1), ports.index("Third"));
        assertEquals(OptionalInt.empty(), ports.index("None"));
        assertEquals(OptionalInt.empty(), ports.index("Second"));
    }

    /** Named as KNIME's: context, node container, node, creation configuration. */
    public record Context(Container getNodeContainer) {
    }

    public record Container(Node getNode) {
    }

    public record Node(Optional<Configuration> getCopyOfCreationConfig) {
    }

    public record Configuration(Optional<PortsConfiguration> getPortConfig) {
    }

    @Test
    void olderKnimeAsksTheNode() {
        assertSame(PORTS, InputPorts.ofNode(
            new Context(new Container(new Node(Optional.of(new Configuration(Optional.of(PORTS))))))));
    }

    @Test
    void whatIsNotKnownIsSaid() {
        final Exception e = assertThrows(IllegalStateException.class, () -> InputPorts.of(Older.class, new Older() {
        }));
        assertTrue(e.getMessage().contains("Update KNIME"), e.getMessage());
    }
}
