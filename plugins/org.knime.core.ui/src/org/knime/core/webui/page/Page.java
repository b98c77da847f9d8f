package org.knime.core.webui.page;

/** A page of a view. */
public class Page {

    /** First step: where the page comes from. */
    public interface RequireFromFileOrString {

        RequireBundle fromFile();
    }

    /** Next step: the bundle. */
    public interface RequireBundle {

        RequireBasePath bundleClass(Class<?> bundleClass);
    }

    /** Next step: the folder. */
    public interface RequireBasePath {

        RequireRelativeFilePath basePath(String basePath);
    }

    /** Last step: the file. */
    public interface RequireRelativeFilePath {

        FromFilePage relativeFilePath(String relativeFilePath);
    }

    Page() {
    }

    public static RequireFromFileOrString create() {
        return () -> bundleClass -> basePath -> file -> new FromFilePage(bundleClass, basePath, file);
    }

    /** @return relative to the folder that the page may use */
    public String getRelativePath() {
        throw new UnsupportedOperationException();
    }
}
