package org.dlrm.knime.browser;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.JsonObject;

/** The view page as one file, with data or without. */
final class PageFile {

    private PageFile() {
    }

    static String text(final String resource) throws IOException {
        try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String script(final String code) {
        return code.replaceAll("(?i)</(script)", "<\\\\/$1");
    }

    /** The page with scripts and style sheet in it. */
    static String inlined() throws IOException {
        String html = text("/web/view.html");
        for (final Matcher m = Pattern.compile("<script src=\"([^\"]+)\"></script>").matcher(html); m.find();) {
            html = html.replace(m.group(), "<script>" + script(text("/web/" + m.group(1))) + "</script>");
        }
        for (final Matcher m = Pattern.compile("<link rel=\"stylesheet\" href=\"([^\"]+)\">").matcher(html); m
            .find();) {
            html = html.replace(m.group(), "<style>" + text("/web/" + m.group(1)) + "</style>");
        }
        return html;
    }

    /** @return the page with data, in a file */
    static Path write(final Path file, final JsonObject data) throws IOException {
        return Files.writeString(file, inlined().replace("<head>", "<head><script>window.DLRM_INITIAL_DATA = "
            + new Gson().toJson(data.toString()) + ";</script>"));
    }
}
