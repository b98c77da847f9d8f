package org.dlrm.headless.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Doubles as text. */
final class NumbersTest {

    /** The second and third are numbers that Double.toString writes with a digit too many before Java 19. */
    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "2.0E-3, 0.002", "1.0E23, 1.0E23", "2.2250738585072014E-308, 2.2250738585072014E-308",
        "3, 3.0", "-0.0, -0.0", "1234567.5, 1234567.5", "12345678.9, 1.23456789E7", "4.9E-324, 5.0E-324",
        "9007199254740993, 9.007199254740992E15", "1E7, 1.0E7", "-1.5E-7, -1.5E-7", "0.001, 0.001",
        "1.7976931348623157E308, 1.7976931348623157E308"})
    void writesTheShortestForm(final double value, final String text) {
        assertEquals(text, Numbers.text(value));
    }

    @Test
    void writesWhatIsNoNumber() {
        assertEquals("NaN", Numbers.text(Double.NaN));
        assertEquals("Infinity", Numbers.text(Double.POSITIVE_INFINITY));
        assertEquals("-Infinity", Numbers.text(Double.NEGATIVE_INFINITY));
    }

    @Test
    void everyDoubleComesBackAndNoTextIsLongerThanJavas() {
        final SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 50_000; i++) {
            final double value = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong())
                : Math.rint(random.nextDouble() * 1e6) / 1e4;
            if (Double.isFinite(value)) {
                final String text = Numbers.text(value);
                assertEquals(value, Double.parseDouble(text));
                assertTrue(text.length() <= Double.toString(value).length(), text);
            }
        }
    }
}
