package org.dlrm.knime;

import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MaxValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation;
import org.knime.node.parameters.widget.text.TextInputWidgetValidation.PatternValidation;

/** What a dialog accepts while it is typed, where KNIME has no limit of its own. */
public final class Limits {

    private Limits() {
    }

    /** Shares, probabilities, correlations. */
    public static final class AtMostOne extends MaxValidation {
        AtMostOne() {
        }

        @Override
        protected double getMax() {
            return 1;
        }
    }

    /** Confidence levels. */
    public static final class BelowOne extends MaxValidation {
        BelowOne() {
        }

        @Override
        protected double getMax() {
            return 1;
        }

        @Override
        public boolean isExclusive() {
            return true;
        }
    }

    /** The smaller of two groups. */
    public static final class AtMostHalf extends MaxValidation {
        AtMostHalf() {
        }

        @Override
        protected double getMax() {
            return 0.5;
        }
    }

    /** Overlap of windows. */
    public static final class AtMostNineTenths extends MaxValidation {
        AtMostNineTenths() {
        }

        @Override
        protected double getMax() {
            return 0.9;
        }
    }

    /** Percentages. */
    public static final class AtMostHundred extends MaxValidation {
        AtMostHundred() {
        }

        @Override
        protected double getMax() {
            return 100;
        }
    }

    /** Folds of which one is left out. */
    public static final class AtLeastTwo extends MinValidation {
        AtLeastTwo() {
        }

        @Override
        protected double getMin() {
            return 2;
        }
    }

    /** Folds of a LASSO, groups of a Hosmer-Lemeshow test. */
    public static final class AtLeastThree extends MinValidation {
        AtLeastThree() {
        }

        @Override
        protected double getMin() {
            return 3;
        }
    }

    /** The smallest slice of a phantom. */
    public static final class AtLeast48 extends MinValidation {
        AtLeast48() {
        }

        @Override
        protected double getMin() {
            return 48;
        }
    }

    /** The largest slice of a phantom. */
    public static final class AtMost512 extends MaxValidation {
        AtMost512() {
        }

        @Override
        protected double getMax() {
            return 512;
        }
    }

    /** Numbers in one line, as {@link Numbers} reads them; may be empty. */
    public static final class NumberList extends PatternValidation {
        NumberList() {
        }

        @Override
        protected String getPattern() {
            return "[,;\\s]*([-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?([,;\\s]+|$))*";
        }

        @Override
        public String getErrorMessage() {
            return "Numbers separated by commas are expected, with decimal points: 12, 24, 36";
        }
    }

    /** A regular expression that cannot match is refused by the node; a stray star is seen while typing. */
    public static final class NoLeadingStar extends PatternValidation {
        NoLeadingStar() {
        }

        @Override
        protected String getPattern() {
            return "(?![*+?]).*";
        }

        @Override
        public String getErrorMessage() {
            return "This is a regular expression: write .* for any text, portal|venous for either word.";
        }
    }
}
