package org.dlrm.dicom.series;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.image.io.ImageFiles;
import org.dlrm.image.io.ImageFolder.Entry;
import org.dlrm.image.io.ImageHeader;

/**
 * The {@link SeriesChoice} among NIfTI and NRRD files, which say less about themselves: the patterns of description and
 * phase are looked for in the path, those of modality and kernel do not count.
 *
 * @param file the chosen one
 * @param header its header
 * @param explanation the choice in one sentence
 */
public record ImageFileChoice(Entry file, ImageHeader header, String explanation) {

    /**
     * Chooses among the image files of one patient.
     *
     * @param minimum smallest number of slices
     * @param problems receives what is wrong with the files that are left out
     * @throws DicomException if none can be used
     */
    public static ImageFileChoice of(final List<Entry> files, final SeriesChoice rule, final int minimum,
        final List<Problem> problems) throws DicomException {
        final List<ImageFileChoice> left = new ArrayList<>();
        int unlike = 0;
        int thin = 0;
        for (final Entry e : files) {
            if (!found(rule.description(), e) || !found(rule.phase(), e)) {
                unlike++;
                continue;
            }
            try {
                final ImageHeader h = ImageFiles.readHeader(e.file());
                if (h.grid().nz() < minimum) {
                    thin++;
                } else {
                    left.add(new ImageFileChoice(e, h, ""));
                }
            } catch (IOException x) {
                problems.add(DicomException.of(x).problem().in("", e.file().toString()));
            }
        }
        final String of = files.size() + (files.size() == 1 ? " image file" : " image files")
            + (unlike > 0 ? " (" + unlike + " left out: name does not match)" : "")
            + (thin > 0 ? " (" + thin + " left out: fewer than " + minimum + " slices)" : "");
        if (left.isEmpty()) {
            throw new DicomException(ProblemClass.NO_SERIES, "No image file of the patient can be used", rule.rule(), of,
                "Change the rule, or mend the files");
        }
        final Comparator<ImageFileChoice> slices = Comparator.comparingInt(c -> -c.header.grid().nz());
        final Comparator<ImageFileChoice> spacing = Comparator.comparingDouble(c -> c.header.grid().sz());
        final boolean most = rule.preference() == SeriesChoice.Preference.MOST_SLICES;
        final Comparator<ImageFileChoice> first = most ? slices : spacing;
        left.sort(first.thenComparing(most ? spacing : slices).thenComparing(c -> c.file.name()));
        final ImageFileChoice best = left.get(0);
        final String why = left.size() == 1 ? "the only one left"
            : first.compare(best, left.get(1)) != 0 ? most ? "most slices" : "smallest slice distance"
                : "as good as \"" + left.get(1).file.name() + "\", decided by "
                    + (most ? "slice distance" : "number of slices") + " and name";
        return new ImageFileChoice(best.file, best.header, String.format(Locale.ROOT,
            "%s: \"%s\", %s, %d slices of %.3g mm, %s", of, best.file.name(), best.header.format(),
            best.header.grid().nz(), best.header.grid().sz(), why));
    }

    private static boolean found(final Optional<Pattern> pattern, final Entry e) {
        return pattern.isEmpty() || pattern.get().matcher(e.name()).find();
    }
}
