"use strict";
// Fills the pictures of one person: the page carries everybody's days as columns, unfolded here.
(() => {
  const { read, show, ready } = window.coreanalytics;
  const people = read("people");
  const choose = document.getElementById("choose");

  function unfold(columns, clock) {
    const names = Object.keys(columns);
    const length = names.length ? columns[names[0]].length : 0;
    return Array.from({ length }, (_, i) => {
      const row = {};
      for (const name of names) {
        const value = columns[name][i];
        row[name] = name in clock && value ? value + clock[name] : value;
      }
      return row;
    });
  }

  function fillWeeks(weeks) {
    const body = document.getElementById("weeks");
    if (!body) return;
    const sites = body.dataset.columns.trim().split(" ");
    body.replaceChildren(...weeks.map((week) => {
      const row = document.createElement("tr");
      const score = (value) => (value === null || value === undefined ? "–" : value.toFixed(1));
      for (const text of [week.monday.slice(0, 10), String(week.n_reported), ...sites.map((s) => score(week[s]))]) {
        row.appendChild(document.createElement("td")).textContent = text;
      }
      return row;
    }));
  }

  async function choosePerson(index) {
    const person = people[index];
    const midnight = "T00:00:00";
    const weeks = unfold(person.weeks, { monday: midnight });
    const datasets = {
      days: unfold(person.days, { date: "T12:00:00", monday: midnight }),
      weeks,
      phases: unfold(person.phases, { start: midnight, end: midnight }),
    };
    document.getElementById("line").textContent = person.line;
    fillWeeks(weeks);
    await Promise.all(["explore", "calendar"]
      .filter((id) => document.getElementById("chart-" + id))
      .map((id) => show(id, datasets)));
  }

  function step(by) {
    choose.selectedIndex = (choose.selectedIndex + by + people.length) % people.length;
    return choosePerson(choose.selectedIndex);
  }

  if (choose) {
    choose.addEventListener("change", () => choosePerson(choose.selectedIndex));
    document.getElementById("previous").addEventListener("click", () => step(-1));
    document.getElementById("next").addEventListener("click", () => step(1));
  }
  window.coreanalytics.ready = ready.then(() => choosePerson(choose ? choose.selectedIndex : 0));
})();
