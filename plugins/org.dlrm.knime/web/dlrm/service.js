/*
 * Where the page's data come from: the saved file itself, or KNIME. KNIME shows the page in a frame and answers messages
 * sent to the frame's parent: {type: "UIExtensionRequest", requestId, payload: {method, params}} is answered by
 * {type: "UIExtensionResponse", requestId, payload}. "getConfig" says which node this is and often holds the initial
 * data; "callNodeDataService" fetches them otherwise. The data are an object {result, userError, internalError} or the
 * JSON text of it; our result is itself the JSON text of the page.
 */
"use strict";
(function (dlrm) {
    const TIMEOUT_MS = 60000; // a large series on a slow disk

    let requests = 0;

    function call(method, ...params) {
        return new Promise((resolve, reject) => {
            const requestId = "dlrm-" + ++requests + "-" + Math.random().toString(36).slice(2);
            const timer = setTimeout(() => finish(() => reject(new Error(
                "KNIME did not answer (" + method + "). Close the view and open it again."))), TIMEOUT_MS);
            function finish(then) {
                clearTimeout(timer);
                window.removeEventListener("message", answer);
                then();
            }
            function answer(event) {
                const m = event.data;
                if (event.source === window.parent && m && m.type === "UIExtensionResponse"
                        && m.requestId === requestId) {
                    finish(() => resolve(m.payload));
                }
            }
            window.addEventListener("message", answer);
            window.parent.postMessage({ type: "UIExtensionRequest", requestId, payload: { method, params } }, "*");
        });
    }

    const parsed = v => {
        while (typeof v === "string" && v !== "") {
            v = JSON.parse(v);
        }
        return v;
    };

    let address = null; // of this node's service; null in a saved page

    async function fromKnime() {
        const config = await call("getConfig");
        window.parent.postMessage({ type: "UIExtensionReady" }, "*");
        window.addEventListener("keydown", event => {
            if (event.key === "Escape" && !event.defaultPrevented) {
                window.parent.postMessage({ type: "UIExtensionEscapePressed" }, "*");
            }
        });
        const { extensionType, nodeId, projectId, workflowId } = config;
        address = { extensionType, nodeId, projectId, workflowId };
        const data = parsed(config.initialData) || parsed(await call("callNodeDataService", {
            extensionType, nodeId, projectId, workflowId, serviceType: "initial_data", dataServiceRequest: ""
        }));
        const error = data && (data.userError || data.internalError);
        if (error) {
            throw new Error(error.message);
        }
        return parsed(data && data.result);
    }

    /** Whether the node can be asked for more than the page holds. */
    dlrm.inKnime = () => address !== null;

    /** Asks the node (JSON-RPC 2.0); its methods return JSON texts. */
    dlrm.ask = async function (method, ...params) {
        if (!address) {
            throw new Error("A saved page holds the first patients' images only: open the node's view in KNIME.");
        }
        const answer = parsed(await call("callNodeDataService", { ...address, serviceType: "data",
            dataServiceRequest: JSON.stringify({ jsonrpc: "2.0", id: ++requests, method, params }) }));
        const error = answer && (answer.error || answer.userError || answer.internalError);
        if (error || !answer) {
            throw new Error(error ? String(error.message).replace(/^[\w.]+Exception: /, "") : "KNIME gave no answer.");
        }
        return parsed(answer.result);
    };

    /** @return the page's data */
    dlrm.initialData = async function () {
        if (window.DLRM_INITIAL_DATA !== undefined) {
            return parsed(window.DLRM_INITIAL_DATA);
        }
        if (window.parent === window) {
            throw new Error("This page holds no data. Open it as a node's view in KNIME, or open a page saved by "
                + "the Study Report Writer or the dlrm command.");
        }
        return fromKnime();
    };
})(window.dlrm);
