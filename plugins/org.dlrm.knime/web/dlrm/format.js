/* Numbers and texts as every panel writes them. */
"use strict";
window.dlrm = { panels: {} };

(function (dlrm) {
    const NONE = "\u2013";

    const isNumber = v => typeof v === "number" && Number.isFinite(v);

    /** Four significant digits, for what is read off a chart; whole numbers stay as they are. */
    function four(v) {
        if (!isNumber(v)) {
            return NONE;
        }
        if (Number.isInteger(v) && Math.abs(v) < 1e6) {
            return String(v);
        }
        const size = Math.abs(v);
        return size >= 1e-4 && size < 1e6 ? v.toPrecision(4).replace(/\.$/, "") : v.toExponential(3);
    }

    /** Up to six significant digits, for table cells. */
    const cell = v => isNumber(v) ? (Number.isInteger(v) ? String(v) : String(Number(v.toPrecision(6)))) : NONE;

    /** Every digit a table holds when exported. */
    const full = v => isNumber(v) ? String(v) : "";

    const fixed = (v, digits) => isNumber(v) ? v.toFixed(digits).replace(/^-(0\.?0*)$/, "$1") : NONE;

    /** A ratio as papers print it: two decimals, more digits where two would say nothing. */
    function ratio(v) {
        if (!isNumber(v)) {
            return NONE;
        }
        return v >= 1000 && v < 1e6 ? v.toFixed(0) : v >= 0.095 && v < 1000 ? v.toFixed(2) : v.toPrecision(3);
    }

    /** "estimate (lower to upper)"; the bracket only if there is an interval */
    function interval(v, lower, upper, format) {
        return format(v) + (isNumber(lower) && isNumber(upper) ? ` (${format(lower)} to ${format(upper)})` : "");
    }

    /** What the panel's intervals are called. */
    const ci = panel => isNumber(panel.level) ? `${Number((100 * panel.level).toPrecision(4))} % CI` : "Interval";

    const p = v => !isNumber(v) ? "p not available" : v < 0.001 ? "p < 0.001" : "p = " + v.toFixed(3);

    const percent = v => isNumber(v) ? Number((v * 100).toPrecision(4)) + " %" : NONE;

    const fileName = text => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80) || "chart";

    Object.assign(dlrm, { NONE, isNumber, four, cell, full, fixed, ratio, interval, ci, p, percent, fileName });

    /** Creates an element: attributes by name, texts and elements as children. */
    dlrm.element = function (tag, attributes, ...children) {
        const e = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes || {})) {
            if (name.startsWith("on")) {
                e.addEventListener(name.slice(2), value);
            } else if (value !== undefined && value !== false) {
                e.setAttribute(name, value === true ? "" : value);
            }
        }
        e.append(...children);
        return e;
    };

    let ids = 0;
    dlrm.id = () => "dlrm" + ++ids;

    /** A labelled choice. */
    dlrm.select = function (label, names, change) {
        const select = dlrm.element("select", { onchange: () => change(select.selectedIndex) },
            ...names.map(n => dlrm.element("option", {}, n)));
        return { node: dlrm.element("label", { class: "field" }, label, select), select };
    };

    async function inflate(bytes, format) {
        const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
        return new Uint8Array(await new Response(stream).arrayBuffer());
    }

    /** Base64 of zlib, of raw deflate, or of the plain bytes; the size says whether it was right. */
    dlrm.unpack = async function (text, size, what) {
        const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
        for (const format of ["deflate", "deflate-raw"]) {
            try {
                const out = await inflate(bytes, format);
                if (out.length === size) {
                    return out;
                }
            } catch (e) {
                // try the next
            }
        }
        if (bytes.length === size) {
            return bytes;
        }
        throw new Error(`the ${what} is not what its size says (${size} bytes)`);
    };

    dlrm.save = function (blob, name) {
        const a = dlrm.element("a", { href: URL.createObjectURL(blob), download: name });
        document.body.append(a);
        a.click();
        a.remove();
        setTimeout(() => URL.revokeObjectURL(a.href), 10000);
    };
})(window.dlrm);
