package org.dlrm.stats.select;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.strings;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** mrmr.json: the same columns in the same order. */
class MrmrOracleTest {

    private final JsonObject m_expected = Oracle.results("mrmr");

    @ParameterizedTest
    @CsvSource({"binomial_pearson_MID,glmnet_binomial,PEARSON,MID", "binomial_spearman_MID,glmnet_binomial,SPEARMAN,MID",
        "binomial_pearson_MIQ,glmnet_binomial,PEARSON,MIQ", "gaussian_pearson_MID,glmnet_gaussian,PEARSON,MID"})
    void mrmr(final String key, final String data, final Mrmr.Correlation correlation,
        final Mrmr.Criterion criterion) {
        final Table table = Oracle.data(data);
        final List<String> names = table.names().stream().filter(n -> !n.equals("y")).toList();
        final Mrmr.Selection selection = new Mrmr(10, criterion, correlation).apply(table.numbers(names),
            table.numbers("y"));
        final JsonElement e = at(m_expected, key);
        assertEquals(strings(at(e, "order")), Arrays.stream(selection.order()).mapToObj(names::get).toList());
        close(at(e, "scores"), selection.scores(), 1e-8, "scores");
    }

    @Test
    void spearmanFilter() {
        final Table table = Oracle.data("combat_input");
        final List<String> names = table.names().stream().filter(n -> n.startsWith("f")).toList();
        final double[][] x = table.numbers(names);
        final double[] y = table.numbers("cov");
        final double[] relevance = Arrays.stream(x).mapToDouble(c -> Math.abs(Descriptive.spearman(c, y))).toArray();
        final List<SpearmanFilter.Verdict> verdicts = new SpearmanFilter(0.3).apply(x, relevance);
        assertEquals(strings(at(m_expected, "corrfilter_combat_input_thr0.3")),
            IntStream.range(0, x.length).filter(i -> verdicts.get(i).kept()).mapToObj(names::get).toList());
    }
}
