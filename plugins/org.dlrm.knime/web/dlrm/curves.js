/* Charts of curves in a plane: ROC, precision-recall, calibration, decision, AUC over time, regularisation path, lines. */
"use strict";
(function (dlrm) {
    const { isNumber, four, fixed, interval, percent, series } = dlrm;

    const known = (x, y) => isNumber(x) && isNumber(y);

    const zip = (x, ...ys) => (x || []).map((v, i) => [v, ...ys.map(y => (y || [])[i])]);

    /** Extent of finite values with a margin, never empty. */
    dlrm.extent = function (values, margin = 0.04) {
        const [a, b] = d3.extent(values.filter(isNumber));
        if (a === undefined) {
            return [0, 1];
        }
        const m = b > a ? (b - a) * margin : Math.abs(a) * 0.1 || 1;
        return [a - m, b + m];
    };

    /**
     * Draws curves. series: [{name, points: [[x, y]], colour, dash, legend, step?, dots?, band: [[x, low, high]]?,
     * bars: [[x, low, high]]?, shape?, read(i): [[label, text]]}]; guides: [{from: [x, y], to: [x, y], colour, dash}];
     * verticals: [{x, text}]; above: {label, ticks: [[x, text]]}, a second axis on top; below(g, x, y): draws more under the
     * plot, between axis and legend, and returns the y below it; table(): the numbers.
     */
    function draw(g, width, o) {
        const entries = o.series.filter(s => s.legend);
        const m = { left: 58, right: 20, top: o.above ? 40 : o.verticals ? 26 : 10 };
        const inner = width - m.left - m.right;
        const height = o.square ? Math.min(inner, 430) : Math.round(Math.min(360, Math.max(200, inner * 0.62)));
        const right = m.left + (o.square ? height : inner);
        const bottom = m.top + height;
        const x = d3.scaleLinear(o.x.domain, [m.left, right]);
        const y = d3.scaleLinear(o.y.domain, [bottom, m.top]);
        const ticks = o.square ? [0, 0.2, 0.4, 0.6, 0.8, 1] : undefined;
        const clip = dlrm.id();
        g.append("clipPath").attr("id", clip).append("rect").attr("x", m.left).attr("y", m.top - 1)
            .attr("width", right - m.left).attr("height", height + 2);
        dlrm.axisX(g, x, bottom, { label: o.x.label, text: o.x.text, ticks, grid: m.top });
        dlrm.axisY(g, y, m.left, { label: o.y.label, text: o.y.text, ticks, grid: right });
        const area = g.append("g").attr("clip-path", `url(#${clip})`);
        for (const v of o.guides || []) {
            dlrm.line(area, x(v.from[0]), y(v.from[1]), x(v.to[0]), y(v.to[1]), v.colour || "var(--ink2)", 1,
                v.dash || "4 4");
        }
        if (o.above) {
            const y0 = m.top;
            dlrm.line(g, m.left, y0, right, y0, "var(--ink2)");
            let end = -Infinity;
            for (const [at, text] of o.above.ticks) {
                const half = dlrm.textWidth(text, 11) / 2 + 2;
                if (x(at) - half > end) {
                    dlrm.line(g, x(at), y0 - 4, x(at), y0, "var(--ink2)");
                    dlrm.write(g, x(at), y0 - 7, text, { anchor: "middle", size: 11, fill: "var(--ink2)" });
                    end = x(at) + half;
                }
            }
            dlrm.write(g, (m.left + right) / 2, 12, o.above.label, { anchor: "middle", size: 11, fill: "var(--ink2)" });
        }
        const names = []; // written last: nothing is drawn over them
        let taken = -Infinity; // two lines close together: the second name goes to another line
        for (const v of (o.verticals || []).filter(w => isNumber(w.x)).sort((a, b) => a.x - b.x)) {
            const half = dlrm.textWidth(v.text, 11) / 2 + 3;
            const up = x(v.x) - half < taken ? 14 : 0;
            taken = x(v.x) + half;
            dlrm.line(g, x(v.x), m.top, x(v.x), bottom, "var(--ink2)", 1.2, v.dash || "4 3");
            names.push([x(v.x), o.above ? m.top + 13 + up : m.top - 3 - up, v.text]);
        }
        const marks = [];
        for (const s of o.series) {
            if (s.band) {
                dlrm.path(area, d3.area().defined(b => known(b[1], b[2])).x(b => x(b[0])).y0(b => y(b[1]))
                    .y1(b => y(b[2]))(s.band), { fill: s.colour, opacity: 0.16 });
            }
            for (const b of (s.bars || []).filter(v => known(v[1], v[2]))) {
                dlrm.line(area, x(b[0]), y(b[1]), x(b[0]), y(b[2]), s.colour, 1.3);
            }
            if (s.line !== false) {
                dlrm.path(area, d3.line().defined(p => known(...p)).x(p => x(p[0])).y(p => y(p[1]))(s.curve || s.points),
                    s);
            }
            if (s.dots) {
                for (const p of s.points.filter(v => known(...v))) {
                    area.append("path").attr("d", dlrm.symbol(s.shape || 0, 3.6 * s.dots * s.dots))
                        .attr("transform", `translate(${x(p[0])} ${y(p[1])})`).attr("fill", s.colour);
                }
            }
            marks.push(s.points.map((p, i) => ({ x: x(p[0]), y: y(p[1]), title: s.name, values: s.read(i), p }))
                .filter(v => known(...v.p) && v.y >= m.top - 1 && v.y <= bottom + 1));
        }
        names.forEach(([at, line, text]) => dlrm.write(g, at, line, text, { anchor: "middle", size: 11, halo: true }));
        const under = o.below ? o.below(g, x, bottom + 50, marks) : bottom + 44;
        const below = dlrm.legend(g, 8, under + 16, width - 16, entries.map(s => ({ ...s, text: s.legend, dot: s.dots })));
        return { height: entries.length ? below : under, marks };
    }

    function figure(body, panel, o) {
        dlrm.figure(body, { title: panel.title, heading: o.heading, describe: o.describe
            || o.series.map(s => s.legend || s.name).join("; ") + ".", table: o.table, draw: (g, width) => draw(g, width, o) });
    }

    /** The numbers of curves below each other: a column for the curve's name, then its columns. */
    const stacked = (first, columns, curves, row) => () => ({ columns: [first, ...columns],
        rows: curves.flatMap(c => row(c).map(r => [c.name, ...r])) });

    const counts = c => (isNumber(c.n) ? `, n ${c.n}` : "") + (isNumber(c.events) ? `, ${c.events} events` : "");

    const auc = (v, lower, upper) => interval(v, lower, upper, w => fixed(w, 3));

    dlrm.panels.roc = (body, panel) => figure(body, panel, {
        square: true,
        x: { domain: [0, 1], label: "1 - specificity" },
        y: { domain: [0, 1], label: "Sensitivity" },
        guides: [{ from: [0, 0], to: [1, 1] }],
        series: panel.curves.map((c, i) => ({ name: c.name, ...series(i), points: zip(c.fpr, c.tpr),
            legend: `${c.name}: AUC ${auc(c.auc, c.lower, c.upper)}${counts(c)}`,
            read: k => [["Sensitivity", four(c.tpr[k])], ["Specificity", four(1 - c.fpr[k])],
                ["AUC", four(c.auc)]] })),
        table: stacked("Cohort", ["1 - specificity", "Sensitivity", "AUC", "AUC lower", "AUC upper", "n", "Events"],
            panel.curves, c => zip(c.fpr, c.tpr).map(v => [...v, c.auc, c.lower, c.upper, c.n, c.events]))
    });

    dlrm.panels.pr = (body, panel) => figure(body, panel, {
        square: true,
        x: { domain: [0, 1], label: "Recall (sensitivity)" },
        y: { domain: [0, 1], label: "Precision (positive predictive value)" },
        // a score without any skill has the prevalence as its precision
        guides: panel.curves.map((c, i) => ({ c, i })).filter(v => v.c.n > 0 && isNumber(v.c.events)).map(({ c, i }) =>
            ({ from: [0, c.events / c.n], to: [1, c.events / c.n], colour: series(i).colour })),
        series: panel.curves.map((c, i) => ({ name: c.name, ...series(i), points: zip(c.recall, c.precision),
            legend: `${c.name}: average precision ${auc(c.ap, c.lower, c.upper)}${counts(c)}`,
            read: k => [["Recall", four(c.recall[k])], ["Precision", four(c.precision[k])],
                ["Average precision", four(c.ap)]] })),
        table: stacked("Cohort", ["Recall", "Precision", "Average precision", "Lower", "Upper", "n", "Events"],
            panel.curves, c => zip(c.recall, c.precision).map(v => [...v, c.ap, c.lower, c.upper, c.n, c.events]))
    });

    /**
     * Spike histogram of the predictions under a calibration plot, one band per cohort: patients with the event upwards,
     * those without downwards, as rms draws it.
     */
    function histograms(g, x, y, curves, from, marks) {
        const HALF = 17;
        curves.forEach((c, i) => {
            const h = c.histogram;
            if (!h) {
                return;
            }
            const middle = y + HALF;
            const most = d3.max([...h.events, ...h.others]) || 1;
            const w = x(h.edges[1]) - x(h.edges[0]);
            const { colour } = series(from + i);
            dlrm.line(g, x(0), middle, x(1), middle, "var(--ink2)");
            dlrm.write(g, x(0) - 6, middle - 5, "yes", { anchor: "end", size: 10, fill: "var(--ink2)" });
            dlrm.write(g, x(0) - 6, middle + 12, "no", { anchor: "end", size: 10, fill: "var(--ink2)" });
            h.events.forEach((n, k) => [[n, -1], [h.others[k], 1]].forEach(([count, side]) => {
                if (count) {
                    const size = Math.max(1, count / most * (HALF - 2));
                    g.append("rect").attr("x", x(h.edges[k]) + 0.5).attr("width", Math.max(1, w - 1))
                        .attr("y", side < 0 ? middle - size : middle).attr("height", size).attr("fill", colour)
                        .attr("fill-opacity", side < 0 ? 1 : 0.45);
                }
            }));
            marks.push(h.events.map((n, k) => ({ x: x(h.edges[k]) + w / 2, y: middle, title: c.name,
                box: { x: x(h.edges[k]), y: middle - HALF, width: w, height: 2 * HALF },
                values: [["Predicted", `${percent(h.edges[k])} to ${percent(h.edges[k + 1])}`],
                    ["With event", String(n)], ["Without", String(h.others[k])]] })));
            y += 2 * HALF + 6;
        });
        return y;
    }

    function calibration(body, panel, curves, from, heading) {
        figure(body, panel, {
            square: true, heading,
            x: { domain: [0, 1], label: panel.x || "Predicted probability" },
            y: { domain: [0, 1], label: panel.y || "Observed proportion" },
            guides: [{ from: [0, 0], to: [1, 1] }],
            series: curves.map((c, i) => ({ name: c.name, ...series(from + i), points: zip(c.predicted, c.observed),
                curve: c.smoothX ? zip(c.smoothX, c.smoothY) : undefined, line: Boolean(c.smoothX), dots: 3.6, shape: from + i,
                bars: zip(c.predicted, c.lower, c.upper),
                legend: `${c.name}: ` + [...isNumber(c.intercept) ? [`intercept ${interval(c.intercept, c.interceptLower,
                    c.interceptUpper, v => fixed(v, 2))}`] : [], `slope ${interval(c.slope, c.slopeLower, c.slopeUpper,
                    v => fixed(v, 2))}`, `Brier score ${fixed(c.brier, 3)}`].join(", ") + counts(c),
                read: k => [["Predicted", four(c.predicted[k])], ["Observed", four(c.observed[k])],
                    ...c.lower && isNumber(c.lower[k]) ? [[dlrm.ci(panel), four(c.lower[k]) + " to " + four(c.upper[k])]] : []]
            })),
            below: curves.some(c => c.histogram) ? (g, x, y, marks) => histograms(g, x, y, curves, from, marks) : undefined,
            table: stacked("Cohort", ["Predicted", "Observed", "Lower", "Upper", "Intercept", "Slope", "Brier score"], curves,
                c => zip(c.predicted, c.observed, c.lower, c.upper).map(v => [...v, c.intercept, c.slope, c.brier]))
        });
    }

    /** More than two cohorts in one plot cannot be read: each gets its own. */
    dlrm.panels.calibration = (body, panel) => {
        if (panel.curves.length <= 2) {
            calibration(body, panel, panel.curves, 0);
            return;
        }
        const grid = dlrm.element("div", { class: "facets" });
        body.append(grid);
        panel.curves.forEach((c, i) => calibration(grid, panel, [c], i, c.name));
    };

    dlrm.panels.decision = (body, panel) => {
        const t = panel.thresholds || [];
        const most = d3.max(panel.curves.flatMap(c => c.netBenefit).filter(isNumber)) || 0.1;
        let next = 0;
        figure(body, panel, {
            x: { domain: dlrm.extent(t, 0), label: "Threshold probability", text: percent },
            // treating all falls without bound: show just below zero
            y: { domain: [-Math.max(0.05, most / 6), most * 1.08], label: "Net benefit" },
            series: panel.curves.map(c => {
                const plain = /^(treat )?(all|none)$/i.exec(c.name.trim());
                const style = !plain ? series(next++)
                    : /none/i.test(plain[2]) ? { colour: "var(--ink)", dash: null, width: 1.2 }
                        : { colour: "var(--s7)", dash: "5 3", width: 1.6 };
                return { name: c.name, ...style, points: zip(t, c.netBenefit), legend: c.name,
                    band: c.lower && c.lower.length ? zip(t, c.lower, c.upper) : undefined,
                    read: k => [["Threshold", percent(t[k])], ["Net benefit", four(c.netBenefit[k])],
                        ["per 100 patients", four(c.netBenefit[k] * 100)],
                        ...c.lower && isNumber(c.lower[k]) ? [[dlrm.ci(panel), four(c.lower[k]) + " to " + four(c.upper[k])]] : []] };
            }),
            table: stacked("Strategy", ["Threshold", "Net benefit", "Lower", "Upper"], panel.curves,
                c => zip(t, c.netBenefit, c.lower, c.upper))
        });
    };

    const FEW_TIMES = 12; // up to so many the intervals are bars: nothing is known between the times

    dlrm.panels.auct = (body, panel) => {
        const all = panel.curves.flatMap(c => [...c.auc, ...c.lower || []]).filter(isNumber);
        const unit = panel.timeUnit || "";
        const last = d3.max(panel.curves.flatMap(c => c.time)) || 1;
        const bars = d3.max(panel.curves, c => c.time.length) <= FEW_TIMES;
        // bars of several cohorts stand side by side
        const beside = (t, i) => bars ? t + (i - (panel.curves.length - 1) / 2) * last * 0.014 : t;
        figure(body, panel, {
            x: { domain: [0, last * (bars ? 1.04 : 1)], label: "Time" + (unit && ` (${unit})`) },
            y: { domain: [Math.min(0.4, Math.floor((d3.min(all) || 0.4) * 10) / 10), 1], label: "AUC(t)" },
            guides: [{ from: [0, 0.5], to: [1e9, 0.5] }],
            series: panel.curves.map((c, i) => ({ name: c.name, ...series(i), points: zip(c.time.map(t => beside(t, i)), c.auc),
                dots: 2.6, shape: i, [bars ? "bars" : "band"]: c.lower && zip(c.time.map(t => beside(t, i)), c.lower, c.upper),
                legend: c.name,
                read: k => [["Time", four(c.time[k]) + " " + unit], ["AUC(t)", four(c.auc[k])],
                    ...c.lower && isNumber(c.lower[k]) ? [[dlrm.ci(panel), four(c.lower[k]) + " to " + four(c.upper[k])]] : []]
            })),
            table: stacked("Cohort", ["Time", "AUC(t)", "Lower", "Upper"], panel.curves, c => zip(c.time, c.auc, c.lower, c.upper))
        });
    };

    dlrm.panels.line = (body, panel) => figure(body, panel, {
        x: { domain: dlrm.extent(panel.curves.flatMap(c => c.x), 0.02), label: panel.x },
        y: { domain: dlrm.extent(panel.curves.flatMap(c => c.y)), label: panel.y },
        series: panel.curves.map((c, i) => ({ name: c.name, ...series(i), points: zip(c.x, c.y), legend: c.name,
            ...isNumber(c.colour) ? { colour: series(c.colour).colour, dash: c.faint ? "2 3" : null, width: c.faint ? 1.4 : 2 } : {},
            dots: c.x.length < 30 ? 2.6 : 0, shape: isNumber(c.colour) ? c.colour : i,
            read: k => [[panel.x || "x", four(c.x[k])], [panel.y || "y", four(c.y[k])]] })),
        table: stacked("Curve", [panel.x || "x", panel.y || "y"], panel.curves, c => zip(c.x, c.y))
    });

    /** glmnet's two plots: coefficients and cross-validated error over log(lambda), with lambda.min and lambda.1se. */
    dlrm.panels.path = (body, panel) => {
        const grid = dlrm.element("div", { class: "facets" });
        body.append(grid);
        const label = "log(\u03bb)";
        const used = v => panel.chosen === undefined ? "" : panel.chosen === v ? " (used)" : "";
        const verticals = [{ x: Math.log(panel.lambdaMin), text: "\u03bb min" + used("min") },
            { x: Math.log(panel.lambda1se), text: "\u03bb 1se" + used("1se"), dash: "1 3" }];
        const l = panel.lambda.map(Math.log);
        const x = { domain: dlrm.extent(l, 0.02), label };
        const atUsed = d3.leastIndex(l, v => Math.abs(v - verticals[panel.chosen === "1se" ? 1 : 0].x));
        const kept = panel.coefficients.filter(c => c.values.some(v => v));
        const counted = k => kept.filter(c => c.values[k]).length;
        const above = { label: "Features with a coefficient other than 0",
            ticks: d3.range(12).map(i => Math.round(i * (l.length - 1) / 11)).filter((k, i, all) => all.indexOf(k) === i)
                .map(k => [l[k], String(counted(k))]).sort((a, b) => a[0] - b[0]) };
        // strongest first; only what the used penalty keeps is worth a legend line
        const ranked = [...kept].sort((a, b) => Math.abs(b.values[atUsed] || 0) - Math.abs(a.values[atUsed] || 0));
        const MOST = 10;
        figure(grid, panel, {
            heading: "Coefficients", describe: `${kept.length} features enter.`, x, verticals, above,
            y: { domain: dlrm.extent(kept.flatMap(c => c.values)), label: "Coefficient (per SD)" },
            guides: [{ from: [-1e9, 0], to: [1e9, 0], dash: "none" }],
            series: ranked.map((c, i) => ({ name: c.name, ...i < MOST ? series(i) : { colour: "var(--s7)", dash: null },
                width: i < MOST ? 1.6 : 0.8, points: zip(l, c.values),
                legend: i < MOST && c.values[atUsed] ? `${c.name}: ${four(c.values[atUsed])}` : "",
                read: k => [["\u03bb", four(panel.lambda[k])], [label, four(l[k])], ["Coefficient", four(c.values[k])],
                    ["Features kept", String(counted(k))]] })),
            table: () => ({ columns: ["lambda", "Features kept", ...ranked.map(c => c.name)],
                rows: panel.lambda.map((v, k) => [v, counted(k), ...ranked.map(c => c.values[k])]) })
        });
        const cv = panel.cv;
        if (cv) {
            const lc = cv.lambda.map(Math.log);
            const keptAt = v => cv.nonzero ? cv.nonzero[v] : counted(d3.leastIndex(l, w => Math.abs(w - lc[v])));
            figure(grid, panel, {
                heading: "Cross-validation", x, verticals, above,
                y: { domain: dlrm.extent([...cv.mean, ...cv.lower || [], ...cv.upper || []]), label: cv.measure || "Error" },
                describe: `${cv.measure || "Error"} with bars of one standard error.`,
                series: [{ name: cv.measure || "Error", colour: "var(--s2)", dash: null, line: false, dots: 2.6,
                    points: zip(lc, cv.mean), bars: zip(lc, cv.lower, cv.upper),
                    read: k => [["\u03bb", four(cv.lambda[k])], [label, four(lc[k])],
                        ["Features kept", String(keptAt(k))], ["Mean", four(cv.mean[k])],
                        ...cv.lower && isNumber(cv.lower[k]) ? [["\u00b1 1 SE", four(cv.lower[k]) + " to " + four(cv.upper[k])]] : []]
                }],
                table: () => ({ columns: ["lambda", "Features kept", "Mean", "Mean - 1 SE", "Mean + 1 SE"],
                    rows: zip(cv.lambda, cv.mean, cv.lower, cv.upper).map((v, k) => [v[0], keptAt(k), ...v.slice(1)]) })
            });
        }
    };
})(window.dlrm);
