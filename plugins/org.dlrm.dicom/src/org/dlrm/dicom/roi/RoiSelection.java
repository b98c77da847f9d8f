package org.dlrm.dicom.roi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.ProblemClass;

/**
 * Which regions of a file are wanted: a list of entries in order of preference. The first entry that fits a region
 * decides; later ones are for files that lack it. An entry is
 * <ul>
 * <li>an exact name ({@code GTV-1}); where no region has it, letter case and outer blanks are disregarded,
 * <li>a pattern with {@code *} and {@code ?} ({@code GTV*}), disregarding case,
 * <li>a regular expression between slashes ({@code /GTV[-_ ]?\d+/}) that fits the whole name,
 * <li>a number ({@code #3}): ROINumber, SegmentNumber or label value.
 * </ul>
 */
public final class RoiSelection {

    private final List<String> m_entries;

    private RoiSelection(final List<String> entries) {
        m_entries = List.copyOf(entries);
    }

    /**
     * @param entries in order of preference; an empty list takes the only region of a file
     * @throws IllegalArgumentException if one is empty or no regular expression
     */
    public static RoiSelection of(final List<String> entries) {
        for (final String e : entries) {
            if (e.isBlank()) {
                throw new IllegalArgumentException("A region's name must not be empty");
            }
            if (isExpression(e)) {
                try {
                    Pattern.compile(e.substring(1, e.length() - 1));
                } catch (PatternSyntaxException x) {
                    throw new IllegalArgumentException("'" + e + "' is no regular expression: " + x.getDescription());
                }
            }
        }
        return new RoiSelection(entries);
    }

    /** @see #of(List) */
    public static RoiSelection of(final String... entries) {
        return of(List.of(entries));
    }

    /**
     * Chooses regions of a file.
     *
     * @return at least one; several only if a pattern or expression fits several
     * @throws DicomException (class ROI) that names the regions there are, if none fits or one exact name is borne by
     *             several regions with contours
     */
    public List<RoiInfo> choose(final Collection<RoiInfo> rois) throws DicomException {
        if (m_entries.isEmpty()) {
            return only(rois);
        }
        for (final String entry : m_entries) {
            final List<RoiInfo> found = fits(entry, rois);
            if (!found.isEmpty()) {
                return found;
            }
        }
        throw new DicomException(ProblemClass.ROI, "No such region of interest",
            m_entries.stream().map(e -> "'" + e + "'").collect(Collectors.joining(" or ")), names(rois),
            "Choose one of the regions there are");
    }

    private static List<RoiInfo> only(final Collection<RoiInfo> rois) throws DicomException {
        final List<RoiInfo> filled = rois.stream().filter(r -> r.contours() > 0).toList();
        if (filled.size() == 1) {
            return filled;
        }
        throw new DicomException(ProblemClass.ROI, "The region of interest is not determined", "one region in the file",
            names(rois), "Name the region");
    }

    private static List<RoiInfo> fits(final String entry, final Collection<RoiInfo> rois) throws DicomException {
        final List<RoiInfo> exact = which(rois, r -> r.name().equals(entry));
        if (!exact.isEmpty()) {
            return unambiguous(entry, exact);
        }
        if (entry.matches("#\\d{1,9}")) {
            final int number = Integer.parseInt(entry.substring(1));
            return which(rois, r -> r.number() == number);
        }
        if (isExpression(entry)) {
            final Pattern p = Pattern.compile(entry.substring(1, entry.length() - 1));
            return which(rois, r -> p.matcher(r.name()).matches());
        }
        if (entry.indexOf('*') >= 0 || entry.indexOf('?') >= 0) {
            final Pattern p = glob(entry);
            return which(rois, r -> p.matcher(r.name()).matches());
        }
        return unambiguous(entry, which(rois, r -> r.name().trim().equalsIgnoreCase(entry.trim())));
    }

    private static List<RoiInfo> which(final Collection<RoiInfo> rois, final Predicate<RoiInfo> test) {
        return rois.stream().filter(test).toList();
    }

    /** Of several regions of one name, all but one of them empty, the filled one is meant. */
    private static List<RoiInfo> unambiguous(final String entry, final List<RoiInfo> found) throws DicomException {
        if (found.size() < 2) {
            return found;
        }
        final List<RoiInfo> filled = which(found, r -> r.contours() > 0);
        if (filled.size() < 2) {
            return filled.isEmpty() ? found.subList(0, 1) : filled;
        }
        throw new DicomException(ProblemClass.ROI, filled.size() + " regions are named '" + entry + "'", "one region",
            filled.stream().map(r -> "#" + r.number() + " (" + (r.contours() == 1 ? "1 contour)" : r.contours() + " contours)"))
                .collect(Collectors.joining(", ")),
            "Choose by number, e.g. #" + filled.get(0).number());
    }

    private static boolean isExpression(final String entry) {
        return entry.length() > 2 && entry.startsWith("/") && entry.endsWith("/");
    }

    private static Pattern glob(final String entry) {
        final StringBuilder s = new StringBuilder();
        for (final char c : entry.toCharArray()) {
            s.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(s.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** @return the names for a message, at most twenty */
    private static String names(final Collection<RoiInfo> rois) {
        final Set<String> names = new LinkedHashSet<>();
        rois.forEach(r -> names.add("'" + r.name() + "'" + (r.contours() == 0 ? " (empty)" : "")));
        if (names.isEmpty()) {
            return "no region";
        }
        final List<String> some = new ArrayList<>(names).subList(0, Math.min(20, names.size()));
        return String.join(", ", some) + (names.size() > 20 ? " and " + (names.size() - 20) + " more" : "");
    }
}
