package org.dlrm.headless.stats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.stats.fusion.ClinicalSettings;
import org.dlrm.stats.fusion.DlrmFusion;
import org.dlrm.stats.fusion.DlrmSettings;
import org.dlrm.stats.fusion.Outcome;
import org.dlrm.stats.fusion.SelectionStep;
import org.dlrm.stats.glmnet.CvMeasure;
import org.dlrm.stats.select.Mrmr;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.work.Progress;

import com.google.gson.JsonParser;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats fusion}. */
@Command(name = "fusion", description = {"Learns a DLRM fusion model from the training rows: signatures of feature groups, "
    + "clinical columns, one logistic (--y) or Cox (--time, --event) regression.",
    "Prints the frozen model, the trace of every step and the warnings."})
final class FusionCommand extends StatsSubcommand {

    @Option(names = "--y", paramLabel = "COLUMN", description = "Class outcome")
    private Optional<String> m_y = Optional.empty();

    @Option(names = "--positive", paramLabel = "VALUE", defaultValue = "1",
        description = "Value of the positive class. Default: ${DEFAULT-VALUE}")
    private String m_positive;

    @Option(names = "--time", paramLabel = "COLUMN", description = "Time, for a Cox model")
    private Optional<String> m_time = Optional.empty();

    @Option(names = "--event", paramLabel = "COLUMN", description = "Event, for a Cox model")
    private Optional<String> m_event = Optional.empty();

    @Option(names = "--event-value", paramLabel = "VALUE", defaultValue = "1",
        description = "Value that means an event. Default: ${DEFAULT-VALUE}")
    private String m_eventValue;

    @Option(names = "--cohort", required = true, paramLabel = "COLUMN", description = "Cohort column")
    private String m_cohort;

    @Option(names = "--train", required = true, paramLabel = "VALUE", description = "Its value in training rows")
    private String m_train;

    @Option(names = "--group", paramLabel = "NAME=REGEX",
        description = "A signature of the columns whose names match (repeatable), e.g. radiomics=hc.*")
    private Map<String, String> m_groups = new LinkedHashMap<>();

    @Option(names = "--scores", split = ",", paramLabel = "COLUMN", description = "Columns that enter as they are")
    private List<String> m_scores = List.of();

    @Option(names = "--clinical", split = ",", paramLabel = "COLUMN", description = "Clinical candidates")
    private List<String> m_clinical = List.of();

    @Option(names = "--clinical-alpha", paramLabel = "X", defaultValue = "0.05",
        description = "Univariable p value below which they stay. Default: ${DEFAULT-VALUE}")
    private double m_clinicalAlpha;

    @Option(names = "--forced", split = ",", paramLabel = "COLUMN", description = "Those that stay anyway")
    private List<String> m_forced = List.of();

    @Option(names = "--backward", paramLabel = "NAME", defaultValue = "NONE",
        description = "Elimination among the clinical columns: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private ClinicalSettings.Backward m_backward;

    @Option(names = "--missing", paramLabel = "SHARE",
        description = "Drop features with a larger share of missing values and fill the others; default: refuse them")
    private Optional<Double> m_missing = Optional.empty();

    @Option(names = "--test", paramLabel = "NAME", description = "Univariable screen: ${COMPLETION-CANDIDATES}; default: none")
    private Optional<SelectionStep.Test> m_test = Optional.empty();

    @Option(names = "--alpha", paramLabel = "X", defaultValue = "0.05", description = "Its p value. Default: ${DEFAULT-VALUE}")
    private double m_alpha;

    @Option(names = "--adjust", paramLabel = "NAME", defaultValue = "NONE",
        description = "Adjustment: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private PAdjust m_adjust;

    @Option(names = "--spearman", paramLabel = "R", description = "Redundancy threshold; default: none")
    private Optional<Double> m_spearman = Optional.empty();

    @Option(names = "--mrmr", paramLabel = "K", description = "Keep the first K of mRMR; default: all")
    private Optional<Integer> m_mrmr = Optional.empty();

    @Option(names = "--mixing", paramLabel = "X", defaultValue = "1",
        description = "1 = LASSO, below = elastic net. Default: ${DEFAULT-VALUE}")
    private double m_mixing;

    @Option(names = "--lambda", paramLabel = "NAME", defaultValue = "MIN",
        description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private SelectionStep.LambdaRule m_lambda;

    @Option(names = "--folds", paramLabel = "N", defaultValue = "10",
        description = "Folds of its cross-validation. Default: ${DEFAULT-VALUE}")
    private int m_folds;

    @Option(names = "--fold-scheme", paramLabel = "NAME", defaultValue = "STRATIFIED",
        description = "${COMPLETION-CANDIDATES} (row i to fold ((i - 1) mod k) + 1). Default: ${DEFAULT-VALUE}")
    private SelectionStep.FoldScheme m_scheme;

    @Option(names = "--thresh", paramLabel = "X", defaultValue = "1e-9",
        description = "Convergence of glmnet. Default: ${DEFAULT-VALUE}")
    private double m_thresh;

    @Option(names = "--cv", paramLabel = "N", defaultValue = "0",
        description = "Folds of the cross-validation of the whole pipeline, 0 = none. Default: ${DEFAULT-VALUE}")
    private int m_cv;

    @Option(names = "--bootstrap", paramLabel = "N", defaultValue = "0",
        description = "Samples of its optimism correction, 0 = none. Default: ${DEFAULT-VALUE}")
    private int m_bootstrap;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed. Default: ${DEFAULT-VALUE}")
    private long m_seed;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
        description = "Threads; the numbers do not depend on it.")
    private int m_threads;

    @Option(names = "--model", paramLabel = "FILE", description = "Also write the frozen model, as JSON")
    private Path m_model;

    @Override
    Object compute(final Table data) throws IOException {
        final DlrmFusion.Result result = new DlrmFusion(settings(data), m_threads).learn(data, Progress.NONE);
        final String json = result.model().toJson();
        if (m_model != null) {
            Files.writeString(m_model, json + "\n", StandardCharsets.UTF_8);
        }
        return map("model", JsonParser.parseString(json), "equation", result.model().equation().lines().toList(), "trace",
            result.trace(), "warnings", result.warnings(), "training_rows", result.trainingKeys().size(),
            "refused_rows", result.refusedRows());
    }

    private DlrmSettings settings(final Table data) {
        if (m_y.isPresent() == m_time.isPresent() || m_time.isPresent() != m_event.isPresent()) {
            throw wrong("Give either --y or both --time and --event");
        }
        final Outcome outcome = m_y.isPresent() ? new Outcome.Binary(m_y.get(), m_positive)
            : new Outcome.Survival(m_time.get(), m_event.orElseThrow(), m_eventValue);
        final DlrmSettings.Builder settings = DlrmSettings.builder(outcome, m_cohort, m_train).scores(m_scores)
            .clinical(new ClinicalSettings(m_clinical, m_forced, m_clinicalAlpha, m_backward, 0.1,
                ClinicalSettings.Missing.DROP_ROWS))
            .validation(new DlrmSettings.Validation(m_cv, 1, m_bootstrap)).seed(m_seed);
        m_groups.forEach((name, regex) -> settings.group(name, columns(data, name, regex),
            steps().toArray(SelectionStep[]::new)));
        return settings.build();
    }

    private List<String> columns(final Table data, final String name, final String regex) {
        final List<String> columns = data.names().stream().filter(c -> c.matches(regex)).toList();
        if (columns.isEmpty()) {
            throw wrong("--group " + name + ": no column name matches " + regex);
        }
        return columns;
    }

    private List<SelectionStep> steps() {
        final List<SelectionStep> steps = new ArrayList<>();
        m_missing.ifPresent(share -> steps.add(new SelectionStep.MissingRule(share)));
        m_test.ifPresent(test -> steps.add(new SelectionStep.UnivariableScreen(test, m_adjust, m_alpha)));
        m_spearman.ifPresent(r -> steps.add(new SelectionStep.Redundancy(r, SelectionStep.Relevance.AUC)));
        m_mrmr.ifPresent(k -> steps.add(
            new SelectionStep.MrmrSelection(k, Mrmr.Criterion.MID, Mrmr.Correlation.PEARSON)));
        steps.add(new SelectionStep.Penalized(m_mixing, m_lambda, CvMeasure.DEVIANCE, m_folds, m_scheme, 1, m_thresh));
        return steps;
    }
}
