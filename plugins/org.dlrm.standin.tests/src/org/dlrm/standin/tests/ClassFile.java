package org.dlrm.standin.tests;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a class file says of itself and of others: names, members, references, annotations (JVMS chapter 4). */
final class ClassFile {

    /** @param owner class the member is looked up in; null for the class's own members */
    record Member(String owner, String name, String descriptor, int access, boolean interfaceMethod) {

        String signature() {
            return name + descriptor;
        }
    }

    /** @param elements names of the elements that are set */
    record AnnotationUse(String type, Set<String> elements) {
    }

    /** A lambda: the interface and the method it implements. */
    record Lambda(String interfaceName, String method) {
    }

    private final Object[] m_pool;

    private final int[] m_tags;

    private final String m_name;

    private final String m_superclass;

    private final List<String> m_interfaces = new ArrayList<>();

    private final int m_access;

    private final List<Member> m_fields = new ArrayList<>();

    private final List<Member> m_methods = new ArrayList<>();

    private final List<AnnotationUse> m_annotations = new ArrayList<>();

    ClassFile(final byte[] bytes) throws IOException {
        final DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        if (in.readInt() != 0xCAFEBABE) {
            throw new IOException("no class file");
        }
        in.readInt();
        final int count = in.readUnsignedShort();
        m_pool = new Object[count];
        m_tags = new int[count];
        for (int i = 1; i < count; i++) {
            m_tags[i] = in.readUnsignedByte();
            switch (m_tags[i]) {
                case 1 -> m_pool[i] = in.readUTF();
                case 3, 4 -> in.readInt();
                case 5, 6 -> {
                    in.readLong();
                    i++;
                }
                case 7, 8, 16, 19, 20 -> m_pool[i] = in.readUnsignedShort();
                case 9, 10, 11, 12, 17, 18 -> m_pool[i] = new int[]{in.readUnsignedShort(), in.readUnsignedShort()};
                case 15 -> m_pool[i] = new int[]{in.readUnsignedByte(), in.readUnsignedShort()};
                default -> throw new IOException("unknown constant " + m_tags[i]);
            }
        }
        m_access = in.readUnsignedShort();
        m_name = className(in.readUnsignedShort());
        final int superclass = in.readUnsignedShort();
        m_superclass = superclass == 0 ? "-" : className(superclass);
        for (int n = in.readUnsignedShort(); n > 0; n--) {
            m_interfaces.add(className(in.readUnsignedShort()));
        }
        members(in, m_fields);
        members(in, m_methods);
        attributes(in);
    }

    private void members(final DataInputStream in, final List<Member> into) throws IOException {
        for (int n = in.readUnsignedShort(); n > 0; n--) {
            final int access = in.readUnsignedShort();
            into.add(new Member(null, utf(in.readUnsignedShort()), utf(in.readUnsignedShort()), access, false));
            attributes(in);
        }
    }

    private void attributes(final DataInputStream in) throws IOException {
        for (int n = in.readUnsignedShort(); n > 0; n--) {
            final String name = utf(in.readUnsignedShort());
            final byte[] content = in.readNBytes(in.readInt());
            if (name.equals("RuntimeVisibleAnnotations") || name.equals("RuntimeInvisibleAnnotations")) {
                final DataInputStream annotations = new DataInputStream(new ByteArrayInputStream(content));
                for (int k = annotations.readUnsignedShort(); k > 0; k--) {
                    annotation(annotations);
                }
            }
        }
    }

    private void annotation(final DataInputStream in) throws IOException {
        final String type = utf(in.readUnsignedShort());
        final Set<String> elements = new LinkedHashSet<>();
        for (int n = in.readUnsignedShort(); n > 0; n--) {
            elements.add(utf(in.readUnsignedShort()));
            elementValue(in);
        }
        m_annotations.add(new AnnotationUse(type.substring(1, type.length() - 1), elements));
    }

    private void elementValue(final DataInputStream in) throws IOException {
        switch (in.readUnsignedByte()) {
            case 'e' -> in.readInt();
            case '@' -> annotation(in);
            case '[' -> {
                for (int n = in.readUnsignedShort(); n > 0; n--) {
                    elementValue(in);
                }
            }
            default -> in.readUnsignedShort();
        }
    }

    private String utf(final int index) {
        return (String)m_pool[index];
    }

    private String className(final int index) {
        return utf((int)m_pool[index]);
    }

    String name() {
        return m_name;
    }

    String superclass() {
        return m_superclass;
    }

    List<String> supertypes() {
        final List<String> all = new ArrayList<>(m_interfaces);
        all.add(0, m_superclass);
        return all;
    }

    int access() {
        return m_access;
    }

    boolean isInterface() {
        return Modifier.isInterface(m_access);
    }

    boolean isAbstract() {
        return Modifier.isAbstract(m_access);
    }

    List<Member> fields() {
        return m_fields;
    }

    List<Member> methods() {
        return m_methods;
    }

    List<AnnotationUse> annotations() {
        return m_annotations;
    }

    /** Classes that code, descriptors, signatures or annotations name. */
    Set<String> types() {
        final Set<String> all = new TreeSet<>();
        for (int i = 1; i < m_pool.length; i++) {
            if (m_tags[i] == 7) {
                final String name = className(i);
                addTypes(name.startsWith("[") ? name : "L" + name + ";", all);
            } else if (m_tags[i] == 1) {
                addTypes(utf(i), all);
            }
        }
        return all;
    }

    private static final Pattern TYPE = Pattern.compile("L([A-Za-z_][\\w$]*(?:/[A-Za-z_][\\w$]*)+)[;<]");

    private static void addTypes(final String descriptor, final Set<String> into) {
        final Matcher m = TYPE.matcher(descriptor);
        while (m.find()) {
            into.add(m.group(1));
        }
    }

    /** Fields that code uses. */
    List<Member> fieldReferences() {
        return references(9, 9);
    }

    /** Methods and constructors that code calls or refers to. */
    List<Member> methodReferences() {
        return references(10, 11);
    }

    private List<Member> references(final int from, final int to) {
        final List<Member> all = new ArrayList<>();
        for (int i = 1; i < m_pool.length; i++) {
            if (m_tags[i] >= from && m_tags[i] <= to) {
                final int[] reference = (int[])m_pool[i];
                final int[] nameAndType = (int[])m_pool[reference[1]];
                all.add(new Member(className(reference[0]), utf(nameAndType[0]), utf(nameAndType[1]), 0,
                    m_tags[i] == 11));
            }
        }
        return all;
    }

    /** Calls of a bootstrap method that return an object: lambdas and method references (and string joins). */
    List<Lambda> lambdas() {
        final List<Lambda> all = new ArrayList<>();
        for (int i = 1; i < m_pool.length; i++) {
            if (m_tags[i] == 18) {
                final int[] nameAndType = (int[])m_pool[((int[])m_pool[i])[1]];
                final String descriptor = utf(nameAndType[1]);
                final String result = descriptor.substring(descriptor.indexOf(')') + 1);
                if (result.startsWith("L")) {
                    all.add(new Lambda(result.substring(1, result.length() - 1), utf(nameAndType[0])));
                }
            }
        }
        return all;
    }
}
