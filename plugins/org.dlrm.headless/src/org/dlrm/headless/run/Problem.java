package org.dlrm.headless.run;

/**
 * Why a node cannot run.
 *
 * @param node the node's name on the canvas and its number
 * @param reason what is wrong
 * @param remedy what to do
 */
public record Problem(String node, String reason, String remedy) {

    /** @return several lines for the terminal */
    public String text() {
        return node + ": " + reason.strip().replace("\n", "\n  ") + (remedy.isBlank() ? "" : "\n  What to do: " + remedy);
    }
}
