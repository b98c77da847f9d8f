package org.knime.core.data;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.dlrm.standin.core.Extensions;

/** Cell classes and their serializers, as plugin.xml files declare them (org.knime.core.DataType). */
public final class DataTypeRegistry {

    private static final String POINT = "org.knime.core.DataType";

    private static final DataTypeRegistry INSTANCE = new DataTypeRegistry();

    private DataTypeRegistry() {
    }

    public static DataTypeRegistry getInstance() {
        return INSTANCE;
    }

    private static List<Extensions.Element> declared() {
        return Extensions.elements(POINT, "DataType");
    }

    public Optional<Class<? extends DataCell>> getCellClass(final String className) {
        return declared().stream().filter(e -> className.equals(e.attribute("cellClass").orElse(""))).findFirst()
            .<Class<?>> map(e -> e.load(className)).or(() -> own(className))
            .map(c -> c.asSubclass(DataCell.class));
    }

    public Optional<Class<? extends DataValue>> getValueClass(final String className) {
        final Optional<Class<?>> own = own(className);
        return own.or(() -> declared().stream().<Class<?>> map(e -> {
            try {
                return e.load(className);
            } catch (final IllegalStateException notThere) {
                return null;
            }
        }).filter(Objects::nonNull).findFirst()).map(c -> c.asSubclass(DataValue.class));
    }

    /** Classes that the stand-in's own class loader sees. */
    private static Optional<Class<?>> own(final String className) {
        try {
            return Optional.of(Class.forName(className, false, DataTypeRegistry.class.getClassLoader()));
        } catch (final ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The declared serializer of exactly this class. */
    @SuppressWarnings("unchecked")
    public Optional<DataCellSerializer<DataCell>> getSerializer(final Class<? extends DataCell> cellClass) {
        for (final Extensions.Element type : declared()) {
            for (final Extensions.Element serializer : type.children("serializer")) {
                if (cellClass.getName().equals(serializer.attribute("cellClass").orElse(""))) {
                    return Optional.of(serializer.create("serializerClass", DataCellSerializer.class));
                }
            }
        }
        return Optional.empty();
    }
}
