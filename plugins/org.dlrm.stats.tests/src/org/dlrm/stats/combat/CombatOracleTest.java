package org.dlrm.stats.combat;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** combat.json (sva::ComBat) within 1e-5, and what becomes of rows that were not learnt from. */
class CombatOracleTest {

    private static final double TOLERANCE = 1e-5;
    private final Table m_data = Oracle.data("combat_input");
    private final List<String> m_features = m_data.names().stream().filter(n -> n.startsWith("f")).toList();

    @ParameterizedTest
    @CsvSource({"parametric_nomod,true,false,false,''", "parametric_mod,true,false,true,''",
        "nonparametric_nomod,false,false,false,''", "parametric_mod_refA,true,false,true,A",
        "mean_only,true,true,false,''"})
    void sva(final String key, final boolean parametric, final boolean meanOnly, final boolean mod,
        final String reference) {
        final Combat combat = new Combat(parametric, meanOnly,
            reference.isEmpty() ? Optional.empty() : Optional.of(reference));
        final CombatModel model = combat.learn(m_data, m_features, "batch", mod ? List.of("cov", "age") : List.of());
        final double[][] columns = model.apply(m_data, CombatModel.Unseen.ERROR).numbers(m_features);
        final double[][] rows = new double[m_data.rows()][m_features.size()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = columns[j][i];
            }
        }
        close(at(Oracle.results("combat"), key), rows, TOLERANCE, key);
        final CombatModel again = CombatModel.fromJson(model.toJson());
        assertEquals(model.toJson(), again.toJson());
        assertArrayEquals(columns[3], again.apply(m_data, CombatModel.Unseen.ERROR).numbers("f04"));
    }

    @Test
    void otherRowsDoNotChangeWhatWasLearnt() {
        final CombatModel model = Combat.DEFAULT.learn(m_data, m_features, "batch", List.of());
        final double[] all = model.apply(m_data, CombatModel.Unseen.ERROR).numbers("f01");
        final Table one = m_data.rows(20);
        assertEquals(all[20], model.apply(one, CombatModel.Unseen.ERROR).numbers("f01")[0]);
    }

    @Test
    void unseenCentre() {
        final Table other = m_data.rows(0, 1).with("batch", Column.Factor.of(List.of("Z", "B")));
        final CombatModel model = Combat.DEFAULT.learn(m_data, m_features, "batch", List.of());
        final String message = assertThrows(IllegalArgumentException.class,
            () -> model.apply(other, CombatModel.Unseen.ERROR)).getMessage();
        assertTrue(message.contains("'Z'") && message.contains("[A, B, C]"), message);
        assertThrows(IllegalArgumentException.class, () -> model.apply(other, CombatModel.Unseen.AS_REFERENCE));
        final CombatModel withReference = new Combat(true, false, Optional.of("A")).learn(m_data, m_features, "batch",
            List.of());
        final double[] applied = withReference.apply(other, CombatModel.Unseen.AS_REFERENCE).numbers("f01");
        assertEquals(other.numbers("f01")[0], applied[0]);
        assertTrue(other.numbers("f01")[1] != applied[1]);
    }

    @Test
    void degenerate() {
        assertTrue(assertThrows(DegenerateDataException.class, () -> Combat.DEFAULT.learn(m_data.rows(0, 1, 2),
            m_features, "batch", List.of())).getMessage().contains("one centre only"));
        assertTrue(assertThrows(DegenerateDataException.class, () -> Combat.DEFAULT.learn(m_data.rows(0, 1, 2, 40),
            m_features, "batch", List.of())).getMessage().contains("one row only"));
        final Table confounded = m_data.with("same",
            Column.Factor.of(m_data.keys().stream().map(k -> m_data.factor("batch").label(Integer.parseInt(k) - 1)
                .equals("A") ? "x" : "y").toList()));
        assertTrue(assertThrows(DegenerateDataException.class, () -> Combat.DEFAULT.learn(confounded, m_features,
            "batch", List.of("same"))).getMessage().contains("confounded"));
        final Table constant = m_data.with("f01", Collections.nCopies(m_data.rows(), 1.0).stream()
            .mapToDouble(Double::doubleValue).toArray());
        final CombatModel model = Combat.DEFAULT.learn(constant, m_features, "batch", List.of());
        assertEquals(1.0, model.apply(constant, CombatModel.Unseen.ERROR).numbers("f01")[5]);
    }
}
