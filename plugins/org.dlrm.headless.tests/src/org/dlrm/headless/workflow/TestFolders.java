package org.dlrm.headless.workflow;

import java.io.IOException;
import java.nio.file.Path;

import org.dlrm.standin.NodeCatalog;

/** Lets tests of other packages write workflow folders. */
public final class TestFolders {

    private TestFolders() {
    }

    /** Writes the workflow's folder. */
    public static void write(final Path folder, final WorkflowBuilder workflow, final NodeCatalog catalog)
        throws IOException, WorkflowException {
        WorkflowsCommand.write(folder, workflow.files(catalog));
    }
}
