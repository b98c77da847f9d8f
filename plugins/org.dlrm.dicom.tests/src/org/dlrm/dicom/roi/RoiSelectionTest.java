package org.dlrm.dicom.roi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.junit.jupiter.api.Test;

class RoiSelectionTest {

    private static final List<RoiInfo> ROIS = List.of(new RoiInfo(1, "Body", "EXTERNAL", 90),
        new RoiInfo(2, "GTV-1", "GTV", 12), new RoiInfo(3, "GTV-2", "GTV", 7), new RoiInfo(4, "gtv_old", "", 3),
        new RoiInfo(7, "Heart", "ORGAN", 20), new RoiInfo(8, "Heart", "ORGAN", 4), new RoiInfo(9, "Node", "", 5),
        new RoiInfo(10, "Node", "", 0), new RoiInfo(11, "a*b", "", 1));

    private static List<Integer> choose(final String... entries) throws DicomException {
        return RoiSelection.of(entries).choose(ROIS).stream().map(RoiInfo::number).toList();
    }

    @Test
    void entries() throws DicomException {
        assertEquals(List.of(2), choose("GTV-1"));
        assertEquals(List.of(2), choose("gtv-1 "));
        assertEquals(List.of(2, 3, 4), choose("GTV*"));
        assertEquals(List.of(2, 3), choose("GTV-?"));
        assertEquals(List.of(3), choose("/GTV-[2-9]/"));
        assertEquals(List.of(8), choose("#8"));
        assertEquals(List.of(11), choose("a*b"));
    }

    @Test
    void preference() throws DicomException {
        assertEquals(List.of(3), choose("GTV-3", "GTV-2", "GTV-1"));
        assertEquals(List.of(1), choose("tumour*", "body"));
    }

    @Test
    void duplicateNames() throws DicomException {
        assertEquals(List.of(9), choose("Node"));
        final DicomException e = assertThrows(DicomException.class, () -> choose("Heart"));
        assertEquals(ProblemClass.ROI, e.type());
        assertTrue(e.getMessage().contains("#7 (20 contours), #8 (4 contours)"), e.getMessage());
    }

    @Test
    void missingNamesListWhatThereIs() {
        final DicomException e = assertThrows(DicomException.class, () -> choose("Liver", "GTV-9"));
        assertTrue(e.getMessage().contains("'Liver' or 'GTV-9'"), e.getMessage());
        assertTrue(e.getMessage().contains("'Body', 'GTV-1'"), e.getMessage());
    }

    @Test
    void withoutAnEntryThereMustBeOneRegion() throws DicomException {
        assertThrows(DicomException.class, () -> choose());
        assertEquals(9, RoiSelection.of().choose(ROIS.subList(6, 8)).get(0).number());
    }

    @Test
    void wrongEntriesAreRefusedEarly() {
        assertThrows(IllegalArgumentException.class, () -> RoiSelection.of("/GTV[/"));
        assertThrows(IllegalArgumentException.class, () -> RoiSelection.of(" "));
    }

    @Test
    void merging() {
        final Grid g = Grid.of(4, 1, 1, 1, 1, 1);
        final List<RoiMask> two = List.of(new RoiMask("a", new Mask(g, new byte[]{1, 1, 0, 0}), List.of()),
            new RoiMask("b", new Mask(g, new byte[]{0, 1, 1, 0}), List.of()));
        assertEquals(2, RoiMerge.SEPARATE.apply(two).size());
        assertEquals(3, RoiMerge.UNION.apply(two).get(0).mask().count());
        assertEquals(1, RoiMerge.INTERSECTION.apply(two).get(0).mask().count());
        assertEquals(1, RoiMerge.DIFFERENCE.apply(two).get(0).mask().count());
        assertEquals("a - b", RoiMerge.DIFFERENCE.apply(two).get(0).name());
    }
}
