package org.dlrm.stats.fusion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;

/** Predictions per second of the oracle's fusion model (13 features, 4 clinical columns): {@code [rows]}. */
final class PredictionBenchmark {

    private PredictionBenchmark() {
    }

    static double rowsPerSecond(final int rows) {
        final Table cohort = Oracle.data("dlrm_cohort");
        final DlrmModel model = new DlrmFusion(DlrmPipelineOracleTest.settings()).learn(cohort, Progress.NONE).model();
        final DlrmPredictor predictor = new DlrmPredictor(model);
        final SplittableRandom random = new SplittableRandom(1);
        final Map<String, Column> columns = new LinkedHashMap<>();
        final int[] drawn = random.ints(rows, 0, cohort.rows()).toArray();
        predictor.requiredColumns().forEach(c -> columns.put(c, cohort.column(c).rows(drawn)));
        final Table table = Table.ofRows(rows).with(columns);
        double best = 0;
        for (int i = 0; i < 10; i++) {
            final long start = System.nanoTime();
            predictor.predict(table);
            best = Math.max(best, rows / ((System.nanoTime() - start) / 1e9));
        }
        return best;
    }

    public static void main(final String[] args) {
        final int rows = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        System.out.printf("%,.0f predictions per second (%,d rows, best of 10)%n", rowsPerSecond(rows), rows);
    }
}
