package org.dlrm.standin.tests;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what the stand-in has and the real API has not. */
final class SubsetCheck {

    private static final int VISIBLE = Modifier.PUBLIC | Modifier.PROTECTED;

    /** Bits that javac sets and source does not. */
    private static final int SYNTHETIC = 0x1000;

    private final KnimeApi m_api;

    private int m_types;

    private int m_members;

    SubsetCheck(final KnimeApi api) {
        m_api = api;
    }

    int types() {
        return m_types;
    }

    int members() {
        return m_members;
    }

    /** Only types in packages org.knime are compared; those that are not public are the stand-in's own affair. */
    List<String> check(final List<ClassFile> standIn) {
        final List<String> problems = new ArrayList<>();
        final Map<String, ClassFile> own = new HashMap<>();
        standIn.forEach(c -> own.put(c.name(), c));
        for (final ClassFile c : standIn) {
            if (c.name().startsWith("org/knime/") && isVisible(c, own)) {
                m_types++;
                final Optional<KnimeApi.Type> real = m_api.type(c.name());
                if (real.isEmpty()) {
                    problems.add(c.name() + ": KNIME has no such type");
                } else {
                    compare(c, real.get(), own, problems);
                }
            }
        }
        return problems;
    }

    /** Public, and so are the types around it; anonymous and local classes are not. */
    private static boolean isVisible(final ClassFile c, final Map<String, ClassFile> own) {
        if (c.name().matches(".*\\$\\d.*")) {
            return false;
        }
        for (int dollar = c.name().indexOf('$'); dollar > 0; dollar = c.name().indexOf('$', dollar + 1)) {
            final ClassFile outer = own.get(c.name().substring(0, dollar));
            if (outer != null && (outer.access() & Modifier.PUBLIC) == 0) {
                return false;
            }
        }
        return (c.access() & Modifier.PUBLIC) != 0;
    }

    private void compare(final ClassFile c, final KnimeApi.Type real, final Map<String, ClassFile> own,
        final List<String> problems) {
        if (c.isInterface() != real.isInterface()) {
            problems.add(c.name() + ": class and interface differ");
        }
        if (!c.isInterface() && c.isAbstract() != real.flags().contains("abstract")) {
            problems.add(c.name() + ": abstract differs");
        }
        if (!Modifier.isFinal(c.access()) && real.flags().contains("final")) {
            problems.add(c.name() + ": KNIME's is final");
        }
        final Set<String> realSupertypes = m_api.closure(c.name());
        for (final String supertype : c.supertypes()) {
            final boolean hidden = own.containsKey(supertype) && (own.get(supertype).access() & Modifier.PUBLIC) == 0;
            if (!hidden && !realSupertypes.contains(supertype) && !supertype.equals("java/lang/Object")) {
                problems.add(c.name() + ": KNIME's is no " + supertype);
            }
        }
        for (final ClassFile.Member field : c.fields()) {
            if ((field.access() & VISIBLE) != 0 && (field.access() & SYNTHETIC) == 0) {
                m_members++;
                member(c, "field " + field.name(), field.access(),
                    real.fields().get(field.name() + ":" + field.descriptor()), problems);
            }
        }
        for (final ClassFile.Member method : c.methods()) {
            final boolean compared = (method.access() & VISIBLE) != 0 && (method.access() & SYNTHETIC) == 0;
            if (compared && !isEnumConstructor(c, method)) {
                m_members++;
                final Set<String> flags = real.methods().get(method.signature());
                if (flags != null || method.name().equals("<init>")
                    || !m_api.hasMethod(c.name(), method.signature())) {
                    member(c, "method " + method.signature(), method.access(), flags, problems);
                }
            }
        }
    }

    private static boolean isEnumConstructor(final ClassFile c, final ClassFile.Member method) {
        return c.superclass().equals("java/lang/Enum") && method.name().equals("<init>");
    }

    private static void member(final ClassFile c, final String what, final int access, final Set<String> real,
        final List<String> problems) {
        final String where = c.name() + ", " + what + ": ";
        if (real == null) {
            problems.add(where + "KNIME has no such member");
            return;
        }
        if (Modifier.isStatic(access) != real.contains("static")) {
            problems.add(where + "static differs");
        }
        if (Modifier.isPublic(access) && !real.contains("public")) {
            problems.add(where + "KNIME's is protected");
        }
    }
}
