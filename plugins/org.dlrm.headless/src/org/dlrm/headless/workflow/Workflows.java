package org.dlrm.headless.workflow;

import java.util.List;

import org.dlrm.headless.workflow.WorkflowBuilder.NodeBuilder;

/** The project's workflows: one method each. {@code dlrm workflows DIR} writes them. */
public final class Workflows {

    private static final String NODES = "org.dlrm.knime.node.";

    private Workflows() {
    }

    /** @return all of them */
    public static List<WorkflowBuilder> all() {
        return List.of(gastric(), realCt());
    }

    /** The main workflow: train on one cohort, validate and stratify on all. */
    private static WorkflowBuilder gastric() {
        final WorkflowBuilder w = new WorkflowBuilder("dlrm-gastric", "Deep Learning Radiomics Model, end to end: a made-up "
            + "gastric cancer cohort (or your own) from DICOM files to a validated, survival-stratified model.");
        w.note("<h3>1. Patients</h3><p>The phantom generator writes a real DICOM cohort. For your own study set "
            + "<strong>Cohort file</strong> in the Cohort Reader: then the phantom is ignored.</p>", 0, -1.3, 2.6, 3);
        w.note("<h3>2. Images</h3><p>One CT series per patient; the region of interest is cut out once.</p>", 2.7, -1.3, 1.9,
            3);
        w.note("<h3>3. Features</h3><p>Radiomics (IBSI) and deep features of the same region.</p>", 4.7, -1.3, 1.9, 3);
        w.note("<h3>4. Model</h3><p>Learnt on training patients only, frozen, applied to everybody.</p>", 6.7, -1.3, 1.9, 3);
        w.note("<h3>5. Evidence</h3><p>Discrimination, calibration and benefit per cohort; survival by frozen risk "
            + "group.</p>", 8.7, -1.3, 3, 3);
        final NodeBuilder phantom = w.node(NODES + "phantom.PhantomCohortNodeFactory", 0, 0);
        final NodeBuilder cohort = w.node(NODES + "cohort.CohortReaderNodeFactory", 1, 0).addPort("Cohort table")
            .set("file", "").from(phantom);
        final NodeBuilder dicom = w.node(NODES + "dicom.DicomReaderNodeFactory", 2.8, 0).from(cohort);
        final NodeBuilder mask = w.node(NODES + "mask.RoiMaskerNodeFactory", 3.8, 0).set("nameSource", "COLUMN").from(dicom);
        evidence(w, mask, 4.8);
        return w;
    }

    /** The same chain on 37 real patients, which are not part of the project. */
    private static WorkflowBuilder realCt() {
        final WorkflowBuilder w = new WorkflowBuilder("real-ct", "The same chain on real CT: 37 patients with soft-tissue "
            + "sarcoma (TCIA, CC BY 3.0), expected beside the checkout.");
        w.note("<h3>Real patients</h3><p>Vallieres et al. 2015, doi 10.1088/0031-9155/60/14/5471. The outcome is lung "
            + "metastasis. All patients are used for training: with so few, only the cross-validated numbers mean "
            + "anything.</p>", 0, -1.3, 2.6, 3);
        final NodeBuilder cohort = w.node(NODES + "cohort.CohortReaderNodeFactory", 0, 0)
            .set("file", "knime://knime.workflow/../../../shared/sts-cohort/cohort.csv").set("cohort", "")
            .set("training", "").set("outcome", "lung_metastasis").set("time", "follow_up_days").set("event", "death");
        final NodeBuilder dicom = w.node(NODES + "dicom.DicomReaderNodeFactory", 1, 0).from(cohort);
        final NodeBuilder mask = w.node(NODES + "mask.RoiMaskerNodeFactory", 2, 0).set("nameSource", "COLUMN").from(dicom);
        final NodeBuilder radiomics = w.node(NODES + "radiomics.RadiomicsExtractorNodeFactory", 3, 0).from(mask);
        final NodeBuilder deep = w.node(NODES + "deep.DeepFeatureExtractorNodeFactory", 4, 0).from(radiomics);
        final NodeBuilder fusion = w.node(NODES + "fusion.DlrmFusionNodeFactory", 5, 0)
            .set("outcome", "lung_metastasis").set("useCohort", "false").set("clinical", "age,sex,grade").from(deep);
        final NodeBuilder predict =
            w.node(NODES + "fusion.DlrmPredictorNodeFactory", 6, 0).from(1, fusion, 1).from(2, deep, 1);
        w.node(NODES + "validate.ModelValidatorNodeFactory", 7, -0.6).set("outcome", "lung_metastasis")
            .set("useCohort", "false").from(predict);
        w.node(NODES + "survival.SurvivalLearnerNodeFactory", 7, 0.6).set("time", "follow_up_days").set("event", "death")
            .set("useCohort", "false").set("endpoint", "OS").set("unit", "days").set("horizons", "365, 730, 1095").from(predict);
        return w;
    }

    /** From regions of interest to the evidence. */
    private static void evidence(final WorkflowBuilder w, final NodeBuilder mask, final double column) {
        final NodeBuilder radiomics =
            w.node(NODES + "radiomics.RadiomicsExtractorNodeFactory", column, 0).set("preset", "CUSTOM").set("binWidth", "5")
                .from(mask);
        final NodeBuilder deep =
            w.node(NODES + "deep.DeepFeatureExtractorNodeFactory", column + 1, 0).from(radiomics);
        final NodeBuilder fusion = w.node(NODES + "fusion.DlrmFusionNodeFactory", column + 2, 0).from(deep);
        final NodeBuilder predict = w.node(NODES + "fusion.DlrmPredictorNodeFactory", column + 3, 0).from(1, fusion, 1)
            .from(2, deep, 1);
        w.node(NODES + "validate.ModelValidatorNodeFactory", column + 4, -0.6).from(predict);
        final NodeBuilder survival =
            w.node(NODES + "survival.SurvivalLearnerNodeFactory", column + 4, 0.6).from(predict);
        w.node(NODES + "survival.SurvivalApplyNodeFactory", column + 5, 0.6).from(1, survival, 1).from(2, predict, 1);
    }
}
