package org.dlrm.knime.node.radiomics;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.dlrm.image.Roi;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.Views;
import org.dlrm.knime.VolumePanel;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.radiomics.FeatureDefinition;
import org.dlrm.radiomics.FeatureMap;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.work.Progress;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
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

/** Feature Map: {@link FeatureMap} of each region of interest as an image. */
public final class FeatureMapNodeFactory extends DefaultNodeFactory {

    /** Patients whose maps the view holds. */
    private static final int SHOWN = 10;

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Feature Map") //
        .icon("../../../../../icons/radiomics.png") //
        .shortDescription("A radiomics feature around every voxel of the region, as an image.") //
        .fullDescription("""
            <p>Computes an intensity statistic or a texture feature in a small cube around every voxel of the region's first
            mask, cut to the mask (voxel-based radiomics). Interpolation and grey levels are made once, for the whole
            region. The map is a region of interest cell: its image holds the feature, its mask the region.</p>
            <p><b>Common mistakes</b>: a bin width so large that most neighbourhoods hold one grey level; a radius that makes
            the cube as large as the tumour.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Regions", "Table with a column of regions of interest.") //
            .addOutputTable("Maps", "The input table with a column of feature maps.")) //
        .model(m -> m.parametersClass(FeatureMapParameters.class) //
            .configure(FeatureMapNodeFactory::configure) //
            .execute(FeatureMapNodeFactory::execute)), "The maps of the first patients over their images.") //
        .nodeType(NodeType.Manipulator) //
        .keywords("radiomics", "voxel-based", "feature map", "texture", "habitat", "parametric map");

    public FeatureMapNodeFactory() {
        super(NODE);
    }

    private static List<DataColumnSpec> columns(final FeatureMapParameters p) throws InvalidSettingsException {
        return List.of(Columns.spec(p.m_roi + " " + p.feature().tag() + " map", RoiCell.TYPE));
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final FeatureMapParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        p.toSettings();
        if (p.m_radius < 1 || p.m_radius > FeatureMap.LARGEST_RADIUS) {
            throw new InvalidSettingsException("Radius (voxels): enter a whole number from 1 to " + FeatureMap.LARGEST_RADIUS
                + ", not " + p.m_radius + ".");
        }
        final List<DataColumnSpec> columns = columns(p);
        if (spec != null) {
            Columns.require(spec, p.m_roi, "Region of interest", RoiValue.class);
            out.setOutSpec(0, PatientRows.spec(spec, columns));
        }
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final FeatureMapParameters p = in.getParameters();
        final BufferedDataTable table = in.getInTable(0);
        Failures.translate(() -> {
            final RadiomicsSettings settings = p.toSettings();
            final FeatureDefinition feature = p.feature();
            final int roi = Columns.require(table.getDataTableSpec(), p.m_roi, "Region of interest", RoiValue.class);
            final Advice advice = new Advice();
            final PatientRows.Output result = PatientRows.append(table, columns(p),
                (row, progress) -> map(row, roi, settings, feature, p.m_radius, advice, progress),
                in.getExecutionContext());
            final String warning = Stream.of(result.warning("feature map"), advice.text())
                .flatMap(Optional::stream).collect(Collectors.joining(" "));
            if (!warning.isEmpty()) {
                out.setWarningMessage(warning);
            }
            out.setOutData(0, result.table());
            final JsonObject page = Views.page("Feature Map");
            advice.text().ifPresent(text -> Views.warn(page, List.of(text)));
            VolumePanel.add(page, feature.tag(), result.table(), roi, new VolumePanel.Overlay(
                table.getDataTableSpec().getNumColumns(), feature.tag(), ""), SHOWN, in.getExecutionContext());
            out.setInternalData(Views.pack(in.getExecutionContext(), page));
        });
    }

    private static Result map(final DataRow row, final int column, final RadiomicsSettings settings,
        final FeatureDefinition feature, final int radius, final Advice advice, final Progress progress) {
        if (row.getCell(column).isMissing()) {
            return Result.failed(1, Columns.whyMissing(row.getCell(column), "no region of interest"), List.of());
        }
        try {
            final Roi roi = ((RoiValue)row.getCell(column)).read(progress);
            if (roi.regions().isEmpty()) {
                return Result.failed(1, "the cell holds an image without a region of interest", List.of());
            }
            final FeatureMap map =
                FeatureMap.of(roi.image(), roi.mask(), roi.whole(), settings, feature.tag(), radius, progress);
            advice.add(row.getKey().getString(), "", map.advice());
            final Roi out = new Roi(map.values(), List.of(new Roi.Region(roi.regions().get(0).name(), map.mask())),
                new TreeMap<>(Map.of("feature", feature.tag(), "radius", Integer.toString(radius), "settings",
                    settings.hash())));
            return new Result(List.of(RoiCell.pending(out, row.getKey().getString() + "-map")), List.of());
        } catch (IOException | IllegalArgumentException e) {
            return Result.failed(1, e.getMessage() == null ? e.toString() : e.getMessage(), List.of());
        }
    }
}
