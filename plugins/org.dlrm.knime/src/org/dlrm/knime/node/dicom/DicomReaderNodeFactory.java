package org.dlrm.knime.node.dicom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.series.DicomObject;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.cell.VolumeCell;
import org.dlrm.knime.node.dicom.DicomReaderParameters.Rule;
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
        List.of("Manufacturer", "ManufacturerModelName", "ConvolutionKernel", "ContrastBolusAgent");

    private static final List<String> NUMBERS = List.of("KVP", "XRayTubeCurrent", "SliceThickness");

    private static final List<DataColumnSpec> COLUMNS = columns();

    public DicomReaderNodeFactory() {
        super(NODE);
    }

    private static List<DataColumnSpec> columns() {
        final List<DataColumnSpec> c = new ArrayList<>();
        c.add(Columns.spec("CT", VolumeCell.TYPE));
        c.add(Columns.spec("Series", StringCell.TYPE));
        c.add(Columns.spec("Series choice", StringCell.TYPE));
        TEXTS.forEach(t -> c.add(Columns.spec(t, StringCell.TYPE)));
        NUMBERS.forEach(t -> c.add(Columns.spec(t, DoubleCell.TYPE)));
        for (final String axis : List.of("x", "y", "z")) {
            c.add(Columns.spec("Spacing " + axis + " (mm)", DoubleCell.TYPE));
        }
        c.add(Columns.spec("Slices", IntCell.TYPE));
        c.add(Columns.spec("ROI file", StringCell.TYPE));
        c.add(Columns.spec("ROI names", StringCell.TYPE));
        return c;
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final DicomReaderParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        pattern(p);
        if (p.m_source == Source.FOLDER) {
            FilePaths.resolve(p.m_folder, "Folder");
        } else if (spec != null) {
            Columns.require(spec, p.m_pathColumn, "Path column", StringValue.class);
        }
        out.setOutSpec(0, spec == null ? null : PatientRows.spec(spec, COLUMNS));
        out.setOutSpec(1, PatientRows.PROBLEMS);
    }

    private static Pattern pattern(final DicomReaderParameters p) throws InvalidSettingsException {
        try {
            return Pattern.compile(p.m_description);
        } catch (PatternSyntaxException e) {
            throw new InvalidSettingsException("Series description matches: '" + p.m_description
                + "' is no regular expression: " + e.getDescription() + ".", e);
        }
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final DicomReaderParameters p = in.getParameters();
        final BufferedDataTable table = in.getInTable(0);
        Failures.translate(() -> {
            final Pattern description = pattern(p);
            final boolean folder = p.m_source == Source.FOLDER;
            final int path = folder ? -1
                : Columns.require(table.getDataTableSpec(), p.m_pathColumn, "Path column", StringValue.class);
            final Optional<ScanResult> everything = folder ? Optional.of(Jobs.run(in.getExecutionContext(),
                progress -> new SeriesScanner().scan(FilePaths.resolve(p.m_folder, "Folder"), progress,
                    Jobs.threads()))) : Optional.empty();
            final PatientRows.Output result = PatientRows.append(table, COLUMNS,
                (row, progress) -> read(row, folder ? p.m_folder : pathOf(row, path), everything, p, description,
                    progress),
                in.getExecutionContext());
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

    private static Result read(final DataRow row, final String folder, final Optional<ScanResult> everything,
        final DicomReaderParameters p, final Pattern description, final Progress progress) {
        final String patient = row.getKey().getString();
        try {
            final Path base = FilePaths.resolve(folder, "Path of " + patient);
            final ScanResult scan =
                everything.isPresent() ? everything.get() : new SeriesScanner().scan(base, progress, 1);
            final List<SeriesInfo> all = everything.isPresent() ? scan.seriesOf(patient) : scan.series();
            final List<Problem> problems = new ArrayList<>();
            (everything.isPresent() ? all.stream().flatMap(s -> s.problems().stream()) : scan.problems().stream())
                .forEach(x -> problems.add(x.in(patient, folder)));
            final List<SeriesInfo> usable = all.stream().filter(s -> s.grid().isPresent() && !s.localizer())
                .filter(s -> p.m_modality.isBlank() || s.modality().equalsIgnoreCase(p.m_modality.trim()))
                .filter(s -> s.slices().size() >= p.m_minSlices)
                .filter(s -> description.matcher(s.description()).find()).sorted(order(p.m_rule)).toList();
            if (usable.isEmpty()) {
                final String why = why(all, problems);
                problems.add(Problem.error(ProblemClass.NO_SERIES, why, p.m_modality + " with at least "
                    + p.m_minSlices + " slices", all.size() + " series", "See the other problems of this patient")
                    .in(patient, folder));
                return Result.failed(COLUMNS.size(), why, problems);
            }
            return new Result(cells(usable, folder, base, scan, p.m_rule), problems);
        } catch (InvalidSettingsException e) {
            return Result.failed(COLUMNS.size(), e.getMessage(), List.of(Problem
                .error(ProblemClass.UNREADABLE, e.getMessage(), "", "", "Check the path").in(patient, folder)));
        } catch (IOException e) {
            return Result.failed(COLUMNS.size(), e.getMessage(), List.of(Problem
                .error(ProblemClass.UNREADABLE, e.getMessage(), "", "", "Check the path").in(patient, folder)));
        } catch (UncheckedIOException e) {
            return Result.failed(COLUMNS.size(), e.getCause().getMessage(), List.of());
        }
    }

    private static Comparator<SeriesInfo> order(final Rule rule) {
        final Comparator<SeriesInfo> most = Comparator.comparingInt(s -> -s.slices().size());
        final Comparator<SeriesInfo> thin = Comparator.comparingDouble(s -> s.grid().orElseThrow().sz());
        return (rule == Rule.MOST_SLICES ? most.thenComparing(thin) : thin.thenComparing(most))
            .thenComparing(SeriesInfo::seriesInstanceUid).thenComparing(SeriesInfo::part);
    }

    private static String why(final List<SeriesInfo> all, final List<Problem> problems) {
        if (all.isEmpty()) {
            return "No image series was found.";
        }
        return problems.stream().filter(x -> x.severity() == Problem.Severity.ERROR).findFirst()
            .map(x -> "No usable series: " + x.message())
            .orElse("None of the " + all.size() + " series fits modality, description and number of slices.");
    }

    private static List<Pending> cells(final List<SeriesInfo> usable, final String folder, final Path base,
        final ScanResult scan, final Rule rule) {
        final SeriesInfo s = usable.get(0);
        final List<DataCell> c = new ArrayList<>();
        final boolean file = java.nio.file.Files.isRegularFile(base);
        c.add(VolumeCell.of(file ? parent(folder) : folder, file ? base.getParent() : base, s));
        c.add(Columns.cell(s.description().isEmpty() ? s.seriesInstanceUid() : s.description()));
        c.add(Columns.cell(usable.size() == 1 ? "only usable series"
            : (rule == Rule.MOST_SLICES ? "most slices" : "thinnest slices") + " of " + usable.size()
                + " usable series"));
        TEXTS.forEach(t -> c.add(Columns.cell(s.attribute(t).orElse(""))));
        NUMBERS.forEach(t -> c.add(Columns.cell(s.number(t).orElse(Double.NaN), "not in the DICOM files")));
        final var grid = s.grid().orElseThrow();
        for (final double d : new double[]{grid.sx(), grid.sy(), grid.sz()}) {
            c.add(new DoubleCell(d));
        }
        c.add(new IntCell(s.slices().size()));
        final List<DicomObject> sources = scan.roiSources(s);
        c.add(Columns.cell(sources.isEmpty() ? "" : besides(folder, base, sources.get(0).path(), file)));
        c.add(Columns.cell(sources.stream().flatMap(o -> o.rois().stream()).distinct()
            .collect(Collectors.joining(", "))));
        return c.stream().map(Pending::of).toList();
    }

    private static String parent(final String path) {
        final String p = path.replace('\\', '/');
        return p.substring(0, Math.max(0, p.lastIndexOf('/')));
    }

    private static String besides(final String folder, final Path base, final Path file, final boolean isFile) {
        final Path from = (isFile ? base.getParent() : base).toAbsolutePath().normalize();
        return (isFile ? parent(folder) : folder) + "/"
            + from.relativize(file.toAbsolutePath().normalize()).toString().replace('\\', '/');
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
