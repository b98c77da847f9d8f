/*
 * Runs inside Chromium: shows every sample page in a frame, uses it as a reader would, and leaves what it saw in
 * <pre id="result">. TEMPLATE is the page with everything inlined, SAMPLES the data by name.
 */
"use strict";
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));

/** Remembers what goes wrong in a page, and what it would save. */
const WATCH = `<script>window.problems = [];
    window.addEventListener("error", e => problems.push(String(e.message)));
    window.addEventListener("unhandledrejection", e => problems.push(String(e.reason)));
    const told = console.error; console.error = (...a) => { problems.push(a.join(" ")); told(...a); };
    window.saved = []; URL.createObjectURL = (make => blob => { saved.push(blob); return make.call(URL, blob); })(URL.createObjectURL);
    </script>`;

async function show(html) {
    const frame = document.createElement("iframe");
    frame.width = 900;
    frame.height = 700;
    frame.srcdoc = html;
    document.body.append(frame);
    for (let i = 0; i < 600; i++) {
        const root = frame.contentDocument && frame.contentDocument.documentElement;
        if (root && (root.dataset.state === "ready" || root.dataset.state === "error")) {
            break;
        }
        await wait(10);
    }
    return frame;
}

const filled = data => TEMPLATE.replace("<head>", () => "<head>" + WATCH
    + (data === null ? "" : `<script>window.DLRM_INITIAL_DATA = ${data.replace(/</g, "\\u003c")};</script>`));

function press(target, key) {
    target.dispatchEvent(new target.ownerDocument.defaultView.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

/** What every chart answers to keys, and its SVG file. */
async function charts(frame) {
    const { document: page, saved } = frame.contentWindow;
    const result = [];
    for (const stage of page.querySelectorAll(".stage")) {
        stage.focus();
        press(stage, "ArrowRight");
        const first = stage.querySelector(".said").textContent;
        const shown = !stage.querySelector(".tip").hidden;
        press(stage, "End");
        const last = stage.querySelector(".said").textContent;
        press(stage, "Escape");
        const button = stage.parentElement.querySelector("button[aria-label^='Save as SVG']");
        saved.length = 0;
        button.click();
        const svg = await saved[0].text();
        const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
        result.push({ label: stage.getAttribute("aria-label"), focusable: stage.tabIndex === 0, first, last, shown,
            hidden: stage.querySelector(".tip").hidden, svgTexts: parsed.querySelectorAll("text").length,
            svgBad: (svg.replace(/data:[^"]*/g, "").match(/parsererror|var\(|NaN|undefined|Infinity/) || [""])[0],
            drawnBad: (stage.innerHTML.replace(/data:[^"]*/g, "").match(/NaN|undefined|Infinity/) || [""])[0] });
    }
    return result;
}

async function png(frame) {
    const { document: page, saved } = frame.contentWindow;
    const button = page.querySelector("button[aria-label^='Save as PNG']");
    if (!button) {
        return null;
    }
    saved.length = 0;
    button.click();
    for (let i = 0; i < 500 && !saved.some(b => b.type === "image/png"); i++) {
        await wait(10);
    }
    const file = saved.find(b => b.type === "image/png");
    const image = file && await createImageBitmap(file);
    return image ? { width: image.width, height: image.height, bytes: file.size } : null;
}

const set = (page, selector, value, k = 0) => {
    const input = page.querySelectorAll(selector)[k];
    if (input.tagName === "SELECT") {
        input.selectedIndex = value;
        input.dispatchEvent(new Event("change"));
    } else {
        input.value = value;
        input.dispatchEvent(new Event("input"));
    }
};

const USE = {
    fusion: page => {
        set(page, ".score input[type=number]", 1.5, 0);
        set(page, ".score input[type=number]", -0.5, 1);
        set(page, ".score select", 1, 0);
        const probability = page.querySelector(".result b").title;
        set(page, ".score input[type=number]", 1e9, 0); // beyond the range: held at its end
        const most = page.querySelector(".result b").title;
        const told = page.querySelector(".score .points").textContent;
        set(page, ".trace select", 4);
        set(page, ".trace input[type=search]", "deep");
        return { probability, most, told, rows: page.querySelector(".trace .bar .note").textContent,
            shown: page.querySelectorAll(".trace tbody tr").length };
    },
    validator: page => {
        const value = [...page.querySelectorAll(".panel.table th button")].find(b => b.textContent === "Value");
        const column = () => [...page.querySelectorAll(".panel.table .scroll tbody tr")].map(r => r.cells[5].title || r.cells[5].textContent);
        value.click();
        const up = column();
        value.click();
        return { up, down: column(), sort: value.parentElement.getAttribute("aria-sort") };
    },
    survival: async (page, saved) => {
        const csv = [];
        const drawn = [];
        for (let m = 0; m < 2; m++) {
            set(page, ".panel.waterfall .bar select", m);
            const figure = page.querySelectorAll(".panel.waterfall figure")[1];
            saved.length = 0;
            figure.querySelector("button[aria-label^='Save the numbers']").click();
            csv.push(await saved[0].text());
            drawn.push(figure.querySelector("svg").textContent);
        }
        return { csv, drawn };
    },
    source: async page => {
        const pictures = [...page.querySelectorAll(".picture")];
        const facts = () => page.querySelector(".panel.volume .body > .note").textContent;
        pictures[0].click();
        await wait(50);
        const first = facts();
        pictures[1].click();
        const said = page.querySelector(".panel.gallery .body > .note").textContent;
        set(page, ".panel.gallery select", 1);
        return { label: pictures[1].getAttribute("aria-label"), disabled: pictures[4].disabled, first, said,
            note: [...page.querySelectorAll(".panel.volume .note")].map(n => n.textContent).find(t => t.includes("saved page")),
            problems: page.querySelectorAll(".picture").length };
    },
    images: async page => {
        const canvas = page.querySelector(".planes canvas");
        const bone = [...canvas.getContext("2d").getImageData(canvas.width / 2 + 10, canvas.height * 0.8, 1, 1).data];
        const facts = page.querySelector(".panel.volume .note").textContent;
        set(page, ".planes input[type=range]", 0);
        const heading = page.querySelector(".planes h3").textContent;
        set(page, ".panel.volume .bar select", 1);
        for (let i = 0; i < 300 && !page.querySelector(".panel.volume .note").textContent.startsWith("48 x 48"); i++) {
            await wait(10);
        }
        return { bone, facts, heading, second: page.querySelector(".panel.volume .note").textContent };
    }
};

async function sample(name) {
    const frame = await show(filled(SAMPLES[name]));
    const { document: page, problems } = frame.contentWindow;
    const root = page.documentElement;
    const result = { state: root.dataset.state, error: root.dataset.error || "",
        panels: page.querySelectorAll(".panel").length, text: page.body.innerText, svgText: [...page.querySelectorAll("svg text")]
            .map(t => t.firstChild ? t.firstChild.data : "").join("\n"), images: page.querySelectorAll("#page img, #page script").length,
        messages: page.querySelectorAll(".message").length, overflow: root.scrollWidth - root.clientWidth,
        charts: await charts(frame), png: await png(frame), use: USE[name] ? await USE[name](page, frame.contentWindow.saved) : null, problems };
    const copy = structuredClone(result);
    frame.remove();
    return copy;
}

/** Plays KNIME around the page, as its frame's parent does. */
async function knime(config, answer) {
    const asked = [];
    let frame = null;
    const reply = event => {
        const m = event.data;
        asked.push(m.type === "UIExtensionRequest" ? m.payload.method : m.type);
        if (m.type === "UIExtensionRequest") {
            const payload = m.payload.method === "getConfig" ? config : answer;
            if (m.payload.method === "callNodeDataService") {
                asked.push(JSON.stringify(m.payload.params[0]));
            }
            event.source.postMessage({ type: "UIExtensionResponse", requestId: "of another request", payload: null }, "*");
            event.source.postMessage({ type: "UIExtensionResponse", requestId: m.requestId, payload }, "*");
        }
    };
    window.addEventListener("message", reply);
    frame = await show(filled(null));
    await wait(0);
    window.removeEventListener("message", reply);
    const { document: page } = frame.contentWindow;
    const result = { state: page.documentElement.dataset.state, panels: page.querySelectorAll(".panel").length,
        text: page.body.innerText, asked };
    frame.remove();
    return result;
}

/** KNIME's answers to a page that asks for images. */
async function volumes(id) {
    let request = null;
    const replies = [{ result: JSON.stringify({ nx: 4, ny: 3, nz: 2, sx: 1, sy: 1, sz: 2, image: btoa("\0".repeat(48)) }) },
        { error: { code: -32603, message: "java.io.IOException: There is no patient number 3; the table has 3 rows." } }];
    const reply = event => {
        const m = event.data;
        if (m.type !== "UIExtensionRequest") {
            return;
        }
        let payload = { ...id, initialData: JSON.stringify({ result: SAMPLES.source }) };
        if (m.payload.method === "callNodeDataService") {
            request = request || JSON.stringify(m.payload.params[0]);
            payload = JSON.stringify({ jsonrpc: "2.0", id: 1, ...replies.shift() });
        }
        event.source.postMessage({ type: "UIExtensionResponse", requestId: m.requestId, payload }, "*");
    };
    window.addEventListener("message", reply);
    const frame = await show(filled(null));
    const { document: page } = frame.contentWindow;
    const choose = async (k, words) => {
        page.querySelectorAll(".picture")[k].click();
        const facts = () => page.querySelector(".panel.volume .body > .note").textContent;
        for (let i = 0; i < 300 && !facts().includes(words); i++) {
            await wait(10);
        }
        return facts();
    };
    const result = { state: page.documentElement.dataset.state, facts: await choose(1, "4 x 3 x 2"),
        failed: await choose(2, "no longer"), refused: await choose(3, "no patient"), request };
    window.removeEventListener("message", reply);
    frame.remove();
    return result;
}

async function all() {
    const result = { samples: {}, knime: {} };
    for (const name of Object.keys(SAMPLES)) {
        result.samples[name] = await sample(name);
    }
    const id = { nodeId: "root:7", projectId: "p", workflowId: "root", extensionType: "view" };
    const data = JSON.stringify({ result: SAMPLES.survival }); // our data travel as a text in it
    result.knime.config = await knime({ ...id, initialData: data }, null);
    result.knime.service = await knime(id, data);
    result.knime.object = await knime({ ...id, initialData: { result: SAMPLES.survival } }, null);
    result.knime.volumes = await volumes(id);
    result.knime.failed = await knime(id, JSON.stringify({ userError: { message: "The node must be executed first." } }));
    return result;
}

// an unfinished frame keeps the document from counting as loaded: the browser's dump waits for it
const latch = document.createElement("iframe");
document.body.append(latch);
latch.contentDocument.open();
Promise.race([all(), wait(100000).then(() => ({ timeout: true }))])
    .catch(e => ({ failed: e.stack }))
    .then(result => {
        const pre = document.createElement("pre");
        pre.id = "result";
        pre.textContent = encodeURIComponent(JSON.stringify(result));
        document.querySelectorAll("script").forEach(s => s.remove());
        document.body.append(pre);
        latch.contentDocument.close();
    });
