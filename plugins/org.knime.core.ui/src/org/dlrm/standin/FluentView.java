package org.dlrm.standin;

import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

import org.dlrm.standin.core.ExecutionSpace;
import org.knime.node.DefaultView;

/** A view of one result. */
final class FluentView implements NodeRuntime.View {

    private final ViewDeclaration m_view;

    private final Workspace m_workspace;

    private final DefaultView.ViewInput m_input;

    FluentView(final ViewDeclaration view, final NodeRuntime.Result result, final Workspace workspace) {
        m_view = view;
        m_workspace = workspace;
        m_input = () -> result.internals().clone();
    }

    @Override
    public String description() {
        return m_view.description();
    }

    @Override
    public Class<?> bundleClass() {
        return m_view.page().bundleClass();
    }

    @Override
    public String basePath() {
        return m_view.page().basePath();
    }

    @Override
    public String pageFile() {
        return m_view.page().file();
    }

    @Override
    public Optional<URL> resource(final String relativePath) {
        final String path = basePath() + "/" + relativePath;
        // KNIME serves nothing outside the base path
        if (!Path.of(path).normalize().startsWith(Path.of(basePath()))) {
            return Optional.empty();
        }
        return BundleFiles.find(bundleClass(), path);
    }

    @Override
    public Optional<Path> folder() {
        return resource(pageFile()).flatMap(BundleFiles::file).map(file -> {
            Path folder = file;
            for (int i = 0; i < Path.of(pageFile()).getNameCount(); i++) {
                folder = folder.getParent();
            }
            return folder;
        });
    }

    @Override
    public Optional<String> initialData() {
        return m_view.initialData().map(data -> {
            try (ExecutionSpace.Scope scope = m_workspace.space().enter()) {
                return Rpc.result(data.apply(m_input));
            }
        });
    }

    @Override
    public Optional<String> call(final String jsonRpcRequest) {
        if (m_view.handlers().isEmpty()) {
            return Optional.empty();
        }
        try (ExecutionSpace.Scope scope = m_workspace.space().enter()) {
            return Optional.of(Rpc.call(jsonRpcRequest, name -> {
                final Function<DefaultView.ViewInput, Object> handler = m_view.handlers().get(name);
                return handler == null ? Optional.empty() : Optional.of(handler.apply(m_input));
            }));
        }
    }
}
