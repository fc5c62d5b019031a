"use strict";
// Four views as tabs, each drawn when first shown; the chosen person's data are unfolded when needed.
(() => {
  const home = window.coreanalytics;
  const { book, unfold, show } = home;
  const board = home.read("board");
  const names = Object.keys(board.views);
  const tabs = names.map((name) => document.getElementById("tab-" + name));
  const panels = names.map((name) => document.getElementById(name));
  const chooser = document.getElementById("chooser");
  const line = document.getElementById("line");
  const drawn = new Map();
  const kept = new Map();
  let person = 0;
  let view = names[0];
  let span = null; // of the brush: two times, or null for all of it

  const isPersonal = (name) => board.views[name].some((part) => part.sources.length);

  function rowsOf(source) {
    const key = source + ":" + person;
    if (!kept.has(key)) {
      if (kept.size > 12) kept.clear();
      kept.set(key, unfold(book, source, person));
    }
    return kept.get(key);
  }

  const hasAny = (rows, columns) => rows.some((row) => columns.some((column) => row[column] !== null
    && row[column] !== undefined && (column !== "gave_out_answered" || row[column] > 0)));

  // ---- tables ----------------------------------------------------------------------------------
  const day = (time) => {
    const date = new Date(time);
    const two = (number) => String(number).padStart(2, "0");
    return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate());
  };

  function tell(value, column) {
    if (value === null || value === undefined) return "–";
    if (column === "monday" || column === "date") return day(value);
    if (column === "site") return board.sites[value] || value;
    if (typeof value === "boolean") return value ? board.yes : board.no;
    return typeof value === "number" ? String(Math.round(value * 10) / 10) : value;
  }

  function fillTable(details, table) {
    details.querySelector("tbody").replaceChildren(...rowsOf(table.source).map((row) => {
      const line = document.createElement("tr");
      for (const column of table.columns) {
        line.appendChild(document.createElement("td")).textContent = tell(row[column], column);
      }
      return line;
    }));
  }

  function fillTables(part) {
    part.tables.forEach((table, i) => {
      const details = document.querySelector(`[data-table="${part.key}-${i}"]`);
      details.hidden = false;
      if (details.open) fillTable(details, table);
      details.ontoggle = () => { if (details.open) fillTable(details, table); };
    });
  }

  // what stands ready for readers without scripts is built when it is opened: it was escaped when written
  document.querySelectorAll("details[data-late]").forEach((details) => {
    details.addEventListener("toggle", () => {
      const waiting = details.querySelector("noscript");
      if (!waiting) return;
      const parsed = new DOMParser().parseFromString(waiting.textContent, "text/html");
      waiting.replaceWith(...parsed.body.children);
    });
  });

  // ---- time shown ------------------------------------------------------------------------------
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const long = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
  const sum = (rows, column) => rows.reduce((total, row) => total + (row[column] || 0), 0);

  function meanOf(rows, column, weight) {
    const told = rows.filter((row) => row[column] !== null && row[column] !== undefined);
    const n = told.reduce((total, row) => total + weight(row), 0);
    const total = told.reduce((all, row) => all + row[column] * weight(row), 0);
    return n ? { n, mean: (total / n).toFixed(1) } : null;
  }

  // The numbers of the time shown, from days where the page carries them all, else from whole weeks.
  function tellWindow() {
    const told = document.getElementById("window-line");
    if (!told) return;
    const days = rowsOf("days");
    const weeks = rowsOf("weeks");
    if (!weeks.length) { told.textContent = ""; return; }
    const first = Math.min(weeks[0].monday, days.length ? days[0].date : Infinity);
    const last = days.length ? days[days.length - 1].date : weeks[weeks.length - 1].monday;
    const [from, to] = span || [board.whole ? days[0].date : first, last];
    const byDay = board.whole || (days.length && from >= days[0].date - 43200000);
    const rows = byDay
      ? days.filter((row) => row.date >= from && (row.date < to || !span))
      : weeks.filter((row) => row.monday >= from - 518400000 && (row.monday < to || !span));
    const weight = byDay ? () => 1 : (row) => row.n_reported || 1;
    const { words } = board;
    const parts = Object.entries(board.sites).map(([site, name]) => {
      const found = meanOf(rows, site, weight);
      return found ? fill(words.WINDOW_SITE, { site: name.toLowerCase(), ...found })
        : fill(words.WINDOW_NO_SITE, { site: name.toLowerCase() });
    });
    if (board.sets.length) parts.push(fill(words.WINDOW_SETS, { n: board.sets.reduce((n, c) => n + sum(rows, c), 0) }));
    const trained = byDay ? rows.filter((row) => row.trained).length : sum(rows, "n_trained");
    parts.push(fill(words.WINDOW_TRAINED, { n: trained }));
    if (byDay) {
      for (const [habit, name] of Object.entries(board.habits)) {
        const found = meanOf(rows, habit, weight);
        const [what, unit] = name.toLowerCase().split(", ");
        if (found) parts.push(fill(words.WINDOW_HABIT, { habit: what, unit, ...found }));
      }
    }
    const ends = { from: long.format(from), to: long.format(span ? to - 1 : to), parts: parts.join("; ") };
    told.textContent = fill(words.WINDOW_LINE, ends) + (byDay ? "" : " " + words.WINDOW_WEEKS);
  }

  const group = document.querySelector(".window");

  function press() {
    if (!group) return;
    const rows = rowsOf("weeks");
    const last = endOf(rows);
    for (const button of group.querySelectorAll("[data-weeks]")) {
      const weeks = Number(button.dataset.weeks);
      const is = weeks ? span && span[1] === last && span[0] === moveDays(last, -7 * weeks) : !span;
      button.setAttribute("aria-pressed", String(Boolean(is)));
    }
    for (const button of group.querySelectorAll("[data-step]")) button.disabled = !span;
  }

  // days of the calendar, which clock changes make an hour longer or shorter
  const daysIn = (length) => Math.round(length / 86400000);
  const moveDays = (time, days) => { const at = new Date(time); return at.setDate(at.getDate() + days); };
  const endOf = (rows) => (rows.length ? moveDays(rows[rows.length - 1].monday, 7) : 0);

  function setSpan(wanted) {
    span = wanted;
    press();
    tellWindow();
    home.ready = drawPart("explore", board.views.explore.find((part) => part.key === "explore"));
  }

  if (group) {
    group.addEventListener("click", (event) => {
      const { weeks, step } = event.target.dataset;
      const rows = rowsOf("weeks");
      if (weeks !== undefined) {
        const last = endOf(rows);
        setSpan(Number(weeks) ? [moveDays(last, -7 * Number(weeks)), last] : null);
      } else if (step !== undefined && span && rows.length) {
        const length = daysIn(span[1] - span[0]);
        const move = Number(step) > 0
          ? Math.min(length, Math.max(0, daysIn(endOf(rows) - span[1])))
          : -Math.min(length, Math.max(0, daysIn(span[0] - rows[0].monday)));
        setSpan(span.map((time) => moveDays(time, move)));
      }
    });
  }

  // A time dragged over ends anywhere in a day; windows end at midnight, so that no day is in two of them. The
  // nearest midnight, because the chart tells back what it was given but for a fraction of a pixel.
  function wholeDays([from, to]) {
    const midnight = (time) => new Date(time + 43200000).setHours(0, 0, 0, 0);
    const first = midnight(from);
    return [first, Math.max(midnight(to), new Date(first).setHours(24, 0, 0, 0))];
  }

  function brush(spec) {
    for (const param of spec.params || []) {
      if (param.name === "window" && span) param.value = { x: span };
    }
  }

  function listen() {
    const chart = home.view("explore");
    if (!chart) return;
    chart.addSignalListener("window", (_, value) => {
      const found = value && Object.values(value)[0];
      const wanted = Array.isArray(found) && found.length ? wholeDays(found.map(Number)) : null;
      if (String(wanted) === String(span)) return;
      span = wanted;
      press();
      tellWindow();
    });
  }

  // ---- drawing ---------------------------------------------------------------------------------
  async function drawPart(name, part) {
    if (!part) return;
    const box = document.querySelector(`[data-part="${part.key}"]`);
    const lacks = document.querySelector(`[data-lacks="${part.key}"]`);
    if (part.sources.length) {
      const there = !part.needs.length || hasAny(rowsOf(part.sources[0]), part.needs);
      box.hidden = !there;
      if (lacks) lacks.hidden = there;
      if (!there) return;
      const datasets = Object.fromEntries(part.sources.map((source) => [source, rowsOf(source)]));
      fillTables(part);
      await show(part.key, datasets, part.key === "explore" ? brush : null);
      if (part.key === "explore") listen();
    } else {
      await show(part.key);
    }
  }

  async function draw(name) {
    const stamp = isPersonal(name) ? person : "all";
    if (drawn.get(name) === stamp) return;
    drawn.set(name, stamp);
    for (const part of board.views[name]) await drawPart(name, part);
  }

  function showView(name) {
    view = name;
    names.forEach((other, i) => {
      const is = other === name;
      panels[i].hidden = !is;
      tabs[i].setAttribute("aria-selected", String(is));
      tabs[i].tabIndex = is ? 0 : -1;
    });
    const personal = isPersonal(name);
    if (chooser) chooser.hidden = !personal;
    line.hidden = !personal;
    home.ready = draw(name);
    return home.ready;
  }

  // the same time for the next person, as far as they have any of it
  function keepSpan() {
    const rows = rowsOf("weeks");
    if (span && !(rows.length && span[0] < endOf(rows) && span[1] > rows[0].monday)) span = null;
  }

  function choosePerson(index) {
    person = index;
    keepSpan();
    const whose = document.createElement("b");
    whose.className = "only-print";
    whose.textContent = book.people[person] + ": ";
    line.replaceChildren(whose, book.lines[person]);
    press();
    tellWindow();
    return showView(view);
  }

  // ---- tabs ------------------------------------------------------------------------------------
  const bar = document.getElementById("views");
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", bar.dataset.label);
  tabs.forEach((tab, i) => {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", names[i]);
    panels[i].setAttribute("role", "tabpanel");
    panels[i].setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => { event.preventDefault(); go(names[i]); });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: names.length - 1 }[event.key];
      if (step === undefined && event.key !== " ") return;
      event.preventDefault();
      const next = step === undefined ? i : (step + names.length) % names.length;
      tabs[next].focus();
      go(names[next]);
    });
  });

  // ---- the address: #view or #view=person, so that reloading, sharing and going back keep both -----
  function note() {
    const hash = "#" + view + (chooser && (person || location.hash.includes("="))
      ? "=" + encodeURIComponent(book.people[person]) : "");
    if (location.hash !== hash) history.pushState(null, "", hash);
  }

  function go(name) {
    const shown = showView(name);
    note();
    return shown;
  }

  function follow() {
    const [name, whose] = location.hash.slice(1).split("=");
    let wanted = whose === undefined ? person : -1;
    try { if (wanted < 0) wanted = book.people.indexOf(decodeURIComponent(whose)); } catch { /* no name at all */ }
    view = names.includes(name) ? name : names[0];
    if (wanted < 0) wanted = person;
    tellPicker(wanted);
    return choosePerson(wanted);
  }

  let tellPicker = () => {};
  if (chooser) {
    tellPicker = home.pick(book.people, board.words.NOBODY_FOUND, (index) => {
      const shown = choosePerson(index);
      note();
      return shown;
    });
  }
  document.querySelectorAll("#people .open").forEach((button) => {
    button.addEventListener("click", () => {
      tellPicker(Number(button.dataset.person));
      view = "explore";
      choosePerson(Number(button.dataset.person));
      note();
      tabs[names.indexOf("explore")].focus();
    });
  });
  if (group) group.hidden = false;

  window.addEventListener("popstate", follow);
  follow();
})();
