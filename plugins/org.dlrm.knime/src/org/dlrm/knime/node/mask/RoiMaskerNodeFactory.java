package org.dlrm.knime.node.mask;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.roi.RoiMask;
import org.dlrm.dicom.roi.RoiOptions;
import org.dlrm.dicom.roi.RoiSelection;
import org.dlrm.dicom.roi.RoiSource;
import org.dlrm.dicom.roi.RoiSources;
import org.dlrm.image.Grid;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.image.region.RegionQuality;
import org.dlrm.image.region.RoiCutter;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.VolumePanel;
import org.dlrm.knime.Views;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.knime.cell.VolumeValue;
import org.dlrm.knime.node.mask.RoiMaskerParameters.NameSource;
import org.dlrm.work.Progress;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.StringValue;
import org.knime.core.data.def.BooleanCell;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
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

import com.google.gson.JsonObject;

/** ROI Masker: contours onto the image, mask operations, quality columns, and the region cut out once. */
public final class RoiMaskerNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("ROI Masker") //
        .icon("../../../../../icons/mask.png") //
        .shortDescription("Turns contours or segmentations into masks and cuts the region out of the image.") //
        .fullDescription("""
            <p>Reads RTSTRUCT, DICOM SEG, NIfTI or NRRD files, brings the chosen region onto the image's voxels (even-odd rule,
            a voxel is inside if its centre is), applies mask operations in millimetres and stores image and mask of the
            region with a margin. Later nodes work on this cut-out only.</p>
            <p>Quality columns tell voxels, volume, slices, components, HU and whether the region touches the image border.
            What is odd about a contour (outside the image, between slices, overlapping) ends in the problems table. A
            patient without region keeps its row; the cell is missing and says why.</p>
            <p><b>Common mistakes</b>: contours drawn on another series than the one that was read; region names that differ
            between hospitals: list them in order of preference.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Volumes", "Table with a volume column and the path of each contour file.") //
            .addOutputTable("Regions", "The input table with the region of interest and its quality columns.") //
            .addOutputTable("Problems", "What is odd or wrong, and what to do.")) //
        .model(m -> m.parametersClass(RoiMaskerParameters.class) //
            .configure(RoiMaskerNodeFactory::configure) //
            .execute(RoiMaskerNodeFactory::execute)), "The regions of the first patients, in three planes.") //
        .nodeType(NodeType.Manipulator) //
        .keywords("ROI", "mask", "RTSTRUCT", "SEG", "contour", "segmentation", "NIfTI", "peritumoral");

    public RoiMaskerNodeFactory() {
        super(NODE);
    }

    private static List<DataColumnSpec> columns(final String name) {
        return List.of(Columns.spec(name, RoiCell.TYPE), Columns.spec(name + " voxels", IntCell.TYPE),
            Columns.spec(name + " volume (ml)", DoubleCell.TYPE), Columns.spec(name + " slices", IntCell.TYPE),
            Columns.spec(name + " components", IntCell.TYPE), Columns.spec(name + " mean (HU)", DoubleCell.TYPE),
            Columns.spec(name + " minimum (HU)", DoubleCell.TYPE), Columns.spec(name + " maximum (HU)", DoubleCell.TYPE),
            Columns.spec(name + " touches border", BooleanCell.TYPE));
    }

    /** Where the columns of the settings are. */
    private record Indices(int volume, int file, Optional<Integer> name) {

        static Indices of(final DataTableSpec spec, final RoiMaskerParameters p) throws InvalidSettingsException {
            return new Indices(Columns.require(spec, p.m_volume, "Image volume", VolumeValue.class),
                Columns.require(spec, p.m_roiFile, "Contour file", StringValue.class),
                p.m_nameSource == NameSource.COLUMN
                    ? Optional.of(Columns.require(spec, p.m_nameColumn, "Name column", StringValue.class))
                    : Optional.empty());
        }
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final RoiMaskerParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        p.options();
        try {
            p.selection(p.m_names);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("Names: " + e.getMessage(), e);
        }
        if (p.m_output.isBlank()) {
            throw new InvalidSettingsException("Name of the new column: enter a name.");
        }
        if (p.m_useRange && !(p.m_low <= p.m_high)) {
            throw new InvalidSettingsException("The lowest HU " + p.m_low + " is above the highest HU " + p.m_high + ".");
        }
        if (spec != null) {
            Indices.of(spec, p);
            out.setOutSpec(0, PatientRows.spec(spec, columns(p.m_output)));
        }
        out.setOutSpec(1, PatientRows.PROBLEMS);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final RoiMaskerParameters p = in.getParameters();
        final BufferedDataTable table = in.getInTable(0);
        Failures.translate(() -> {
            final Indices indices = Indices.of(table.getDataTableSpec(), p);
            final RoiOptions options = p.options();
            final List<DataColumnSpec> columns = columns(p.m_output);
            final PatientRows.Output result = PatientRows.append(table, columns,
                (row, progress) -> mask(row, indices, p, options, columns.size(), progress),
                in.getExecutionContext());
            Optional.ofNullable(result.warning("region of interest")).ifPresent(out::setWarningMessage);
            out.setOutData(0, result.table());
            final JsonObject page = Views.page("ROI Masker");
            VolumePanel.add(page, "Regions of interest", result.table(), table.getDataTableSpec().getNumColumns(),
                p.m_shown, in.getExecutionContext());
            out.setInternalData(Views.pack(in.getExecutionContext(), page));
            out.setOutData(1, PatientRows.problems(result.problems(), in.getExecutionContext()));
        });
    }

    private static Result mask(final DataRow row, final Indices indices, final RoiMaskerParameters p,
        final RoiOptions options, final int columns, final Progress progress) {
        final String patient = row.getKey().getString();
        if (row.getCell(indices.volume()).isMissing()) {
            return Result.failed(columns, Columns.whyMissing(row.getCell(indices.volume()), "no volume"), List.of());
        }
        final String file = Columns.text(row.getCell(indices.file())).orElse("");
        final List<Problem> problems = new ArrayList<>();
        try {
            if (file.isEmpty()) {
                throw new DicomException(ProblemClass.ROI, "No contour file is named", "a path in column '" + p.m_roiFile
                    + "'", "an empty cell", "Add the path, or choose another column");
            }
            final RoiSelection selection = p.selection(indices.name().isEmpty() ? p.m_names
                : Columns.text(row.getCell(indices.name().get())).orElse(""));
            final VolumeValue.Opened volume = ((VolumeValue)row.getCell(indices.volume())).open(progress);
            final RoiSource source = RoiSources.open(FilePaths.resolve(file, "Contour file"));
            source.problems().forEach(x -> problems.add(x.in(patient, file)));
            final List<RoiMask> masks = RoiSources.masks(source, selection, p.merge(), volume.target(), options);
            masks.forEach(m -> m.problems().forEach(x -> problems.add(x.in(patient, file))));
            final Optional<Problem> error =
                problems.stream().filter(x -> x.severity() == Problem.Severity.ERROR).findFirst();
            if (error.isPresent()) {
                return Result.failed(columns, error.get().message(), problems);
            }
            return new Result(cells(row, cut(volume, masks, p, progress), p), problems);
        } catch (DicomException e) {
            problems.add(e.problem().in(patient, file));
            return Result.failed(columns, e.problem().message(), problems);
        } catch (IOException | InvalidSettingsException | IllegalArgumentException e) {
            problems.add(Problem.error(ProblemClass.ROI, e.getMessage(), "", "", "").in(patient, file));
            return Result.failed(columns, e.getMessage(), problems);
        }
    }

    /** The region as stored, and its first mask's quality, measured where the image's own border can be told. */
    private record Cut(Roi roi, RegionQuality quality) {
    }

    /** Cuts with what operations and margin need, works on the cut, so that memory never holds the whole image. */
    private static Cut cut(final VolumeValue.Opened volume, final List<RoiMask> masks, final RoiMaskerParameters p,
        final Progress progress) throws IOException {
        final List<Roi.Region> regions = masks.stream().map(m -> new Roi.Region(m.name(), m.mask())).toList();
        final Grid grid = volume.target().grid();
        final double border = 2 * Math.max(grid.sx(), Math.max(grid.sy(), grid.sz()));
        final Roi wide = RoiCutter.cut(grid, box -> volume.read(box, progress), regions,
            p.m_margin + Math.max(0, p.m_grow) + p.m_ring + border, Map.of());
        final List<Roi.Region> done = new ArrayList<>();
        for (final Roi.Region r : wide.regions()) {
            done.add(new Roi.Region(r.name(), MaskOperations.apply(r.mask(), wide.image(), p, progress)));
        }
        final Volume image = wide.image();
        return new Cut(RoiCutter.cut(image.grid(), image::crop, done, p.m_margin, Map.of()),
            RegionQuality.of(done.get(0).mask(), image));
    }

    private static List<Pending> cells(final DataRow row, final Cut cut, final RoiMaskerParameters p)
        throws IOException {
        final RegionQuality q = cut.quality();
        return List.of(RoiCell.pending(cut.roi(), p.m_output + "_" + row.getKey().getString()),
            Pending.of(new IntCell(q.voxels())), Pending.of(new DoubleCell(q.millilitres())),
            Pending.of(new IntCell(q.slices())), Pending.of(new IntCell(q.components())),
            Pending.of(Columns.cell(q.mean(), "empty mask")), Pending.of(Columns.cell(q.minimum(), "empty mask")),
            Pending.of(Columns.cell(q.maximum(), "empty mask")), Pending.of(BooleanCell.get(q.touchesBorder())));
    }
}
