package org.dlrm.headless.deep;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.backbone.BackboneTrainer;
import org.dlrm.deep.engine.EngineMissingException;
import org.dlrm.work.Progress;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dlrm train-backbone}: makes the built-in backbone again. */
@Command(name = "train-backbone", description = "Trains the built-in backbone on synthetic CT textures, as it was made: fixed "
    + "seeds, minutes of one CPU core. Needs PyTorch (the learner feature; leave out -Dskip.pytorch).")
public final class TrainBackboneCommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true, description = "The ONNX file to write")
    private Path m_output;

    @Override
    public Integer call() throws IOException {
        final PrintWriter err = m_spec.commandLine().getErr();
        final byte[] onnx;
        try {
            onnx = BackboneTrainer.standard().train(new Progress() {
                @Override
                public void report(final double fraction, final String message) {
                    err.println(message);
                    err.flush();
                }

                @Override
                public boolean isCanceled() {
                    return Thread.currentThread().isInterrupted();
                }
            });
        } catch (EngineMissingException e) {
            err.println(e.getMessage());
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        Files.write(m_output, onnx);
        try (DeepModel model = DeepModel.fromBytes(onnx)) {
            m_spec.commandLine().getOut().println(m_output + "\t" + onnx.length + " bytes\tmodel hash " + model.hash());
            m_spec.commandLine().getOut().flush();
        }
        return CommandLine.ExitCode.OK;
    }
}
