package org.dlrm.standin.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * The public and protected members of the real KNIME API (5.12), as {@link ApiExtract} wrote them from the listing:
 * facts only, no code.
 */
final class KnimeApi {

    static final String RESOURCE = "/knime-api-5.12.txt.gz";

    /** Members of the stand-in's types that KNIME 5.12 has and 5.8, the oldest version we run on, has not. */
    private static final String NEWER = "/newer-than-knime-5.8.txt";

    /** @param flags words such as public, abstract, static, interface */
    record Type(Set<String> flags, String name, String superclass, List<String> interfaces,
        Map<String, Set<String>> methods, Map<String, Set<String>> fields) {

        boolean isInterface() {
            return flags.contains("interface");
        }

        List<String> supertypes() {
            final List<String> all = new ArrayList<>(interfaces);
            if (!superclass.equals("-")) {
                all.add(0, superclass);
            }
            return all;
        }
    }

    private final Map<String, Type> m_types = new TreeMap<>();

    /** The committed extract. */
    static KnimeApi load() throws IOException {
        try (InputStream in = KnimeApi.class.getResourceAsStream(RESOURCE);
            BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            final KnimeApi api = new KnimeApi();
            Type type = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                final String[] f = line.split(" ");
                final Set<String> flags = Set.of(f[1].split(","));
                switch (f[0]) {
                    case "T" -> {
                        type = new Type(flags, f[2], f[3],
                            f[4].equals("-") ? List.of() : List.of(f[4].split(",")), new TreeMap<>(),
                            new TreeMap<>());
                        api.m_types.put(type.name(), type);
                    }
                    case "M" -> type.methods().put(f[2] + f[3], flags);
                    case "F" -> type.fields().put(f[2] + ":" + f[3], flags);
                    default -> throw new IOException("unknown line: " + line);
                }
            }
            return api;
        }
    }

    /** What the oldest supported KNIME (5.8) has too. */
    static KnimeApi loadOldest() throws IOException {
        final KnimeApi api = load();
        try (BufferedReader lines = new BufferedReader(
            new InputStreamReader(KnimeApi.class.getResourceAsStream(NEWER), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                final String[] f = line.split(" ");
                if (!f[0].equals("#") && api.m_types.get(f[0]).methods().remove(f[1]) == null) {
                    throw new IOException(NEWER + ": KNIME 5.12 has no " + line);
                }
            }
        }
        return api;
    }

    /** For tests of the checkers: this API with one type more or another in its place. */
    KnimeApi with(final Type type) {
        final KnimeApi api = new KnimeApi();
        api.m_types.putAll(m_types);
        api.m_types.put(type.name(), type);
        return api;
    }

    Collection<Type> types() {
        return m_types.values();
    }

    /** @param name as in class files, e.g. org/knime/core/data/DataCell */
    Optional<Type> type(final String name) {
        return Optional.ofNullable(m_types.get(name));
    }

    /** The type's supertypes, itself first; those outside KNIME and those the listing hides are named only. */
    Set<String> closure(final String name) {
        final Set<String> all = new LinkedHashSet<>();
        final Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            final String next = open.poll();
            if (all.add(next)) {
                if (m_types.containsKey(next)) {
                    open.addAll(m_types.get(next).supertypes());
                } else if (!next.startsWith("org/knime/")) {
                    open.addAll(JdkTypes.supertypes(next));
                }
            }
        }
        return all;
    }

    /** The type or one of its supertypes has the method (name and descriptor). */
    boolean hasMethod(final String owner, final String method) {
        return closure(owner).stream().anyMatch(t -> m_types.containsKey(t) ? m_types.get(t).methods()
            .containsKey(method) : JdkTypes.hasMethod(t, method))
            // interfaces answer to what every object answers
            || JdkTypes.hasMethod("java/lang/Object", method);
    }

    boolean hasConstructor(final String owner, final String descriptor) {
        return m_types.containsKey(owner) && m_types.get(owner).methods().containsKey("<init>" + descriptor);
    }

    boolean hasField(final String owner, final String field) {
        return closure(owner).stream().anyMatch(
            t -> m_types.containsKey(t) ? m_types.get(t).fields().containsKey(field) : JdkTypes.hasField(t, field));
    }
}
