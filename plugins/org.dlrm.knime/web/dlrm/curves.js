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
     * bars: [[x, low, high]]?, read(i): [[label, text]]}]; guides: [{from: [x, y], to: [x, y], colour, dash}] ;
     * verticals: [{x, text}].
     */
    function draw(g, width, o) {
        const entries = o.series.filter(s => s.legend);
        const m = { left: 58, right: 20, top: o.verticals ? 26 : 10 };
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
        for (const [i, v] of (o.verticals || []).filter(w => isNumber(w.x)).entries()) {
            dlrm.line(g, x(v.x), m.top, x(v.x), bottom, "var(--ink2)", 1.2, "4 3");
            dlrm.write(g, x(v.x), m.top - (i % 2 ? 14 : 3), v.text, { anchor: "middle", size: 11, fill: "var(--ink2)" });
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
                    area.append("circle").attr("cx", x(p[0])).attr("cy", y(p[1])).attr("r", s.dots)
                        .attr("fill", s.colour);
                }
            }
            marks.push(s.points.map((p, i) => ({ x: x(p[0]), y: y(p[1]), title: s.name, values: s.read(i), p }))
                .filter(v => known(...v.p) && v.y >= m.top - 1 && v.y <= bottom + 1));
        }
        const below = dlrm.legend(g, 8, bottom + 60, width - 16, entries.map(s => ({ ...s, text: s.legend, dot: s.dots })));
        return { height: entries.length ? below : bottom + 44, marks };
    }

    function figure(body, panel, o) {
        dlrm.figure(body, { title: panel.title, heading: o.heading, describe: o.describe
            || o.series.map(s => s.legend || s.name).join("; ") + ".", draw: (g, width) => draw(g, width, o) });
    }

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
                ["AUC", four(c.auc)]] }))
    });

    dlrm.panels.pr = (body, panel) => figure(body, panel, {
        square: true,
        x: { domain: [0, 1], label: "Recall (sensitivity)" },
        y: { domain: [0, 1], label: "Precision (positive predictive value)" },
        // a score without any skill has the prevalence as its precision
        guides: panel.curves.map((c, i) => ({ c, i })).filter(v => v.c.n > 0 && isNumber(v.c.events)).map(({ c, i }) =>
            ({ from: [0, c.events / c.n], to: [1, c.events / c.n], colour: series(i).colour })),
        series: panel.curves.map((c, i) => ({ name: c.name, ...series(i), points: zip(c.recall, c.precision),
            legend: `${c.name}: average precision ${fixed(c.ap, 3)}${counts(c)}`,
            read: k => [["Recall", four(c.recall[k])], ["Precision", four(c.precision[k])],
                ["Average precision", four(c.ap)]] }))
    });

    dlrm.panels.calibration = (body, panel) => figure(body, panel, {
        square: true,
        x: { domain: [0, 1], label: "Predicted probability" },
        y: { domain: [0, 1], label: "Observed proportion" },
        guides: [{ from: [0, 0], to: [1, 1] }],
        series: panel.curves.map((c, i) => ({ name: c.name, ...series(i), points: zip(c.predicted, c.observed),
            curve: c.smoothX ? zip(c.smoothX, c.smoothY) : undefined, line: Boolean(c.smoothX), dots: 3.6,
            bars: zip(c.predicted, c.lower, c.upper),
            legend: `${c.name}: intercept ${fixed(c.intercept, 2)}, slope ${fixed(c.slope, 2)}, Brier ${fixed(c.brier, 3)}`,
            read: k => [["Predicted", four(c.predicted[k])], ["Observed", four(c.observed[k])],
                ...c.lower && isNumber(c.lower[k]) ? [[dlrm.ci(panel), four(c.lower[k]) + " to " + four(c.upper[k])]] : []]
        }))
    });

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
                    read: k => [["Threshold", percent(t[k])], ["Net benefit", four(c.netBenefit[k])],
                        ["per 100 patients", four(c.netBenefit[k] * 100)]] };
            })
        });
    };

    dlrm.panels.auct = (body, panel) => {
        const all = panel.curves.flatMap(c => [...c.auc, ...c.lower || []]).filter(isNumber);
        const unit = panel.timeUnit || "";
        figure(body, panel, {
            x: { domain: [0, d3.max(panel.curves.flatMap(c => c.time)) || 1], label: "Time" + (unit && ` (${unit})`) },
            y: { domain: [Math.min(0.4, Math.floor((d3.min(all) || 0.4) * 10) / 10), 1], label: "AUC(t)" },
            guides: [{ from: [0, 0.5], to: [1e9, 0.5] }],
            series: panel.curves.map((c, i) => ({ name: c.name, ...series(i), points: zip(c.time, c.auc), dots: 2.6,
                band: c.lower && zip(c.time, c.lower, c.upper), legend: c.name,
                read: k => [["Time", four(c.time[k]) + " " + unit], ["AUC(t)", four(c.auc[k])],
                    ...c.lower && isNumber(c.lower[k]) ? [[dlrm.ci(panel), four(c.lower[k]) + " to " + four(c.upper[k])]] : []]
            }))
        });
    };

    dlrm.panels.line = (body, panel) => figure(body, panel, {
        x: { domain: dlrm.extent(panel.curves.flatMap(c => c.x), 0), label: panel.x },
        y: { domain: dlrm.extent(panel.curves.flatMap(c => c.y)), label: panel.y },
        series: panel.curves.map((c, i) => ({ name: c.name, ...series(i), points: zip(c.x, c.y), legend: c.name,
            dots: c.x.length < 30 ? 2.6 : 0,
            read: k => [[panel.x || "x", four(c.x[k])], [panel.y || "y", four(c.y[k])]] }))
    });

    /** glmnet's two plots: coefficients and cross-validated error over log(lambda), with lambda.min and lambda.1se. */
    dlrm.panels.path = (body, panel) => {
        const grid = dlrm.element("div", { class: "facets" });
        body.append(grid);
        const label = "log(\u03bb)";
        const verticals = [{ x: Math.log(panel.lambdaMin), text: "\u03bb min" },
            { x: Math.log(panel.lambda1se), text: "\u03bb 1se" }];
        const l = panel.lambda.map(Math.log);
        const x = { domain: dlrm.extent(l, 0.02), label };
        const atMin = d3.leastIndex(l, v => Math.abs(v - verticals[0].x));
        const kept = panel.coefficients.filter(c => c.values.some(v => v));
        // strongest first; only what the chosen penalty keeps is worth a legend line
        const ranked = [...kept].sort((a, b) => Math.abs(b.values[atMin] || 0) - Math.abs(a.values[atMin] || 0));
        const MOST = 10;
        figure(grid, panel, {
            heading: "Coefficients", describe: `${kept.length} features enter.`, x, verticals,
            y: { domain: dlrm.extent(kept.flatMap(c => c.values)), label: "Coefficient" },
            guides: [{ from: [-1e9, 0], to: [1e9, 0], dash: "none" }],
            series: ranked.map((c, i) => ({ name: c.name, ...i < MOST ? series(i) : { colour: "var(--s7)", dash: null },
                width: 1.6, points: zip(l, c.values),
                legend: i < MOST && c.values[atMin] ? c.name : "",
                read: k => [["\u03bb", four(panel.lambda[k])], [label, four(l[k])], ["Coefficient", four(c.values[k])]] }))
        });
        const cv = panel.cv;
        if (cv) {
            const lc = cv.lambda.map(Math.log);
            const keptAt = v => {
                const k = d3.leastIndex(l, w => Math.abs(w - Math.log(v)));
                return kept.filter(c => c.values[k]).length;
            };
            figure(grid, panel, {
                heading: "Cross-validation", x, verticals,
                y: { domain: dlrm.extent([...cv.mean, ...cv.lower || [], ...cv.upper || []]), label: cv.measure || "Error" },
                series: [{ name: cv.measure || "Error", colour: "var(--s2)", dash: null, line: false, dots: 2.6,
                    points: zip(lc, cv.mean), bars: zip(lc, cv.lower, cv.upper),
                    read: k => [["\u03bb", four(cv.lambda[k])], [label, four(lc[k])],
                        ["Features kept", String(keptAt(cv.lambda[k]))], ["Mean", four(cv.mean[k])],
                        ...cv.lower && isNumber(cv.lower[k]) ? [[dlrm.ci(panel), four(cv.lower[k]) + " to " + four(cv.upper[k])]] : []]
                }]
            });
        }
    };
})(window.dlrm);
