package org.knime.core.data.collection;

import java.util.Collection;

import org.knime.core.data.DataCell;

/** Creates collections. */
public final class CollectionCellFactory {

    private CollectionCellFactory() {
    }

    public static ListCell createListCell(final Collection<? extends DataCell> cells) {
        return new ListCell(cells);
    }
}
