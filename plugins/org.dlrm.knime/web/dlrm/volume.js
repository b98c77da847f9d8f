/* Volume viewer: three planes through one voxel, window presets, mask outline, attention map. */
"use strict";
(function (dlrm) {
    const { element, isNumber, cell } = dlrm;
    const PRESETS = [["Soft tissue", 400, 40], ["Liver, stomach wall", 150, 60], ["Lung", 1500, -600],
        ["Bone", 1800, 400], ["Full range"]];
    const OUTLINE = "#56b4e9";
    const WIDTH = 640; // pixels of a plane's canvas
    const MOST_BYTES = 1 << 29;

    async function inflate(bytes, format) {
        const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
        return new Uint8Array(await new Response(stream).arrayBuffer());
    }

    /** Base64 of zlib, of raw deflate, or of the plain bytes; the size says whether it was right. */
    async function decode(text, size, what) {
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
    }

    async function load(p) {
        const n = p.nx * p.ny * p.nz;
        if (!(n > 0 && 2 * n <= MOST_BYTES)) {
            throw new Error(`${p.name}: a volume of ${p.nx} x ${p.ny} x ${p.nz} voxels cannot be shown`);
        }
        const raw = await decode(p.image, 2 * n, "image of " + p.name);
        const hu = new Int16Array(raw.buffer, raw.byteOffset, n); // browsers run on little endian machines only
        return { ...p, hu, mask: p.mask ? await decode(p.mask, n, "mask of " + p.name) : null,
            map: p.map ? await decode(p.map, n, "map of " + p.name) : null };
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

    /** Planes by their axes: u to the right, v down; z runs upwards. */
    const PLANES = [{ name: "Axial", u: 0, v: 1, across: 2, flip: false },
        { name: "Coronal", u: 0, v: 2, across: 1, flip: true }, { name: "Sagittal", u: 1, v: 2, across: 0, flip: true }];

    dlrm.panels.volume = (body, panel) => {
        const patients = panel.patients || [];
        const s = { volume: null, at: [0, 0, 0], width: 400, level: 40, map: 0.45, outline: true };
        let chosen = 0;
        const facts = element("p", { class: "note" });
        const wide = element("input", { type: "number", min: 1, step: 10, value: s.width, style: "width:5.5em",
            "aria-label": "window width in HU" });
        const level = element("input", { type: "number", step: 10, value: s.level, style: "width:5.5em",
            "aria-label": "window centre in HU" });
        const opacity = element("input", { type: "range", min: 0, max: 1, step: 0.05, value: s.map });
        const outline = element("input", { type: "checkbox", checked: true });
        const mapField = element("label", { class: "field" }, "Attention map", opacity);

        function setWindow(width, centre) {
            wide.value = s.width = Math.max(1, Math.round(width));
            level.value = s.level = Math.round(centre);
            planes.forEach(p => p.draw());
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
                    planes.forEach(p => p.draw());
                }
            });
        }
        opacity.addEventListener("input", () => {
            s.map = Number(opacity.value);
            planes.forEach(p => p.draw());
        });
        outline.addEventListener("change", () => {
            s.outline = outline.checked;
            planes.forEach(p => p.draw());
        });

        const inferno = d3.range(256).map(i => d3.rgb(d3.interpolateInferno(i / 255)));

        function plane(def) {
            const { u, v, across, flip } = def;
            const canvas = element("canvas", { role: "img", "aria-label": def.name + " plane" });
            const slider = element("input", { type: "range", min: 0, value: 0, step: 1, "aria-label": def.name + " slice" });
            const heading = element("h3");
            const where = element("div", { class: "where" });
            const node = element("div", {}, heading, canvas, slider, where);
            const slice = element("canvas");
            const size = () => [s.volume.nx, s.volume.ny, s.volume.nz];
            const spacing = () => [s.volume.sx, s.volume.sy, s.volume.sz];
            const index = (a, b) => {
                const i = [0, 0, 0];
                i[u] = a;
                i[v] = b;
                i[across] = s.at[across];
                return i[0] + s.volume.nx * (i[1] + s.volume.ny * i[2]);
            };

            function draw() {
                if (!s.volume) {
                    return;
                }
                const [w, h] = [size()[u], size()[v]];
                const [su, sv] = [spacing()[u], spacing()[v]];
                const k = Math.min(WIDTH / (w * su), WIDTH / (h * sv));
                canvas.width = Math.max(1, Math.round(w * su * k));
                canvas.height = Math.max(1, Math.round(h * sv * k));
                slice.width = w;
                slice.height = h;
                slider.max = size()[across] - 1;
                slider.value = s.at[across];
                heading.textContent = `${def.name}, slice ${s.at[across] + 1} of ${size()[across]}`;
                const image = new ImageData(w, h);
                const { hu, mask, map } = s.volume;
                const low = s.level - s.width / 2;
                for (let b = 0; b < h; b++) {
                    for (let a = 0; a < w; a++) {
                        const i = index(a, flip ? h - 1 - b : b);
                        const grey = Math.min(255, Math.max(0, (hu[i] - low) / s.width * 255));
                        const o = 4 * (b * w + a);
                        const share = map ? s.map * Math.sqrt(map[i] / 255) : 0;
                        const hot = share && inferno[map[i]];
                        image.data[o] = grey + (share ? share * (hot.r - grey) : 0);
                        image.data[o + 1] = grey + (share ? share * (hot.g - grey) : 0);
                        image.data[o + 2] = grey + (share ? share * (hot.b - grey) : 0);
                        image.data[o + 3] = 255;
                    }
                }
                slice.getContext("2d").putImageData(image, 0, 0);
                const pen = canvas.getContext("2d");
                pen.drawImage(slice, 0, 0, canvas.width, canvas.height);
                const [ku, kv] = [canvas.width / w, canvas.height / h];
                if (mask && s.outline) {
                    const inside = (a, b) => a >= 0 && b >= 0 && a < w && b < h && mask[index(a, flip ? h - 1 - b : b)] > 0;
                    pen.strokeStyle = OUTLINE;
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
                const cu = (s.at[u] + 0.5) * ku;
                const cv = ((flip ? h - 1 - s.at[v] : s.at[v]) + 0.5) * kv;
                pen.strokeStyle = "#ffffff80";
                pen.lineWidth = 1;
                pen.setLineDash([4, 5]);
                pen.strokeRect(cu, -1, 0, canvas.height + 2);
                pen.strokeRect(-1, cv, canvas.width + 2, 0);
                pen.setLineDash([]);
            }

            function voxel(event) {
                const box = canvas.getBoundingClientRect();
                const [w, h] = [size()[u], size()[v]];
                const a = Math.min(w - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * w)));
                const b = Math.min(h - 1, Math.max(0, Math.floor((event.clientY - box.top) / box.height * h)));
                return [a, flip ? h - 1 - b : b];
            }

            const move = to => {
                s.at[across] = Math.min(size()[across] - 1, Math.max(0, to));
                planes.forEach(p => p.draw());
            };
            slider.addEventListener("input", () => move(Number(slider.value)));
            canvas.addEventListener("wheel", event => {
                if (document.activeElement === slider) { // a click first: the page scrolls otherwise
                    event.preventDefault();
                    move(s.at[across] + Math.sign(event.deltaY));
                }
            }, { passive: false });
            canvas.addEventListener("click", event => {
                const [a, b] = voxel(event);
                s.at[u] = a;
                s.at[v] = b;
                slider.focus({ focusVisible: false });
                planes.forEach(p => p.draw());
            });
            canvas.addEventListener("pointermove", event => {
                const [a, b] = voxel(event);
                const i = index(a, b);
                const at = [...s.at];
                at[u] = a;
                at[v] = b;
                where.textContent = `x ${at[0]}, y ${at[1]}, z ${at[2]}: ${s.volume.hu[i]} HU`
                    + (s.volume.mask ? s.volume.mask[i] ? ", inside the mask" : ", outside the mask" : "")
                    + (s.volume.map ? `, map ${(s.volume.map[i] / 255).toFixed(2)}` : "");
            });
            canvas.addEventListener("pointerleave", () => { where.textContent = ""; });
            return { node, canvas, draw };
        }

        const planes = PLANES.map(plane);

        async function show(p) {
            facts.textContent = "Unpacking\u2026";
            const volume = await load(p);
            if (patients[chosen] !== p) {
                return; // another one was chosen meanwhile
            }
            const { at, count } = start(volume);
            s.volume = volume;
            s.at = at;
            mapField.hidden = !volume.map;
            const ml = count * p.sx * p.sy * p.sz / 1000;
            facts.textContent = `${p.nx} x ${p.ny} x ${p.nz} voxels of ${cell(p.sx)} x ${cell(p.sy)} x ${cell(p.sz)} mm`
                + (volume.mask ? `; mask ${count} voxels, ${cell(ml)} mL` : "")
                + ". Click into a plane to move the others; then the wheel or the arrow keys change the slice.";
            planes.forEach(v => v.draw());
        }

        function choose(i) {
            chosen = i;
            return show(patients[i]).catch(e => {
                facts.textContent = "This volume could not be shown: " + e.message;
                throw e;
            });
        }

        function save() {
            const gap = 8;
            const out = element("canvas", { width: d3.sum(planes, p => p.canvas.width + gap) - gap,
                height: d3.max(planes, p => p.canvas.height) });
            let x = 0;
            for (const p of planes) {
                out.getContext("2d").drawImage(p.canvas, x, 0);
                x += p.canvas.width + gap;
            }
            out.toBlob(b => dlrm.save(b, dlrm.fileName(panel.title) + ".png"));
        }

        const bar = element("div", { class: "bar" });
        if (patients.length > 1) {
            bar.append(dlrm.select("Patient", patients.map(p => p.name), i => choose(i).catch(e => console.error(e))).node);
        }
        bar.append(preset.node, element("label", { class: "field" }, "width", wide), element("label", { class: "field" },
            "centre", level), element("label", { class: "field" }, outline, "Mask outline"), mapField,
            dlrm.tools("", dlrm.button("PNG", "Save as PNG: " + panel.title, save)));
        body.append(bar, element("div", { class: "planes" }, ...planes.map(p => p.node)), facts);
        dlrm.pending.push(choose(0));
    };
})(window.dlrm);
