"use strict";
// A list to choose a person from: type a part of a name, or walk it with the arrow keys (ARIA combobox).
(() => {
  window.coreanalytics.pick = function pick(names, none, choose) {
    const input = document.getElementById("person");
    const list = document.getElementById("person-list");
    let chosen = 0;
    let shown = [];
    let active = -1;

    function light(place) {
      active = place;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === place)));
      const item = list.children[place];
      if (item && item.id) {
        input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    }

    function open(text) {
      const wanted = text.trim().toLocaleLowerCase();
      shown = names.map((_, i) => i).filter((i) => names[i].toLocaleLowerCase().includes(wanted));
      list.replaceChildren(...shown.map((person) => {
        const item = document.createElement("li");
        item.id = "person-" + person;
        item.role = "option";
        item.dir = "auto";
        item.textContent = names[person];
        item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(person); });
        return item;
      }));
      if (!shown.length) {
        const item = document.createElement("li");
        item.role = "option";
        item.ariaDisabled = "true";
        item.textContent = none;
        list.appendChild(item);
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      light(shown.length ? Math.max(shown.indexOf(chosen), 0) : -1);
    }

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      input.value = names[chosen];
    }

    function take(person) {
      chosen = person;
      close();
      choose(person);
    }

    input.addEventListener("click", () => { input.select(); if (list.hidden) open(""); });
    input.addEventListener("input", () => open(input.value));
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (list.hidden) open("");
        else if (shown.length) light((active + step + shown.length) % shown.length);
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        event.preventDefault();
        take(shown[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    const turn = (by) => take((chosen + by + names.length) % names.length);
    document.getElementById("previous").addEventListener("click", () => turn(-1));
    document.getElementById("next").addEventListener("click", () => turn(1));
    close();
    return (person) => { chosen = person; close(); };
  };
})();
