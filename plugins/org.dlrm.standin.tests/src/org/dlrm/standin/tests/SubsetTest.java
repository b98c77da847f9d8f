package org.dlrm.standin.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every public or protected member of the stand-in is one of the real API's. */
class SubsetTest {

    private static final int REAL_TYPES = 1656;

    @Test
    void theExtractIsTheListing() throws Exception {
        final KnimeApi api = KnimeApi.load();
        assertEquals(REAL_TYPES, api.types().size());
        // one of each kind of member, read off the listing by hand
        assertTrue(api.hasMethod("org/knime/node/DefaultModel$ExecuteInput",
            "getInPortObject(I)Lorg/knime/core/node/port/PortObject;"));
        assertTrue(api.hasMethod("org/knime/core/data/container/CloseableRowIterator", "remove()V"));
        assertTrue(api.hasMethod("org/knime/core/node/NodeFactory$NodeType", "name()Ljava/lang/String;"));
        assertTrue(api.hasConstructor("org/knime/core/data/def/DefaultRow",
            "(Ljava/lang/String;[Lorg/knime/core/data/DataCell;)V"));
        assertTrue(api.hasField("org/knime/core/data/def/IntCell", "TYPE:Lorg/knime/core/data/DataType;"));
        assertTrue(api.hasMethod("org/knime/node/parameters/Widget",
            "effect()[Lorg/knime/node/parameters/updates/Effect;"));
    }

    @Test
    void theExtractIsWhatTheListingGivesNow() throws Exception {
        final Path listing = Shared.require("knime-api").resolve("listing");
        int types = 0;
        final KnimeApi api = KnimeApi.load();
        for (final Path file : Compiler.files(listing, "org.knime")) {
            for (final String line : ApiExtract.read(Files.readAllLines(file))) {
                if (line.startsWith("T ")) {
                    types++;
                    assertTrue(api.type(line.split(" ")[2]).isPresent(), line);
                }
            }
        }
        assertEquals(REAL_TYPES, types);
    }

    @Test
    void theStandInIsASubset() throws Exception {
        final List<ClassFile> standIn = new ArrayList<>();
        for (final Path binaries : Compiler.standIn()) {
            standIn.addAll(Binaries.read(binaries));
        }
        final SubsetCheck check = new SubsetCheck(KnimeApi.load());
        assertEquals(List.of(), check.check(standIn));
        assertTrue(check.types() > 150, () -> "only " + check.types() + " types compared");
        assertTrue(check.members() > 800, () -> "only " + check.members() + " members compared");
        System.out.println("stand-in: " + check.types() + " public types and " + check.members()
            + " members, all in the real API");
    }

    @Test
    void whatTheRealApiLacksIsFound(@TempDir final Path dir) throws Exception {
        final Path classes = Compiler.compile(dir, Map.of("org/knime/core/util/Version.java", """
            package org.knime.core.util;
            public final class Version implements Runnable {
                public static int s_count;
                public Version(String a, String b) { }
                public String getMajor() { return null; }
                protected static void getMinor(long x) { }
                public static int compareTo(Version o) { return 0; }
                private void mine() { }
                void alsoMine() { }
                public void run() { }
            }
            """, "org/knime/core/util/Invented.java", "package org.knime.core.util; public class Invented { }",
            "org/knime/core/util/Hidden.java", "package org.knime.core.util; class Hidden { public int x; }"));
        assertEquals(List.of("org/knime/core/util/Invented: KNIME has no such type",
            "org/knime/core/util/Version, field s_count: KNIME has no such member",
            "org/knime/core/util/Version, method <init>(Ljava/lang/String;Ljava/lang/String;)V: "
                + "KNIME has no such member",
            "org/knime/core/util/Version, method compareTo(Lorg/knime/core/util/Version;)I: static differs",
            "org/knime/core/util/Version, method getMajor()Ljava/lang/String;: KNIME has no such member",
            "org/knime/core/util/Version, method getMinor(J)V: KNIME has no such member",
            "org/knime/core/util/Version, method run()V: KNIME has no such member",
            "org/knime/core/util/Version: KNIME's is no java/lang/Runnable"),
            new SubsetCheck(KnimeApi.load()).check(Binaries.read(classes)).stream().sorted().toList());
    }
}
