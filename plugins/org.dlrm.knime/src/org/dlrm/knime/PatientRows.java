package org.dlrm.knime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import org.dlrm.dicom.Problem;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.StringValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.StringCell;
import org.knime.core.data.filestore.FileStoreFactory;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;

/**
 * Works through a table patient by patient, several at a time, and appends columns. A patient that fails gets missing
 * cells with the reason, never stops the others, and is counted in the node's warning.
 */
public final class PatientRows {

    /** Characters of a RowID that its file name shows; paths of file stores are long, Windows ends them at 260. */
    private static final int SHOWN = 40;

    /**
     * @param name anything; a RowID may hold any character
     * @return a file name that every file system and KNIME's file stores take (no leading dot), different for different
     *         names even where upper and lower case are the same file (Windows, macOS)
     */
    public static String fileName(final String name) {
        final String plain = name.replaceAll("[^A-Za-z0-9_-]", "_");
        final UUID unique = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%s-%016x", plain.substring(0, Math.min(SHOWN, plain.length())),
            unique.getMostSignificantBits() ^ unique.getLeastSignificantBits());
    }

    /** Columns of every problems table. */
    public static final DataTableSpec PROBLEMS = StatTables.spec("Patient", StringCell.TYPE, "File", StringCell.TYPE,
        "Severity", StringCell.TYPE, "Class", StringCell.TYPE, "What", StringCell.TYPE, "Expected", StringCell.TYPE,
        "Found", StringCell.TYPE, "What to do", StringCell.TYPE);

    private PatientRows() {
    }

    /** A cell made on a worker; its file store, if any, is written when the row is. */
    @FunctionalInterface
    public interface Pending {
        DataCell finish(FileStoreFactory files) throws IOException;

        static Pending of(final DataCell cell) {
            return files -> cell;
        }
    }

    /**
     * What one patient gave.
     *
     * @param cells one per appended column
     * @param problems for the problems table, may be empty
     */
    public record Result(List<Pending> cells, List<Problem> problems) {

        /** @return missing cells with the reason */
        public static Result failed(final int columns, final String why, final List<Problem> problems) {
            final List<Pending> cells = new ArrayList<>();
            for (int c = 0; c < columns; c++) {
                cells.add(Pending.of(Columns.missing(why)));
            }
            return new Result(cells, problems);
        }
    }

    /**
     * The output of a pass over all patients.
     *
     * @param failures reason to the patients whose every appended cell is missing for it, both in order of the rows
     */
    public record Output(BufferedDataTable table, List<Problem> problems, Map<String, List<String>> failures) {

        /** What a warning names: so many reasons, with so many patients each. */
        private static final int NAMED_REASONS = 5;

        private static final int NAMED_PATIENTS = 3;

        /**
         * @return a warning that counts the failures and says why, if there are any. The reasons are in it because KNIME's
         *         columnar table backend keeps none in missing cells.
         */
        public Optional<String> warning(final String what) {
            if (failures.isEmpty()) {
                return Optional.empty();
            }
            final String reasons = failures.entrySet().stream().limit(NAMED_REASONS)
                .map(e -> named(e.getValue()) + ": " + e.getKey().replaceFirst("\\.$", "")).collect(Collectors.joining("; "));
            return Optional.of(failures.values().stream().mapToInt(List::size).sum() + " of " + table.size() + " patients have no "
                + what + ". " + reasons + (failures.size() > NAMED_REASONS ? "; " + (failures.size() - NAMED_REASONS)
                    + " more reasons" : "") + ". Every reason is in the patients' missing cells (but KNIME's columnar table "
                + "backend does not keep it).");
        }

        private static String named(final List<String> patients) {
            final int more = patients.size() - NAMED_PATIENTS;
            return String.join(", ", patients.subList(0, Math.min(NAMED_PATIENTS, patients.size())))
                + (more > 0 ? " and " + more + " more" : "");
        }
    }

    /** Appends columns; see the class. */
    public static Output append(final BufferedDataTable input, final List<DataColumnSpec> columns,
        final BiFunction<DataRow, Progress, Result> task, final ExecutionContext exec)
        throws CanceledExecutionException {
        final BufferedDataContainer container = exec.createDataContainer(spec(input.getDataTableSpec(), columns));
        final FileStoreFactory files = FileStoreFactory.createFileStoreFactory(exec);
        final List<Problem> problems = new ArrayList<>();
        final Map<String, List<String>> failures = new LinkedHashMap<>();
        try (CloseableRowIterator rows = input.iterator()) {
            Jobs.<DataRow, Result> forEach(exec, input.size(), parallel(columns), rows, (row, p) -> row.getKey().getString(),
                (row, p) -> guarded(row, p, columns.size(), task), (row, result) -> {
                    final DataCell[] cells = cells(row, result, files);
                    problems.addAll(result.problems());
                    if (columns.size() > 0 && allMissing(cells, columns.size())) {
                        failures.computeIfAbsent(Columns.whyMissing(cells[cells.length - columns.size()], "missing"),
                            why -> new ArrayList<>()).add(row.getKey().getString());
                    }
                    container.addRowToTable(new DefaultRow(row.getKey(), cells));
                });
        } finally {
            container.close();
        }
        return new Output(container.getTable(), problems, failures);
    }

    /** Numbers and texts may wait for a slow patient before them; regions and volumes would fill the memory. */
    private static OrderedParallel parallel(final List<DataColumnSpec> columns) {
        final boolean small = columns.stream().map(DataColumnSpec::getType)
            .allMatch(t -> t.isCompatible(DoubleValue.class) || t.isCompatible(StringValue.class));
        return small ? new OrderedParallel(Jobs.threads(), OrderedParallel.SMALL_RESULTS)
            : new OrderedParallel(Jobs.threads());
    }

    private static Result guarded(final DataRow row, final Progress progress, final int columns,
        final BiFunction<DataRow, Progress, Result> task) {
        try {
            return task.apply(row, progress);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            return Result.failed(columns, e instanceof UncheckedIOException io ? io.getCause().getMessage()
                : e.getMessage() == null ? e.toString() : e.getMessage(), List.of());
        }
    }

    private static DataCell[] cells(final DataRow row, final Result result, final FileStoreFactory files) {
        final int before = row.getNumCells();
        final DataCell[] cells = new DataCell[before + result.cells().size()];
        for (int c = 0; c < before; c++) {
            cells[c] = row.getCell(c);
        }
        for (int c = before; c < cells.length; c++) {
            try {
                cells[c] = result.cells().get(c - before).finish(files);
            } catch (IOException e) {
                cells[c] = Columns.missing("Cannot write to the workflow's file store: " + e.getMessage());
            }
        }
        return cells;
    }

    private static boolean allMissing(final DataCell[] cells, final int last) {
        for (int c = cells.length - last; c < cells.length; c++) {
            if (!cells[c].isMissing()) {
                return false;
            }
        }
        return true;
    }

    /** @return the input's columns and the new ones; a new name that is taken gets a number, as KNIME does */
    public static DataTableSpec spec(final DataTableSpec input, final List<DataColumnSpec> columns) {
        final List<DataColumnSpec> all = new ArrayList<>(input.stream().toList());
        for (final DataColumnSpec c : columns) {
            String name = c.getName();
            for (int n = 1; contains(all, name); n++) {
                name = c.getName() + " (#" + n + ")";
            }
            all.add(Columns.spec(name, c.getType()));
        }
        return new DataTableSpec(all.toArray(DataColumnSpec[]::new));
    }

    private static boolean contains(final List<DataColumnSpec> columns, final String name) {
        return columns.stream().anyMatch(c -> c.getName().equals(name));
    }

    /** @return the problems as a table */
    public static BufferedDataTable problems(final List<Problem> problems, final ExecutionContext exec) {
        final StatTables.Builder table = new StatTables.Builder(exec, PROBLEMS);
        for (final Problem p : problems) {
            table.add(p.patientId(), p.file(), p.severity().name(), p.type().name(), p.what(), p.expected(), p.found(),
                p.remedy());
        }
        return table.build();
    }
}
