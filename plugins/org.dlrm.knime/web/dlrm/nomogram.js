/* Nomogram: the drawing of rms, and controls whose points and probability can be read. */
"use strict";
(function (dlrm) {
    const { element, isNumber, four, fixed, cell } = dlrm;

    /** On one of these scales the outcome is a straight line of the points: logistic model, Cox model, none. */
    const LINKS = [
        { f: p => Math.log(p / (1 - p)), inverse: v => 1 / (1 + Math.exp(-v)) },
        { f: p => Math.log(-Math.log(p)), inverse: v => Math.exp(-Math.exp(v)) },
        { f: p => Math.log(-Math.log1p(-p)), inverse: v => -Math.expm1(-Math.exp(v)) }
    ];

    /**
     * The probability at any total: the logistic model's own where it is given, exact on the scale where the given pairs lie on a line, else interpolated between
     * them and not known outside.
     */
    function outcome(total) {
        if (isNumber(total.lpAtZero) && isNumber(total.lpPerPoint)) {
            return t => 1 / (1 + Math.exp(-(total.lpAtZero + t * total.lpPerPoint)));
        }
        const pairs = total.points.map((x, i) => [x, total.probability[i]]).filter(([x, p]) => isNumber(x) && isNumber(p))
            .sort((a, b) => a[0] - b[0]);
        const inside = pairs.filter(([, p]) => p > 0 && p < 1);
        for (const { f, inverse } of inside.length > 2 ? LINKS : []) {
            const y = inside.map(([, p]) => f(p));
            const mx = d3.mean(inside, v => v[0]);
            const my = d3.mean(y);
            const slope = d3.sum(inside, (v, i) => (v[0] - mx) * (y[i] - my)) / d3.sum(inside, v => (v[0] - mx) ** 2);
            const off = d3.max(inside, (v, i) => Math.abs(my + slope * (v[0] - mx) - y[i]));
            if (off < 1e-3 * (d3.max(y) - d3.min(y))) {
                return t => inverse(my + slope * (t - mx));
            }
        }
        return t => {
            const k = d3.bisectLeft(pairs.map(v => v[0]), t);
            if (pairs[k] && pairs[k][0] === t) {
                return pairs[k][1];
            }
            const [a, b] = [pairs[k - 1], pairs[k]];
            return a && b ? a[1] + (b[1] - a[1]) * (t - a[0]) / (b[0] - a[0]) : null;
        };
    }

    const rounded = v => isNumber(v) ? cell(Number(v.toPrecision(3))) : "";

    /** An axis with its current value: {points(), text()}; a slope makes it continuous. */
    function state(axis) {
        const values = axis.values;
        if (isNumber(axis.slope)) {
            const zero = Number(values[0].label);
            const at = values.map(v => Number(v.label));
            const from = isNumber(axis.from) ? axis.from : d3.min(at);
            const to = isNumber(axis.to) ? axis.to : d3.max(at);
            return { axis, from, to, value: (from + to) / 2,
                pointsAt: v => values[0].points + axis.slope * (v - zero),
                points() { return this.pointsAt(this.value); }, text() { return four(this.value); } };
        }
        return { axis, value: 0, points() { return values[this.value].points; },
            text() { return values[this.value].label; } };
    }

    /** One horizontal scale: name, line, ticks with labels that do not overlap, the marked place. */
    function scale(g, { name, x, y, nameAt, nameWidth, levels, ticks, at }) {
        const xs = ticks.map(t => x(t.at));
        dlrm.line(g, d3.min(xs), y, d3.max(xs), y, "var(--ink)", 1.2);
        const ends = levels.map(() => -Infinity); // where the labels of a level end
        [...ticks].sort((a, b) => a.at - b.at).forEach(t => {
            const w = dlrm.textWidth(t.label, 11) / 2 + 3;
            const level = ends.findIndex((end, i) => x(t.at) - w > end && (i === 0 || !t.plain));
            dlrm.line(g, x(t.at), y, x(t.at), y + (levels[level] < 0 ? -5 : levels[level] > 20 ? levels[level] - 11 : 5), "var(--ink)", 1.2);
            if (level >= 0) {
                ends[level] = x(t.at) + w;
                dlrm.write(g, Math.max(w + 2, x(t.at)), y + levels[level], t.label, { anchor: "middle", size: 11, halo: true });
            }
        });
        dlrm.write(g, 8, nameAt, dlrm.short(name, nameWidth, 12, 600), { weight: 600, halo: true, title: name });
        if (isNumber(at)) {
            g.append("circle").attr("cx", x(at)).attr("cy", y).attr("r", 5.5).attr("fill", "var(--s2)");
        }
    }

    function draw(g, width, panel, states, probability) {
        const narrow = width < 560;
        const names = ["Total points", panel.outcome || "Probability", ...states.map(s => s.axis.name)];
        const nameWidth = narrow ? width - 16 : Math.min(200, d3.max(names, n => dlrm.textWidth(n, 12, 600)) + 10);
        const left = narrow ? 18 : nameWidth + 30;
        const step = narrow ? 66 : 46;
        const levels = narrow ? [16, 29, 41] : [16, -8, 29]; // of labels that would touch
        let y = narrow ? 36 : 24;
        const place = () => ({ y, nameAt: narrow ? y - 12 : y + 4, nameWidth, levels });
        const all = states.flatMap(s => s.axis.values.map(v => v.points));
        const most = Math.max(100, d3.max(all) || 0);
        const x = d3.scaleLinear([0, most], [left, width - 22]);
        const round = s => s.ticks(narrow ? 5 : 10).map(t => ({ at: t, label: cell(t), plain: true }));
        scale(g, { name: "Points", x, ...place(), ticks: round(x) });
        const marks = [];
        for (const s of states) {
            y += step;
            const at = s.points();
            dlrm.line(g, x(at), narrow ? 36 : 24, x(at), y, "var(--s2)", 1, "2 3");
            scale(g, { name: s.axis.name, x, ...place(), at,
                ticks: s.axis.values.map(v => ({ at: v.points, label: String(v.label), plain: isNumber(s.axis.slope) })) });
            marks.push({ x: x(at), y, title: s.axis.name, values: [["Value", s.text()], ["Points", four(at)]] });
        }
        const sum = d3.sum(states, s => s.points());
        const known = panel.total.points.filter(isNumber);
        const totals = d3.scaleLinear([0, d3.max([...known, sum])], [left, width - 22]);
        y += step;
        const totalY = y;
        scale(g, { name: "Total points", x: totals, ...place(), ticks: round(totals), at: sum });
        marks.push({ x: totals(sum), y, title: "Total points", values: [["Points", four(sum)]] });
        y += step;
        dlrm.line(g, totals(sum), totalY, totals(sum), y, "var(--s2)", 1, "2 3");
        scale(g, { name: panel.outcome || "Probability", x: totals, ...place(), at: sum,
            ticks: panel.total.points.map((t, i) => ({ at: t, label: rounded(panel.total.probability[i]), plain: true }))
                .filter(t => isNumber(t.at) && t.at >= 0) });
        marks.push({ x: totals(sum), y, title: panel.outcome || "Probability",
            values: [["Probability", four(probability(sum))]] });
        return { height: y + 28, marks: marks.map(m => [m]) };
    }

    function control(s, changed) {
        const points = element("span", { class: "points" });
        const row = element("div", { class: "row", role: "group", "aria-label": s.axis.name },
            element("span", {}, s.axis.name));
        const tell = (asked = s.value) => {
            points.textContent = `${four(s.points())} points`;
            if (asked !== s.value) {
                points.textContent += `: outside ${four(s.from)} to ${four(s.to)}, counted as ${four(s.value)}`;
            }
        };
        if (isNumber(s.axis.slope)) {
            const step = 10 ** (Math.floor(Math.log10(s.to - s.from || 1)) - 2);
            const number = element("input", { type: "number", step: "any", value: Number(s.value.toPrecision(4)),
                "aria-label": s.axis.name });
            const range = element("input", { type: "range", min: s.from, max: s.to, step, value: s.value,
                "aria-label": s.axis.name });
            s.value = Number(number.value);
            const take = (from, other) => {
                const v = from.valueAsNumber;
                if (isNumber(v)) {
                    s.value = Math.min(s.to, Math.max(s.from, v));
                    other.value = Number(s.value.toPrecision(6));
                    tell(v);
                    changed();
                }
            };
            number.addEventListener("input", () => take(number, range));
            range.addEventListener("input", () => take(range, number));
            number.title = `${four(s.from)} to ${four(s.to)}: the range the model was learnt on`;
            row.append(number, range);
        } else {
            const select = element("select", { "aria-label": s.axis.name, onchange: () => {
                s.value = select.selectedIndex;
                tell();
                changed();
            } }, ...s.axis.values.map(v => element("option", {}, String(v.label))));
            row.append(select);
        }
        row.append(points);
        tell();
        return row;
    }

    dlrm.panels.nomogram = (body, panel) => {
        const states = panel.axes.map(state);
        const probability = outcome(panel.total);
        const result = element("p", { class: "result", role: "status" });
        let figure = null;
        const changed = () => {
            const sum = d3.sum(states, s => s.points());
            const p = probability(sum);
            result.replaceChildren(`Total points ${four(sum)} \u2192 ${panel.outcome || "probability"}: `,
                element("b", { title: dlrm.full(p) }, isNumber(p) ? fixed(p, 3) : "outside the nomogram"));
            if (figure) {
                figure.redraw();
            }
        };
        body.append(element("div", { class: "score" }, ...states.map(s => control(s, changed))), result);
        changed();
        figure = dlrm.figure(body, { title: panel.title, describe: `${panel.axes.length} predictors.`, maxWidth: 900,
            table: () => ({ columns: ["Axis", "Value", "Points"], rows: [
                ...panel.axes.flatMap(a => a.values.map(v => [a.name, v.label, v.points])),
                ...panel.total.points.map((t, i) => [panel.outcome || "Probability", panel.total.probability[i], t])] }),
            draw: (g, width) => draw(g, width, panel, states, probability) });
    };
})(window.dlrm);
