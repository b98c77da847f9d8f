/* A picture per patient; pressing one shows its series in the page's volume viewer. */
"use strict";
(function (dlrm) {
    const { element } = dlrm;
    const SHOWN = 60; // pictures at first

    function item(p, said) {
        const what = p.missing ? p.missing : p.text || "";
        const problems = p.problems ? (p.problems === 1 ? "1 problem" : p.problems + " problems") : "";
        const picture = p.image ? element("img", { src: "data:image/png;base64," + p.image, alt: "", width: 96 })
            : element("span", { class: "none" }, p.missing ? "no image" : "no preview");
        const label = [p.name, what, problems].filter(Boolean).join(", ");
        return element("button", { type: "button", class: "picture", title: label, "aria-label": label, disabled: Boolean(p.missing),
            onclick: () => {
                if (!dlrm.chooseVolume || !dlrm.chooseVolume(p.name)) {
                    said.textContent = `The images of ${p.name} are not in this saved page: open the node's view in KNIME.`;
                }
            } }, picture, element("span", { class: "name" }, p.name), element("span", { class: "note" }, p.missing ? "" : what),
            ...problems ? [element("span", { class: "flag" }, problems)] : []);
    }

    dlrm.panels.gallery = (body, panel) => {
        const said = element("p", { class: "note", role: "status" });
        const grid = element("div", { class: "pictures" });
        let kept = panel.items;
        const more = element("button", { type: "button", onclick: () => show(kept.length) }, "Show all");
        function show(n) {
            grid.replaceChildren(...kept.slice(0, n).map(p => item(p, said)));
            more.hidden = kept.length <= n;
        }
        const count = element("span", { class: "note", role: "status" }, `${panel.items.length} patients`);
        const keep = test => {
            kept = panel.items.filter(test);
            count.textContent = kept.length < panel.items.length ? `${kept.length} of ${panel.items.length} patients`
                : `${panel.items.length} patients`;
            show(SHOWN);
        };
        const which = [() => true, p => p.problems || p.missing, p => p.missing];
        let words = "";
        let chosen = 0;
        const filter = () => keep(p => which[chosen](p) && p.name.toLowerCase().includes(words));
        body.append(element("div", { class: "bar" }, dlrm.select("Show", ["all", "with problems", "without images"], i => {
            chosen = i;
            filter();
        }).node, element("label", { class: "field" }, "Find", element("input", { type: "search", placeholder: "patient",
            oninput: event => {
                words = event.target.value.toLowerCase();
                filter();
            } })), count, more), grid, said);
        show(SHOWN);
    };
})(window.dlrm);
