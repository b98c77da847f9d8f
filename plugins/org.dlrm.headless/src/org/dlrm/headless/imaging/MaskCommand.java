package org.dlrm.headless.imaging;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.roi.RoiInfo;
import org.dlrm.dicom.roi.RoiMask;
import org.dlrm.dicom.roi.RoiMerge;
import org.dlrm.dicom.roi.RoiOptions;
import org.dlrm.dicom.roi.RoiSelection;
import org.dlrm.dicom.roi.RoiSource;
import org.dlrm.dicom.roi.RoiSources;
import org.dlrm.dicom.roi.RoiTarget;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.image.Mask;
import org.dlrm.image.io.ImageFiles;
import org.dlrm.image.io.Nifti;
import org.dlrm.image.region.Components;
import org.dlrm.image.region.Components.Connectivity;
import org.dlrm.work.Progress;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlrm mask}: a region of interest as a NIfTI mask on the grid of its image. */
@Command(name = "mask", description = "Writes a region of interest (RTSTRUCT, DICOM SEG, NIfTI or NRRD) as a NIfTI "
    + "mask on the voxel grid of its image series.",
    footer = {"", "Examples:", "  dlrm mask patient/CT patient/rtstruct.dcm --list",
        "  dlrm mask patient/CT patient/rtstruct.dcm --roi GTV-1 -o mask.nii.gz",
        "  dlrm mask patient/CT seg.dcm --roi 'Tumor*' --merge union -o mask.nii.gz"})
public final class MaskCommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Parameters(index = "0", paramLabel = "SERIES",
        description = "Folder of the DICOM series, or a NIfTI or NRRD image")
    private Path m_series;

    @Parameters(index = "1", paramLabel = "ROI_FILE", description = "RTSTRUCT, DICOM SEG, NIfTI or NRRD file")
    private Path m_file;

    @Option(names = "--roi", paramLabel = "NAME", description = {
        "Region: exact name, pattern (GTV*), regular expression (/GTV.?1/) or number (#3).",
        "Repeatable, in order of preference. Default: the only region of the file."})
    private List<String> m_rois = new ArrayList<>();

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Mask to write, .nii.gz or .nii")
    private Path m_output;

    @Option(names = "--list", description = "List the regions of the file and write nothing.")
    private boolean m_list;

    @Option(names = "--merge", paramLabel = "HOW", defaultValue = "union",
        description = "If NAME fits several regions: union, intersection or difference. Default: ${DEFAULT-VALUE}")
    private String m_merge;

    @Option(names = "--series-uid", paramLabel = "UID",
        description = "SeriesInstanceUID, if the folder holds several series that the region could belong to")
    private String m_uid;

    @Option(names = "--threshold", paramLabel = "F", defaultValue = "0.5",
        description = "Fraction from which a fractional SEG counts as inside. Default: ${DEFAULT-VALUE}")
    private double m_threshold;

    @Option(names = "--resample", description = "Accept a SEG or label map on another voxel grid (nearest neighbour).")
    private boolean m_resample;

    @Option(names = "--other-frame-of-reference",
        description = "Accept a region of another frame of reference; check the overlay.")
    private boolean m_otherFrame;

    @Override
    public Integer call() throws IOException {
        final RoiMerge merge = merge();
        final RoiSelection selection = selection();
        if (m_output == null && !m_list) {
            throw new ParameterException(m_spec.commandLine(), "Where to? -o mask.nii.gz (or --list)");
        }
        if (m_output != null && !m_output.toString().matches(".*\\.nii(\\.gz)?")) {
            throw new ParameterException(m_spec.commandLine(), "The mask is written as .nii.gz or .nii, not "
                + m_output.getFileName());
        }
        final RoiSource source = RoiSources.open(m_file);
        report(source.problems());
        if (m_list) {
            list(source);
            return CommandLine.ExitCode.OK;
        }
        final RoiTarget target = target(source);
        final RoiMask mask = mask(source, selection, merge, target);
        report(mask.problems());
        Nifti.writeMask(mask.mask(), m_output);
        summary(mask);
        // an empty mask is written, too, but is not what anybody asked for
        return mask.mask().count() > 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private RoiMask mask(final RoiSource source, final RoiSelection selection, final RoiMerge merge,
        final RoiTarget target) throws IOException {
        try {
            return RoiSources
                .masks(source, selection, merge, target, new RoiOptions(m_otherFrame, m_threshold, m_resample)).get(0);
        } catch (DicomException e) {
            throw e.in("", m_file.toString());
        }
    }

    private RoiMerge merge() {
        try {
            final RoiMerge merge = RoiMerge.valueOf(m_merge.toUpperCase(Locale.ROOT));
            if (merge != RoiMerge.SEPARATE) {
                return merge;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new ParameterException(m_spec.commandLine(),
            "--merge is union, intersection or difference, not " + m_merge);
    }

    private RoiSelection selection() {
        try {
            new RoiOptions(false, m_threshold, false);
            return RoiSelection.of(m_rois);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(m_spec.commandLine(), e.getMessage());
        }
    }

    private void report(final List<Problem> problems) {
        final PrintWriter err = m_spec.commandLine().getErr();
        problems.forEach(p -> err.println(p.in("", m_file.toString())));
        err.flush();
    }

    private void list(final RoiSource source) throws IOException {
        final PrintWriter out = m_spec.commandLine().getOut();
        out.println("number\tname\tdescription\tcontours");
        for (final RoiInfo r : source.rois()) {
            out.println(r.number() + "\t" + r.name() + "\t" + r.description() + "\t" + r.contours());
        }
        out.flush();
    }

    private void summary(final RoiMask roi) {
        final Mask m = roi.mask();
        final PrintWriter out = m_spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "%s\t%s\t%d voxels\t%.3f ml\t%d components", m_output, roi.name(),
            m.count(), m.count() * m.grid().voxelVolume() / 1000,
            Components.of(m, Connectivity.TWENTY_SIX).count()));
        out.flush();
    }

    private RoiTarget target(final RoiSource source) throws IOException {
        if (!Files.isDirectory(m_series)) {
            if (ImageFiles.isImageFile(m_series)) {
                return RoiTarget.of(ImageFiles.readHeader(m_series).grid());
            }
            throw new DicomException(ProblemClass.NO_SERIES, "The series is no folder and no NIfTI or NRRD image", "",
                m_series.toString(), "Give the folder of the DICOM series");
        }
        final List<SeriesInfo> all =
            new SeriesScanner().scan(m_series, Progress.NONE, 1).series().stream().filter(s -> !s.localizer()).toList();
        final SeriesInfo series = choose(all, source.referencedSeries());
        report(series.problems());
        return RoiTarget.of(series, VolumeReader.grid(series));
    }

    /** The series asked for, or the one the region refers to, or the only one. */
    private SeriesInfo choose(final List<SeriesInfo> all, final Set<String> referenced) throws DicomException {
        List<SeriesInfo> fits = all;
        if (m_uid != null) {
            fits = all.stream().filter(s -> s.seriesInstanceUid().equals(m_uid)).toList();
        } else if (all.size() > 1) {
            fits = all.stream().filter(s -> referenced.contains(s.seriesInstanceUid())).toList();
        }
        if (fits.size() == 1) {
            return fits.get(0);
        }
        throw new DicomException(ProblemClass.NO_SERIES,
            all.isEmpty() ? "The folder holds no image series" : "The image of the region is not determined",
            "one series", all.stream().map(s -> s.seriesInstanceUid() + " (" + s.slices().size() + " slices)")
                .collect(Collectors.joining(", ")),
            all.isEmpty() ? "Give the folder of the DICOM series" : "Choose one by --series-uid").in("",
                m_series.toString());
    }
}
