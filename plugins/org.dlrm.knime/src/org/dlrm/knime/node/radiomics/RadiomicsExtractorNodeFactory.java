package org.dlrm.knime.node.radiomics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import org.dlrm.image.Roi;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.radiomics.FeatureLayout;
import org.dlrm.radiomics.FeatureValue;
import org.dlrm.radiomics.RadiomicsExtractor;
import org.dlrm.radiomics.RadiomicsResult;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.work.Progress;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DoubleCell;
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

/** Radiomics Extractor: {@link RadiomicsExtractor} over a column of regions of interest. */
public final class RadiomicsExtractorNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec DICTIONARY = StatTables.spec("Column", StringCell.TYPE, "Family",
        StringCell.TYPE, "Feature", StringCell.TYPE, "IBSI code", StringCell.TYPE, "Aggregation", StringCell.TYPE,
        "Image", StringCell.TYPE, "Settings hash", StringCell.TYPE, "Definition", StringCell.TYPE);

    private static final DefaultNode NODE = DefaultNode.create() //
        .name("Radiomics Extractor") //
        .icon("../../../../../icons/radiomics.png") //
        .shortDescription("IBSI radiomics features of each region of interest.") //
        .fullDescription("""
            <p>Computes morphology, intensity and texture features of each region of interest as defined by the Image
            Biomarker Standardisation Initiative (<a href="https://doi.org/10.1148/radiol.2020191145">IBSI 1</a>), with the
            processing steps in IBSI's order: interpolation, rounding, re-segmentation, discretisation.</p>
            <p>The preset <i>PyRadiomics 3</i> gives the names and numbers of that tool, so that a published signature can be
            applied. The second output says for every column what it is: family, IBSI code, aggregation, filter and a
            hash of the settings.</p>
            <p>A feature that is not defined for a region (for example a texture of a single voxel) is a missing cell with
            the reason. Advice about unsuitable bin widths is in the node's warning.</p>
            <p><b>Common mistakes</b>: different settings in training and validation (compare the settings hash); voxel
            sizes that differ between hospitals without interpolation.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Regions", "Table with a column of regions of interest.") //
            .addOutputTable("Features", "The input table and one column per feature.") //
            .addOutputTable("Dictionary", "What each feature column is.")) //
        .model(m -> m.parametersClass(RadiomicsExtractorParameters.class) //
            .configure(RadiomicsExtractorNodeFactory::configure) //
            .execute(RadiomicsExtractorNodeFactory::execute)) //
        .nodeType(NodeType.Manipulator) //
        .keywords("radiomics", "IBSI", "PyRadiomics", "texture", "GLCM", "shape", "features", "CT");

    public RadiomicsExtractorNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final RadiomicsExtractorParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        final List<FeatureLayout.Column> layout = layout(p.toSettings());
        if (spec != null) {
            Columns.require(spec, p.m_roi, "Region of interest", RoiValue.class);
            out.setOutSpec(0, PatientRows.spec(spec, columns(layout, p)));
        }
        out.setOutSpec(1, DICTIONARY);
    }

    private static List<FeatureLayout.Column> layout(final RadiomicsSettings settings)
        throws InvalidSettingsException {
        try {
            return FeatureLayout.of(settings).columns();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("Radiomics settings: " + e.getMessage(), e);
        }
    }

    private static List<DataColumnSpec> columns(final List<FeatureLayout.Column> layout,
        final RadiomicsExtractorParameters p) {
        return layout.stream().map(c -> Columns.spec(p.m_prefix + c.name(), DoubleCell.TYPE)).toList();
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final RadiomicsExtractorParameters p = in.getParameters();
        final BufferedDataTable table = in.getInTable(0);
        Failures.translate(() -> {
            final RadiomicsSettings settings = p.toSettings();
            final List<FeatureLayout.Column> layout = layout(settings);
            final int roi = Columns.require(table.getDataTableSpec(), p.m_roi, "Region of interest", RoiValue.class);
            final ConcurrentSkipListMap<String, List<String>> advice = new ConcurrentSkipListMap<>();
            final PatientRows.Output result = PatientRows.append(table, columns(layout, p),
                (row, progress) -> extract(row, roi, settings, layout.size(), advice, progress),
                in.getExecutionContext());
            warning(result, advice).ifPresent(out::setWarningMessage);
            out.setOutData(0, result.table());
            out.setOutData(1, dictionary(in, layout, settings, p));
        });
    }

    private static Result extract(final DataRow row, final int column, final RadiomicsSettings settings,
        final int columns, final ConcurrentSkipListMap<String, List<String>> advice, final Progress progress) {
        if (row.getCell(column).isMissing()) {
            return Result.failed(columns, Columns.whyMissing(row.getCell(column), "no region of interest"), List.of());
        }
        final Roi roi;
        try {
            roi = ((RoiValue)row.getCell(column)).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        final RadiomicsResult result = RadiomicsExtractor.extract(roi.image(), roi.mask(), settings, progress);
        if (!result.advice().isEmpty()) {
            advice.put(row.getKey().getString(), result.advice());
        }
        final List<Pending> cells = new ArrayList<>(columns);
        for (final FeatureValue f : result.features()) {
            cells.add(Pending.of(Columns.cell(f.value(), f.missing().orElse(""))));
        }
        return new Result(cells, List.of());
    }

    private static Optional<String> warning(final PatientRows.Output result,
        final ConcurrentSkipListMap<String, List<String>> advice) {
        final List<String> parts = new ArrayList<>();
        Optional.ofNullable(result.warning("radiomics features")).ifPresent(parts::add);
        if (!advice.isEmpty()) {
            parts.add("Advice for " + advice.size() + " patients, first " + advice.firstKey() + ": "
                + String.join(" ", advice.firstEntry().getValue()));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", parts));
    }

    private static BufferedDataTable dictionary(final ExecuteInput in, final List<FeatureLayout.Column> layout,
        final RadiomicsSettings settings, final RadiomicsExtractorParameters p) {
        final StatTables.Builder table = new StatTables.Builder(in.getExecutionContext(), DICTIONARY);
        for (final FeatureLayout.Column c : layout) {
            table.add(p.m_prefix + c.name(), c.definition().family().title(), c.definition().name(),
                c.definition().ibsiId(), c.aggregation(), c.image(), settings.hash(), c.definition().definition());
        }
        return table.build();
    }
}
