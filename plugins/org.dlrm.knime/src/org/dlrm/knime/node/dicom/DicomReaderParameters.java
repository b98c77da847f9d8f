package org.dlrm.knime.node.dicom;

import java.util.regex.PatternSyntaxException;

import org.dlrm.dicom.series.SeriesChoice;
import org.dlrm.image.io.ImageFolder;
import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.Limits;
import org.knime.core.data.StringValue;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.layout.After;
import org.knime.node.parameters.layout.Layout;
import org.knime.node.parameters.layout.Section;
import org.knime.node.parameters.migration.Migrate;
import org.knime.node.parameters.updates.Effect;
import org.knime.node.parameters.updates.Effect.EffectType;
import org.knime.node.parameters.updates.EffectPredicate;
import org.knime.node.parameters.updates.EffectPredicateProvider;
import org.knime.node.parameters.updates.ParameterReference;
import org.knime.node.parameters.updates.ValueReference;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveIntegerValidation;
import org.knime.node.parameters.widget.text.TextInputWidget;

/** Settings of the DICOM Reader. */
public final class DicomReaderParameters implements NodeParameters {

    @Section(title = "Where the images are")
    interface Where {
    }

    @Section(title = "Which series")
    @After(Where.class)
    interface Which {
    }

    @Section(title = "Output")
    @After(Which.class)
    interface Output {
    }

    enum Source {
        @Label(value = "Path column", description = "Each row names the folder (or one file) of its patient.")
        PATH_COLUMN,
        @Label(value = "One folder", description = "All patients lie below one folder; they are found by PatientID.")
        FOLDER
    }

    enum Match {
        @Label(value = "RowID", description = "The RowID is the PatientID.")
        ROW_ID,
        @Label(value = "Column", description = "A column holds the PatientID.")
        COLUMN
    }

    interface MatchRef extends ParameterReference<Match> {
    }

    static final class ByColumn implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(MatchRef.class).isOneOf(Match.COLUMN);
        }
    }

    enum Rule {
        @Label(value = "Most slices", description = "The series with the most slices; of equals the thinnest.")
        MOST_SLICES,
        @Label(value = "Thinnest slices", description = "The smallest slice distance; of equals the most slices.")
        THINNEST
    }

    interface SourceRef extends ParameterReference<Source> {
    }

    static final class FromColumn implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(SourceRef.class).isOneOf(Source.PATH_COLUMN);
        }
    }

    static final class FromFolder implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(SourceRef.class).isOneOf(Source.FOLDER);
        }
    }

    @Layout(Where.class)
    @Widget(title = "Images are found by", description = "A path per patient, or one folder with everything in it.")
    @ValueSwitchWidget
    @ValueReference(SourceRef.class)
    Source m_source = Source.PATH_COLUMN;

    @Layout(Where.class)
    @Widget(title = "Path column", description = "Column with the folder of each patient's CT series, a DICOMDIR, or a "
        + "NIfTI or NRRD image.")
    @ChoicesProvider(ColumnChoices.Texts.class)
    @Effect(predicate = FromColumn.class, type = EffectType.SHOW)
    String m_pathColumn = "ct_path";

    @Layout(Where.class)
    @Widget(title = "Folder", description = "Folder below which all DICOM files lie, in any arrangement, or the "
        + "DICOMDIR of a medium.")
    @Effect(predicate = FromFolder.class, type = EffectType.SHOW)
    String m_folder = "";

    @Layout(Where.class)
    @Widget(title = "PatientID from", description = "What tells the PatientID of a row. It finds the patient in the one "
        + "folder, or tells the patients apart where the folder of a row holds several.")
    @ValueSwitchWidget
    @ValueReference(MatchRef.class)
    Match m_match = Match.ROW_ID;

    @Layout(Where.class)
    @Widget(title = "PatientID column", description = "Column with the PatientID as it is written in the DICOM files.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = ByColumn.class, type = EffectType.SHOW)
    String m_idColumn = "patient_id";

    @Advanced
    @Layout(Where.class)
    @Widget(title = "Old base folder", advanced = true, description = "If the images have moved: the start of the paths in "
        + "the path column that is no longer true. Empty: relative paths are counted from the new base folder.")
    @Effect(predicate = FromColumn.class, type = EffectType.SHOW)
    String m_oldBase = "";

    @Advanced
    @Layout(Where.class)
    @Widget(title = "New base folder", advanced = true, description = "If the images have moved: what replaces the old base "
        + "folder at the start of the paths. Empty: paths are taken as they are.")
    @Effect(predicate = FromColumn.class, type = EffectType.SHOW)
    String m_newBase = "";

    @Advanced
    @Layout(Where.class)
    @Widget(title = "Image files are called", advanced = true, description = "A regular expression that must occur in the path "
        + "of NIfTI and NRRD images below the folder, for example ct|image. Empty: all that are no label maps.")
    String m_imageFiles = "";

    @Advanced
    @Layout(Where.class)
    @Widget(title = "Label maps are called", advanced = true, description = "A regular expression that occurs in the path of "
        + "NIfTI and NRRD label maps below the folder; such files are never taken as images. Empty: none.")
    String m_maskFiles = ImageFolder.MASK_NAMES;

    @Advanced
    @Layout(Where.class)
    @Widget(title = "PatientID in the path", advanced = true, description = "A regular expression for the path of NIfTI and NRRD "
        + "files below the folder; what its first group in parentheses finds is the PatientID, for example "
        + "(case_[0-9]+)_0000. Empty: the name of a folder on the way, or of the file without its ending.")
    String m_patientPattern = "";

    @Layout(Which.class)
    @Widget(title = "If there are several series, take", description = "Which of a patient's usable series becomes the "
        + "volume. The choice is written to the output.")
    @ValueSwitchWidget
    Rule m_rule = Rule.MOST_SLICES;

    @Layout(Which.class)
    @Widget(title = "Modality", description = "Only series of this modality are considered, for example CT or MR.")
    String m_modality = "CT";

    @Layout(Which.class)
    @Widget(title = "Series description matches", description = "A regular expression that must occur in the "
        + "SeriesDescription or ProtocolName (of NIfTI and NRRD files: in the path), for example portal|venous; letter "
        + "case does not matter. Empty: any.")
    @TextInputWidget(patternValidation = Limits.NoLeadingStar.class)
    String m_description = "";

    @Layout(Which.class)
    @Widget(title = "Kernel matches", description = "A regular expression that must occur in the ConvolutionKernel, for "
        + "example B30f|STANDARD. Empty: any.")
    @TextInputWidget(patternValidation = Limits.NoLeadingStar.class)
    String m_kernel = "";

    @Layout(Which.class)
    @Widget(title = "Contrast phase matches", description = "A regular expression that must occur in description, "
        + "contrast agent or, where a series holds several phases, in the name of its part. Empty: any.")
    @TextInputWidget(patternValidation = Limits.NoLeadingStar.class)
    String m_phase = "";

    @Layout(Which.class)
    @Widget(title = "Minimum number of slices", description = "Series with fewer slices are not considered.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    int m_minSlices = 3;

    @Layout(Which.class)
    @Widget(title = "Correct a tilted gantry", description = "Resamples series of a tilted gantry onto a straight grid. "
        + "Off: such a series is refused, with the angle.")
    boolean m_tilt = false;

    @Layout(Output.class)
    @Widget(title = "Embed the volumes in the workflow", description = "Stores all voxels inside the workflow, which then "
        + "works without the image files and grows by their size; contour files stay where they are. Off: the volume "
        + "column refers to the files.")
    boolean m_embed = false;

    @Migrate(loadDefaultIfAbsent = true)
    @Advanced
    @Layout(Output.class)
    @Widget(title = "Patients in a saved view", advanced = true, description = "Of so many patients, the first ones, the view "
        + "itself holds the images (coarsened to a million voxels), so that a saved page has them; the images of all others "
        + "are read when the view in KNIME asks for them.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_shown = 3;

    @Advanced
    @Layout(Output.class)
    @Widget(title = "Patient name and birth date", advanced = true, description = "Appends them as columns. Off protects "
        + "your patients; the tables are then pseudonymous as far as the IDs are.")
    boolean m_identifying = false;

    /** For new nodes without input. */
    public DicomReaderParameters() {
    }

    /** @return a path of the path column, with the new base folder if the images have moved */
    String moved(final String path) {
        if (m_newBase.isBlank() || path.isEmpty()) {
            return path;
        }
        final String p = path.replace('\\', '/');
        final String from = base(m_oldBase);
        if (from.isEmpty()) {
            final boolean absolute = p.startsWith("/") || p.contains("://") || p.matches("(?i)([a-z]:/|file:).*");
            return absolute ? path : base(m_newBase) + "/" + p;
        }
        return startsWith(p, from) ? base(m_newBase) + p.substring(from.length()) : path;
    }

    /** @return whether the old base folder is the start of a path of the path column */
    boolean hasMoved(final String path) {
        return startsWith(path.replace('\\', '/'), base(m_oldBase));
    }

    private static boolean startsWith(final String path, final String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private static String base(final String folder) {
        return folder.trim().replace('\\', '/').replaceAll("/+$", "");
    }

    /** @return how NIfTI and NRRD files are recognised */
    ImageFolder.Rule toRule() throws InvalidSettingsException {
        try {
            return new ImageFolder.Rule(ImageFolder.Rule.pattern(m_imageFiles), ImageFolder.Rule.pattern(m_maskFiles),
                ImageFolder.Rule.pattern(m_patientPattern));
        } catch (PatternSyntaxException e) {
            throw noPattern(e);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("PatientID in the path: " + e.getMessage(), e);
        }
    }

    private static InvalidSettingsException noPattern(final PatternSyntaxException e) {
        return new InvalidSettingsException("'" + e.getPattern() + "' is no regular expression: " + e.getDescription()
            + ". Mend the pattern of the setting in question, or leave it empty.", e);
    }

    /** @return the library's rule */
    SeriesChoice toChoice() throws InvalidSettingsException {
        try {
            return new SeriesChoice(m_modality.trim(), SeriesChoice.pattern(m_description),
                SeriesChoice.pattern(m_kernel), SeriesChoice.pattern(m_phase),
                SeriesChoice.Preference.valueOf(m_rule.name()), m_tilt);
        } catch (PatternSyntaxException e) {
            throw noPattern(e);
        }
    }

    DicomReaderParameters(final NodeParametersInput input) {
        m_pathColumn = ColumnChoices.prefer(input, m_pathColumn, StringValue.class);
    }
}
