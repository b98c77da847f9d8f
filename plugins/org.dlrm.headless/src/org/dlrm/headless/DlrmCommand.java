package org.dlrm.headless;

import org.dlrm.headless.deep.DeepCommand;
import org.dlrm.headless.deep.TrainBackboneCommand;
import org.dlrm.headless.docs.DocsCommand;
import org.dlrm.headless.imaging.MaskCommand;
import org.dlrm.headless.imaging.VolumeCommand;
import org.dlrm.headless.radiomics.RadiomicsCommand;
import org.dlrm.headless.radiomics.ReferenceCheckCommand;
import org.dlrm.headless.run.NodesCommand;
import org.dlrm.headless.run.RunCommand;
import org.dlrm.headless.stats.StatsCommand;
import org.dlrm.headless.workflow.WorkflowsCommand;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself; the work is in its subcommands. */
@Command(name = "dlrm", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND", usageHelpAutoWidth = true,
    description = {"DLRM Nodes for KNIME from the terminal: runs workflows and gives access to the libraries.",
        "Never uses the network."},
    footerHeading = "%n", footer = {"Results go to standard output, messages to standard error.",
        "'dlrm COMMAND --help' explains a command. Memory: DLRM_XMX=8g dlrm ..."},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:a node or case failed (named on standard error)", "2:wrong usage"},
    subcommands = {RunCommand.class, NodesCommand.class, VolumeCommand.class, MaskCommand.class, RadiomicsCommand.class,
        ReferenceCheckCommand.class, StatsCommand.class, DeepCommand.class, TrainBackboneCommand.class, WorkflowsCommand.class, DocsCommand.class,
        HelpCommand.class})
public final class DlrmCommand implements Runnable {

    @Spec
    private CommandSpec m_spec;

    @Override
    public void run() {
        throw new ParameterException(m_spec.commandLine(), "Which command? One of: "
            + String.join(", ", m_spec.subcommands().keySet()));
    }
}
