/* Forest plot on a log axis: estimate, interval, p; names above their line where the panel is narrow. */
"use strict";
(function (dlrm) {
    const { isNumber, four, ratio, interval } = dlrm;
    const FAR = 30; // intervals reaching further than this factor beyond the estimates end in an arrow

    const positive = v => isNumber(v) && v > 0;

    function domain(rows) {
        const estimates = [1, ...rows.map(r => r.estimate).filter(positive)];
        const low = d3.min(estimates);
        const high = d3.max(estimates);
        const ends = rows.flatMap(r => [r.lower, r.upper]).filter(positive);
        return [Math.max(low / FAR, d3.min([low / 1.3, ...ends])) / 1.1,
            Math.min(high * FAR, d3.max([high * 1.3, ...ends])) * 1.1];
    }

    /** Round ticks whose labels do not touch: 1-2-5, 1-3, every decade, every second one ... */
    function ticks(x) {
        const [from, to] = x.domain();
        const decades = d3.range(Math.floor(Math.log10(from)), Math.ceil(Math.log10(to)) + 1);
        for (const [digits, every] of [[[1, 2, 5], 1], [[1, 3], 1], [[1], 1], [[1], 2], [[1], 3]]) {
            const all = decades.filter(d => d % every === 0)
                .flatMap(d => digits.map(k => Number((k * 10 ** d).toPrecision(1)))).filter(v => v >= from && v <= to);
            const half = all.map(v => dlrm.textWidth(dlrm.cell(v)) / 2);
            if (all.every((v, i) => i === 0 || x(v) - x(all[i - 1]) > half[i] + half[i - 1] + 8)) {
                return all;
            }
        }
        return [1];
    }

    function draw(g, width, panel) {
        const rows = panel.rows || [];
        const narrow = width < 560; // names above their line
        const slim = width < 430; // numbers above it too
        const step = slim ? 56 : narrow ? 40 : 27;
        const heading = `${panel.measure} (${dlrm.ci(panel).replace("Interval", "interval")})`;
        const number = r => isNumber(r.estimate) ? interval(r.estimate, r.lower, r.upper, ratio) : "not estimable";
        const numbers = Math.max(dlrm.textWidth(heading, 12, 600),
            d3.max(rows, r => dlrm.textWidth(number(r))) || 0) + 12;
        const ps = 74;
        const names = narrow ? 0 : Math.min(width * 0.42, (d3.max(rows, r => dlrm.textWidth(r.name)) || 0) + 16);
        const left = 10 + names;
        const right = slim ? width - 14 : width - 10 - ps - numbers;
        const top = slim ? 4 : 26;
        const bottom = top + rows.length * step + 4;
        const [from, to] = domain(rows);
        const x = d3.scaleLog([from, to], [left, Math.max(left + 60, right)]).clamp(true);
        const end = x.range()[1];
        if (!slim) {
            dlrm.write(g, end + 14, 14, heading, { weight: 600 });
            dlrm.write(g, width - 8, 14, "p", { anchor: "end", weight: 600 });
            dlrm.line(g, 4, 21, width - 4, 21);
        }
        dlrm.axisX(g, x, bottom, { ticks: ticks(x), text: v => dlrm.cell(v),
            label: `${slim ? heading : panel.measure}, log axis`, grid: top });
        dlrm.line(g, x(1), top, x(1), bottom, "var(--ink2)", 1.2, "4 3");
        const marks = rows.map((r, i) => {
            const y = top + i * step + (slim ? 42 : narrow ? 29 : 15);
            dlrm.write(g, 8, slim ? y - 27 : narrow ? y - 12 : y + 4,
                dlrm.short(r.name, slim ? width - 16 : narrow ? end - 8 : names - 4),
                { halo: narrow, weight: slim ? 600 : 400, title: r.name });
            if (slim) {
                dlrm.write(g, 8, y - 11, `${number(r)}${isNumber(r.p) ? ", " + dlrm.p(r.p) : ""}`, { halo: true });
            } else {
                dlrm.write(g, end + 14, y + 4, number(r));
                dlrm.write(g, width - 8, y + 4, isNumber(r.p) ? dlrm.p(r.p).replace(/^p (= )?/, "") : dlrm.NONE,
                    { anchor: "end" });
            }
            if (!positive(r.estimate)) {
                return null;
            }
            if (positive(r.upper) && isNumber(r.lower)) {
                const [a, b] = [x(Math.max(r.lower, from)), x(r.upper)];
                dlrm.line(g, a, y, b, y, "var(--s1)", 2);
                [[a, r.lower < from, 1], [b, r.upper > to, -1]].forEach(([at, beyond, side]) => {
                    if (beyond) {
                        dlrm.path(g, `M${at},${y}l${7 * side},-4.5v9z`, { fill: "var(--s1)" });
                    } else {
                        dlrm.line(g, at, y - 4, at, y + 4, "var(--s1)", 2);
                    }
                });
            }
            g.append("rect").attr("x", x(r.estimate) - 4.5).attr("y", y - 4.5).attr("width", 9).attr("height", 9)
                .attr("fill", "var(--s1)");
            return { x: x(r.estimate), y, title: r.name, values: [[panel.measure, four(r.estimate)],
                ["Lower", four(r.lower)], ["Upper", four(r.upper)], ["p", four(r.p)]],
                box: { x: 4, y: y - (slim ? 41 : narrow ? 26 : 13), width: width - 8, height: step - 1 } };
        }).filter(Boolean);
        return { height: bottom + 44, marks: marks.map(m => [m]) };
    }

    dlrm.panels.forest = (body, panel) => dlrm.figure(body, { title: panel.title, maxWidth: 900,
        describe: `${(panel.rows || []).length} terms, ${panel.measure} on a log axis.`,
        table: () => ({ columns: ["Term", panel.measure, "Lower", "Upper", "p"],
            rows: (panel.rows || []).map(r => [r.name, r.estimate, r.lower, r.upper, r.p]) }),
        draw: (g, width) => draw(g, width, panel) });
})(window.dlrm);
