package org.dlrm.image.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.dlrm.image.io.ImageFolder.Entry;
import org.dlrm.image.io.ImageFolder.Rule;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder are images and label maps, and whose: by their paths, in the layouts that are about. */
class ImageFolderTest {

    @TempDir
    Path m_dir;

    private ImageFolder folder(final Rule rule, final String... files) throws IOException {
        for (final String f : files) {
            final Path file = m_dir.resolve(f);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        return ImageFolder.find(m_dir, rule, Progress.NONE);
    }

    private static List<String> names(final List<Entry> entries) {
        return entries.stream().map(Entry::name).toList();
    }

    private static List<String> masks(final ImageFolder f, final String patient) {
        return names(f.masksOf(f.of(patient).images().stream().findFirst(), patient, false));
    }

    @Test
    void foldersOfPatients() throws IOException {
        final ImageFolder f = folder(Rule.DEFAULT, "P1/ct.nii.gz", "P1/tumor_mask.nii.gz", "P2/2021/CT.NRRD",
            "P2/2021/GTV.seg.nrrd", "P2/notes.txt", "P10/ct.nii");
        assertEquals(List.of("P1/ct.nii.gz"), names(f.of("P1").images()));
        assertEquals(List.of("P1/tumor_mask.nii.gz"), masks(f, "P1"));
        assertEquals(List.of("P2/2021/CT.NRRD"), names(f.of("P2").images()));
        assertEquals(List.of("P2/2021/GTV.seg.nrrd"), masks(f, "P2"));
        assertEquals(List.of(), masks(f, "P10"));
    }

    @Test
    void flatFolder() throws IOException {
        final ImageFolder f = folder(Rule.DEFAULT, "P1.nii.gz", "P1_mask.nii.gz", "P12.nii.gz", "P12-label.nii.gz");
        assertEquals(List.of("P1.nii.gz"), names(f.of("P1").images()));
        assertEquals(List.of("P1_mask.nii.gz"), masks(f, "P1"), "not that of P12");
    }

    @Test
    void imagesAndLabelsApart() throws IOException {
        // the layout of the Medical Segmentation Decathlon and of nnU-Net
        final ImageFolder plain = folder(Rule.DEFAULT, "imagesTr/case_1.nii.gz", "labelsTr/case_1.nii.gz");
        assertEquals(List.of("imagesTr/case_1.nii.gz"), names(plain.of("case_1").images()));
        assertEquals(List.of("labelsTr/case_1.nii.gz"), masks(plain, "case_1"));
        final ImageFolder channels =
            folder(new Rule(Rule.pattern("_0000"), Rule.pattern("labels"), Rule.pattern("(case_[0-9]+)")),
                "imagesTr/case_2_0000.nii.gz", "imagesTr/case_2_0001.nii.gz", "labelsTr/case_2.nii.gz");
        assertEquals(List.of("imagesTr/case_2_0000.nii.gz"), names(channels.of("case_2").images()));
        assertEquals(List.of("labelsTr/case_2.nii.gz"), masks(channels, "case_2"));
    }

    @Test
    void analyzePairsCountOnceAndOnlyWithTheirValues() throws IOException {
        final ImageFolder f = folder(Rule.DEFAULT, "a/ct.hdr", "a/ct.img", "b/scan.hdr", "c/IM1.img");
        assertEquals(List.of("a/ct.hdr"), names(f.entries()));
    }

    @Test
    void anotherPatientsMaskIsNeverTaken() throws IOException {
        final ImageFolder f = folder(Rule.DEFAULT, "P1.nii", "P2.nii", "P2_mask.nii");
        assertEquals(List.of(), masks(f, "P1"));
        assertEquals(List.of("P2_mask.nii"), names(f.masksOf(Optional.empty(), "P1", true)), "alone in the folder");
    }

    @Test
    void patientPatternNeedsAGroup() {
        assertThrows(IllegalArgumentException.class,
            () -> new Rule(Optional.empty(), Optional.empty(), Rule.pattern("case_[0-9]+")));
    }
}
