package org.dlrm.standin.tests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;

import org.dlrm.standin.Settings;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;

/**
 * A table as KNIME 5.12 saved it beside a node: spec.xml, data.xml (which says what it refers to) and data.zip (rows in
 * a Snappy stream). Only the kinds of tables and cells that the samples hold.
 */
record SavedTable(DataTableSpec spec, List<String> keys, List<List<String>> cells) {

    /** A cell's block ends with this byte. */
    private static final int END = 'a';

    /** The next byte stands for itself. */
    private static final int ESCAPE = 'b';

    private static final int MISSING = 0x80;

    private static final int ROW_END = 0x83;

    /** @param input the table the node got, for tables that only add columns; may be null */
    static SavedTable read(final Path folder, final SavedTable input) throws IOException, InvalidSettingsException {
        final DataTableSpec spec = DataTableSpec.load(Settings.read(folder.resolve("spec.xml")));
        final NodeSettings data = Settings.read(folder.resolve("data.xml"));
        final String type = data.getString("table_type");
        switch (type) {
            case "container_table_compressed":
                return container(folder.resolve("data.zip"), spec, true);
            case "new_spec_table", "concatenate_table":
                final SavedTable same = read(folder.resolve("r0"), input);
                return new SavedTable(spec, same.keys(), same.cells());
            case "rearrange_columns_table_compressed":
                return rearranged(folder, spec, data.getNodeSettings("meta_internal"), input);
            default:
                throw new IOException("unknown kind of table: " + type);
        }
    }

    private static SavedTable rearranged(final Path folder, final DataTableSpec spec, final NodeSettings meta,
        final SavedTable input) throws IOException, InvalidSettingsException {
        final int[] column = meta.getIntArray("table_internal_map");
        final boolean[] fromInput = meta.getBooleanArray("table_internal_flags");
        final DataColumnSpec[] fresh = IntStream.range(0, column.length).filter(i -> !fromInput[i])
            .mapToObj(spec::getColumnSpec).toArray(DataColumnSpec[]::new);
        final SavedTable added = container(folder.resolve("data.zip"), new DataTableSpec(fresh), false);
        final List<List<String>> rows = new ArrayList<>();
        for (int r = 0; r < added.cells().size(); r++) {
            final List<String> row = new ArrayList<>();
            for (int i = 0; i < column.length; i++) {
                row.add((fromInput[i] ? input : added).cells().get(r).get(column[i]));
            }
            rows.add(row);
        }
        return new SavedTable(spec, input.keys(), rows);
    }

    private static SavedTable container(final Path zip, final DataTableSpec spec, final boolean withKeys)
        throws IOException {
        final byte[] bytes;
        try (ZipFile file = new ZipFile(zip.toFile());
            InputStream in = file.getInputStream(file.getEntry("data.bin"))) {
            bytes = Snappy.stream(in.readAllBytes());
        }
        final ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        final List<String> keys = new ArrayList<>();
        final List<List<String>> rows = new ArrayList<>();
        while (in.available() > 0) {
            if (withKeys) {
                keys.add(block(in).readUTF());
            }
            final List<String> row = new ArrayList<>();
            for (final DataColumnSpec column : spec) {
                final boolean missing = in.read() == MISSING;
                final DataInputStream block = block(in);
                row.add(missing ? "?" : cell(column.getType(), block));
            }
            if (in.read() != ROW_END) {
                throw new IOException("row " + rows.size() + " does not end where it should");
            }
            rows.add(row);
        }
        return new SavedTable(spec, keys, rows);
    }

    /** Bytes up to the end mark. */
    private static DataInputStream block(final InputStream in) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != END; b = in.read()) {
            bytes.write(b == ESCAPE ? in.read() : b);
        }
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static String cell(final DataType type, final DataInputStream in) throws IOException {
        switch (type.getCellClass().getSimpleName()) {
            case "IntCell":
                return Integer.toString(in.readInt());
            case "DoubleCell":
                return Double.toString(in.readDouble());
            case "StringCell":
                return in.readUTF();
            case "BlobFsCell":
                // key of the file store, then what the cell's serializer wrote
                if (in.readInt() != 1) {
                    throw new IOException("expected one file store");
                }
                in.readUTF();
                in.readInt();
                in.readUTF();
                in.readInt();
                return in.readUTF();
            default:
                throw new IOException("unknown cell " + type);
        }
    }
}
