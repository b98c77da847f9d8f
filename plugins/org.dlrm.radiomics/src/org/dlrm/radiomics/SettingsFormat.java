package org.dlrm.radiomics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.DiscretisationMethod;
import org.dlrm.radiomics.RadiomicsSettings.Naming;
import org.dlrm.radiomics.RadiomicsSettings.Normalisation;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.RadiomicsSettings.RangeUnit;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.radiomics.RadiomicsSettings.Texture;
import org.dlrm.radiomics.filter.FilterSpec;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

import com.google.gson.GsonBuilder;

/** Settings as JSON or YAML text: the same keys in both. Unknown keys are errors, missing keys are defaults. */
public final class SettingsFormat {

    private SettingsFormat() {
    }

    /** @return the settings as indented JSON, keys in a fixed order */
    public static String toJson(final RadiomicsSettings s) {
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(toMap(s));
    }

    /** @return the settings as YAML, keys in a fixed order */
    public static String toYaml(final RadiomicsSettings s) {
        final DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(new Representer(options), options).dump(toMap(s));
    }

    /**
     * Reads JSON or YAML (JSON is YAML), own settings or a PyRadiomics parameter file (recognised by its keys
     * "setting", "imageType" and "featureClass").
     *
     * @throws IllegalArgumentException naming the key, what is expected and what was found
     */
    public static RadiomicsSettings parse(final String text) {
        final LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(1 << 20);
        options.setAllowDuplicateKeys(false);
        final Object root;
        try {
            root = new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException e) {
            throw new IllegalArgumentException("The settings are neither JSON nor YAML: " + e.getMessage(), e);
        }
        if (!(root instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("The settings must be an object of keys and values");
        }
        final Keys keys = new Keys("", map);
        return PyRadiomicsParameters.isParameterFile(map) ? PyRadiomicsParameters.read(map) : fromKeys(keys);
    }

    static Map<String, Object> toMap(final RadiomicsSettings s) {
        final Map<String, Object> m = new LinkedHashMap<>();
        m.put("version", RadiomicsSettings.VERSION);
        m.put("convention", s.convention() == Convention.IBSI ? "IBSI" : "PyRadiomics 3");
        m.put("columnNames", s.naming() == Naming.IBSI ? "IBSI" : "PyRadiomics");
        s.normalisation().ifPresent(n -> {
            final Map<String, Object> v = new LinkedHashMap<>();
            v.put("scale", n.scale());
            n.outlierSigma().ifPresent(o -> v.put("outlierSigma", o));
            m.put("normalisation", v);
        });
        final Resampling r = s.resampling();
        final Map<String, Object> i = new LinkedHashMap<>();
        i.put("method", text(r.image()));
        i.put("maskMethod", text(r.mask()));
        i.put("spacing", List.of(r.x(), r.y(), r.z()));
        i.put("maskThreshold", r.maskThreshold());
        i.put("roundIntensities", r.roundIntensities());
        m.put("interpolation", i);
        final Map<String, Object> g = new LinkedHashMap<>();
        if (s.resegmentation().low() != Double.NEGATIVE_INFINITY) {
            g.put("low", s.resegmentation().low());
        }
        if (s.resegmentation().high() != Double.POSITIVE_INFINITY) {
            g.put("high", s.resegmentation().high());
        }
        s.resegmentation().outlierSigma().ifPresent(o -> g.put("outlierSigma", o));
        if (s.resegmentation().unit() != RangeUnit.INTENSITY) {
            g.put("unit", text(s.resegmentation().unit()));
        }
        m.put("resegmentation", g);
        m.put("discretisation", map(s.discretisation()));
        m.put("filterDiscretisation", map(s.filterDiscretisation()));
        m.put("ivhDiscretisation", map(s.ivhDiscretisation()));
        m.put("families", s.families().stream().map(SettingsFormat::text).toList());
        m.put("features", List.copyOf(s.only()));
        m.put("aggregations", s.aggregations().stream().map(SettingsFormat::text).toList());
        final Map<String, Object> t = new LinkedHashMap<>();
        t.put("glcmDistance", s.texture().glcmDistance());
        t.put("ngtdmDistance", s.texture().ngtdmDistance());
        t.put("ngldmDistance", s.texture().ngldmDistance());
        t.put("ngldmAlpha", s.texture().ngldmAlpha());
        if (!s.texture().shells().isEmpty()) {
            t.put("shells", s.texture().shells());
        }
        m.put("texture", t);
        m.put("original", s.original());
        m.put("filters", s.filters().stream().map(f -> {
            final Map<String, Object> v = new LinkedHashMap<>();
            v.put("type", f.type());
            v.putAll(f.parameters());
            return v;
        }).toList());
        m.put("energyShift", s.energyShift());
        m.put("minimumVoxels", s.minimumVoxels());
        // keys that came later are left out where they change nothing: older hashes stay
        if (s.minimumDimensions() != s.usualDimensions()) {
            m.put("minimumDimensions", s.minimumDimensions());
        }
        if (s.resegmentShape()) {
            m.put("resegmentShape", true);
        }
        m.put("padDistance", s.padDistance());
        m.put("preCrop", s.preCrop());
        m.put("diagnostics", s.diagnostics());
        return m;
    }

    static String hash(final RadiomicsSettings s) {
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(new GsonBuilder().disableHtmlEscaping().create().toJson(toMap(s))
                    .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> map(final Discretisation d) {
        final Map<String, Object> m = new LinkedHashMap<>();
        m.put("method", text(d.method()));
        switch (d.method()) {
            case NONE -> {
            }
            case FIXED_BIN_NUMBER -> m.put("bins", (int)d.value());
            case FIXED_BIN_SIZE -> m.put("binWidth", d.value());
        }
        d.origin().ifPresent(o -> m.put("origin", o));
        return m;
    }

    private static String text(final Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static RadiomicsSettings fromKeys(final Keys k) {
        final int version = k.whole("version", RadiomicsSettings.VERSION);
        if (version != RadiomicsSettings.VERSION) {
            throw new IllegalArgumentException("Settings of version " + version + " were written by a newer program;"
                + " this one reads version " + RadiomicsSettings.VERSION);
        }
        final RadiomicsSettings.Builder b = RadiomicsSettings.builder();
        final RadiomicsSettings def = b.build();
        final String convention = k.text("convention", "IBSI");
        switch (convention) {
            case "IBSI" -> {
            }
            case "PyRadiomics 3" -> b.pyRadiomics();
            default -> throw k.wrong("convention", "\"IBSI\" or \"PyRadiomics 3\"", convention);
        }
        final String names = k.text("columnNames", convention.equals("IBSI") ? "IBSI" : "PyRadiomics");
        switch (names) {
            case "IBSI" -> b.naming(Naming.IBSI);
            case "PyRadiomics" -> b.naming(Naming.PYRADIOMICS);
            default -> throw k.wrong("columnNames", "\"IBSI\" or \"PyRadiomics\"", names);
        }
        k.object("normalisation").ifPresent(n -> b.normalisation(
            Optional.of(new Normalisation(n.number("scale", 1), n.optional("outlierSigma")))));
        k.object("interpolation").ifPresent(n -> {
            final List<?> spacing = n.list("spacing", List.of(0., 0., 0.));
            if (spacing.size() != 3) {
                throw n.wrong("spacing", "three numbers [x, y, z] in mm", spacing);
            }
            final double[] s = spacing.stream().mapToDouble(v -> n.asNumber("spacing", v)).toArray();
            b.resampling(new Resampling(n.choice("method", Interpolator.class, Interpolator.NONE),
                n.choice("maskMethod", Interpolator.class, Interpolator.LINEAR), s[0], s[1], s[2],
                n.number("maskThreshold", 0.5), n.flag("roundIntensities", false)));
        });
        k.object("resegmentation").ifPresent(n -> b.resegmentation(
            new Resegmentation(n.number("low", Double.NEGATIVE_INFINITY), n.number("high", Double.POSITIVE_INFINITY),
                n.optional("outlierSigma"), n.choice("unit", RangeUnit.class, RangeUnit.INTENSITY))));
        k.object("discretisation").ifPresent(n -> b.discretisation(discretisation(n)));
        k.object("filterDiscretisation").ifPresent(n -> b.filterDiscretisation(discretisation(n)));
        k.object("ivhDiscretisation").ifPresent(n -> b.ivhDiscretisation(discretisation(n)));
        if (k.has("families")) {
            final Set<Family> families = EnumSet.noneOf(Family.class);
            k.list("families", List.of()).forEach(v -> families.add(k.choice("families", Family.class, v)));
            b.families(families);
        }
        final Set<String> only = new TreeSet<>();
        k.list("features", List.of()).forEach(v -> only.add(String.valueOf(v)));
        b.only(only);
        if (k.has("aggregations")) {
            final Set<Aggregation> aggregations = EnumSet.noneOf(Aggregation.class);
            k.list("aggregations", List.of())
                .forEach(v -> aggregations.add(k.choice("aggregations", Aggregation.class, v)));
            b.aggregations(aggregations);
        }
        k.object("texture")
            .ifPresent(n -> b.texture(new Texture(n.whole("glcmDistance", 1), n.whole("ngtdmDistance", 1),
                n.whole("ngldmDistance", 1), n.whole("ngldmAlpha", 0),
                n.list("shells", List.of()).stream().map(d -> n.asWhole("shells", d)).toList())));
        b.original(k.flag("original", true));
        final List<FilterSpec> filters = new ArrayList<>();
        for (final Object f : k.list("filters", List.of())) {
            if (!(f instanceof Map<?, ?> fm) || !(fm.get("type") instanceof String type)) {
                throw k.wrong("filters", "objects with a \"type\"", f);
            }
            final Map<String, Object> parameters = new LinkedHashMap<>();
            fm.forEach((key, v) -> {
                if (!"type".equals(key)) {
                    parameters.put(String.valueOf(key), v);
                }
            });
            filters.add(new FilterSpec(type, parameters));
        }
        b.filters(filters);
        b.energyShift(k.number("energyShift", def.energyShift()));
        b.minimumVoxels(k.whole("minimumVoxels", def.minimumVoxels()));
        b.minimumDimensions(k.whole("minimumDimensions", b.build().usualDimensions()));
        b.resegmentShape(k.flag("resegmentShape", false));
        b.padDistance(k.whole("padDistance", def.padDistance()));
        b.preCrop(k.flag("preCrop", def.preCrop()));
        b.diagnostics(k.flag("diagnostics", def.diagnostics()));
        k.done();
        return b.build();
    }

    private static Discretisation discretisation(final Keys k) {
        final DiscretisationMethod method =
            k.choice("method", DiscretisationMethod.class, DiscretisationMethod.FIXED_BIN_SIZE);
        return new Discretisation(method, switch (method) {
            case NONE -> 0;
            case FIXED_BIN_NUMBER -> k.whole("bins", 32);
            case FIXED_BIN_SIZE -> k.number("binWidth", 25);
        }, k.optional("origin"));
    }

    /** Typed access to the keys of one object; remembers which were read, so that a misspelt key is an error. */
    static final class Keys {

        private final String m_path;

        private final Map<?, ?> m_map;

        private final Set<String> m_known = new TreeSet<>();

        private final List<Keys> m_children = new ArrayList<>();

        Keys(final String path, final Map<?, ?> map) {
            m_path = path;
            m_map = map;
        }

        boolean has(final String key) {
            m_known.add(key);
            return m_map.get(key) != null;
        }

        Object raw(final String key) {
            m_known.add(key);
            return m_map.get(key);
        }

        double number(final String key, final double fallback) {
            return has(key) ? asNumber(key, m_map.get(key)) : fallback;
        }

        OptionalDouble optional(final String key) {
            return has(key) ? OptionalDouble.of(asNumber(key, m_map.get(key))) : OptionalDouble.empty();
        }

        double asNumber(final String key, final Object v) {
            if (v instanceof Number n) {
                return n.doubleValue();
            }
            try {
                // YAML 1.1 reads 1e-3 as text
                return Double.parseDouble(String.valueOf(v));
            } catch (NumberFormatException e) {
                throw wrong(key, "a number", v);
            }
        }

        int whole(final String key, final int fallback) {
            return has(key) ? asWhole(key, m_map.get(key)) : fallback;
        }

        int asWhole(final String key, final Object v) {
            final double d = asNumber(key, v);
            if (d != (int)d) {
                throw wrong(key, "a whole number", v);
            }
            return (int)d;
        }

        String text(final String key, final String fallback) {
            return has(key) ? String.valueOf(m_map.get(key)) : fallback;
        }

        boolean flag(final String key, final boolean fallback) {
            if (!has(key)) {
                return fallback;
            }
            if (m_map.get(key) instanceof Boolean b) {
                return b;
            }
            throw wrong(key, "true or false", m_map.get(key));
        }

        List<?> list(final String key, final List<?> fallback) {
            if (!has(key)) {
                return fallback;
            }
            if (m_map.get(key) instanceof List<?> l) {
                return l;
            }
            throw wrong(key, "a list", m_map.get(key));
        }

        Optional<Keys> object(final String key) {
            if (!has(key)) {
                return Optional.empty();
            }
            if (m_map.get(key) instanceof Map<?, ?> m) {
                final Keys child = new Keys(m_path + key + ".", m);
                m_children.add(child);
                return Optional.of(child);
            }
            throw wrong(key, "an object of keys and values", m_map.get(key));
        }

        <E extends Enum<E>> E choice(final String key, final Class<E> type, final E fallback) {
            return has(key) ? choice(key, type, m_map.get(key)) : fallback;
        }

        <E extends Enum<E>> E choice(final String key, final Class<E> type, final Object value) {
            final List<String> names = new ArrayList<>();
            for (final E e : type.getEnumConstants()) {
                names.add(SettingsFormat.text(e));
                if (SettingsFormat.text(e).equalsIgnoreCase(String.valueOf(value).replace('_', ' '))) {
                    return e;
                }
            }
            throw wrong(key, "one of " + names, value);
        }

        IllegalArgumentException wrong(final String key, final String expected, final Object found) {
            return new IllegalArgumentException(
                "Radiomics settings: " + m_path + key + " must be " + expected + ", found " + found);
        }

        void done() {
            for (final Object key : m_map.keySet()) {
                if (!m_known.contains(key)) {
                    throw new IllegalArgumentException("Radiomics settings: unknown key " + m_path + key
                        + "; known are " + m_known);
                }
            }
            m_children.forEach(Keys::done);
        }
    }
}
