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
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.OwnToolkit;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.series.DicomObject;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesChoice;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.image.Grid;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.cell.VolumeCell;
import org.dlrm.knime.node.dicom.DicomReaderParameters.Source;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.StringValue;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** DICOM Reader: folders to one referenced volume per patient. */
public final class DicomReaderNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = DefaultNode.create() //
        .name("DICOM Reader") //
        .icon("../../../../../icons/dicom.png") //
        .shortDescription("Finds one CT volume per patient in folders of DICOM files.") //
        .fullDescription("""
            <p>Reads the headers below each patient's folder, sorts the slices by position (never by number), checks that
            they make a volume, and chooses one series per patient by the rule you set. The volume column refers to the
            files: pixels are read only when a later node needs them. Acquisition parameters and the regions of interest
            that refer to the series are appended as columns.</p>
            <p>Nothing is read silently wrong: missing slices, two slices at one position, mixed sizes, a tilted gantry or
            an unreadable file end in the problems table, with the place, what was expected, what was found and what to
            do. A patient without a usable series keeps its row; the volume cell is missing and says why.</p>
            <p>Patient names and birth dates are not read.</p>
            <p><b>Common mistakes</b>: a folder that holds several patients in the path column; RowIDs that are not the
            PatientID when searching one folder.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Cohort", "One row per patient.") //
            .addOutputTable("Volumes", "The input table with volume, acquisition and region-of-interest columns.") //
            .addOutputTable("Problems", "What is wrong with which file, and what to do.")) //
        .model(m -> m.parametersClass(DicomReaderParameters.class) //
            .configure(DicomReaderNodeFactory::configure) //
            .execute(DicomReaderNodeFactory::execute)) //
        .nodeType(NodeType.Manipulator) //
        .keywords("DICOM", "CT", "PACS", "series", "volume", "RTSTRUCT", "SEG", "radiomics");

    private static final List<String> TEXTS =
        List.of("Manufacturer", "ManufacturerModelName", "ConvolutionKernel", "ContrastBolusAgent", "ProtocolName");

    private static final List<String> NUMBERS = List.of("KVP", "XRayTubeCurrent", "Exposure", "SliceThickness");

    private static final List<String> IDENTIFYING = List.of("PatientName", "PatientBirthDate");

    public DicomReaderNodeFactory() {
        super(NODE);
    }

    private static List<DataColumnSpec> columns(final DicomReaderParameters p) {
        final List<DataColumnSpec> c = new ArrayList<>();
        c.add(Columns.spec("CT", VolumeCell.TYPE));
        for (final String text : List.of("PatientID", "SeriesInstanceUID", "SeriesDescription", "Series choice")) {
            c.add(Columns.spec(text, StringCell.TYPE));
        }
        TEXTS.forEach(t -> c.add(Columns.spec(t, StringCell.TYPE)));
        NUMBERS.forEach(t -> c.add(Columns.spec(t, DoubleCell.TYPE)));
        for (final String axis : List.of("x", "y", "z")) {
            c.add(Columns.spec("Spacing " + axis + " (mm)", DoubleCell.TYPE));
        }
        for (final String axis : List.of("x", "y", "z")) {
            c.add(Columns.spec("Size " + axis, IntCell.TYPE));
        }
        c.add(Columns.spec("Gantry tilt (degrees)", DoubleCell.TYPE));
        c.add(Columns.spec("Days since first study", IntCell.TYPE));
        c.add(Columns.spec("ROI file", StringCell.TYPE));
        c.add(Columns.spec("ROI names", StringCell.TYPE));
        if (p.m_identifying) {
            IDENTIFYING.forEach(t -> c.add(Columns.spec(t, StringCell.TYPE)));
        }
        return c;
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final DicomReaderParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        p.toChoice();
        if (p.m_source == Source.FOLDER) {
            FilePaths.resolve(p.m_folder, "Folder");
        } else if (spec != null) {
            Columns.require(spec, p.m_pathColumn, "Path column", StringValue.class);
        }
        out.setOutSpec(0, spec == null ? null : PatientRows.spec(spec, columns(p)));
        out.setOutSpec(1, PatientRows.PROBLEMS);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final DicomReaderParameters p = in.getParameters();
        final BufferedDataTable table = in.getInTable(0);
        Failures.translate(() -> {
            final SeriesChoice choice = p.toChoice();
            final List<DataColumnSpec> columns = columns(p);
            final SeriesScanner scanner = new SeriesScanner(new OwnToolkit(), p.m_identifying);
            final boolean folder = p.m_source == Source.FOLDER;
            final int path = folder ? -1
                : Columns.require(table.getDataTableSpec(), p.m_pathColumn, "Path column", StringValue.class);
            final Optional<ScanResult> everything = folder ? Optional.of(Jobs.run(in.getExecutionContext(),
                progress -> scanner.scan(FilePaths.resolve(p.m_folder, "Folder"), progress, Jobs.threads())))
                : Optional.empty();
            final PatientRows.Output result = PatientRows.append(table, columns, (row, progress) -> {
                final String where = folder ? p.m_folder : pathOf(row, path);
                return new OnePatient(row.getKey().getString(), where, p, choice, columns.size()).read(everything,
                    scanner, progress);
            }, in.getExecutionContext());
            final List<Problem> problems = new ArrayList<>(result.problems());
            everything.ifPresent(scan -> unmatched(scan, table, problems));
            Optional.ofNullable(result.warning("volume")).ifPresent(out::setWarningMessage);
            out.setOutData(0, result.table());
            out.setOutData(1, PatientRows.problems(problems, in.getExecutionContext()));
        });
    }

    private static String pathOf(final DataRow row, final int column) {
        return Columns.text(row.getCell(column))
            .orElseThrow(() -> new IllegalArgumentException("The path column is empty for this patient."));
    }

    /** Finds the volume of one patient. */
    private record OnePatient(String patient, String folder, DicomReaderParameters p, SeriesChoice choice,
        int columns) {

        Result read(final Optional<ScanResult> everything, final SeriesScanner scanner, final Progress progress) {
            try {
                final Path base = FilePaths.resolve(folder, "Path of " + patient);
                final ScanResult scan = everything.isPresent() ? everything.get() : scanner.scan(base, progress, 1);
                final List<SeriesInfo> all = everything.isPresent() ? scan.seriesOf(patient) : scan.series();
                final List<Problem> problems = new ArrayList<>();
                (everything.isPresent() ? all.stream().flatMap(s -> s.problems().stream()) : scan.problems().stream())
                    .forEach(x -> problems.add(x.in(patient, folder)));
                final List<SeriesInfo> enough =
                    all.stream().filter(s -> s.slices().size() >= p.m_minSlices).toList();
                final SeriesChoice.Choice chosen = choice.choose(enough.isEmpty() ? all : enough);
                if (chosen.series().isEmpty() || enough.isEmpty()) {
                    final Problem why = chosen.problem().filter(x -> !all.isEmpty()).orElseGet(this::nothing);
                    problems.add(why.in(patient, folder));
                    return Result.failed(columns, why.message(), problems);
                }
                return new Result(cells(chosen, base, scan, all), problems);
            } catch (InvalidSettingsException | IOException e) {
                final Problem problem = e instanceof DicomException d ? d.problem()
                    : Problem.error(ProblemClass.UNREADABLE, e.getMessage(), "", "", "Check the path");
                return Result.failed(columns, problem.message(), List.of(problem.in(patient, folder)));
            }
        }

        private Problem nothing() {
            return Problem.error(ProblemClass.NO_SERIES, "No image series was found",
                "a series of at least " + p.m_minSlices + " slices", "none", "Check the folder of this patient");
        }

        private List<Pending> cells(final SeriesChoice.Choice chosen, final Path base, final ScanResult scan,
            final List<SeriesInfo> all) {
            final SeriesInfo s = chosen.series().orElseThrow();
            final boolean file = Files.isRegularFile(base);
            final String from = file ? parent(folder) : folder;
            final Path fromPath = file ? base.toAbsolutePath().getParent() : base;
            final VolumeCell volume = VolumeCell.of(from, fromPath, s);
            final List<DataCell> c = new ArrayList<>();
            c.add(volume);
            c.add(Columns.cell(s.patientId()));
            c.add(Columns.cell(s.seriesInstanceUid()));
            c.add(Columns.cell(s.description()));
            c.add(Columns.cell(chosen.explanation()));
            TEXTS.forEach(t -> c.add(Columns.cell(s.attribute(t).orElse(""))));
            NUMBERS.forEach(t -> c.add(Columns.cell(s.number(t).orElse(Double.NaN), "not in the DICOM files")));
            final Grid grid = volume.grid();
            for (final double d : new double[]{grid.sx(), grid.sy(), grid.sz()}) {
                c.add(new DoubleCell(d));
            }
            for (final int n : new int[]{grid.nx(), grid.ny(), grid.nz()}) {
                c.add(new IntCell(n));
            }
            c.add(new DoubleCell(s.tiltDegrees().orElse(0)));
            c.add(days(s, all));
            final List<DicomObject> sources = scan.roiSources(s);
            c.add(Columns.cell(sources.isEmpty() ? "" : from + "/" + fromPath.toAbsolutePath().normalize()
                .relativize(sources.get(0).path().toAbsolutePath().normalize()).toString().replace('\\', '/')));
            c.add(Columns.cell(sources.stream().flatMap(o -> o.rois().stream()).distinct()
                .collect(Collectors.joining(", "))));
            if (p.m_identifying) {
                IDENTIFYING.forEach(t -> c.add(Columns.cell(s.attribute(t).orElse(""))));
            }
            return c.stream().map(Pending::of).toList();
        }

        /** Dates leave the node as distances only. */
        private static DataCell days(final SeriesInfo s, final List<SeriesInfo> all) {
            final Optional<LocalDate> own = date(s);
            final Optional<LocalDate> first = all.stream().map(OnePatient::date).flatMap(Optional::stream)
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

    private static void unmatched(final ScanResult scan, final BufferedDataTable table,
        final List<Problem> problems) {
        final List<String> rows = new ArrayList<>();
        try (var it = table.iterator()) {
            it.forEachRemaining(r -> rows.add(r.getKey().getString()));
        }
        for (final String patient : SeriesScanner.patients(scan)) {
            if (!rows.contains(patient)) {
                problems.add(Problem.warning(ProblemClass.UNMATCHED, "This patient is in the folder but not in the "
                    + "cohort table", "", String.format(Locale.ROOT, "%d series", scan.seriesOf(patient).size()),
                    "Add the patient to the table, or ignore this line").in(patient, ""));
            }
        }
    }
}
