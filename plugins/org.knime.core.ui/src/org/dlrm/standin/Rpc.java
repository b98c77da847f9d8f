package org.dlrm.standin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Function;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** JSON-RPC 2.0 between a page and its node. */
final class Rpc {

    private static final int PARSE_ERROR = -32700;

    private static final int METHOD_NOT_FOUND = -32601;

    private static final int INVALID_PARAMS = -32602;

    private static final int INTERNAL_ERROR = -32603;

    private Rpc() {
    }

    /** {"result": data}; data that is no JSON is given as text, as KNIME does. */
    static String result(final String json) {
        final JsonObject root = new JsonObject();
        try {
            root.add("result", JsonParser.parseString(json));
        } catch (final JsonParseException e) {
            root.addProperty("result", json);
        }
        return Json.write(root);
    }

    /** @param handlers by name, "" for methods without one */
    static String call(final String request, final Function<String, Optional<Object>> handlers) {
        final JsonObject response = new JsonObject();
        response.addProperty("jsonrpc", "2.0");
        try {
            final JsonObject call = JsonParser.parseString(request).getAsJsonObject();
            response.add("id", call.has("id") ? call.get("id") : JsonNull.INSTANCE);
            final String name = call.get("method").getAsString();
            final int dot = name.indexOf('.');
            final Optional<Object> handler = handlers.apply(dot < 0 ? "" : name.substring(0, dot));
            if (handler.isEmpty()) {
                return error(response, METHOD_NOT_FOUND, "method not found");
            }
            final JsonArray params = call.has("params") && call.get("params").isJsonArray()
                ? call.getAsJsonArray("params") : new JsonArray();
            return invoke(response, handler.get(), name.substring(dot + 1), params);
        } catch (final JsonParseException | IllegalStateException | NullPointerException e) {
            return error(response, PARSE_ERROR, "JSON parse error: " + e.getMessage());
        }
    }

    private static String invoke(final JsonObject response, final Object handler, final String name,
        final JsonArray params) {
        for (final Method method : handler.getClass().getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == params.size()) {
                try {
                    final Object[] args = new Object[params.size()];
                    for (int i = 0; i < args.length; i++) {
                        args[i] = new Gson().fromJson(params.get(i), method.getGenericParameterTypes()[i]);
                    }
                    response.add("result", Json.tree(method.invoke(handler, args)));
                    return Json.write(response);
                } catch (final InvocationTargetException e) {
                    return error(response, INTERNAL_ERROR, String.valueOf(e.getCause()));
                } catch (final IllegalAccessException e) {
                    return error(response, METHOD_NOT_FOUND, "the handler's class must be public");
                } catch (final JsonParseException | IllegalArgumentException e) {
                    return error(response, INVALID_PARAMS, String.valueOf(e.getMessage()));
                }
            }
        }
        return error(response, METHOD_NOT_FOUND, "method not found");
    }

    private static String error(final JsonObject response, final int code, final String message) {
        final JsonObject error = new JsonObject();
        error.addProperty("code", code);
        error.addProperty("message", message);
        response.add("error", error);
        return Json.write(response);
    }
}
