package org.dlrm.dicom.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.image.Grid;

/**
 * Which of a patient's series is used. First everything is left out that cannot be meant (other modality, localizers,
 * series that make no volume, patterns that do not match), then the preference decides among the rest; ties go to
 * the other preference and then to the smaller SeriesInstanceUID, so that the choice never depends on the file order.
 *
 * @param modality Modality, e.g. CT; empty for any
 * @param description regular expression found in SeriesDescription or ProtocolName, ignoring case; empty for any
 * @param kernel likewise in ConvolutionKernel
 * @param phase likewise in SeriesDescription, ContrastBolusAgent, or the name of the part of a split series
 * @param preference among what is left
 * @param tiltCorrection whether series of a tilted gantry count, because they will be resampled
 */
public record SeriesChoice(String modality, Optional<Pattern> description, Optional<Pattern> kernel,
    Optional<Pattern> phase, Preference preference, boolean tiltCorrection) {

    /** What decides among several series that could be meant. */
    public enum Preference {
        /** The most slices, then the thinnest. */
        MOST_SLICES,
        /** The smallest slice distance, then the most slices. */
        THINNEST
    }

    /** The CT series with the most slices. */
    public static final SeriesChoice DEFAULT = new SeriesChoice("CT", Optional.empty(), Optional.empty(),
        Optional.empty(), Preference.MOST_SLICES, false);

    /**
     * The outcome.
     *
     * @param series the chosen one
     * @param explanation the choice in one sentence
     * @param problem why there is none
     */
    public record Choice(Optional<SeriesInfo> series, String explanation, Optional<Problem> problem) {
    }

    /** @return a pattern from a setting: empty text means any; ignores case */
    public static Optional<Pattern> pattern(final String text) {
        return text.isBlank() ? Optional.empty()
            : Optional.of(Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    /** Chooses among the series of one patient. */
    public Choice choose(final List<SeriesInfo> series) {
        final List<SeriesInfo> left = new ArrayList<>(series);
        final List<String> steps = new ArrayList<>();
        drop(left, steps, s -> modality.isEmpty() || s.modality().equalsIgnoreCase(modality), "not " + modality);
        drop(left, steps, s -> !s.localizer(), "localizer");
        drop(left, steps, s -> found(description, s.description(), s.attribute("ProtocolName").orElse("")),
            "description does not match");
        drop(left, steps, s -> found(kernel, s.attribute("ConvolutionKernel").orElse("")), "kernel does not match");
        drop(left, steps, s -> found(phase, s.description(), s.attribute("ContrastBolusAgent").orElse(""), s.part()),
            "phase does not match");
        final List<SeriesInfo> broken = left.stream().filter(s -> grid(s).isEmpty()).toList();
        drop(left, steps, s -> grid(s).isPresent(), "no volume");
        final String of = series.size() + " series" + (steps.isEmpty() ? "" : " (" + String.join(", ", steps) + ")");
        if (left.isEmpty()) {
            return none(series, broken, of);
        }
        final Comparator<SeriesInfo> slices = Comparator.comparingInt(s -> -grid(s).orElseThrow().nz());
        final Comparator<SeriesInfo> spacing = Comparator.comparingDouble(s -> grid(s).orElseThrow().sz());
        final Comparator<SeriesInfo> first = preference == Preference.MOST_SLICES ? slices : spacing;
        left.sort(first.thenComparing(preference == Preference.MOST_SLICES ? spacing : slices)
            .thenComparing(SeriesInfo::seriesInstanceUid).thenComparing(SeriesInfo::part));
        final SeriesInfo best = left.get(0);
        final String why = left.size() == 1 ? "the only one left"
            : first.compare(best, left.get(1)) != 0
                ? preference == Preference.MOST_SLICES ? "most slices" : "smallest slice distance"
                : "as good as \"" + left.get(1).description() + "\", decided by "
                    + (preference == Preference.MOST_SLICES ? "slice distance" : "number of slices") + " and UID";
        return new Choice(Optional.of(best), of + ": " + describe(best) + ", " + why, Optional.empty());
    }

    private Optional<Grid> grid(final SeriesInfo s) {
        return s.grid().or(() -> tiltCorrection ? s.shearedGrid() : Optional.empty());
    }

    private static void drop(final List<SeriesInfo> left, final List<String> steps, final Predicate<SeriesInfo> keep,
        final String why) {
        final int before = left.size();
        left.removeIf(keep.negate());
        if (left.size() < before) {
            steps.add(before - left.size() + " left out: " + why);
        }
    }

    private static boolean found(final Optional<Pattern> pattern, final String... texts) {
        return pattern.isEmpty() || List.of(texts).stream().anyMatch(t -> pattern.get().matcher(t).find());
    }

    private String describe(final SeriesInfo s) {
        final Grid g = grid(s).orElseThrow();
        return String.format(Locale.ROOT, "\"%s\"%s, %d slices of %.3g mm", s.description(),
            s.part().isEmpty() ? "" : " " + s.part(), g.nz(), g.sz());
    }

    private Choice none(final List<SeriesInfo> series, final List<SeriesInfo> broken, final String of) {
        final String patient = series.isEmpty() ? "" : series.get(0).patientId();
        final Optional<Problem> reason = broken.stream().flatMap(s -> s.problems().stream())
            .filter(p -> p.severity() == Problem.Severity.ERROR).findFirst();
        final Problem problem = series.size() == 1 && reason.isPresent() ? reason.get() : new Problem(patient, "", Problem.Severity.ERROR, ProblemClass.NO_SERIES,
            "No series of the patient can be used", rule(), of + reason.map(p -> ": " + p.message()).orElse(""),
            series.isEmpty() ? "Check the folder" : "Change the rule, or mend the series");
        return new Choice(Optional.empty(), of + ": none can be used", Optional.of(problem));
    }

    /** @return the same rule without its patterns, for a file that the user named himself */
    public SeriesChoice any() {
        return new SeriesChoice("", Optional.empty(), Optional.empty(), Optional.empty(), preference, tiltCorrection);
    }

    /** @return the rule in words, for the output and the report */
    public String rule() {
        final StringBuilder s = new StringBuilder(preference == Preference.MOST_SLICES ? "most slices, then thinnest"
            : "thinnest, then most slices");
        if (!modality.isEmpty()) {
            s.append("; modality ").append(modality);
        }
        description.ifPresent(p -> s.append("; description like ").append(p));
        kernel.ifPresent(p -> s.append("; kernel like ").append(p));
        phase.ifPresent(p -> s.append("; phase like ").append(p));
        if (tiltCorrection) {
            s.append("; tilted gantry corrected");
        }
        return s.toString();
    }
}
