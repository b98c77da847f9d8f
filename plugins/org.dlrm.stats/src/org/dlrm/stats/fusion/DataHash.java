package org.dlrm.stats.fusion;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

/** Fingerprint of the training rows: keys, features, other columns and outcome, names included. */
final class DataHash {

    private final MessageDigest m_digest;

    private DataHash() {
        try {
            m_digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    static String of(final TrainingData data, final DlrmSettings settings) {
        final DataHash hash = new DataHash();
        data.keys().forEach(hash::text);
        for (int g = 0; g < data.groups().length; g++) {
            final List<String> columns = settings.groups().get(g).columns();
            for (int j = 0; j < columns.size(); j++) {
                hash.text(columns.get(j));
                hash.numbers(data.groups()[g][j]);
            }
        }
        hash.columns(data.other());
        hash.columns(data.centre());
        hash.numbers(data.target().y());
        for (final boolean event : data.target().event()) {
            hash.numbers(event ? 1 : 0);
        }
        return HexFormat.of().formatHex(hash.m_digest.digest());
    }

    private void columns(final Table table) {
        for (final String name : table.names()) {
            text(name);
            if (table.column(name) instanceof Column.Factor factor) {
                for (int i = 0; i < factor.size(); i++) {
                    text(factor.label(i));
                }
            } else {
                numbers(table.numbers(name));
            }
        }
    }

    private void text(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        m_digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        m_digest.update(bytes);
    }

    private void numbers(final double... values) {
        final ByteBuffer buffer = ByteBuffer.allocate(8 * values.length);
        for (final double v : values) {
            buffer.putDouble(v == 0 ? 0.0 : v); // -0 and 0 are the same number
        }
        m_digest.update(buffer.flip());
    }
}
