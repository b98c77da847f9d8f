package org.dlrm.testing;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * Chromium without a window, driven by its DevTools protocol: what a test needs to look at a page as a person does
 * (real keys, hover, themes, paper) and nothing but the JDK. What the page complains about is kept in
 * {@link #complaints()}; it reaches no network.
 */
public final class Chromium implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private static final long LIMIT_S = 120;

    private final Process m_process;
    private final WebSocket m_socket;
    private final AtomicInteger m_ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> m_answers = new ConcurrentHashMap<>();
    private final List<String> m_complaints = Collections.synchronizedList(new ArrayList<>());
    private volatile CompletableFuture<Void> m_loaded = new CompletableFuture<>();

    private Chromium(final Process process, final String address) throws IOException {
        m_process = process;
        m_socket = HttpClient.newHttpClient().newWebSocketBuilder()
            .buildAsync(URI.create(address), new Listener()).join();
        for (final String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", Map.of());
        }
        send("Network.emulateNetworkConditions",
            Map.of("offline", true, "latency", 0, "downloadThroughput", 0, "uploadThroughput", 0));
    }

    /** @return the browser of the system property {@code dlrm.browser}, or the first one on the PATH */
    public static Optional<Path> find() {
        final String set = System.getProperty("dlrm.browser");
        final Stream<Path> candidates = set != null ? Stream.of(Path.of(set))
            : Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty()).flatMap(folder -> NAMES.stream().map(Path.of(folder)::resolve));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    /** @return the browser; skips the calling test, saying so, where there is none */
    public static Path require() {
        final Optional<Path> browser = find();
        org.junit.jupiter.api.Assumptions.assumeTrue(browser.isPresent(), () -> "skipped: no Chromium on the PATH, so "
            + "the pages are not tested in a browser (install chromium, or name one with -Ddlrm.browser=...)");
        return browser.orElseThrow();
    }

    /**
     * @param browser the program
     * @param work an empty folder for the browser's profile and messages
     */
    public static Chromium start(final Path browser, final Path work) throws IOException, InterruptedException {
        final Path profile = work.resolve("profile");
        final Path log = work.resolve("browser.log");
        final Process process = new ProcessBuilder(browser.toString(), "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0",
            "--remote-allow-origins=*", "--user-data-dir=" + profile, "about:blank").redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        try {
            final Path port = profile.resolve("DevToolsActivePort");
            for (long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S); System.nanoTime() < until;) {
                if (Files.exists(port) && Files.readString(port).contains("\n")) {
                    return new Chromium(process, page(Files.readString(port).lines().findFirst().orElseThrow()));
                }
                if (!process.isAlive()) {
                    break;
                }
                Thread.sleep(50);
            }
            throw new IOException("the browser did not start: " + Files.readString(log, StandardCharsets.ISO_8859_1));
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(process);
            throw e;
        }
    }

    /** @return address of the first page's debugger */
    private static String page(final String port) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            final JsonArray targets = JsonParser.parseString(HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                    .timeout(Duration.ofSeconds(LIMIT_S)).build(), HttpResponse.BodyHandlers.ofString()).body())
                .getAsJsonArray();
            for (final JsonElement e : targets) {
                if (e.getAsJsonObject().get("type").getAsString().equals("page")) {
                    return e.getAsJsonObject().get("webSocketDebuggerUrl").getAsString();
                }
            }
            Thread.sleep(50);
        }
        throw new IOException("the browser has no page");
    }

    /** Sends a command of the protocol. */
    public JsonObject send(final String method, final Map<String, ?> parameters) throws IOException {
        final JsonObject message = new JsonObject();
        final int id = m_ids.incrementAndGet();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", new Gson().toJsonTree(parameters));
        final CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        m_answers.put(id, answer);
        m_socket.sendText(message.toString(), true).join();
        return await(answer, method);
    }

    private static <T> T await(final CompletableFuture<T> answer, final String what) throws IOException {
        try {
            return answer.get(LIMIT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(what + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(what + " was interrupted", e);
        }
    }

    /** Sets what the page is shown on; the height is that of the window, pictures show the whole page. */
    public void screen(final int width, final int height, final boolean dark) throws IOException {
        send("Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        send("Emulation.setEmulatedMedia", Map.of("media", "screen", "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Shows a file and waits until it has loaded. */
    public void open(final Path page) throws IOException {
        m_loaded = new CompletableFuture<>();
        send("Page.navigate", Map.of("url", page.toUri().toString()));
        await(m_loaded, "loading " + page.getFileName());
    }

    /** @return what the expression, or the promise it makes, evaluates to */
    public JsonElement eval(final String expression) throws IOException {
        final JsonObject answer = send("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true,
            "returnByValue", true, "userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(expression + ": " + answer.get("exceptionDetails"));
        }
        final JsonElement value = answer.getAsJsonObject("result").get("value");
        return value == null ? JsonNull.INSTANCE : value;
    }

    /** Waits until the expression is true. */
    public void waitFor(final String expression) throws IOException, InterruptedException {
        for (long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S); System.nanoTime() < until;) {
            if (eval("Boolean(" + expression + ")").getAsBoolean()) {
                return;
            }
            Thread.sleep(20);
        }
        throw new IOException("never true: " + expression);
    }

    /** Presses and releases a key by the name of KeyboardEvent.key, e.g. "Tab", "ArrowRight", " ". */
    public void key(final String key) throws IOException {
        final Map<String, Integer> codes = Map.of("Tab", 9, "Enter", 13, "Escape", 27, " ", 32, "PageUp", 33, "PageDown", 34,
            "ArrowLeft", 37, "ArrowUp", 38, "ArrowRight", 39, "ArrowDown", 40);
        for (final String type : List.of("rawKeyDown", "keyUp")) {
            send("Input.dispatchKeyEvent", Map.of("type", type, "key", key, "code", key.equals(" ") ? "Space" : key,
                "windowsVirtualKeyCode", codes.getOrDefault(key, (int)key.charAt(0))));
        }
    }

    /** Moves the pointer over the page. */
    public void hover(final double x, final double y) throws IOException {
        send("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    }

    /** Saves a picture of the whole page, at most so many pixels high. */
    public void picture(final Path file, final int most) throws IOException {
        final JsonObject size = eval("({w: document.documentElement.clientWidth, h: Math.max("
            + "document.documentElement.scrollHeight, document.body.scrollHeight)})").getAsJsonObject();
        final Map<String, ?> clip = Map.of("x", 0, "y", 0, "width", size.get("w").getAsInt(), "height",
            Math.min(most, size.get("h").getAsInt()), "scale", 1);
        final JsonObject answer =
            send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
        save(file, answer);
    }

    /** Prints the page to A4, as a person would to get a PDF. */
    public void print(final Path file) throws IOException {
        send("Emulation.setEmulatedMedia", Map.of("media", "", "features", List.of())); // paper, not the screen
        save(file, send("Page.printToPDF", Map.of("paperWidth", 8.27, "paperHeight", 11.69, "printBackground", true,
            "preferCSSPageSize", true)));
    }

    private static void save(final Path file, final JsonObject answer) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(answer.get("data").getAsString()));
    }

    /** @return errors of scripts, refused resources and messages of the console since the start */
    public List<String> complaints() {
        return List.copyOf(m_complaints);
    }

    @Override
    public void close() {
        m_socket.abort();
        end(m_process);
    }

    private static void end(final Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS); // the profile can be deleted then
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(final JsonObject message) {
        if (message.has("id")) {
            final CompletableFuture<JsonObject> answer = m_answers.remove(message.get("id").getAsInt());
            if (message.has("error")) {
                answer.completeExceptionally(new IOException(message.get("error").toString()));
            } else {
                answer.complete(message.getAsJsonObject("result"));
            }
            return;
        }
        final JsonObject parameters = message.has("params") ? message.getAsJsonObject("params") : new JsonObject();
        switch (message.get("method").getAsString()) {
            case "Page.loadEventFired" -> m_loaded.complete(null);
            case "Runtime.exceptionThrown" -> m_complaints.add(parameters.get("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning", "assert").contains(parameters.get("type").getAsString())) {
                    m_complaints.add(parameters.get("args").toString());
                }
            }
            case "Log.entryAdded" -> {
                final JsonObject entry = parameters.getAsJsonObject("entry");
                if (!List.of("verbose", "info").contains(entry.get("level").getAsString())) {
                    m_complaints.add(entry.get("text").getAsString());
                }
            }
            case "Network.requestWillBeSent" -> {
                final String url = parameters.getAsJsonObject("request").get("url").getAsString();
                if (url.matches("(?i)(https?|wss?|ftp):.*")) {
                    m_complaints.add("the page asked the network for " + url);
                }
            }
            default -> {
                // of no interest
            }
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder m_text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(final WebSocket socket, final CharSequence data, final boolean last) {
            m_text.append(data);
            if (last) {
                final JsonObject message = JsonParser.parseString(m_text.toString()).getAsJsonObject();
                m_text.setLength(0);
                take(message);
            }
            socket.request(1);
            return null;
        }
    }
}
