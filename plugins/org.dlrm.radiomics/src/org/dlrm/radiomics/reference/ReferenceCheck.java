package org.dlrm.radiomics.reference;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.radiomics.Aggregation;
import org.dlrm.radiomics.FeatureValue;
import org.dlrm.radiomics.RadiomicsExtractor;
import org.dlrm.radiomics.RadiomicsResult;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.radiomics.reference.Comparison.Part;
import org.dlrm.radiomics.reference.Comparison.Verdict;
import org.dlrm.work.Progress;

/** Compares this program's numbers with the published IBSI 1 reference values, for a site's own validation file. */
public final class ReferenceCheck {

    /** IBSI's test configurations. */
    public enum Configuration {
            /** The digital phantom as it is. */
            DIGITAL,
            /** CT phantom, slices, no interpolation, -500 to 400 HU, bins of 25 HU. */
            A,
            /** CT phantom, slices, bilinear 2 mm, -500 to 400 HU, 32 bins. */
            B,
            /** CT phantom, trilinear 2 mm, -1000 to 400 HU, bins of 25 HU. */
            C,
            /** CT phantom, trilinear 2 mm, 3 sigma, 32 bins. */
            D,
            /** CT phantom, tricubic spline 2 mm, -1000 to 400 HU and 3 sigma, 32 bins. */
            E;

        /** @return "digital phantom", "configuration A" ... */
        public String title() {
            return this == DIGITAL ? "digital phantom" : "configuration " + name();
        }

        /** @return the settings of the configuration */
        public RadiomicsSettings settings() {
            final Interpolator linear = Interpolator.LINEAR;
            final OptionalDouble sigma = OptionalDouble.of(3);
            final EnumSet<Aggregation> slices = EnumSet.range(Aggregation.AVERAGED_2D, Aggregation.MERGED_2_5D);
            final EnumSet<Aggregation> volume = EnumSet.of(Aggregation.AVERAGED_3D, Aggregation.MERGED_3D);
            final RadiomicsSettings.Builder b = RadiomicsSettings.builder().diagnostics(this != DIGITAL);
            return (switch (this) {
                case DIGITAL -> b.discretisation(Discretisation.NONE).aggregations(EnumSet.allOf(Aggregation.class));
                case A -> b.resegmentation(new Resegmentation(-500, 400, OptionalDouble.empty()))
                    .discretisation(Discretisation.width(25)).aggregations(slices);
                case B -> b.resampling(new Resampling(linear, linear, 2, 2, 0, 0.5, true))
                    .resegmentation(new Resegmentation(-500, 400, OptionalDouble.empty()))
                    .discretisation(Discretisation.bins(32)).aggregations(slices);
                case C -> b.resampling(new Resampling(linear, linear, 2, 2, 2, 0.5, true))
                    .resegmentation(new Resegmentation(-1000, 400, OptionalDouble.empty()))
                    .discretisation(Discretisation.width(25)).ivhDiscretisation(Discretisation.width(2.5))
                    .aggregations(volume);
                case D -> b.resampling(new Resampling(linear, linear, 2, 2, 2, 0.5, true))
                    .resegmentation(
                        new Resegmentation(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, sigma))
                    .discretisation(Discretisation.bins(32)).aggregations(volume);
                case E -> b.resampling(new Resampling(Interpolator.CUBIC_SPLINE, linear, 2, 2, 2, 0.5, true))
                    .resegmentation(new Resegmentation(-1000, 400, sigma)).discretisation(Discretisation.bins(32))
                    .ivhDiscretisation(Discretisation.bins(1000)).aggregations(volume);
            }).build();
        }
    }

    /** A published value. */
    public record Reference(String tag, Configuration configuration, double value, double tolerance,
        String consensus, boolean diagnostic) {

        /** @return whether a value is within the tolerance; diagnostic counts are published in full, features rounded */
        boolean accepts(final double v) {
            return within(v, value, tolerance)
                || diagnostic && Double.isFinite(v) && Math.abs(v - value) <= slack(value, tolerance);
        }
    }

    private ReferenceCheck() {
    }

    /** @return the published values of all configurations */
    public static List<Reference> references() {
        final List<Reference> all = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
            new InputStreamReader(ReferenceCheck.class.getResourceAsStream("ibsi1.csv"), StandardCharsets.UTF_8))) {
            in.lines().skip(2).forEach(line -> {
                final String[] f = line.split(",", -1);
                all.add(new Reference(f[0],
                    f[1].equals("digital") ? Configuration.DIGITAL : Configuration.valueOf(f[1]),
                    Double.parseDouble(f[2]), Double.parseDouble(f[3]), f[4], f[5].equals("1")));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** @return every published value of a configuration beside ours */
    public static List<Comparison> run(final Configuration c, final Volume image, final Mask mask,
        final Progress progress) {
        final RadiomicsResult r = RadiomicsExtractor.extract(image, mask, c.settings(), progress);
        final Map<String, FeatureValue> features = new HashMap<>();
        r.features().forEach(f -> features.put(f.column(), f));
        final Map<String, Double> diagnostics = new HashMap<>();
        r.diagnostics().forEach(d -> diagnostics.put(d.tag(), d.value()));
        return references().stream().filter(ref -> ref.configuration() == c)
            .map(ref -> compare(ref, features, diagnostics)).toList();
    }

    private static Comparison compare(final Reference r, final Map<String, FeatureValue> features,
        final Map<String, Double> diagnostics) {
        final Optional<FeatureValue> f = Optional.ofNullable(features.get(r.tag()));
        final double value = f.map(FeatureValue::value).orElseGet(() -> diagnostics.getOrDefault(r.tag(), Double.NaN));
        final String remark = f.map(v -> v.missing().orElse(""))
            .orElse(diagnostics.containsKey(r.tag()) ? "" : "no such feature");
        return new Comparison(r.diagnostic() ? Part.IBSI_1_DIAGNOSTICS : Part.IBSI_1, r.configuration().title(), r.tag(),
            f.map(v -> v.definition().name()).orElse(r.tag()), f.map(FeatureValue::ibsiId).orElse(""),
            f.map(FeatureValue::aggregation).orElse(""), r.value(), r.tolerance(), r.consensus(), value,
            r.accepts(value) ? Verdict.PASS : Verdict.FAIL, remark);
    }

    /** @return whether a value, rounded to three significant digits as the published ones are, is within a tolerance */
    static boolean within(final double value, final double reference, final double tolerance) {
        return Double.isFinite(value) && Math.abs(threeDigits(value) - reference) <= slack(reference, tolerance);
    }

    /** A little more than the tolerance, for the decimals' binary representation. */
    private static double slack(final double reference, final double tolerance) {
        return tolerance + 1e-9 * Math.abs(reference);
    }

    private static double threeDigits(final double v) {
        return new BigDecimal(v).round(new MathContext(3, RoundingMode.HALF_EVEN)).doubleValue();
    }
}
