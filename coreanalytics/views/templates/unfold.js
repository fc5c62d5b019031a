"use strict";
// Unfolds what the page carries of everybody: per column and person, numbers joined by commas.
(() => {
  const { read } = window.coreanalytics;
  const DAY = 86400000;

  function decode(column, person, length) {
    const { kind, scale, names, blank } = column;
    const codes = length ? column.values[person].split(",").map((part) => (part === "" ? blank : Number(part))) : [];
    if (kind === "number") return codes.map((code) => (code === null ? null : code / scale));
    if (kind === "flag") return codes.map((code) => (code === null ? null : code === 1));
    if (kind === "name") return codes.map((code) => (code === null ? null : names[code]));
    let day = 0;
    return codes.map((code) => {
      if (code === null) return null;
      day += code;
      return new Date(1970, 0, 1 + day).getTime(); // midnight, local to whoever looks
    });
  }

  // Rows of one table of one person.
  function unfold(book, name, person) {
    const table = book.tables[name];
    const length = table.rows[person];
    const columns = Object.entries(table.columns).map(([key, column]) => [key, decode(column, person, length)]);
    const rows = Array.from({ length }, (_, i) => {
      const row = {};
      for (const [key, values] of columns) row[key] = values[i];
      return row;
    });
    if (name === "days") {
      for (const row of rows) {
        const date = new Date(row.date);
        row.weekday = (date.getDay() + 6) % 7;
        row.monday = new Date(date.getFullYear(), date.getMonth(), date.getDate() - row.weekday).getTime();
        row.date += DAY / 2; // noon, so that marks sit inside their day
      }
    } else if (name === "weeks") {
      for (const row of rows) row.middle = row.monday + row.middle * 3600000;
    } else if (name === "after") {
      for (const row of rows) row.when = book.lags[row.lag];
    }
    return rows;
  }

  window.coreanalytics.unfold = unfold;
  window.coreanalytics.book = read("book");
})();
