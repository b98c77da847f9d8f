package org.dlrm.knime;

import java.util.Arrays;

import org.knime.core.node.InvalidSettingsException;

/** Numbers that a user writes into one text field. */
public final class Numbers {

    private Numbers() {
    }

    /**
     * @param text numbers separated by commas, semicolons or blanks
     * @param option title of the option, for the message
     */
    public static double[] of(final String text, final String option) throws InvalidSettingsException {
        if (text.contains(";") && text.contains(",")) {
            throw new InvalidSettingsException(option + ": '" + text + "' has both commas and semicolons. Separate numbers by "
                + "commas and write decimals with a point.");
        }
        final String[] parts = Arrays.stream(text.split("[,;\\s]+")).filter(s -> !s.isEmpty()).toArray(String[]::new);
        final double[] numbers = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                numbers[i] = Double.parseDouble(parts[i]);
            } catch (NumberFormatException e) {
                throw new InvalidSettingsException(option + ": '" + parts[i] + "' is no number. Separate numbers by commas "
                    + "and write decimals with a point.", e);
            }
        }
        return numbers;
    }
}
