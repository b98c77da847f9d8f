package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The items of a reporting checklist, in short words of our own, and which facts answer them. An item is only as far
 * answered as facts are known; the judgement whether that is enough stays with the authors.
 *
 * @param name of the checklist
 * @param source its publication
 * @param items in the checklist's order, numbered from 1
 */
record Checklist(String name, String source, List<Entry> items) {

    /** Status of an item about which the workflow knows nothing. */
    static final String OPEN = "to be answered by the authors";

    /** Status of an item which the facts answer. */
    static final String FILLED = "filled from the workflow";

    /** Status of an item of which the facts answer a part. */
    static final String PARTLY = "partly filled, to be completed by the authors";

    private static final String BEHIND_HASH = "the parameters that the settings hash stands for";

    /**
     * @param weight in the score, NaN where the checklist has none
     * @param facts that answer it; none if only a human can
     * @param rest what the authors have to add to the facts; empty if nothing
     */
    record Entry(int number, String text, double weight, List<Fact> facts, String rest) {
    }

    static final Checklist TRIPOD_AI = new Builder() //
        .add("Title: development or evaluation of a prediction model, population and outcome") //
        .add("Abstract (TRIPOD+AI for abstracts)") //
        .add("Background: healthcare context, rationale, target population, intended users, health inequalities") //
        .add("Objectives: development, evaluation or both") //
        .partly("Data: sources, representativeness, dates", "sources, reasons for the choice, dates of recruitment and "
            + "follow-up", Fact.COHORTS, Fact.CENTRES) //
        .partly("Participants: setting, eligibility, treatments", "eligibility criteria and treatments", Fact.CENTRES,
            Fact.FLOW) //
        .add("Data preparation: pre-processing and quality checks, the same in all groups", Fact.PIPELINE,
            Fact.SCALING, Fact.HARMONIZATION) //
        .partly("Outcome: definition, assessment, blinding", "clinical definition, who assessed it, blinding",
            Fact.OUTCOME) //
        .partly("Predictors: choice, definition, assessment", "why these candidates, how clinical factors were measured",
            Fact.PREDICTORS, Fact.FEATURES) //
        .partly("Sample size: how it was arrived at", "justification for the question asked", Fact.EVENTS) //
        .partly("Missing data: handling and reasons for omitting data", "reasons for missing values", Fact.MISSING,
            Fact.MISSING_RULE) //
        .add("Analytical methods: partitioning, predictors, model, tuning, heterogeneity, performance measures",
            Fact.SPLIT, Fact.SELECTION, Fact.FUSION, Fact.TUNING, Fact.METRICS) //
        .add("Class imbalance: whether and how it was handled", Fact.BALANCE) //
        .add("Fairness: approaches used and their rationale") //
        .add("Model output: probabilities or classes, and how thresholds were found", Fact.OUTPUT, Fact.THRESHOLD) //
        .add("Training versus evaluation: differences in setting, eligibility, outcome, predictors",
            Fact.CHARACTERISTICS, Fact.ACQUISITION) //
        .add("Ethical approval and consent") //
        .add("Open science: funding, conflicts of interest, protocol, registration, data and code sharing") //
        .add("Patient and public involvement") //
        .add("Participants: flow, characteristics, comparison of development and evaluation", Fact.FLOW,
            Fact.CHARACTERISTICS) //
        .add("Model development: participants and events in each analysis", Fact.DEVELOPMENT) //
        .add("Model specification: the full model, so that others can predict and evaluate", Fact.EQUATION,
            Fact.NOMOGRAM) //
        .add("Model performance: estimates with intervals, for key groups, and heterogeneity", Fact.PERFORMANCE,
            Fact.HETEROGENEITY, Fact.SURVIVAL) //
        .add("Model updating: results, if any") //
        .add("Interpretation: main results, fairness, previous studies") //
        .add("Limitations and their effect on bias, uncertainty and generalisability") //
        .add("Usability in current care: poor or missing input, user interaction, next steps") //
        .build("TRIPOD+AI", "BMJ 2024;385:e078378, 27 items");

    static final Checklist CLEAR = new Builder() //
        .add("Title that names the radiomic methodology") //
        .add("Structured summary") //
        .add("Keywords for radiomics") //
        .add("Scientific or clinical background") //
        .add("Rationale for using radiomics") //
        .add("Study objectives") //
        .add("Adherence to guidelines or checklists") //
        .add("Ethical details: approval, consent, data protection") //
        .add("Sample size calculation") //
        .add("Study nature: retrospective or prospective") //
        .add("Eligibility criteria") //
        .add("Flowchart of the technical pipeline", Fact.PIPELINE) //
        .add("Data source: private, public, or both") //
        .add("Data overlap with earlier studies") //
        .add("Data split", Fact.SPLIT) //
        .partly("Imaging protocol", "what the DICOM headers do not tell: preparation, contrast timing, reconstruction",
            Fact.ACQUISITION) //
        .add("Definition of non-radiomic predictors") //
        .add("Definition of the reference standard (outcome)") //
        .partly("Segmentation strategy", "who or what drew the regions, software, how", Fact.FLOW) //
        .add("Operators who segmented and their experience") //
        .partly("Image pre-processing", BEHIND_HASH, Fact.FEATURE_SETTINGS, Fact.PARAMETERS) //
        .partly("Resampling and its parameters", BEHIND_HASH, Fact.FEATURE_SETTINGS, Fact.PARAMETERS) //
        .partly("Discretisation and its parameters", BEHIND_HASH, Fact.FEATURE_SETTINGS, Fact.PARAMETERS) //
        .add("Image types: original, filtered, transformed", Fact.IMAGE_TYPES) //
        .add("Feature extraction method", Fact.FEATURES) //
        .add("Feature classes", Fact.FEATURES) //
        .add("Number of features", Fact.FEATURE_COUNT) //
        .partly("Statement about the default configuration", BEHIND_HASH, Fact.FEATURE_SETTINGS, Fact.PARAMETERS) //
        .add("Handling of missing data", Fact.MISSING, Fact.MISSING_RULE) //
        .add("Class imbalance", Fact.BALANCE) //
        .add("Segmentation reliability analysis", Fact.ROBUSTNESS) //
        .add("Feature scaling", Fact.SCALING) //
        .add("Dimension reduction", Fact.SELECTION, Fact.REDUNDANCY) //
        .add("Algorithm", Fact.FUSION) //
        .add("Training and tuning", Fact.TUNING) //
        .add("Handling of confounders") //
        .add("Model selection strategy") //
        .add("Testing technique: internal, external", Fact.INTERNAL_TEST, Fact.OTHER_COHORTS, Fact.EXTERNAL_TEST) //
        .partly("Performance metrics and why they were chosen", "why these metrics", Fact.METRICS) //
        .add("Uncertainty of the estimates", Fact.INTERVALS) //
        .add("Statistical comparison of performance", Fact.COMPARISONS) //
        .add("Comparison with non-radiomic and combined methods", Fact.CLINICAL_COMPARISON) //
        .add("Interpretability and explainability", Fact.NOMOGRAM) //
        .add("Baseline demographic and clinical characteristics", Fact.CHARACTERISTICS) //
        .partly("Flowchart for eligibility", "patients excluded before the cohort table", Fact.FLOW) //
        .add("Feature statistics: reproducibility, selection", Fact.SELECTION, Fact.DIMENSION) //
        .add("Model performance", Fact.PERFORMANCE, Fact.CALIBRATION, Fact.SURVIVAL) //
        .add("Comparison with non-radiomic and combined approaches: results", Fact.CLINICAL_COMPARISON) //
        .add("Overview of important findings") //
        .add("Previous works and the differences from this study") //
        .add("Practical implications") //
        .add("Strengths and limitations") //
        .add("Sharing images with segmentations") //
        .add("Sharing radiomic feature data") //
        .add("Sharing pre-processing scripts or settings") //
        .add("Sharing source code for modeling") //
        .partly("Sharing final model files", "where the file can be had", Fact.MODEL_FILE) //
        .add("Sharing a ready-to-use system") //
        .build("CLEAR", "Kocak et al., Insights Imaging 2023, 10.1186/s13244-023-01415-8, 58 items");

    static final Checklist METRICS = new Builder() //
        .weigh(.0368, "Adherence to radiomics or machine learning checklists") //
        .weigh(.0735, "Eligibility criteria that describe a representative population") //
        .weigh(.0919, "High-quality reference standard with a clear definition") //
        .weigh(.0438, "Multi-centre", Fact.CENTRES) //
        .weigh(.0292, "Clinical translatability of the imaging source") //
        .weigh(.0438, "Imaging protocol with acquisition parameters", Fact.ACQUISITION) //
        .weigh(.0292, "Interval between imaging and reference standard") //
        .weigh(.0337, "Transparent description of the segmentation") //
        .weigh(.0225, "Formal evaluation of fully automated segmentation") //
        .weigh(.0112, "Test set masks by a single reader or automated tool") //
        .weighPartly(.0622, "Appropriate image pre-processing, transparently described", Fact.FEATURE_SETTINGS,
            Fact.PARAMETERS) //
        .weigh(.0311, "Standardised feature extraction software", Fact.FEATURES) //
        .weighPartly(.0415, "Transparent reporting of the extraction parameters", Fact.FEATURE_SETTINGS, Fact.PARAMETERS) //
        .weigh(.02, "Removal of non-robust features", Fact.ROBUSTNESS) //
        .weigh(.02, "Removal of redundant features", Fact.REDUNDANCY) //
        .weigh(.03, "Dimensionality appropriate to the data size", Fact.DIMENSION) //
        .weigh(.02, "Robustness of end-to-end deep learning pipelines") //
        .weigh(.0599, "Proper data partitioning", Fact.SPLIT) //
        .weigh(.03, "Handling of confounding factors") //
        .weigh(.0352, "Appropriate performance metrics", Fact.METRICS) //
        .weigh(.0234, "Consideration of uncertainty", Fact.INTERVALS) //
        .weigh(.0176, "Calibration assessment", Fact.CALIBRATION) //
        .weigh(.0117, "Uni-parametric imaging or proof of its inferiority") //
        .weigh(.0293, "Comparison with a non-radiomic approach or proof of added clinical value",
            Fact.CLINICAL_COMPARISON) //
        .weigh(.0176, "Comparison with simple or classical statistical models") //
        .weigh(.0375, "Internal testing", Fact.INTERNAL_TEST) //
        .weigh(.0749, "External testing", Fact.EXTERNAL_TEST) //
        .weigh(.0075, "Data availability") //
        .weigh(.0075, "Code availability") //
        .weigh(.0075, "Model availability") //
        .build("METRICS", "Kocak et al., Insights Imaging 2024, 10.1186/s13244-023-01572-w, 30 items; weights 24, 25 as "
            + "recalled, please check against the paper's calculator");

    static final List<Checklist> ALL = List.of(TRIPOD_AI, CLEAR, METRICS);

    /** @return the items with what the facts say; items without a known fact have no text */
    List<StudyReport.Item> answer(final Map<Fact, String> known) {
        final Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.putAll(known);
        return items.stream().map(e -> {
            final String text = e.facts().stream().map(facts::get).filter(Objects::nonNull).distinct()
                .collect(Collectors.joining(" "));
            final String label = e.number() + ". " + e.text() + (Double.isNaN(e.weight()) ? ""
                : String.format(Locale.ROOT, " (weight %.4f)", e.weight()));
            if (text.isEmpty()) {
                return new StudyReport.Item(name, label, OPEN, "");
            }
            final boolean complete =
                e.rest().isEmpty() || e.rest().equals(BEHIND_HASH) && facts.containsKey(Fact.PARAMETERS);
            return new StudyReport.Item(name, label, complete ? FILLED : PARTLY,
                complete ? text : text + " Authors to add: " + e.rest() + ".");
        }).toList();
    }

    private static final class Builder {

        private final List<Entry> m_entries = new ArrayList<>();

        Builder add(final String text, final Fact... facts) {
            return entry(text, Double.NaN, "", facts);
        }

        Builder partly(final String text, final String rest, final Fact... facts) {
            return entry(text, Double.NaN, rest, facts);
        }

        Builder weigh(final double weight, final String text, final Fact... facts) {
            return entry(text, weight, "", facts);
        }

        Builder weighPartly(final double weight, final String text, final Fact... facts) {
            return entry(text, weight, BEHIND_HASH, facts);
        }

        private Builder entry(final String text, final double weight, final String rest, final Fact... facts) {
            m_entries.add(new Entry(m_entries.size() + 1, text, weight, List.of(facts), rest));
            return this;
        }

        Checklist build(final String name, final String source) {
            return new Checklist(name, source, List.copyOf(m_entries));
        }
    }
}
