package org.dlrm.stats.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.dlrm.stats.fusion.DlrmModel;
import org.junit.jupiter.api.Test;

/** A file of another kind is named as such before its fields are read. */
final class JsonFormatTest {

    private static String message(final String json) {
        return assertThrows(IllegalArgumentException.class, () -> DlrmModel.fromJson(json)).getMessage();
    }

    @Test
    void otherKindsAndVersionsAreNamed() {
        assertEquals("This is no fusion model: \"format\" is 'org.dlrm.survival', expected 'org.dlrm.model'",
            message("{\"format\": \"org.dlrm.survival\", \"version\": 1, \"cut\": {\"values\": [1]}}"));
        assertEquals("The fusion model has format version 99, these nodes read up to 1: update the DLRM Nodes",
            message("{\"version\": 99, \"news\": [{}], \"format\": \"org.dlrm.model\"}"));
        assertEquals("This is no fusion model: \"format\" is '', expected 'org.dlrm.model'", message("{}"));
        assertEquals("The fusion model cannot be read",
            message("{\"format\": \"org.dlrm.model\", \"version\": 1").substring(0, 31));
    }
}
