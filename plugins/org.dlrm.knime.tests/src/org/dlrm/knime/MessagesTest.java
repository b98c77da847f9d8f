package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** docs/messages.md quotes the messages that users meet first: it must quote what the nodes say. */
final class MessagesTest {

    /** What the documentation calls the folder of the study. */
    private static final String STUDY = "/data/study";

    @TempDir
    private Path m_dir;

    private Workspace m_workspace;

    private final Study m_study = Study.make();

    @BeforeEach
    void open() throws Exception {
        m_workspace = Workspace.open(m_dir, m_dir);
    }

    @AfterEach
    void close() throws Exception {
        m_workspace.close();
    }

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

    private String reason(final NodeRuntime.Result result, final String column) {
        return Columns.whyMissing(Images.rows(result.outputs()[0]).get(0).get(column), "");
    }

    private BufferedDataTable patient(final Path image, final Path contours) {
        return Images.table(m_workspace, List.of("ct_path", "rtstruct_path"),
            List.of(List.of("GC-0001", image.toString(), contours.toString())));
    }

    private String mask(final BufferedDataTable cohort, final String... settings) throws Exception {
        final NodeRuntime.Result volumes = Images.run(DicomReaderNodeFactory.class, m_workspace, cohort);
        return reason(Images.run(RoiMaskerNodeFactory.class, m_workspace, (BufferedDataTable)volumes.outputs()[0], settings),
            "ROI");
    }

    private String refused(final Study.Run run) {
        return assertThrows(Exception.class, run::execute).getMessage();
    }

    // ------------------------------------------------------------------------------------------------ wrong folder

    @Test
    void wrongFolder() throws Exception {
        quoted(reason(Images.run(DicomReaderNodeFactory.class, m_workspace, patient(m_dir.resolve("ct/GC-0001"), m_dir)),
            "CT"));
        Files.createDirectories(m_dir.resolve("reports"));
        Files.writeString(m_dir.resolve("reports/letter.txt"), "Dear colleague");
        quoted(reason(Images.run(DicomReaderNodeFactory.class, m_workspace, patient(m_dir.resolve("reports"), m_dir)), "CT"));
        quoted(cohort());
    }

    /** @return what the Cohort Reader says of the study's cohort.csv */
    private String cohort() throws Exception {
        final NodeRuntime cohort = NodeRuntime.of(CohortReaderNodeFactory.class);
        final NodeSettings settings = cohort.defaultSettings(new PortObjectSpec[0]);
        cohort.set(settings, "file", m_dir.resolve("cohort.csv").toString());
        cohort.loadSettings(settings);
        return assertThrows(Exception.class,
            () -> cohort.execute(new PortObject[0], NodeRuntime.Monitor.SILENT, m_workspace)).getMessage();
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
        quoted(refused(fusion().set("positive", "yes")));
        quoted(refused(new Study.Run(ModelValidatorNodeFactory.class, m_workspace, m_study.table(m_workspace))
            .set("scores", "rad_0").set("point", "THRESHOLD").set("positive", "yes")));
        quoted(refused(new Study.Run(SurvivalLearnerNodeFactory.class, m_workspace, m_study.table(m_workspace))
            .set("scores", "rad_0").set("eventValue", "dead")));
        Arrays.fill(m_study.texts("response"), 0, Study.TRAINING, "1");
        quoted(refused(fusion()));
    }

    private Study.Run fusion() throws Exception {
        return new Study.Run(DlrmFusionNodeFactory.class, m_workspace, m_study.table(m_workspace)).set("clinical", "age,sex")
            .set("outerFolds", 0).set("folds", 5);
    }

    // -------------------------------------------------------------------------------------------- and two more of them

    @Test
    void missingSlice() throws Exception {
        final Path series = Images.series(m_dir.resolve("ct/P012"), "P012", 0, 4);
        quoted(reason(Images.run(DicomReaderNodeFactory.class, m_workspace, patient(series, m_dir)), "CT"));
    }

    @Test
    void noTrainingPatient() throws Exception {
        Files.writeString(m_dir.resolve("cohort.csv"), "patient_id,cohort,response,pfs_months,pfs_event\nP1,Training,1,12,1\n"
            + "P2,Training,0,10,0\nP3,Test,0,20,1\n");
        quoted(cohort());
    }

    // ---------------------------------------------------------------------------------------------- missing column

    @Test
    void missingColumn() throws Exception {
        quoted(refused(fusion().set("outcome", "Response")));
        final PortObject model = fusion().execute().output(0);
        quoted(refused(new Study.Run(DlrmPredictorNodeFactory.class, m_workspace, model,
            Images.table(m_workspace, List.of("age", "sex"), List.of(List.of("P1", "61", "male"))))));
    }
}
