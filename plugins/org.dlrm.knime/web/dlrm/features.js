/* Feature overview: distribution per group, correlation heat map, ranked estimates, waterfall of predictions. */
"use strict";
(function (dlrm) {
    const { isNumber, four, fixed, series } = dlrm;
    const HEIGHT = 300;

    function summary(values) {
        const v = values.filter(isNumber).sort((a, b) => a - b);
        const [q1, q2, q3] = [0.25, 0.5, 0.75].map(p => d3.quantileSorted(v, p));
        const reach = 1.5 * (q3 - q1);
        return { v, q1, q2, q3, low: v.find(x => x >= q1 - reach), high: v.findLast(x => x <= q3 + reach) };
    }

    /** Tukey's box with every value beside it; the spread of the dots carries no meaning and is always the same. */
    function boxes(g, width, feature) {
        const groups = feature.groups.map((k, i) => ({ name: k.name, look: isNumber(k.colour) ? k.colour : i, ...summary(k.values) }));
        const left = 66;
        const top = 10;
        const right = width - 14;
        const bottom = top + HEIGHT;
        const y = d3.scaleLinear(dlrm.extent(groups.flatMap(k => k.v)), [bottom, top]);
        const x = d3.scaleBand(d3.range(groups.length), [left, right]).padding(0.25);
        dlrm.axisY(g, y, left, { label: dlrm.short(feature.name, HEIGHT), grid: right });
        dlrm.line(g, left, bottom, right, bottom, "var(--ink2)");
        const labels = groups.map(k => dlrm.lines(k.name, x.step() - 4).slice(0, 2));
        const rows = d3.max(labels, l => l.length) || 1;
        const marks = groups.map((k, i) => {
            const { colour } = series(k.look);
            const w = Math.min(90, x.bandwidth());
            const middle = x(i) + x.bandwidth() / 2;
            labels[i].forEach((text, row) => dlrm.write(g, middle, bottom + 18 + 15 * row, dlrm.short(text, x.step() - 4),
                { anchor: "middle", title: k.name }));
            dlrm.write(g, middle, bottom + 19 + 15 * rows, `n ${k.v.length}`, { anchor: "middle", fill: "var(--ink2)" });
            if (!k.v.length) {
                return null;
            }
            const shape = dlrm.symbol(k.look, k.v.length > 150 ? 10 : 21);
            k.v.forEach((v, j) => g.append("path").attr("d", shape).attr("fill", colour).attr("fill-opacity", 0.45)
                .attr("transform", `translate(${middle + ((j * 0.618034) % 1 - 0.5) * w * 0.8} ${y(v)})`));
            const box = g.append("g").attr("stroke", colour).attr("stroke-width", 1.8).attr("fill", "none");
            box.append("rect").attr("x", middle - w / 2).attr("y", y(k.q3)).attr("width", w)
                .attr("height", Math.max(0.5, y(k.q1) - y(k.q3)));
            box.append("path").attr("d", `M${middle},${y(k.q3)}V${y(k.high)}M${middle},${y(k.q1)}V${y(k.low)}`);
            box.append("path").attr("stroke-width", 3.2).attr("d", `M${middle - w / 2},${y(k.q2)}h${w}`);
            return { x: middle, y: y(k.q2), title: k.name, box: { x: x(i), y: top, width: x.bandwidth(), height: HEIGHT },
                values: [["n", String(k.v.length)], ["Median", four(k.q2)], ["Quartiles", `${four(k.q1)} to ${four(k.q3)}`],
                    ["Mean", four(d3.mean(k.v))], ["SD", four(d3.deviation(k.v))],
                    ["Range", `${four(k.v[0])} to ${four(k.v.at(-1))}`]] };
        }).filter(Boolean);
        return { height: bottom + 29 + 15 * rows, marks: [marks] };
    }

    const FIND_FROM = 20; // features: above it they can be searched

    /** Values of feature f by group, from lists or from the packed numbers (patients in the order of the groups). */
    function featureReader(panel, packed) {
        if (!packed) {
            return f => panel.features[f];
        }
        const patients = d3.sum(panel.groups, k => k.n);
        return f => {
            let at = f * patients;
            return { name: panel.features[f].name, groups: panel.groups.map(k => ({ name: k.name, colour: k.colour,
                values: [...packed.subarray(at, at += k.n)] })) };
        };
    }

    function distribution(body, panel, feature) {
        const names = panel.features.map(f => f.name);
        let listed = names.map((n, i) => i);
        let shown = 0;
        let figure = null;
        const bar = dlrm.element("div", { class: "bar" });
        const choose = i => {
            shown = listed[i];
            figure.redraw();
        };
        const field = dlrm.select("Feature", names, choose);
        if (names.length > 1) {
            bar.append(field.node);
        }
        if (names.length > FIND_FROM) {
            const found = dlrm.element("span", { class: "note", role: "status" }, `${names.length} features`);
            bar.append(dlrm.element("label", { class: "field" }, "Find", dlrm.element("input", { type: "search",
                placeholder: "words", oninput: event => {
                    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
                    listed = d3.range(names.length).filter(i => words.every(w => names[i].toLowerCase().includes(w)));
                    field.select.replaceChildren(...listed.map(i => dlrm.element("option", {}, names[i])));
                    found.textContent = `${listed.length} of ${names.length} features`;
                    if (listed.length) {
                        choose(0);
                    }
                } })), found);
        }
        if (bar.childNodes.length) {
            body.append(bar);
        }
        figure = dlrm.figure(body, { title: panel.title, describe: `${names.length} features.`,
            table: () => ({ columns: ["Feature", "Group", "Value"], rows: (f => f.groups.flatMap(k => k.values
                .filter(isNumber).map(v => [f.name, k.name, v])))(feature(shown)) }),
            draw: (g, width) => boxes(g, width, feature(shown)) });
    }

    dlrm.panels.distribution = (body, panel) => {
        if (!panel.packed) {
            distribution(body, panel, featureReader(panel, null));
            return;
        }
        const size = panel.features.length * d3.sum(panel.groups, k => k.n);
        dlrm.pending.push(dlrm.unpack(panel.packed, 4 * size, "values of " + panel.title).then(bytes =>
            distribution(body, panel, featureReader(panel, new Float32Array(bytes.buffer, bytes.byteOffset, size)))));
    };

    const PIXELS_FROM = 60; // features: above it the matrix is one image

    const colour = v => isNumber(v) ? d3.interpolateRdBu((v + 1) / 2) : "#999999";

    /** Colours of -1 ... 1 in 255 steps, as numbers of a picture's pixels. */
    const shades = () => d3.range(256).map(i => d3.rgb(colour(i < 255 ? i / 127 - 1 : NaN)));

    /**
     * Order in which features that go together stand together: leaves of the average-linkage tree over 1 - |r|, built by
     * nearest-neighbour chains in n^2 steps. Deterministic: ties go to the lower index.
     */
    function clustered(n, value) {
        const d = new Float32Array(n * n);
        for (let i = 0; i < n; i++) {
            for (let j = 0; j < i; j++) {
                const v = value(i, j);
                d[i * n + j] = d[j * n + i] = isNumber(v) ? 1 - Math.abs(v) : 1;
            }
        }
        const size = new Int32Array(n).fill(1);
        const leaves = d3.range(n).map(i => [i]);
        const alive = Int32Array.from(d3.range(n)); // rising; the first `left` of them
        let left = n;
        const chain = [];
        while (left > 1) {
            if (!chain.length) {
                chain.push(alive[0]);
            }
            for (;;) {
                const a = chain[chain.length - 1];
                let b = chain.length > 1 ? chain[chain.length - 2] : -1;
                let least = b < 0 ? Infinity : d[a * n + b];
                for (let i = 0, row = a * n; i < left; i++) {
                    const k = alive[i];
                    if (d[row + k] < least && k !== a) {
                        least = d[row + k];
                        b = k;
                    }
                }
                if (chain.length > 1 && b === chain[chain.length - 2]) {
                    chain.length -= 2;
                    const [keep, gone] = a < b ? [a, b] : [b, a];
                    for (let i = 0; i < left; i++) {
                        const k = alive[i];
                        if (k !== keep && k !== gone) {
                            d[keep * n + k] = d[k * n + keep] =
                                (size[keep] * d[keep * n + k] + size[gone] * d[gone * n + k]) / (size[keep] + size[gone]);
                        }
                    }
                    size[keep] += size[gone];
                    leaves[keep] = leaves[keep].concat(leaves[gone]);
                    alive.copyWithin(alive.indexOf(gone), alive.indexOf(gone) + 1, left);
                    left--;
                    break;
                }
                chain.push(b);
            }
        }
        return n ? leaves[alive[0]] : [];
    }

    /** The matrix as one picture, at most so many pixels wide; of more features the largest |r| of a pixel's cells shows. */
    function picture(n, value) {
        const MOST = 1000;
        const side = Math.min(n, MOST);
        const canvas = dlrm.element("canvas", { width: side, height: side });
        const pen = canvas.getContext("2d");
        const image = pen.createImageData(side, side);
        const shade = shades();
        const strongest = new Float32Array(side * side).fill(NaN);
        for (let i = 0; i < n; i++) {
            const row = Math.floor(i * side / n) * side;
            for (let j = 0; j < n; j++) {
                const v = value(i, j);
                const at = row + Math.floor(j * side / n);
                if (isNumber(v) && !(Math.abs(v) <= Math.abs(strongest[at]))) {
                    strongest[at] = v;
                }
            }
        }
        for (let at = 0, o = 0; at < strongest.length; at++, o += 4) {
            const v = strongest[at];
            const c = shade[v === v ? Math.round((v + 1) * 127) : 255]; // NaN differs from itself
            image.data[o] = c.r;
            image.data[o + 1] = c.g;
            image.data[o + 2] = c.b;
            image.data[o + 3] = 255;
        }
        pen.putImageData(image, 0, 0);
        return canvas.toDataURL();
    }

    /** @param m {names, value(i, j), image?} in the order of drawing */
    function matrix(g, width, m) {
        const { names, value } = m;
        const n = names.length;
        const label = Math.min(width * 0.3, n > PIXELS_FROM ? 0 : d3.max(names, s => dlrm.textWidth(s, 11)) + 8 || 0);
        const labelled = n <= PIXELS_FROM && (width - label - 16) / n >= 11;
        const margin = labelled ? label + 8 : 12;
        const size = Math.min(46, (Math.min(width, 760) - margin - 12) / n);
        const top = 8;
        const side = size * n;
        if (n > PIXELS_FROM) {
            m.image = m.image || picture(n, value);
            g.append("image").attr("x", margin).attr("y", top).attr("width", side).attr("height", side)
                .attr("preserveAspectRatio", "none").attr("style", "image-rendering: pixelated").attr("href", m.image);
        } else {
            names.forEach((a, i) => names.forEach((b, j) => {
                const v = value(i, j);
                g.append("rect").attr("x", margin + j * size).attr("y", top + i * size).attr("width", size).attr("height", size)
                    .attr("fill", colour(v)).attr("stroke", "var(--card)").attr("stroke-width", size > 8 ? 1 : 0);
                if (size >= 30) {
                    dlrm.write(g, margin + (j + 0.5) * size, top + (i + 0.5) * size + 4, fixed(v, 2), { anchor: "middle",
                        size: 10.5, fill: Math.abs(v) > 0.62 ? "#ffffff" : "#1d2329" });
                }
            }));
        }
        let at = top + side + 10;
        if (labelled) {
            names.forEach((s, i) => {
                const middle = (i + 0.5) * size;
                dlrm.write(g, margin - 6, top + middle + 4, dlrm.short(s, label, 11), { anchor: "end", size: 11, title: s });
                dlrm.write(g, margin + middle + 4, at, dlrm.short(s, label, 11), { anchor: "end", size: 11, rotate: -90,
                    title: s });
            });
            at += label + 4;
        }
        const bar = Math.min(200, width - margin - 40);
        d3.range(40).forEach(i => g.append("rect").attr("x", margin + i * bar / 40).attr("y", at).attr("width", bar / 40 + 0.5)
            .attr("height", 10).attr("fill", colour(i / 19.5 - 1)));
        ["-1", "-0.5", "0", "0.5", "1"].forEach((t, i) => dlrm.write(g, margin + i * bar / 4, at + 24, t,
            { anchor: "middle", size: 11 }));
        dlrm.write(g, margin + bar + 12, at + 9, "correlation", { size: 11, fill: "var(--ink2)" });
        return { height: at + 32, grid: { rows: n, columns: n,
            mark: (i, j) => ({ x: margin + (j + 0.5) * size, y: top + (i + 0.5) * size,
                title: i === j ? names[i] : `${names[i]} and ${names[j]}`, values: [["Correlation", four(value(i, j))]],
                box: { x: margin + j * size, y: top + i * size, width: size, height: size } }),
            locate: (x, y) => {
                const [i, j] = [Math.floor((y - top) / size), Math.floor((x - margin) / size)];
                return i >= 0 && j >= 0 && i < n && j < n ? [i, j] : null;
            } } };
    }

    const ORDER_FROM = 6; // features: of fewer nothing is gained by another order

    function heatmap(body, panel, value) {
        const n = panel.names.length;
        const given = { names: panel.names, value };
        let grouped = null;
        let shown = given;
        let figure = null;
        function byCluster() {
            if (!grouped) {
                const order = clustered(n, value);
                grouped = { names: order.map(i => panel.names[i]), value: (i, j) => value(order[i], order[j]) };
            }
            return grouped;
        }
        if (n >= ORDER_FROM) {
            shown = byCluster();
            body.append(dlrm.element("div", { class: "bar" }, dlrm.select("Order",
                ["by cluster (average linkage, 1 - |r|)", "as in the table"], i => {
                    shown = i ? given : byCluster();
                    figure.redraw();
                }).node));
        }
        figure = dlrm.figure(body, { title: panel.title, maxWidth: 900, describe: `Correlations of ${n} features.`,
            table: () => ({ columns: ["Feature", "Feature 2", "Correlation"], rows: d3.range(n).flatMap(i => d3.range(i)
                .map(j => [shown.names[i], shown.names[j], shown.value(i, j)])) }),
            draw: (g, width) => matrix(g, width, shown) });
    }

    dlrm.panels.heatmap = (body, panel) => {
        const n = panel.names.length;
        if (!panel.packed) {
            heatmap(body, panel, (i, j) => panel.values[i][j]);
            return;
        }
        const size = n * (n - 1) / 2;
        dlrm.pending.push(dlrm.unpack(panel.packed, 2 * size, "correlations of " + panel.title).then(bytes => {
            const r = new Int16Array(bytes.buffer, bytes.byteOffset, size);
            heatmap(body, panel, (i, j) => {
                const v = i === j ? 10000 : i > j ? r[i * (i - 1) / 2 + j] : r[j * (j - 1) / 2 + i];
                return v === -32768 ? null : v / 10000;
            });
        }));
    };

    /** Estimates with intervals, highest first, against a threshold: what is kept and what is not. */
    function ranked(g, width, panel) {
        const items = panel.items.filter(v => isNumber(v.value)).sort((a, b) => b.value - a.value);
        const groups = [...new Set(panel.items.map(v => v.group))].filter(k => k !== undefined && k !== null);
        const left = 58;
        const top = 10;
        const right = width - 14;
        const bottom = top + 280;
        const floor = isNumber(panel.least) ? panel.least : -Infinity;
        const y = d3.scaleLinear(dlrm.extent([...items.flatMap(v => [v.value, v.lower, v.upper]), panel.threshold]
            .filter(isNumber).map(v => Math.max(floor, v))), [bottom, top]).clamp(true);
        const x = i => left + (i + 0.5) * (right - left) / Math.max(1, items.length);
        dlrm.axisY(g, y, left, { label: panel.y, grid: right });
        dlrm.line(g, left, bottom, right, bottom, "var(--ink2)");
        const bars = items.map((v, i) => isNumber(v.lower) && isNumber(v.upper)
            ? `M${x(i).toFixed(1)},${y(v.lower).toFixed(1)}V${y(v.upper).toFixed(1)}` : "").join("");
        dlrm.path(g, bars, { colour: "var(--s7)", width: Math.min(1.6, Math.max(0.4, (right - left) / items.length / 2)) });
        const size = items.length > 200 ? 9 : items.length > 60 ? 20 : 36;
        const marks = items.map((v, i) => {
            const k = Math.max(0, groups.indexOf(v.group));
            g.append("path").attr("d", dlrm.symbol(k, size)).attr("transform", `translate(${x(i)} ${y(v.value)})`)
                .attr("fill", series(k).colour);
            return { x: x(i), y: y(v.value), title: v.name, values: [[panel.y, four(v.value)],
                ...isNumber(v.lower) ? [[dlrm.ci(panel), `${four(v.lower)} to ${four(v.upper)}`]] : [],
                ["Rank", `${i + 1} of ${items.length}`], ...v.group !== undefined ? [["Verdict", v.group]] : []] };
        });
        if (isNumber(panel.threshold)) {
            dlrm.line(g, left, y(panel.threshold), right, y(panel.threshold), "var(--ink)", 1.3, "5 3");
            dlrm.write(g, right, y(panel.threshold) - 5, `threshold ${dlrm.cell(Number(panel.threshold.toPrecision(4)))}`, { anchor: "end", halo: true });
        }
        dlrm.write(g, (left + right) / 2, bottom + 18, `${items.length} ${panel.of || "features"}, highest first`,
            { anchor: "middle", fill: "var(--ink2)" });
        const below = dlrm.legend(g, 8, bottom + 42, width - 16, groups.map((k, i) => ({ colour: series(i).colour, dot: true,
            shape: i, dash: "0 99", text: `${k} (n ${panel.items.filter(v => v.group === k).length})` })));
        return { height: groups.length ? below : bottom + 30, marks: [marks] };
    }

    dlrm.panels.ranked = (body, panel) => dlrm.figure(body, { title: panel.title, maxWidth: 1100,
        describe: `${panel.items.length} ${panel.of || "features"}.`,
        table: () => ({ columns: ["Name", panel.y || "Value", "Lower", "Upper", "Verdict"],
            rows: panel.items.map(v => [v.name, v.value, v.lower, v.upper, v.group]) }),
        draw: (g, width) => ranked(g, width, panel) });

    /** Groups of the bars in the order given, else as they come; those without a bar are left out. */
    function barGroups(bars, order) {
        const found = [...new Set(bars.map(b => b.group))].filter(k => k !== undefined && k !== null);
        return (order || found).filter(k => found.includes(k));
    }

    /** Bars from the threshold (or zero), highest first. */
    function waterfall(g, width, { bars: all, y: label, threshold, groups: order, summary = [], range, ratio, level }) {
        const bars = all.filter(b => isNumber(b.value)).sort((a, b) => b.value - a.value);
        const groups = barGroups(bars, order);
        const base = isNumber(threshold) ? threshold : 0;
        const left = 62;
        let top = 10;
        summary.forEach(text => dlrm.lines(text, width - 20).forEach(t => {
            dlrm.write(g, 8, top + 6, t);
            top += 16;
        }));
        top += summary.length ? 6 : 0;
        const right = width - 14;
        const bottom = top + 280;
        const y = d3.scaleLinear(range || dlrm.extent([base, ...bars.map(b => b.value)]), [bottom, top]);
        const step = (right - left) / Math.max(1, bars.length);
        dlrm.axisY(g, y, left, { label: label || "Predicted value", grid: right });
        const fills = groups.length ? groups.map(k => dlrm.fill(g, (order || groups).indexOf(k))) : [series(0).colour];
        const marks = bars.map((b, i) => {
            const x = left + i * step;
            const [a, z] = [y(Math.max(b.value, base)), y(Math.min(b.value, base))];
            g.append("rect").attr("x", x + step * 0.08).attr("y", a).attr("width", Math.max(0.5, step * 0.84))
                .attr("height", Math.max(0.8, z - a)).attr("fill", fills[Math.max(0, groups.indexOf(b.group))]);
            return { x: x + step / 2, y: y(b.value), title: b.name, box: { x, y: top, width: step, height: bottom - top },
                values: [[label || "Value", four(b.value)], ["Rank", `${i + 1} of ${bars.length}`],
                    ...isNumber(b.ratio) ? [[ratio, dlrm.ratio(b.ratio)], [dlrm.ci({ level }),
                        `${dlrm.ratio(b.lower)} to ${dlrm.ratio(b.upper)}`]] : [],
                    ...groups.length ? [["Group", String(b.group)]] : []] };
        });
        dlrm.line(g, left, y(base), right, y(base), "var(--ink)", 1.3);
        if (isNumber(threshold)) {
            dlrm.write(g, right, y(base) - 5, `threshold ${dlrm.cell(Number(base.toPrecision(4)))}`,
                { anchor: "end", halo: true });
        }
        dlrm.write(g, (left + right) / 2, bottom + 18, `${bars.length} patients, highest first`,
            { anchor: "middle", fill: "var(--ink2)" });
        const below = dlrm.legend(g, 8, bottom + 42, width - 16, groups.map((k, i) => ({ bar: true,
            colour: fills[i], text: `${k} (n ${bars.filter(b => b.group === k).length})` })));
        return { height: below, marks: [marks] };
    }

    /** One chart per cohort with the same scale; where there are several measures, one is chosen for all. */
    dlrm.panels.waterfall = (body, panel) => {
        const measures = panel.measures || [{ name: panel.title, y: panel.y, facets: [{ bars: panel.bars }] }];
        let chosen = 0;
        const names = measures[0].facets.map(f => f.name);
        if (measures.length > 1) {
            body.append(dlrm.element("div", { class: "bar" }, dlrm.select("Measure", measures.map(m => m.name), i => {
                chosen = i;
                figures.forEach(f => f.redraw());
            }).node));
        }
        const facets = dlrm.element("div", { class: names.length > 1 ? "facets" : undefined });
        body.append(facets);
        const figures = names.map((name, k) => dlrm.figure(facets, { title: panel.title, heading: name,
            maxWidth: names.length > 1 ? undefined : 1100,
            describe: `${measures[0].facets[k].bars.length} patients.`,
            table: () => {
                const { y, ratio, facets: all } = measures[chosen];
                return { columns: [...name ? ["Cohort"] : [], "Patient", y || "Value", "Group", ...ratio ? [ratio, "Lower", "Upper"] : []],
                    rows: [...all[k].bars].sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity)).map(b =>
                        [...name ? [name] : [], b.name, b.value, b.group, ...ratio ? [b.ratio, b.lower, b.upper] : []]) };
            },
            draw: (g, width) => waterfall(g, width, { threshold: panel.threshold, y: measures[chosen].y,
                groups: measures[chosen].groups, ratio: measures[chosen].ratio, level: panel.level, ...measures[chosen].facets[k],
                range: names.length > 1 ? dlrm.extent([isNumber(panel.threshold) ? panel.threshold : 0,
                    ...measures[chosen].facets.flatMap(f => f.bars.map(b => b.value)).filter(isNumber)]) : undefined }) }));
    };
})(window.dlrm);
