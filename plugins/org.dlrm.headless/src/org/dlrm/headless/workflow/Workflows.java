package org.dlrm.headless.workflow;

import java.util.List;

/** The project's workflows: one method each. {@code dlrm workflows DIR} writes them. */
public final class Workflows {

    private Workflows() {
    }

    /** @return all of them */
    public static List<WorkflowBuilder> all() {
        return List.of();
    }
}
