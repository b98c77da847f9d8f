package org.knime.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.dlrm.standin.Json;
import org.dlrm.standin.PageDeclaration;
import org.dlrm.standin.ViewDeclaration;
import org.dlrm.standin.core.Hidden;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.FluentNodeAPI;
import org.knime.core.node.port.PortObject;
import org.knime.core.webui.data.InitialDataService;
import org.knime.core.webui.page.FromFilePage;
import org.knime.core.webui.page.Page;

/** A node's view. */
public final class DefaultView implements FluentNodeAPI {

    /** First step: parameters of the view. */
    public interface RequireViewParameters {

        default RequireDescription withoutParameters() {
            return DefaultView.create();
        }
    }

    /** Next step: what the view shows. */
    public interface RequireDescription {

        RequirePage description(String description);
    }

    /** Next step: the page. */
    public interface RequirePage {

        DefaultView page(Function<Page.RequireFromFileOrString, Page> page);
    }

    /** What initial data and services are made from. */
    public interface ViewInput {

        default BufferedDataTable[] getInternalTables() {
            return Stream.of(getInternalPortObjects()).map(BufferedDataTable.class::cast)
                .toArray(BufferedDataTable[]::new);
        }

        PortObject[] getInternalPortObjects();
    }

    /** Makes initial data. */
    public interface RequireInitialData {

        <D> DefaultInitialData<D> data(Function<ViewInput, D> data);
    }

    /** Data given to the page when it opens. */
    public static final class DefaultInitialData<D> implements FluentNodeAPI {

        private final Function<ViewInput, D> m_data;

        private InitialDataService.Serializer<D> m_serializer;

        DefaultInitialData(final Function<ViewInput, D> data) {
            m_data = data;
        }

        public DefaultInitialData<D> serializer(final InitialDataService.Serializer<D> serializer) {
            if (m_serializer != null) {
                throw new IllegalStateException("Serializer already set.");
            }
            m_serializer = serializer;
            return this;
        }

        String json(final ViewInput input) {
            final D data = m_data.apply(input);
            try {
                return m_serializer == null ? Json.write(data) : m_serializer.serialize(data);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Adds a service with a name. */
    public interface AllowAddingNamedHandler {

        MultipleNamedHandlersDataService addHandler(String name, Function<ViewInput, Object> handler);
    }

    /** Makes a service. */
    public interface RequireDataService extends AllowAddingNamedHandler {

        SingleHandlerDataService handler(Function<ViewInput, Object> handler);
    }

    /** Public methods of an object that the page can call. */
    public abstract static class DefaultDataService implements FluentNodeAPI {

        public DefaultDataService() {
        }

        /** Handlers by name; "" is the one without. */
        abstract Map<String, Function<ViewInput, Object>> handlers();
    }

    /** One service. */
    public static final class SingleHandlerDataService extends DefaultDataService {

        private final Function<ViewInput, Object> m_handler;

        SingleHandlerDataService(final Function<ViewInput, Object> handler) {
            m_handler = handler;
        }

        @Override
        Map<String, Function<ViewInput, Object>> handlers() {
            return Map.of("", m_handler);
        }
    }

    /** Several services. */
    public static final class MultipleNamedHandlersDataService extends DefaultDataService
        implements AllowAddingNamedHandler {

        private final Map<String, Function<ViewInput, Object>> m_handlers = new LinkedHashMap<>();

        MultipleNamedHandlersDataService() {
        }

        @Override
        public MultipleNamedHandlersDataService addHandler(final String name,
            final Function<ViewInput, Object> handler) {
            m_handlers.put(name, handler);
            return this;
        }

        @Override
        Map<String, Function<ViewInput, Object>> handlers() {
            return m_handlers;
        }
    }

    private final String m_description;

    private final FromFilePage m_page;

    private DefaultInitialData<?> m_initialData;

    private DefaultDataService m_dataService;

    private DefaultView(final String description, final FromFilePage page) {
        m_description = Objects.requireNonNull(description);
        m_page = page;
    }

    private static RequireDescription create() {
        return description -> page -> new DefaultView(description, (FromFilePage)page.apply(Page.create()));
    }

    public <D> DefaultView initialData(final Function<RequireInitialData, DefaultInitialData<D>> initialData) {
        if (m_initialData != null) {
            throw new IllegalStateException("Initial data service already set.");
        }
        m_initialData = initialData.apply(new RequireInitialData() {
            @Override
            public <T> DefaultInitialData<T> data(final Function<ViewInput, T> data) {
                return new DefaultInitialData<>(data);
            }
        });
        return this;
    }

    public DefaultView dataService(final Function<RequireDataService, DefaultDataService> dataService) {
        if (m_dataService != null) {
            throw new IllegalStateException("Data service already set.");
        }
        m_dataService = dataService.apply(new RequireDataService() {
            @Override
            public SingleHandlerDataService handler(final Function<ViewInput, Object> handler) {
                return new SingleHandlerDataService(handler);
            }

            @Override
            public MultipleNamedHandlersDataService addHandler(final String name,
                final Function<ViewInput, Object> handler) {
                return new MultipleNamedHandlersDataService().addHandler(name, handler);
            }
        });
        return this;
    }

    ViewDeclaration declaration() {
        final PageDeclaration page;
        try {
            page = (PageDeclaration)Hidden.call(m_page, "declaration");
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
        return new ViewDeclaration(m_description, page,
            m_initialData == null ? Optional.empty() : Optional.of(m_initialData::json),
            m_dataService == null ? Map.of() : Map.copyOf(m_dataService.handlers()));
    }
}
