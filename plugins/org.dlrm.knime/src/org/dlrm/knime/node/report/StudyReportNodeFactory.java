package org.dlrm.knime.node.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FilePaths;
import org.dlrm.knime.InputPorts;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.Views;
import org.dlrm.knime.node.report.StudyReportParameters.Existing;
import org.dlrm.knime.port.DlrmPortObject;
import org.dlrm.knime.port.HarmonizerPortObject;
import org.dlrm.knime.port.ModelFile;
import org.dlrm.knime.port.SurvivalPortObject;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.report.StudyInputs;
import org.dlrm.stats.report.StudyReport;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;
import org.knime.node.RequirePorts.DynamicPortsAdder;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;

import com.google.gson.JsonObject;

/** Study Report Writer: {@link StudyReport} of whatever of a study is connected. */
public final class StudyReportNodeFactory extends DefaultNodeFactory {

    // ids of the port groups: workflows are saved with them
    private static final String COHORT = "Cohort";
    private static final String MODEL = "DLRM model";
    private static final String TRACE = "Selection trace";
    private static final String METRICS = "Metrics";
    private static final String COMPARISONS = "Comparisons";
    private static final String CURVES = "Curves";
    private static final String SURVIVAL = "Survival model";
    private static final String STATISTICS = "Survival statistics";
    private static final String SURVIVAL_CURVES = "Survival curves";
    private static final String DICTIONARY = "Feature dictionary";
    private static final String EXTRACTION = "Extraction settings";
    private static final String RELIABILITY = "Feature reliability";
    private static final String HARMONIZATION = "Harmonization";

    /** Columns by which a connected table is recognised as the right one. */
    private static final Map<String, List<String>> NEEDED = Map.of(TRACE, List.of("Group", "Feature", "Step", "Kept"),
        METRICS, List.of("Cohort", "Score", "Metric", "Value", "Lower", "Upper", "p", "Note"),
        COMPARISONS, List.of("Test", "Of", "A", "B", "Difference", "p"),
        CURVES, List.of("Curve", "Cohort", "Score", "x", "y"),
        STATISTICS, List.of("Cohort", "Statistic", "Of", "Value", "Lower", "Upper", "p", "Note"),
        SURVIVAL_CURVES, List.of("Cohort", "Group", "Time", "At risk", "Survival"),
        DICTIONARY, List.of("Column", "Family", "Image", "Settings hash"),
        EXTRACTION, List.of("Settings hash", "Settings"),
        RELIABILITY, List.of("Feature", "Patients", "ICC", "Lower", "Upper", "Kept"));

    private static final DataTableSpec ITEMS = StatTables.spec("Section", StringCell.TYPE, "Item", StringCell.TYPE,
        "Status", StringCell.TYPE, "Text", StringCell.TYPE);

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Study Report Writer") //
        .icon("../../../../../icons/report.png") //
        .shortDescription("Writes the study as one HTML page: methods, Table 1, model, performance, checklists.") //
        .fullDescription("""
            <p>Collects what the other nodes know into one page that needs nothing from elsewhere and prints well (PDF through
            the browser): methods from the settings that ran, patient flow with reasons, Table 1 and acquisition per cohort, the
            equation with all coefficients, performance with intervals, figures, survival, software, seeds and hashes, and
            warnings where a reviewer would object.</p>
            <p>The items of <a href="https://doi.org/10.1136/bmj-2023-078378">TRIPOD+AI</a>,
            <a href="https://doi.org/10.1186/s13244-023-01415-8">CLEAR</a> and
            <a href="https://doi.org/10.1186/s13244-023-01572-w">METRICS</a> are filled where the connected inputs know the
            answer and visibly blank where a human has to decide. No item is answered with yes by default.</p>
            <p>Only the cohort table is needed. Add the other ports by the three dots on the node: the more is connected, the more
            is filled. The same inputs give the same file, byte for byte.</p>
            <p><b>Common mistakes</b>: the cohort table from before the DICOM Reader, so that acquisition and reasons for missing
            images are not known; only training patients in the metrics; leaving the blank items blank when the paper is
            sent.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .dynamicPorts(StudyReportNodeFactory::ports) //
        .model(m -> m.parametersClass(StudyReportParameters.class) //
            .configure(StudyReportNodeFactory::configure) //
            .execute(StudyReportNodeFactory::execute)), "Where the report is, its warnings and its items.") //
        .nodeType(NodeType.Sink) //
        .keywords("report", "TRIPOD", "CLEAR", "METRICS", "Table 1", "HTML", "PDF", "methods");

    public StudyReportNodeFactory() {
        super(NODE);
    }

    private static void ports(final DynamicPortsAdder p) {
        p.addInputPortGroup(COHORT, g -> g.name(COHORT).description("One row per patient with cohort, clinical factors and "
            + "outcome; best the last table of the study, which also has acquisition, images and predictions.")
            .fixed(BufferedDataTable.TYPE));
        optional(p, MODEL, "Frozen model of DLRM Fusion.", DlrmPortObject.TYPE);
        optional(p, TRACE, "What the selection of DLRM Fusion did with every feature.", BufferedDataTable.TYPE);
        optional(p, METRICS, "Metrics per cohort of the Model Validator.", BufferedDataTable.TYPE);
        optional(p, COMPARISONS, "Comparisons of the Model Validator.", BufferedDataTable.TYPE);
        optional(p, CURVES, "ROC, calibration and decision curves of the Model Validator.", BufferedDataTable.TYPE);
        optional(p, SURVIVAL, "Frozen model of the Survival Stratifier.", SurvivalPortObject.TYPE);
        optional(p, STATISTICS, "Statistics per cohort of the Survival Stratifier.", BufferedDataTable.TYPE);
        optional(p, SURVIVAL_CURVES, "Kaplan-Meier curves of the Survival Stratifier.", BufferedDataTable.TYPE);
        optional(p, DICTIONARY, "Feature dictionary of the Radiomics Extractor.", BufferedDataTable.TYPE);
        optional(p, EXTRACTION, "Settings of the Radiomics Extractor.", BufferedDataTable.TYPE);
        optional(p, RELIABILITY, "Reliability of the Feature Robustness Filter.", BufferedDataTable.TYPE);
        optional(p, HARMONIZATION, "Frozen centre effects of the Feature Harmonizer (Learner).", HarmonizerPortObject.TYPE);
        p.addOutputPortGroup("Items", g -> g.name("Items").description("Methods, warnings and the items of the checklists with "
            + "their status.").fixed(BufferedDataTable.TYPE));
    }

    private static void optional(final DynamicPortsAdder ports, final String id, final String description,
        final PortType type) {
        ports.addInputPortGroup(id, g -> g.name(id).description(description).optional().supportedTypes(type));
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final StudyReportParameters p = in.getParameters();
        final PortObjectSpec[] specs = in.getInPortSpecs();
        final InputPorts ports = InputPorts.of(in);
        FilePaths.resolve(p.m_file, "File");
        if (specs[0] instanceof DataTableSpec spec) {
            roles(spec, p);
        }
        for (final Map.Entry<String, List<String>> needed : NEEDED.entrySet()) {
            final OptionalInt at = ports.index(needed.getKey());
            if (at.isPresent() && specs[at.getAsInt()] instanceof DataTableSpec spec) {
                require(needed.getKey(), spec);
            }
        }
        out.setOutSpec(0, ITEMS);
    }

    private static void require(final String port, final DataTableSpec spec) throws InvalidSettingsException {
        final List<String> missing = NEEDED.get(port).stream().filter(c -> !spec.containsName(c)).toList();
        if (!missing.isEmpty()) {
            throw new InvalidSettingsException("The table at the port '" + port + "' has no column '" + missing.get(0)
                + "': it is another table. Connect the output that the port's description names.");
        }
    }

    private static StudyInputs.Roles roles(final DataTableSpec spec, final StudyReportParameters p)
        throws InvalidSettingsException {
        if (spec.getNumColumns() == 0) {
            throw new InvalidSettingsException("The cohort table has no columns; connect one row per patient with the cohort "
                + "column and clinical factors.");
        }
        final String cohort = role(spec, p.m_useCohort, p.m_cohort, "Cohort column", DataValue.class);
        final String centre = role(spec, p.m_useCentre, p.m_centre, "Centre column", DataValue.class);
        final String outcome = role(spec, p.m_useOutcome, p.m_outcome, "Outcome column", DataValue.class);
        final String time = role(spec, p.m_useSurvival, p.m_time, "Time column", DoubleValue.class);
        final String event = role(spec, p.m_useSurvival, p.m_event, "Event column", DataValue.class);
        final Set<String> characteristics = new LinkedHashSet<>(present(spec, p.m_characteristics));
        characteristics.addAll(List.of(outcome, event));
        characteristics.removeAll(List.of("", cohort, time)); // the median of censored times means nothing
        return new StudyInputs.Roles(cohort, p.m_useCohort ? p.m_training.trim() : "", centre,
            List.copyOf(characteristics), outcome, time, event, present(spec, p.m_acquisition),
            p.m_numbers == StudyReportParameters.Numbers.MEAN);
    }

    private static String role(final DataTableSpec spec, final boolean used, final String column, final String role,
        final Class<? extends DataValue> type) throws InvalidSettingsException {
        if (used) {
            Columns.require(spec, column, role, type);
        }
        return used ? column : "";
    }

    private static List<String> present(final DataTableSpec spec, final ColumnFilter filter) {
        return List.of(filter.filter(spec.stream().toList()));
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final StudyReportParameters p = in.getParameters();
        final PortObject[] inputs = in.getInPortObjects();
        final InputPorts ports = InputPorts.of(in);
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final Path file = FilePaths.resolve(p.m_file, "File");
            if (p.m_existing == Existing.FAIL && Files.exists(file)) {
                throw new IOException("A report is already there: " + file + ". Choose another file, or set 'If the file exists' "
                    + "to 'Replace it'.");
            }
            exec.setProgress(0, "reading the cohort");
            final StudyInputs study = inputs(p, inputs, ports, exec);
            exec.setProgress(0.6, "making the report");
            final StudyReport report = StudyReport.of(study);
            final String html = report.html();
            exec.checkCanceled();
            exec.setProgress(0.9, "writing " + file.getFileName());
            FilePaths.write(file, html.getBytes(StandardCharsets.UTF_8));
            final StatTables.Builder items = new StatTables.Builder(exec, ITEMS);
            report.items().forEach(i -> items.add(i.section(), i.item(), i.status(), i.text()));
            notFound(((BufferedDataTable)inputs[0]).getDataTableSpec(), p).ifPresent(out::setWarningMessage);
            out.setOutData(0, items.build());
            out.setInternalData(Views.pack(exec, view(p, report)));
        });
    }

    private static StudyInputs inputs(final StudyReportParameters p, final PortObject[] inputs,
        final InputPorts ports, final ExecutionContext exec)
        throws InvalidSettingsException, CanceledExecutionException {
        final BufferedDataTable cohort = (BufferedDataTable)inputs[0];
        final StudyInputs.Roles roles = roles(cohort.getDataTableSpec(), p);
        final Set<String> columns = new LinkedHashSet<>(List.of(roles.cohort(), roles.centre(), roles.time()));
        columns.remove("");
        columns.addAll(roles.characteristics());
        columns.addAll(roles.acquisition());
        final Optional<SurvivalModel> survival = at(inputs, ports, SURVIVAL).map(m -> SurvivalModel.fromJson(json(m)));
        survival.filter(s -> s.benefit().exists()).ifPresent(s -> {
            columns.addAll(s.scores().stream().map(SurvivalModel.Score::column).filter(cohort.getDataTableSpec()::containsName)
                .toList());
            columns.addAll(Stream.of(s.settings().treatment()).filter(cohort.getDataTableSpec()::containsName).toList());
        });
        final Map<String, Optional<Table>> tables = new LinkedHashMap<>();
        for (final String port : NEEDED.keySet()) {
            final Optional<PortObject> object = at(inputs, ports, port);
            tables.put(port, object.isEmpty() ? Optional.empty()
                : Optional.of(table(port, (BufferedDataTable)object.get(), exec)));
        }
        return new StudyInputs(p.m_title.isBlank() ? "Study report" : p.m_title.trim(), p.m_date.trim(),
            StatTables.of(cohort, List.copyOf(columns), exec), roles, flow(cohort, roles, p, exec),
            at(inputs, ports, MODEL).map(m -> DlrmModel.fromJson(json(m))), tables.get(TRACE), tables.get(METRICS),
            tables.get(COMPARISONS), tables.get(CURVES),
            survival, tables.get(STATISTICS),
            tables.get(SURVIVAL_CURVES), tables.get(DICTIONARY), tables.get(EXTRACTION), tables.get(RELIABILITY),
            at(inputs, ports, HARMONIZATION).map(m -> CombatModel.fromJson(json(m))));
    }

    private static Optional<PortObject> at(final PortObject[] inputs, final InputPorts ports, final String port) {
        final OptionalInt at = ports.index(port);
        return at.isEmpty() ? Optional.empty() : Optional.ofNullable(inputs[at.getAsInt()]);
    }

    private static String json(final PortObject model) {
        return new String(((ModelFile)model).files().get("model.json"), StandardCharsets.UTF_8);
    }

    private static Table table(final String port, final BufferedDataTable table, final ExecutionContext exec)
        throws InvalidSettingsException, CanceledExecutionException {
        require(port, table.getDataTableSpec());
        return StatTables.of(table, table.getDataTableSpec().stream().map(DataColumnSpec::getName).toList(), exec);
    }

    /** Counts per cohort who lacks what, and why. */
    private static List<StudyInputs.FlowStep> flow(final BufferedDataTable table, final StudyInputs.Roles roles,
        final StudyReportParameters p, final ExecutionContext exec) throws CanceledExecutionException {
        final DataTableSpec spec = table.getDataTableSpec();
        final int cohort = roles.cohort().isEmpty() ? -1 : spec.findColumnIndex(roles.cohort());
        final List<String> stages = present(spec, p.m_flow);
        final Map<String, Map<String, List<String>>> reasons = new LinkedHashMap<>();
        final Map<String, Integer> patients = new LinkedHashMap<>();
        try (CloseableRowIterator rows = table.iterator()) {
            while (rows.hasNext()) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                final String name = cohort < 0 ? "all" : Columns.text(row.getCell(cohort)).orElse("no cohort");
                patients.merge(name, 1, Integer::sum);
                for (final String column : stages) {
                    final List<String> found = reasons.computeIfAbsent(name, c -> new LinkedHashMap<>())
                        .computeIfAbsent(column, c -> new ArrayList<>());
                    final DataCell cell = row.getCell(spec.findColumnIndex(column));
                    if (cell.isMissing()) {
                        found.add(Columns.whyMissing(cell, "no reason given"));
                    }
                }
            }
        }
        final List<StudyInputs.FlowStep> steps = new ArrayList<>();
        reasons.forEach((name, columns) -> columns.forEach((column, why) -> {
            final Map<String, Integer> counts = new TreeMap<>();
            why.forEach(w -> counts.merge(w, 1, Integer::sum));
            steps.add(new StudyInputs.FlowStep(name, column, patients.get(name), why.size(), counts));
        }));
        return steps;
    }

    private static Optional<String> notFound(final DataTableSpec spec, final StudyReportParameters p) {
        final List<DataColumnSpec> all = spec.stream().toList();
        final List<String> missing = List.of(p.m_characteristics.getMissingSelected(all));
        return missing.isEmpty() ? Optional.empty()
            : Optional.of("Characteristics that the cohort table does not have are left out: " + String.join(", ", missing)
                + ".");
    }

    private static JsonObject view(final StudyReportParameters p, final StudyReport report) {
        final JsonObject page = Views.page("Study Report Writer");
        Views.warn(page, report.warnings());
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Title", p.m_title.trim());
        facts.put("Open in a browser", p.m_file.trim());
        facts.put("Items filled or partly filled",
            String.valueOf(report.items().stream().filter(i -> !i.item().isEmpty() && !i.text().isEmpty()).count()));
        facts.put("Items for the authors", String.valueOf(report.items().stream().filter(i -> i.text().isEmpty()).count()));
        Views.facts(page, "Report", facts);
        Views.table(page, "table", "Items", List.of("Section", "Item", "Status", "Text"), report.items().stream()
            .map(i -> new Object[]{i.section(), i.item(), i.status(), i.text()}).toList());
        return page;
    }
}
