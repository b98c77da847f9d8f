package org.dlrm.headless.run;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text, the same on every Java version (Double.toString is not: JDK-4511638, changed in Java 19). */
public final class Numbers {

    private static final int MAX_DIGITS = 17;

    private Numbers() {
    }

    /**
     * @return the number with as few digits as give back exactly this double: 3.0, 0.1, 1.0E-7, 1.23456789E7, NaN, Infinity;
     *         with an exponent below 0.001 and from 10^7 on, like Java
     */
    public static String text(final double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e7 || !Double.isFinite(value)) {
            return Double.toString(value);
        }
        final BigDecimal exact = new BigDecimal(value);
        // 15 digits always suffice for a decimal that had at most 15; subnormal numbers have fewer
        for (int digits = Math.abs(value) < Double.MIN_NORMAL ? 1 : 15; digits <= MAX_DIGITS; digits++) {
            final BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return layout(rounded.stripTrailingZeros());
            }
        }
        throw new IllegalStateException("17 digits do not give back " + Double.toHexString(value));
    }

    private static String layout(final BigDecimal number) {
        final double size = Math.abs(number.doubleValue());
        if (size >= 1e-3 && size < 1e7) {
            return number.toPlainString();
        }
        final String digits = number.unscaledValue().abs().toString();
        return (number.signum() < 0 ? "-" : "") + digits.charAt(0) + '.'
            + (digits.length() > 1 ? digits.substring(1) : "0") + 'E' + (digits.length() - 1 - number.scale());
    }
}
