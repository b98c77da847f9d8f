/* Shares of a category's values in each group of patients, as stacked bars. */
"use strict";
(function (dlrm) {
    const BAR = 26;
    const GAP = 16;

    function bars(g, width, column) {
        const groups = column.groups.map(k => ({ ...k, known: d3.sum(k.counts) }));
        const left = Math.min(width * 0.35, Math.max(40, d3.max(groups, k => Math.max(dlrm.textWidth(k.name),
            dlrm.textWidth(`n ${k.known}, ${k.missing} missing`, 11)))) + 14);
        const right = width - 24;
        const x = d3.scaleLinear([0, 1], [left, right]);
        const fills = column.levels.map((l, i) => dlrm.fill(g, i));
        let y = 8;
        const marks = groups.map(k => {
            dlrm.write(g, left - 8, y + 11, dlrm.short(k.name, left - 10), { anchor: "end", title: k.name });
            dlrm.write(g, left - 8, y + 24, `n ${k.known}` + (k.missing ? `, ${k.missing} missing` : ""),
                { anchor: "end", size: 11, fill: "var(--ink2)" });
            let from = 0;
            const list = column.levels.map((level, i) => {
                const share = k.known ? k.counts[i] / k.known : 0;
                const [a, b] = [x(from), x(from + share)];
                from += share;
                g.append("rect").attr("x", a).attr("y", y).attr("width", Math.max(0, b - a)).attr("height", BAR)
                    .attr("fill", fills[i]).attr("stroke", "var(--card)");
                const text = `${(100 * share).toFixed(0)} %`;
                if (b - a > dlrm.textWidth(text) + 12) {
                    dlrm.write(g, (a + b) / 2, y + 17, text, { anchor: "middle", halo: true });
                }
                return { x: (a + b) / 2, y: y + BAR / 2, title: `${k.name}: ${level}`, box: { x: a, y, width: b - a, height: BAR },
                    values: [["Patients", `${k.counts[i]} of ${k.known}`], ["Share", (100 * share).toFixed(1) + " %"],
                        ["Missing", String(k.missing)]] };
            });
            y += BAR + GAP;
            return list;
        });
        dlrm.axisX(g, x, y, { ticks: [0, 0.25, 0.5, 0.75, 1], text: v => `${100 * v} %` });
        const below = dlrm.legend(g, 8, y + 40, width - 16, column.levels.map((l, i) => ({ bar: true, colour: fills[i],
            text: `${column.name} = ${l} (n ${d3.sum(groups, k => k.counts[i])})` })));
        return { height: below, marks };
    }

    dlrm.panels.shares = (body, panel) => {
        let shown = 0;
        let figure = null;
        if (panel.columns.length > 1) {
            body.append(dlrm.element("div", { class: "bar" }, dlrm.select("Column", panel.columns.map(c => c.name), i => {
                shown = i;
                figure.redraw();
            }).node));
        }
        figure = dlrm.figure(body, { title: panel.title, describe: `${panel.columns.length} columns.`,
            table: () => ({ columns: ["Column", "Group", "Value", "Patients", "Known", "Missing"],
                rows: panel.columns.flatMap(c => c.groups.flatMap(k => c.levels.map((l, i) =>
                    [c.name, k.name, l, k.counts[i], d3.sum(k.counts), k.missing]))) }),
            draw: (g, width) => bars(g, width, panel.columns[shown]) });
    };
})(window.dlrm);
