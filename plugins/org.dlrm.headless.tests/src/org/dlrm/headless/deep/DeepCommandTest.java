package org.dlrm.headless.deep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

final class DeepCommandTest {

    @TempDir
    private Path m_dir;

    private final StringWriter m_out = new StringWriter();

    private final StringWriter m_err = new StringWriter();

    private int run(final String... arguments) {
        return new CommandLine(new DeepCommand()).setOut(new PrintWriter(m_out)).setErr(new PrintWriter(m_err))
            .execute(arguments);
    }

    private Path file(final String name) {
        return m_dir.resolve(name);
    }

    private Volume volume() {
        final Grid grid = Grid.of(30, 30, 10, 1, 1, 3);
        final float[] v = new float[grid.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = 40 + i * 31 % 37;
        }
        return new Volume(grid, v);
    }

    @Test
    void printsWhatTheLibraryComputes() throws Exception {
        final Volume volume = volume();
        final byte[] inside = new byte[volume.grid().voxels()];
        for (int k = 3; k < 7; k++) {
            for (int j = 10; j < 20; j++) {
                for (int i = 10; i < 20; i++) {
                    inside[volume.grid().index(i, j, k)] = 1;
                }
            }
        }
        Nifti.writeVolume(volume, file("ct.nii.gz"));
        Nifti.writeMask(new Mask(volume.grid(), inside), file("mask.nii.gz"));
        assertEquals(0, run(file("ct.nii.gz").toString(), file("mask.nii.gz").toString()), m_err.toString());
        final List<String> lines = m_out.toString().lines().toList();
        try (DeepModel model = DeepModel.builtIn()) {
            final DeepFeatures f = model.extract(Nifti.readVolume(file("ct.nii.gz")), Nifti.readMask(file("mask.nii.gz")),
                Progress.NONE);
            assertEquals(f.values().length, lines.size());
            for (int i = 0; i < lines.size(); i++) {
                assertEquals(f.names().get(i) + "\t" + f.values()[i], lines.get(i));
            }
        }
        assertEquals(1, run(file("ct.nii.gz").toString(), file("mask.nii.gz").toString(), "--attention",
            file("map.nii.gz").toString()));
        assertTrue(m_err.toString().contains("trained head"), m_err.toString());
        Files.writeString(file("network.onnx"), "no network");
        assertEquals(1, run(file("ct.nii.gz").toString(), file("mask.nii.gz").toString(), "--network",
            file("network.onnx").toString()));
        assertTrue(m_err.toString().contains("Not an ONNX file"), m_err.toString());
    }
}
