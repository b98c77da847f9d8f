package org.dlrm.standin.tests;

import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds what compiled classes need of KNIME and the real API does not have. */
final class UseCheck {

    private static final String KNIME = "org/knime/";

    private final KnimeApi m_api;

    private final Map<String, ClassFile> m_own = new HashMap<>();

    private int m_references;

    UseCheck(final KnimeApi api) {
        m_api = api;
    }

    /** References to KNIME that were looked at. */
    int references() {
        return m_references;
    }

    List<String> check(final List<ClassFile> classes) {
        classes.forEach(c -> m_own.put(c.name(), c));
        final Set<String> problems = new TreeSet<>();
        for (final ClassFile c : classes) {
            for (final String type : c.types()) {
                if (type.startsWith(KNIME)) {
                    m_references++;
                    if (m_api.type(type).isEmpty()) {
                        problems.add(c.name() + " refers to " + type + ", which KNIME does not have");
                    }
                }
            }
            c.fieldReferences().forEach(f -> reference(c, f, false, problems));
            c.methodReferences().forEach(m -> reference(c, m, true, problems));
            annotations(c, problems);
            lambdas(c, problems);
            if (!c.isAbstract() && !c.isInterface()) {
                unimplemented(c, problems);
            }
        }
        return List.copyOf(problems);
    }

    /** A member of KNIME's, or one that a class of ours inherits from KNIME's. */
    private void reference(final ClassFile c, final ClassFile.Member member, final boolean method,
        final Set<String> problems) {
        final String owner = knimeOwner(member, method);
        if (owner == null || m_api.type(owner).isEmpty()) {
            return;
        }
        m_references++;
        final boolean there = !method ? m_api.hasField(owner, member.name() + ":" + member.descriptor())
            : member.name().equals("<init>") ? m_api.hasConstructor(owner, member.descriptor())
                : m_api.hasMethod(owner, member.signature());
        if (!there) {
            problems.add(c.name() + " uses " + owner + "." + member.name() + " " + member.descriptor()
                + ", which KNIME does not have");
        } else if (method && !member.name().equals("<init>")
            && member.interfaceMethod() != m_api.type(owner).get().isInterface()
            && member.owner().equals(owner)) {
            problems.add(c.name() + ": " + owner + " is " + (member.interfaceMethod() ? "no interface" : "an interface")
                + " in KNIME");
        }
    }

    /** Follows our own superclasses until one has the member; null if KNIME has nothing to do with it. */
    private String knimeOwner(final ClassFile.Member member, final boolean method) {
        String owner = member.owner();
        while (m_own.containsKey(owner)) {
            final ClassFile c = m_own.get(owner);
            final boolean declared = method
                ? c.methods().stream().anyMatch(m -> m.signature().equals(member.signature()))
                : c.fields().stream().anyMatch(f -> f.name().equals(member.name()));
            if (declared) {
                return null;
            }
            final List<String> knime = c.supertypes().stream().filter(s -> s.startsWith(KNIME)
                && (method ? m_api.hasMethod(s, member.signature())
                    : m_api.hasField(s, member.name() + ":" + member.descriptor()))).toList();
            if (!knime.isEmpty()) {
                return null;
            }
            owner = c.superclass();
        }
        return owner.startsWith(KNIME) ? owner : null;
    }

    private void annotations(final ClassFile c, final Set<String> problems) {
        for (final ClassFile.AnnotationUse use : c.annotations()) {
            if (use.type().startsWith(KNIME) && m_api.type(use.type()).isPresent()) {
                final Set<String> known = m_api.type(use.type()).get().methods().keySet();
                for (final String element : use.elements()) {
                    m_references++;
                    if (known.stream().noneMatch(k -> k.startsWith(element + "("))) {
                        problems.add(c.name() + " sets " + element + " of @" + use.type()
                            + ", which KNIME does not have");
                    }
                }
            }
        }
    }

    /** A lambda needs an interface with one abstract method, also in the real API. */
    private void lambdas(final ClassFile c, final Set<String> problems) {
        for (final ClassFile.Lambda lambda : c.lambdas()) {
            if (m_api.type(lambda.interfaceName()).isPresent()) {
                m_references++;
                final Set<String> names = new TreeSet<>();
                for (final String type : m_api.closure(lambda.interfaceName())) {
                    m_api.type(type).ifPresent(t -> t.methods().forEach((signature, flags) -> {
                        if (flags.contains("abstract") && !isDefault(lambda.interfaceName(), signature)) {
                            names.add(signature.substring(0, signature.indexOf('(')));
                        }
                    }));
                }
                if (!names.equals(Set.of(lambda.method()))) {
                    problems.add(c.name() + " has a lambda for " + lambda.interfaceName() + "." + lambda.method()
                        + ", but KNIME's has the abstract methods " + names);
                }
            }
        }
    }

    private boolean isDefault(final String type, final String signature) {
        return m_api.closure(type).stream().anyMatch(t -> m_api.type(t).map(r -> r.methods().get(signature))
            .filter(f -> f.contains("default")).isPresent());
    }

    /** Abstract methods of KNIME's supertypes that neither the class nor a superclass implements. */
    private void unimplemented(final ClassFile c, final Set<String> problems) {
        final Set<String> chain = new LinkedHashSet<>();
        final Deque<String> open = new ArrayDeque<>(List.of(c.name()));
        while (!open.isEmpty()) {
            final String next = open.poll();
            if (chain.add(next)) {
                if (m_own.containsKey(next)) {
                    open.addAll(m_own.get(next).supertypes());
                } else {
                    open.addAll(m_api.closure(next));
                }
            }
        }
        for (final String type : chain) {
            m_api.type(type).ifPresent(t -> t.methods().forEach((signature, flags) -> {
                if (flags.contains("abstract") && chain.stream().noneMatch(s -> implementsIt(s, signature))) {
                    problems.add(c.name() + " does not implement " + type + "." + signature);
                }
            }));
        }
    }

    private boolean implementsIt(final String type, final String signature) {
        if (m_own.containsKey(type)) {
            return m_own.get(type).methods().stream()
                .anyMatch(m -> m.signature().equals(signature) && !Modifier.isAbstract(m.access()));
        }
        if (m_api.type(type).isPresent()) {
            final Set<String> flags = m_api.type(type).get().methods().get(signature);
            return flags != null && !flags.contains("abstract");
        }
        return JdkTypes.hasConcrete(type, signature);
    }
}
