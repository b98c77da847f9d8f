package org.dlrm.headless.deep;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.headless.radiomics.CaseFiles;
import org.dlrm.image.io.Nifti;
import org.dlrm.work.Progress;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlrm deep}: deep features, deep signature and attention map of one case. */
@Command(name = "deep",
    description = "Computes the deep features of a region with a frozen network, one per line as name and value; of a network "
        + "with a head the deep signature, too.",
    footer = {"", "Examples:", "  dlrm deep ct.nii.gz tumour.nii.gz",
        "  dlrm deep patient/CT patient/rtstruct.dcm --roi GTV-1 --network network.onnx --attention map.nii.gz"})
public final class DeepCommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "NIfTI or NRRD image, or the folder of a DICOM series")
    private Path m_image;

    @Parameters(index = "1", paramLabel = "MASK",
        description = "NIfTI or NRRD mask on the image's grid, RTSTRUCT or DICOM SEG file")
    private Path m_mask;

    @Option(names = "--roi", paramLabel = "NAME", description = "The region's name or label, if there are several")
    private Optional<String> m_roi = Optional.empty();

    @Option(names = "--network", paramLabel = "FILE", description = "network.onnx of the DLRM Model Writer (a TorchScript "
        + "network beside it as network.pt). Default: the built-in backbone")
    private Optional<Path> m_network = Optional.empty();

    @Option(names = "--attention", paramLabel = "FILE", description = "Also write where the network looked for its last score, "
        + "as .nii.gz or .nii")
    private Optional<Path> m_attention = Optional.empty();

    @Override
    public Integer call() throws IOException {
        m_attention.filter(f -> !f.toString().matches(".*\\.nii(\\.gz)?")).ifPresent(f -> {
            throw new ParameterException(m_spec.commandLine(), "The map is written as .nii.gz or .nii, not "
                + f.getFileName());
        });
        final PrintWriter out = m_spec.commandLine().getOut();
        try (DeepModel model = m_network.isPresent() ? DeepModel.load(m_network.get()) : DeepModel.builtIn()) {
            final CaseFiles files = CaseFiles.read(m_image, m_mask, m_roi, Progress.NONE);
            final DeepFeatures f = model.extract(files.image(), files.mask(), Progress.NONE);
            for (int i = 0; i < f.values().length; i++) {
                out.println(f.names().get(i) + "\t" + f.values()[i]);
            }
            f.scores().forEach((name, value) -> out.println(name + "\t" + value));
            if (m_attention.isPresent()) {
                Nifti.writeVolume(model.attention(files.image(), files.mask(), Math.max(0, model.scoreNames().size() - 1),
                    Progress.NONE), m_attention.get());
            }
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException | IllegalStateException e) {
            m_spec.commandLine().getErr().println(e.getMessage());
            m_spec.commandLine().getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
