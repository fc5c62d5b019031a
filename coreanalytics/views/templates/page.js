"use strict";
// Draws every picture of the page from its JSON block; nothing is fetched, nothing is evaluated.
(() => {
  const views = new Map();
  const latest = new Map();

  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  // A picture's `margin` is the room its axis takes; what is wider than its box is narrowed.
  function fit(node, width) {
    if (Array.isArray(node)) { node.forEach((item) => fit(item, width)); return; }
    if (node === null || typeof node !== "object") return;
    if (typeof node.width === "number") node.width = Math.min(node.width, width);
    for (const key of ["layer", "vconcat", "hconcat", "concat", "spec"]) {
      if (key in node) fit(node[key], width);
    }
  }

  async function show(id, datasets) {
    const box = document.getElementById("chart-" + id);
    const spec = read("spec-" + id);
    if (datasets) latest.set(id, datasets);
    if (latest.has(id)) spec.datasets = Object.assign(spec.datasets || {}, latest.get(id));
    const look = spec.usermeta || {};
    const room = box.clientWidth || 820;
    fit(spec, Math.max(160, room - (look.margin || 60)));
    if (room < 520) {
      spec.config = spec.config || {};
      spec.config.legend = Object.assign({}, spec.config.legend, { columns: look.narrowColumns || 2 });
    }
    if (views.has(id)) views.get(id).finalize();
    try {
      views.set(id, await window.vegaEmbed(box, spec, {
        actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: { theme: "light" },
      }));
      box.dataset.drawn = String(box.clientWidth);
    } catch (error) {
      box.textContent = String(error);
      console.error(error);
    }
  }

  const boxes = [...document.querySelectorAll("[data-chart]")];
  window.coreanalytics = {
    read, show, view: (id) => views.get(id) && views.get(id).view,
    ready: Promise.all(boxes.filter((box) => !box.dataset.waits).map((box) => show(box.dataset.chart))),
  };

  let timer = 0;
  window.addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(() => boxes.forEach((box) => {
      if (Math.abs(box.clientWidth - Number(box.dataset.drawn || 0)) > 12) show(box.dataset.chart);
    }), 200);
  });
})();
