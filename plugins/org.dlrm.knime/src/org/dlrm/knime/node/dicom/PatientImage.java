package org.dlrm.knime.node.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.series.DicomObject;
import org.dlrm.dicom.series.ImageFileChoice;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesChoice;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.image.Grid;
import org.dlrm.image.io.ImageFiles;
import org.dlrm.image.io.ImageFolder.Entry;
import org.dlrm.image.io.ImageHeader;
import org.dlrm.knime.Columns;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.cell.EmbeddedVolumeCell;
import org.dlrm.knime.cell.VolumeCell;
import org.dlrm.knime.cell.VolumeValue;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.node.InvalidSettingsException;

/**
 * Finds the volume of one patient.
 *
 * @param row the RowID
 * @param patientId the PatientID that the row asks for
 * @param where folder or file as the user gave it
 * @param columns how many cells are to be made
 */
record PatientImage(String row, String patientId, String where, DicomReaderParameters p, SeriesChoice choice,
    int columns) {

    /** @param everything what the one folder holds that has all patients; empty to search this patient's own */
    Result read(final Optional<ImageSearch> everything, final SeriesScanner scanner, final Progress progress) {
        final List<Problem> problems = new ArrayList<>();
        try {
            if (where.isEmpty()) {
                throw new DicomException(ProblemClass.NO_SERIES, "The path column is empty for this patient", "a path", "",
                    "Add the path, or remove the row");
            }
            final Path base = FilePaths.resolve(where, "Path of " + row);
            if (everything.isEmpty() && ImageFiles.isImageFile(base) && Files.isRegularFile(base)) {
                final Entry file = new Entry(base, base.getFileName().toString(), false);
                return imageFile(ImageFileChoice.of(List.of(file), choice.any(), p.m_minSlices, problems),
                    parent(where), List.of(), problems, progress);
            }
            final ImageSearch search = everything.isPresent() ? everything.get()
                : ImageSearch.in(base, scanner, p.toRule(), progress, 1);
            final ScanResult scan = search.dicom();
            final List<Entry> files = images(search, everything.isPresent());
            final boolean alone = search.alone(everything.isPresent(), base, patientId);
            if (everything.isEmpty()) {
                scan.problems().forEach(x -> problems.add(x.in(row, where)));
            }
            if (!files.isEmpty() && (everything.isPresent() ? scan.seriesOf(patientId) : scan.series()).isEmpty()) {
                final ImageFileChoice chosen = ImageFileChoice.of(files, choice, p.m_minSlices, problems);
                return imageFile(chosen, Files.isDirectory(base) ? where : parent(where),
                    search.files().masksOf(Optional.of(chosen.file()), patientId, alone), problems, progress);
            }
            final List<SeriesInfo> all = everything.isPresent() ? inFolder(scan) : own(scan, problems);
            final List<SeriesInfo> enough = all.stream().filter(s -> s.slices().size() >= p.m_minSlices).toList();
            final SeriesChoice.Choice chosen = choice.choose(enough.isEmpty() ? all : enough);
            if (chosen.series().isEmpty() || enough.isEmpty()) {
                throw new DicomException(chosen.problem().filter(x -> !all.isEmpty()).orElseGet(this::nothing));
            }
            return new Result(cells(chosen, base, search, alone, all, problems, progress), problems);
        } catch (InvalidSettingsException | IOException e) {
            final Problem problem = e instanceof IOException x ? DicomException.of(x).problem()
                : Problem.error(ProblemClass.UNREADABLE, e.getMessage(), "", "", "Check the path");
            problems.replaceAll(x -> x.in(row, where));
            if (!problems.contains(problem.in(row, where))) {
                problems.add(problem.in(row, where));
            }
            return Result.failed(columns, problem.message(), problems);
        }
    }

    /** The row's NIfTI and NRRD images: those named like the patient, or all of the row's own folder. */
    private List<Entry> images(final ImageSearch search, final boolean shared) {
        final List<Entry> own = search.files().of(patientId).images();
        return own.isEmpty() && !shared ? search.files().images() : own;
    }

    private Problem nothing() {
        return Problem.error(ProblemClass.NO_SERIES, "No image series was found",
            "a series of at least " + p.m_minSlices + " slices", "none", "Check the folder of this patient");
    }

    /** The patient's series in the folder that holds everybody. */
    private List<SeriesInfo> inFolder(final ScanResult scan) throws DicomException {
        final List<SeriesInfo> all = scan.seriesOf(patientId);
        if (all.isEmpty()) {
            final List<String> patients = SeriesScanner.patients(scan);
            final Optional<String> near = patients.stream()
                .filter(x -> x.trim().equalsIgnoreCase(patientId.trim())).findFirst();
            throw new DicomException(ProblemClass.UNMATCHED, "This patient is in the cohort table but not in the folder",
                patientId.isEmpty() ? "a PatientID (it is empty in this row)" : "PatientID '" + patientId + "'",
                near.map(x -> "'" + x + "'").orElse(patients.size() + " other patients"),
                "Correct the PatientID, or add the images");
        }
        return all;
    }

    /** The series of a row's own folder; of several patients the one that the row asks for, if it is there. */
    private List<SeriesInfo> own(final ScanResult scan, final List<Problem> problems) {
        final List<String> patients = SeriesScanner.patients(scan);
        if (patients.size() < 2) {
            return scan.series();
        }
        final boolean known = patients.contains(patientId);
        problems.add(Problem.warning(ProblemClass.UNMATCHED, "The folder of this row holds several patients; "
            + (known ? "the row's PatientID decides" : "none of them has the row's PatientID, all were considered"),
            "one patient", String.join(", ", patients), known ? "Nothing, if that is right"
                : "Give the folder of one patient, or the PatientID").in(row, where));
        return known ? scan.seriesOf(patientId) : scan.series();
    }

    // ------------------------------------------------------------------------------------------------- cells

    /**
     * @param from the folder as the user gave it, from which the paths of the files are counted
     * @param masks the label maps that may belong to the image
     */
    private Result imageFile(final ImageFileChoice chosen, final String from, final List<Entry> masks,
        final List<Problem> problems, final Progress progress) throws IOException {
        final ImageHeader header = chosen.header();
        final Path file = chosen.file().file();
        header.warnings().forEach(w -> problems.add(
            Problem.warning(ProblemClass.NONCONFORMANT, w, "", "", "Check the file").in(row, file.toString())));
        final VolumeCell volume = VolumeCell.of(parent(from + "/" + chosen.file().name()), file, header);
        progress.check();
        final String none = "not in a " + header.format() + " file";
        final List<Pending> c = new ArrayList<>();
        c.add(p.m_embed ? embedded(volume.open(progress), progress) : Pending.of(volume));
        c.addAll(texts(patientId, "", file.getFileName().toString(), chosen.explanation()));
        DicomReaderNodeFactory.TEXTS.forEach(t -> c.add(Pending.of(Columns.missing(none))));
        DicomReaderNodeFactory.NUMBERS.forEach(t -> c.add(Pending.of(Columns.missing(none))));
        c.addAll(geometry(volume.grid(), Columns.missing(none)));
        c.add(Pending.of(Columns.missing(none)));
        c.addAll(labelMap(masks, from, problems));
        while (c.size() < columns) {
            c.add(Pending.of(Columns.missing(none)));
        }
        problems.replaceAll(x -> x.in(row, where));
        return new Result(c, problems);
    }

    /** The columns of the ROI file: a label map if there is one. */
    private List<Pending> labelMap(final List<Entry> masks, final String from, final List<Problem> problems) {
        if (masks.isEmpty()) {
            return List.of(Pending.of(Columns.missing("no contour file was found")),
                Pending.of(Columns.missing("no contour file was found")));
        }
        if (masks.size() > 1) {
            problems.add(Problem.warning(ProblemClass.ROI, "Several label maps may belong to the image; the first is named",
                "one label map", masks.stream().map(Entry::name).limit(5).collect(Collectors.joining(", ")),
                "Check the column 'ROI file', or change 'Label maps are called'").in(row, where));
        }
        String names = "";
        try {
            names = String.join(", ", ImageFiles.readHeader(masks.get(0).file()).labels().keySet());
        } catch (IOException e) {
            problems.add(DicomException.of(e).problem().in(row, masks.get(0).file().toString()));
        }
        return texts(from + "/" + masks.get(0).name(), names);
    }

    private List<Pending> cells(final SeriesChoice.Choice chosen, final Path base, final ImageSearch search,
        final boolean alone, final List<SeriesInfo> all, final List<Problem> problems, final Progress progress)
        throws IOException {
        final SeriesInfo s = chosen.series().orElseThrow();
        final boolean file = Files.isRegularFile(base);
        final String from = file ? parent(where) : where;
        final Path fromPath = file ? base.toAbsolutePath().getParent() : base;
        final VolumeCell volume = VolumeCell.of(from, fromPath, s);
        final List<Pending> c = new ArrayList<>();
        c.add(p.m_embed ? embedded(VolumeCell.opened(s), progress) : Pending.of(volume));
        c.addAll(texts(s.patientId(), s.seriesInstanceUid(), s.description(), chosen.explanation()));
        DicomReaderNodeFactory.TEXTS.forEach(t -> c.add(Pending.of(Columns.cell(s.attribute(t).orElse("")))));
        DicomReaderNodeFactory.NUMBERS.forEach(
            t -> c.add(Pending.of(Columns.cell(s.number(t).orElse(Double.NaN), "not in the DICOM files"))));
        c.addAll(geometry(volume.grid(), new DoubleCell(s.tiltDegrees().orElse(0))));
        c.add(Pending.of(days(s, all)));
        final List<DicomObject> sources = search.dicom().roiSources(s);
        c.addAll(sources.isEmpty()
            ? labelMap(search.files().masksOf(Optional.empty(), patientId, alone), from, problems)
            : texts(from + "/" + fromPath.toAbsolutePath().normalize()
                .relativize(sources.get(0).path().toAbsolutePath().normalize()).toString().replace('\\', '/'),
                sources.stream().flatMap(o -> o.rois().stream()).distinct().collect(Collectors.joining(", "))));
        if (p.m_identifying) {
            DicomReaderNodeFactory.IDENTIFYING
                .forEach(t -> c.add(Pending.of(Columns.cell(s.attribute(t).orElse("")))));
        }
        return c;
    }

    private Pending embedded(final VolumeValue.Opened image, final Progress progress) throws IOException {
        return EmbeddedVolumeCell.pending(image, "CT_" + row, progress);
    }

    private static List<Pending> texts(final String... texts) {
        return List.of(texts).stream().map(t -> Pending.of(Columns.cell(t))).toList();
    }

    private static List<Pending> geometry(final Grid grid, final DataCell tilt) {
        final List<DataCell> c = new ArrayList<>();
        for (final double d : new double[]{grid.sx(), grid.sy(), grid.sz()}) {
            c.add(new DoubleCell(d));
        }
        for (final int n : new int[]{grid.nx(), grid.ny(), grid.nz()}) {
            c.add(new IntCell(n));
        }
        c.add(tilt);
        return c.stream().map(Pending::of).toList();
    }

    /** Dates leave the node as distances only. */
    private static DataCell days(final SeriesInfo s, final List<SeriesInfo> all) {
        final Optional<LocalDate> own = date(s);
        final Optional<LocalDate> first = all.stream().map(PatientImage::date).flatMap(Optional::stream)
            .min(Comparator.naturalOrder());
        return own.isEmpty() || first.isEmpty() ? Columns.missing("no StudyDate in the DICOM files")
            : new IntCell((int)ChronoUnit.DAYS.between(first.get(), own.get()));
    }

    private static Optional<LocalDate> date(final SeriesInfo s) {
        try {
            return s.attribute("StudyDate").map(d -> LocalDate.parse(d.trim(), DateTimeFormatter.BASIC_ISO_DATE));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String parent(final String path) {
        final String p = path.replace('\\', '/');
        return p.substring(0, Math.max(0, p.lastIndexOf('/')));
    }
}
