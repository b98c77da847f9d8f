package org.dlrm.radiomics.reference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.radiomics.Family;
import org.dlrm.radiomics.FeatureValue;
import org.dlrm.radiomics.RadiomicsExtractor;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.radiomics.reference.Comparison.Part;
import org.dlrm.radiomics.reference.Comparison.Verdict;
import org.dlrm.radiomics.reference.ReferenceSuite.Task;
import org.dlrm.work.Progress;

/**
 * IBSI 2, phase 2: 18 intensity statistics of the CT phantom in 18 configurations. A: slice by slice, not interpolated; B:
 * in space, at 1 mm.
 */
final class FilteredFeatures {

    /** A line of the published table; {@code value} is NaN where the table gives none. */
    private record Published(String tag, double value, double tolerance) {
    }

    private FilteredFeatures() {
    }

    /** @return one task per configuration of the published table that is known */
    static List<Task> tasks(final IbsiFolder.Phantom ct, final Path table) throws IOException {
        final Map<String, List<Published>> configurations = new LinkedHashMap<>();
        for (final String line : Files.readAllLines(table, StandardCharsets.ISO_8859_1)) {
            final String[] f = line.split("[;,]");
            if (f.length >= 3 && f[0].matches("[1-9]\\.[AB]")) {
                configurations.computeIfAbsent(f[0], k -> new ArrayList<>()).add(new Published(f[2],
                    f.length < 5 ? Double.NaN : number(f[3]), f.length < 5 ? Double.NaN : number(f[4])));
            }
        }
        final List<Task> tasks = new ArrayList<>();
        configurations.forEach((id, published) -> tasks
            .add(new Task("IBSI 2 configuration " + id, p -> compare(ct, id, published, p))));
        return tasks;
    }

    private static double number(final String text) {
        return text.isBlank() ? Double.NaN : Double.parseDouble(text.trim());
    }

    private static List<Comparison> compare(final IbsiFolder.Phantom ct, final String id,
        final List<Published> published, final Progress progress) throws IOException {
        final Map<String, FeatureValue> ours = new HashMap<>();
        for (final FeatureValue f : RadiomicsExtractor.extract(ct.volume(), ct.region(), settings(id), progress)
            .features()) {
            ours.put(f.definition().tag(), f);
        }
        final List<Comparison> rows = new ArrayList<>();
        for (final Published p : published) {
            final FeatureValue f = ours.get(p.tag());
            final double value = f == null ? Double.NaN : f.value();
            final boolean known = !Double.isNaN(p.value()) && !Double.isNaN(p.tolerance());
            final Verdict verdict = !known ? Verdict.NO_REFERENCE
                : ReferenceCheck.within(value, p.value(), p.tolerance()) ? Verdict.PASS : Verdict.FAIL;
            rows.add(new Comparison(Part.IBSI_2, "configuration " + id, p.tag(),
                f == null ? p.tag() : f.definition().name(), f == null ? "" : f.ibsiId(), "", p.value(), p.tolerance(),
                "", value, verdict, f == null ? "no such feature"
                    : f.missing().orElse(known ? "" : "IBSI published no value: there was no consensus")));
        }
        return rows;
    }

    private static RadiomicsSettings settings(final String id) {
        final int filter = id.charAt(0) - '0';
        final boolean space = id.endsWith("B");
        final RadiomicsSettings.Builder s = RadiomicsSettings.builder()
            .families(EnumSet.of(Family.INTENSITY_STATISTICS))
            .resegmentation(new RadiomicsSettings.Resegmentation(-1000, 400, OptionalDouble.empty()));
        if (space) {
            s.resampling(new RadiomicsSettings.Resampling(Interpolator.CUBIC_SPLINE, Interpolator.LINEAR, 1, 1, 1, 0.5,
                true));
        }
        return (filter == 1 ? s : s.original(false).filters(List.of(filter(filter, space)))).build();
    }

    private static FilterSpec filter(final int id, final boolean space) {
        final int d = space ? 3 : 2;
        return switch (id) {
            case 2 -> filter("mean", "size", 5, "dimensions", d);
            case 3 -> filter("log", "sigma", 1.5, "dimensions", d);
            case 4 -> filter("laws", "kernel", space ? "L5E5E5" : "L5E5", "rotationInvariant", true, "delta", 7);
            case 5 -> filter("gabor", "sigma", 5, "gamma", 1.5, "lambda", 2, "thetaStep", 22.5, "planes",
                space ? 3 : 1);
            case 6 -> filter("wavelet", "family", "db3", "subband", space ? "LLH" : "LH", "rotationInvariant", true);
            case 7 -> filter("wavelet", "family", "db3", "subband", space ? "HHH" : "HH", "rotationInvariant", true,
                "level", 2);
            default -> filter("simoncelli", "level", id - 7, "dimensions", d);
        };
    }

    private static FilterSpec filter(final String type, final Object... parameters) {
        final Map<String, Object> p = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            p.put((String)parameters[i], parameters[i + 1]);
        }
        return new FilterSpec(type, p);
    }
}
