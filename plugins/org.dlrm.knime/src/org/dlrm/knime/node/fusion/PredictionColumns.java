package org.dlrm.knime.node.fusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.dlrm.knime.Columns;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.DlrmSettings;
import org.dlrm.stats.fusion.FeatureGroup;
import org.dlrm.stats.fusion.Outcome;
import org.dlrm.stats.fusion.Signature;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.InvalidSettingsException;

/** Names of the columns that the DLRM Predictor appends. */
final class PredictionColumns {

    static final String LINEAR_PREDICTOR = "linear predictor";

    static final String PROBABILITY = "probability";

    static final String CLASS = "class";

    static final String NOTES = "notes";

    static final String SURVIVAL = "survival at ";

    private static final String CONTRIBUTION = "contribution of ";

    private PredictionColumns() {
    }

    /** @return the columns of a learnt model */
    static List<String> of(final DlrmModel model) {
        return names(model.signatures().stream().map(Signature::name).toList(),
            model.kind() == DlrmModel.Kind.LOGISTIC, model.terms().stream().map(DlrmModel.Term::name).toList());
    }

    /** @return the columns that a model may have that is not learnt yet: later nodes can choose among them */
    static List<String> expected(final DlrmSettings s) {
        final List<String> signatures = s.groups().stream().map(FeatureGroup::name).toList();
        final List<String> terms = new ArrayList<>(signatures);
        terms.addAll(s.scoreColumns());
        terms.addAll(s.clinical().columns());
        return names(signatures, s.outcome() instanceof Outcome.Binary, terms);
    }

    private static List<String> names(final List<String> signatures, final boolean logistic,
        final List<String> terms) {
        final List<String> names = new ArrayList<>(signatures);
        names.add(LINEAR_PREDICTOR);
        if (logistic) {
            names.add(PROBABILITY);
        }
        names.add(CLASS);
        terms.forEach(t -> names.add(CONTRIBUTION + t));
        names.add(NOTES);
        return names;
    }

    /** @return the names as columns; a Cox model's also have survival at the times asked for */
    static List<DataColumnSpec> columns(final List<String> names, final DlrmPredictorParameters p)
        throws InvalidSettingsException {
        final List<DataColumnSpec> columns = new ArrayList<>();
        for (final String name : names) {
            if (name.equals(CLASS) && !names.contains(PROBABILITY)) {
                for (final double time : p.times()) {
                    columns.add(Columns.spec(p.m_prefix + SURVIVAL + time(time), DoubleCell.TYPE));
                }
            }
            if (p.m_contributions || !name.startsWith(CONTRIBUTION)) {
                columns.add(Columns.spec(p.m_prefix + name,
                    name.equals(CLASS) || name.equals(NOTES) ? StringCell.TYPE : DoubleCell.TYPE));
            }
        }
        return columns;
    }

    /** @return what a patient on either side of the operating threshold is called */
    static String className(final DlrmModel model, final boolean positive) {
        if (model.kind() == DlrmModel.Kind.LOGISTIC) {
            return positive ? model.outcome().positiveClass() : model.outcome().negativeClass();
        }
        return positive ? "high risk" : "low risk";
    }

    /** @return a time as short as can be */
    static String time(final double time) {
        return time == Math.rint(time) ? String.format(Locale.ROOT, "%.0f", time) : String.valueOf(time);
    }
}
