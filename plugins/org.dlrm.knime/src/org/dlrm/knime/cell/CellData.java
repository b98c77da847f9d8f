package org.dlrm.knime.cell;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;

/** What the serializers of the image cells have in common. */
final class CellData {

    private CellData() {
    }

    /** @throws IOException that says which node to execute again, if a cell was written in another format */
    static void requireVersion(final int found, final int expected, final String node) throws IOException {
        if (found != expected) {
            throw new IOException("This image cell was written by another version of DLRM Nodes (format " + found
                + " instead of " + expected + "). Execute the " + node + " again.");
        }
    }

    static void write(final Grid g, final DataOutput out) throws IOException {
        for (final int n : new int[]{g.nx(), g.ny(), g.nz()}) {
            out.writeInt(n);
        }
        for (final double d : new double[]{g.sx(), g.sy(), g.sz()}) {
            out.writeDouble(d);
        }
        for (final Vec3 v : List.of(g.origin(), g.xAxis(), g.yAxis(), g.zAxis())) {
            out.writeDouble(v.x());
            out.writeDouble(v.y());
            out.writeDouble(v.z());
        }
    }

    static Grid readGrid(final DataInput in) throws IOException {
        return new Grid(in.readInt(), in.readInt(), in.readInt(), in.readDouble(), in.readDouble(), in.readDouble(),
            vec(in), vec(in), vec(in), vec(in));
    }

    private static Vec3 vec(final DataInput in) throws IOException {
        return new Vec3(in.readDouble(), in.readDouble(), in.readDouble());
    }

    static void write(final byte[] bytes, final DataOutput out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** @param max more is refused before it is allocated */
    static byte[] readBytes(final DataInput in, final int max) throws IOException {
        final byte[] bytes = new byte[readCount(in, max)];
        in.readFully(bytes);
        return bytes;
    }

    static int readCount(final DataInput in, final int max) throws IOException {
        final int n = in.readInt();
        if (n < 0 || n > max) {
            throw new IOException("Damaged image cell: a count of " + n + ", at most " + max + " is possible");
        }
        return n;
    }
}
