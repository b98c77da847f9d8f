package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.work.Progress;

/**
 * The whole way from the training rows to a fitted fusion: what cross-validation and bootstrap repeat in every sample.
 */
final class Pipeline {

    private final DlrmSettings m_settings;

    Pipeline(final DlrmSettings settings) {
        m_settings = settings;
    }

    /**
     * A fitted fusion.
     *
     * @param harmonizer of the features
     * @param signatures one per group, without features if none survived
     * @param terms the terms of the regression
     * @param fit the regression; empty terms mean that it holds an intercept only
     * @param trace what every step did
     * @param warnings what the user should know
     */
    record Fitted(Harmonizer harmonizer, List<SignatureLearner.Learned> signatures, List<Elimination.Term> terms,
        Regression fit, List<TraceRow> trace, List<String> warnings) {

        /** @return linear predictors of other rows of the same training data */
        double[] lp(final TrainingData raw) {
            final TrainingData data = harmonizer.apply(raw);
            final List<double[]> x = new ArrayList<>();
            for (final Elimination.Term term : terms) {
                x.addAll(Arrays.asList(values(term, data)));
            }
            return fit.lp(x.toArray(double[][]::new), data.rows());
        }

        private double[][] values(final Elimination.Term term, final TrainingData data) {
            for (int g = 0; g < signatures.size(); g++) {
                if (signatures.get(g).signature().name().equals(term.coding().column())) {
                    return new double[][] {signatures.get(g).values(data.groups()[g], data.rows())};
                }
            }
            return data.terms(term.coding());
        }
    }

    /** @param seed random choices inside (folds) come from it */
    Fitted fit(final TrainingData raw, final long seed, final Progress progress) {
        final Harmonizer harmonizer = Harmonizer.learn(m_settings, raw);
        final TrainingData data = harmonizer.apply(raw);
        final List<TraceRow> trace = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();
        final List<SignatureLearner.Learned> signatures = new ArrayList<>();
        final List<Elimination.Term> terms = new ArrayList<>();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int g = 0; g < m_settings.groups().size(); g++) {
            final FeatureGroup group = m_settings.groups().get(g);
            progress.report((double)g / (m_settings.groups().size() + 1), "Selecting features: " + group.name());
            final SignatureLearner.Learned learned = new SignatureLearner(group, data.groups()[g], data.target(),
                data.subject(), random.nextLong(), progress).learn();
            signatures.add(learned);
            trace.addAll(learned.trace());
            if (learned.indices().length == 0) {
                warnings.add("No feature of the group '" + group.name()
                    + "' was selected; the model has no such signature (the trace says which step removed the last)");
            } else {
                terms.add(new Elimination.Term(new DesignMatrix.Coding(group.name(), List.of()),
                    new double[][] {learned.values(data.groups()[g], data.rows())}, false));
            }
        }
        m_settings.scoreColumns().forEach(score -> terms.add(
            Elimination.Term.of(DesignMatrix.Coding.of(data.other(), score), data.other(), false)));
        final ClinicalLearner.Learned clinical = new ClinicalLearner(m_settings.clinical(), data.other(), data.target(),
            m_settings.firth()).learn();
        trace.addAll(clinical.trace());
        warnings.addAll(clinical.warnings());
        clinical.columns().forEach(c -> terms.add(
            Elimination.Term.of(c, data.other(), !m_settings.clinical().forced().contains(c.column()))));
        progress.check();
        final Elimination elimination = new Elimination(data.target(), m_settings.firth(), "fusion", trace);
        final List<Elimination.Term> left = elimination.run(terms, m_settings.backward(), m_settings.backwardAlpha());
        if (left.isEmpty()) {
            warnings.add("Nothing was selected: the model predicts the same for everybody");
        }
        return new Fitted(harmonizer, signatures, left, fit(elimination, left), trace, warnings);
    }

    private static Regression fit(final Elimination elimination, final List<Elimination.Term> terms) {
        try {
            return elimination.fit(terms);
        } catch (DegenerateDataException e) {
            throw new DegenerateDataException("The fusion of " + Elimination.names(terms) + " cannot be fitted. "
                + e.getMessage(), e.cause());
        }
    }
}
