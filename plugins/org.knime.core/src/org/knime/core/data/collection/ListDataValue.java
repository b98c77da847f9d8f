package org.knime.core.data.collection;

import org.knime.core.data.DataCell;

/** Cells in an order. */
public interface ListDataValue extends CollectionDataValue {

    UtilityFactory UTILITY = new ListUtilityFactory();

    /** Name of lists. */
    class ListUtilityFactory extends CollectionUtilityFactory {

        protected ListUtilityFactory() {
            super(ListDataValue.class);
        }

        @Override
        public String getName() {
            return "List";
        }
    }

    DataCell get(int index);
}
