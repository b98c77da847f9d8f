package org.dlrm.headless.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.stats.table.Table;
import org.dlrm.stats.validate.Reclassification;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats nri}. */
@Command(name = "nri", aliases = "idi",
    description = "Net reclassification and integrated discrimination improvement (as R's Hmisc::improveProb).")
final class ReclassificationCommand extends StatsSubcommand {

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Outcome")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE", description = "Value of the positive class; default: 1")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--old", required = true, paramLabel = "COLUMN", description = "Probability of the old model")
    private String m_old;

    @Option(names = "--new", required = true, paramLabel = "COLUMN", description = "Probability of the new model")
    private String m_new;

    @Option(names = "--cuts", split = ",", paramLabel = "P",
        description = "Limits of risk categories: also the categorical NRI, under \"categorical\"")
    private double[] m_cuts;

    @Override
    Object compute(final Table data) {
        final Table table = complete(data, List.of(m_y, m_old, m_new));
        final double[] y = outcome(table, m_y, m_positive);
        final Reclassification.Continuous r = Reclassification.continuous(y, table.numbers(m_old), table.numbers(m_new));
        final Map<String, Object> result = map("n", r.n(), "na", r.events(), "nb", r.nonevents(), "pup.ev", r.upEvent(),
            "pup.ne", r.upNonevent(), "pdown.ev", r.downEvent(), "pdown.ne", r.downNonevent(), "nri", r.nri(), "se.nri",
            r.seNri(), "z.nri", r.zNri(), "p.nri", r.pNri(), "nri.ev", r.nriEvent(), "se.nri.ev", r.seNriEvent(),
            "z.nri.ev", r.zNriEvent(), "nri.ne", r.nriNonevent(), "se.nri.ne", r.seNriNonevent(), "z.nri.ne",
            r.zNriNonevent(), "improveSens", r.improveSens(), "improveSpec", r.improveSpec(), "idi", r.idi(), "se.idi",
            r.seIdi(), "z.idi", r.zIdi(), "p.idi", r.pIdi());
        if (m_cuts != null) {
            final double[] cuts = Arrays.stream(m_cuts).sorted().toArray();
            final Reclassification.Categorical c = Reclassification.categorical(y, table.numbers(m_old),
                table.numbers(m_new), cuts);
            result.put("categorical", map("cuts", cuts, "up_event", c.upEvent(), "down_event", c.downEvent(),
                "up_nonevent", c.upNonevent(), "down_nonevent", c.downNonevent(), "nri", c.nri(), "se_null_pencina2008",
                c.seNull(), "z", c.z(), "p", c.p(), "se_wald", c.seWald()));
        }
        return result;
    }
}
