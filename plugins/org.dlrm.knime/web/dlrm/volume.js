/*
 * Volume viewer: three planes through one voxel, as a radiologist sees them (axial from the feet, coronal from the front,
 * sagittal from the left), window presets, mask, attention or feature map over the image.
 */
"use strict";
(function (dlrm) {
    const { element, isNumber, cell, four } = dlrm;
    const PRESETS = [["Soft tissue", 400, 40], ["Liver, stomach wall", 150, 60], ["Lung", 1500, -600],
        ["Bone", 1800, 400], ["Full range"]];
    const MASK = "#56b4e9";
    const WIDTH = 640; // pixels of a plane's canvas
    const MOST_BYTES = 1 << 29;
    const QUIET_MS = 400; // a wheel that began elsewhere scrolls the page, also over an image

    /** A patient's images: in the page, or asked for when they are wanted. */
    async function fetched(p) {
        if (p.image) {
            return p;
        }
        if (p.failed) {
            throw new Error(p.failed);
        }
        return { ...p, ...await dlrm.ask("volume", p.index) };
    }

    async function load(p) {
        const n = p.nx * p.ny * p.nz;
        if (!(n > 0 && 2 * n <= MOST_BYTES)) {
            throw new Error(`${p.name}: a volume of ${p.nx} x ${p.ny} x ${p.nz} voxels cannot be shown`);
        }
        const raw = await dlrm.unpack(p.image, 2 * n, "image of " + p.name);
        const hu = new Int16Array(raw.buffer, raw.byteOffset, n); // browsers run on little endian machines only
        return { ...p, hu, mask: p.mask ? await dlrm.unpack(p.mask, n, "mask of " + p.name) : null,
            map: p.map ? await dlrm.unpack(p.map, n, "map of " + p.name) : null };
    }

    /** Voxel nearest to the mask's centre, or the volume's middle. */
    function start({ nx, ny, nz, mask }) {
        let count = 0;
        const sum = [0, 0, 0];
        for (let i = 0; mask && i < mask.length; i++) {
            if (mask[i]) {
                count++;
                sum[0] += i % nx;
                sum[1] += Math.floor(i / nx) % ny;
                sum[2] += Math.floor(i / nx / ny);
            }
        }
        return { at: count ? sum.map(s => Math.round(s / count)) : [nx >> 1, ny >> 1, nz >> 1], count };
    }

    /** Letters of patient directions (LPS): towards growing and falling coordinates. */
    const LETTERS = [["L", "R"], ["P", "A"], ["H", "F"]];

    /**
     * Which voxel axis runs along which patient axis, and whether against it: [{axis, sign}] for left, posterior, head.
     * Volumes that do not say how they lie are taken as x to the left, y to the back, z to the head, without letters.
     */
    function orientation(p) {
        const d = p.directions;
        const straight = [0, 1, 2].map(axis => ({ axis, sign: 1 }));
        if (!d || d.length !== 9 || !d.every(isNumber)) {
            return { along: straight, known: false };
        }
        const free = new Set([0, 1, 2]);
        const along = [null, null, null];
        for (let k = 0; k < 3; k++) { // the clearest first
            let best = null;
            for (const axis of free) {
                for (let to = 0; to < 3; to++) {
                    const v = d[3 * axis + to];
                    if (!along[to] && (!best || Math.abs(v) > Math.abs(best.v))) {
                        best = { axis, to, v };
                    }
                }
            }
            along[best.to] = { axis: best.axis, sign: Math.sign(best.v) || 1 };
            free.delete(best.axis);
        }
        return { along, known: true };
    }

    /** Planes by patient axes: u to the right of the picture, v down; sign 1 where the picture grows with the coordinate. */
    const PLANES = [{ name: "Axial", u: 0, v: 1, across: 2, vSign: 1 }, { name: "Coronal", u: 0, v: 2, across: 1, vSign: -1 },
        { name: "Sagittal", u: 1, v: 2, across: 0, vSign: -1 }];

    /** Length of a scale bar, a round number of mm of at most a third of the picture. */
    function barLength(mm) {
        const power = 10 ** Math.floor(Math.log10(mm / 3));
        return [5, 2, 1].map(k => k * power).find(k => k <= mm / 3);
    }

    dlrm.panels.volume = (body, panel) => {
        const all = panel.patients || [];
        const asked = !dlrm.inKnime() && all.some(p => !p.image && !p.failed);
        const patients = asked ? all.filter(p => p.image || p.failed) : all;
        if (!patients.length) {
            body.append(element("p", { class: "note" }, all.length ? "This saved page holds no images." : "Nothing to show."));
            return;
        }
        const s = { volume: null, at: [0, 0, 0], along: null, known: false, width: 400, level: 40, map: 0.45,
            mask: "outline" };
        let chosen = 0;
        let elsewhere = -Infinity; // when the wheel last turned outside the pictures
        const help = element("p", { class: "note", id: dlrm.id() }, "Click, or arrow keys: move the crosshair in a plane. "
            + "Wheel, Page Up and Page Down: next slice; Home and End: first and last.");
        const facts = element("p", { class: "note" });
        const said = element("p", { class: "where", "aria-live": "polite" });
        const wide = element("input", { type: "number", min: 1, step: 10, value: s.width, style: "width:5.5em",
            "aria-label": "window width in HU" });
        const level = element("input", { type: "number", step: 10, value: s.level, style: "width:5.5em",
            "aria-label": "window centre in HU" });
        const opacity = element("input", { type: "range", min: 0, max: 1, step: 0.05, value: s.map });
        const bar = element("canvas", { class: "colours", width: 128, height: 12, role: "img" });
        const barFrom = element("span");
        const barTo = element("span");
        const mapField = element("span", { class: "field" }, element("label", { class: "field" },
            element("span", {}, "Map"), opacity), barFrom, bar, barTo);
        const redraw = () => planes.forEach(p => p.draw());

        function setWindow(width, centre) {
            wide.value = s.width = Math.max(1, Math.round(width));
            level.value = s.level = Math.round(centre);
            redraw();
        }

        const preset = dlrm.select("Window", [...PRESETS.map(p => p[0]), "Custom"], i => {
            const [, w, l] = PRESETS[i] || [];
            if (w) {
                setWindow(w, l);
            } else if (i < PRESETS.length && s.volume) {
                const [a, b] = d3.extent(s.volume.hu);
                setWindow(b - a, (a + b) / 2);
            }
        });
        for (const input of [wide, level]) {
            input.addEventListener("input", () => {
                if (isNumber(wide.valueAsNumber) && isNumber(level.valueAsNumber)) {
                    s.width = Math.max(1, wide.valueAsNumber);
                    s.level = level.valueAsNumber;
                    preset.select.selectedIndex = PRESETS.length;
                    redraw();
                }
            });
        }
        opacity.addEventListener("input", () => {
            s.map = Number(opacity.value);
            redraw();
        });
        const maskField = dlrm.select("Mask", ["outline", "filled", "hidden"], i => {
            s.mask = ["outline", "filled", "hidden"][i];
            redraw();
        });

        const inferno = d3.range(256).map(i => d3.rgb(d3.interpolateInferno(i / 255)));
        const ink = d3.rgb(MASK);

        /** Value of the map in its own units: stored are 256 steps between its ends. */
        const mapValue = b => {
            const { mapMin = 0, mapMax = 1 } = s.volume;
            return mapMin + b / 255 * (mapMax - mapMin);
        };

        function colourBar() {
            const { map, mapName, mapUnit } = s.volume;
            mapField.hidden = !map;
            if (map) {
                const pen = bar.getContext("2d");
                inferno.forEach((c, i) => {
                    pen.fillStyle = c.formatHex();
                    pen.fillRect(i / 2, 0, 1, 12);
                });
                const unit = mapUnit ? " " + mapUnit : "";
                mapField.firstChild.firstChild.textContent = mapName || "Attention map";
                barFrom.textContent = four(mapValue(0));
                barTo.textContent = four(mapValue(255)) + unit;
                bar.setAttribute("aria-label", `colours from ${four(mapValue(0))} to ${four(mapValue(255))}${unit}`);
            }
        }

        const sizes = () => [s.volume.nx, s.volume.ny, s.volume.nz];
        const spacings = () => [s.volume.sx, s.volume.sy, s.volume.sz];

        /** What is at a voxel, in words. */
        function words(at) {
            const { nx, ny, hu, mask, map, origin, directions, mapName, mapUnit } = s.volume;
            const i = at[0] + nx * (at[1] + ny * at[2]);
            const mm = s.known && origin ? [0, 1, 2].map(k => origin[k]
                + d3.sum([0, 1, 2], a => directions[3 * a + k] * at[a] * spacings()[a])) : null;
            const where = mm ? mm.map((v, k) => `${LETTERS[k][v < 0 ? 1 : 0]} ${Math.abs(v).toFixed(1)}`).join(", ") + " mm; " : "";
            return `voxel ${at.join(", ")}; ${where}${hu[i]} ${s.volume.unit || "HU"}`
                + (mask ? mask[i] ? ", inside the mask" : ", outside the mask" : "")
                + (map ? `, ${mapName || "map"} ${four(mapValue(map[i]))}${mapUnit ? " " + mapUnit : ""}` : "");
        }

        function plane(def) {
            const canvas = element("canvas", { role: "img", tabindex: 0, "aria-describedby": help.id });
            const slider = element("input", { type: "range", min: 0, value: 0, step: 1, "aria-label": def.name + " slice" });
            const heading = element("h3");
            const where = element("div", { class: "where" });
            const node = element("div", {}, heading, canvas, slider, where);
            const slice = element("canvas");

            /** Voxel axes and directions of the picture. */
            function axes() {
                const [u, v, across] = [s.along[def.u], s.along[def.v], s.along[def.across]];
                return { u: u.axis, v: v.axis, across: across.axis, flipU: u.sign < 0, flipV: v.sign * def.vSign < 0 };
            }

            /** Letters at the picture's left, right, top and bottom. */
            const letters = () => [LETTERS[def.u][1], LETTERS[def.u][0], LETTERS[def.v][def.vSign > 0 ? 1 : 0],
                LETTERS[def.v][def.vSign > 0 ? 0 : 1]];

            function draw() {
                if (!s.volume) {
                    return;
                }
                const { u, v, across, flipU, flipV } = axes();
                const [w, h, depth] = [sizes()[u], sizes()[v], sizes()[across]];
                const [su, sv] = [spacings()[u], spacings()[v]];
                const k = Math.min(WIDTH / (w * su), WIDTH / (h * sv));
                canvas.width = Math.max(1, Math.round(w * su * k));
                canvas.height = Math.max(1, Math.round(h * sv * k));
                slice.width = w;
                slice.height = h;
                slider.max = depth - 1;
                slider.value = s.at[across];
                heading.textContent = `${def.name}, slice ${s.at[across] + 1} of ${depth}`;
                const edges = s.known ? "left " + letters()[0] + ", right " + letters()[1] + ", top " + letters()[2]
                    + ", bottom " + letters()[3] + "; " : "";
                canvas.setAttribute("aria-label", `${heading.textContent}; ${edges}crosshair at ${words(s.at)}`);
                const steps = [1, s.volume.nx, s.volume.nx * s.volume.ny];
                const base = s.at[across] * steps[across];
                const index = (a, b) => base + (flipU ? w - 1 - a : a) * steps[u] + (flipV ? h - 1 - b : b) * steps[v];
                const image = new ImageData(w, h);
                const { hu, mask, map } = s.volume;
                const low = s.level - s.width / 2;
                const filled = mask && s.mask === "filled";
                for (let b = 0, o = 0; b < h; b++) {
                    for (let a = 0; a < w; a++, o += 4) {
                        const i = index(a, b);
                        const grey = Math.min(255, Math.max(0, (hu[i] - low) / s.width * 255));
                        const share = map ? s.map * Math.sqrt(map[i] / 255) : 0;
                        const over = share ? inferno[map[i]] : filled && mask[i] ? ink : null;
                        const part = share || (over ? 0.35 : 0);
                        image.data[o] = over ? grey + part * (over.r - grey) : grey;
                        image.data[o + 1] = over ? grey + part * (over.g - grey) : grey;
                        image.data[o + 2] = over ? grey + part * (over.b - grey) : grey;
                        image.data[o + 3] = 255;
                    }
                }
                slice.getContext("2d").putImageData(image, 0, 0);
                const pen = canvas.getContext("2d");
                pen.drawImage(slice, 0, 0, canvas.width, canvas.height);
                const [ku, kv] = [canvas.width / w, canvas.height / h];
                if (mask && s.mask === "outline") {
                    const inside = (a, b) => a >= 0 && b >= 0 && a < w && b < h && mask[index(a, b)] > 0;
                    pen.strokeStyle = MASK;
                    pen.lineWidth = 3;
                    pen.beginPath();
                    for (let b = 0; b <= h; b++) {
                        for (let a = 0; a <= w; a++) {
                            if (inside(a, b) !== inside(a - 1, b)) {
                                pen.moveTo(a * ku, b * kv);
                                pen.lineTo(a * ku, (b + 1) * kv);
                            }
                            if (inside(a, b) !== inside(a, b - 1)) {
                                pen.moveTo(a * ku, b * kv);
                                pen.lineTo((a + 1) * ku, b * kv);
                            }
                        }
                    }
                    pen.stroke();
                }
                const cu = ((flipU ? w - 1 - s.at[u] : s.at[u]) + 0.5) * ku;
                const cv = ((flipV ? h - 1 - s.at[v] : s.at[v]) + 0.5) * kv;
                pen.strokeStyle = "#ffffff90";
                pen.lineWidth = 1;
                pen.setLineDash([4, 5]);
                pen.strokeRect(cu, -1, 0, canvas.height + 2);
                pen.strokeRect(-1, cv, canvas.width + 2, 0);
                pen.setLineDash([]);
                annotate(pen, w * su);
            }

            /** Letters and scale bar, readable on any grey. */
            function annotate(pen, mm) {
                const { width, height } = canvas;
                const say = (text, x, y, align, base) => {
                    pen.textAlign = align;
                    pen.textBaseline = base;
                    pen.strokeStyle = "#000";
                    pen.lineWidth = 4;
                    pen.strokeText(text, x, y);
                    pen.fillStyle = "#fff";
                    pen.fillText(text, x, y);
                };
                pen.font = "600 22px system-ui, sans-serif";
                if (s.known) {
                    const [left, right, top, bottom] = letters();
                    say(left, 8, height / 2, "left", "middle");
                    say(right, width - 8, height / 2, "right", "middle");
                    say(top, width / 2, 6, "center", "top");
                    say(bottom, width / 2, height - 6, "center", "bottom");
                }
                const length = barLength(mm);
                const x = 14;
                const y = height - 14;
                const pixels = length / mm * width;
                for (const [style, thick] of [["#000", 6], ["#fff", 3]]) {
                    pen.strokeStyle = style;
                    pen.lineWidth = thick;
                    pen.beginPath();
                    pen.moveTo(x, y - 6);
                    pen.lineTo(x, y);
                    pen.lineTo(x + pixels, y);
                    pen.lineTo(x + pixels, y - 6);
                    pen.stroke();
                }
                pen.font = "18px system-ui, sans-serif";
                say(`${cell(length)} mm`, x + 6, y - 8, "left", "bottom");
            }

            /** Voxel under the pointer. */
            function voxel(event) {
                const { u, v, flipU, flipV } = axes();
                const box = canvas.getBoundingClientRect();
                const [w, h] = [sizes()[u], sizes()[v]];
                const a = Math.min(w - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * w)));
                const b = Math.min(h - 1, Math.max(0, Math.floor((event.clientY - box.top) / box.height * h)));
                const at = [...s.at];
                at[u] = flipU ? w - 1 - a : a;
                at[v] = flipV ? h - 1 - b : b;
                return at;
            }

            function move(axis, to, aloud) {
                s.at[axis] = Math.min(sizes()[axis] - 1, Math.max(0, to));
                redraw();
                if (aloud) {
                    said.textContent = "Crosshair: " + words(s.at);
                }
            }
            slider.addEventListener("input", () => s.volume && move(axes().across, Number(slider.value), false));
            canvas.addEventListener("wheel", event => {
                if (s.volume && (document.activeElement === canvas || event.timeStamp - elsewhere > QUIET_MS)) {
                    event.preventDefault();
                    move(axes().across, s.at[axes().across] + Math.sign(event.deltaY), false);
                } else {
                    elsewhere = event.timeStamp;
                }
            }, { passive: false });
            const point = event => {
                s.at = voxel(event);
                redraw();
                said.textContent = "Crosshair: " + words(s.at);
            };
            canvas.addEventListener("pointerdown", event => {
                if (s.volume && event.button === 0) {
                    canvas.setPointerCapture(event.pointerId);
                    point(event);
                }
            });
            canvas.addEventListener("pointermove", event => {
                if (s.volume) {
                    if (event.buttons & 1) {
                        point(event);
                    }
                    where.textContent = words(voxel(event));
                }
            });
            canvas.addEventListener("pointerleave", () => { where.textContent = ""; });
            canvas.addEventListener("keydown", event => {
                if (!s.volume || event.ctrlKey || event.metaKey || event.altKey) {
                    return;
                }
                const { u, v, across, flipU, flipV } = axes();
                const step = { ArrowRight: [u, flipU ? -1 : 1], ArrowLeft: [u, flipU ? 1 : -1],
                    ArrowDown: [v, flipV ? -1 : 1], ArrowUp: [v, flipV ? 1 : -1], PageUp: [across, 1], PageDown: [across, -1],
                    Home: [across, -Infinity], End: [across, Infinity] }[event.key];
                if (step) {
                    event.preventDefault();
                    move(step[0], s.at[step[0]] + step[1], true);
                }
            });
            function clear() {
                canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
                heading.textContent = def.name;
                where.textContent = "";
                canvas.setAttribute("aria-label", def.name + ": no image");
            }
            return { node, canvas, draw, clear };
        }

        const planes = PLANES.map(plane);

        async function show(chosenPatient) {
            facts.textContent = "Reading\u2026";
            const p = await fetched(chosenPatient);
            const volume = await load(p);
            if (patients[chosen] !== chosenPatient) {
                return; // another one was chosen meanwhile
            }
            const { at, count } = start(volume);
            s.volume = volume;
            s.at = at;
            Object.assign(s, orientation(p));
            maskField.node.hidden = !volume.mask;
            colourBar();
            const ml = count * p.sx * p.sy * p.sz / 1000;
            facts.textContent = `${p.nx} x ${p.ny} x ${p.nz} voxels of ${cell(p.sx)} x ${cell(p.sy)} x ${cell(p.sz)} mm`
                + (volume.mask ? `; mask ${count} voxels, ${cell(ml)} mL` : "") + "." + (p.coarse ? " " + p.coarse : "");
            said.textContent = "Crosshair: " + words(s.at);
            redraw();
        }

        const picker = dlrm.select("Patient", patients.map(p => p.name), i => choose(i).catch(e => console.error(e)));

        function choose(i) {
            chosen = i;
            picker.select.selectedIndex = i;
            return show(patients[i]).catch(e => {
                s.volume = null;
                planes.forEach(p => p.clear());
                facts.textContent = "This volume could not be shown: " + e.message;
                throw e;
            });
        }

        const turn = (text, label, by) => dlrm.button(text, label, () =>
            choose((chosen + by + patients.length) % patients.length).catch(e => console.error(e)));

        /** The planes beside each other with patient, window and voxel, on white. */
        function save() {
            const gap = 8;
            const top = 52;
            const out = element("canvas", { width: d3.sum(planes, p => p.canvas.width + gap) + gap,
                height: top + d3.max(planes, p => p.canvas.height) + gap });
            const pen = out.getContext("2d");
            pen.fillStyle = "#fff";
            pen.fillRect(0, 0, out.width, out.height);
            pen.fillStyle = "#1d2329";
            pen.font = "600 22px system-ui, sans-serif";
            pen.fillText(`${panel.title}: ${patients[chosen].name}`, gap, 24, out.width - 2 * gap);
            pen.font = "17px system-ui, sans-serif";
            pen.fillText(`window ${s.width} HU around ${s.level} HU; ${words(s.at)}`, gap, 45, out.width - 2 * gap);
            let x = gap;
            for (const p of planes) {
                pen.drawImage(p.canvas, x, top);
                x += p.canvas.width + gap;
            }
            out.toBlob(b => dlrm.save(b, dlrm.fileName(panel.title + " " + patients[chosen].name) + ".png"));
        }

        const controls = element("div", { class: "bar" });
        if (patients.length > 1) {
            controls.append(picker.node, turn("\u2039", "Previous patient", -1), turn("\u203a", "Next patient", 1));
        }
        controls.append(preset.node, element("label", { class: "field" }, "width", wide, "HU"),
            element("label", { class: "field" }, "centre", level, "HU"), maskField.node, mapField,
            dlrm.tools("", dlrm.button("PNG", "Save as PNG: " + panel.title, save)));
        const grid = element("div", { class: "planes" }, ...planes.map(p => p.node));
        body.append(controls, grid, said, facts, help);
        body.addEventListener("wheel", event => {
            if (!planes.some(p => p.canvas === event.target)) {
                elsewhere = event.timeStamp;
            }
        }, { passive: true });
        window.addEventListener("wheel", event => {
            if (!body.contains(event.target)) {
                elsewhere = event.timeStamp;
            }
        }, { passive: true });
        if (asked) {
            body.append(element("p", { class: "note" }, `${patients.length} of ${all.length} patients are in this saved page; `
                + "the view in KNIME shows all."));
        }
        dlrm.chooseVolume = name => {
            const i = patients.findIndex(p => p.name === name);
            if (i >= 0) {
                body.scrollIntoView({ block: "nearest" });
                choose(i).then(() => planes[0].canvas.focus({ preventScroll: true }), e => console.error(e));
            }
            return i >= 0;
        };
        dlrm.pending.push(choose(0));
    };
})(window.dlrm);
