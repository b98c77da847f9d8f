package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.work.Progress;

/**
 * What the learner makes of features that have nothing to do with the outcome. As a program: {@code NoiseStudy [seeds
 * [columns [patients]]]}, by default the 50 x 2,000 x 200 of the project's acceptance.
 */
final class NoiseStudy {

    /** Apparent and cross-validated AUC of one seed. */
    record Aucs(double apparent, double crossValidated) {
    }

    private NoiseStudy() {
    }

    static Table noise(final int columns, final int patients, final long seed) {
        final Random random = new Random(seed);
        final Map<String, Column> all = new LinkedHashMap<>();
        all.put("y", new Column.Numeric(IntStream.range(0, patients).mapToDouble(i -> i % 2).toArray()));
        all.put("cohort", Column.Factor.of(java.util.Collections.nCopies(patients, "train")));
        for (int j = 0; j < columns; j++) {
            all.put("f" + j, new Column.Numeric(random.doubles(patients).map(u -> random.nextGaussian()).toArray()));
        }
        return Table.ofRows(patients).with(all);
    }

    static DlrmSettings settings(final int columns, final long seed) {
        return DlrmSettings.builder(new Outcome.Binary("y", "1"), "cohort", "train")
            .group("radiomics", IntStream.range(0, columns).mapToObj(j -> "f" + j).toList(),
                new SelectionStep.UnivariableScreen(SelectionStep.Test.MANN_WHITNEY, PAdjust.NONE, 0.05),
                new SelectionStep.Redundancy(0.9, SelectionStep.Relevance.AUC),
                new SelectionStep.Penalized(1, SelectionStep.LambdaRule.MIN, org.dlrm.stats.glmnet.CvMeasure.DEVIANCE, 5,
                    SelectionStep.FoldScheme.STRATIFIED, 1, 1e-7))
            .validation(new DlrmSettings.Validation(5, 1, 0)).seed(seed).build();
    }

    static Aucs run(final int columns, final int patients, final long seed) {
        final Performance p = new DlrmFusion(settings(columns, seed)).learn(noise(columns, patients, seed), Progress.NONE)
            .model().performance();
        return new Aucs(p.apparent().value(), p.crossValidated().value());
    }

    public static void main(final String[] args) {
        final int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 50;
        final int columns = args.length > 1 ? Integer.parseInt(args[1]) : 2000;
        final int patients = args.length > 2 ? Integer.parseInt(args[2]) : 200;
        final List<Aucs> all = new ArrayList<>();
        final long start = System.nanoTime();
        for (int seed = 1; seed <= seeds; seed++) {
            all.add(run(columns, patients, seed));
        }
        System.out.printf("%d seeds, %d columns, %d patients: apparent AUC %.3f, cross-validated %.4f; %.1f s%n", seeds,
            columns, patients, all.stream().mapToDouble(Aucs::apparent).average().orElseThrow(),
            all.stream().mapToDouble(Aucs::crossValidated).average().orElseThrow(), (System.nanoTime() - start) / 1e9);
    }
}
