/* Builds the page: title, warnings, one section per panel. State for tests: <html data-state="ready|error">. */
"use strict";
(function (dlrm) {
    const { element } = dlrm;
    const root = document.documentElement;

    /** Panels that need the whole width. */
    const WIDE = new Set(["table", "trace", "nomogram", "volume", "gallery", "path"]);

    const wide = p => p.wide || WIDE.has(p.type) || (p.facets || []).length > 1
        || p.type === "calibration" && (p.curves || []).length > 2 || (p.names || []).length > 12
        || (p.bars || []).length > 60 || p.measures || p.type === "forest" && p.rows.length > 6
        || p.type === "ranked" && p.items.length > 60;

    /** The list without which a panel has nothing to show. */
    const LIST = { table: "rows", trace: "rows", facts: "items", km: "facets", forest: "rows", nomogram: "axes", path: "coefficients",
        distribution: "features", heatmap: "names", waterfall: "bars", ranked: "items", volume: "patients", gallery: "items", shares: "columns",
        roc: "curves", pr: "curves",
        calibration: "curves", decision: "curves", auct: "curves", line: "curves" };

    /** Facts that would stand alone in a row of two fill it. */
    function fillRows(panels) {
        let half = false;
        panels.forEach((p, i) => {
            if (wide(p)) {
                half = false;
            } else if (!half && p.type === "facts" && (i + 1 === panels.length || wide(panels[i + 1]))) {
                p.wide = true;
            } else {
                half = !half;
            }
        });
    }

    function section(panel, failures) {
        const body = element("div", { class: "body" });
        const id = dlrm.id();
        const node = element("section", { class: "panel " + panel.type + (wide(panel) ? " wide" : ""),
            "aria-labelledby": id }, element("h2", { id }, panel.title || panel.type), body);
        if (panel.note) {
            node.append(element("p", { class: "note" }, panel.note));
        }
        return { node, draw: () => {
            try {
                const show = dlrm.panels[panel.type];
                if (!show) {
                    throw new Error("this page knows no panel of type '" + panel.type + "'");
                }
                const list = panel.measures ? "measures" : LIST[panel.type];
                if (list && !(panel[list] || []).length) {
                    body.append(element("p", { class: "note" }, "Nothing to show."));
                } else {
                    show(body, panel);
                }
            } catch (e) {
                console.error(e);
                failures.push(panel.title + ": " + e.message);
                body.replaceChildren(element("p", { class: "message" },
                    "This panel could not be drawn: " + e.message));
            }
        } };
    }

    function show(page, data) {
        document.title = data.title || document.title;
        const failures = [];
        const head = element("header", {}, element("h1", {}, data.title || "View"));
        if (data.subtitle) {
            head.append(element("p", { class: "subtitle" }, data.subtitle));
        }
        page.replaceChildren(head);
        const warnings = data.warnings || [];
        if (warnings.length) {
            page.append(element("section", { class: "warnings", "aria-label": "Warnings" },
                element("h2", {}, warnings.length === 1 ? "1 warning" : warnings.length + " warnings"),
                element("ul", {}, ...warnings.map(w => element("li", {}, w)))));
        }
        fillRows(data.panels || []);
        const sections = (data.panels || []).map(p => section(p, failures));
        page.append(element("div", { class: "panels" }, ...sections.map(s => s.node)));
        sections.forEach(s => s.draw()); // after they are in the page: charts ask for their width
        return failures;
    }

    async function start() {
        root.dataset.state = "loading";
        const page = document.getElementById("page");
        try {
            const data = await dlrm.initialData();
            if (!data || typeof data !== "object") {
                throw new Error("The node has no view data. Execute it again.");
            }
            const failures = show(page, data);
            for (const r of await Promise.allSettled(dlrm.pending)) {
                if (r.status === "rejected") {
                    failures.push(r.reason.message);
                }
            }
            root.dataset.error = failures.join("\n");
            root.dataset.state = failures.length ? "error" : "ready";
        } catch (e) {
            console.error(e);
            page.replaceChildren(element("p", { class: "message", role: "alert" }, e.message));
            root.dataset.error = e.message;
            root.dataset.state = "error";
        }
    }

    dlrm.pending = []; // what panels still load
    start();
})(window.dlrm);
