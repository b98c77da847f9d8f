package org.dlrm.radiomics.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.dlrm.image.io.Nifti;
import org.dlrm.radiomics.reference.ReferenceCheck.Configuration;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Published IBSI 1 values: every one within its own tolerance. */
class Ibsi1Test {

    @Test
    void digitalPhantom() {
        final List<Comparison> rows = ReferenceCheck.run(Configuration.DIGITAL, DigitalPhantom.image(),
            DigitalPhantom.mask(), Progress.NONE);
        assertEquals(482, rows.size());
        assertPassed(rows);
    }

    @ParameterizedTest
    @EnumSource(names = {"A", "B", "C", "D", "E"})
    void ctPhantom(final Configuration c) throws IOException {
        final Path nifti = Shared.require("ibsi").resolve("ibsi1_ct_phantom/nifti");
        final List<Comparison> rows = ReferenceCheck.run(c, Nifti.readVolume(nifti.resolve("image/phantom.nii.gz")),
            Nifti.readMask(nifti.resolve("mask/mask.nii.gz")), Progress.NONE);
        assertEquals(c == Configuration.A || c == Configuration.B ? 406 : 270, rows.size());
        assertPassed(rows);
    }

    static void assertPassed(final List<Comparison> rows) {
        final List<Comparison> failed = rows.stream().filter(r -> !r.passed()).toList();
        assertEquals(0, failed.size(), () -> (rows.size() - failed.size()) + " of " + rows.size() + " pass; failed:\n"
            + failed.stream().map(r -> r.test() + ' ' + r.tag() + ": " + r.value() + " against " + r.reference() + " +- "
                + r.tolerance() + " " + r.remark()).collect(Collectors.joining("\n")));
    }
}
