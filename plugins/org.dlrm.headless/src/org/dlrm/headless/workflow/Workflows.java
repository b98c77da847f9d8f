package org.dlrm.headless.workflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.dlrm.headless.workflow.WorkflowBuilder.NodeBuilder;
import org.dlrm.knime.port.DlrmPortObject;
import org.dlrm.knime.port.SurvivalPortObject;

/** The project's workflows: one method each. {@code dlrm workflows DIR} writes them. */
public final class Workflows {

    private static final String NODES = "org.dlrm.knime.node.";

    /** Files of the frozen models: what dlrm-gastric learns, as its Model Writers wrote it. */
    private static final String DLRM_MODEL = "dlrm-model.json";

    private static final String SURVIVAL_MODEL = "survival-model.json";

    private static final String DATA = "knime://knime.workflow/data/";

    private Workflows() {
    }

    /** @return all of them */
    public static List<WorkflowBuilder> all() {
        return List.of(gastric(), predict(), externalValidation(), robustness(), multiCentre(), deepLearner(), ibsiReference(),
            survivalOnly(), realCt());
    }

    /** The main workflow, in the paper's order: train on one cohort, validate and stratify on all, report. */
    private static WorkflowBuilder gastric() {
        final WorkflowBuilder w = new WorkflowBuilder("dlrm-gastric", "Deep Learning Radiomics Model, end to end: a made-up "
            + "gastric cancer cohort (or your own) from DICOM files to a validated, survival-stratified model and its report.");
        w.note("<h2>A study like Cui et al. 2022 (doi 10.1016/j.eclinm.2022.101348), step by step</h2><p>Execute all: about two "
            + "minutes. Nothing has to be set. The patients are made up, so the numbers say nothing about patients.</p>", 0,
            -3.3, 14.3, 0.9);
        w.note("<h3>1. Patients</h3><p>The phantom generator writes a real DICOM cohort. For your own study set "
            + "<strong>Cohort file</strong> in the Cohort Reader: then the phantom is ignored.</p>", 0, -2.3, 2.6, 4.2);
        w.note("<h3>2. Images</h3><p>One CT series per patient; the region of interest is cut out once. What cannot be read is "
            + "in the problems tables.</p>", 2.7, -2.3, 1.9, 4.2);
        w.note("<h3>3. Features, and which are robust</h3><p>Radiomics (IBSI; bins of 5 HU suit the phantom, for patients choose a "
            + "preset). Above: the regions of 30 training patients, turned and resized six times; what does not reproduce (ICC below "
            + "0.75) is dropped for everybody. Random contours (workflow radiomics-robustness) take longer, a second reader's are "
            + "better. Then deep features of the same region.</p>", 4.7, -2.3, 3.9, 4.2);
        w.note("<h3>4. Model</h3><p>Univariable test, redundancy, LASSO signatures, clinical factors, fusion: learnt on training "
            + "patients only, frozen, applied to everybody; saved for other hospitals.</p>", 8.7, -2.3, 1.9, 4.2);
        w.note("<h3>5. Evidence</h3><p>Discrimination, calibration and benefit per cohort; progression-free survival by frozen "
            + "score group.</p>", 10.7, -2.3, 1.9, 4.2);
        w.note("<h3>6. Report</h3><p>report/study-report.html in the workflow folder: methods, Table 1, results, checklists with "
            + "blanks for you.</p>", 12.7, -2.3, 1.6, 4.2);
        final NodeBuilder phantom = w.node(NODES + "phantom.PhantomCohortNodeFactory", 0, 0);
        final NodeBuilder cohort = w.node(NODES + "cohort.CohortReaderNodeFactory", 1, 0).addPort("Cohort table")
            .set("file", "").from(phantom);
        final NodeBuilder mask = images(w, cohort, 2.8);
        final NodeBuilder perturbed = w.node(NODES + "robust.PerturbatorNodeFactory", 4.8, -0.4).set("patients", "30")
            .set("chain", "CUSTOM").set("rotations", "-6, 6").set("contours", "0").from(mask);
        final NodeBuilder repeated = features(w, perturbed, "Perturbed regions", 5.8, -0.4);
        final NodeBuilder radiomics = features(w, mask, "All patients", 5.3, 0.8);
        final NodeBuilder robust = w.node(NODES + "robust.RobustnessFilterNodeFactory", 6.8, 0).addPort("Table to filter")
            .from(1, repeated, 1).from(2, radiomics, 1);
        final NodeBuilder deep = w.node(NODES + "deep.DeepFeatureExtractorNodeFactory", 7.8, 0).from(robust);
        final NodeBuilder fusion = w.node(NODES + "fusion.DlrmFusionNodeFactory", 8.8, -0.3).from(deep);
        final NodeBuilder predict =
            w.node(NODES + "fusion.DlrmPredictorNodeFactory", 9.8, 0.2).from(1, fusion, 1).from(2, deep, 1);
        final NodeBuilder validator = w.node(NODES + "validate.ModelValidatorNodeFactory", 10.8, -0.6).from(predict);
        final NodeBuilder survival = w.node(NODES + "survival.SurvivalLearnerNodeFactory", 10.8, 0.4).from(predict);
        final NodeBuilder apply =
            w.node(NODES + "survival.SurvivalApplyNodeFactory", 11.8, 1).from(1, survival, 1).from(2, predict, 1);
        final NodeBuilder report = w.node(NODES + "report.StudyReportNodeFactory", 13.2, 0.2)
            .set("title", "Deep learning radiomics model of a made-up cohort").set("useCentre", "true").set("useOutcome", "true")
            .set("useSurvival", "true");
        for (final String port : List.of("DLRM model", "Selection trace", "Metrics", "Comparisons", "Curves", "Survival model",
            "Survival statistics", "Survival curves", "Feature dictionary", "Extraction settings", "Feature reliability")) {
            report.addPort(port);
        }
        report.from(1, apply, 1).from(2, fusion, 1).from(3, fusion, 3).from(4, validator, 1).from(5, validator, 2)
            .from(6, validator, 3).from(7, survival, 1).from(8, apply, 2).from(9, apply, 3).from(10, radiomics, 2)
            .from(11, radiomics, 3).from(12, robust, 2);
        w.node(NODES + "model.ModelWriterNodeFactory", 9.8, -0.9).label("Save DLRM model")
            .addPort("Model", DlrmPortObject.TYPE).set("folder", DATA + "dlrm-model").set("existing", "REPLACE").from(fusion);
        w.node(NODES + "model.ModelWriterNodeFactory", 11.8, 0.2).label("Save survival model")
            .addPort("Model", SurvivalPortObject.TYPE).set("folder", DATA + "survival-model")
            .set("existing", "REPLACE").from(survival);
        return w;
    }

    /** New patients and nothing but the files of the frozen models. */
    private static WorkflowBuilder predict() {
        final WorkflowBuilder w = new WorkflowBuilder("dlrm-predict", "New patients, frozen models: probability of response "
            + "and risk group of patients who have no outcome yet.");
        w.note("<h3>1. New patients</h3><p>Made-up ones here. For your own set <strong>Cohort file</strong> in the Cohort "
            + "Reader; it needs the IDs, paths and clinical factors, no outcome.</p>", 0, -2.3, 1.9, 3.6);
        w.note("<h3>2. The same images and features</h3><p>Same mask operations, same radiomics settings, same network as in "
            + "training: a model is only valid for features made its way.</p>", 2, -2.3, 3.9, 3.6);
        w.note("<h3>3. Frozen models</h3><p>Two files written by dlrm-gastric. Nothing is learnt here: the same patient gets "
            + "the same numbers on every machine.</p>", 6, -2.3, 3, 3.6);
        final NodeBuilder cohort = newPatients(w, "2", "12", "12");
        final NodeBuilder deep = features(w, images(w, cohort, 2), 4);
        apply(w, deep, false);
        return w;
    }

    /** Another hospital validates with nothing but the model files. */
    private static WorkflowBuilder externalValidation() {
        final WorkflowBuilder w = new WorkflowBuilder("external-validation", "Another hospital validates the model: it got "
            + "two model files and no patient of the training cohort.");
        w.note("<h3>1. The hospital's own patients</h3><p>With known outcome. Made-up ones here (centre D); set "
            + "<strong>Cohort file</strong> for your own.</p>", 0, -2.3, 1.9, 3.9);
        w.note("<h3>2. The same images and features</h3><p>The settings come with the model's methods section: mask margin, "
            + "interpolation, bin width, network.</p>", 2, -2.3, 3.9, 3.9);
        w.note("<h3>3. Frozen models</h3><p>Coefficients, threshold and cut-off are the training hospital's; none is adapted "
            + "to these patients.</p>", 6, -2.3, 1.9, 3.9);
        w.note("<h3>4. Does it hold here?</h3><p>Discrimination and calibration with intervals; survival by the frozen "
            + "groups. Report them whatever they are.</p>", 8, -2.3, 1.9, 3.9);
        final NodeBuilder cohort = newPatients(w, "3", "0", "60");
        final NodeBuilder deep = features(w, images(w, cohort, 2), 4);
        apply(w, deep, true);
        return w;
    }

    /** Two readers' contours, and perturbations of one: which features survive. */
    private static WorkflowBuilder robustness() {
        final WorkflowBuilder w = new WorkflowBuilder("radiomics-robustness", "Which radiomics features are robust? Two "
            + "contours of the same lesions, and one contour perturbed; intraclass correlation per feature.");
        w.note("<h3>1. One scan, two readers</h3><p>The second reader is imitated: the contour grown by 1 mm. With two real "
            + "readers read a second contour file in the lower ROI Masker.</p>", 0, -3.3, 3.9, 5.4);
        w.note("<h3>2. The same settings</h3><p>All extractors alike. Bins of 5 HU suit the phantom. Above: without a second "
            + "reader, each region is rotated, resized and redrawn, twelve rows per patient.</p>", 4, -3.3, 1.9, 5.4);
        w.note("<h3>3. Robust features</h3><p>Above ICC(1,1) of the perturbations, 0.9; below ICC(2,1) of the readers, 0.75. What "
            + "is not robust leaves the first reader's table before any model sees it.</p>", 6, -3.3, 1.9, 5.4);
        final NodeBuilder phantom = w.node(NODES + "phantom.PhantomCohortNodeFactory", 0, 0.1).set("train", "36")
            .set("internal", "0").set("external1", "0").set("external2", "0").set("size", "64").set("seed", "4");
        final NodeBuilder cohort = w.node(NODES + "cohort.CohortReaderNodeFactory", 1, 0.1).addPort("Cohort table")
            .set("file", "").from(phantom);
        final NodeBuilder dicom = w.node(NODES + "dicom.DicomReaderNodeFactory", 2, 0.1).from(cohort);
        final NodeBuilder first = w.node(NODES + "mask.RoiMaskerNodeFactory", 3, -0.5).label("Reader 1")
            .set("nameSource", "COLUMN").from(dicom);
        final NodeBuilder second = w.node(NODES + "mask.RoiMaskerNodeFactory", 3, 0.7).label("Reader 2")
            .set("nameSource", "COLUMN").set("grow", "1").from(dicom);
        final NodeBuilder perturbed = w.node(NODES + "robust.PerturbatorNodeFactory", 4, -1.5).from(first);
        final NodeBuilder repeated = features(w, perturbed, "Perturbed", 5, -1.5);
        final NodeBuilder one = features(w, first, "Reader 1", 5, -0.5);
        final NodeBuilder two = features(w, second, "Reader 2", 5, 0.7);
        w.node(NODES + "robust.RobustnessFilterNodeFactory", 6.2, -1.2).label("Perturbations").addPort("Table to filter")
            .set("threshold", "0.9").from(1, repeated, 1).from(2, one, 1);
        w.node(NODES + "robust.RobustnessFilterNodeFactory", 6.2, 0.3).label("Readers").addPort("Second measurement")
            .from(1, one, 1).from(2, two, 1);
        return w;
    }

    private static NodeBuilder features(final WorkflowBuilder w, final NodeBuilder regions, final String label,
        final double column, final double row) {
        return w.node(NODES + "radiomics.RadiomicsExtractorNodeFactory", column, row).label(label).set("preset", "CUSTOM")
            .set("binWidth", "5").from(regions);
    }

    /** Two training centres with different scanners, and a third that nobody has seen. */
    private static WorkflowBuilder multiCentre() {
        final WorkflowBuilder w = new WorkflowBuilder("multi-centre", "Harmonization across centres: ComBat learnt on the training "
            + "patients of two centres, applied to all; a third centre was not in training.");
        w.note("<h3>1. Patients of three centres</h3><p>A and B, which scan differently, in the training and the internal cohort; "
            + "centre C in the external one only.</p>", 0, -2.3, 2.9, 4);
        w.note("<h3>2. The same features</h3><p>Slice thickness, kernel and noise of a scanner leave their trace in "
            + "them.</p>", 3, -2.3, 1.9, 4);
        w.note("<h3>3. Centre effects</h3><p>ComBat's shift and scale per centre, from training patients only, without the outcome as "
            + "covariate. The training centre A is the reference. <strong>Centre C cannot be harmonized</strong>: nothing is known "
            + "of it when the model is frozen. Its patients pass unchanged, because the Apply node is set so; its default is an "
            + "error.</p>", 5, -2.3, 1.9, 4);
        w.note("<h3>4. Model and evidence</h3><p>Learnt on the harmonized training patients. Open the views of both Harmonizer nodes "
            + "(variance explained by the centre, before and after), then compare the external cohort with a run without step "
            + "3.</p>", 7, -2.3, 2.9, 4);
        final NodeBuilder phantom = w.node(NODES + "phantom.PhantomCohortNodeFactory", 0, 0).set("train", "80")
            .set("internal", "40").set("external1", "40").set("external2", "0").set("size", "64").set("seed", "5");
        final NodeBuilder cohort = w.node(NODES + "cohort.CohortReaderNodeFactory", 1, 0).addPort("Cohort table")
            .set("file", "").from(phantom);
        final NodeBuilder radiomics = radiomics(w, images(w, cohort, 2), 4);
        final NodeBuilder learner = w.node(NODES + "harmonize.HarmonizerLearnerNodeFactory", 5, -0.4)
            .set("useReference", "true").set("reference", "A").from(radiomics);
        final NodeBuilder harmonized = w.node(NODES + "harmonize.HarmonizerApplyNodeFactory", 6, 0)
            .set("unseen", "AS_REFERENCE").from(1, learner, 1).from(2, radiomics, 1);
        final NodeBuilder fusion = w.node(NODES + "fusion.DlrmFusionNodeFactory", 7, -0.5).from(harmonized);
        final NodeBuilder predict =
            w.node(NODES + "fusion.DlrmPredictorNodeFactory", 8, 0).from(1, fusion, 1).from(2, harmonized, 1);
        w.node(NODES + "validate.ModelValidatorNodeFactory", 9, 0).from(predict);
        return w;
    }

    /** A network of one's own: a head in seconds, or the whole network. */
    private static WorkflowBuilder deepLearner() {
        final WorkflowBuilder w = new WorkflowBuilder("deep-learner", "A deep network trained on the cohort's own lesions: only a head "
            + "on the built-in backbone, or the whole network. Scores of training patients come from networks that never saw "
            + "them.");
        w.note("<h3>1. Patients and regions</h3><p>A made-up cohort; for your own set <strong>Cohort file</strong> in the Cohort "
            + "Reader.</p>", 0, -3.4, 3.9, 5.7);
        w.note("<h3>2. Learn on training patients</h3><p><strong>Above</strong>: a head on the frozen backbone, in seconds, without "
            + "PyTorch; with some hundred patients often the better choice.</p><p><strong>Below</strong>: the whole network. Needs "
            + "the optional feature DLRM Deep Feature Learner (PyTorch) and takes minutes; here few epochs.</p>", 4, -3.4, 1.7, 5.7);
        w.note("<h3>3. Apply and judge</h3><p>Deep Feature Extractor: features, score and attention maps of the trained network, as a "
            + "new patient gets them. The validators judge <em>deep_score</em>: out of fold for training patients, the frozen "
            + "network's for the others.</p>", 5.8, -3.4, 1.9, 5.7);
        final NodeBuilder phantom = w.node(NODES + "phantom.PhantomCohortNodeFactory", 0, 0).set("train", "80")
            .set("internal", "40").set("external1", "40").set("external2", "0").set("size", "64").set("seed", "6");
        final NodeBuilder cohort = w.node(NODES + "cohort.CohortReaderNodeFactory", 1, 0).addPort("Cohort table")
            .set("file", "").from(phantom);
        final NodeBuilder mask = images(w, cohort, 2);
        final NodeBuilder head = w.node(NODES + "deep.DeepFeatureLearnerNodeFactory", 4.5, -0.1).label("Head only")
            .set("trained", "HEAD").from(mask);
        w.node(NODES + "deep.DeepFeatureExtractorNodeFactory", 6.3, -1.6).addPort("Network").set("attention", "true")
            .from(1, mask, 1).from(2, head, 1);
        validateDeepScore(w, head, "Score of the head", -0.1);
        final NodeBuilder network = w.node(NODES + "deep.DeepFeatureLearnerNodeFactory", 4.5, 1.2).label("Whole network")
            .set("epochs", "6").set("patience", "3").set("folds", "3").unconfigured().from(mask);
        validateDeepScore(w, network, "Score of the network", 1.2);
        return w;
    }

    private static void validateDeepScore(final WorkflowBuilder w, final NodeBuilder learner, final String label,
        final double row) {
        w.node(NODES + "validate.ModelValidatorNodeFactory", 6.3, row).label(label).set("scores", "deep_score")
            .set("point", "THRESHOLD").from(1, learner, 2);
    }

    /** IBSI's phantoms against their published values. */
    private static WorkflowBuilder ibsiReference() {
        final WorkflowBuilder w = new WorkflowBuilder("ibsi-reference", "Does this installation compute what was published? IBSI's "
            + "phantoms on this machine, every feature beside its consensus value: a site's validation record.");
        w.note("<h3>1. The digital phantom</h3><p>482 features of 80 voxels, built in: execute and open the view. The node warns if "
            + "a value is outside its published tolerance.</p>", 0, -1.7, 1.9, 3.4);
        w.note("<h3>2. With IBSI's files</h3><p>1804 features of IBSI 1 with the CT phantom, 33 response maps and 324 features of "
            + "IBSI 2: download <a href=\"https://github.com/theibsi/data_sets\">data_sets</a> and "
            + "<a href=\"https://github.com/theibsi/ibsi_2_reference_data\">ibsi_2_reference_data</a>, and enter their folder as "
            + "<strong>IBSI folder</strong>.</p>", 2, -1.7, 2.4, 3.4);
        w.note("<h3>3. Your record</h3><p>First output: reference, tolerance, value and verdict of each feature. Keep it with the "
            + "study; repeat it after every update.</p>", 4.5, -1.7, 1.9, 3.4);
        w.node(NODES + "reference.ReferenceCheckNodeFactory", 0.5, 0.3);
        return w;
    }

    /** No images: a table of scores. */
    private static WorkflowBuilder survivalOnly() {
        final WorkflowBuilder w = new WorkflowBuilder("survival-only", "Survival groups from a table of scores: no images, no "
            + "radiomics. 130 made-up patients of two hospitals.");
        w.note("<h3>1. Scores</h3><p>data/scores.csv: a risk score, follow-up, treatment. The score could come from any "
            + "model.</p>", 0, -1.6, 0.95, 3.4);
        w.note("<h3>2. Cut-off from training</h3><p>The median of the training hospital, with its Cox model. Set <strong>Cut-off "
            + "rule</strong> to search for the best cut: its p value is then adjusted.</p>", 1, -1.6, 1.9, 3.4);
        w.note("<h3>3. Frozen, on all patients</h3><p>Kaplan-Meier, log-rank and hazard ratio per hospital. The interaction of "
            + "group and treatment says whether the groups differ in benefit; the waterfall shows what the model predicts for "
            + "each patient.</p>", 3, -1.6, 1.9, 3.4);
        w.note("<h3>4. Report</h3><p>report/study-report.html: Table 1, curves, hazard ratios and the predicted benefit of the "
            + "treatment with its interval.</p>", 5, -1.6, 1.9, 3.4);
        final NodeBuilder cohort = w.node(NODES + "cohort.CohortReaderNodeFactory", 0, 0.1)
            .set("file", DATA + "scores.csv").set("pathColumns", "").set("outcome", "");
        final NodeBuilder learner = w.node(NODES + "survival.SurvivalLearnerNodeFactory", 1.5, -0.2).set("scores", "score")
            .set("useTreatment", "true").set("treatment", "chemotherapy").set("treated", "yes").from(cohort);
        final NodeBuilder apply =
            w.node(NODES + "survival.SurvivalApplyNodeFactory", 3.5, 0.3).from(1, learner, 1).from(2, cohort, 1);
        w.node(NODES + "report.StudyReportNodeFactory", 5.5, 0.1).set("title", "Survival groups of made-up scores")
            .set("useSurvival", "true").set("characteristics", "age,chemotherapy,score").addPort("Survival model")
            .addPort("Survival statistics").addPort("Survival curves").from(1, apply, 1).from(2, learner, 1).from(3, apply, 2)
            .from(4, apply, 3);
        w.data("scores.csv", resource("scores.csv"));
        return w;
    }

    /** The same chain on 37 real patients, which are not part of the project. */
    private static WorkflowBuilder realCt() {
        final WorkflowBuilder w = new WorkflowBuilder("real-ct", "The same chain on real CT: 37 patients with soft-tissue "
            + "sarcoma (TCIA, CC BY 3.0), expected beside the checkout.");
        w.note("<h3>Real patients</h3><p>Vallieres et al. 2015, doi 10.1088/0031-9155/60/14/5471, The Cancer Imaging Archive, CC "
            + "BY 3.0. <strong>The images are not part of this project.</strong> Get them and set <strong>Cohort file</strong> in "
            + "the Cohort Reader to a table of them (patient_id, ct_path, rtstruct_path, roi_name, age, sex, grade, "
            + "lung_metastasis, follow_up_days, death); as it is, the node says that its file does not exist.</p>", 0, -2.2, 3.9,
            3.4);
        w.note("<h3>Few patients</h3><p>The outcome is lung metastasis. All patients are used for training, there is no validation "
            + "cohort: only the cross-validated numbers of DLRM Fusion mean anything, what the Model Validator shows here is "
            + "optimistic.</p>", 4, -2.2, 4, 3.4);
        final NodeBuilder cohort = w.node(NODES + "cohort.CohortReaderNodeFactory", 0, 0)
            .set("file", "knime://knime.workflow/../../../shared/sts-cohort/cohort.csv").set("cohort", "")
            .set("training", "").set("outcome", "lung_metastasis").set("time", "follow_up_days").set("event", "death");
        final NodeBuilder dicom = w.node(NODES + "dicom.DicomReaderNodeFactory", 1, 0).from(cohort);
        final NodeBuilder mask = w.node(NODES + "mask.RoiMaskerNodeFactory", 2, 0).set("nameSource", "COLUMN").from(dicom);
        final NodeBuilder radiomics = w.node(NODES + "radiomics.RadiomicsExtractorNodeFactory", 3, 0).from(mask);
        final NodeBuilder deep = w.node(NODES + "deep.DeepFeatureExtractorNodeFactory", 4, 0).from(radiomics);
        final NodeBuilder fusion = w.node(NODES + "fusion.DlrmFusionNodeFactory", 5, -0.5)
            .set("outcome", "lung_metastasis").set("useCohort", "false").set("clinical", "age,sex,grade").from(deep);
        final NodeBuilder predict =
            w.node(NODES + "fusion.DlrmPredictorNodeFactory", 6, 0).from(1, fusion, 1).from(2, deep, 1);
        w.node(NODES + "validate.ModelValidatorNodeFactory", 7, -0.6).set("outcome", "lung_metastasis")
            .set("useCohort", "false").from(predict);
        w.node(NODES + "survival.SurvivalLearnerNodeFactory", 7, 0.6).set("time", "follow_up_days").set("event", "death")
            .set("useCohort", "false").set("endpoint", "OS").set("unit", "days").set("horizons", "365, 730, 1095").from(predict);
        return w;
    }

    /** Made-up patients of other centres, whose outcome the workflow need not know. */
    private static NodeBuilder newPatients(final WorkflowBuilder w, final String seed, final String external1,
        final String external2) {
        final NodeBuilder phantom = w.node(NODES + "phantom.PhantomCohortNodeFactory", 0, 0).set("train", "0")
            .set("internal", "0").set("external1", external1).set("external2", external2).set("seed", seed);
        return w.node(NODES + "cohort.CohortReaderNodeFactory", 1, 0).addPort("Cohort table").set("file", "")
            .set("cohort", "").set("training", "").from(phantom);
    }

    /** From the cohort to regions of interest. */
    private static NodeBuilder images(final WorkflowBuilder w, final NodeBuilder cohort, final double column) {
        final NodeBuilder dicom = w.node(NODES + "dicom.DicomReaderNodeFactory", column, 0).from(cohort);
        return w.node(NODES + "mask.RoiMaskerNodeFactory", column + 1, 0).set("nameSource", "COLUMN").from(dicom);
    }

    /** From regions of interest to features; the settings belong to the frozen models. */
    private static NodeBuilder features(final WorkflowBuilder w, final NodeBuilder mask, final double column) {
        final NodeBuilder radiomics = radiomics(w, mask, column);
        return w.node(NODES + "deep.DeepFeatureExtractorNodeFactory", column + 1, 0).from(radiomics);
    }

    private static NodeBuilder radiomics(final WorkflowBuilder w, final NodeBuilder mask, final double column) {
        return w.node(NODES + "radiomics.RadiomicsExtractorNodeFactory", column, 0).set("preset", "CUSTOM")
            .set("binWidth", "5").from(mask);
    }

    /** From features and the files of the frozen models to predictions. */
    private static void apply(final WorkflowBuilder w, final NodeBuilder deep, final boolean outcomeIsKnown) {
        w.data(DLRM_MODEL, resource(DLRM_MODEL)).data(SURVIVAL_MODEL, resource(SURVIVAL_MODEL));
        final NodeBuilder model =
            w.node(NODES + "model.DlrmModelReaderNodeFactory", 6, -0.7).set("file", DATA + DLRM_MODEL);
        final NodeBuilder predict =
            w.node(NODES + "fusion.DlrmPredictorNodeFactory", 7, 0).from(1, model, 1).from(2, deep, 1);
        final NodeBuilder survival =
            w.node(NODES + "model.SurvivalModelReaderNodeFactory", 7.2, -0.7).set("file", DATA + SURVIVAL_MODEL);
        w.node(NODES + "survival.SurvivalApplyNodeFactory", 8.2, 0)
            .set("statistics", Boolean.toString(outcomeIsKnown)).from(1, survival, 1).from(2, predict, 1);
        if (outcomeIsKnown) {
            w.node(NODES + "validate.ModelValidatorNodeFactory", 8.2, 0.8).set("useCohort", "false").from(predict);
        }
    }

    private static String resource(final String name) {
        try (InputStream in = Workflows.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
