package org.dlrm.headless.radiomics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dlrm volume} stores rows bottom up, {@code dlrm mask} top down: together they must still make a case. */
final class CaseFilesTest {

    @TempDir
    private Path m_dir;

    private static final Grid GRID = Grid.of(3, 4, 2, 1, 2, 3);

    @Test
    void maskOfAnotherVoxelOrderIsBroughtToTheImage() throws IOException {
        final Grid flipped = new Grid(3, 4, 2, 1, 2, 3, GRID.toPatient(0, 3, 0), GRID.xAxis(), GRID.yAxis().times(-1),
            GRID.zAxis());
        Nifti.writeVolume(new Volume(flipped, new float[24]), m_dir.resolve("image.nii.gz"));
        final byte[] inside = new byte[24];
        inside[GRID.index(1, 0, 0)] = 1;
        inside[GRID.index(2, 3, 1)] = 1;
        Nifti.writeMask(new Mask(GRID, inside), m_dir.resolve("mask.nii.gz"));
        final byte[] expected = new byte[24];
        expected[GRID.index(1, 3, 0)] = 1;
        expected[GRID.index(2, 0, 1)] = 1;
        assertArrayEquals(expected, CaseFiles.read(m_dir.resolve("image.nii.gz"), m_dir.resolve("mask.nii.gz"),
            Optional.empty(), Progress.NONE).mask().inside());
    }

    @Test
    void maskOfAnotherPlaceIsRefused() throws IOException {
        Nifti.writeVolume(new Volume(GRID, new float[24]), m_dir.resolve("image.nii.gz"));
        final Grid moved = new Grid(3, 4, 2, 1, 2, 3, GRID.toPatient(5, 0, 0), GRID.xAxis(), GRID.yAxis(), GRID.zAxis());
        final byte[] inside = new byte[24];
        inside[0] = 1;
        Nifti.writeMask(new Mask(moved, inside), m_dir.resolve("mask.nii.gz"));
        assertThrows(IOException.class, () -> CaseFiles.read(m_dir.resolve("image.nii.gz"),
            m_dir.resolve("mask.nii.gz"), Optional.empty(), Progress.NONE));
    }
}
