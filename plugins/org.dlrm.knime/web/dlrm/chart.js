/*
 * Frame of every chart: an SVG that follows the panel's width, the nearest value on hover and by arrow keys, and export.
 * Colours are written as var(--name) so that light, dark and print need no redrawing; an exported file has them resolved.
 */
"use strict";
(function (dlrm) {
    const { element } = dlrm;
    const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
    const SIZE = 12;
    const EXPORT_WIDTH = 640;
    const PNG_SCALE = 3; // about 300 dpi at 16 cm
    const MAX_WIDTH = 760;
    const REACH = 60; // pixels from the pointer to a value

    const pen = document.createElement("canvas").getContext("2d");

    function textWidth(text, size = SIZE, weight = 400) {
        pen.font = `${weight} ${size}px ${FONT}`;
        return pen.measureText(text).width;
    }

    /** Breaks a text into lines of at most the given width; no-break spaces hold. */
    function lines(text, width, size = SIZE, weight = 400) {
        const result = [];
        let line = "";
        for (const whole of String(text).split(/[ \n]+/)) {
            const word = short(whole, width, size, weight); // one long word would leave the chart
            const longer = line ? line + " " + word : word;
            if (line && textWidth(longer, size, weight) > width) {
                result.push(line);
                line = word;
            } else {
                line = longer;
            }
        }
        return result.concat(line);
    }

    /** Cuts a text to a width, in its middle: names of features differ at their end. */
    function short(text, width, size = SIZE, weight = 400) {
        const s = String(text);
        let cut = s;
        for (let keep = s.length - 1; keep > 0 && textWidth(cut, size, weight) > width; keep--) {
            cut = s.slice(0, Math.ceil(keep / 2)) + "\u2026" + s.slice(s.length - Math.floor(keep / 2));
        }
        return cut;
    }

    function write(g, x, y, text, { anchor = "start", size = SIZE, weight, fill = "var(--ink)", rotate, halo, title } = {}) {
        const t = g.append("text").attr("x", x).attr("y", y).attr("font-size", size).attr("fill", fill)
            .attr("text-anchor", anchor).text(text);
        if (weight) {
            t.attr("font-weight", weight);
        }
        if (halo) {
            t.attr("stroke", "var(--card)").attr("stroke-width", 4).attr("paint-order", "stroke");
        }
        if (rotate) {
            t.attr("transform", `rotate(${rotate} ${x} ${y})`);
        }
        if (title) {
            t.append("title").text(title);
        }
        return t;
    }

    /** Colour and dash of the i-th series: never told apart by colour alone. */
    const DASHES = [null, "7 3", "2 3", "9 3 2 3", "5 2 1 2 1 2"];
    const series = i => ({ colour: `var(--s${i % 8 + 1})`, dash: DASHES[i % DASHES.length] });

    function line(g, x1, y1, x2, y2, stroke = "var(--line)", width = 1, dash = null) {
        return g.append("line").attr("x1", x1).attr("y1", y1).attr("x2", x2).attr("y2", y2).attr("stroke", stroke)
            .attr("stroke-width", width).attr("stroke-dasharray", dash);
    }

    function path(g, d, { colour, dash, width = 2, fill = "none", opacity }) {
        return g.append("path").attr("d", d).attr("fill", fill).attr("stroke", fill === "none" ? colour : "none")
            .attr("stroke-width", width).attr("stroke-dasharray", dash).attr("stroke-linejoin", "round")
            .attr("fill-opacity", opacity);
    }

    /** As many decimals as the ticks' distance needs: neighbours never read alike. */
    function tickText(ticks) {
        const step = ticks.length > 1 ? d3.min(d3.pairs(ticks), ([a, b]) => Math.abs(b - a)) : 0;
        const most = d3.max(ticks, Math.abs) || 0;
        if (most >= 1e6 || most > 0 && most < 1e-3) {
            const digits = step > 0 ? Math.max(0, Math.ceil(Math.log10(most / step) - 1e-9)) : 0;
            return v => v === 0 ? "0" : v.toExponential(Math.min(6, digits)).replace("e+", "e");
        }
        const decimals = step > 0 ? Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) : 2;
        const fits = d3.range(decimals, 8).find(k => ticks.every(t => Math.abs(t - Number(t.toFixed(k))) < step * 1e-6));
        return v => v.toFixed(fits === undefined ? decimals : fits).replace(/^-(0\.?0*)$/, "$1");
    }

    /** Axis below a plot; ticks may be given. */
    function axisX(g, scale, y, { label, ticks, text, grid } = {}) {
        const [from, to] = scale.range();
        const at = ticks || scale.ticks(Math.max(2, Math.round((to - from) / 70)));
        const format = text || tickText(at);
        for (const t of at) {
            const x = scale(t);
            if (grid) {
                line(g, x, grid, x, y, "var(--grid)");
            }
            line(g, x, y, x, y + 5, "var(--ink2)");
            write(g, x, y + 18, format(t), { anchor: "middle", fill: "var(--ink2)" });
        }
        line(g, from, y, to, y, "var(--ink2)");
        if (label) {
            write(g, (from + to) / 2, y + 36, label, { anchor: "middle" });
        }
    }

    function axisY(g, scale, x, { label, ticks, text, grid } = {}) {
        const [from, to] = scale.range();
        const at = ticks || scale.ticks(Math.max(2, Math.round((from - to) / 50)));
        const format = text || tickText(at);
        let widest = 0;
        for (const t of at) {
            const y = scale(t);
            if (grid) {
                line(g, x, y, grid, y, "var(--grid)");
            }
            line(g, x - 5, y, x, y, "var(--ink2)");
            write(g, x - 8, y + 4, format(t), { anchor: "end", fill: "var(--ink2)" });
            widest = Math.max(widest, textWidth(format(t)));
        }
        line(g, x, from, x, to, "var(--ink2)");
        if (label) {
            write(g, Math.max(SIZE, x - widest - 16), (from + to) / 2, label, { anchor: "middle", rotate: -90 });
        }
    }

    /** Fill of the i-th kind of bars: colour and, from the second on, a pattern; never told apart by colour alone. */
    function fill(g, i) {
        const { colour } = series(i);
        if (i === 0) {
            return colour;
        }
        const id = dlrm.id();
        const p = g.append("pattern").attr("id", id).attr("width", 6).attr("height", 6)
            .attr("patternUnits", "userSpaceOnUse").attr("patternTransform", `rotate(${[0, 45, -45, 0, 90][i % 5]})`);
        p.append("rect").attr("width", 6).attr("height", 6).attr("fill", colour);
        if (i % 5 === 3) {
            p.append("circle").attr("cx", 3).attr("cy", 3).attr("r", 1.4).attr("fill", "var(--card)");
        } else {
            p.append("rect").attr("width", 1.7).attr("height", 6).attr("fill", "var(--card)");
        }
        return `url(#${id})`;
    }

    /** A mark of the i-th group: circle, square, triangle, diamond, cross ... */
    const SHAPES = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, d3.symbolDiamond, d3.symbolCross, d3.symbolStar,
        d3.symbolWye];
    const symbol = (i, size) => d3.symbol(SHAPES[i % SHAPES.length], size)();

    /** Legend, one entry per line: [{text, colour, dash, dot, shape, bar}]; returns the y below it. */
    function legend(g, x, y, width, entries) {
        for (const e of entries) {
            const rows = lines(e.text, width - 34);
            if (e.bar) {
                g.append("rect").attr("x", x + 6).attr("y", y - 9).attr("width", 14).attr("height", 10)
                    .attr("fill", e.colour);
            } else {
                line(g, x, y - 4, x + 26, y - 4, e.colour, 2.5, e.dash);
            }
            if (e.dot) {
                g.append("path").attr("d", symbol(e.shape || 0, 44)).attr("transform", `translate(${x + 13} ${y - 4})`)
                    .attr("fill", e.colour);
            }
            rows.forEach((r, i) => write(g, x + 34, y + i * 16, r));
            y += 16 * rows.length + 3;
        }
        return y - 6;
    }

    /** The SVG with all colours resolved to the light theme, as a file's text. */
    function serialise(draw, title) {
        const top = 30;
        const svg = d3.create("svg").attr("xmlns", "http://www.w3.org/2000/svg").attr("font-family", FONT);
        const rows = lines(title, EXPORT_WIDTH - 20, 14, 600);
        svg.append("title").text(title);
        svg.append("rect").attr("width", "100%").attr("height", "100%").attr("fill", "var(--card)");
        rows.forEach((r, i) => write(svg, 10, 20 + 18 * i, r, { size: 14, weight: 600 }));
        const shift = top + 18 * (rows.length - 1);
        const g = svg.append("g").attr("transform", `translate(0 ${shift})`);
        const height = Math.ceil(draw(g, EXPORT_WIDTH).height) + shift;
        svg.attr("width", EXPORT_WIDTH).attr("height", height).attr("viewBox", `0 0 ${EXPORT_WIDTH} ${height}`);
        const probe = element("div", { class: "light", hidden: true });
        document.body.append(probe);
        const light = getComputedStyle(probe);
        const text = new XMLSerializer().serializeToString(svg.node())
            .replace(/var\((--[\w-]+)\)/g, (all, name) => light.getPropertyValue(name).trim());
        probe.remove();
        return { text, height };
    }

    function png(svg) {
        return new Promise((resolve, reject) => {
            const url = URL.createObjectURL(new Blob([svg.text], { type: "image/svg+xml" }));
            const image = new Image();
            image.onload = () => {
                const canvas = element("canvas", { width: EXPORT_WIDTH * PNG_SCALE, height: svg.height * PNG_SCALE });
                canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
                URL.revokeObjectURL(url);
                canvas.toBlob(resolve);
            };
            image.onerror = () => reject(new Error("the chart could not be drawn as PNG"));
            image.src = url;
        });
    }

    const button = (text, label, click) =>
        element("button", { type: "button", "aria-label": label, title: label, onclick: click }, text);

    const tools = (heading, ...buttons) => element("div", { class: heading ? "tools" : "tools bare" },
        ...heading ? [element("h3", {}, heading)] : [], element("div", { class: "buttons" }, ...buttons));

    /**
     * A chart. draw(g, width) draws into an SVG group and returns {height, marks}: marks are lists (one per series) of
     * {x, y, title, values: [[label, text]], box?}, what hover and arrow keys show; box is the area of a bar or cell.
     * Where there are too many marks to make, {grid} is given instead: {rows, columns, mark(row, column),
     * locate(x, y) -> [row, column] or null}. table() returns the numbers, {columns: [name], rows: [[value]]}, for those
     * who can't see the chart and for other programs.
     * @return {redraw} for when what it shows has changed
     */
    dlrm.figure = function (parent, { heading, title, describe, draw, table, maxWidth = MAX_WIDTH }) {
        const name = heading && heading !== title ? title + ": " + heading : title;
        const svg = d3.create("svg").attr("role", "img").attr("aria-label", name).attr("font-family", FONT);
        const tip = element("div", { class: "tip", hidden: true });
        const said = element("div", { class: "said", "aria-live": "polite" });
        const stage = element("div", { class: "stage", tabindex: 0, role: "group", "aria-roledescription": "chart",
            "aria-label": `${name}. ${describe || ""} Arrow keys read the values.` }, svg.node(), tip, said);
        const file = dlrm.fileName(name);
        const exported = () => serialise(draw, name);
        const numbers = element("div", { class: "numbers", id: dlrm.id(), hidden: true });
        const buttons = table ? [
            element("button", { type: "button", "aria-label": "Numbers as a table: " + name, "aria-expanded": "false",
                "aria-controls": numbers.id, title: "Numbers as a table: " + name, onclick: event => {
                    numbers.hidden = !numbers.hidden;
                    event.target.setAttribute("aria-expanded", String(!numbers.hidden));
                    fillNumbers();
                } }, "Table"),
            button("CSV", "Save the numbers as CSV: " + name, () => {
                const t = table();
                dlrm.save(new Blob([dlrm.csv(t.columns, t.rows)], { type: "text/csv" }), file + ".csv");
            })] : [];
        function fillNumbers() {
            if (table && !numbers.hidden) {
                const t = table();
                numbers.replaceChildren();
                dlrm.table(numbers, { title: name, columns: t.columns.map(c => ({ name: c })), rows: t.rows, bare: true });
            }
        }
        parent.append(element("figure", {}, tools(heading, ...buttons,
            button("SVG", "Save as SVG: " + name, () =>
                dlrm.save(new Blob([exported().text], { type: "image/svg+xml" }), file + ".svg")),
            button("PNG", "Save as PNG: " + name, async () => dlrm.save(await png(exported()), file + ".png"))), stage, numbers));

        let marks = [];
        let grid = null;
        let at = null; // [series, index] that is shown
        let drawn = 0;
        let cursor;

        function redraw(width) {
            drawn = width;
            svg.selectAll("*").remove();
            const result = draw(svg.append("g"), width);
            marks = (result.marks || []).filter(m => m.length);
            grid = result.grid || null;
            const height = Math.ceil(result.height);
            svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
            cursor = svg.append("g").attr("pointer-events", "none");
            hide();
        }

        const lists = () => grid ? grid.rows : marks.length;
        const length = s => grid ? grid.columns : marks[s].length;
        const mark = (s, i) => grid ? grid.mark(s, i) : marks[s][i];

        function hide() {
            at = null;
            tip.hidden = true;
            cursor.selectAll("*").remove();
        }

        function show(s, i, aloud) {
            at = [s, i];
            const m = mark(s, i);
            cursor.selectAll("*").remove();
            if (m.box) {
                cursor.append("rect").attr("x", m.box.x).attr("y", m.box.y).attr("width", m.box.width)
                    .attr("height", m.box.height).attr("fill", "none").attr("stroke", "var(--ink)")
                    .attr("stroke-width", 2);
            } else {
                cursor.append("circle").attr("cx", m.x).attr("cy", m.y).attr("r", 6).attr("fill", "none")
                    .attr("stroke", "var(--ink)").attr("stroke-width", 2);
            }
            tip.replaceChildren(element("b", { dir: "auto" }, m.title), element("table", {}, element("tbody", {},
                ...m.values.map(([k, v]) => element("tr", {}, element("td", {}, k), element("td", {}, v))))));
            tip.hidden = false;
            const scale = svg.node().clientWidth / drawn || 1;
            const left = m.x * scale;
            const right = left + 14 + tip.offsetWidth <= stage.clientWidth;
            tip.style.left = Math.max(0, right ? left + 14 : left - 14 - tip.offsetWidth) + "px";
            tip.style.top = Math.max(0, m.y * scale - tip.offsetHeight - 8) + "px";
            if (aloud) {
                said.textContent = m.title + ". " + m.values.map(v => v.join(" ")).join(", ");
            }
        }

        function nearest(x, y) {
            if (grid) {
                return grid.locate(x, y);
            }
            let best = null;
            let least = REACH * REACH;
            marks.forEach((list, s) => list.forEach((m, i) => {
                const b = m.box;
                const inside = b && x >= b.x && x <= b.x + b.width && y >= b.y && y <= b.y + b.height;
                const d = inside ? 0 : (m.x - x) ** 2 + (m.y - y) ** 2;
                if (d < least) {
                    least = d;
                    best = [s, i];
                }
            }));
            return best;
        }

        svg.on("pointermove", event => {
            const [x, y] = d3.pointer(event, svg.node());
            const found = nearest(x, y);
            if (found) {
                show(...found, false);
            } else {
                hide();
            }
        }).on("pointerleave", hide);
        stage.addEventListener("blur", hide);
        stage.addEventListener("keydown", event => {
            if (event.key === "Escape" && at) {
                hide();
                event.preventDefault();
                return;
            }
            const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0],
                Home: [0, -Infinity], End: [0, Infinity] }[event.key];
            if (!step || !lists() || event.ctrlKey || event.metaKey || event.altKey) {
                return;
            }
            event.preventDefault();
            if (!at) {
                show(0, 0, true);
                return;
            }
            const s = (at[0] + step[0] + lists()) % lists();
            let i = at[1];
            if (!grid && s !== at[0]) { // the same place of the next series
                const x = marks[at[0]][at[1]].x;
                i = d3.leastIndex(marks[s], (a, b) => Math.abs(a.x - x) - Math.abs(b.x - x));
            }
            show(s, Math.min(length(s) - 1, Math.max(0, i + step[1])), true);
        });

        const width = () => Math.min(maxWidth, Math.max(300, Math.floor(stage.clientWidth)));
        redraw(width());
        new ResizeObserver(() => requestAnimationFrame(() => {
            if (stage.clientWidth > 0 && width() !== drawn) {
                redraw(width());
            }
        })).observe(stage);
        return { redraw: () => {
            redraw(width());
            fillNumbers();
        } };
    };

    Object.assign(dlrm, { textWidth, lines, short, write, line, path, series, fill, symbol, axisX, axisY, legend, tools, button });
})(window.dlrm);
