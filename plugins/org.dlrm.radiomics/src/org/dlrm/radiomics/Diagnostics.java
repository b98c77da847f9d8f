package org.dlrm.radiomics;

import java.util.List;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.RadiomicsResult.Diagnostic;

/** IBSI's diagnostic numbers (IBSI 1, section 4.1): what the image and the region look like after each step. */
final class Diagnostics {

    private Diagnostics() {
    }

    static void image(final List<Diagnostic> out, final String when, final Volume v) {
        final Grid g = v.grid();
        out.add(new Diagnostic("img_dim_x_" + when, g.nx()));
        out.add(new Diagnostic("img_dim_y_" + when, g.ny()));
        out.add(new Diagnostic("img_dim_z_" + when, g.nz()));
        out.add(new Diagnostic("vox_dim_x_" + when, g.sx()));
        out.add(new Diagnostic("vox_dim_y_" + when, g.sy()));
        out.add(new Diagnostic("vox_dim_z_" + when, g.sz()));
        intensities(out, "", when, v.values(), null);
    }

    static void roi(final List<Diagnostic> out, final String when, final Volume v, final byte[] morphological,
        final byte[] intense) {
        roi(out, when, v.grid(), v.grid(), v.values(), morphological, intense);
    }

    static void region(final List<Diagnostic> out, final String when, final Grid image, final Region r) {
        roi(out, when, image, r.grid(), r.intensity(), r.morphological(), r.intense());
    }

    private static void roi(final List<Diagnostic> out, final String when, final Grid image, final Grid grid,
        final float[] values, final byte[] morphological, final byte[] intense) {
        out.add(new Diagnostic("int_mask_dim_x_" + when, image.nx()));
        out.add(new Diagnostic("int_mask_dim_y_" + when, image.ny()));
        out.add(new Diagnostic("int_mask_dim_z_" + when, image.nz()));
        box(out, "int_mask", when, new Mask(grid, intense));
        box(out, "morph_mask", when, new Mask(grid, morphological));
        out.add(new Diagnostic("int_mask_vox_count_" + when, Region.count(intense)));
        out.add(new Diagnostic("morph_mask_vox_count_" + when, Region.count(morphological)));
        intensities(out, "int_mask_", when, values, intense);
    }

    private static void box(final List<Diagnostic> out, final String what, final String when, final Mask m) {
        final Box b = m.boundingBox().orElse(new Box(0, 0, 0, 0, 0, 0));
        out.add(new Diagnostic(what + "_bb_dim_x_" + when, b.nx()));
        out.add(new Diagnostic(what + "_bb_dim_y_" + when, b.ny()));
        out.add(new Diagnostic(what + "_bb_dim_z_" + when, b.nz()));
    }

    private static void intensities(final List<Diagnostic> out, final String what, final String when,
        final float[] v, final byte[] mask) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        int n = 0;
        for (int i = 0; i < v.length; i++) {
            if (mask == null || mask[i] != 0) {
                sum += v[i];
                min = Math.min(min, v[i]);
                max = Math.max(max, v[i]);
                n++;
            }
        }
        out.add(new Diagnostic(what + "mean_int_" + when, sum / n));
        out.add(new Diagnostic(what + "min_int_" + when, min));
        out.add(new Diagnostic(what + "max_int_" + when, max));
    }
}
