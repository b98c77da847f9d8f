/* Kaplan-Meier curves per cohort: bands, censor marks, test and hazard ratio, numbers at risk under the axis. */
"use strict";
(function (dlrm) {
    const { isNumber, four, ratio, interval, series } = dlrm;
    const GAP = 26; // from a group's name to the numbers at risk

    /** Step curves start at time 0 with everybody alive. */
    function steps(group) {
        const rows = (group.time || []).map((t, i) => ({ t, s: group.surv[i], low: (group.lower || [])[i],
            high: (group.upper || [])[i] })).filter(r => isNumber(r.t) && isNumber(r.s));
        return !rows.length || rows[0].t > 0 ? [{ t: 0, s: 1, low: 1, high: 1 }, ...rows] : rows;
    }

    /** Median survival with its interval: the given one, else the first time the curve is at or below one half. */
    function median(group, rows, unit) {
        const first = rows.find(r => r.s <= 0.5);
        const at = isNumber(group.median) ? group.median : first ? first.t : null;
        // one decimal, as papers give months; more where the times are small
        const time = v => v > 0 && v < 1 ? four(v) : v.toFixed(1);
        const bound = v => isNumber(v) ? time(v) : "not reached";
        return at === null ? "not reached" + (isNumber(group.medianLower) ? ` (from ${time(group.medianLower)} ${unit})` : "")
            : `${time(at)} ${unit}`.trim() + (isNumber(group.medianLower) || isNumber(group.medianUpper)
                ? ` (${bound(group.medianLower)} to ${bound(group.medianUpper)})` : "");
    }

    /** What a group is: its name and the rule that puts a patient into it. */
    const meaning = group => group.name + (group.rule ? `: ${group.rule}` : "");

    /** Test and hazard ratio in words, as lines of the given width. */
    function statistics(facet, width) {
        const result = [];
        if (facet.pLabel || isNumber(facet.p)) {
            const test = facet.pLabel || "";
            const p = dlrm.p(facet.p).replace(/ /g, "\u00a0");
            result.push(`${test.slice(0, 1).toUpperCase()}${test.slice(1)}${test && ": "}${p}`);
        }
        if (isNumber(facet.hr)) {
            result.push(`${facet.hrLabel || "HR"} ${interval(facet.hr, facet.hrLower, facet.hrUpper, ratio)}`);
        }
        return result.flatMap(v => dlrm.lines(v, width - 16, 12, 600));
    }

    function draw(g, width, panel, facet) {
        const groups = facet.groups || [];
        const risk = facet.risk || { times: [], counts: [] };
        const curves = groups.map(steps);
        // one time axis for all facets: cohorts are compared by eye
        const last = Math.max(1e-9, d3.max(panel.facets.flatMap(f => [...(f.groups || []).flatMap(k => k.time || []),
            ...(f.risk || { times: [] }).times])) || 1);
        const unit = panel.timeUnit || "";
        const widest = d3.max(groups, k => dlrm.textWidth(k.name, 12, 600)) || 0;
        const left = Math.min(Math.max(60, widest + 8 + GAP), Math.max(60, width * 0.34));
        const stats = panel.facets.map(f => statistics(f, width));
        const own = stats[panel.facets.indexOf(facet)];
        own.forEach((s, i) => dlrm.write(g, 8, 14 + 17 * i, s, { weight: 600 }));
        const top = 18 + 17 * d3.max(stats, s => s.length); // the same in all facets: their axes line up
        const right = width - 16;
        const bottom = top + Math.round(Math.min(340, Math.max(210, (right - left) * 0.66)));
        const x = d3.scaleLinear([0, last], [left, right]);
        const y = d3.scaleLinear([0, 1], [bottom, top]);
        const ticks = risk.times.length > 1 ? risk.times : x.ticks(6);
        dlrm.axisX(g, x, bottom, { ticks, text: v => dlrm.cell(v),
            label: `Time${panel.timeUnit ? ` (${panel.timeUnit})` : ""}`, grid: top });
        dlrm.axisY(g, y, left, { label: panel.endpoint ? `${panel.endpoint} probability` : "Survival probability",
            ticks: [0, 0.25, 0.5, 0.75, 1], text: v => v.toFixed(2), grid: right });
        const marks = groups.map((group, i) => {
            const rows = curves[i];
            const { colour, dash } = series(i);
            dlrm.path(g, d3.area().curve(d3.curveStepAfter).defined(r => isNumber(r.low) && isNumber(r.high))
                .x(r => x(r.t)).y0(r => y(r.low)).y1(r => y(r.high))(rows), { fill: colour, opacity: 0.15 });
            dlrm.path(g, d3.line().curve(d3.curveStepAfter).x(r => x(r.t)).y(r => y(r.s))(rows), { colour, dash: i ? dash : null });
            for (const [t, s] of group.censored || []) {
                dlrm.line(g, x(t), y(s) - 4.5, x(t), y(s) + 4.5, colour, 1.4);
            }
            const half = median(group, rows, unit);
            return rows.map(r => ({ x: x(r.t), y: y(r.s), title: meaning(group), values: [
                ["Time", `${four(r.t)} ${unit}`], ["Survival", four(r.s)],
                ...isNumber(r.low) && isNumber(r.high) ? [[dlrm.ci(panel), `${four(r.low)} to ${four(r.high)}`]] : [],
                ["Median", half]] }));
        });
        let at = bottom + 58;
        if (risk.times.length && groups.length) {
            dlrm.write(g, 8, at, "Number at risk", { weight: 600 });
            at += 18;
            groups.forEach((group, i) => {
                dlrm.write(g, 8, at, dlrm.short(group.name, left - 8 - GAP, 12, 600), {
                    fill: series(i).colour, weight: 600, title: group.name });
                risk.times.forEach((t, k) => {
                    const n = (risk.counts[i] || [])[k];
                    dlrm.write(g, x(t), at, isNumber(n) ? String(n) : dlrm.NONE, { anchor: "middle" });
                });
                at += 17;
            });
            at += 8;
        }
        at = dlrm.legend(g, 8, at + 4, width - 16, groups.map((k, i) => ({ colour: series(i).colour,
            dash: i ? series(i).dash : null,
            text: `${meaning(k)} (n ${k.n}, ${k.events} events); median ${median(k, curves[i], unit)}` })));
        return { height: at, marks };
    }

    dlrm.panels.km = (body, panel) => {
        const facets = panel.facets || [];
        const grid = dlrm.element("div", { class: "facets" });
        body.append(grid);
        for (const facet of facets) {
            dlrm.figure(grid, { title: panel.title, heading: facet.name || panel.title,
                describe: (facet.groups || []).map(k => `${meaning(k)}: n ${k.n}, ${k.events} events`).join("; ")
                    + `; ${dlrm.p(facet.p)}.`,
                table: () => ({ columns: ["Group", "Rule", "Time", "Survival", "Lower", "Upper", "Censored there"],
                    rows: (facet.groups || []).flatMap(k => {
                        const censored = new Set((k.censored || []).map(c => c[0]));
                        return steps(k).map(r => [k.name, k.rule || "", r.t, r.s, r.low, r.high, censored.has(r.t) ? "yes" : ""]);
                    }) }),
                draw: (g, width) => draw(g, width, panel, facet) });
        }
    };
})(window.dlrm);
