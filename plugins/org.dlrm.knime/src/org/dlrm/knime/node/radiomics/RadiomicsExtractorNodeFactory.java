package org.dlrm.knime.node.radiomics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.image.Roi;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.PatientRows.Result;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.Views;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.node.radiomics.FeaturePlan.Source;
import org.dlrm.knime.node.radiomics.FeaturePlan.Value;
import org.dlrm.radiomics.FeatureDefinition;
import org.dlrm.radiomics.FeatureLayout;
import org.dlrm.radiomics.RadiomicsExtractor;
import org.dlrm.radiomics.RadiomicsResult;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.radiomics.SettingsFormat;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
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

import com.google.gson.JsonObject;

/** Radiomics Extractor: {@link RadiomicsExtractor} over a column of regions of interest. */
public final class RadiomicsExtractorNodeFactory extends DefaultNodeFactory {

    private static final String SAVE_AS = "Save settings as";

    private static final DataTableSpec DICTIONARY = StatTables.spec("Column", StringCell.TYPE, "Family",
        StringCell.TYPE, "Feature", StringCell.TYPE, "IBSI code", StringCell.TYPE, "PyRadiomics name", StringCell.TYPE,
        "Aggregation", StringCell.TYPE, "Image", StringCell.TYPE, "Region of interest", StringCell.TYPE, "Mask",
        StringCell.TYPE, "Change", StringCell.TYPE, "Settings hash", StringCell.TYPE, "Definition", StringCell.TYPE);

    private static final DataTableSpec SETTINGS =
        StatTables.spec("Settings hash", StringCell.TYPE, "Settings", StringCell.TYPE);

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Radiomics Extractor") //
        .icon("../../../../../icons/radiomics.png") //
        .shortDescription("IBSI radiomics features of each region of interest.") //
        .fullDescription("""
            <p>Computes morphology, intensity and texture features of each region of interest as defined by the Image
            Biomarker Standardisation Initiative (<a href="https://doi.org/10.1148/radiol.2020191145">IBSI 1</a>), with the
            processing steps in IBSI's order: interpolation, rounding, re-segmentation, discretisation, and images filtered as
            in <a href="https://doi.org/10.1148/radiol.231319">IBSI 2</a>.</p>
            <p>The preset <i>PyRadiomics 3</i> gives the names and numbers of that tool, so that a published signature can be
            applied. The second output says for every column what it is: family, IBSI code, aggregation, filter and a
            hash of the settings. The third output holds the settings as JSON; <i>Save settings as</i> writes them to a file
            that the preset <i>File</i> reads back, here or in another hospital. Such a file also knows the filters and
            parameters that this dialog leaves out; the preset reads PyRadiomics' parameter files (YAML) too.</p>
            <p>A column's name is the prefix, the image if it is filtered, the feature's tag and the aggregation:
            <i>rad_cm_joint_max_3D_comb</i>, <i>rad_log-s3.0-3D_cm_joint_max_3D_comb</i>. It depends on the settings only,
            never on the data.</p>
            <p>Several masks of a cell, further region columns (phases, time points) and the change between them (delta
            features) each give columns of their own; the names say which.</p>
            <p>A feature that is not defined for a region (for example a texture of a single voxel) is a missing cell with
            the reason. Advice about unsuitable bin widths is in the node's warning.</p>
            <p><b>Common mistakes</b>: different settings in training and validation (compare the settings hash); voxel
            sizes that differ between hospitals without interpolation; normalisation, square, square root, logarithm, exponential,
            Simoncelli and Riesz images of regions that the ROI Masker cut out with a margin: they look at the whole image, and
            another tool that is given it has other numbers (margin 1000 mm).</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Regions", "Table with a column of regions of interest.") //
            .addOutputTable("Features", "The input table and one column per feature.") //
            .addOutputTable("Dictionary", "What each feature column is.") //
            .addOutputTable("Settings", "The settings as JSON and their hash, for the paper and the next study.")) //
        .model(m -> m.parametersClass(RadiomicsExtractorParameters.class) //
            .configure(RadiomicsExtractorNodeFactory::configure) //
            .execute(RadiomicsExtractorNodeFactory::execute)),
        "Distributions by outcome and correlations of features from all families.") //
        .nodeType(NodeType.Manipulator) //
        .keywords("radiomics", "IBSI", "PyRadiomics", "texture", "GLCM", "shape", "features", "CT");

    public RadiomicsExtractorNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final RadiomicsExtractorParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        final RadiomicsSettings settings = p.toSettings();
        if (!p.m_saveAs.isBlank()) {
            FilePaths.resolve(p.m_saveAs, SAVE_AS);
        }
        if (spec == null) {
            FeaturePlan.layout(settings);
        } else {
            out.setOutSpec(0, PatientRows.spec(spec, new FeaturePlan(spec, p, settings).specs()));
            outcome(spec, p);
        }
        out.setOutSpec(1, DICTIONARY);
        out.setOutSpec(2, SETTINGS);
    }

    /** @return the index of the column whose values the view compares; negative for none */
    private static int outcome(final DataTableSpec spec, final RadiomicsExtractorParameters p)
        throws InvalidSettingsException {
        return p.m_useOutcome ? Columns.require(spec, p.m_outcome, "Group column", DataValue.class) : -1;
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final RadiomicsExtractorParameters p = in.getParameters();
        final BufferedDataTable table = in.getInTable(0);
        Failures.translate(() -> {
            final RadiomicsSettings settings = p.toSettings();
            final FeaturePlan plan = new FeaturePlan(table.getDataTableSpec(), p, settings);
            final Advice advice = new Advice();
            final Gaps gaps = new Gaps();
            final PatientRows.Output result = PatientRows.append(table, plan.specs(),
                (row, progress) -> extract(row, plan, settings, gaps, advice, progress), in.getExecutionContext());
            save(p, settings);
            warning(result, settings, gaps, advice).ifPresent(out::setWarningMessage);
            out.setOutData(0, result.table());
            out.setOutData(1, dictionary(in, plan, settings, result.table().getDataTableSpec()));
            out.setOutData(2, new StatTables.Builder(in.getExecutionContext(), SETTINGS)
                .add(settings.hash(), SettingsFormat.toJson(settings)).build());
            final JsonObject page = FeatureOverview.page(result.table(), table.getDataTableSpec().getNumColumns(),
                outcome(table.getDataTableSpec(), p), Map.of("Settings hash", settings.hash()),
                in.getExecutionContext());
            advice.text().ifPresent(text -> Views.warn(page, List.of(text)));
            out.setInternalData(Views.pack(in.getExecutionContext(), page));
        });
    }

    private static void save(final RadiomicsExtractorParameters p, final RadiomicsSettings settings)
        throws InvalidSettingsException, IOException {
        if (p.m_saveAs.isBlank()) {
            return;
        }
        final Path file = FilePaths.resolve(p.m_saveAs, SAVE_AS);
        final String json = SettingsFormat.toJson(settings) + System.lineSeparator();
        if (!Files.isRegularFile(file)) {
            FilePaths.write(file, json.getBytes(StandardCharsets.UTF_8));
        } else if (!sameSettings(file, settings)) {
            throw new InvalidSettingsException(SAVE_AS + ": the file " + file + " exists and holds other settings. Choose "
                + "another name, or delete it.");
        }
    }

    private static boolean sameSettings(final Path file, final RadiomicsSettings settings) throws IOException {
        try {
            return SettingsFormat.parse(Files.readString(file)).equals(settings);
        } catch (IllegalArgumentException e) {
            return false; // something else under this name
        }
    }

    /** A cell is read once for all of its masks; what one source lacks does not cost the others. */
    private static Result extract(final DataRow row, final FeaturePlan plan, final RadiomicsSettings settings,
        final Gaps gaps, final Advice advice, final Progress progress) {
        final Map<Integer, Roi> read = new HashMap<>();
        final List<List<Value>> bySource = new ArrayList<>();
        for (final Source source : plan.sources()) {
            final DataCell cell = row.getCell(source.column());
            if (cell.isMissing()) {
                bySource.add(plan.missing(Columns.whyMissing(cell, "no region of interest")));
                continue;
            }
            try {
                if (!read.containsKey(source.column())) {
                    read.put(source.column(), ((RoiValue)cell).read(progress));
                }
                final Roi roi = read.get(source.column());
                final RadiomicsResult result =
                    RadiomicsExtractor.extract(roi.image(), source.in(roi), roi.whole(), settings, progress);
                advice.add(row.getKey().getString(), source.label(), result.advice());
                bySource.add(result.features().stream().map(Value::of).toList());
            } catch (IOException | IllegalArgumentException e) {
                bySource.add(plan.missing(e.getMessage() == null ? e.toString() : e.getMessage()));
            }
        }
        final List<Value> values = plan.values(bySource);
        gaps.add(row.getKey().getString(), values);
        final List<Pending> cells = values.stream()
            .map(v -> Pending.of(Columns.cell(v.value(), v.missing()))).toList();
        return new Result(cells, List.of());
    }

    private static Optional<String> warning(final PatientRows.Output result, final RadiomicsSettings settings,
        final Gaps gaps, final Advice advice) {
        final List<String> parts = new ArrayList<>();
        if (result.table().size() == 0) {
            parts.add("The input table has no rows: there is nothing to extract.");
        }
        result.warning("radiomics features").ifPresent(parts::add);
        final List<String> whole = FeatureLayout.ofWholeImage(settings);
        if (!whole.isEmpty()) {
            parts.add("Look at the whole image: " + String.join(", ", whole) + ". The ROI Masker cuts the image out around the"
                + " region; for the numbers of a tool that is given the whole image set its margin to 1000 mm.");
        }
        gaps.text().ifPresent(parts::add);
        advice.text().ifPresent(parts::add);
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", parts));
    }

    /** @param spec of the output: a name that was taken has got a number there */
    private static BufferedDataTable dictionary(final ExecuteInput in, final FeaturePlan plan,
        final RadiomicsSettings settings, final DataTableSpec spec) {
        final StatTables.Builder table = new StatTables.Builder(in.getExecutionContext(), DICTIONARY);
        int column = spec.getNumColumns() - plan.size();
        for (final FeaturePlan.Column c : plan.columns()) {
            final FeatureDefinition d = c.feature().definition();
            table.add(spec.getColumnSpec(column++).getName(), d.family().title(), d.name(), d.ibsiId(),
                d.pyradiomicsName().orElse(""), c.feature().aggregation(), c.feature().image(),
                c.source().columnName(), c.source().mask().orElse("(first)"),
                c.change().map(FeaturePlan.Kind::title).orElse(""), settings.hash(), c.definition());
        }
        return table.build();
    }
}
