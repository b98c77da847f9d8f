package org.dlrm.knime;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.knime.node.DefaultModel.ExecuteOutput;

/** What a node's yellow triangle says: sentences, each once, and not more than somebody reads. */
public final class Warnings {

    private static final int SHOWN = 8;

    private Warnings() {
    }

    /** Sets the node's warning if there is any; all of them are in the view. */
    public static void set(final ExecuteOutput out, final Collection<String> warnings) {
        if (!warnings.isEmpty()) {
            out.setWarningMessage(text(warnings));
        }
    }

    static String text(final Collection<String> warnings) {
        final List<String> all = warnings.stream().map(w -> w.endsWith(".") || w.endsWith("?") ? w : w + ".").distinct().toList();
        return all.stream().limit(SHOWN).collect(Collectors.joining(" "))
            + (all.size() > SHOWN ? " And " + (all.size() - SHOWN) + " more: see the view." : "");
    }
}
