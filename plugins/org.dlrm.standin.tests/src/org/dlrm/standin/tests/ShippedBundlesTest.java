package org.dlrm.standin.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No shipped bundle needs anything of KNIME that the real API does not have. */
class ShippedBundlesTest {

    @ParameterizedTest
    @CsvSource({"org.dlrm.work, org.dlrm.work.Progress, false", "org.dlrm.image, org.dlrm.image.Volume, false",
        "org.dlrm.dicom, org.dlrm.dicom.DicomFile, false",
        "org.dlrm.radiomics, org.dlrm.radiomics.Glcm, false",
        "org.dlrm.deep, org.dlrm.deep.DeepModel, false", "org.dlrm.stats, org.dlrm.stats.roc.McNemar, false",
        "org.dlrm.knime, org.dlrm.knime.Jobs, true"})
    void needsOnlyTheRealApi(final String bundle, final String classInIt, final boolean knowsKnime)
        throws Exception {
        final Optional<Path> binaries = Binaries.of(bundle, classInIt);
        Assumptions.assumeTrue(binaries.isPresent(), () -> "skipped: " + bundle + " is not on this class path");
        final List<ClassFile> classes = Binaries.read(binaries.get());
        assertTrue(!classes.isEmpty(), () -> "no classes in " + binaries.get());
        final UseCheck check = new UseCheck(KnimeApi.load());
        assertEquals(List.of(), check.check(classes));
        assertEquals(List.of(), new UseCheck(KnimeApi.loadOldest()).check(classes), "5.8 is the oldest KNIME we run on");
        // only the node bundle may know KNIME
        assertEquals(knowsKnime, check.references() > 0, () -> bundle + ": " + check.references() + " references");
        System.out.println(bundle + ": " + classes.size() + " classes, " + check.references()
            + " references to KNIME, all in the real API");
    }

    @Test
    void whatTheRealApiLacksIsFound(@TempDir final Path dir) throws Exception {
        // invented versions of real types and an invented type, to compile against
        final Path invented = Compiler.compile(dir.resolve("api"), Map.of("org/knime/core/util/Version.java", """
            package org.knime.core.util;
            public class Version {
                public static int s_count;
                public Version(String a, long b) { }
                public String nickname() { return ""; }
                public int getMajor() { return 1; }
            }
            """, "org/knime/core/util/Invented.java", "package org.knime.core.util; public interface Invented { }",
            "org/knime/node/parameters/widget/choices/Label.java", """
            package org.knime.node.parameters.widget.choices;
            import java.lang.annotation.*;
            @Retention(RetentionPolicy.RUNTIME) public @interface Label { String value(); String colour() default ""; }
            """, "org/knime/core/node/NodeProgressMonitor.java", """
            package org.knime.core.node;
            public interface NodeProgressMonitor { void checkCanceled(); }
            """, "org/knime/core/data/DataValue.java", "package org.knime.core.data; public interface DataValue { }",
            "org/knime/core/data/RowKeyValue.java",
            "package org.knime.core.data; public interface RowKeyValue { }"));
        final Path classes = Compiler.compile(dir.resolve("user"), Map.of("user/User.java", """
            package user;
            import org.knime.core.util.*;
            import org.knime.core.node.NodeProgressMonitor;
            import org.knime.node.parameters.widget.choices.Label;
            public class User implements org.knime.core.data.RowKeyValue {
                enum Kind { @Label(value = "a", colour = "red") A }
                Invented field;
                public int use() {
                    NodeProgressMonitor monitor = () -> { };
                    monitor.checkCanceled();
                    Version v = new Version("1", 2);
                    Version.s_count++;
                    return v.nickname().length() + v.getMajor();
                }
            }
            """), invented);
        assertEquals(List.of(
            "user/User does not implement org/knime/core/data/RowKeyValue.getString()Ljava/lang/String;",
            "user/User has a lambda for org/knime/core/node/NodeProgressMonitor.checkCanceled, but KNIME's has the "
                + "abstract methods [addProgressListener, checkCanceled, getMessage, getProgress, "
                + "removeAllProgressListener, removeProgressListener, reset, setExecuteCanceled, setMessage, "
                + "setProgress]",
            "user/User refers to org/knime/core/util/Invented, which KNIME does not have",
            "user/User uses org/knime/core/util/Version.<init> (Ljava/lang/String;J)V, which KNIME does not have",
            "user/User uses org/knime/core/util/Version.nickname ()Ljava/lang/String;, which KNIME does not have",
            "user/User uses org/knime/core/util/Version.s_count I, which KNIME does not have",
            "user/User$Kind sets colour of @org/knime/node/parameters/widget/choices/Label, which KNIME does not have"),
            new UseCheck(KnimeApi.load()).check(Binaries.read(classes)));
    }
}
