package org.dlrm.knime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

import org.dlrm.image.Grid;
import org.dlrm.image.Roi;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.knime.cell.RoiValue;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Regions of interest, and maps over them, as the view's image viewer takes them. */
public final class VolumePanel {

    /** A page with more image data than this would be slow to open. */
    private static final long MAX_VOXELS = 40_000_000;

    private static final int MAP_STEPS = 255;

    /** Grids that differ by less than this are the same, in mm. */
    private static final double SAME_GRID_MM = 0.01;

    /**
     * A map to lay over the image, e.g. attention.
     *
     * @param column index of the cells with the map
     * @param name what it shows
     * @param unit of its values; empty for none
     */
    public record Overlay(int column, String name, String unit) {

        /** No map. */
        public static final Overlay NONE = new Overlay(-1, "", "");
    }

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
        add(page, title, table, column, Overlay.NONE, patients, exec);
    }

    /**
     * As above, with an attention map laid over the image.
     *
     * @param map index of a column of maps
     */
    public static void add(final JsonObject page, final String title, final BufferedDataTable table, final int column,
        final Optional<Integer> map, final int patients, final ExecutionContext exec)
        throws IOException, CanceledExecutionException {
        add(page, title, table, column, map.map(c -> new Overlay(c, "Attention", "")).orElse(Overlay.NONE), patients, exec);
    }

    /** Adds a viewer with a map over the images. */
    public static void add(final JsonObject page, final String title, final BufferedDataTable table, final int column,
        final Overlay overlay, final int patients, final ExecutionContext exec)
        throws IOException, CanceledExecutionException {
        final JsonArray list = new JsonArray();
        long voxels = 0;
        try (CloseableRowIterator rows = table.iterator()) {
            while (rows.hasNext() && list.size() < patients && voxels < MAX_VOXELS) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                final DataCell cell = row.getCell(column);
                if (!cell.isMissing()) {
                    final Roi roi = ((RoiValue)cell).read(Jobs.progress(exec));
                    voxels += roi.grid().voxels();
                    final JsonObject patient = patient(row.getKey().getString(), roi);
                    if (overlay.column >= 0 && !row.getCell(overlay.column).isMissing()) {
                        map(patient, roi.grid(), ((RoiValue)row.getCell(overlay.column)).read(), overlay);
                    }
                    list.add(patient);
                }
            }
        }
        final JsonObject panel = Views.panel(page, "volume", title);
        panel.add("patients", list);
        if (list.size() < table.size()) {
            panel.addProperty("note", list.size() + " of " + table.size() + " patients are shown.");
        }
    }

    private static JsonObject patient(final String name, final Roi roi) {
        final JsonObject o = image(name, roi.image());
        if (!roi.regions().isEmpty()) {
            o.addProperty("mask", Views.packed(roi.mask().inside()));
        }
        return o;
    }

    /** @return an image as the viewer takes it, HU as whole numbers */
    public static JsonObject image(final String name, final Volume image) {
        final Grid g = image.grid();
        final JsonObject o = new JsonObject();
        o.addProperty("name", name);
        o.addProperty("nx", g.nx());
        o.addProperty("ny", g.ny());
        o.addProperty("nz", g.nz());
        o.addProperty("sx", g.sx());
        o.addProperty("sy", g.sy());
        o.addProperty("sz", g.sz());
        o.add("origin", Views.array(g.origin().x(), g.origin().y(), g.origin().z()));
        o.add("directions", directions(g));
        final ByteBuffer hu = ByteBuffer.allocate(2 * g.voxels()).order(ByteOrder.LITTLE_ENDIAN);
        for (final float v : image.values()) {
            hu.putShort((short)Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(v))));
        }
        o.addProperty("image", Views.packed(hu.array()));
        return o;
    }

    private static JsonArray directions(final Grid g) {
        final JsonArray all = new JsonArray();
        for (final Vec3 axis : new Vec3[]{g.xAxis(), g.yAxis(), g.zAxis()}) {
            all.addAll(Views.array(axis.x(), axis.y(), axis.z()));
        }
        return all;
    }

    /** Values of the map at the image's voxels, nearest neighbour; a map without values is left out. */
    private static void map(final JsonObject patient, final Grid grid, final Roi map, final Overlay overlay) {
        final float[] values = sampled(grid, map);
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (final float v : values) {
            if (Float.isFinite(v)) {
                least = Math.min(least, v);
                most = Math.max(most, v);
            }
        }
        if (!(least <= most)) {
            return;
        }
        final float range = most > least ? most - least : 1;
        final byte[] steps = new byte[values.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Float.isFinite(values[i]) ? (byte)Math.round(MAP_STEPS * (values[i] - least) / range) : 0;
        }
        patient.addProperty("map", Views.packed(steps));
        patient.addProperty("mapName", overlay.name);
        patient.addProperty("mapUnit", overlay.unit);
        Views.put(patient, "mapMin", least);
        Views.put(patient, "mapMax", (double)least + range);
    }

    /** @return NaN where the map has no value */
    private static float[] sampled(final Grid grid, final Roi map) {
        final Grid own = map.grid();
        final boolean same = grid.difference(own, SAME_GRID_MM).isEmpty();
        final float[] values = new float[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            int at = i;
            if (!same) {
                final Vec3 p = own.toIndex(grid.toPatient(i % grid.nx(), i / grid.nx() % grid.ny(), i / grid.nx() / grid.ny()));
                final long x = Math.round(p.x());
                final long y = Math.round(p.y());
                final long z = Math.round(p.z());
                at = x < 0 || y < 0 || z < 0 || x >= own.nx() || y >= own.ny() || z >= own.nz() ? -1
                    : own.index((int)x, (int)y, (int)z);
            }
            values[i] = at < 0 || !map.regions().isEmpty() && map.mask().inside()[at] == 0 ? Float.NaN
                : map.image().values()[at];
        }
        return values;
    }
}
