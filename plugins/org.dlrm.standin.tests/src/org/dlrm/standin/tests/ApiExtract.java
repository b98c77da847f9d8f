package org.dlrm.standin.tests;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the test resource {@code knime-api-5.12.txt.gz} from the listing of the real API (javap -protected):
 * {@code java org.dlrm.standin.tests.ApiExtract ../shared/knime-api/listing plugins/org.dlrm.standin.tests/resources}.
 * Generics are erased, as descriptors in class files are. Lines: T flags name superclass interfaces; M flags name
 * descriptor; F flags name descriptor.
 */
public final class ApiExtract {

    private static final Set<String> FLAGS = Set.of("public", "protected", "static", "final", "abstract", "default",
        "synchronized", "native", "transient", "volatile", "strictfp", "sealed", "non-sealed");

    private static final Map<String, String> PRIMITIVES = Map.of("void", "V", "boolean", "Z", "byte", "B", "char",
        "C", "short", "S", "int", "I", "long", "J", "float", "F", "double", "D");

    private ApiExtract() {
    }

    /** @param args the listing's folder and the folder to write to */
    public static void main(final String[] args) throws IOException {
        final List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            for (final Path file : files.filter(f -> f.getFileName().toString().startsWith("org.knime")).sorted()
                .toList()) {
                lines.addAll(read(Files.readAllLines(file)));
            }
        }
        final Path target = Path.of(args[1]).resolve(KnimeApi.RESOURCE.substring(1));
        // a fixed time stamp in the header keeps the file the same from run to run
        try (Writer out = new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(target)),
            StandardCharsets.UTF_8)) {
            for (final String line : lines) {
                out.write(line + "\n");
            }
        }
        System.out.println(lines.size() + " lines");
    }

    static List<String> read(final List<String> javap) {
        final List<String> lines = new ArrayList<>();
        Map<String, String> typeVariables = Map.of();
        final Map<String, Map<String, String>> variablesOf = new HashMap<>();
        String type = null;
        for (final String line : javap) {
            if (line.endsWith("{")) {
                final String header = line.substring(0, line.length() - 1).trim();
                type = name(header);
                typeVariables = new HashMap<>();
                // an inner class sees the type variables around it
                for (int dollar = type.indexOf('$'); dollar > 0; dollar = type.indexOf('$', dollar + 1)) {
                    typeVariables.putAll(variablesOf.getOrDefault(type.substring(0, dollar), Map.of()));
                }
                final int generic = header.indexOf(type) + type.length();
                if (header.startsWith("<", generic)) {
                    typeVariables.putAll(variables(header.substring(generic), typeVariables));
                }
                variablesOf.put(type, typeVariables);
                lines.add(typeLine(header, type, typeVariables));
            } else if (line.startsWith("  ") && line.endsWith(";")) {
                lines.add(member(line.trim().substring(0, line.trim().length() - 1), type, typeVariables));
            }
        }
        return lines;
    }

    /** The name after "class" or "interface". */
    private static String name(final String header) {
        final String[] words = header.split(" ");
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("class") || words[i].equals("interface")) {
                final String name = words[i + 1];
                return name.contains("<") ? name.substring(0, name.indexOf('<')) : name;
            }
        }
        throw new IllegalArgumentException(header);
    }

    private static String typeLine(final String header, final String type, final Map<String, String> variables) {
        final Set<String> flags = new LinkedHashSet<>();
        for (final String word : header.substring(0, header.indexOf(type)).trim().split(" ")) {
            flags.add(word);
        }
        String rest = header.substring(header.indexOf(type) + type.length());
        if (rest.startsWith("<")) {
            rest = rest.substring(close(rest, 0) + 1);
        }
        String superclass = flags.contains("interface") ? "-" : "java/lang/Object";
        final List<String> interfaces = new ArrayList<>();
        final int implemented = rest.indexOf(" implements ");
        final int extended = rest.indexOf(" extends ");
        if (implemented >= 0) {
            interfaces.addAll(split(rest.substring(implemented + " implements ".length())));
        }
        if (extended >= 0) {
            final List<String> names = split(
                rest.substring(extended + " extends ".length(), implemented < 0 ? rest.length() : implemented));
            if (flags.contains("interface")) {
                interfaces.addAll(names);
            } else {
                superclass = internal(names.get(0), variables);
            }
        }
        return "T " + String.join(",", flags) + " " + type.replace('.', '/') + " " + superclass + " "
            + (interfaces.isEmpty() ? "-" : interfaces.stream().map(i -> internal(i, variables)).collect(joining(",")));
    }

    private static String member(final String line, final String type, final Map<String, String> typeVariables) {
        final Set<String> flags = new LinkedHashSet<>();
        String rest = line;
        for (int space = rest.indexOf(' '); space > 0 && FLAGS.contains(rest.substring(0, space)); space =
            rest.indexOf(' ')) {
            flags.add(rest.substring(0, space));
            rest = rest.substring(space + 1);
        }
        final Map<String, String> variables = new HashMap<>(typeVariables);
        if (rest.startsWith("<")) {
            final int end = close(rest, 0);
            variables.putAll(variables(rest.substring(0, end + 1), variables));
            rest = rest.substring(end + 1).trim();
        }
        final String words = flags.isEmpty() ? "-" : String.join(",", flags);
        final int open = rest.indexOf('(');
        if (open < 0) {
            final int space = rest.lastIndexOf(' ');
            return "F " + words + " " + rest.substring(space + 1) + " "
                + descriptor(rest.substring(0, space), variables);
        }
        final String parameters = split(rest.substring(open + 1, rest.lastIndexOf(')'))).stream()
            .map(p -> descriptor(p, variables)).collect(joining());
        final String head = rest.substring(0, open);
        if (head.equals(type)) {
            return "M " + words + " <init> (" + parameters + ")V";
        }
        final int space = head.lastIndexOf(' ');
        return "M " + words + " " + head.substring(space + 1) + " (" + parameters + ")"
            + descriptor(head.substring(0, space), variables);
    }

    /** Type variables and the erasure of their first bound. */
    private static Map<String, String> variables(final String generic, final Map<String, String> known) {
        final Map<String, String> variables = new HashMap<>(known);
        final List<String> declared = split(generic.substring(1, close(generic, 0)));
        // a bound may be a variable declared later: names first
        for (final String variable : declared) {
            variables.put(variable.split(" ")[0], "java/lang/Object");
        }
        for (int round = 0; round < 2; round++) {
            for (final String variable : declared) {
                final int bound = variable.indexOf(" extends ");
                if (bound >= 0) {
                    final String first = variable.substring(bound + " extends ".length()).split(" & ")[0];
                    variables.put(variable.substring(0, bound), internal(first, variables));
                }
            }
        }
        return variables;
    }

    private static String descriptor(final String type, final Map<String, String> variables) {
        final String erased = erase(type.replace("...", "[]"));
        final int array = erased.indexOf('[');
        final String element = array < 0 ? erased : erased.substring(0, array);
        final String dimensions = array < 0 ? "" : "[".repeat((erased.length() - array) / 2);
        return dimensions + (PRIMITIVES.containsKey(element) ? PRIMITIVES.get(element)
            : "L" + internal(element, variables) + ";");
    }

    private static String internal(final String type, final Map<String, String> variables) {
        final String erased = erase(type);
        return variables.getOrDefault(erased, erased.replace('.', '/'));
    }

    /** Without type arguments; an inner class of a parametrised one is written with a dot there. */
    private static String erase(final String type) {
        final StringBuilder erased = new StringBuilder();
        int depth = 0;
        boolean afterArguments = false;
        for (final char c : type.trim().toCharArray()) {
            if (c == '<') {
                depth++;
            } else if (c == '>') {
                depth--;
                afterArguments = true;
            } else if (depth == 0) {
                erased.append(afterArguments && c == '.' ? '$' : c);
                afterArguments = false;
            }
        }
        return erased.toString();
    }

    private static int close(final String s, final int open) {
        int depth = 0;
        for (int i = open; i < s.length(); i++) {
            depth += s.charAt(i) == '<' ? 1 : s.charAt(i) == '>' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException(s);
    }

    /** At the commas outside of type arguments. */
    private static List<String> split(final String list) {
        final List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            final char c = list.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(list.substring(start, i).trim());
                start = i + 1;
            }
        }
        if (!list.substring(start).isBlank()) {
            parts.add(list.substring(start).trim());
        }
        return parts;
    }
}
