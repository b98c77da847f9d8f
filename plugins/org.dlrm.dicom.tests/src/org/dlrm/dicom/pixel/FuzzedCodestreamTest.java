package org.dlrm.dicom.pixel;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codestreams that coverage-guided fuzzing kept because each takes a way of its own: refused or decoded, and soon. */
class FuzzedCodestreamTest {

    private static final int SEEDS = 55;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void noneDoesHarm(final int decoder) throws IOException {
        int found = 0;
        for (int i = 0; i < SEEDS; i++) {
            final byte[] seed;
            try (InputStream in =
                FuzzedCodestreamTest.class.getResourceAsStream(String.format("/codestreams/fuzzed/%02d.bin", i))) {
                seed = in.readAllBytes();
            }
            if ((seed[0] & 7) % 5 == decoder) {
                found++;
                Assertions.assertTimeout(Duration.ofSeconds(20), () -> CodestreamFuzz.fuzzerTestOneInput(seed));
            }
        }
        Assertions.assertTrue(found > 3, found + " seeds");
    }
}
