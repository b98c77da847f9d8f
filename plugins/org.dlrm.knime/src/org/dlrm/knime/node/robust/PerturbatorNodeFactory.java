package org.dlrm.knime.node.robust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.TrainingRows;
import org.dlrm.knime.Views;
import org.dlrm.knime.VolumePanel;
import org.dlrm.knime.cell.PerturbedRoiCell;
import org.dlrm.knime.cell.PerturbedRoiValue;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.radiomics.perturb.Perturbation;
import org.dlrm.stats.table.Column;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
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

import com.google.gson.JsonObject;

/** ROI Perturbator: rows of one patient that differ as two scans or two readers would. */
public final class PerturbatorNodeFactory extends DefaultNodeFactory {

    /** The column that tells the patients apart; the Feature Robustness Filter looks for it. */
    static final String PATIENT = "Patient";

    private static final List<DataColumnSpec> ADDED = List.of(Columns.spec(PATIENT, StringCell.TYPE),
        Columns.spec("Repetition", IntCell.TYPE), Columns.spec("Perturbation", StringCell.TYPE));

    /** The view shows the first patient's perturbations. */
    private static final int SHOWN = 13;

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("ROI Perturbator") //
        .icon("../../../../../icons/perturb.png") //
        .shortDescription("Repeats each region of interest with small changes, to see which features are robust.") //
        .fullDescription("""
            <p>Which features would change if the patient lay a little differently, if the scan were repeated, or if somebody
            else drew the contour? Without a second scan or reader this can be imitated: noise (N) of the image's own level,
            rotation (R) and translation (T) of the voxel grid, growth and shrinkage of the region (V), and random contours
            along the edges in the image (C), one after the other as in
            <a href="https://doi.org/10.1038/s41598-018-36938-4">Zwanenburg et al. 2019</a> and MIRP.</p>
            <p>The output has several rows per patient (RowIDs <i>patient_p01</i>, <i>patient_p02</i>, ...). Extract
            radiomics or deep features from them with the settings of the study, then give the table to the Feature Robustness Filter: it computes the
            ICC(1,1) by the column <i>Patient</i> and, with the study's own features at its port <i>Table to filter</i>,
            drops those that are not robust.</p>
            <p>Regions are perturbed when they are read: this node takes no time and its output no space, whatever the number
            of patients. The Radiomics Extractor then computes as many regions as there are rows: 30 to 100 patients are
            enough for an ICC (<i>Number of patients</i>).</p>
            <p>Only training patients are repeated. Which features are robust is learnt like everything else: validation patients
            must not have a say.</p>
            <p><b>Common mistakes</b>: training a model on the perturbed rows, where the same patient appears many times; a
            region cut out without a margin (option of the ROI Masker), so that it has no room to turn or grow; other
            extractor settings than in the study.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Regions", "One row per patient with a column of regions of interest.") //
            .addOutputTable("Perturbed regions", "Several rows per patient: patient, repetition, what was done, the perturbed "
                + "region under its column's name.")) //
        .model(m -> m.parametersClass(PerturbatorParameters.class) //
            .configure(PerturbatorNodeFactory::configure) //
            .execute(PerturbatorNodeFactory::execute)), "The first patient's perturbed regions.") //
        .nodeType(NodeType.Manipulator) //
        .keywords("perturbation", "robustness", "ICC", "test-retest", "noise", "rotation", "contour", "MIRP", "stability");

    public PerturbatorNodeFactory() {
        super(NODE);
    }

    /** What of the input goes where. */
    private record Plan(int roi, int[] kept, DataTableSpec spec) {

        static Plan of(final DataTableSpec in, final PerturbatorParameters p) throws InvalidSettingsException {
            final int roi = Columns.require(in, p.m_roi, "Region of interest", RoiValue.class);
            if (in.getColumnSpec(roi).getType().isCompatible(PerturbedRoiValue.class)) {
                throw new InvalidSettingsException("Region of interest: the column '" + p.m_roi + "' holds perturbed regions "
                    + "already. Choose the column that the ROI Masker made.");
            }
            final String[] missing = p.m_keep.getMissingSelected(in.stream().toList());
            if (missing.length > 0) {
                throw new InvalidSettingsException("Columns to keep: the input table has no column '" + missing[0] + "'.");
            }
            final int[] kept = Arrays.stream(p.m_keep.filter(in.stream().toList())).filter(c -> !c.equals(p.m_roi))
                .mapToInt(in::findColumnIndex).toArray();
            if (p.m_useCohort) {
                TrainingRows.require(in, p.m_cohort);
            }
            final List<DataColumnSpec> columns = new ArrayList<>();
            Arrays.stream(kept).mapToObj(in::getColumnSpec).forEach(columns::add);
            columns.add(Columns.spec(p.m_roi, PerturbedRoiCell.TYPE));
            return new Plan(roi, kept, PatientRows.spec(new DataTableSpec(ADDED.toArray(DataColumnSpec[]::new)), columns));
        }
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final PerturbatorParameters p = in.getParameters();
        p.perturbations();
        if (in.getInTableSpec(0) != null) {
            out.setOutSpec(0, Plan.of(in.getInTableSpec(0), p).spec());
        }
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final PerturbatorParameters p = in.getParameters();
        final BufferedDataTable table = in.getInTable(0);
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final List<Perturbation> all = new ArrayList<>(p.perturbations());
            all.add(0, Perturbation.NONE);
            final int first = p.m_original ? 0 : 1;
            final Plan plan = Plan.of(table.getDataTableSpec(), p);
            final Set<String> patients = patients(table, plan, p, exec);
            final BufferedDataContainer container = exec.createDataContainer(plan.spec());
            final List<String> without = new ArrayList<>();
            long done = 0;
            try (CloseableRowIterator rows = table.iterator()) {
                while (rows.hasNext()) {
                    exec.checkCanceled();
                    final DataRow row = rows.next();
                    if (!patients.contains(row.getKey().getString())) {
                        continue;
                    }
                    final SplittableRandom random = new SplittableRandom(p.m_seed + hash(row.getKey().getString()));
                    for (int r = 0; r < all.size(); r++) {
                        final long seed = random.nextLong();
                        if (r >= first) {
                            container.addRowToTable(repetition(row, r, all.get(r), p.m_mask.trim(), seed, plan));
                        }
                    }
                    if (row.getCell(plan.roi()).isMissing()) {
                        without.add(row.getKey().getString());
                    }
                    exec.setProgress(++done / (double)patients.size(), done + " of " + patients.size());
                }
            } finally {
                container.close();
            }
            warning(patients.size(), without).ifPresent(out::setWarningMessage);
            out.setOutData(0, container.getTable());
            final JsonObject page = Views.page("Perturbed regions");
            try {
                VolumePanel.add(page, "First patient", container.getTable(), plan.spec().getNumColumns() - 1,
                    Math.min(SHOWN, all.size() - first), exec);
            } catch (IllegalArgumentException e) {
                Views.warn(page, List.of("The first region cannot be perturbed: " + e.getMessage() + "."));
            }
            out.setInternalData(Views.pack(exec, page));
        });
    }

    /**
     * @return RowIDs of the patients to repeat. If there are more than wanted, those with a region are drawn; the draw depends on
     *         the seed and the RowIDs, not on the order of the rows.
     */
    private static Set<String> patients(final BufferedDataTable table, final Plan plan, final PerturbatorParameters p,
        final ExecutionContext exec) throws CanceledExecutionException, InvalidSettingsException {
        final int cohort = p.m_useCohort ? table.getDataTableSpec().findColumnIndex(p.m_cohort) : -1;
        final List<String> all = new ArrayList<>();
        final List<String> regions = new ArrayList<>();
        final List<String> cohorts = new ArrayList<>();
        try (CloseableRowIterator rows = table.iterator()) {
            while (rows.hasNext()) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                cohorts.add(cohort < 0 ? null : Columns.text(row.getCell(cohort)).orElse(null));
                if (cohort < 0 || Columns.text(row.getCell(cohort)).orElse("").equals(p.m_training.trim())) {
                    all.add(row.getKey().getString());
                    if (!row.getCell(plan.roi()).isMissing()) {
                        regions.add(row.getKey().getString());
                    }
                }
            }
        }
        if (all.isEmpty() && table.size() > 0) {
            throw TrainingRows.none(p.m_cohort, p.m_training, Column.Factor.of(cohorts).levelsInWords());
        }
        if (p.m_patients == 0 || regions.size() <= p.m_patients) {
            return new HashSet<>(all);
        }
        regions.sort(Comparator.comparingLong((String id) -> new SplittableRandom(~(p.m_seed + hash(id))).nextLong())
            .thenComparing(Comparator.naturalOrder()));
        return new HashSet<>(regions.subList(0, p.m_patients));
    }

    private static Optional<String> warning(final int patients, final List<String> without) {
        if (patients == 0) {
            return Optional.of("The input table has no rows: there is nothing to perturb.");
        }
        return without.isEmpty() ? Optional.empty() : Optional.of(without.size() + " of " + patients
            + " patients have no region of interest; their rows keep the reason. First: " + without.get(0));
    }

    private static DataRow repetition(final DataRow row, final int number, final Perturbation perturbation,
        final String mask, final long seed, final Plan plan) {
        final List<DataCell> cells = new ArrayList<>();
        cells.add(new StringCell(row.getKey().getString()));
        cells.add(new IntCell(number));
        cells.add(new StringCell(perturbation.describe()));
        for (final int k : plan.kept()) {
            cells.add(row.getCell(k));
        }
        cells.add(row.getCell(plan.roi()) instanceof RoiCell roi ? roi.perturbed(perturbation, mask, seed)
            : Columns.missing(Columns.whyMissing(row.getCell(plan.roi()), "no region of interest")));
        return new DefaultRow(String.format(Locale.ROOT, "%s_p%02d", row.getKey().getString(), number),
            cells.toArray(DataCell[]::new));
    }

    /** FNV-1a: a patient's seed must not depend on the order of the rows, nor on a Java version. */
    private static long hash(final String text) {
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001b3L;
        }
        return h;
    }
}
