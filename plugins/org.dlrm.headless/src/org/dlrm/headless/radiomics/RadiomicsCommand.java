package org.dlrm.headless.radiomics;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Callable;

import org.dlrm.radiomics.FeatureLayout;
import org.dlrm.radiomics.FeatureLayout.Column;
import org.dlrm.radiomics.FeatureValue;
import org.dlrm.radiomics.RadiomicsExtractor;
import org.dlrm.radiomics.RadiomicsResult;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.radiomics.SettingsFormat;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlrm radiomics}: features of one case, or of a cohort listed in a file, as a table. */
@Command(name = "radiomics",
    description = "Extracts radiomics features (IBSI 1, or as PyRadiomics 3) of a region: one row per case, one column "
        + "per feature.",
    footer = {"", "Examples:", "  dlrm radiomics ct.nii.gz tumour.nii.gz -o features.csv",
        "  dlrm radiomics patient/CT patient/rtstruct.dcm --roi GTV-1 --settings pyradiomics",
        "  dlrm radiomics --batch cases.csv --threads 2 --settings Params.yaml -o features.csv", "",
        "A batch file has the columns id, image, mask and, if needed, roi; paths are relative to it."})
public final class RadiomicsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Parameters(index = "0", paramLabel = "IMAGE", arity = "0..1",
        description = "NIfTI or NRRD image, or the folder of a DICOM series")
    private Path m_image;

    @Parameters(index = "1", paramLabel = "MASK", arity = "0..1",
        description = "NIfTI or NRRD mask on the image's grid, RTSTRUCT or DICOM SEG file")
    private Path m_mask;

    @Option(names = "--roi", paramLabel = "NAME", description = "The region's name or label, if there are several")
    private Optional<String> m_roi = Optional.empty();

    @Option(names = "--settings", paramLabel = "FILE", defaultValue = "ibsi",
        description = {"JSON or YAML settings, a PyRadiomics parameter file, or a preset: ibsi (1 mm, 25 HU, 3D), "
            + "gastric (1 mm, 5 HU, 3D, LoG and wavelet) or pyradiomics (its own defaults).", "Default: ${DEFAULT-VALUE}"})
    private String m_settings;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "CSV file to write; default: standard output")
    private Path m_output;

    @Option(names = "--dictionary", paramLabel = "FILE",
        description = "Also write what each column means: family, IBSI code, aggregation, filter, definition.")
    private Path m_dictionary;

    @Option(names = "--print-settings", description = "Print the settings as YAML and extract nothing.")
    private boolean m_printSettings;

    @Option(names = "--batch", paramLabel = "FILE", description = "CSV file with the columns id, image, mask (, roi)")
    private Path m_batch;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
        description = "Cases treated at the same time; the numbers do not depend on it. Default: ${DEFAULT-VALUE}")
    private int m_threads;

    /** A case to extract. */
    private record Case(String id, Path image, Path mask, Optional<String> roi) {
    }

    /** A row of the table; a problem if the case could not be extracted at all. */
    private record Outcome(Case subject, List<FeatureValue> features, List<String> advice, Optional<String> problem) {
    }

    @Override
    public Integer call() throws IOException {
        final RadiomicsSettings settings = settings();
        final PrintWriter err = m_spec.commandLine().getErr();
        if (m_printSettings) {
            m_spec.commandLine().getOut().print(SettingsFormat.toYaml(settings));
            m_spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        final List<Column> columns = columns(settings);
        final List<Case> cases = cases();
        if (m_dictionary != null) {
            writeDictionary(columns, settings);
        }
        final int[] failed = {0};
        try (PrintWriter out = m_output == null ? new PrintWriter(m_spec.commandLine().getOut()) {
            @Override
            public void close() {
                flush();
            }
        } : new PrintWriter(Files.newBufferedWriter(m_output, StandardCharsets.UTF_8))) {
            final List<String> header = new ArrayList<>(List.of("id"));
            columns.forEach(c -> header.add(c.name()));
            Collections.addAll(header, "settings", "problem");
            out.println(Csv.row(header));
            final OrderedParallel parallel = new OrderedParallel(m_threads, OrderedParallel.SMALL_RESULTS);
            parallel.map(cases.iterator(), (i, c) -> extract(c, settings), (i, o) -> {
                out.println(Csv.row(row(o, columns, settings)));
                out.flush();
                o.problem().ifPresent(p -> {
                    failed[0]++;
                    err.println(o.subject().id() + ": " + p);
                });
                o.advice().forEach(a -> err.println(o.subject().id() + ": " + a));
                err.flush();
            }, Progress.NONE);
        }
        return failed[0] == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private RadiomicsSettings settings() throws IOException {
        switch (m_settings) {
            case "ibsi":
                return RadiomicsSettings.ibsiDefault();
            case "gastric":
                return RadiomicsSettings.gastricCt();
            case "pyradiomics":
                return RadiomicsSettings.pyRadiomicsDefault();
            default:
                try {
                    return SettingsFormat.parse(Files.readString(Path.of(m_settings)));
                } catch (java.nio.file.NoSuchFileException e) {
                    throw new ParameterException(m_spec.commandLine(),
                        "--settings: no file " + m_settings + ", and the presets are ibsi, gastric and pyradiomics", e);
                } catch (IllegalArgumentException e) {
                    throw new ParameterException(m_spec.commandLine(), m_settings + ": " + e.getMessage(), e);
                }
        }
    }

    private List<Column> columns(final RadiomicsSettings settings) {
        try {
            return FeatureLayout.of(settings).columns();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(m_spec.commandLine(), m_settings + ": " + e.getMessage(), e);
        }
    }

    private List<Case> cases() throws IOException {
        if (m_batch == null) {
            if (m_image == null || m_mask == null) {
                throw new ParameterException(m_spec.commandLine(), "Give IMAGE and MASK, or --batch cases.csv");
            }
            return List.of(new Case(m_image.getFileName().toString(), m_image, m_mask, m_roi));
        }
        if (m_image != null) {
            throw new ParameterException(m_spec.commandLine(), "Give either IMAGE and MASK or --batch, not both");
        }
        final List<String> lines = Files.readAllLines(m_batch);
        final List<String> header = lines.isEmpty() ? List.of() : Csv.cells(lines.get(0).replace("\uFEFF", ""));
        final int id = header.indexOf("id");
        final int image = header.indexOf("image");
        final int mask = header.indexOf("mask");
        final int roi = header.indexOf("roi");
        if (id < 0 || image < 0 || mask < 0) {
            throw new ParameterException(m_spec.commandLine(),
                m_batch + " must have the columns id, image and mask; found " + header);
        }
        final List<Case> cases = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            final List<String> cells = Csv.cells(lines.get(i));
            if (lines.get(i).isBlank()) {
                continue;
            }
            if (cells.size() != header.size()) {
                throw new ParameterException(m_spec.commandLine(), m_batch + ", line " + (i + 1) + ": "
                    + header.size() + " cells expected, " + cells.size() + " found");
            }
            final Path base = m_batch.toAbsolutePath().getParent();
            cases.add(new Case(cells.get(id), base.resolve(cells.get(image)), base.resolve(cells.get(mask)),
                roi < 0 ? m_roi : Optional.of(cells.get(roi)).filter(s -> !s.isBlank())));
        }
        return cases;
    }

    private static Outcome extract(final Case c, final RadiomicsSettings settings) {
        try {
            final CaseFiles files = CaseFiles.read(c.image(), c.mask(), c.roi(), Progress.NONE);
            final RadiomicsResult r =
                RadiomicsExtractor.extract(files.image(), files.mask(), settings, Progress.NONE);
            return new Outcome(c, r.features(), r.advice(), Optional.empty());
        } catch (CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // one patient's broken file must not cost the cohort
            return new Outcome(c, List.of(), List.of(),
                Optional.of(e.getMessage() == null ? e.toString() : e.getMessage()));
        } catch (OutOfMemoryError e) {
            return new Outcome(c, List.of(), List.of(),
                Optional.of("not enough memory: set DLRM_XMX, or use fewer threads"));
        }
    }

    /** Missing values are empty cells; their reasons are in the last column. */
    private static List<String> row(final Outcome o, final List<Column> columns, final RadiomicsSettings settings) {
        final List<String> row = new ArrayList<>(List.of(o.subject().id()));
        if (o.problem().isPresent()) {
            row.addAll(Collections.nCopies(columns.size(), ""));
            Collections.addAll(row, settings.hash(), o.problem().get());
            return row;
        }
        final StringBuilder missing = new StringBuilder();
        String last = "";
        for (final FeatureValue f : o.features()) {
            row.add(f.missing().isPresent() ? "" : Double.toString(f.value()));
            if (f.missing().isPresent()) {
                if (!f.missing().get().equals(last)) {
                    last = f.missing().get();
                    missing.append(missing.isEmpty() ? "" : "; ").append(last).append(": ").append(f.column());
                } else {
                    missing.append(' ').append(f.column());
                }
            }
        }
        Collections.addAll(row, settings.hash(), missing.toString());
        return row;
    }

    private void writeDictionary(final List<Column> columns, final RadiomicsSettings settings) throws IOException {
        final List<String> lines = new ArrayList<>();
        lines.add("column,family,name,ibsi_code,aggregation,image,settings,definition");
        for (final Column c : columns) {
            lines.add(Csv.row(List.of(c.name(), c.definition().family().title(), c.definition().name(),
                c.definition().ibsiId(), c.aggregation(), c.image(), settings.hash(), c.definition().definition())));
        }
        Files.write(m_dictionary, lines);
    }
}
