package org.dlrm.headless.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.DlrmPredictor;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats predict}. */
@Command(name = "predict", description = "Applies a frozen fusion model: signatures, probability, class, contributions.")
final class PredictCommand extends StatsSubcommand {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model that 'fusion --model' wrote")
    private Path m_model;

    @Option(names = "--times", split = ",", paramLabel = "T", description = "Cox model: survival at these times")
    private double[] m_times = new double[0];

    @Override
    Object compute(final Table data) throws IOException {
        final DlrmModel model = DlrmModel.fromJson(Files.readString(m_model));
        final DlrmPredictor predictor = new DlrmPredictor(model);
        final DlrmPredictor.Predictions p = predictor.predict(data);
        final Map<String, Object> signatures = map();
        for (int s = 0; s < p.signatures().length; s++) {
            signatures.put(model.signatures().get(s).name(), p.signatures()[s]);
        }
        final Map<String, Object> contributions = map();
        for (int t = 0; t < p.contributions().length; t++) {
            contributions.put(model.terms().get(t).name(), p.contributions()[t]);
        }
        final Map<String, Object> result = map("row", p.keys(), "signatures", signatures, "lp", p.lp(), "probability",
            p.probability(), "class", classes(p, model), "contributions", contributions, "notes", p.notes());
        for (final double t : m_times) {
            result.put("survival_" + t, IntStream.range(0, p.lp().length)
                .mapToDouble(i -> predictor.survival(p.lp()[i], t)).toArray());
        }
        return result;
    }

    private static List<String> classes(final DlrmPredictor.Predictions p, final DlrmModel model) {
        final boolean cox = model.kind() == DlrmModel.Kind.COX;
        return IntStream.range(0, p.keys().size()).mapToObj(i -> Double.isNaN(p.lp()[i]) ? ""
            : p.positive()[i] ? cox ? "high risk" : model.outcome().positiveClass()
                : cox ? "low risk" : model.outcome().negativeClass()).toList();
    }
}
