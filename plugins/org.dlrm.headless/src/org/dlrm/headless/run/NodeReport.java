package org.dlrm.headless.run;

import java.util.List;
import java.util.Optional;

import org.dlrm.headless.workflow.WorkflowFolder.Node;

/**
 * What became of one node.
 *
 * @param node the node
 * @param state how it ended
 * @param seconds how long it ran
 * @param warning its warning, if it gave one
 * @param problem why it failed or was not run; of an executed node, what of its results could not be written
 * @param outputs what it wrote, one per output port
 * @param view the page of its view, relative to the output folder
 */
public record NodeReport(Node node, State state, double seconds, Optional<String> warning, Optional<Problem> problem,
    List<Output> outputs, Optional<String> view) {

    /** How a node ended. */
    public enum State {
        /** it ran to the end */
        EXECUTED,
        /** it stopped with an error */
        FAILED,
        /** a node before it failed */
        NOT_RUN,
        /** the user stopped the run */
        CANCELLED
    }

    /**
     * What came out of one port.
     *
     * @param port the port's name
     * @param kind {@code table} or the name of the port type
     * @param rows of a table; -1 for others
     * @param columns of a table; -1 for others
     * @param summary what the object says about itself
     * @param files relative to the output folder
     */
    public record Output(String port, String kind, long rows, int columns, String summary, List<String> files) {

        /** @return e.g. "60 rows" or "Trained model" */
        public String shortText() {
            return rows < 0 ? kind : rows + (rows == 1 ? " row" : " rows");
        }
    }
}
