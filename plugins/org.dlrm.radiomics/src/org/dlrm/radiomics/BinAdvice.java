package org.dlrm.radiomics;

import java.util.Locale;
import java.util.Optional;

import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.DiscretisationMethod;

/** What to say about a bin width that does not suit a region. */
final class BinAdvice {

    private static final double FEWEST = 16;

    private static final double MOST = 128;

    private BinAdvice() {
    }

    /** @return advice for fewer than 16 or more than 128 bins of a fixed width; empty if there is nothing to say */
    static Optional<String> of(final Discretisation d, final Levels levels) {
        final double bins = levels.highest() - levels.level(1) + 1.;
        return d.method() != DiscretisationMethod.FIXED_BIN_SIZE || bins >= FEWEST && bins <= MOST ? Optional.empty()
            : Optional.of(String.format(Locale.ROOT,
                "the bin width %s gives %.0f grey level(s) in this region; %.0f to %.0f are usual. A %s width would suit"
                    + " it.",
                Double.toString(d.value()), bins, FEWEST, MOST, bins < FEWEST ? "smaller" : "larger"));
    }
}
