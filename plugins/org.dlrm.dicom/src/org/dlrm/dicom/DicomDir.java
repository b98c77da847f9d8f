package org.dlrm.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A DICOMDIR (PS3.3 F): the files it refers to, whatever their records say. File IDs that leave the folder of the
 * DICOMDIR are refused; upper and lower case of names may differ, as on CDs.
 *
 * @param files the files that exist, in the order of the records
 * @param problems files that are missing, and what is odd about the DICOMDIR
 */
public record DicomDir(List<Path> files, List<Problem> problems) {

    /** @throws DicomException if the file is no DICOMDIR */
    public static DicomDir read(final Path path) throws IOException {
        final DicomFile file = DicomFile.read(path, ReadOptions.FULL);
        final List<Problem> problems = new ArrayList<>();
        file.warnings().forEach(w -> problems.add(w.in("", path.toString())));
        if (!file.dataSet().has(Tag.DirectoryRecordSequence)) {
            throw new DicomException(ProblemClass.BAD_VALUE, "The file is no DICOMDIR",
                Tag.name(Tag.DirectoryRecordSequence), "", "Choose the folder instead").in("", path.toString());
        }
        final Path folder = path.toAbsolutePath().normalize().getParent();
        final Set<Path> files = new LinkedHashSet<>();
        for (final DataSet record : file.dataSet().sequence(Tag.DirectoryRecordSequence)) {
            final String[] id = record.getStrings(Tag.ReferencedFileID);
            if (id.length > 0) {
                final Path target = resolve(folder, id);
                if (target != null && Files.isRegularFile(target)) {
                    files.add(target);
                } else {
                    problems.add(Problem.error(ProblemClass.MISSING_FILE, "A file of the DICOMDIR is missing",
                        String.join("/", id).replaceAll("[^ -~]", "?"), "",
                        "Copy the whole medium").in("", path.toString()));
                }
            }
        }
        return new DicomDir(List.copyOf(files), List.copyOf(problems));
    }

    private static Path resolve(final Path folder, final String[] id) throws IOException {
        Path p = folder;
        for (final String name : id) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0
                || name.indexOf(0) >= 0) {
                return null;
            }
            final Path exact = p.resolve(name);
            if (Files.exists(exact)) {
                p = exact;
                continue;
            }
            if (!Files.isDirectory(p)) {
                return null;
            }
            try (var list = Files.list(p)) {
                p = list.filter(c -> c.getFileName().toString().equalsIgnoreCase(name)
                    || c.getFileName().toString().equalsIgnoreCase(name + ".dcm")).sorted().findFirst().orElse(null);
            }
            if (p == null) {
                return null;
            }
        }
        return p;
    }
}
