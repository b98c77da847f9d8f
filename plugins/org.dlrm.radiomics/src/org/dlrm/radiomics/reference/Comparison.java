package org.dlrm.radiomics.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of our numbers beside a published one.
 *
 * @param part which reference it belongs to
 * @param test the published configuration, e.g. "configuration C"
 * @param tag the stem of the column's name or the diagnostic's tag
 * @param feature IBSI's name of the feature, or what is compared
 * @param ibsiId IBSI's code; empty for diagnostics and maps, which have none
 * @param aggregation as in a feature's column, may be empty
 * @param reference the published value; NaN if none was published
 * @param tolerance its published tolerance; NaN if none was published
 * @param consensus how sure IBSI is of the reference, in its words; may be empty
 * @param value ours; NaN if missing
 * @param remark why there is no value or no reference; may be empty
 */
public record Comparison(Part part, String test, String tag, String feature, String ibsiId, String aggregation,
    double reference, double tolerance, String consensus, double value, Verdict verdict, String remark) {

    /** The published references. */
    public enum Part {
            /** Features of the digital phantom and of the CT phantom in configurations A to E. */
            IBSI_1("IBSI 1 features", "feature values"),
            /** Voxel counts, sizes and intensities between the steps of processing. */
            IBSI_1_DIAGNOSTICS("IBSI 1 diagnostics", "diagnostics"),
            /** Response maps of filters, phase 1. */
            IBSI_2_MAPS("IBSI 2 response maps", "maps"),
            /** Features of the filtered CT phantom, phase 2. */
            IBSI_2("IBSI 2 features", "feature values");

        private final String m_title;

        private final String m_unit;

        Part(final String title, final String unit) {
            m_title = title;
            m_unit = unit;
        }

        public String title() {
            return m_title;
        }

        /** @return what is counted, in the plural */
        public String unit() {
            return m_unit;
        }
    }

    /** What comes of the comparison. */
    public enum Verdict {
            /** Within the published tolerance. */
            PASS("pass"),
            /** Outside, or there is no value. */
            FAIL("FAIL"),
            /** Nothing was published to compare with. */
            NO_REFERENCE("no reference");

        private final String m_text;

        Verdict(final String text) {
            m_text = text;
        }

        @Override
        public String toString() {
            return m_text;
        }
    }

    /** @return whether there is nothing to worry about */
    public boolean passed() {
        return verdict != Verdict.FAIL;
    }

    /**
     * How many of a test's values are within their tolerance.
     *
     * @param test empty for all tests of the part
     */
    public record Count(Part part, String test, int passed, int compared, int withoutReference) {

        @Override
        public String toString() {
            return part.title() + (test.isEmpty() ? "" : ", " + test) + ": " + passed + " of " + compared + ' '
                + part.unit() + " within tolerance"
                + (withoutReference == 0 ? "" : "; " + withoutReference + " without a published value");
        }

        private Count plus(final Comparison c) {
            return new Count(part, test, passed + (c.verdict == Verdict.PASS ? 1 : 0),
                compared + (c.verdict == Verdict.NO_REFERENCE ? 0 : 1),
                withoutReference + (c.verdict == Verdict.NO_REFERENCE ? 1 : 0));
        }
    }

    /** @return counts of each test in the order of the comparisons */
    public static List<Count> byTest(final List<Comparison> all) {
        return count(all, true);
    }

    /** @return counts of each part in the order of the comparisons */
    public static List<Count> byPart(final List<Comparison> all) {
        return count(all, false);
    }

    private static List<Count> count(final List<Comparison> all, final boolean tests) {
        final Map<List<Object>, Count> counts = new LinkedHashMap<>();
        for (final Comparison c : all) {
            final String test = tests && c.part != Part.IBSI_2_MAPS ? c.test : "";
            counts.merge(List.of(c.part, test), new Count(c.part, test, 0, 0, 0).plus(c), (a, b) -> a.plus(c));
        }
        return new ArrayList<>(counts.values());
    }
}
