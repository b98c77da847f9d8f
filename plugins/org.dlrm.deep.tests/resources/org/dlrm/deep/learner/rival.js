// onnxruntime-node as the benchmark's rival and as an independent reader of our files: one thread, CPU time.
// Prints "ready" and its version, then answers lines:
//   forward FILE CALLS SIZE...  with the CPU seconds of CALLS runs on an image of SIZE (batch first)
//   run FILE IMAGE SIZE...      with one line of JSON: every output's shape and values for the image in the file IMAGE
//                               (little-endian floats); an input named roi gets 0.5, -0.25 for every image
const fs = require("fs");
const ort = require("onnxruntime-node");
const readline = require("readline");

const sessions = new Map();

async function session(file) {
    if (!sessions.has(file)) {
        sessions.set(file, await ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1,
            extra: { session: { intra_op: { allow_spinning: "0" } } } }));
    }
    return sessions.get(file);
}

function feeds(s, image, size) {
    const roi = new Float32Array(2 * size[0]).map((v, i) => i % 2 === 0 ? 0.5 : -0.25);
    const all = {};
    for (const name of s.inputNames) {
        all[name] = name === "roi" ? new ort.Tensor("float32", roi, [size[0], 2]) : new ort.Tensor("float32", image, size);
    }
    return all;
}

async function answer(words) {
    const s = await session(words[1]);
    const size = words.slice(3).map(Number);
    const length = size.reduce((a, b) => a * b);
    if (words[0] === "forward") {
        const input = feeds(s, new Float32Array(length).map((v, i) => (i % 23) / 11 - 1), size);
        const begin = process.cpuUsage();
        for (let i = 0; i < Number(words[2]); i++) {
            await s.run(input, ["score"]);
        }
        const used = process.cpuUsage(begin);
        return (used.user + used.system) / 1e6;
    }
    const bytes = fs.readFileSync(words[2]);
    const image = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 4 * length));
    const out = await s.run(feeds(s, image, size));
    return JSON.stringify(Object.fromEntries(Object.entries(out).map(([k, v]) => [k, { shape: v.dims, values: Array.from(v.data) }])));
}

(async () => {
    console.log("ready onnxruntime-node " + require("onnxruntime-node/package.json").version);
    for await (const line of readline.createInterface({ input: process.stdin })) {
        console.log(await answer(line.split(" ")));
    }
})().catch(e => {
    console.error(e);
    process.exit(1);
});
