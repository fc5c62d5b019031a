"use strict";
// Draws every picture of the page from its JSON block; nothing is fetched, nothing is evaluated.
(() => {
  const views = new Map();
  const latest = new Map();
  const changes = new Map();

  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  // Larger data travel as columns, text written once; see packing.py.
  function unpack(packed) {
    const columns = Object.entries(packed.columns).map(([name, column]) => [
      name, Array.isArray(column) ? column : column.at.map((place) => column.names[place]),
    ]);
    return Array.from({ length: columns.length ? columns[0][1].length : 0 }, (_, i) => {
      const row = {};
      for (const [name, values] of columns) row[name] = values[i];
      return row;
    });
  }

  // A picture's `margin` is the room its axis takes; what is wider than its box is narrowed. Where two
  // stand side by side (`halves`), each gets half; on a phone they stand one below the other.
  function fit(node, width, narrow) {
    if (Array.isArray(node)) { node.forEach((item) => fit(item, width, narrow)); return; }
    if (node === null || typeof node !== "object") return;
    if (typeof node.width === "number") node.width = Math.min(node.width, width);
    if (narrow && "facet" in node) node.columns = 1;
    if (narrow && "hconcat" in node) { node.vconcat = node.hconcat; delete node.hconcat; }
    for (const key of ["layer", "vconcat", "hconcat", "concat", "spec"]) {
      if (key in node) fit(node[key], width, narrow);
    }
  }

  // Colours become variables of the page, so that they follow a dark screen and paper without a redraw.
  function paint(node) {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "string") {
        if (/^#[0-9a-f]{6}$/i.test(value)) node[key] = `var(--x${value.slice(1).toUpperCase()}, ${value})`;
      } else if (value !== null && typeof value === "object" && key !== "datasets" && key !== "data") paint(value);
    }
  }

  function prepare(id, box) {
    const spec = read("spec-" + id);
    spec.datasets = spec.datasets || {};
    for (const [name, packed] of Object.entries(spec.packed || {})) spec.datasets[name] = unpack(packed);
    delete spec.packed;
    Object.assign(spec.datasets, latest.get(id) || {});
    const look = spec.usermeta || {};
    const room = box.clientWidth || 820;
    const narrow = room < 520;
    const width = room - (look.margin || 60);
    fit(spec, Math.max(100, look.halves && !narrow ? (width - (look.margin || 24)) / 2 : width), narrow);
    spec.config = spec.config || {};
    spec.config.background = null;
    spec.config.aria = false; // the box is one image with one label, and a table beside it
    if (narrow) spec.config.legend = Object.assign({}, spec.config.legend, { columns: look.narrowColumns || 2 });
    if (changes.get(id)) changes.get(id)(spec);
    paint(spec);
    return spec;
  }

  async function show(id, datasets, change) {
    const box = document.getElementById("chart-" + id);
    if (datasets) latest.set(id, datasets);
    if (change !== undefined) changes.set(id, change);
    const spec = prepare(id, box);
    if (views.has(id)) views.get(id).finalize();
    try {
      views.set(id, await window.vegaEmbed(box, spec, {
        actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: { theme: "custom" },
      }));
      box.querySelector("svg").setAttribute("aria-hidden", "true");
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
      const drawn = Number(box.dataset.drawn || 0);
      // what is not drawn yet, or not shown now, is left alone; paper takes what is there
      if (drawn && box.clientWidth && Math.abs(box.clientWidth - drawn) > 12) show(box.dataset.chart);
    }), 200);
  });
})();
