package org.dlrm.knime.node.dicom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.dlrm.dicom.Problem;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.Views;
import org.dlrm.knime.cell.VolumeValue;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Gallery of the series that were found, the whole series in three planes, how they were taken, and the problems. */
final class SeriesView {

    /** A page with more pictures would be slow to open. */
    private static final int MOST_PICTURES = 1000;

    /** Of a series that is in the page itself; others come through {@link SeriesService}. */
    private static final long VOXELS_IN_PAGE = 1_000_000;

    private static final List<String> KEY = List.of("SeriesDescription", "Manufacturer", "ConvolutionKernel", "KVP",
        "SliceThickness", "Spacing x (mm)", "Spacing z (mm)", "Size x", "Size y", "Size z", "Gantry tilt (degrees)", "ROI names",
        "Series choice");

    private static final List<String> ACQUISITION = List.of("Manufacturer", "ManufacturerModelName", "ConvolutionKernel",
        "ContrastBolusAgent", "KVP", "XRayTubeCurrent", "Exposure", "SliceThickness", "Spacing x (mm)", "Spacing z (mm)",
        "Size x", "Size z", "Gantry tilt (degrees)");

    private static final int VALUES_SHOWN = 8;

    private final DataTableSpec m_spec;

    /** First of the appended columns: the volume. */
    private final int m_first;

    private final List<DataRow> m_rows = new ArrayList<>();

    private final List<Problem> m_problems;

    private SeriesView(final BufferedDataTable table, final int first, final List<Problem> problems) {
        m_spec = table.getDataTableSpec();
        m_first = first;
        m_problems = problems;
        try (CloseableRowIterator rows = table.iterator()) {
            rows.forEachRemaining(m_rows::add);
        }
    }

    /**
     * @param first index of the volume column, the first of the appended ones
     * @param shown so many patients' images are in the page itself
     */
    static JsonObject of(final BufferedDataTable table, final int first, final List<Problem> problems, final int shown,
        final ExecutionContext exec) throws CanceledExecutionException {
        final SeriesView view = new SeriesView(table, first, problems);
        final JsonObject page = Views.page("DICOM Reader");
        view.facts(page);
        view.gallery(page);
        view.volumes(page, shown, exec);
        view.acquisition(page);
        view.series(page);
        view.problems(page);
        return page;
    }

    /** Index of an appended column; an input column of the same name stands before it. */
    private int column(final String name) {
        for (int c = m_spec.getNumColumns() - 1; c >= m_first; c--) {
            if (m_spec.getColumnSpec(c).getName().matches(Pattern.quote(name) + "( \\(#\\d+\\))?")) {
                return c;
            }
        }
        throw new IllegalArgumentException("no column " + name);
    }

    private boolean hasVolume(final DataRow row) {
        return row.getCell(m_first) instanceof VolumeValue;
    }

    private void facts(final JsonObject page) {
        final Map<String, String> facts = new LinkedHashMap<>();
        final long found = m_rows.stream().filter(this::hasVolume).count();
        facts.put("Patients", String.valueOf(m_rows.size()));
        facts.put("With an image series", String.valueOf(found));
        facts.put("Without", String.valueOf(m_rows.size() - found));
        facts.put("With a contour file", String.valueOf(m_rows.stream()
            .filter(r -> !r.getCell(column("ROI file")).isMissing()).count()));
        facts.put("Problems", m_problems.isEmpty() ? "none" : m_problems.stream().collect(Collectors
            .groupingBy(p -> p.severity().name().toLowerCase(Locale.ROOT), TreeMap::new, Collectors.counting())).entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey() + (e.getValue() > 1 ? "s" : "")).collect(Collectors.joining(", ")));
        Views.facts(page, "Summary", facts).addProperty("wide", true);
    }

    private void gallery(final JsonObject page) {
        final JsonObject panel = Views.panel(page, "gallery", "Series");
        final JsonArray items = new JsonArray();
        final Map<String, Long> problems =
            m_problems.stream().collect(Collectors.groupingBy(Problem::patientId, Collectors.counting()));
        for (final DataRow row : m_rows.subList(0, Math.min(MOST_PICTURES, m_rows.size()))) {
            final JsonObject item = new JsonObject();
            final String name = row.getKey().getString();
            item.addProperty("name", name);
            if (row.getCell(m_first) instanceof VolumeValue volume) {
                if (volume.thumbnail().length > 0) {
                    item.addProperty("image", Base64.getEncoder().encodeToString(volume.thumbnail()));
                }
                item.addProperty("text", volume.grid().nz() + " slices of " + Views.plain(rounded(volume.grid().sz())) + " mm");
            } else {
                item.addProperty("missing", Columns.whyMissing(row.getCell(m_first), "no image series"));
            }
            final long n = problems.getOrDefault(name, 0L);
            if (n > 0) {
                item.addProperty("problems", n);
            }
            items.add(item);
        }
        panel.add("items", items);
        panel.addProperty("note", "The middle slice of each series, soft-tissue window (width 400 HU around 40 HU)."
            + (m_rows.size() > MOST_PICTURES ? " The first " + MOST_PICTURES + " of " + m_rows.size() + " patients." : ""));
    }

    /** The first patients' images are in the page, so that a saved page has them; the others are asked for. */
    private void volumes(final JsonObject page, final int shown, final ExecutionContext exec)
        throws CanceledExecutionException {
        final JsonArray patients = new JsonArray();
        int inPage = 0;
        for (int i = 0; i < m_rows.size(); i++) {
            exec.checkCanceled();
            final DataRow row = m_rows.get(i);
            if (!(row.getCell(m_first) instanceof VolumeValue volume)) {
                continue;
            }
            JsonObject patient = new JsonObject();
            if (inPage < shown) {
                try {
                    patient = SeriesService.image(row.getKey().getString(), volume, VOXELS_IN_PAGE, Jobs.progress(exec));
                    inPage++;
                } catch (IOException e) {
                    patient.addProperty("failed", e.getMessage()); // pixels are first read here; the next node names it too
                }
            }
            patient.addProperty("name", row.getKey().getString());
            patient.addProperty("index", i);
            patients.add(patient);
        }
        final JsonObject panel = Views.panel(page, "volume", "Whole series");
        panel.add("patients", patients);
    }

    private void acquisition(final JsonObject page) {
        final List<Object[]> rows = new ArrayList<>();
        for (final String name : ACQUISITION) {
            final int c = column(name);
            final List<DataCell> known = m_rows.stream().map(r -> r.getCell(c)).filter(x -> !x.isMissing()).toList();
            final Map<String, Long> values = known.stream().map(SeriesView::shown)
                .collect(Collectors.groupingBy(x -> x, TreeMap::new, Collectors.counting()));
            rows.add(new Object[]{name, known.size(), m_rows.size() - known.size(), values.size(),
                values.size() > VALUES_SHOWN ? range(known, values) : values.entrySet().stream()
                    .sorted(Map.Entry.<String, Long> comparingByValue(Comparator.reverseOrder()))
                    .map(e -> e.getKey() + " (" + e.getValue() + ")").collect(Collectors.joining(", "))});
        }
        Views.table(page, "table", "Acquisition", List.of("Attribute", "Known", "Missing", "Different values", "Values (patients)"),
            rows).addProperty("note", "Differences of kernel, slice thickness or voltage between centres change radiomics "
                + "features: see the Feature Harmonizer.");
    }

    /** A thousandth of a millimetre is jitter of the positions. */
    private static double rounded(final double v) {
        return Math.rint(v * 1000) / 1000;
    }

    private static String shown(final DataCell cell) {
        final double number = Columns.number(cell);
        return Double.isNaN(number) ? Columns.text(cell).orElse("") : Views.plain(rounded(number));
    }

    private static String range(final List<DataCell> known, final Map<String, Long> values) {
        final double[] numbers = known.stream().mapToDouble(Columns::number).sorted().toArray();
        return Arrays.stream(numbers).anyMatch(Double::isNaN)
            ? values.keySet().stream().limit(VALUES_SHOWN).collect(Collectors.joining(", ")) + ", ..."
            : Views.plain(rounded(numbers[0])) + " to " + Views.plain(rounded(numbers[numbers.length - 1])) + ", median "
                + Views.plain((numbers[(numbers.length - 1) / 2] + numbers[numbers.length / 2]) / 2);
    }

    private void series(final JsonObject page) {
        final List<String> names = new ArrayList<>(List.of("Patient"));
        names.addAll(KEY);
        Views.table(page, "table", "Key attributes", names, m_rows.stream().map(row -> {
            final List<Object> cells = new ArrayList<>(List.of(row.getKey().getString()));
            KEY.forEach(k -> {
                final DataCell cell = row.getCell(column(k));
                final double number = cell.isMissing() ? Double.NaN : Columns.number(cell);
                cells.add(cell.isMissing() ? "" : Double.isNaN(number) ? Columns.text(cell).orElse("") : number);
            });
            return cells.toArray();
        }).toList());
    }

    private void problems(final JsonObject page) {
        Views.table(page, "table", "Problems", List.of("Patient", "Severity", "What", "Expected", "Found", "What to do"),
            m_problems.stream().map(p -> new Object[]{p.patientId(), p.severity().name().toLowerCase(Locale.ROOT), p.what(),
                p.expected(), p.found(), p.remedy()}).toList());
    }
}
