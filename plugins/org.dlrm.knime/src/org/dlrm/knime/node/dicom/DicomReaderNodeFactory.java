package org.dlrm.knime.node.dicom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.dlrm.dicom.OwnToolkit;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesChoice;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.image.io.ImageFolder;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.Views;
import org.dlrm.knime.Warnings;
import org.dlrm.knime.cell.EmbeddedVolumeCell;
import org.dlrm.knime.cell.VolumeCell;
import org.dlrm.knime.cell.VolumeValue;
import org.dlrm.knime.node.dicom.DicomReaderParameters.Match;
import org.dlrm.knime.node.dicom.DicomReaderParameters.Source;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.StringValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
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

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
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
            <p>A path may also name a DICOMDIR, or a NIfTI or NRRD image; the latter has no acquisition parameters. NIfTI and
            NRRD files below a folder are found as well: they are used where the patient has no DICOM series, and those
            called like a label map become the ROI file. Below one folder they belong to the patient whose PatientID is the
            name of a folder on the way or of the file itself, or whatever the pattern in the settings finds. Volumes can
            be embedded in the workflow, so that it travels without the images. When the images move, set the old and the
            new base folder and execute again.</p>
            <p><b>Common mistakes</b>: a folder that holds several patients in the path column; RowIDs that are not the
            PatientID when searching one folder. Patients that are only in the table or only in the folder are listed as
            problems.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Cohort", "One row per patient.") //
            .addOutputTable("Volumes", "The input table with volume, acquisition and region-of-interest columns.") //
            .addOutputTable("Problems", "What is wrong with which file, and what to do.")) //
        .model(m -> m.parametersClass(DicomReaderParameters.class) //
            .configure(DicomReaderNodeFactory::configure) //
            .execute(DicomReaderNodeFactory::execute)),
        "Gallery of the series, each whole series in three planes, how the images were taken, the problems.", SeriesService::new) //
        .nodeType(NodeType.Manipulator) //
        .keywords("DICOM", "CT", "PACS", "series", "volume", "RTSTRUCT", "SEG", "radiomics");

    static final List<String> TEXTS =
        List.of("Manufacturer", "ManufacturerModelName", "ConvolutionKernel", "ContrastBolusAgent", "ProtocolName");

    static final List<String> NUMBERS = List.of("KVP", "XRayTubeCurrent", "Exposure", "SliceThickness");

    static final List<String> IDENTIFYING = List.of("PatientName", "PatientBirthDate");

    public DicomReaderNodeFactory() {
        super(NODE);
    }

    private static List<DataColumnSpec> columns(final DicomReaderParameters p) {
        final List<DataColumnSpec> c = new ArrayList<>();
        c.add(Columns.spec("CT", p.m_embed ? EmbeddedVolumeCell.TYPE : VolumeCell.TYPE));
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
        p.toRule();
        if (p.m_source == Source.FOLDER) {
            FilePaths.resolve(p.m_folder, "Folder");
        }
        if (!p.m_oldBase.isBlank() && p.m_newBase.isBlank()) {
            throw new InvalidSettingsException("New base folder: enter the folder that replaces '" + p.m_oldBase
                + "', or clear the old base folder.");
        }
        if (spec != null) {
            Indices.of(spec, p);
        }
        out.setOutSpec(0, spec == null ? null : PatientRows.spec(spec, columns(p)));
        out.setOutSpec(1, PatientRows.PROBLEMS);
    }

    /** Where the columns of the settings are. */
    private record Indices(Optional<Integer> path, Optional<Integer> id) {

        static Indices of(final DataTableSpec spec, final DicomReaderParameters p) throws InvalidSettingsException {
            return new Indices(
                p.m_source == Source.FOLDER ? Optional.empty()
                    : Optional.of(Columns.require(spec, p.m_pathColumn, "Path column", StringValue.class)),
                p.m_match == Match.ROW_ID ? Optional.empty()
                    : Optional.of(Columns.require(spec, p.m_idColumn, "PatientID column", DataValue.class)));
        }

        String patientId(final DataRow row) {
            return id.isEmpty() ? row.getKey().getString() : Columns.text(row.getCell(id.get())).orElse("");
        }

        String path(final DataRow row) {
            return Columns.text(row.getCell(path.orElseThrow())).orElse("");
        }
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final DicomReaderParameters p = in.getParameters();
        final BufferedDataTable table = in.getInTable(0);
        Failures.translate(() -> {
            final SeriesChoice choice = p.toChoice();
            final List<DataColumnSpec> columns = columns(p);
            final Indices indices = Indices.of(table.getDataTableSpec(), p);
            final SeriesScanner scanner = new SeriesScanner(new OwnToolkit(), p.m_identifying);
            final ImageFolder.Rule rule = p.toRule();
            final Optional<ImageSearch> everything = indices.path().isPresent() ? Optional.empty()
                : Optional.of(Jobs.run(in.getExecutionContext(), progress -> ImageSearch
                    .in(FilePaths.resolve(p.m_folder, "Folder"), scanner, rule, progress, Jobs.threads())));
            final PatientRows.Output result = PatientRows.append(table, columns, (row, progress) -> {
                final String where = everything.isPresent() ? p.m_folder : p.moved(indices.path(row));
                return new PatientImage(row.getKey().getString(), indices.patientId(row), where, p, choice,
                    columns.size()).read(everything, scanner, progress);
            }, in.getExecutionContext());
            final List<Problem> problems = new ArrayList<>();
            everything.ifPresent(search -> problems.addAll(search.dicom().problems()));
            problems.addAll(result.problems());
            everything.ifPresent(search -> unmatched(search, table, indices, problems));
            twice(result.table(), table.getDataTableSpec().getNumColumns(), problems);
            final List<String> warnings = new ArrayList<>();
            if (indices.path().isPresent() && !p.m_oldBase.isBlank() && rows(table).map(indices::path).noneMatch(p::hasMoved)) {
                warnings.add("Old base folder: no path of the column '" + p.m_pathColumn + "' starts with '" + p.m_oldBase
                    + "', so none is replaced. Write it as the paths are written in the table.");
            }
            result.warning("volume").ifPresent(warnings::add);
            Warnings.set(out, warnings);
            out.setOutData(0, result.table());
            out.setOutData(1, PatientRows.problems(problems, in.getExecutionContext()));
            final int first = table.getDataTableSpec().getNumColumns();
            out.setInternalData(Views.pack(in.getExecutionContext(), SeriesView.of(result.table(), first, problems, p.m_shown,
                in.getExecutionContext())), volumes(result.table(), first, in.getExecutionContext()));
        });
    }

    private static Stream<DataRow> rows(final BufferedDataTable table) {
        final List<DataRow> rows = new ArrayList<>();
        try (CloseableRowIterator it = table.iterator()) {
            it.forEachRemaining(rows::add);
        }
        return rows.stream();
    }

    /** The volumes alone, for the view. */
    private static BufferedDataTable volumes(final BufferedDataTable table, final int column, final ExecutionContext exec)
        throws CanceledExecutionException {
        final BufferedDataContainer container =
            exec.createDataContainer(new DataTableSpec(table.getDataTableSpec().getColumnSpec(column)));
        try (CloseableRowIterator rows = table.iterator()) {
            while (rows.hasNext()) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                container.addRowToTable(new DefaultRow(row.getKey(), row.getCell(column)));
            }
        }
        container.close();
        return container.getTable();
    }

    /** Patients of the folder that no row asks for. */
    private static void unmatched(final ImageSearch search, final BufferedDataTable table, final Indices indices,
        final List<Problem> problems) {
        final Set<String> rows = new HashSet<>();
        try (CloseableRowIterator it = table.iterator()) {
            it.forEachRemaining(r -> rows.add(indices.patientId(r)));
        }
        final ScanResult scan = search.dicom();
        problems.addAll(search.unmatched(rows));
        for (final String patient : SeriesScanner.patients(scan)) {
            if (!rows.contains(patient)) {
                problems.add(Problem.warning(ProblemClass.UNMATCHED, "This patient is in the folder but not in the "
                    + "cohort table", "", String.format(Locale.ROOT, "%d series", scan.seriesOf(patient).size()),
                    "Add the patient to the table, or ignore this line").in(patient, ""));
            }
        }
    }

    /** Rows that got one and the same volume: mostly a patient that is twice in the table, or a wrong path. */
    private static void twice(final BufferedDataTable table, final int column, final List<Problem> problems) {
        final Map<String, String> first = new HashMap<>();
        try (CloseableRowIterator it = table.iterator()) {
            while (it.hasNext()) {
                final DataRow row = it.next();
                if (row.getCell(column) instanceof VolumeValue volume) {
                    final String key = row.getKey().getString();
                    final String other = first.putIfAbsent(volume.digest(), key);
                    if (other != null) {
                        problems.add(Problem.warning(ProblemClass.UNMATCHED, "Two rows have the same images",
                            "one row per image series", other + " and " + key,
                            "Check the paths or PatientIDs of the two rows").in(key, ""));
                    }
                }
            }
        }
    }
}
