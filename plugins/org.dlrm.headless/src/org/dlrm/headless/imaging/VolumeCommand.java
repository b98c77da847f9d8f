package org.dlrm.headless.imaging;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesChoice;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.image.Grid;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.work.Progress;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlrm volume}: a DICOM series as a NIfTI volume, in the voxel order of dcm2niix. */
@Command(name = "volume", description = "Writes a DICOM series as a NIfTI volume (HU for CT). Rows are stored bottom "
    + "up, as dcm2niix does.",
    footer = {"", "Examples:", "  dlrm volume patient/ --list", "  dlrm volume patient/CT -o ct.nii.gz",
        "  dlrm volume patient/ --description venous --kernel B30 -o ct.nii.gz"})
public final class VolumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Parameters(index = "0", paramLabel = "SERIES_DIR", description = "Folder, file or DICOMDIR")
    private Path m_folder;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Volume to write, .nii.gz or .nii")
    private Path m_output;

    @Option(names = "--list", description = "List the series of the folder and write nothing.")
    private boolean m_list;

    @Option(names = "--modality", paramLabel = "M", defaultValue = "",
        description = "Modality of the series. Default: any")
    private String m_modality;

    @Option(names = "--series-uid", paramLabel = "UID", description = "SeriesInstanceUID")
    private String m_uid;

    @Option(names = "--description", paramLabel = "REGEX", defaultValue = "",
        description = "Found in SeriesDescription or ProtocolName")
    private String m_description;

    @Option(names = "--kernel", paramLabel = "REGEX", defaultValue = "", description = "Found in ConvolutionKernel")
    private String m_kernel;

    @Option(names = "--phase", paramLabel = "REGEX", defaultValue = "",
        description = "Found in SeriesDescription, ContrastBolusAgent or the name of a part")
    private String m_phase;

    @Option(names = "--thinnest", description = "Among several series take the thinnest, not the one with most slices.")
    private boolean m_thinnest;

    @Option(names = "--correct-tilt", description = "Resample a series of a tilted gantry onto an orthogonal grid.")
    private boolean m_correctTilt;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
    private int m_threads;

    @Override
    public Integer call() throws IOException {
        if (m_output == null && !m_list) {
            throw usage("Where to? -o ct.nii.gz (or --list)");
        }
        if (m_output != null && !m_output.toString().matches(".*\\.nii(\\.gz)?")) {
            throw usage("The volume is written as .nii.gz or .nii, not " + m_output.getFileName());
        }
        if (m_threads < 1) {
            throw usage("--threads is 1 or more, not " + m_threads);
        }
        final SeriesChoice choice = new SeriesChoice(m_modality, pattern("--description", m_description),
            pattern("--kernel", m_kernel), pattern("--phase", m_phase),
            m_thinnest ? SeriesChoice.Preference.THINNEST : SeriesChoice.Preference.MOST_SLICES, m_correctTilt);
        final ScanResult scan = new SeriesScanner().scan(m_folder, Progress.NONE, m_threads);
        final PrintWriter err = m_spec.commandLine().getErr();
        scan.problems().stream().filter(p -> p.severity() != Problem.Severity.INFO).forEach(err::println);
        err.flush();
        if (m_list) {
            list(scan.series());
            return CommandLine.ExitCode.OK;
        }
        final List<SeriesInfo> candidates = m_uid == null ? scan.series()
            : scan.series().stream().filter(s -> s.seriesInstanceUid().equals(m_uid)).toList();
        final SeriesChoice.Choice chosen = choice.choose(candidates);
        if (chosen.series().isEmpty()) {
            throw new DicomException(chosen.problem().orElseThrow().in("", m_folder.toString()));
        }
        final SeriesInfo series = chosen.series().get();
        final VolumeReader reader = new VolumeReader();
        final Volume volume = bottomUp(m_correctTilt ? reader.readTiltCorrected(series, Progress.NONE)
            : reader.read(series, Progress.NONE));
        Nifti.writeVolume(volume, m_output);
        final Grid g = volume.grid();
        final PrintWriter out = m_spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "%s\t%d x %d x %d voxels\t%.4g x %.4g x %.4g mm\t%s", m_output, g.nx(),
            g.ny(), g.nz(), g.sx(), g.sy(), g.sz(), chosen.explanation()));
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private ParameterException usage(final String message) {
        return new ParameterException(m_spec.commandLine(), message);
    }

    private Optional<Pattern> pattern(final String option, final String text) {
        try {
            return SeriesChoice.pattern(text);
        } catch (PatternSyntaxException e) {
            throw usage(option + " is no regular expression: " + e.getDescription());
        }
    }

    private void list(final List<SeriesInfo> all) {
        final PrintWriter out = m_spec.commandLine().getOut();
        out.println("patient\tseries\tpart\tmodality\tdescription\tkernel\tslices\tvolume");
        for (final SeriesInfo s : all) {
            final String grid = s.grid().map(g -> String.format(Locale.ROOT, "%d x %d x %d, %.4g x %.4g x %.4g mm",
                g.nx(), g.ny(), g.nz(), g.sx(), g.sy(), g.sz()))
                .orElseGet(() -> s.localizer() ? "localizer" : s.problems().isEmpty() ? "none"
                    : s.problems().get(0).type().toString());
            out.println(String.join("\t", s.patientId(), s.seriesInstanceUid(), s.part(), s.modality(),
                s.description(), s.attribute("ConvolutionKernel").orElse(""), String.valueOf(s.slices().size()), grid));
        }
        out.flush();
    }

    /** The same voxels in space with rows stored the other way round, in place. */
    static Volume bottomUp(final Volume v) {
        final Grid g = v.grid();
        final float[] values = v.values();
        final float[] row = new float[g.nx()];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny() / 2; j++) {
                final int a = g.index(0, j, k);
                final int b = g.index(0, g.ny() - 1 - j, k);
                System.arraycopy(values, a, row, 0, g.nx());
                System.arraycopy(values, b, values, a, g.nx());
                System.arraycopy(row, 0, values, b, g.nx());
            }
        }
        return new Volume(new Grid(g.nx(), g.ny(), g.nz(), g.sx(), g.sy(), g.sz(), g.toPatient(0, g.ny() - 1, 0),
            g.xAxis(), g.yAxis().times(-1), g.zAxis()), values);
    }
}
