package org.dlrm.knime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;

import org.dlrm.image.Grid;
import org.dlrm.image.Roi;
import org.dlrm.knime.cell.RoiValue;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Regions of interest as the view's image viewer takes them. */
public final class VolumePanel {

    /** A page with more image data than this would be slow to open. */
    private static final long MAX_VOXELS = 40_000_000;

    private VolumePanel() {
    }

    /**
     * Adds a viewer with the first patients of a table that have a region.
     *
     * @param column index of the region of interest
     * @param patients at most so many
     */
    public static void add(final JsonObject page, final String title, final BufferedDataTable table, final int column,
        final int patients, final ExecutionContext exec) throws IOException, CanceledExecutionException {
        final JsonArray list = new JsonArray();
        long voxels = 0;
        try (CloseableRowIterator rows = table.iterator()) {
            while (rows.hasNext() && list.size() < patients && voxels < MAX_VOXELS) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                final DataCell cell = row.getCell(column);
                if (!cell.isMissing()) {
                    final Roi roi = ((RoiValue)cell).read();
                    voxels += roi.grid().voxels();
                    list.add(patient(row.getKey().getString(), roi));
                }
            }
        }
        final JsonObject panel = Views.panel(page, "volume", title);
        panel.add("patients", list);
        if (list.size() < table.size()) {
            panel.addProperty("note", list.size() + " of " + table.size() + " patients are shown.");
        }
    }

    private static JsonObject patient(final String name, final Roi roi) throws IOException {
        final Grid g = roi.grid();
        final JsonObject o = new JsonObject();
        o.addProperty("name", name);
        o.addProperty("nx", g.nx());
        o.addProperty("ny", g.ny());
        o.addProperty("nz", g.nz());
        o.addProperty("sx", g.sx());
        o.addProperty("sy", g.sy());
        o.addProperty("sz", g.sz());
        final ByteBuffer hu = ByteBuffer.allocate(2 * g.voxels()).order(ByteOrder.LITTLE_ENDIAN);
        for (final float v : roi.image().values()) {
            hu.putShort((short)Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(v))));
        }
        o.addProperty("image", deflated(hu.array()));
        if (!roi.regions().isEmpty()) {
            o.addProperty("mask", deflated(roi.mask().inside()));
        }
        return o;
    }

    private static String deflated(final byte[] bytes) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }
}
