package org.dlrm.headless.stats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.dlrm.stats.combat.Combat;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats combat}. */
@Command(name = "combat", description = {"ComBat harmonization of features between centres (as R's sva::ComBat).",
    "With --train learnt on those rows only and applied to all."})
final class CombatCommand extends StatsSubcommand {

    @Option(names = "--batch", required = true, paramLabel = "COLUMN", description = "The centre")
    private String m_batch;

    @Option(names = "--x", split = ",", paramLabel = "COLUMN",
        description = "Features; default: all numeric columns that have no other role")
    private List<String> m_x;

    @Option(names = "--cov", split = ",", paramLabel = "COLUMN", description = "Covariates whose effect is kept")
    private List<String> m_covariates = List.of();

    @Option(names = "--ref", paramLabel = "CENTRE", description = "Reference centre, which stays as it is")
    private Optional<String> m_reference = Optional.empty();

    @Option(names = "--mean-only", description = "Remove shifts only, not scales")
    private boolean m_meanOnly;

    @Option(names = "--non-parametric", description = "Empirical instead of normal and inverse gamma priors")
    private boolean m_nonParametric;

    @Option(names = "--train", paramLabel = "COLUMN=VALUE", description = "Learn from these rows only")
    private Optional<String> m_train = Optional.empty();

    @Option(names = "--unseen-as-reference", description = "Leave centres that were not in the training as they are")
    private boolean m_unseenAsReference;

    @Option(names = "--model", paramLabel = "FILE", description = "Also write the learnt model, as JSON")
    private Path m_model;

    @Override
    Object compute(final Table data) throws IOException {
        final String trainColumn = m_train.map(t -> t.split("=", 2)[0]).orElse("");
        final List<String> features = m_x != null ? m_x : data.names().stream()
            .filter(n -> data.isNumeric(n) && !n.equals(m_batch) && !n.equals(trainColumn) && !m_covariates.contains(n))
            .toList();
        final Table table = complete(data, plus(features, plus(m_covariates, m_batch).toArray(String[]::new)));
        final CombatModel model = new Combat(!m_nonParametric, m_meanOnly, m_reference).learn(training(table), features,
            m_batch, m_covariates);
        if (m_model != null) {
            Files.writeString(m_model, model.toJson() + "\n", StandardCharsets.UTF_8);
        }
        final double[][] columns = model.apply(table, m_unseenAsReference ? CombatModel.Unseen.AS_REFERENCE
            : CombatModel.Unseen.ERROR).numbers(features);
        final double[][] rows = new double[table.rows()][features.size()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = columns[j][i];
            }
        }
        final String kind = m_meanOnly ? "mean_only" : (m_nonParametric ? "nonparametric" : "parametric")
            + (m_covariates.isEmpty() ? "_nomod" : "_mod") + m_reference.map(r -> "_ref" + r).orElse("");
        return map("features", features, kind, rows);
    }

    private Table training(final Table table) {
        if (m_train.isEmpty()) {
            return table;
        }
        final String[] condition = m_train.get().split("=", 2);
        if (condition.length != 2) {
            throw wrong("--train needs COLUMN=VALUE, not " + m_train.get());
        }
        final Column.Factor column = table.factor(condition[0]);
        return table.filter(i -> column.label(i).equals(condition[1]));
    }
}
