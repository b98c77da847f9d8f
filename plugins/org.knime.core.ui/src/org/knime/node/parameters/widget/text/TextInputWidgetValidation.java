package org.knime.node.parameters.widget.text;

import org.knime.node.parameters.validation.BuiltinValidation;

/** What a text may be. */
public interface TextInputWidgetValidation extends BuiltinValidation {

    /** Matches a regular expression. */
    abstract class PatternValidation implements TextInputWidgetValidation {

        public PatternValidation() {
        }

        protected abstract String getPattern();

        @Override
        public String getErrorMessage() {
            return "The string must match the pattern: " + getPattern();
        }

        /** Has a visible character. */
        public static final class IsNotBlankValidation extends PatternValidation {

            public IsNotBlankValidation() {
            }

            @Override
            public String getPattern() {
                return ".*\\S.*";
            }

            @Override
            public String getErrorMessage() {
                return "The field cannot be blank (it must contain at least one non-whitespace character).";
            }
        }

        /** Is one character. */
        public static final class IsSingleCharacterValidation extends PatternValidation {

            public IsSingleCharacterValidation() {
            }

            @Override
            public String getPattern() {
                return ".";
            }

            @Override
            public String getErrorMessage() {
                return "The string must be a single character.";
            }
        }

        /** Has a character. */
        public static final class IsNotEmptyValidation extends MinLengthValidation {

            public IsNotEmptyValidation() {
            }

            @Override
            protected int getMinLength() {
                return 1;
            }

            @Override
            public String getErrorMessage() {
                return "The string must not be empty.";
            }
        }
    }

    /** Not longer than. */
    abstract class MaxLengthValidation implements TextInputWidgetValidation {

        public MaxLengthValidation() {
        }

        protected abstract int getMaxLength();

        @Override
        public String getErrorMessage() {
            return "The string must not exceed " + getMaxLength() + " characters.";
        }
    }

    /** Not shorter than. */
    abstract class MinLengthValidation implements TextInputWidgetValidation {

        public MinLengthValidation() {
        }

        protected abstract int getMinLength();

        @Override
        public String getErrorMessage() {
            return "The string must be at least " + getMinLength() + " characters long.";
        }
    }
}
