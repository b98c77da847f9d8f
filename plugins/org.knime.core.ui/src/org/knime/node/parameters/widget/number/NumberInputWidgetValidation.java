package org.knime.node.parameters.widget.number;

import org.knime.node.parameters.validation.BuiltinValidation;

/** Bounds of a number. */
public interface NumberInputWidgetValidation extends BuiltinValidation {

    default boolean isExclusive() {
        return false;
    }

    /** The smallest number. */
    abstract class MinValidation implements NumberInputWidgetValidation {

        public MinValidation() {
        }

        protected abstract double getMin();

        @Override
        public String getErrorMessage() {
            return isExclusive() ? "The value must be greater than " + text(getMin()) + "."
                : "The value must be at least " + text(getMin()) + ".";
        }

        static String text(final double bound) {
            return bound == Math.rint(bound) && Math.abs(bound) < 1e15 ? Long.toString((long)bound)
                : Double.toString(bound);
        }

        /** At least 0. */
        public static final class IsNonNegativeValidation extends MinValidation {

            public IsNonNegativeValidation() {
            }

            @Override
            public double getMin() {
                return 0;
            }
        }

        /** At least 1. */
        public static final class IsPositiveIntegerValidation extends MinValidation {

            public IsPositiveIntegerValidation() {
            }

            @Override
            public double getMin() {
                return 1;
            }
        }

        /** More than 0. */
        public static final class IsPositiveDoubleValidation extends MinValidation {

            public IsPositiveDoubleValidation() {
            }

            @Override
            public double getMin() {
                return 0;
            }

            @Override
            public boolean isExclusive() {
                return true;
            }
        }
    }

    /** The largest number. */
    abstract class MaxValidation implements NumberInputWidgetValidation {

        public MaxValidation() {
        }

        protected abstract double getMax();

        @Override
        public String getErrorMessage() {
            return isExclusive() ? "The value must be less than " + MinValidation.text(getMax()) + "."
                : "The value must not exceed " + MinValidation.text(getMax()) + ".";
        }
    }
}
