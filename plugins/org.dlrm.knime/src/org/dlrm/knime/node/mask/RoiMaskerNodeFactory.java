package org.dlrm.knime.node.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.dlrm.deep.segment.SegmentationModel;
import org.dlrm.dicom.roi.RoiOptions;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.VolumePanel;
import org.dlrm.knime.Views;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.cell.VolumeValue;
import org.dlrm.knime.node.mask.RoiMaskerParameters.NameSource;
import org.dlrm.knime.node.mask.RoiMaskerParameters.Second;
import org.dlrm.knime.node.mask.RoiMaskerParameters.Source;
import org.knime.core.data.DataColumnSpec;
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
            <p>Instead of contours, your own segmentation network (ONNX) can find the region: declare the spacing, window and
            HU range that it was trained on. It is slid over the image in overlapping windows.</p>
            <p>Quality columns tell voxels, volume, slices, components, HU, the largest slice, the bounding box and whether the
            region touches the image border; with a second reader's file or region column also the Dice coefficient.
            What is odd about a contour (outside the image, between slices, overlapping) ends in the problems table. A patient without region keeps its row; the cell is missing and says why.</p>
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

    private static List<DataColumnSpec> columns(final RoiMaskerParameters p) {
        final String name = p.m_output;
        final List<DataColumnSpec> c = new ArrayList<>(List.of(Columns.spec(name, RoiCell.TYPE),
            Columns.spec(name + " voxels", IntCell.TYPE), Columns.spec(name + " volume (ml)", DoubleCell.TYPE),
            Columns.spec(name + " slices", IntCell.TYPE), Columns.spec(name + " components", IntCell.TYPE),
            Columns.spec(name + " mean (HU)", DoubleCell.TYPE), Columns.spec(name + " minimum (HU)", DoubleCell.TYPE),
            Columns.spec(name + " maximum (HU)", DoubleCell.TYPE),
            Columns.spec(name + " touches border", BooleanCell.TYPE),
            Columns.spec(name + " largest slice", IntCell.TYPE)));
        for (final String axis : List.of("x", "y", "z")) {
            c.add(Columns.spec(name + " bounding box " + axis + " (mm)", DoubleCell.TYPE));
        }
        if (p.m_second != Second.NONE) {
            c.add(Columns.spec(name + " Dice with second reader", DoubleCell.TYPE));
        }
        return c;
    }

    /** Where the columns of the settings are. */
    record Indices(int volume, Optional<Integer> file, Optional<Integer> name, Optional<Integer> second) {

        static Indices of(final DataTableSpec spec, final RoiMaskerParameters p) throws InvalidSettingsException {
            return new Indices(Columns.require(spec, p.m_volume, "Image volume", VolumeValue.class),
                p.m_source == Source.NETWORK ? Optional.empty()
                    : Optional.of(Columns.require(spec, p.m_roiFile, "Contour file", StringValue.class)),
                p.m_source == Source.FILE && p.m_nameSource == NameSource.COLUMN
                    ? Optional.of(Columns.require(spec, p.m_nameColumn, "Name column", StringValue.class))
                    : Optional.empty(),
                switch (p.m_second) {
                    case NONE -> Optional.empty();
                    case FILE -> Optional
                        .of(Columns.require(spec, p.m_secondFile, "Second contour file", StringValue.class));
                    case REGION -> Optional
                        .of(Columns.require(spec, p.m_secondRegion, "Second region column", RoiValue.class));
                });
        }
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final RoiMaskerParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        p.options();
        p.check();
        if (spec != null) {
            Indices.of(spec, p);
            out.setOutSpec(0, PatientRows.spec(spec, columns(p)));
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
            final List<DataColumnSpec> columns = columns(p);
            final PatientRows.Output result;
            try (SegmentationModel network = p.m_source == Source.FILE ? null : SegmentationModel
                .load(FilePaths.resolve(p.m_network, "ONNX file"), p.segmentation())) {
                final Optional<SegmentationModel> model = Optional.ofNullable(network);
                result = PatientRows.append(table, columns,
                    (row, progress) -> new PatientRegion(row, indices, p, options, model, columns.size()).mask(progress),
                    in.getExecutionContext());
            }
            result.warning("region of interest").ifPresent(out::setWarningMessage);
            out.setOutData(0, result.table());
            final JsonObject page = Views.page("ROI Masker");
            VolumePanel.add(page, "Regions of interest", result.table(), table.getDataTableSpec().getNumColumns(),
                p.m_shown, in.getExecutionContext());
            out.setInternalData(Views.pack(in.getExecutionContext(), page));
            out.setOutData(1, PatientRows.problems(result.problems(), in.getExecutionContext()));
        });
    }
}
