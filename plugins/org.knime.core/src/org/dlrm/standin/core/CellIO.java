package org.dlrm.standin.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.knime.core.data.DataCell;
import org.knime.core.data.DataCellDataInput;
import org.knime.core.data.DataCellDataOutput;
import org.knime.core.data.DataCellSerializer;
import org.knime.core.data.DataType;
import org.knime.core.data.DataTypeRegistry;
import org.knime.core.data.MissingCell;
import org.knime.core.data.MissingValue;
import org.knime.core.data.collection.CollectionCellFactory;
import org.knime.core.data.collection.ListCell;
import org.knime.core.data.def.BooleanCell;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.LongCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.data.filestore.FileStoreCell;

/** Cells as bytes: the basic ones directly, others through the serializer their plugin.xml names. */
public final class CellIO {

    private static final int MISSING = 0;

    private static final int STRING = 1;

    private static final int INT = 2;

    private static final int LONG = 3;

    private static final int DOUBLE = 4;

    private static final int BOOLEAN = 5;

    private static final int LIST = 6;

    private static final int OTHER = 7;

    private CellIO() {
    }

    /** The cell's class has a registered serializer. */
    static boolean needsSerializer(final DataCell cell) {
        return !isBasic(cell) && (cell instanceof ListCell
            || DataTypeRegistry.getInstance().getSerializer(cell.getClass()).isPresent());
    }

    private static boolean isBasic(final DataCell cell) {
        return cell.isMissing() || cell instanceof StringCell || cell instanceof IntCell || cell instanceof DoubleCell
            || cell instanceof LongCell || cell instanceof BooleanCell
            || cell instanceof ListCell list && list.stream().allMatch(CellIO::isBasic);
    }

    public static byte[] write(final DataCell cell) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(new DataOutputStream(bytes), cell);
        return bytes.toByteArray();
    }

    /** @param space where file stores live; needed for file-store cells */
    public static DataCell read(final byte[] bytes, final Optional<ExecutionSpace> space) throws IOException {
        return read(new DataInputStream(new ByteArrayInputStream(bytes)), space);
    }

    private static void write(final DataOutputStream out, final DataCell cell) throws IOException {
        if (cell.isMissing()) {
            final String error = ((MissingValue)cell).getError();
            out.writeByte(MISSING);
            out.writeBoolean(error != null);
            if (error != null) {
                writeText(out, error);
            }
        } else if (cell instanceof StringCell c) {
            out.writeByte(STRING);
            writeText(out, c.getStringValue());
        } else if (cell instanceof IntCell c) {
            out.writeByte(INT);
            out.writeInt(c.getIntValue());
        } else if (cell instanceof LongCell c) {
            out.writeByte(LONG);
            out.writeLong(c.getLongValue());
        } else if (cell instanceof DoubleCell c) {
            out.writeByte(DOUBLE);
            out.writeDouble(c.getDoubleValue());
        } else if (cell instanceof BooleanCell c) {
            out.writeByte(BOOLEAN);
            out.writeBoolean(c.getBooleanValue());
        } else if (cell instanceof ListCell c) {
            out.writeByte(LIST);
            out.writeInt(c.size());
            for (final DataCell element : c) {
                write(out, element);
            }
        } else {
            out.writeByte(OTHER);
            writeOther(out, cell);
        }
    }

    private static DataCell read(final DataInputStream in, final Optional<ExecutionSpace> space) throws IOException {
        final int kind = in.readUnsignedByte();
        switch (kind) {
            case MISSING:
                return in.readBoolean() ? new MissingCell(readText(in)) : DataType.getMissingCell();
            case STRING:
                return new StringCell(readText(in));
            case INT:
                return new IntCell(in.readInt());
            case LONG:
                return new LongCell(in.readLong());
            case DOUBLE:
                return new DoubleCell(in.readDouble());
            case BOOLEAN:
                return BooleanCell.get(in.readBoolean());
            case LIST:
                final int size = in.readInt();
                final List<DataCell> cells = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    cells.add(read(in, space));
                }
                return CollectionCellFactory.createListCell(cells);
            case OTHER:
                return readOther(in, space);
            default:
                throw new IOException("unknown kind of cell: " + kind);
        }
    }

    private static void writeOther(final DataOutputStream out, final DataCell cell) throws IOException {
        final DataCellSerializer<DataCell> serializer = serializer(cell.getClass());
        writeText(out, cell.getClass().getName());
        String[] keys = {};
        if (cell instanceof FileStoreCell fileStoreCell) {
            fileStores("flush", fileStoreCell);
            keys = (String[])fileStores("keys", fileStoreCell);
        }
        out.writeInt(keys.length);
        for (final String key : keys) {
            writeText(out, key);
        }
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        serializer.serialize(cell, output(new DataOutputStream(content)));
        out.writeInt(content.size());
        content.writeTo(out);
    }

    private static DataCell readOther(final DataInputStream in, final Optional<ExecutionSpace> space)
        throws IOException {
        final String name = readText(in);
        final Class<? extends DataCell> type = DataTypeRegistry.getInstance().getCellClass(name)
            .orElseThrow(() -> new IOException("Data type \"" + name + "\" not found"));
        final String[] keys = new String[in.readInt()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = readText(in);
        }
        final ByteArrayInputStream content = new ByteArrayInputStream(in.readNBytes(in.readInt()));
        final DataCell cell = serializer(type).deserialize(input(new DataInputStream(content), space));
        if (content.available() > 0) {
            throw new IOException("the serializer of " + name + " left " + content.available() + " bytes unread");
        }
        if (cell instanceof FileStoreCell fileStoreCell) {
            fileStores("attach", fileStoreCell,
                space.orElseThrow(() -> new IOException("file-store cells need a workspace")), keys);
        }
        return cell;
    }

    /** Unlike DataOutput.writeUTF without a limit on the length. */
    private static void writeText(final DataOutputStream out, final String s) throws IOException {
        final byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(final DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** What a serializer writes to: a DataOutput but for texts and cells. */
    private static DataCellDataOutput output(final DataOutputStream out) {
        return (DataCellDataOutput)Proxy.newProxyInstance(CellIO.class.getClassLoader(),
            new Class<?>[]{DataCellDataOutput.class}, (proxy, method, args) -> {
                switch (method.getName()) {
                    case "writeUTF":
                        writeText(out, (String)args[0]);
                        return null;
                    case "writeDataCell":
                        write(out, (DataCell)args[0]);
                        return null;
                    default:
                        return forward(method, out, args);
                }
            });
    }

    private static DataCellDataInput input(final DataInputStream in, final Optional<ExecutionSpace> space) {
        return (DataCellDataInput)Proxy.newProxyInstance(CellIO.class.getClassLoader(),
            new Class<?>[]{DataCellDataInput.class}, (proxy, method, args) -> switch (method.getName()) {
                case "readUTF" -> readText(in);
                case "readDataCell" -> read(in, space);
                default -> forward(method, in, args);
            });
    }

    private static Object forward(final Method method, final Object target, final Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (final InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static DataCellSerializer<DataCell> serializer(final Class<? extends DataCell> type) throws IOException {
        return DataTypeRegistry.getInstance().getSerializer(type)
            .orElseThrow(() -> new IOException("no serializer is registered for " + type.getName()));
    }

    private static Object fileStores(final String method, final Object... args) throws IOException {
        try {
            return Hidden.callStatic(Class.forName(FileStoreCell.class.getPackageName() + ".FileStores"), method,
                args);
        } catch (final IOException | RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IOException(e);
        }
    }
}
