package org.knime.core.data.collection;

import org.knime.core.data.DataType;
import org.knime.core.data.DataValue;
import org.knime.core.data.ExtensibleUtilityFactory;

/** Several cells of a common type in one. */
public interface CollectionDataValue extends DataValue, CellCollection {

    UtilityFactory UTILITY = new CollectionUtilityFactory(CollectionDataValue.class);

    /** Name of collections. */
    class CollectionUtilityFactory extends ExtensibleUtilityFactory {

        protected CollectionUtilityFactory(final Class<? extends DataValue> valueClass) {
            super(valueClass);
        }

        @Override
        public String getName() {
            return "Collection";
        }
    }

    DataType getElementType();

    int size();
}
