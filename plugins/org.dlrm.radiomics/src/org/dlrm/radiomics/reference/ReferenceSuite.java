package org.dlrm.radiomics.reference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.dlrm.radiomics.reference.ReferenceCheck.Configuration;
import org.dlrm.work.Progress;

/**
 * Every comparison with published values that is possible with what is there: the digital phantom always, the CT phantom
 * and IBSI 2 if their files are given.
 *
 * @param tasks independent of each other, in the order of the report
 * @param notes what could not be compared because its files are missing
 */
public record ReferenceSuite(List<Task> tasks, List<String> notes) {

    /** A part of the check. */
    public record Task(String title, Work work) {

        public List<Comparison> run(final Progress progress) throws IOException {
            return work.run(progress);
        }
    }

    /** What a task does. */
    @FunctionalInterface
    public interface Work {
        List<Comparison> run(Progress progress) throws IOException;
    }

    /**
     * @param folder with files of github.com/theibsi/data_sets and github.com/theibsi/ibsi_2_reference_data, anywhere in it
     * @throws IOException if the folder does not exist or holds nothing of IBSI
     */
    public static ReferenceSuite of(final Optional<Path> folder) throws IOException {
        final List<Task> tasks = new ArrayList<>();
        final List<String> notes = new ArrayList<>();
        tasks.add(new Task(Configuration.DIGITAL.title(),
            p -> ReferenceCheck.run(Configuration.DIGITAL, DigitalPhantom.image(), DigitalPhantom.mask(), p)));
        if (folder.isEmpty()) {
            notes.add("Only the digital phantom was computed. The CT phantom (configurations A to E) and IBSI 2 need IBSI's "
                + "files, which are not part of this program.");
            return new ReferenceSuite(tasks, notes);
        }
        final IbsiFolder files = IbsiFolder.of(folder.get());
        if (files.ct().isPresent()) {
            for (final Configuration c : Configuration.values()) {
                if (c != Configuration.DIGITAL) {
                    tasks.add(new Task(c.title(), p -> ReferenceCheck.run(c, files.ct().get().volume(),
                        files.ct().get().region(), p)));
                }
            }
        } else {
            notes.add("The CT phantom is not in the folder (image/phantom.nii.gz and mask/mask.nii.gz of IBSI's CT radiomics "
                + "phantom): configurations A to E and the features of IBSI 2 were not computed.");
        }
        final List<Task> maps = ResponseMaps.tasks(files);
        tasks.addAll(maps);
        if (maps.size() < ResponseMaps.COUNT) {
            notes.add("The folder holds the files of " + maps.size() + " of the " + ResponseMaps.COUNT
                + " response maps of IBSI 2 (phantom and ...-ValidCRM.nii).");
        }
        if (files.ct().isPresent() && files.values().isPresent()) {
            tasks.addAll(FilteredFeatures.tasks(files.ct().get(), files.values().get()));
        } else if (files.ct().isPresent()) {
            notes.add("The table of IBSI 2's feature values (a CSV file that starts with filter_id) is not in the folder.");
        }
        return new ReferenceSuite(List.copyOf(tasks), List.copyOf(notes));
    }
}
