/* Tables (sorted, filtered, saved as CSV), the selection trace, and lists of facts. */
"use strict";
(function (dlrm) {
    const { element, isNumber, cell, full } = dlrm;
    const FILTER_FROM = 50; // rows
    const SHORT = 24; // characters that stay on one line
    const SHOWN = 300; // rows at first; more come when one scrolls to their end

    const blank = v => v === null || v === undefined || v === "";

    /** Numbers before texts before blanks; blanks stay last in both directions. */
    function compare(a, b, sign) {
        if (blank(a) || blank(b)) {
            return blank(a) - blank(b);
        }
        if (isNumber(a) !== isNumber(b)) {
            return isNumber(a) ? -1 : 1;
        }
        return sign * (isNumber(a) ? a - b : String(a).localeCompare(String(b), "en", { numeric: true }));
    }

    function csv(columns, rows) {
        // a text that a spreadsheet would run as a formula starts with an apostrophe
        const plain = v => /^[=+@\t\r]|^-[^\d.]/.test(v) ? "'" + v : v;
        const quote = v => /[",\r\n]/.test(v) ? '"' + v.replace(/"/g, '""') + '"' : v;
        const line = values => values.map(v => quote(blank(v) ? "" : isNumber(v) ? full(v) : plain(String(v)))).join(",");
        return [line(columns), ...rows.map(line)].join("\r\n") + "\r\n";
    }

    /** @param step index of a column whose values can be chosen, or -1 */
    function table(body, panel, step) {
        const columns = panel.columns || [];
        const rows = panel.rows || [];
        const align = columns.map((c, i) => c.align
            || (rows.some(r => isNumber(r[i])) && rows.every(r => blank(r[i]) || isNumber(r[i])) ? "right" : "left"));
        let sort = { column: -1, sign: 1 };
        let words = "";
        let chosen = null;
        let kept = [];

        const tbody = element("tbody");
        const heads = columns.map((c, i) => element("th", { scope: "col", class: align[i] },
            element("button", { type: "button", onclick: () => {
                sort = { column: i, sign: sort.column === i ? -sort.sign : 1 };
                fill();
            } }, c.name)));
        const count = element("span", { class: "note", role: "status" });
        const more = element("button", { type: "button", onclick: () => {
            show(kept.length);
            more.hidden = true;
        } }, "Show all rows");

        // p values as journals print them; the whole number is the cell's title
        const isP = columns.map(c => /(^|\s)p$/i.test(c.name));
        const text = (v, i) => !isP[i] ? cell(v) : v < 0.001 ? "< 0.001" : v.toFixed(3);

        function td(v, i) {
            const number = isNumber(v);
            return element("td", { dir: "auto", class: [align[i] === "left" ? "" : align[i], blank(v) ? "blank" : "",
                !number && String(v).length <= SHORT ? "short" : ""].join(" ").trim() || undefined,
                title: number && full(v) !== text(v, i) ? full(v) : undefined },
                blank(v) ? dlrm.NONE : number ? text(v, i) : String(v));
        }

        function fill() {
            const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
            kept = rows.filter(r => (chosen === null || String(r[step]) === chosen)
                && parts.every(w => r.some(v => !blank(v) && String(v).toLowerCase().includes(w))));
            if (sort.column >= 0) {
                kept = [...kept].sort((a, b) => compare(a[sort.column], b[sort.column], sort.sign));
            }
            heads.forEach((h, i) => h.setAttribute("aria-sort",
                i !== sort.column ? "none" : sort.sign > 0 ? "ascending" : "descending"));
            tbody.replaceChildren();
            more.hidden = kept.length <= SHOWN;
            count.textContent = kept.length < rows.length ? `${kept.length} of ${rows.length} rows match` : `${rows.length} rows`;
            show(SHOWN);
        }

        /** Adds the next rows. */
        function show(n) {
            const from = tbody.rows.length;
            tbody.append(...kept.slice(from, from + n).map(r => element("tr", {}, ...columns.map((c, i) => td(r[i], i)))));
        }

        const bar = element("div", { class: "bar" });
        if (step >= 0) {
            const steps = [...new Set(rows.map(r => String(r[step])))];
            bar.append(dlrm.select(columns[step].name, ["all", ...steps], i => {
                chosen = i ? steps[i - 1] : null;
                fill();
            }).node);
        }
        if (rows.length > FILTER_FROM) {
            bar.append(element("label", { class: "field" }, "Filter", element("input", { type: "search",
                placeholder: "words", oninput: event => {
                    words = event.target.value;
                    fill();
                } })));
        }
        bar.append(count, more);
        if (!panel.bare) {
            bar.append(dlrm.tools("", dlrm.button("CSV", "Save as CSV: " + panel.title, () => dlrm.save(
                new Blob([csv(columns.map(c => c.name), rows)], { type: "text/csv" }), dlrm.fileName(panel.title) + ".csv"))));
        }
        const scroll = element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": panel.title },
            element("table", {}, element("thead", {}, element("tr", {}, ...heads)), tbody));
        scroll.addEventListener("scroll", () => {
            if (tbody.rows.length < kept.length && scroll.scrollTop + scroll.clientHeight > scroll.scrollHeight - 400) {
                show(SHOWN);
            }
        }, { passive: true });
        body.append(bar, scroll);
        fill();
    }

    dlrm.csv = csv;
    dlrm.table = (body, panel) => table(body, panel, -1);
    dlrm.panels.table = dlrm.table;

    dlrm.panels.trace = (body, panel) =>
        table(body, panel, panel.columns.findIndex(c => c.name.toLowerCase() === "step"));

    dlrm.panels.facts = (body, panel) => {
        body.append(element("dl", { class: "items" }, ...(panel.items || []).map(({ label, value }) => {
            const text = isNumber(value) ? cell(value) : blank(value) ? dlrm.NONE : String(value);
            const sentence = /\. |\.$/.test(text) && !/[=\n]/.test(text);
            return element("div", { class: text.length > 40 ? "long" + (sentence ? " sentence" : "") : undefined },
                element("dt", {}, label),
                element("dd", { title: isNumber(value) ? full(value) : undefined }, text));
        })));
    };
})(window.dlrm);
