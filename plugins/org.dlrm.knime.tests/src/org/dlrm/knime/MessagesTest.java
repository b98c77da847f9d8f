package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.knime.node.cohort.CohortReaderNodeFactory;
import org.dlrm.knime.node.dicom.DicomReaderNodeFactory;
import org.dlrm.knime.node.dicom.Images;
import org.dlrm.knime.node.fusion.DlrmFusionNodeFactory;
import org.dlrm.knime.node.fusion.DlrmPredictorNodeFactory;
import org.dlrm.knime.node.fusion.Study;
import org.dlrm.knime.node.mask.RoiMaskerNodeFactory;
import org.dlrm.knime.node.survival.SurvivalLearnerNodeFactory;
import org.dlrm.knime.node.validate.ModelValidatorNodeFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.port.PortObject;

/** docs/messages.md quotes the messages that users meet first: it must quote what the nodes say. */
final class MessagesTest extends WorkspaceTest {

    /** What the documentation calls the folder of the study. */
    private static final String STUDY = "/data/study";

    private final Study m_study = Study.make();

    /** @param message as the node gave it; its folder is called {@link #STUDY} in the documentation */
    private void quoted(final String message) throws IOException {
        final Path docs = Path.of("..", "..", "docs", "messages.md");
        Assumptions.assumeTrue(Files.exists(docs), "skipped: not run inside the checkout");
        final String expected = words(message.replace(m_dir.toString(), STUDY));
        assertTrue(words(Files.readString(docs)).contains(expected), () -> "docs/messages.md does not quote: " + expected);
    }

    private static String words(final String text) {
        return text.replaceAll("\\s+", " ").trim();
    }

    private String reason(final NodeRun run, final String column) throws Exception {
        return Columns.whyMissing(Images.rows(run.execute().output(0)).get(0).get(column), "");
    }

    private BufferedDataTable patient(final Path image, final Path contours) {
        return Images.table(m_workspace, List.of("ct_path", "rtstruct_path"),
            List.of(List.of("GC-0001", image.toString(), contours.toString())));
    }

    private String mask(final BufferedDataTable cohort, final String... settings) throws Exception {
        final NodeRun volumes = node(DicomReaderNodeFactory.class, cohort).execute();
        return reason(node(RoiMaskerNodeFactory.class, volumes.output(0)).set(settings), "ROI");
    }

    // ------------------------------------------------------------------------------------------------ wrong folder

    @Test
    void wrongFolder() throws Exception {
        quoted(reason(node(DicomReaderNodeFactory.class, patient(m_dir.resolve("ct/GC-0001"), m_dir)),
            "CT"));
        Files.createDirectories(m_dir.resolve("reports"));
        Files.writeString(m_dir.resolve("reports/letter.txt"), "Dear colleague");
        quoted(reason(node(DicomReaderNodeFactory.class, patient(m_dir.resolve("reports"), m_dir)), "CT"));
        quoted(cohort());
    }

    /** @return what the Cohort Reader says of the study's cohort.csv */
    private String cohort() throws Exception {
        return node(CohortReaderNodeFactory.class).set("file", m_dir.resolve("cohort.csv")).refused();
    }

    // ------------------------------------------------------------------------------------------ ROI name not found

    @Test
    void roiNameNotFound() throws Exception {
        final Path folder = Images.phantom(m_dir.resolve("data"));
        quoted(mask(patient(folder.resolve("GC-0001/CT"), folder.resolve("GC-0001/RS.dcm")), "names", "Tumor*"));
    }

    // ------------------------------------------------------------------------------------------- geometry mismatch

    @Test
    void geometryMismatch() throws Exception {
        final Path folder = Images.phantom(m_dir.resolve("data"));
        quoted(mask(patient(folder.resolve("GC-0001/CT"), folder.resolve("GC-0002/RS.dcm"))));
        final Grid image = Grid.of(12, 12, 10, 1, 1, 2);
        Nifti.writeVolume(new Volume(image, new float[image.voxels()]), m_dir.resolve("image.nii"));
        final Grid other = Grid.of(12, 12, 10, 1, 1, 2.5);
        final byte[] inside = new byte[other.voxels()];
        Arrays.fill(inside, 300, 500, (byte)1);
        Nifti.writeMask(new Mask(other, inside), m_dir.resolve("mask.nii"));
        quoted(mask(patient(m_dir.resolve("image.nii"), m_dir.resolve("mask.nii")), "names", ""));
    }

    // ------------------------------------------------------------------------------------------- one-class outcome

    @Test
    void oneClassOutcome() throws Exception {
        quoted(fusion().set("positive", "yes").refused());
        quoted(node(ModelValidatorNodeFactory.class, m_study.table(m_workspace))
            .set("scores", "rad_0").set("point", "THRESHOLD").set("positive", "yes").refused());
        quoted(node(SurvivalLearnerNodeFactory.class, m_study.table(m_workspace))
            .set("scores", "rad_0").set("eventValue", "dead").refused());
        Arrays.fill(m_study.texts("response"), 0, Study.TRAINING, "1");
        quoted(fusion().refused());
    }

    private NodeRun fusion() throws Exception {
        return node(DlrmFusionNodeFactory.class, m_study.table(m_workspace)).set("clinical", "age,sex")
            .set("outerFolds", 0).set("folds", 5);
    }

    // -------------------------------------------------------------------------------------------- and two more of them

    @Test
    void missingSlice() throws Exception {
        final Path series = Images.series(m_dir.resolve("ct/P012"), "P012", 0, 4);
        quoted(reason(node(DicomReaderNodeFactory.class, patient(series, m_dir)), "CT"));
    }

    @Test
    void noTrainingPatient() throws Exception {
        Files.writeString(m_dir.resolve("cohort.csv"), "patient_id,cohort,response,pfs_months,pfs_event\nP1,Training,1,12,1\n"
            + "P2,Training,0,10,0\nP3,Test,0,20,1\n");
        quoted(cohort());
        Arrays.fill(m_study.texts("cohort"), "Training");
        m_study.texts("cohort")[0] = "Test";
        quoted(fusion().refused());
    }

    @Test
    void noPrediction() throws Exception {
        final PortObject model = fusion().set("forced", "sex").execute().output(0);
        m_study.texts("sex")[101] = "diverse";
        for (int f = 0; f < 8; f++) {
            m_study.numbers("rad_" + f)[100] = Double.NaN;
        }
        final NodeRun run = node(DlrmPredictorNodeFactory.class, model, m_study.table(m_workspace)).execute();
        quoted(Study.row(run.table(0), "RowID", "P100").get("DLRM notes").toString());
        quoted(Study.row(run.table(0), "RowID", "P101").get("DLRM notes").toString());
    }

    // ---------------------------------------------------------------------------------------------- missing column

    @Test
    void missingColumn() throws Exception {
        quoted(fusion().set("outcome", "Response").refused());
        final PortObject model = fusion().execute().output(0);
        quoted(node(DlrmPredictorNodeFactory.class, model,
            Images.table(m_workspace, List.of("age", "sex"), List.of(List.of("P1", "61", "male")))).refused());
    }
}
