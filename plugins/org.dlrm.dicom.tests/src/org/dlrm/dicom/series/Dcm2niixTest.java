package org.dlrm.dicom.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Well-formed series against dcm2niix (Debian package), voxel by voxel in space; skipped where it is not installed. */
class Dcm2niixTest {

    @ParameterizedTest
    @ValueSource(strings = {"series/plain", "series/coronal", "series/oblique", "series/prone_iop", "series/uint8",
        "series/reversed_instance_numbers", "series/no_instance_number_no_ext", "series/ibsi2_orientation",
        "series/missing_end_slice", "series/iso2022_charset", "rt_real/STS_001/CT", "rt_real/IBSI1/CT",
        "seg/dcmqi_ct-3slice"})
    void sameVolume(final String name, @TempDir final Path folder) throws Exception {
        final Path series = Shared.require("dicom").resolve("valid").resolve(name);
        Assumptions.assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "dcm2niix"))), "skipped: dcm2niix is not installed");
        final Volume theirs = Nifti.readVolume(convert(series, folder));
        final SeriesInfo info = new SeriesScanner().scan(series, Progress.NONE, 1).series().get(0);
        final Volume ours = new VolumeReader().read(info, Progress.NONE);
        final Grid a = ours.grid();
        final Grid b = theirs.grid();
        assertEquals(a.voxels(), b.voxels());
        for (int k = 0; k < a.nz(); k++) {
            for (int j = 0; j < a.ny(); j++) {
                for (int i = 0; i < a.nx(); i++) {
                    final Vec3 p = b.toIndex(a.toPatient(i, j, k));
                    final int x = (int)Math.round(p.x());
                    final int y = (int)Math.round(p.y());
                    final int z = (int)Math.round(p.z());
                    // its affine is in single precision
                    assertTrue(Math.abs(p.x() - x) < 2e-3 && Math.abs(p.y() - y) < 2e-3 && Math.abs(p.z() - z) < 2e-3,
                        () -> "voxel off the grid of dcm2niix: " + p);
                    assertEquals(theirs.get(x, y, z), ours.get(i, j, k), 0);
                }
            }
        }
    }

    private static Path convert(final Path series, final Path folder) throws IOException, InterruptedException {
        final Process p = new ProcessBuilder("dcm2niix", "-z", "n", "-b", "n", "-f", "out", "-o", folder.toString(),
            series.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("log.txt").toFile()).start();
        assertTrue(p.waitFor(60, TimeUnit.SECONDS));
        try (Stream<Path> files = Files.list(folder)) {
            final List<Path> volumes = files.filter(f -> f.toString().endsWith(".nii")).sorted().toList();
            assertTrue(!volumes.isEmpty(), Files.readString(folder.resolve("log.txt")));
            return volumes.get(0);
        }
    }
}
