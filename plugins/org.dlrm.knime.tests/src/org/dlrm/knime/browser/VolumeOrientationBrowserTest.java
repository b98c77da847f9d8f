package org.dlrm.knime.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.knime.Views;
import org.dlrm.knime.VolumePanel;
import org.dlrm.testing.Chromium;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;

/**
 * The volume viewer shows a patient the same way round however the slices were taken: left of the patient at the right of
 * the picture, the front at the top, the head at the top. The image's values rise to the patient's left, front and head, so
 * that a picture the wrong way round falls where it should rise. Skipped, saying so, where there is no Chromium.
 */
final class VolumeOrientationBrowserTest {

    private static final double TILT = Math.toRadians(25);

    private static final Pattern WHERE =
        Pattern.compile("([LR]) ([\\d.]+), ([PA]) ([\\d.]+), ([HF]) ([\\d.]+) mm; (-?\\d+) HU");

    /** Brightness at the middle of the picture's sides, from left, right, top, bottom; letters; words of the crosshair. */
    private static final String LOOK = """
        (() => { const result = [];
        for (const c of document.querySelectorAll('.planes canvas')) {
            const pen = c.getContext('2d');
            const grey = (x, y) => d3.mean(d3.range(-4, 5), k => pen.getImageData(Math.round(x * c.width) + k,
                Math.round(y * c.height) + k, 1, 1).data[0]);
            result.push({ left: grey(0.25, 0.6), right: grey(0.75, 0.6), top: grey(0.4, 0.25), bottom: grey(0.4, 0.75),
                label: c.getAttribute('aria-label'), ratio: c.width / c.height });
        }
        return JSON.stringify(result); })()""";

    private static Map<String, Grid> grids() {
        final Map<String, Grid> all = new LinkedHashMap<>();
        all.put("axial", grid(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1)));
        all.put("axial from the head", grid(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, -1)));
        all.put("axial, prone", grid(new Vec3(-1, 0, 0), new Vec3(0, -1, 0), new Vec3(0, 0, 1)));
        all.put("coronal", grid(new Vec3(1, 0, 0), new Vec3(0, 0, -1), new Vec3(0, 1, 0)));
        all.put("coronal from the back", grid(new Vec3(1, 0, 0), new Vec3(0, 0, -1), new Vec3(0, -1, 0)));
        all.put("sagittal", grid(new Vec3(0, 1, 0), new Vec3(0, 0, -1), new Vec3(1, 0, 0)));
        all.put("sagittal from the right", grid(new Vec3(0, 1, 0), new Vec3(0, 0, -1), new Vec3(-1, 0, 0)));
        all.put("oblique axial", grid(new Vec3(Math.cos(TILT), Math.sin(TILT), 0), new Vec3(-Math.sin(TILT), Math.cos(TILT), 0),
            new Vec3(0, 0, 1)));
        all.put("oblique coronal", grid(new Vec3(1, 0, 0), new Vec3(0, Math.sin(TILT), -Math.cos(TILT)),
            new Vec3(0, Math.cos(TILT), Math.sin(TILT))));
        return all;
    }

    /** 40 x 30 x 12 voxels of 2 x 2 x 6 mm, the patient's origin in the middle. */
    private static Grid grid(final Vec3 x, final Vec3 y, final Vec3 z) {
        final Vec3 origin = new Vec3(0, 0, 0).minus(x.times(39)).minus(y.times(29)).minus(z.times(33));
        return new Grid(40, 30, 12, 2, 2, 6, origin, x, y, z);
    }

    /** Rises to the left, to the front (falling y) and to the head. */
    private static double value(final Vec3 p) {
        return 5 * p.x() - 4 * p.y() + 3 * p.z();
    }

    private static Volume volume(final Grid g) {
        final float[] v = new float[g.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)value(g.toPatient(i % g.nx(), i / g.nx() % g.ny(), i / g.nx() / g.ny()));
        }
        return new Volume(g, v);
    }

    @Test
    void showsThePatientTheSameWayRound(@TempDir final Path work) throws IOException, InterruptedException {
        final Path browser = Chromium.require();
        final JsonObject page = Views.page("Orientation");
        final JsonArray patients = new JsonArray();
        grids().forEach((name, g) -> patients.add(VolumePanel.image(name, volume(g))));
        Views.panel(page, "volume", "Volumes").add("patients", patients);
        final Path file = PageFile.write(work.resolve("page.html"), page);
        try (Chromium chromium = Chromium.start(browser, Files.createDirectories(work.resolve("browser")))) {
            chromium.screen(1200, 900, false);
            chromium.open(file);
            chromium.waitFor("document.documentElement.dataset.state === 'ready'");
            int i = 0;
            for (final Map.Entry<String, Grid> e : grids().entrySet()) {
                chromium.eval("(() => { const s = document.querySelector('.volume select'); s.selectedIndex = " + i++
                    + "; s.dispatchEvent(new Event('change')); })()");
                chromium.waitFor("!document.querySelector('.volume .body > .note').textContent.startsWith('Reading')");
                chromium.eval("(() => { const w = [...document.querySelectorAll('.volume select')].find(s => "
                    + "[...s.options].some(o => o.text === 'Full range')); w.selectedIndex = 4; "
                    + "w.dispatchEvent(new Event('change')); })()");
                check(e.getKey(), e.getValue(), chromium);
            }
            // this test reads pixels back; the browser's advice on how to do so is none for the page
            assertEquals(List.of(), chromium.complaints().stream().filter(c -> !c.contains("getImageData")).toList());
        }
    }

    private static void check(final String name, final Grid g, final Chromium chromium) throws IOException {
        final List<JsonObject> planes = new Gson().fromJson(chromium.eval(LOOK).getAsString(),
            new TypeToken<List<JsonObject>>() { }.getType());
        final List<String> edges = List.of("left R, right L, top A, bottom P", "left R, right L, top H, bottom F",
            "left A, right P, top H, bottom F");
        for (int p = 0; p < planes.size(); p++) {
            final JsonObject plane = planes.get(p);
            final String what = name + ", plane " + p + ": " + plane;
            final boolean risesToTheRight = p < 2; // to the left side of the patient; in the sagittal plane it falls to the back
            assertEquals(risesToTheRight, plane.get("right").getAsDouble() > plane.get("left").getAsDouble() + 10, what);
            assertEquals(!risesToTheRight, plane.get("left").getAsDouble() > plane.get("right").getAsDouble() + 10, what);
            assertTrue(plane.get("top").getAsDouble() > plane.get("bottom").getAsDouble() + 10, what);
            assertTrue(plane.get("label").getAsString().contains(edges.get(p)), what);
            crosshair(plane.get("label").getAsString());
        }
        final double[] extent = extents(g); // left, posterior, head in mm
        assertEquals(extent[0] / extent[1], planes.get(0).get("ratio").getAsDouble(), 0.02, name + ": millimetres are square");
        assertEquals(extent[0] / extent[2], planes.get(1).get("ratio").getAsDouble(), 0.02, name);
        assertEquals(extent[1] / extent[2], planes.get(2).get("ratio").getAsDouble(), 0.02, name);
        steps(name, chromium);
    }

    /** Size along the patient axis that each voxel axis is nearest to. */
    private static double[] extents(final Grid g) {
        final double[] mm = new double[3];
        final Vec3[] axes = {g.xAxis(), g.yAxis(), g.zAxis()};
        final double[] size = {g.nx() * g.sx(), g.ny() * g.sy(), g.nz() * g.sz()};
        for (int a = 0; a < axes.length; a++) {
            final double[] v = {Math.abs(axes[a].x()), Math.abs(axes[a].y()), Math.abs(axes[a].z())};
            mm[v[0] > v[1] && v[0] > v[2] ? 0 : v[1] > v[2] ? 1 : 2] = size[a];
        }
        return mm;
    }

    /** Position and HU that the page tells of the crosshair: they must belong together. */
    private static Vec3 crosshair(final String words) {
        final Matcher m = WHERE.matcher(words);
        assertTrue(m.find(), words);
        final Vec3 p = new Vec3(Double.parseDouble(m.group(2)) * (m.group(1).equals("L") ? 1 : -1),
            Double.parseDouble(m.group(4)) * (m.group(3).equals("P") ? 1 : -1),
            Double.parseDouble(m.group(6)) * (m.group(5).equals("H") ? 1 : -1));
        assertEquals(value(p), Double.parseDouble(m.group(7)), 1.2, words + ": positions are rounded to 0.1 mm, HU to 1");
        return p;
    }

    /** Arrow keys move towards the side they point to, in every plane. */
    private static void steps(final String name, final Chromium chromium) throws IOException {
        for (int plane = 0; plane < 3; plane++) {
            final Vec3 right = moved(chromium, plane, "ArrowRight");
            final Vec3 up = moved(chromium, plane, "ArrowUp");
            assertTrue(plane < 2 ? right.x() > 0.5 : right.y() > 0.5, name + ", right in plane " + plane + ": " + right);
            assertTrue(plane == 0 ? up.y() < -0.5 : up.z() > 0.5, name + ", up in plane " + plane + ": " + up);
            final Vec3 next = moved(chromium, plane, "PageUp");
            final double across = plane == 0 ? next.z() : plane == 1 ? next.y() : next.x();
            assertTrue(Math.abs(across) > 0.5, name + ", next slice of plane " + plane + ": " + next);
        }
    }

    private static Vec3 moved(final Chromium chromium, final int plane, final String key) throws IOException {
        final String canvas = "document.querySelectorAll('.planes canvas')[" + plane + "]";
        final Vec3 from = crosshair(chromium.eval(canvas + ".getAttribute('aria-label')").getAsString());
        chromium.eval(canvas + ".dispatchEvent(new KeyboardEvent('keydown', {key: '" + key + "', bubbles: true}))");
        return crosshair(chromium.eval(canvas + ".getAttribute('aria-label')").getAsString()).minus(from);
    }
}
