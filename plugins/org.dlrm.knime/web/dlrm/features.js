/* Feature overview: distribution per group, correlation heat map, waterfall of predictions. */
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
        const groups = feature.groups.map(k => ({ name: k.name, ...summary(k.values) }));
        const left = 66;
        const top = 10;
        const right = width - 14;
        const bottom = top + HEIGHT;
        const y = d3.scaleLinear(dlrm.extent(groups.flatMap(k => k.v)), [bottom, top]);
        const x = d3.scaleBand(d3.range(groups.length), [left, right]).padding(0.25);
        dlrm.axisY(g, y, left, { label: dlrm.short(feature.name, HEIGHT), grid: right });
        dlrm.line(g, left, bottom, right, bottom, "var(--ink2)");
        const marks = groups.map((k, i) => {
            const { colour } = series(i);
            const w = Math.min(90, x.bandwidth());
            const middle = x(i) + x.bandwidth() / 2;
            dlrm.write(g, middle, bottom + 18, dlrm.short(k.name, x.step() - 4), { anchor: "middle", title: k.name });
            dlrm.write(g, middle, bottom + 34, `n ${k.v.length}`, { anchor: "middle", fill: "var(--ink2)" });
            if (!k.v.length) {
                return null;
            }
            k.v.forEach((v, j) => g.append("circle").attr("cx", middle + ((j * 0.618034) % 1 - 0.5) * w * 0.8)
                .attr("cy", y(v)).attr("r", k.v.length > 150 ? 1.8 : 2.6).attr("fill", colour).attr("fill-opacity", 0.45));
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
        return { height: bottom + 44, marks: [marks] };
    }

    dlrm.panels.distribution = (body, panel) => {
        let shown = 0;
        let figure = null;
        if (panel.features.length > 1) {
            body.append(dlrm.element("div", { class: "bar" }, dlrm.select("Feature", panel.features.map(f => f.name),
                i => {
                    shown = i;
                    figure.redraw();
                }).node));
        }
        figure = dlrm.figure(body, { title: panel.title, describe: `${panel.features.length} features.`,
            draw: (g, width) => boxes(g, width, panel.features[shown]) });
    };

    const PIXELS_FROM = 60; // features: above it the matrix is one image

    const colour = v => isNumber(v) ? d3.interpolateRdBu((v + 1) / 2) : "#999999";

    function matrix(g, width, panel) {
        const { names, values } = panel;
        const n = names.length;
        const label = Math.min(width * 0.3, d3.max(names, s => dlrm.textWidth(s, 11)) + 8 || 0);
        const labelled = (width - label - 16) / n >= 11;
        const margin = labelled ? label + 8 : 12;
        const size = Math.min(46, (width - margin - 12) / n);
        const top = 8;
        const side = size * n;
        if (n > PIXELS_FROM) {
            const canvas = dlrm.element("canvas", { width: n, height: n });
            const pen = canvas.getContext("2d");
            values.forEach((row, i) => row.forEach((v, j) => {
                pen.fillStyle = colour(v);
                pen.fillRect(j, i, 1, 1);
            }));
            g.append("image").attr("x", margin).attr("y", top).attr("width", side).attr("height", side)
                .attr("preserveAspectRatio", "none").attr("style", "image-rendering: pixelated")
                .attr("href", canvas.toDataURL());
        }
        const marks = values.map((row, i) => row.map((v, j) => {
            const [x, y] = [margin + j * size, top + i * size];
            if (n <= PIXELS_FROM) {
                g.append("rect").attr("x", x).attr("y", y).attr("width", size).attr("height", size)
                    .attr("fill", colour(v)).attr("stroke", "var(--card)").attr("stroke-width", size > 8 ? 1 : 0);
                if (size >= 30) {
                    dlrm.write(g, x + size / 2, y + size / 2 + 4, fixed(v, 2), { anchor: "middle", size: 10.5,
                        fill: Math.abs(v) > 0.62 ? "#ffffff" : "#1d2329" });
                }
            }
            return { x: x + size / 2, y: y + size / 2, title: i === j ? names[i] : `${names[i]} and ${names[j]}`,
                values: [["Correlation", four(v)]], box: { x, y, width: size, height: size } };
        }));
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
        ["-1", "0", "1"].forEach((t, i) => dlrm.write(g, margin + i * bar / 2, at + 24, t, { anchor: "middle", size: 11 }));
        dlrm.write(g, margin + bar + 12, at + 9, "correlation", { size: 11, fill: "var(--ink2)" });
        return { height: at + 32, marks };
    }

    dlrm.panels.heatmap = (body, panel) => dlrm.figure(body, { title: panel.title,
        describe: `Correlations of ${panel.names.length} features.`, draw: (g, width) => matrix(g, width, panel) });

    /** Bars from the threshold (or zero), highest first. */
    function waterfall(g, width, panel) {
        const bars = panel.bars.filter(b => isNumber(b.value)).sort((a, b) => b.value - a.value);
        const groups = [...new Set(panel.bars.map(b => b.group))].filter(k => k !== undefined && k !== null);
        const base = isNumber(panel.threshold) ? panel.threshold : 0;
        const left = 58;
        const top = 10;
        const right = width - 14;
        const bottom = top + 280;
        const [low, high] = dlrm.extent([base, ...bars.map(b => b.value)]);
        const y = d3.scaleLinear([low, high], [bottom, top]);
        const step = (right - left) / Math.max(1, bars.length);
        dlrm.axisY(g, y, left, { label: panel.y || "Predicted value", grid: right });
        const marks = bars.map((b, i) => {
            const x = left + i * step;
            const [a, z] = [y(Math.max(b.value, base)), y(Math.min(b.value, base))];
            g.append("rect").attr("x", x + step * 0.08).attr("y", a).attr("width", Math.max(0.5, step * 0.84))
                .attr("height", Math.max(0.8, z - a)).attr("fill", series(Math.max(0, groups.indexOf(b.group))).colour);
            return { x: x + step / 2, y: y(b.value), title: b.name, box: { x, y: top, width: step, height: bottom - top },
                values: [["Value", four(b.value)], ["Rank", `${i + 1} of ${bars.length}`],
                    ...groups.length ? [["Group", String(b.group)]] : []] };
        });
        dlrm.line(g, left, y(base), right, y(base), "var(--ink)", 1.3);
        if (isNumber(panel.threshold)) {
            dlrm.write(g, right, y(base) - 5, `threshold ${four(base)}`, { anchor: "end", fill: "var(--ink2)" });
        }
        dlrm.write(g, (left + right) / 2, bottom + 18, `${bars.length} patients, highest first`,
            { anchor: "middle", fill: "var(--ink2)" });
        const below = dlrm.legend(g, 8, bottom + 42, width - 16, groups.map((k, i) => ({ bar: true,
            colour: series(i).colour, text: `${k} (n ${bars.filter(b => b.group === k).length})` })));
        return { height: below, marks: [marks] };
    }

    dlrm.panels.waterfall = (body, panel) => dlrm.figure(body, { title: panel.title, maxWidth: 1100,
        describe: `${panel.bars.length} patients.`, draw: (g, width) => waterfall(g, width, panel) });
})(window.dlrm);
