package org.dlrm.radiomics.reference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.radiomics.filter.ImageFilters;
import org.dlrm.radiomics.reference.Comparison.Part;
import org.dlrm.radiomics.reference.Comparison.Verdict;
import org.dlrm.radiomics.reference.ReferenceSuite.Task;
import org.dlrm.work.Progress;

/**
 * IBSI 2, phase 1: filters of digital phantoms. Every voxel of a response must be within 1 % of the published map's range
 * (Whybra et al., Radiology 2024;310:e231319).
 */
final class ResponseMaps {

    /** Number of published maps. */
    static final int COUNT = 33;

    /** Per cent of the map's range. */
    private static final double TOLERANCE = 1;

    /** A digital phantom and the filter of one map. */
    private record Case(String phantom, FilterSpec filter) {
    }

    private final Map<String, Case> m_cases = new LinkedHashMap<>();

    private ResponseMaps() {
        add("1_a_1", "checkerboard", "mean", "size", 15, "boundary", "zero");
        add("1_a_2", "checkerboard", "mean", "size", 15, "boundary", "nearest");
        add("1_a_3", "checkerboard", "mean", "size", 15, "boundary", "periodic");
        add("1_a_4", "checkerboard", "mean", "size", 15, "boundary", "mirror");
        add("1_b_1", "impulse", "mean", "size", 15, "boundary", "zero", "dimensions", 2);
        add("2_a", "impulse", "log", "sigma", 3, "boundary", "zero");
        add("2_b", "checkerboard", "log", "sigma", 5, "boundary", "mirror");
        add("2_c", "checkerboard", "log", "sigma", 5, "boundary", "mirror", "dimensions", 2);
        laws("3_a", "impulse", "E5L5S5", "zero");
        laws("3_b", "checkerboard", "E3W5R5", "mirror");
        laws("3_c", "checkerboard", "L5S5", "mirror");
        add("4_a_1", "impulse", "gabor", "sigma", 10, "gamma", 0.5, "lambda", 4, "theta", 60, "boundary", "zero");
        add("4_a_2", "impulse", "gabor", "sigma", 10, "gamma", 0.5, "lambda", 4, "thetaStep", 45, "planes", 3,
            "boundary", "zero");
        add("4_b_1", "sphere", "gabor", "sigma", 20, "gamma", 2.5, "lambda", 8, "theta", 225, "boundary", "mirror");
        add("4_b_2", "sphere", "gabor", "sigma", 20, "gamma", 2.5, "lambda", 8, "thetaStep", 22.5, "planes", 3,
            "boundary", "mirror");
        wavelets("5_a", "impulse", "db2", "LHL", "zero");
        wavelets("6_a", "sphere", "coif1", "HHL", "periodic");
        for (int i = 1; i <= 2; i++) {
            add("7_a_" + i, "checkerboard", "wavelet", "family", "haar", "subband", i == 1 ? "LLL" : "HHH", "level", 2,
                "rotationInvariant", true);
        }
        for (int level = 1; level <= 3; level++) {
            add("8_a_" + level, "checkerboard", "simoncelli", "level", level);
        }
        add("9_a", "impulse", "log", "sigma", 3, "boundary", "zero", "riesz", List.of(1, 0, 0));
        add("9_b_1", "sphere", "log", "sigma", 3, "boundary", "zero", "riesz", List.of(0, 2, 0));
        add("10_b_1", "pattern_1", "simoncelli", "level", 1, "riesz", List.of(0, 2, 0));
    }

    private void add(final String id, final String phantom, final String type, final Object... parameters) {
        final Map<String, Object> p = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            p.put((String)parameters[i], parameters[i + 1]);
        }
        m_cases.put(id, new Case(phantom, new FilterSpec(type, p)));
    }

    private void laws(final String id, final String phantom, final String kernel, final String boundary) {
        add(id + "_1", phantom, "laws", "kernel", kernel, "boundary", boundary);
        add(id + "_2", phantom, "laws", "kernel", kernel, "boundary", boundary, "rotationInvariant", true);
        add(id + "_3", phantom, "laws", "kernel", kernel, "boundary", boundary, "rotationInvariant", true, "delta", 7);
    }

    private void wavelets(final String id, final String phantom, final String family, final String subband,
        final String boundary) {
        add(id + "_1", phantom, "wavelet", "family", family, "subband", subband, "boundary", boundary);
        add(id + "_2", phantom, "wavelet", "family", family, "subband", subband, "boundary", boundary,
            "rotationInvariant", true);
    }

    /** @return the maps whose reference and phantom are in the folder */
    static List<Task> tasks(final IbsiFolder folder) {
        final List<Task> tasks = new ArrayList<>();
        new ResponseMaps().m_cases.forEach((id, c) -> {
            if (folder.map(id).isPresent() && folder.phantom(c.phantom()).isPresent()) {
                tasks.add(new Task("map " + id.replace('_', '.'), p -> List.of(compare(folder, id, c, p))));
            }
        });
        return tasks;
    }

    private static Comparison compare(final IbsiFolder folder, final String id, final Case c, final Progress progress)
        throws IOException {
        final IbsiFolder.Phantom phantom = folder.phantom(c.phantom()).orElseThrow();
        final Volume reference = Nifti.readVolume(folder.map(id).orElseThrow());
        final Volume response =
            ImageFilters.of(c.filter()).get(0).apply(phantom.volume(), phantom.region(), progress);
        final String test = "map " + id.replace('_', '.');
        final String what = "largest difference, % of the map's range (" + c.filter().type() + ", " + c.phantom() + ")";
        final Optional<String> other = reference.grid().nx() == response.grid().nx()
            && reference.grid().ny() == response.grid().ny() && reference.grid().nz() == response.grid().nz()
                ? Optional.empty() : Optional.of("the reference map has another size than the phantom");
        final double worst = other.isPresent() ? Double.NaN : difference(reference.values(), response.values());
        return new Comparison(Part.IBSI_2_MAPS, test, id, what, "", "", 0, TOLERANCE, "", worst,
            worst <= TOLERANCE ? Verdict.PASS : Verdict.FAIL, other.orElse(""));
    }

    /** @return the largest difference of any voxel, in per cent of the reference's range */
    private static double difference(final float[] reference, final float[] response) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        double worst = 0;
        for (int i = 0; i < reference.length; i++) {
            low = Math.min(low, reference[i]);
            high = Math.max(high, reference[i]);
            worst = Math.max(worst, Math.abs(response[i] - reference[i]));
        }
        return 100 * worst / (high - low);
    }
}
